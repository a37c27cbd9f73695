//! Labelled records, analysed once: counts for every linear model, groups, corpora, lengths.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tongueprint_classifier::{CountMatrix, CountMatrixBuilder};
use tongueprint_corpus::{Groups, NearDuplicates, Record};
use tongueprint_features::text::{Analyser, Topic};
use tongueprint_features::views::View;

use super::options::TrainOptions;
use crate::progress::Progress;
use crate::{Error, ErrorKind};

/// Documents analysed at a time: bounds the counts in flight.
const CHUNK: usize = 512;

/// Labelled documents ready to train on or to evaluate with.
#[derive(Debug)]
pub struct Dataset {
    records: Vec<Record>,
    /// Byte-sorted.
    label_names: Vec<String>,
    labels: Vec<usize>,
    corpus_names: Vec<String>,
    corpora: Vec<usize>,
    words: Vec<u32>,
    groups: Groups,
    duplicates: NearDuplicates,
    topic: Topic,
    members: Vec<MemberCounts>,
    skipped: Skipped,
}

/// The counts that one linear model reads.
#[derive(Debug)]
pub(crate) struct MemberCounts {
    pub(crate) views: Vec<View>,
    pub(crate) counts: CountMatrix,
}

/// Records that were left out, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Records without a label.
    pub unlabelled: usize,
    /// Records without a single word of prose.
    pub empty: usize,
}

impl Dataset {
    /// Analyses `records` for the views of `options`.
    ///
    /// Records without a label or without a word are left out and counted.
    ///
    /// # Errors
    /// [`ErrorKind::Data`] when fewer than two labels remain.
    pub fn new(
        records: Vec<Record>,
        options: &TrainOptions,
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        options.check()?;
        let mut skipped = Skipped::default();
        let before = records.len();
        let mut records = records;
        records.retain(|record| record.label.is_some());
        skipped.unlabelled = before - records.len();
        let analyser = Analyser::new(options.topic);
        let specs = options.members();
        let mut builders: Vec<CountMatrixBuilder> =
            specs.iter().map(|_| CountMatrixBuilder::new(options.min_document_frequency)).collect();
        let mut words = Vec::with_capacity(records.len());
        let mut kept = Vec::with_capacity(records.len());
        progress.begin("reading features", records.len() as u64);
        let mut rest = records.into_iter();
        loop {
            let chunk: Vec<Record> = rest.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                break;
            }
            let analysed: Vec<_> = chunk
                .par_iter()
                .map(|record| {
                    let analysis = analyser.analyse(&record.text);
                    progress.advance(1);
                    let counts: Vec<Vec<(u64, u32)>> = specs
                        .iter()
                        .map(|views| {
                            let mut all: Vec<(u64, u32)> =
                                views.iter().flat_map(|view| view.counts(&analysis)).collect();
                            if views.len() > 1 {
                                all.sort_unstable();
                            }
                            all
                        })
                        .collect();
                    (analysis.words() as u32, counts)
                })
                .collect();
            for (record, (length, counts)) in chunk.into_iter().zip(analysed) {
                if length == 0 {
                    skipped.empty += 1;
                    continue;
                }
                for (builder, counts) in builders.iter_mut().zip(&counts) {
                    builder.push(counts);
                }
                words.push(length);
                kept.push(record);
            }
        }
        progress.end();
        let (label_names, labels) = number(kept.iter().map(|r| r.label.as_deref().unwrap_or("")));
        if label_names.len() < 2 {
            return Err(Error::new(
                ErrorKind::Data,
                match label_names.first() {
                    None => "no labelled documents: is the label field named right?".to_owned(),
                    Some(only) => format!(
                        "every document carries the label {only:?}: at least two labels are needed to compare"
                    ),
                },
            ));
        }
        let (corpus_names, corpora) = number(
            kept.iter()
                .map(|record| record.fields.get(&options.corpus_field).map_or("", String::as_str)),
        );
        progress.begin("finding near-duplicates", 1);
        let texts: Vec<&str> = kept.iter().map(|record| record.text.as_str()).collect();
        let duplicates = NearDuplicates::find(&texts);
        let groups = Groups::new(&kept, &duplicates, &options.group_fields, &options.corpus_field);
        progress.end();
        let members = specs
            .into_iter()
            .zip(builders)
            .map(|(views, builder)| MemberCounts { views, counts: builder.finish() })
            .collect();
        Ok(Self {
            records: kept,
            label_names,
            labels,
            corpus_names,
            corpora,
            words,
            groups,
            duplicates,
            topic: options.topic,
            members,
            skipped,
        })
    }

    /// Documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The labels, byte-sorted.
    #[must_use]
    pub fn label_names(&self) -> &[String] {
        &self.label_names
    }

    /// The class of each document: an index into [`label_names`](Self::label_names).
    #[must_use]
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// Documents of each label.
    #[must_use]
    pub fn label_counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for &label in &self.labels {
            *counts.entry(self.label_names[label].as_str()).or_default() += 1;
        }
        counts
    }

    /// The records, as they were read.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// What was left out.
    #[must_use]
    pub const fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// The near-duplicates that were found.
    #[must_use]
    pub const fn near_duplicates(&self) -> &NearDuplicates {
        &self.duplicates
    }

    /// The groups that no fold splits.
    #[must_use]
    pub const fn groups(&self) -> &Groups {
        &self.groups
    }

    pub(crate) fn corpus_names(&self) -> &[String] {
        &self.corpus_names
    }

    pub(crate) fn corpora(&self) -> &[usize] {
        &self.corpora
    }

    pub(crate) fn words(&self) -> &[u32] {
        &self.words
    }

    pub(crate) const fn topic(&self) -> Topic {
        self.topic
    }

    pub(crate) fn members(&self) -> &[MemberCounts] {
        &self.members
    }

    pub(crate) fn group_of(&self) -> &[usize] {
        self.groups.of()
    }
}

/// Distinct names in byte order, and the number of each item's name.
pub(crate) fn number<'a>(
    items: impl Iterator<Item = &'a str> + Clone,
) -> (Vec<String>, Vec<usize>) {
    let mut names: Vec<String> = Vec::new();
    let mut numbers: BTreeMap<&str, usize> = items.clone().map(|item| (item, 0)).collect();
    for (name, number) in &mut numbers {
        *number = names.len();
        names.push((*name).to_owned());
    }
    let of = items.map(|item| numbers[item]).collect();
    (names, of)
}
