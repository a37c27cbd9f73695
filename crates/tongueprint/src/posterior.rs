//! From calibrated log weights to probabilities and likelihood ratios over the candidates.

/// Natural log of the sum of exponentials, without overflow.
pub(crate) fn log_sum_exp(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + values.map(|value| (value - largest).exp()).sum::<f64>().ln()
}

/// Posterior probabilities of the candidates, in their order, summing to one.
///
/// `log_weights` holds one natural-log likelihood a class, up to a common constant; `prior` one
/// positive number a candidate, `None` for equal shares.
pub(crate) fn posterior(
    log_weights: &[f64],
    candidates: &[usize],
    prior: Option<&[f64]>,
) -> Vec<f64> {
    let joint: Vec<f64> = candidates
        .iter()
        .enumerate()
        .map(|(index, &class)| log_weights[class] + prior.map_or(0.0, |prior| prior[index].ln()))
        .collect();
    let total = log_sum_exp(joint.iter().copied());
    joint.iter().map(|value| (value - total).exp()).collect()
}

/// `log10` of each candidate's likelihood over the unweighted mean of the other candidates'.
///
/// Clamped at `±ceiling`. Independent of any prior.
pub(crate) fn log10_likelihood_ratios(
    log_weights: &[f64],
    candidates: &[usize],
    ceiling: f64,
) -> Vec<f64> {
    (0..candidates.len())
        .map(|index| {
            let others = candidates
                .iter()
                .enumerate()
                .filter(|&(other, _)| other != index)
                .map(|(_, &class)| log_weights[class]);
            let mean = log_sum_exp(others) - ((candidates.len() - 1) as f64).ln();
            let ratio = (log_weights[candidates[index]] - mean) / std::f64::consts::LN_10;
            ratio.clamp(-ceiling, ceiling)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_ratio_by_hand() {
        // Likelihoods 8, 1, 3: the first over the mean of the others is 8 / 2 = 4.
        let weights = [8.0_f64.ln(), 1.0_f64.ln(), 3.0_f64.ln()];
        let ratios = log10_likelihood_ratios(&weights, &[0, 1, 2], 10.0);
        assert!((ratios[0] - 4.0_f64.log10()).abs() < 1e-12);
        // Fewer candidates, another ratio: 8 / 1.
        let ratios = log10_likelihood_ratios(&weights, &[0, 1], 10.0);
        assert!((ratios[0] - 8.0_f64.log10()).abs() < 1e-12);
    }

    #[test]
    fn a_prior_shifts_the_odds_by_its_own_odds() {
        let weights = [0.3, -0.2];
        let flat = posterior(&weights, &[0, 1], None);
        let skewed = posterior(&weights, &[0, 1], Some(&[0.8, 0.2]));
        assert!(((skewed[0] / skewed[1]) / (flat[0] / flat[1]) - 4.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn probabilities_sum_to_one(weights in prop::collection::vec(-700.0..700.0_f64, 2..20)) {
            let candidates: Vec<usize> = (0..weights.len()).collect();
            let sum: f64 = posterior(&weights, &candidates, None).iter().sum();
            prop_assert!((sum - 1.0).abs() < 1e-9);
            for ratio in log10_likelihood_ratios(&weights, &candidates, 6.0) {
                prop_assert!(ratio.is_finite() && ratio.abs() <= 6.0);
            }
        }
    }
}
