//! Temperature scaling (Guo et al. 2017), with a temperature that depends on the text's length.
//!
//! Logits of a text of w words are multiplied by `exp(a + b ln(w / 100))`; a and b minimise the
//! weighted log loss on rows that the stack was not fitted on. One number a text, so the ranking of
//! its labels never changes.

use ndarray::Array2;

use crate::error::{Error, check_labels, same_length};

/// A fitted calibration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Temperature {
    log_scale: f64,
    length_slope: f64,
    min_words: f64,
    max_words: f64,
}

impl Temperature {
    /// Leaves logits as they are.
    #[must_use]
    pub const fn identity() -> Self {
        Self { log_scale: 0.0, length_slope: 0.0, min_words: 1.0, max_words: 1.0 }
    }

    /// a: the log of what logits of a text of 100 words are multiplied by.
    #[must_use]
    pub const fn log_scale(&self) -> f64 {
        self.log_scale
    }

    /// b: how that grows with the log of the length.
    #[must_use]
    pub const fn length_slope(&self) -> f64 {
        self.length_slope
    }

    /// The fewest words that it tells apart: the 1st percentile of those fitted on.
    #[must_use]
    pub const fn min_words(&self) -> f64 {
        self.min_words
    }

    /// The most words that it tells apart: the 99th percentile.
    #[must_use]
    pub const fn max_words(&self) -> f64 {
        self.max_words
    }

    /// What the logits of a text of `words` words are multiplied by.
    #[must_use]
    pub fn scale(&self, words: f64) -> f64 {
        let words = words.clamp(self.min_words, self.max_words);
        (self.log_scale + self.length_slope * (words / 100.0).ln()).exp()
    }

    /// Fits on logits (`rows × classes`) of rows that their maker never saw.
    ///
    /// Without `words` the temperature is the same for all. Newton's method on a and b with halved
    /// steps; both are kept within ±5 and ±1.
    ///
    /// # Errors
    /// When shapes disagree or there are no rows.
    pub fn fit(
        logits: &Array2<f64>,
        labels: &[usize],
        weights: Option<&[f64]>,
        candidates: Option<&Array2<bool>>,
        words: Option<&[f64]>,
    ) -> Result<Self, Error> {
        let rows = logits.nrows();
        same_length("labels", labels.len(), rows)?;
        check_labels(labels, logits.ncols())?;
        if rows == 0 {
            return Err(Error::Nothing("no rows to calibrate on"));
        }
        for (what, found) in [
            ("row weights", weights.map(<[f64]>::len)),
            ("lengths", words.map(<[f64]>::len)),
            ("rows of candidates", candidates.map(|mask| mask.nrows())),
        ] {
            if let Some(found) = found {
                same_length(what, found, rows)?;
            }
        }
        let mut fitted = Self::identity();
        if let Some(words) = words {
            let mut sorted = words.to_vec();
            sorted.sort_by(f64::total_cmp);
            fitted.min_words = sorted[rows / 100].max(1.0);
            fitted.max_words = sorted[rows - 1 - rows / 100].max(fitted.min_words);
        }
        let lengths: Vec<f64> = (0..rows)
            .map(|row| {
                words.map_or(0.0, |words| {
                    (words[row].clamp(fitted.min_words, fitted.max_words) / 100.0).ln()
                })
            })
            .collect();
        let loss = Loss { logits, labels, weights, candidates, lengths: &lengths };
        let bends = words.is_some() && fitted.max_words > fitted.min_words;
        let (a, b) = loss.minimise(bends);
        fitted.log_scale = a;
        fitted.length_slope = b;
        Ok(fitted)
    }
}

struct Loss<'a> {
    logits: &'a Array2<f64>,
    labels: &'a [usize],
    weights: Option<&'a [f64]>,
    candidates: Option<&'a Array2<bool>>,
    lengths: &'a [f64],
}

/// Value, gradient and Gauss–Newton curvature in (a, b).
#[derive(Default)]
struct Expansion {
    value: f64,
    gradient: [f64; 2],
    curvature: [f64; 3],
}

impl Loss<'_> {
    fn expand(&self, a: f64, b: f64) -> Expansion {
        let mut sum = Expansion::default();
        for (row, logits) in self.logits.rows().into_iter().enumerate() {
            let weight = self.weights.map_or(1.0, |weights| weights[row]);
            let scale = (a + b * self.lengths[row]).exp();
            let candidate = |class: usize| self.candidates.is_none_or(|mask| mask[[row, class]]);
            let scaled = || {
                let logits = logits.iter().enumerate();
                logits.filter(|&(class, _)| candidate(class)).map(|(_, &logit)| logit * scale)
            };
            let largest = scaled().fold(f64::NEG_INFINITY, f64::max);
            let (mut total, mut mean, mut square) = (0.0, 0.0, 0.0);
            for logit in scaled() {
                let share = (logit - largest).exp();
                total += share;
                mean += share * logit;
                square += share * logit * logit;
            }
            let truth = logits[self.labels[row]] * scale;
            mean /= total;
            let variance = (square / total - mean * mean).max(0.0);
            sum.value += weight * (total.ln() + largest - truth);
            let slope = weight * (mean - truth);
            let length = self.lengths[row];
            sum.gradient[0] += slope;
            sum.gradient[1] += slope * length;
            let bend = weight * variance;
            sum.curvature[0] += bend;
            sum.curvature[1] += bend * length;
            sum.curvature[2] += bend * length * length;
        }
        sum
    }

    fn minimise(&self, bends: bool) -> (f64, f64) {
        let (mut a, mut b) = (0.0_f64, 0.0_f64);
        let mut here = self.expand(a, b);
        for _ in 0..100 {
            let [caa, cab, cbb] = here.curvature;
            let [ga, gb] = here.gradient;
            let ridge = 1e-9 + 1e-6 * (caa + cbb);
            let (mut da, mut db) = if bends {
                let determinant = (caa + ridge) * (cbb + ridge) - cab * cab;
                (
                    -((cbb + ridge) * ga - cab * gb) / determinant,
                    -((caa + ridge) * gb - cab * ga) / determinant,
                )
            } else {
                (-ga / (caa + ridge), 0.0)
            };
            da = da.clamp(-1.0, 1.0);
            db = db.clamp(-0.5, 0.5);
            let mut moved = false;
            for _ in 0..30 {
                let (next_a, next_b) = ((a + da).clamp(-5.0, 5.0), (b + db).clamp(-1.0, 1.0));
                let there = self.expand(next_a, next_b);
                if there.value < here.value {
                    moved = (next_a - a).abs() + (next_b - b).abs() > 1e-9;
                    (a, b, here) = (next_a, next_b, there);
                    break;
                }
                da /= 2.0;
                db /= 2.0;
            }
            if !moved {
                break;
            }
        }
        (a, b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    /// Labels drawn from the softmax of `true_scale` times the logits.
    fn drawn(true_scale: f64) -> (Array2<f64>, Vec<usize>) {
        let mut random = crate::Random::new(5);
        let logits = Array2::from_shape_fn((20_000, 3), |_| 4.0 * random.unit() - 2.0);
        let labels = logits
            .rows()
            .into_iter()
            .map(|row| {
                let shares: Vec<f64> = row.iter().map(|l| (l * true_scale).exp()).collect();
                let mut rest = random.unit() * shares.iter().sum::<f64>();
                shares
                    .iter()
                    .position(|share| {
                        rest -= share;
                        rest <= 0.0
                    })
                    .unwrap_or(2)
            })
            .collect();
        (logits, labels)
    }

    #[test]
    fn it_finds_the_scale_that_made_the_labels() {
        for scale in [0.4, 1.0, 2.5] {
            let (logits, labels) = drawn(scale);
            let fitted = Temperature::fit(&logits, &labels, None, None, None).unwrap();
            assert!((fitted.scale(100.0) / scale - 1.0).abs() < 0.05, "{scale}: {fitted:?}");
        }
    }

    #[test]
    fn it_finds_that_short_texts_deserve_less() {
        let (mut logits, labels) = drawn(1.0);
        let words: Vec<f64> = (0..labels.len()).map(|row| [25.0, 400.0][row % 2]).collect();
        // What the texts deserve is in the labels; inflate the short ones' logits fourfold.
        for (mut row, &length) in logits.rows_mut().into_iter().zip(&words) {
            if length < 100.0 {
                row *= 4.0;
            }
        }
        let fitted = Temperature::fit(&logits, &labels, None, None, Some(&words)).unwrap();
        assert!((fitted.scale(25.0) - 0.25).abs() < 0.03, "{fitted:?}");
        assert!((fitted.scale(400.0) - 1.0).abs() < 0.08, "{fitted:?}");
    }
}
