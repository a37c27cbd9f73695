//! Percentile intervals by resampling groups (Efron 1979; groups, because documents of one author
//! are not independent).

use serde::{Deserialize, Serialize};

use crate::random::Random;

/// A figure and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// The figure on all rows.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

const ROUNDS: usize = 1000;

/// `figures` of all rows, and their 2.5th and 97.5th percentiles over 1,000 samples of groups drawn
/// with replacement.
///
/// `figures` gets row numbers (some of them several times) and returns as many figures each time, so
/// that several metrics share the samples. A difference of two systems is one such figure: that makes
/// it paired.
///
/// # Panics
/// When `figures` returns different numbers of figures.
#[must_use]
pub fn bootstrap(
    groups: &[usize],
    seed: u64,
    figures: impl Fn(&[usize]) -> Vec<f64>,
) -> Vec<Metric> {
    let rows: Vec<usize> = (0..groups.len()).collect();
    let values = figures(&rows);
    let members = members(groups);
    let mut random = Random::new(seed);
    let mut samples = vec![Vec::with_capacity(ROUNDS); values.len()];
    let mut sample = Vec::with_capacity(groups.len());
    for _ in 0..ROUNDS {
        sample.clear();
        for _ in 0..members.len() {
            sample.extend_from_slice(&members[random.below(members.len())]);
        }
        let drawn = figures(&sample);
        assert_eq!(drawn.len(), samples.len(), "the same figures each time");
        for (samples, figure) in samples.iter_mut().zip(drawn) {
            samples.push(figure);
        }
    }
    values
        .into_iter()
        .zip(samples)
        .map(|(value, mut samples)| {
            samples.retain(|sample| sample.is_finite());
            samples.sort_by(f64::total_cmp);
            Metric { value, low: percentile(&samples, 0.025), high: percentile(&samples, 0.975) }
        })
        .collect()
}

/// The mean of one number a row, with its interval.
#[must_use]
pub fn bootstrap_mean(values: &[f64], groups: &[usize], seed: u64) -> Metric {
    bootstrap(groups, seed, |rows| {
        vec![rows.iter().map(|&row| values[row]).sum::<f64>() / rows.len().max(1) as f64]
    })[0]
}

/// Rows of each group, groups in the order of their numbers.
fn members(groups: &[usize]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&row| (groups[row], row));
    order.chunk_by(|&a, &b| groups[a] == groups[b]).map(<[usize]>::to_vec).collect()
}

/// By linear interpolation between order statistics; NaN for none.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let place = share * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    low + (high - low) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_mean_is_two_standard_errors() {
        let values: Vec<f64> = (0..1000).map(|row| f64::from(u8::from(row % 4 == 0))).collect();
        let groups: Vec<usize> = (0..1000).collect();
        let metric = bootstrap_mean(&values, &groups, 1);
        let error = (0.25 * 0.75 / 1000.0_f64).sqrt();
        assert_eq!(metric.value, 0.25);
        assert!((metric.low - (0.25 - 1.96 * error)).abs() < 0.006, "{metric:?}");
        assert!((metric.high - (0.25 + 1.96 * error)).abs() < 0.006, "{metric:?}");
    }

    #[test]
    fn dependent_rows_widen_it() {
        let values: Vec<f64> = (0..1000).map(|row| f64::from(u8::from(row % 4 == 0))).collect();
        let alone: Vec<usize> = (0..1000).collect();
        // Rows of one kind together.
        let together: Vec<usize> = (0..1000).map(|row| row % 4 * 10 + row / 4 % 10).collect();
        let width = |groups: &[usize]| {
            let metric = bootstrap_mean(&values, groups, 1);
            metric.high - metric.low
        };
        assert!(width(&together) > 2.0 * width(&alone));
    }
}
