//! How often the top of a ranking is right, by the probability that it was given.

use super::evaluation::Evaluated;

/// The square of the normal quantile of a 95 % interval.
const Z_SQUARED: f64 = 1.96 * 1.96;

/// Documents whose top probability is alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliabilityBin {
    /// Documents.
    pub documents: usize,
    /// Their mean top probability, 0 to 1.
    pub claimed: f64,
    /// The share whose top is right.
    pub right: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Evaluated {
    /// At most `bins` bins of equal size, by top probability ascending.
    ///
    /// Intervals are Wilson's (*Journal of the American Statistical Association* 22, 1927); they
    /// take documents as independent, so they are too narrow where groups are large.
    #[must_use]
    pub fn reliability(&self, bins: usize) -> Vec<ReliabilityBin> {
        let mut judged: Vec<(f64, bool)> = self
            .judgements
            .iter()
            .filter(|judgement| judgement.judged)
            .filter_map(|judgement| {
                let top = judgement.top.as_ref()?;
                Some((judgement.probability?, *top == judgement.label))
            })
            .collect();
        judged.sort_by(|a, b| a.0.total_cmp(&b.0));
        let bins = bins.min(judged.len());
        (0..bins)
            .map(|bin| &judged[bin * judged.len() / bins..(bin + 1) * judged.len() / bins])
            .map(|documents| {
                let count = documents.len() as f64;
                let right = documents.iter().filter(|(_, right)| *right).count() as f64 / count;
                let centre = (right + Z_SQUARED / (2.0 * count)) / (1.0 + Z_SQUARED / count);
                let spread = (Z_SQUARED * right * (1.0 - right) / count
                    + (Z_SQUARED / (2.0 * count)).powi(2))
                .sqrt()
                    / (1.0 + Z_SQUARED / count);
                ReliabilityBin {
                    documents: documents.len(),
                    claimed: documents.iter().map(|(claimed, _)| claimed).sum::<f64>() / count,
                    right,
                    low: (centre - spread).max(0.0),
                    high: (centre + spread).min(1.0),
                }
            })
            .collect()
    }
}
