//! Groups: documents that one fold must hold together.
//!
//! A group is near-duplicates ∪ author ∪ block. Writers recur within a corpus, so a name counts
//! together with its corpus: `author=7` of one corpus is not `author=7` of another.

use std::collections::BTreeMap;

use crate::near_duplicates::NearDuplicates;
use crate::record::Record;
use crate::union_find::UnionFind;

/// The group of each record.
///
/// ```
/// use tongueprint_corpus::{Groups, NearDuplicates, Record};
///
/// let record = |author: &str, text: &str| Record {
///     text: text.into(),
///     fields: [("author".to_owned(), author.to_owned())].into(),
///     ..Record::default()
/// };
/// let records = [record("ann", "one text"), record("bo", "another"), record("ann", "a third")];
/// let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
/// let duplicates = NearDuplicates::find(&texts);
/// let groups = Groups::new(&records, &duplicates, &["author".to_owned()], "corpus");
/// assert_eq!(groups.of(), [0, 1, 0]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    of: Vec<usize>,
    without_field: usize,
}

impl Groups {
    /// Joins `duplicates` (found over the same records) with what the records' fields say.
    ///
    /// Of `group_fields` the first that a record carries counts.
    #[must_use]
    pub fn new(
        records: &[Record],
        duplicates: &NearDuplicates,
        group_fields: &[String],
        corpus_field: &str,
    ) -> Self {
        let mut union = UnionFind::new(records.len());
        let mut first_of_duplicates: BTreeMap<usize, usize> = BTreeMap::new();
        for (row, &group) in duplicates.group_of().iter().enumerate().take(records.len()) {
            let first = *first_of_duplicates.entry(group).or_insert(row);
            union.join(first, row);
        }
        let mut first_of_value: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        let mut without_field = 0;
        for (row, record) in records.iter().enumerate() {
            let value = |field: &str| {
                record.fields.get(field).map(String::as_str).filter(|value| !value.is_empty())
            };
            let found = group_fields
                .iter()
                .find_map(|field| value(field).map(|value| (field.as_str(), value)));
            let Some((field, named)) = found else {
                without_field += 1;
                continue;
            };
            let corpus = value(corpus_field).unwrap_or("");
            let first = *first_of_value.entry((corpus, field, named)).or_insert(row);
            union.join(first, row);
        }
        Self { of: union.groups(), without_field }
    }

    /// The group of each record, numbered by first appearance.
    #[must_use]
    pub fn of(&self) -> &[usize] {
        &self.of
    }

    /// Groups.
    #[must_use]
    pub fn count(&self) -> usize {
        self.of.iter().max().map_or(0, |last| last + 1)
    }

    /// Records that carry none of the group fields: whether their writers recur is unknown.
    #[must_use]
    pub const fn without_field(&self) -> usize {
        self.without_field
    }
}
