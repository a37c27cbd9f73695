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

#[cfg(test)]
mod tests {
    use super::*;

    fn records(counts: &[(&str, usize)]) -> Vec<Record> {
        let of = |&(label, count): &(&str, usize)| {
            let record = Record { label: Some(label.to_owned()), ..Record::default() };
            std::iter::repeat_n(record, count)
        };
        counts.iter().flat_map(of).collect()
    }

    #[test]
    fn lines_name_the_option_that_left_documents_out() {
        let selection = Selection {
            labels: Some(["thai", "polish", "korean", "klingon"].map(str::to_owned).to_vec()),
            min_documents: 5,
            limit_per_label: Some(6),
            seed: 1,
        };
        let read = records(&[("thai", 4), ("polish", 9), ("korean", 5), ("czech", 1)]);
        assert_eq!(
            selection.apply(read).1.lines(),
            [
                "no document of klingon, which --labels lists",
                "1 document of czech left out: not listed (--labels)",
                "4 documents of thai left out: fewer than 5 documents (--min-documents)",
                "3 documents of polish left out: 6 are enough (--limit-per-label)",
            ]
        );
        let many = records(&[("a", 1), ("b", 2), ("c", 3), ("d", 4), ("thai", 5)]);
        let only = Selection { labels: Some(vec!["thai".into()]), ..Selection::default() };
        assert_eq!(
            only.apply(many).1.lines(),
            ["10 documents of 4 other labels left out: not listed (--labels)"]
        );
    }

    #[test]
    fn the_seed_chooses() {
        let read: Vec<Record> = (0..40)
            .map(|row| Record {
                source: row.to_string(),
                label: Some("thai".into()),
                ..Record::default()
            })
            .collect();
        let chosen = |seed| {
            let selection = Selection { limit_per_label: Some(10), seed, ..Selection::default() };
            selection.apply(read.clone()).0
        };
        assert_ne!(chosen(1), chosen(2));
        // Frozen: a model must not change because its documents are drawn otherwise.
        let places: Vec<String> = chosen(1).into_iter().map(|record| record.source).collect();
        assert_eq!(places, ["6", "8", "9", "12", "21", "28", "29", "30", "31", "36"]);
    }
}
