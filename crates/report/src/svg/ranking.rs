//! The candidates as bars of probability, with their likelihood ratios.

use super::canvas::{Anchor, Canvas, width};
use crate::sheet::signed;

const LABEL: usize = 24;
const BAR: f64 = 320.0;
const ROW: f64 = 24.0;

/// A candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its label.
    pub label: String,
    /// Its probability, 0 to 1.
    pub probability: f64,
    /// Its log10 likelihood ratio.
    pub log10_lr: f64,
}

/// A ranking as a figure, in the order given; the first bar stands out.
///
/// ```
/// use tongueprint_report::svg::{Bar, ranking};
/// let bars = [Bar { label: "polish".into(), probability: 0.6, log10_lr: 0.9 }];
/// assert!(ranking(&bars).contains("60.0 %"));
/// ```
#[must_use]
pub fn ranking(bars: &[Bar]) -> String {
    // The first label is bold, and a bold one is wider.
    let wide = |(place, bar): (usize, &Bar)| {
        width(&bar.label, LABEL) * if place == 0 { 1.15 } else { 1.0 }
    };
    let left = bars.iter().enumerate().map(wide).fold(48.0, f64::max) + 14.0;
    let height = ROW * (bars.len() as f64 + 1.0) + 6.0;
    let mut canvas =
        Canvas::new(left + BAR + 150.0, height, "Candidates by probability, most probable first");
    canvas.text((left, 14.0), Anchor::Start, "faint small", "probability", 20);
    canvas.text((left + BAR + 140.0, 14.0), Anchor::End, "faint small", "log10 LR", 20);
    for (place, bar) in bars.iter().enumerate() {
        let y = ROW * (place as f64 + 1.0);
        let strong = if place == 0 { "strong" } else { "" };
        let share = if bar.probability.is_finite() { bar.probability.clamp(0.0, 1.0) } else { 0.0 };
        let tip = format!(
            "{}: probability {:.4}, log10 LR {:+.3}",
            bar.label, bar.probability, bar.log10_lr
        );
        canvas.text((left - 12.0, y + 15.0), Anchor::End, strong, &bar.label, LABEL);
        canvas.rectangle((left, y + 4.0), (BAR, ROW - 9.0), "track", 1.0, &tip);
        if share > 0.0 {
            let opacity = if place == 0 { 1.0 } else { 0.55 };
            let size = ((share * BAR).max(1.5), ROW - 9.0);
            canvas.rectangle((left, y + 4.0), size, "for", opacity, &tip);
        }
        let percent = format!("{:.1} %", share * 100.0);
        canvas.text((left + BAR + 58.0, y + 15.0), Anchor::End, strong, &percent, 12);
        let ratio = signed(bar.log10_lr);
        canvas.text((left + BAR + 140.0, y + 15.0), Anchor::End, strong, &ratio, 12);
    }
    canvas.finish()
}
