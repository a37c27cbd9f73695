//! How often each pattern fires, by corpus, label and group of documents that are not independent.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tongueprint_corpus::{Groups, NearDuplicates, Record};
use tongueprint_features::interference::Interference;
use tongueprint_features::text::{Analyser, Topic};

/// Words and matches of documents that belong together: one writer's, or near-duplicates.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    pub(crate) words: f64,
    /// Matches by pattern number.
    pub(crate) matches: BTreeMap<usize, f64>,
}

/// The groups of one label in one corpus.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    pub(crate) documents: usize,
    pub(crate) groups: Vec<Group>,
}

impl Cell {
    pub(crate) fn words(&self) -> f64 {
        self.groups.iter().map(|group| group.words).sum()
    }

    pub(crate) fn matches(&self, pattern: usize) -> f64 {
        self.groups.iter().filter_map(|group| group.matches.get(&pattern)).sum()
    }

    pub(crate) fn all_matches(&self) -> f64 {
        self.groups.iter().flat_map(|group| group.matches.values()).sum()
    }
}

/// Counts of one corpus, by label.
pub(crate) type Corpus = BTreeMap<String, Cell>;

/// One document's counts.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) label: String,
    pub(crate) words: usize,
    /// Matches by pattern number.
    pub(crate) matches: BTreeMap<usize, f64>,
    /// The number of its group: near-duplicates joined with author or block.
    pub(crate) group: usize,
}

/// Counts the matches of `patterns` in each of `records`.
pub(crate) fn documents(patterns: &Interference, records: &[Record]) -> Vec<Counted> {
    let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
    let duplicates = NearDuplicates::find(&texts);
    let fields = ["author", "block"].map(str::to_owned);
    let groups = Groups::new(records, &duplicates, &fields, "corpus");
    records
        .par_iter()
        .zip(groups.of())
        .map(|(record, &group)| {
            let analysis = Analyser::new(Topic::Mask).analyse(&record.text);
            let mut matches = BTreeMap::new();
            patterns.for_each(&analysis, |number, _| {
                *matches.entry(number).or_default() += 1.0;
            });
            let label = record.label.clone().unwrap_or_default();
            Counted { label, words: analysis.words(), matches, group }
        })
        .collect()
}

/// Sums of documents by label and group.
pub(crate) fn cells<'a>(documents: impl IntoIterator<Item = &'a Counted>) -> Corpus {
    let mut cells: BTreeMap<String, (usize, BTreeMap<usize, Group>)> = BTreeMap::new();
    for document in documents {
        let (count, by_group) = cells.entry(document.label.clone()).or_default();
        *count += 1;
        let group = by_group.entry(document.group).or_default();
        group.words += document.words as f64;
        for (&number, matches) in &document.matches {
            *group.matches.entry(number).or_default() += matches;
        }
    }
    cells
        .into_iter()
        .map(|(label, (documents, groups))| {
            (label, Cell { documents, groups: groups.into_values().collect() })
        })
        .collect()
}
