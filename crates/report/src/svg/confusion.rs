//! A confusion matrix: truth down the side, what was named across, shares of the row as numbers and tints.

use super::canvas::{Anchor, Canvas, Place, width};

/// The longest label, in characters.
const LABEL: usize = 22;

/// A confusion matrix as a figure.
///
/// `matrix[truth][named]` counts documents; labels stand in the order of both. A cell shows the
/// percentage of its row, rounded; a row without documents stays empty. Rows and columns beyond the
/// labels are left out.
///
/// ```
/// let labels = ["french".to_owned(), "korean".to_owned()];
/// let figure = tongueprint_report::svg::confusion(&labels, &[vec![8, 2], vec![0, 5]]);
/// assert!(figure.starts_with("<svg") && figure.contains("french taken for korean: 2 of 10"));
/// ```
#[must_use]
pub fn confusion(labels: &[String], matrix: &[Vec<usize>]) -> String {
    let count = labels.len();
    let cell = if count > 14 { 30.0 } else { 38.0 };
    let longest = labels.iter().map(|label| width(label, LABEL)).fold(40.0, f64::max);
    let left = longest + 34.0;
    // Column labels lean at 45 degrees: their height, and how far the last reaches to the right.
    let lean = longest * std::f64::consts::FRAC_1_SQRT_2;
    let top = lean + 34.0;
    let side = cell * count as f64;
    let mut canvas = Canvas::new(
        left + side + 64.0_f64.max(lean - cell / 2.0 + 12.0),
        top + side + 12.0,
        &format!("Confusion matrix of {count} labels: rows are the truth, columns the label named"),
    );
    canvas.text((left, 14.0), Anchor::Start, "faint", "named →", 20);
    canvas.text((left - 10.0, top - 10.0), Anchor::End, "faint", "truth ↓", 20);
    for (place, label) in labels.iter().enumerate() {
        let middle = (place as f64 + 0.5) * cell;
        canvas.text((left - 10.0, top + middle + 4.0), Anchor::End, "", label, LABEL);
        let above = Place::turned((left + middle, top - 8.0), -45.0);
        canvas.text(above, Anchor::Start, "", label, LABEL);
    }
    for (truth, row) in matrix.iter().enumerate().take(count) {
        let total: usize = row.iter().take(count).sum();
        let y = top + truth as f64 * cell;
        for (named, &documents) in row.iter().enumerate().take(count) {
            let x = left + named as f64 * cell;
            let corner = (x + 1.0, y + 1.0);
            let size = (cell - 2.0, cell - 2.0);
            let share = if total == 0 { 0.0 } else { documents as f64 / total as f64 };
            let tip = format!(
                "{} taken for {}: {documents} of {total} ({:.1} %)",
                labels[truth],
                labels[named],
                share * 100.0
            );
            canvas.rectangle(corner, size, "blank", 1.0, &tip);
            let tint = if documents == 0 { 0.0 } else { 0.05 + 0.95 * share.powf(0.75) };
            if tint > 0.0 {
                canvas.rectangle(corner, size, "tint-for", tint, &tip);
            }
            if truth == named {
                canvas.rectangle(corner, size, "frame", 1.0, &tip);
            }
            let percent = (share * 100.0).round();
            if percent >= 1.0 {
                let class = if tint > 0.82 { "on" } else { "" };
                let at = (x + cell / 2.0, y + cell / 2.0 + 4.0);
                canvas.text(at, Anchor::Middle, class, &format!("{percent:.0}"), 4);
            }
        }
        let at = (left + side + 8.0, y + cell / 2.0 + 4.0);
        canvas.text(at, Anchor::Start, "faint small", &format!("n {total}"), 20);
    }
    canvas.finish()
}

#[cfg(test)]
mod tests {
    use super::confusion;

    #[test]
    fn shares_are_of_the_row_and_odd_input_draws() {
        let labels = ["a<b".to_owned(), "c".to_owned()];
        let figure = confusion(&labels, &[vec![3, 1], vec![0, 0]]);
        assert!(figure.contains("a&lt;b taken for c: 1 of 4 (25.0 %)"));
        assert!(figure.contains(">75<") && figure.contains(">n 0<"));
        assert!(!figure.contains("NaN"));
        assert!(confusion(&[], &[]).ends_with("</svg>\n"));
        assert!(confusion(&labels, &[vec![1, 2, 3]]).contains(">n 3<"));
    }
}
