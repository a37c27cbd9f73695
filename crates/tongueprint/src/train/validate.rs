//! What the out-of-fold scores say about each label, for the header and the card.

use ndarray::Array2;
use tongueprint_classifier::metrics::bootstrap_mean;

use super::out_of_fold::OutOfFold;
use crate::model_file::{Recall, Validation};
use crate::posterior::posterior;

/// Fewer held-out documents than this and no recall is stated.
const MIN_DOCUMENTS: usize = 30;

/// Calibrated logits of every row by members and a stack that never saw it.
pub(crate) struct Held<'a> {
    pub(crate) grouped: Array2<f64>,
    pub(crate) left_out: Array2<f64>,
    pub(crate) scores: &'a OutOfFold,
    pub(crate) labels: &'a [usize],
}

impl Held<'_> {
    /// Top probability of each of `rows` that is of a default label, and whether it was right.
    pub(crate) fn tops(&self, defaults: &[bool], rows: &[usize]) -> (Vec<f64>, Vec<bool>) {
        rows.iter()
            .filter(|&&row| defaults[self.labels[row]])
            .map(|&row| {
                let (class, probability) = self.top(&self.left_out, row, defaults, true);
                (probability, class == self.labels[row])
            })
            .unzip()
    }

    /// Recall of a class among the defaults and itself: corpus in training, corpus held out.
    pub(crate) fn recalls(
        &self,
        class: usize,
        defaults: &[bool],
        groups: &[usize],
        seed: u64,
    ) -> (Option<Recall>, Option<Recall>) {
        let mut candidates = defaults.to_vec();
        candidates[class] = true;
        let recall = |logits: &Array2<f64>, outside: bool| {
            let rows: Vec<usize> = (0..self.labels.len())
                .filter(|&row| self.labels[row] == class)
                .filter(|&row| !outside || self.scores.has_left_out[row])
                .collect();
            if rows.len() < MIN_DOCUMENTS {
                return None;
            }
            let hits: Vec<f64> = rows
                .iter()
                .map(|&row| {
                    f64::from(u8::from(self.top(logits, row, &candidates, outside).0 == class))
                })
                .collect();
            let groups: Vec<usize> = rows.iter().map(|&row| groups[row]).collect();
            let metric = bootstrap_mean(&hits, &groups, seed);
            Some(Recall {
                documents: rows.len() as u64,
                value: metric.value,
                low: metric.low,
                high: metric.high,
            })
        };
        (recall(&self.grouped, false), recall(&self.left_out, true))
    }

    fn top(
        &self,
        logits: &Array2<f64>,
        row: usize,
        candidates: &[bool],
        masked: bool,
    ) -> (usize, f64) {
        let classes: Vec<usize> = (0..candidates.len())
            .filter(|&class| candidates[class] && (!masked || self.scores.known[[row, class]]))
            .collect();
        let weights = logits.row(row).to_vec();
        let probabilities = posterior(&weights, &classes, None);
        let mut best = (usize::MAX, f64::NEG_INFINITY);
        for (&class, &probability) in classes.iter().zip(&probabilities) {
            if probability > best.1 {
                best = (class, probability);
            }
        }
        best
    }
}

/// What the recalls and the contrasts amount to.
pub(crate) fn status(outside: Option<&Recall>, contrasted: bool) -> Validation {
    match (outside, contrasted) {
        (Some(_), _) => Validation::AnotherCorpus,
        (None, true) => Validation::SameCorpus,
        (None, false) => Validation::NeverContrasted,
    }
}
