//! Metrics of scores for two hypotheses.

/// Area under the ROC curve: the chance that a positive row outscores a negative one, ties counting
/// half. `None` without rows of both kinds.
///
/// ```
/// use tongueprint_classifier::metrics::auc;
/// assert_eq!(auc(&[0.9, 0.4, 0.4, 0.1], &[true, true, false, false]), Some(0.875));
/// ```
///
/// # Panics
/// When the two are not as long.
#[must_use]
pub fn auc(scores: &[f64], positive: &[bool]) -> Option<f64> {
    Ranks::new(scores, positive).auc(&vec![1; scores.len()])
}

/// Rows sorted by score once, for the [`auc`] of many samples of them.
#[derive(Clone, Debug)]
pub struct Ranks {
    /// Rows by ascending score; whether the row is positive; whether it ties with the row before.
    order: Vec<(usize, bool, bool)>,
}

impl Ranks {
    /// Sorts the rows.
    ///
    /// # Panics
    /// When the two are not as long.
    #[must_use]
    pub fn new(scores: &[f64], positive: &[bool]) -> Self {
        let order = ascending(scores, positive);
        let mut before = None;
        let order = order
            .into_iter()
            .map(|row| {
                let ties = before == Some(scores[row]);
                before = Some(scores[row]);
                (row, positive[row], ties)
            })
            .collect();
        Self { order }
    }

    /// The area where row `i` occurs `times[i]` times, 0 for a row that is left away.
    ///
    /// ```
    /// use tongueprint_classifier::metrics::Ranks;
    /// let ranks = Ranks::new(&[0.9, 0.4, 0.4, 0.1], &[true, true, false, false]);
    /// assert_eq!(ranks.auc(&[1, 0, 2, 1]), Some(1.0));
    /// assert_eq!(ranks.auc(&[0, 0, 1, 1]), None);
    /// ```
    ///
    /// # Panics
    /// When `times` is shorter than the rows.
    #[must_use]
    pub fn auc(&self, times: &[u32]) -> Option<f64> {
        // Negatives and positives in all, and those of the present run of equal scores.
        let (mut down, mut up, mut wins) = (0.0, 0.0, 0.0);
        let (mut down_here, mut up_here) = (0.0, 0.0);
        for &(row, positive, ties) in &self.order {
            if !ties {
                wins += up_here * (down + down_here / 2.0);
                down += down_here;
                up += up_here;
                (down_here, up_here) = (0.0, 0.0);
            }
            *(if positive { &mut up_here } else { &mut down_here }) += f64::from(times[row]);
        }
        wins += up_here * (down + down_here / 2.0);
        let pairs = (down + down_here) * (up + up_here);
        (pairs > 0.0).then(|| wins / pairs)
    }
}

/// Cllr of one hypothesis against all others: 0 is perfect, 1 knows nothing, more misleads. `None`
/// without rows of both kinds.
///
/// `log_ratios` are natural log likelihood ratios for the hypothesis, `times` how often each row
/// occurs (Brümmer and du Preez 2006).
///
/// ```
/// use tongueprint_classifier::metrics::cllr_of_ratios;
/// assert_eq!(cllr_of_ratios(&[0.0, 0.0], &[true, false], &[1, 3]), Some(1.0));
/// ```
///
/// # Panics
/// When the three are not as long.
#[must_use]
pub fn cllr_of_ratios(log_ratios: &[f64], positive: &[bool], times: &[u32]) -> Option<f64> {
    assert_eq!(log_ratios.len(), positive.len(), "one kind a ratio");
    assert_eq!(log_ratios.len(), times.len(), "one number a ratio");
    let (mut of_positives, mut of_negatives) = ((0.0, 0.0), (0.0, 0.0));
    for ((&ratio, &positive), &times) in log_ratios.iter().zip(positive).zip(times) {
        let side = if positive { &mut of_positives } else { &mut of_negatives };
        let times = f64::from(times);
        side.0 += times * softplus(if positive { -ratio } else { ratio }) / std::f64::consts::LN_2;
        side.1 += times;
    }
    let both = of_positives.1 > 0.0 && of_negatives.1 > 0.0;
    both.then(|| (of_positives.0 / of_positives.1 + of_negatives.0 / of_negatives.1) / 2.0)
}

/// `ln(1 + eˣ)`, without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// The least Cllr that any monotone recalibration of these scores reaches, for two hypotheses: what
/// is lost by discrimination alone. `None` without rows of both kinds.
///
/// The pool-adjacent-violators algorithm gives the best monotone posteriors; the shares of the two
/// kinds of rows are divided out (Brümmer and du Preez 2006).
///
/// # Panics
/// When the two are not as long.
#[must_use]
pub fn cllr_min(scores: &[f64], positive: &[bool]) -> Option<f64> {
    let order = ascending(scores, positive);
    let positives = positive.iter().filter(|&&p| p).count() as f64;
    let negatives = positive.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 {
        return None;
    }
    // Blocks of (positives, rows), merged while a lower one holds the larger share.
    let mut blocks: Vec<(f64, f64)> = Vec::new();
    for tie in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
        let up = tie.iter().filter(|&&row| positive[row]).count() as f64;
        let mut block = (up, tie.len() as f64);
        while let Some(&last) = blocks.last() {
            if last.0 * block.1 < block.0 * last.1 {
                break;
            }
            block = (block.0 + last.0, block.1 + last.1);
            blocks.pop();
        }
        blocks.push(block);
    }
    let (mut of_positives, mut of_negatives) = (0.0, 0.0);
    for (up, rows) in blocks {
        let down = rows - up;
        // The likelihood ratio is the posterior odds over the prior odds.
        let ratio = (up / positives) / (down / negatives);
        if up > 0.0 && down > 0.0 {
            of_positives += up * (1.0 + 1.0 / ratio).log2();
            of_negatives += down * (1.0 + ratio).log2();
        }
    }
    Some((of_positives / positives + of_negatives / negatives) / 2.0)
}

fn ascending(scores: &[f64], positive: &[bool]) -> Vec<usize> {
    assert_eq!(scores.len(), positive.len(), "one kind a score");
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cllr_min_knows_its_ends() {
        let kinds = [false, false, true, true];
        assert_eq!(cllr_min(&[1.0, 2.0, 3.0, 4.0], &kinds), Some(0.0));
        assert!((cllr_min(&[1.0; 4], &kinds).unwrap() - 1.0).abs() < 1e-12);
        assert!((cllr_min(&[4.0, 3.0, 2.0, 1.0], &kinds).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(cllr_min(&[1.0], &[true]), None);
    }

    /// Against the definition, pair by pair.
    #[test]
    fn a_sample_is_worth_its_rows() {
        let scores: [f64; 6] = [0.2, 0.5, 0.5, 0.9, 0.1, 0.5];
        let kinds = [false, true, false, true, true, false];
        let times = [2, 1, 3, 0, 1, 1];
        let (mut wins, mut pairs) = (0.0, 0.0);
        for up in (0..6).filter(|&row| kinds[row]) {
            for down in (0..6).filter(|&row| !kinds[row]) {
                let both = f64::from(times[up] * times[down]);
                pairs += both;
                wins += both
                    * match scores[up].total_cmp(&scores[down]) {
                        std::cmp::Ordering::Greater => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Less => 0.0,
                    };
            }
        }
        let found = Ranks::new(&scores, &kinds).auc(&times).unwrap();
        assert!((found - wins / pairs).abs() < 1e-12, "{found}");
    }

    #[test]
    fn cllr_of_ratios_by_hand() {
        // Positive with odds 3: log2(4/3); negatives with odds 1/7 and 1: log2(8/7) and 1.
        let ratios = [3.0_f64.ln(), (1.0_f64 / 7.0).ln(), 0.0];
        let found = cllr_of_ratios(&ratios, &[true, false, false], &[1; 3]).unwrap();
        let expected = ((4.0_f64 / 3.0).log2() + ((8.0_f64 / 7.0).log2() + 1.0) / 2.0) / 2.0;
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        assert!(cllr_of_ratios(&[1e6], &[true], &[1]).is_none());
        assert!(cllr_of_ratios(&[-1e6, 0.0], &[true, false], &[1; 2]).unwrap().is_finite());
    }

    #[test]
    fn a_monotone_change_of_scores_changes_nothing() {
        let scores: [f64; 6] = [-2.0, 0.3, 0.1, 1.5, -0.4, 2.2];
        let kinds = [false, true, false, true, true, true];
        let bent = scores.map(|score| score.exp() * 3.0);
        assert_eq!(auc(&scores, &kinds), auc(&bent, &kinds));
        assert_eq!(cllr_min(&scores, &kinds), cllr_min(&bent, &kinds));
    }
}
