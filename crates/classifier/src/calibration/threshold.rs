//! The top probability under which a verdict is withheld.

/// The fewest documents a window may hold.
const MIN_WINDOW: usize = 200;

/// The lowest top probability at which the top label is right at least `target` of the time.
///
/// `tops` are calibrated probabilities of the top label of documents that no part of the judge saw,
/// `right` whether it was the truth. Documents are sorted by `tops`; a window of 5 % of them, at
/// least 200, slides upwards, and the threshold is the lowest probability of the first window from
/// which on every window is right often enough. With fewer documents than a window, `target`.
///
/// # Panics
/// When the two are not as long.
#[must_use]
pub fn abstention_threshold(tops: &[f64], right: &[bool], target: f64) -> f64 {
    assert_eq!(tops.len(), right.len(), "one outcome a probability");
    let window = (tops.len() / 20).max(MIN_WINDOW);
    if tops.len() < window {
        return target;
    }
    let mut order: Vec<usize> = (0..tops.len()).collect();
    order.sort_by(|&a, &b| tops[a].total_cmp(&tops[b]).then(a.cmp(&b)));
    let mut hits: usize = order[order.len() - window..].iter().filter(|&&i| right[i]).count();
    let mut start = order.len() - window;
    // From the most certain downwards, as long as the window stays good enough.
    while hits as f64 >= target * window as f64 && start > 0 {
        start -= 1;
        hits += usize::from(right[order[start]]);
        hits -= usize::from(right[order[start + window]]);
    }
    let good = if hits as f64 >= target * window as f64 { start } else { start + 1 };
    tops[order[good.min(order.len() - 1)]]
}

#[cfg(test)]
mod tests {
    use super::abstention_threshold;

    #[test]
    fn calibrated_probabilities_give_the_target_itself() {
        let mut random = crate::Random::new(2);
        let tops: Vec<f64> = (0..50_000).map(|_| random.unit()).collect();
        let right: Vec<bool> = tops.iter().map(|&top| random.unit() < top).collect();
        let threshold = abstention_threshold(&tops, &right, 0.4);
        // The window's lower end: its middle is right 40 % of the time.
        assert!((0.33..0.43).contains(&threshold), "{threshold}");
    }

    #[test]
    fn too_few_documents_give_the_target() {
        assert_eq!(abstention_threshold(&[0.9], &[true], 0.4), 0.4);
    }
}
