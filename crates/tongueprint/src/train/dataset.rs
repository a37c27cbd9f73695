//! Labelled records, analysed once: counts for every linear model, groups, corpora, lengths.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use rayon::prelude::*;
use tongueprint_classifier::{Chains, CountMatrix, CountMatrixBuilder};
use tongueprint_corpus::{Groups, NearDuplicates, Record};
use tongueprint_features::text::{Analyser, Analysis, Topic};
use tongueprint_features::views::{Ngram, View};

use super::options::TrainOptions;
use crate::model_file::Learner;
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
    members: Vec<MemberSource>,
    tables: Vec<Table>,
    skipped: Skipped,
}

/// What one member of the ensemble learns from, and how.
#[derive(Debug)]
struct MemberSource {
    learner: Learner,
    table: usize,
}

/// The counts of some views over all documents.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) views: Vec<View>,
    pub(crate) counts: CountMatrix,
    /// Where a language model is made of them.
    pub(crate) chains: Option<Chains>,
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
        let mut tables: Vec<TableBuilder> = Vec::new();
        let mut members = Vec::new();
        for (learner, views) in options.members() {
            let table = tables.iter().position(|table| table.views == views).unwrap_or_else(|| {
                tables.push(TableBuilder::new(views, options.min_document_frequency));
                tables.len() - 1
            });
            if learner == Learner::LanguageModels {
                tables[table].ngrams.get_or_insert_default();
            }
            members.push(MemberSource { learner, table });
        }
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
                    let read: Vec<ReadRow> =
                        tables.iter().map(|table| table.read(&analysis)).collect();
                    (analysis.words() as u32, read)
                })
                .collect();
            for (record, (length, read)) in chunk.into_iter().zip(analysed) {
                if length == 0 {
                    skipped.empty += 1;
                    continue;
                }
                for (table, read) in tables.iter_mut().zip(read) {
                    table.push(read);
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
        let tables = tables.into_iter().map(TableBuilder::finish).collect();
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
            tables,
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

    /// How each member learns, and from what.
    pub(crate) fn members(&self) -> impl ExactSizeIterator<Item = (Learner, &Table)> {
        self.members.iter().map(|member| (member.learner, &self.tables[member.table]))
    }

    /// The counts of just these views.
    pub(crate) fn table(&self, views: &[View]) -> Option<&Table> {
        self.tables.iter().find(|table| table.views == views)
    }

    pub(crate) fn group_of(&self) -> &[usize] {
        self.groups.of()
    }
}

/// A table as its rows come in.
struct TableBuilder {
    views: Vec<View>,
    counts: CountMatrixBuilder,
    /// By key; of repeated keys alone, the others are in no vocabulary.
    ngrams: Option<HashMap<u64, Ngram, BuildHasherDefault<KeyHasher>>>,
}

/// One row of a table.
struct ReadRow {
    counts: Vec<(u64, u32)>,
    ngrams: Vec<Ngram>,
}

impl TableBuilder {
    fn new(views: Vec<View>, min_documents: u32) -> Self {
        Self { views, counts: CountMatrixBuilder::new(min_documents), ngrams: None }
    }

    fn read(&self, analysis: &Analysis) -> ReadRow {
        if self.ngrams.is_some() {
            // The n-grams of a view that chains are its features, so that they are counted as they are read.
            let mut ngrams: Vec<Ngram> =
                self.views.iter().flat_map(|view| view.ngrams(analysis)).collect();
            ngrams.sort_unstable_by_key(|ngram| ngram.key);
            let runs = ngrams.chunk_by(|a, b| a.key == b.key);
            let counts = runs.map(|run| (run[0].key, run.len() as u32)).collect();
            ngrams.dedup_by_key(|ngram| ngram.key);
            return ReadRow { counts, ngrams };
        }
        let mut counts: Vec<(u64, u32)> =
            self.views.iter().flat_map(|view| view.counts(analysis)).collect();
        if self.views.len() > 1 {
            counts.sort_unstable();
        }
        ReadRow { counts, ngrams: Vec::new() }
    }

    fn push(&mut self, row: ReadRow) {
        self.counts.push(&row.counts);
        if let Some(known) = &mut self.ngrams {
            let kept = row.ngrams.into_iter().filter(|ngram| self.counts.may_keep(ngram.key));
            for ngram in kept {
                known.entry(ngram.key).or_insert(ngram);
            }
        }
    }

    fn finish(self) -> Table {
        let counts = self.counts.finish();
        let chains = self.ngrams.map(|ngrams| {
            Chains::new(&counts, |key| {
                ngrams.get(&key).map_or((1, None, None), |n| (n.order, n.context, n.suffix))
            })
        });
        Table { views: self.views, counts, chains }
    }
}

/// Keys are hashes already.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, _: &[u8]) {
        unreachable!("keys alone are hashed");
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn finish(&self) -> u64 {
        self.0
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
