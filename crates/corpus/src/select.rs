//! Which records are used: by label, by how common the label is, by a limit.

use std::collections::BTreeMap;

use crate::record::Record;

/// What is kept; the default keeps everything.
///
/// ```
/// use tongueprint_corpus::{Record, Selection};
/// let record = |label: &str| Record { label: Some(label.into()), ..Record::default() };
/// let only = Selection { min_documents: 2, ..Selection::default() };
/// let (kept, skipped) = only.apply(vec![record("a"), record("b"), record("a")]);
/// assert_eq!(kept.len(), 2);
/// assert_eq!(skipped.lines(), ["1 documents of b left out: fewer than 2 documents (--min-documents)"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these labels.
    pub labels: Option<Vec<String>>,
    /// Only labels with at least this many records.
    pub min_documents: usize,
    /// At most this many records of a label.
    pub limit_per_label: Option<usize>,
    /// Seeds which records a limit keeps.
    pub seed: u64,
}

/// What a selection left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectionSkipped {
    lines: Vec<String>,
}

impl SelectionSkipped {
    /// One sentence a label and reason.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

impl Selection {
    /// The records that are kept, in their order, and what was left out.
    ///
    /// Records without a label are kept: whoever trains counts them. Which records a limit keeps
    /// depends on the seed and on their order.
    #[must_use]
    pub fn apply(&self, records: Vec<Record>) -> (Vec<Record>, SelectionSkipped) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for label in records.iter().filter_map(|record| record.label.as_ref()) {
            *counts.entry(label.clone()).or_default() += 1;
        }
        let mut skipped = SelectionSkipped::default();
        let mut keep: BTreeMap<String, Option<Vec<bool>>> = BTreeMap::new();
        for (label, &count) in &counts {
            let unlisted = self.labels.as_ref().is_some_and(|labels| !labels.contains(label));
            if unlisted {
                skipped.lines.push(format!("{count} documents of {label} left out: not among --labels"));
                keep.insert(label.clone(), None);
            } else if count < self.min_documents {
                skipped.lines.push(format!(
                    "{count} documents of {label} left out: fewer than {} documents (--min-documents)",
                    self.min_documents
                ));
                keep.insert(label.clone(), None);
            } else if let Some(limit) = self.limit_per_label
                && count > limit
            {
                skipped.lines.push(format!(
                    "{} of {count} documents of {label} left out: --limit-per-label",
                    count - limit
                ));
                keep.insert(label.clone(), Some(chosen(count, limit, self.seed)));
            }
        }
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let kept = records
            .into_iter()
            .filter(|record| {
                let Some(label) = &record.label else { return true };
                match keep.get(label) {
                    None => true,
                    Some(None) => false,
                    Some(Some(chosen)) => {
                        let place = seen.entry(label.clone()).or_default();
                        *place += 1;
                        chosen[*place - 1]
                    }
                }
            })
            .collect();
        (kept, skipped)
    }
}

/// Which of `count` places are among `limit` chosen ones: selection sampling (Knuth, 3.4.2 S).
fn chosen(count: usize, limit: usize, seed: u64) -> Vec<bool> {
    let mut state = seed;
    let mut left = limit;
    (0..count)
        .map(|place| {
            let random = crate::near_duplicates::mix(state);
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let rest = (count - place) as u128;
            let take = (u128::from(random) * rest) >> 64 < left as u128;
            left -= usize::from(take);
            take
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_keeps_exactly_so_many_and_the_same_each_time() {
        for limit in [0, 1, 7, 99] {
            let picks = chosen(100, limit, 3);
            assert_eq!(picks.iter().filter(|&&pick| pick).count(), limit);
            assert_eq!(picks, chosen(100, limit, 3));
        }
        assert_ne!(chosen(100, 50, 3), chosen(100, 50, 4));
    }
}
