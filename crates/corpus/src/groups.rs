//! What no fold may split: near-duplicates, an author's documents, a block.

use std::collections::BTreeMap;

use crate::near_duplicates::{NearDuplicates, UnionFind};
use crate::record::Record;

/// Groups of documents: near-duplicates ∪ same value of a group field within a corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    of: Vec<usize>,
    count: usize,
    without_field: usize,
}

impl Groups {
    /// Joins near-duplicates and records with the same value of the first of `group_fields` that they
    /// have. Values are told apart by corpus: two corpora's author 7 are two people.
    ///
    /// # Panics
    /// When `duplicates` was found on another number of documents.
    #[must_use]
    pub fn new(
        records: &[Record],
        duplicates: &NearDuplicates,
        group_fields: &[String],
        corpus_field: &str,
    ) -> Self {
        assert_eq!(duplicates.group_of().len(), records.len(), "as many documents");
        let mut sets = UnionFind::new(records.len());
        let mut first_of_group = BTreeMap::new();
        let mut first_of_value: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        let mut without_field = 0;
        for (row, record) in records.iter().enumerate() {
            sets.join(row, *first_of_group.entry(duplicates.group_of()[row]).or_insert(row));
            let field = group_fields.iter().find_map(|field| {
                Some((field.as_str(), record.fields.get(field).filter(|v| !v.is_empty())?.as_str()))
            });
            match field {
                Some((field, value)) => {
                    let corpus = record.fields.get(corpus_field).map_or("", String::as_str);
                    let first = first_of_value.entry((corpus, field, value)).or_insert(row);
                    sets.join(row, *first);
                }
                None => without_field += 1,
            }
        }
        let of = sets.numbers();
        let count = of.iter().max().map_or(0, |most| most + 1);
        Self { of, count, without_field }
    }

    /// The group of each record, numbered by first appearance.
    #[must_use]
    pub fn of(&self) -> &[usize] {
        &self.of
    }

    /// Number of groups.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Records that have none of the group fields: their authors may overlap between folds.
    #[must_use]
    pub const fn without_field(&self) -> usize {
        self.without_field
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str, fields: &[(&str, &str)]) -> Record {
        Record {
            text: text.into(),
            fields: fields.iter().map(|&(f, v)| (f.into(), v.into())).collect(),
            ..Record::default()
        }
    }

    #[test]
    fn the_first_field_counts_and_corpora_are_apart() {
        let records = [
            record("one text about boats", &[("corpus", "a"), ("author", "7")]),
            record("another text about trains", &[("corpus", "a"), ("author", "7"), ("block", "x")]),
            record("third on bread and wine", &[("corpus", "b"), ("author", "7")]),
            record("fourth of green hills", &[("corpus", "a"), ("block", "x")]),
            record("Third on bread and wine!", &[]),
        ];
        let texts: Vec<&str> = records.iter().map(|r| r.text.as_str()).collect();
        let fields = ["author".to_owned(), "block".to_owned()];
        let groups = Groups::new(&records, &NearDuplicates::find(&texts), &fields, "corpus");
        // 0 and 1 share an author, 2 and 4 are near-duplicates; 1 has an author, so its block is no matter.
        assert_eq!(groups.of(), [0, 0, 1, 2, 1]);
        assert_eq!((groups.count(), groups.without_field()), (3, 1));
    }
}
