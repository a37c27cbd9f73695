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
    let order = ascending(scores, positive);
    let positives = positive.iter().filter(|&&p| p).count();
    let negatives = positive.len() - positives;
    if positives == 0 || negatives == 0 {
        return None;
    }
    let (mut below, mut wins) = (0_usize, 0.0);
    for tie in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
        let up = tie.iter().filter(|&&row| positive[row]).count();
        let down = tie.len() - up;
        wins += up as f64 * (below as f64 + down as f64 / 2.0);
        below += down;
    }
    Some(wins / (positives as f64 * negatives as f64))
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

    #[test]
    fn a_monotone_change_of_scores_changes_nothing() {
        let scores: [f64; 6] = [-2.0, 0.3, 0.1, 1.5, -0.4, 2.2];
        let kinds = [false, true, false, true, true, true];
        let bent = scores.map(|score| score.exp() * 3.0);
        assert_eq!(auc(&scores, &kinds), auc(&bent, &kinds));
        assert_eq!(cllr_min(&scores, &kinds), cllr_min(&bent, &kinds));
    }
}
