//! From a member's label scores to the candidates' log10 likelihood ratios, to first order.

use super::Inputs;
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

    /// The way from one member's label scores to the candidates.
    pub(super) fn of_member(&self, index: usize) -> MemberProjection {
        let width = self.candidates.len();
        let labels = self.model.header().labels.len();
        let mut logits = Vec::with_capacity(labels * width);
        let mut ratios = Vec::with_capacity(labels * width);
        for input in 0..labels {
            let row = self.model.stack_row(index, input);
            let of_input: Vec<f64> =
                self.candidates.iter().map(|&class| row[class] * self.scale).collect();
            ratios.extend(of_input.iter().zip(self.shares.chunks_exact(width)).map(
                |(&logit, shares)| {
                    let others = of_input.iter().zip(shares).map(|(other, share)| other * share);
                    logit - others.sum::<f64>()
                },
            ));
            logits.extend(of_input);
        }
        MemberProjection { width, logits, ratios }
    }
}

/// Both maps are linear, so that scores can be summed first and projected once.
pub(super) struct MemberProjection {
    width: usize,
    /// `[label][candidate]`: a label's score to a candidate's logit, base 10.
    logits: Vec<f64>,
    /// The same, each candidate's logit set against the others' by their shares.
    ratios: Vec<f64>,
}

impl MemberProjection {
    /// Adds to `sums`, one a candidate, the logits of label scores.
    pub(super) fn add_logits(&self, scores: &[f64], sums: &mut [f64]) {
        add(&self.logits, self.width, scores, sums);
    }

    /// Adds to `sums`, one a candidate, what label scores do to the likelihood ratios.
    pub(super) fn add_ratios(&self, scores: &[f64], sums: &mut [f64]) {
        add(&self.ratios, self.width, scores, sums);
    }

    /// What a feature's weights do to one candidate's ratio.
    pub(super) fn ratio(&self, weights: &[i8], step: f64, candidate: usize) -> f64 {
        let of_candidate = self.ratios.iter().skip(candidate).step_by(self.width);
        step * weights.iter().zip(of_candidate).map(|(&w, r)| f64::from(w) * r).sum::<f64>()
    }
}

fn add(map: &[f64], width: usize, scores: &[f64], sums: &mut [f64]) {
    for (&score, row) in scores.iter().zip(map.chunks_exact(width)) {
        for (sum, factor) in sums.iter_mut().zip(row) {
            *sum += score * factor;
        }
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
