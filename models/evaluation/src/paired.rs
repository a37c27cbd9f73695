//! The difference between two systems on the same documents and folds, with its interval over groups.

use std::collections::BTreeMap;

use tongueprint::{Judgement, Metric};
use tongueprint_classifier::metrics::bootstrap_mean;

/// The accuracy of `ours` minus that of `theirs` over the documents that both judged; `None` when there are none.
pub(crate) fn difference(ours: &[Judgement], theirs: &[Judgement], seed: u64) -> Option<Metric> {
    let judged = |all: &[Judgement]| -> BTreeMap<String, (bool, usize)> {
        all.iter()
            .filter_map(|j| {
                let top = j.top.as_ref()?;
                Some((j.id.clone(), (*top == j.label, j.group)))
            })
            .collect()
    };
    let theirs = judged(theirs);
    let (mut gains, mut groups) = (Vec::new(), Vec::new());
    for (id, (right, group)) in judged(ours) {
        if let Some(&(other, _)) = theirs.get(&id) {
            gains.push(f64::from(u8::from(right)) - f64::from(u8::from(other)));
            groups.push(group);
        }
    }
    (!gains.is_empty()).then(|| bootstrap_mean(&gains, &groups, seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(id: &str, right: bool) -> Judgement {
        Judgement {
            id: id.into(),
            label: "a".into(),
            group: 0,
            judged: true,
            fold: Some(0),
            top: Some(if right { "a" } else { "b" }.into()),
            probability: None,
            probability_of_label: None,
            probabilities: BTreeMap::new(),
            trains: Vec::new(),
        }
    }

    #[test]
    fn only_documents_that_both_judged_count() {
        let ours = [judgement("1", true), judgement("2", true), judgement("3", true)];
        let theirs = [judgement("1", false), judgement("2", true), judgement("4", true)];
        assert_eq!(difference(&ours, &theirs, 1).map(|metric| metric.value), Some(0.5));
        assert!(difference(&ours[2..], &theirs, 1).is_none());
    }
}
