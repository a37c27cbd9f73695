//! The construction × language matrix: a row a stretch, a column a language, weights as numbers and tints.

use super::canvas::{Anchor, Canvas, Place, width};
use crate::sheet::signed;

const NAME: usize = 38;
const LABEL: usize = 20;
const CELL: (f64, f64) = (50.0, 26.0);
/// Room under a heading or above the sums.
const GAP: f64 = 26.0;

/// Rows under a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The heading.
    pub title: String,
    /// Whether its numbers are sums, drawn in bold and without tints.
    pub sums: bool,
    /// Its rows.
    pub rows: Vec<Contribution>,
}

/// A row: what contributes, and how much to each column.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// Its name.
    pub name: String,
    /// What a pointer that rests on it is told.
    pub tip: String,
    /// One number a column.
    pub weights: Vec<f64>,
    /// Which columns carry a point.
    pub marks: Vec<bool>,
}

/// A matrix of contributions as a figure.
///
/// Blue speaks for a column, vermilion against it; tints are relative to the strongest row.
///
/// ```
/// use tongueprint_report::svg::{Contribution, Group, contributions};
/// let row = Contribution { name: "“explain me”".into(), tip: String::new(), weights: vec![0.3, -0.1], marks: vec![true, false] };
/// let group = Group { title: "constructions".into(), sums: false, rows: vec![row] };
/// assert!(contributions(&["polish".into(), "thai".into()], &[group]).contains("+0.30"));
/// ```
#[must_use]
pub fn contributions(labels: &[String], groups: &[Group]) -> String {
    let longest = |texts: &mut dyn Iterator<Item = &String>, most| {
        texts.map(|text| width(text, most)).fold(90.0, f64::max)
    };
    let names = longest(&mut groups.iter().flat_map(|g| g.rows.iter().map(|r| &r.name)), NAME);
    let left = names + 14.0;
    let lean = longest(&mut labels.iter(), LABEL) * std::f64::consts::FRAC_1_SQRT_2;
    let top = lean + 10.0;
    let rows: usize = groups.iter().map(|group| group.rows.len()).sum();
    let height = top + rows as f64 * CELL.1 + groups.len() as f64 * GAP + 8.0;
    let side = CELL.0 * labels.len() as f64;
    let mut canvas = Canvas::new(
        left + side + (lean - CELL.0 / 2.0 + 8.0).max(8.0),
        height,
        "What each stretch contributes to each language's log10 likelihood ratio",
    );
    for (place, label) in labels.iter().enumerate() {
        let x = left + (place as f64 + 0.5) * CELL.0;
        let class = if place == 0 { "strong" } else { "" };
        canvas.text(Place::turned((x, top - 6.0), -45.0), Anchor::Start, class, label, LABEL);
    }
    let strongest = groups
        .iter()
        .filter(|group| !group.sums)
        .flat_map(|group| group.rows.iter().flat_map(|row| &row.weights))
        .filter(|weight| weight.is_finite())
        .fold(1e-9_f64, |most, weight| most.max(weight.abs()));
    let mut y = top;
    for group in groups {
        canvas.text((0.0, y + GAP - 8.0), Anchor::Start, "faint small", &group.title, 60);
        y += GAP;
        canvas.rule((0.0, y), (left + side, y), "rule");
        for row in &group.rows {
            let baseline = y + CELL.1 / 2.0 + 4.0;
            let class = if group.sums { "strong" } else { "" };
            canvas.text((left - 14.0, baseline), Anchor::End, class, &row.name, NAME);
            for (place, &weight) in row.weights.iter().enumerate().take(labels.len()) {
                let x = left + place as f64 * CELL.0;
                if !group.sums {
                    let tip = format!("{}: {weight:+.3} for {}", row.tip, labels[place]);
                    let corner = (x + 1.0, y + 1.0);
                    let size = (CELL.0 - 2.0, CELL.1 - 2.0);
                    canvas.rectangle(corner, size, "blank", 1.0, &tip);
                    // Under three quarters of full colour the number stays legible on it.
                    let tint = 0.72 * (weight.abs() / strongest).min(1.0);
                    if tint >= 0.01 {
                        let class = if weight > 0.0 { "tint-for" } else { "tint-against" };
                        canvas.rectangle(corner, size, class, tint, &tip);
                    }
                }
                let at = (x + CELL.0 / 2.0, baseline);
                canvas.text(at, Anchor::Middle, class, &signed(weight), 8);
                if row.marks.get(place).copied().unwrap_or(false) {
                    canvas.point((x + CELL.0 - 5.5, y + 5.5));
                }
            }
            y += CELL.1;
        }
    }
    canvas.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_show_is_drawn_without_a_stumble() {
        let row = |weights| Contribution {
            name: "<b>".into(),
            tip: "t".into(),
            weights,
            marks: vec![true],
        };
        let group = |rows| Group { title: "g".into(), sums: false, rows };
        for groups in [vec![], vec![group(vec![])], vec![group(vec![row(vec![0.0, f64::NAN])])]] {
            let figure = contributions(&["a".into(), "b".into()], &groups);
            assert!(!figure.contains("<b>") && !figure.contains("\"NaN"), "{figure}");
        }
    }
}
