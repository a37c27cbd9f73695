//! Which labelled records take part: listed labels, labels with enough documents, a limit a label.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::Record;
use crate::seeded;

/// What is taken of a corpus. The default takes everything.
///
/// ```
/// use tongueprint_corpus::{Record, Selection};
///
/// let record = |label: &str| Record { label: Some(label.into()), ..Record::default() };
/// let selection = Selection { min_documents: 2, ..Selection::default() };
/// let (kept, skipped) = selection.apply(vec![record("thai"), record("polish"), record("thai")]);
/// assert_eq!(kept.len(), 2);
/// assert_eq!(
///     skipped.lines(),
///     ["1 document of polish left out: fewer than 2 documents (--min-documents)"]
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these labels; all if `None`.
    pub labels: Option<Vec<String>>,
    /// A label with fewer documents is left out.
    pub min_documents: usize,
    /// Of a label with more documents so many are taken, chosen by `seed`.
    pub limit_per_label: Option<usize>,
    /// The seed of that choice.
    pub seed: u64,
}

/// Records that a [`Selection`] left out, by label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectionSkipped {
    /// Documents whose label is not listed.
    pub unlisted: BTreeMap<String, usize>,
    /// Listed labels that no document carries.
    pub missing: BTreeSet<String>,
    /// Documents of labels that have too few.
    pub rare: BTreeMap<String, usize>,
    /// Documents over the limit.
    pub over_limit: BTreeMap<String, usize>,
    min_documents: usize,
    limit: usize,
}

impl Selection {
    /// The records to keep, in input order, and what was left out.
    ///
    /// Records without a label are kept: whoever learns from the labels counts them.
    #[must_use]
    pub fn apply(&self, records: Vec<Record>) -> (Vec<Record>, SelectionSkipped) {
        let mut skipped = SelectionSkipped {
            min_documents: self.min_documents,
            limit: self.limit_per_label.unwrap_or(0),
            ..SelectionSkipped::default()
        };
        let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (row, record) in records.iter().enumerate() {
            if let Some(label) = &record.label {
                rows.entry(label).or_default().push(row);
            }
        }
        if let Some(listed) = &self.labels {
            let listed = listed.iter().filter(|label| !rows.contains_key(label.as_str()));
            skipped.missing = listed.cloned().collect();
        }
        let mut keep = vec![true; records.len()];
        for (label, rows) in rows {
            let unlisted = |listed: &Vec<String>| !listed.iter().any(|name| name == label);
            let (dropped, counts): (&[usize], _) = if self.labels.as_ref().is_some_and(unlisted) {
                (&rows, &mut skipped.unlisted)
            } else if rows.len() < self.min_documents {
                (&rows, &mut skipped.rare)
            } else {
                (&over_limit(&rows, self.limit_per_label, self.seed), &mut skipped.over_limit)
            };
            if !dropped.is_empty() {
                counts.insert(label.to_owned(), dropped.len());
            }
            dropped.iter().for_each(|&row| keep[row] = false);
        }
        let kept =
            records.into_iter().zip(keep).filter_map(|(record, keep)| keep.then_some(record));
        (kept.collect(), skipped)
    }
}

/// The rows that a limit leaves out.
fn over_limit(rows: &[usize], limit: Option<usize>, seed: u64) -> Vec<usize> {
    let Some(limit) = limit.filter(|&limit| limit < rows.len()) else {
        return Vec::new();
    };
    // The place among the label's documents decides, so that a label's choice depends on it alone.
    let mut places: Vec<usize> = (0..rows.len()).collect();
    places.sort_by_key(|&place| (seeded::key(seed, place), place));
    places[limit..].iter().map(|&place| rows[place]).collect()
}

impl SelectionSkipped {
    /// What was left out and why, a line each; the options named are the command's.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for label in &self.missing {
            lines.push(format!("no document of {label}, which --labels lists"));
        }
        match self.unlisted.len() {
            0 => {}
            1..=3 => lines.extend(self.unlisted.iter().map(|(label, &count)| {
                format!("{} of {label} left out: not listed (--labels)", documents(count))
            })),
            labels => lines.push(format!(
                "{} of {labels} other labels left out: not listed (--labels)",
                documents(self.unlisted.values().sum())
            )),
        }
        for (label, &count) in &self.rare {
            lines.push(format!(
                "{} of {label} left out: fewer than {} (--min-documents)",
                documents(count),
                documents(self.min_documents)
            ));
        }
        for (label, &count) in &self.over_limit {
            lines.push(format!(
                "{} of {label} left out: {} are enough (--limit-per-label)",
                documents(count),
                self.limit
            ));
        }
        lines
    }
}

fn documents(count: usize) -> String {
    if count == 1 { "1 document".to_owned() } else { format!("{count} documents") }
}
