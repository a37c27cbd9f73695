//! From a member's label scores to the candidates' log10 likelihood ratios, to first order.

use super::Inputs;
use crate::member::{ActiveFeatures, Member};
use crate::model::Model;
use crate::posterior::posterior;

pub(super) struct Projection<'a> {
    model: &'a Model,
    candidates: &'a [usize],
    /// `[candidate][other]`: the other's share among all but the candidate; 0 for itself.
    shares: Vec<f64>,
    scale: f64,
}

impl<'a> Projection<'a> {
    pub(super) fn new(inputs: &Inputs<'a>) -> Self {
        Self {
            model: inputs.model,
            candidates: inputs.candidates,
            shares: shares_of_others(inputs.log_weights, inputs.candidates),
            scale: inputs.model.calibration_scale(inputs.words) / std::f64::consts::LN_10,
        }
    }

    /// For each active feature, what an occurrence adds to each candidate's logit, base 10.
    pub(super) fn logits(
        &self,
        index: usize,
        member: &Member,
        active: &ActiveFeatures,
    ) -> Vec<f64> {
        let width = self.candidates.len();
        let mut all = vec![0.0; active.entries.len() * width];
        for (&(column, count, value), logits) in
            active.entries.iter().zip(all.chunks_exact_mut(width))
        {
            let (scale, weights) = member.row(column);
            let step = f64::from(value * scale) * self.scale / f64::from(count);
            for (input, &weight) in weights.iter().enumerate() {
                let score = f64::from(weight) * step;
                let row = self.model.stack_row(index, input);
                for (logit, &class) in logits.iter_mut().zip(self.candidates) {
                    *logit += score * row[class];
                }
            }
        }
        all
    }

    /// The same logits, each set against the others by their shares.
    pub(super) fn contributions(&self, logits: &[f64]) -> Vec<f64> {
        let width = self.candidates.len();
        let mut all = Vec::with_capacity(logits.len());
        for logits in logits.chunks_exact(width) {
            let against = |shares: &[f64]| -> f64 {
                logits.iter().zip(shares).map(|(logit, share)| logit * share).sum()
            };
            all.extend(
                logits
                    .iter()
                    .zip(self.shares.chunks_exact(width))
                    .map(|(&logit, shares)| logit - against(shares)),
            );
        }
        all
    }
}

/// Computed among the others alone, so that a label that is all but certain leaves them their shares.
fn shares_of_others(log_weights: &[f64], candidates: &[usize]) -> Vec<f64> {
    let mut shares = Vec::with_capacity(candidates.len() * candidates.len());
    for place in 0..candidates.len() {
        let others: Vec<usize> =
            candidates.iter().copied().filter(|&class| class != candidates[place]).collect();
        let mut of_others = posterior(log_weights, &others, None).into_iter();
        shares.extend(
            (0..candidates.len())
                .map(|other| if other == place { 0.0 } else { of_others.next().unwrap_or(0.0) }),
        );
    }
    shares
}
