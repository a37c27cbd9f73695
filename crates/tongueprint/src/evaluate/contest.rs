//! One label against all others: how well its probability sets its documents apart, and what its likelihood ratio is
//! worth. Judgements in, AUC and Cllr of any sample of them out.

use tongueprint_classifier::metrics::{Ranks, cllr_of_ratios};

use super::predictions::Prediction;

/// A label and, of the rows judged where it was a candidate, its log likelihood ratios.
pub(super) struct Contest {
    rows: Vec<usize>,
    log_ratios: Vec<f64>,
    positive: Vec<bool>,
    ranks: Ranks,
}

impl Contest {
    pub(super) fn new(label: usize, predictions: &[Prediction]) -> Self {
        // Nothing but the absence of the label among the candidates makes a probability zero.
        let rows: Vec<usize> = (0..predictions.len())
            .filter(|&row| predictions[row].probabilities[label] > 0.0)
            .collect();
        let log_ratios: Vec<f64> = rows
            .iter()
            .map(|&row| {
                let prediction = &predictions[row];
                let others: f64 =
                    prediction.probabilities.iter().sum::<f64>() - prediction.probabilities[label];
                let mean = others / (prediction.candidates.max(2) - 1) as f64;
                (prediction.probabilities[label] / mean.max(f64::MIN_POSITIVE)).ln()
            })
            .collect();
        let positive: Vec<bool> = rows.iter().map(|&row| predictions[row].truth == label).collect();
        let ranks = Ranks::new(&log_ratios, &positive);
        Self { rows, log_ratios, positive, ranks }
    }

    /// AUC and Cllr where row `i` occurs `times[i]` times; `None` without both kinds.
    pub(super) fn auc_and_cllr(&self, times: &[u32]) -> (Option<f64>, Option<f64>) {
        let times: Vec<u32> = self.rows.iter().map(|&row| times[row]).collect();
        (self.ranks.auc(&times), cllr_of_ratios(&self.log_ratios, &self.positive, &times))
    }
}
