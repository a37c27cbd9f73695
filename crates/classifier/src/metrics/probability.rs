//! Metrics of probabilities.

use crate::random::Random;

/// Probabilities below this are taken for it: one certain mistake must not be infinite.
const FLOOR: f64 = 1e-12;
const BINS: usize = 15;

/// Mean of `−ln p(truth)`, in nats.
#[must_use]
pub fn log_loss(of_truth: &[f64]) -> f64 {
    let sum: f64 = of_truth.iter().map(|p| -p.max(FLOOR).ln()).sum();
    sum / of_truth.len().max(1) as f64
}

/// Multiclass Cllr: the mean over classes of their rows' mean `−log2 p(truth)`, divided by `log2`
/// of the number of candidates. 0 is perfect, 1 knows nothing, more misleads.
///
/// `of_truth` are probabilities under a flat prior (Brümmer and du Preez 2006, normalised).
///
/// ```
/// use tongueprint_classifier::metrics::cllr;
/// assert!((cllr(&[0.25, 0.25], &[0, 1], 2, 4) - 1.0).abs() < 1e-12);
/// ```
///
/// # Panics
/// When the two are not as long or a class does not exist.
#[must_use]
pub fn cllr(of_truth: &[f64], truth: &[usize], classes: usize, candidates: usize) -> f64 {
    assert_eq!(of_truth.len(), truth.len(), "one probability a truth");
    let mut sums = vec![(0.0, 0_usize); classes];
    for (&probability, &class) in of_truth.iter().zip(truth) {
        sums[class].0 -= probability.max(FLOOR).log2();
        sums[class].1 += 1;
    }
    let means: Vec<f64> =
        sums.iter().filter(|(_, rows)| *rows > 0).map(|(sum, rows)| sum / *rows as f64).collect();
    let mean = means.iter().sum::<f64>() / means.len().max(1) as f64;
    mean / (candidates.max(2) as f64).log2()
}

/// Expected calibration error of the top label: rows sorted by top probability in 15 bins of equal
/// mass, the mean distance between a bin's mean probability and its share of right, weighted by rows.
///
/// # Panics
/// When the two are not as long.
#[must_use]
pub fn expected_calibration_error(tops: &[f64], right: &[bool]) -> f64 {
    assert_eq!(tops.len(), right.len(), "one outcome a probability");
    let mut order: Vec<usize> = (0..tops.len()).collect();
    order.sort_by(|&a, &b| tops[a].total_cmp(&tops[b]).then(a.cmp(&b)));
    binned(&order, tops, |row| right[row])
}

fn binned(order: &[usize], tops: &[f64], right: impl Fn(usize) -> bool) -> f64 {
    let rows = order.len();
    let mut error = 0.0;
    for bin in 0..BINS {
        let range = rows * bin / BINS..rows * (bin + 1) / BINS;
        let (mut sum, mut hits) = (0.0, 0.0);
        for &row in &order[range] {
            sum += tops[row];
            hits += f64::from(u8::from(right(row)));
        }
        error += f64::abs(sum - hits);
    }
    error / rows.max(1) as f64
}

/// The calibration error that these top probabilities would show if every one were exactly true:
/// the mean over 200 seeded draws of outcomes. Small samples are never at zero.
#[must_use]
pub fn expected_ece_if_calibrated(tops: &[f64], seed: u64) -> f64 {
    const DRAWS: usize = 200;
    let mut random = Random::new(seed);
    let mut order: Vec<usize> = (0..tops.len()).collect();
    order.sort_by(|&a, &b| tops[a].total_cmp(&tops[b]).then(a.cmp(&b)));
    let mut sum = 0.0;
    for _ in 0..DRAWS {
        let right: Vec<bool> = tops.iter().map(|&top| random.unit() < top).collect();
        sum += binned(&order, tops, |row| right[row]);
    }
    sum / DRAWS as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `sklearn.metrics.log_loss` 1.9.1 on the same.
    #[test]
    fn log_loss_as_scikit_learn_has_it() {
        assert!((log_loss(&[0.7, 0.2, 0.9, 0.5]) - 0.691_155_138_147_651_1).abs() < 1e-9);
    }

    #[test]
    fn cllr_by_hand() {
        // Class 0: −log2 of 1/2 and 1/8, mean 2; class 1: −log2 1/4 = 2. Four candidates: 2 / 2.
        assert!((cllr(&[0.5, 0.125, 0.25], &[0, 0, 1], 2, 4) - 1.0).abs() < 1e-12);
        assert_eq!(cllr(&[1.0, 1.0], &[0, 1], 2, 2), 0.0);
    }

    #[test]
    fn ece_by_hand() {
        // Thirty rows of p = 0.8, all right: each bin is off by 0.2.
        assert!((expected_calibration_error(&[0.8; 30], &[true; 30]) - 0.2).abs() < 1e-12);
    }

    #[test]
    fn calibrated_probabilities_show_the_error_that_chance_makes() {
        let mut random = Random::new(4);
        let tops: Vec<f64> = (0..3000).map(|_| 0.3 + 0.7 * random.unit()).collect();
        let right: Vec<bool> = tops.iter().map(|&top| random.unit() < top).collect();
        let expected = expected_ece_if_calibrated(&tops, 1);
        let found = expected_calibration_error(&tops, &right);
        assert!((found - expected).abs() < 0.015, "{found} {expected}");
    }
}
