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

/// Counts the matches of `patterns` in `records`; groups are near-duplicates joined with author or block.
pub(crate) fn count(patterns: &Interference, records: &[Record]) -> Corpus {
    let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
    let duplicates = NearDuplicates::find(&texts);
    let fields = ["author", "block"].map(str::to_owned);
    let groups = Groups::new(records, &duplicates, &fields, "corpus");
    let found: Vec<(usize, Vec<usize>)> = records
        .par_iter()
        .map(|record| {
            let analysis = Analyser::new(Topic::Mask).analyse(&record.text);
            let mut found = Vec::new();
            patterns.for_each(&analysis, |number, _| found.push(number));
            (analysis.words(), found)
        })
        .collect();
    let mut cells: BTreeMap<String, (usize, BTreeMap<usize, Group>)> = BTreeMap::new();
    for ((record, (words, found)), &group) in records.iter().zip(found).zip(groups.of()) {
        let label = record.label.clone().unwrap_or_default();
        let (documents, by_group) = cells.entry(label).or_default();
        *documents += 1;
        let group = by_group.entry(group).or_default();
        group.words += words as f64;
        for number in found {
            *group.matches.entry(number).or_default() += 1.0;
        }
    }
    cells
        .into_iter()
        .map(|(label, (documents, groups))| {
            (label, Cell { documents, groups: groups.into_values().collect() })
        })
        .collect()
}
