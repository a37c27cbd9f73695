//! Judgements of documents by models that never saw them.

use rayon::prelude::*;

use crate::Model;
use crate::posterior::posterior;
use crate::progress::Progress;
use crate::train::{Dataset, Table};

/// One document's judgement.
#[derive(Clone, Debug)]
pub(super) struct Prediction {
    /// Dataset row.
    pub(super) row: usize,
    /// Index into the evaluation's labels.
    pub(super) truth: usize,
    /// One probability an evaluation label under a flat prior; zero for labels that were no candidates.
    pub(super) probabilities: Vec<f64>,
    /// How many labels were candidates.
    pub(super) candidates: usize,
    /// Whether the verdict would have been withheld.
    pub(super) abstained: bool,
    /// Which fold judged it.
    pub(super) fold: usize,
}

impl Prediction {
    /// The top label; the first in byte order where several are equal.
    pub(super) fn top(&self) -> usize {
        let mut best = 0;
        for (label, &probability) in self.probabilities.iter().enumerate() {
            if probability > self.probabilities[best] {
                best = label;
            }
        }
        best
    }
}

/// A model and the labels it compares, placed among the evaluation's labels.
pub(super) struct Judge<'a> {
    pub(super) model: &'a Model,
    /// Classes of the model.
    pub(super) candidates: Vec<usize>,
    /// For each candidate its index in the evaluation's labels.
    pub(super) places: Vec<usize>,
    pub(super) labels: usize,
    pub(super) fold: usize,
}

impl<'a> Judge<'a> {
    /// `candidates` are classes of the model; `labels` the evaluation's labels, byte-sorted.
    pub(super) fn new(
        model: &'a Model,
        candidates: Vec<usize>,
        labels: &[String],
        fold: usize,
    ) -> Self {
        let places = candidates
            .iter()
            .map(|&class| {
                labels
                    .binary_search(&model.header().labels[class].name)
                    .expect("the evaluation's labels hold every candidate")
            })
            .collect();
        Self { model, candidates, places, labels: labels.len(), fold }
    }

    /// Judges rows of the dataset from their counts.
    pub(super) fn rows(
        &self,
        dataset: &Dataset,
        rows: &[(usize, usize)],
        progress: &dyn Progress,
    ) -> Vec<Prediction> {
        let tables: Vec<&Table> = self
            .model
            .members()
            .iter()
            .map(|member| {
                dataset.table(member.views()).expect("the dataset was read with the model's views")
            })
            .collect();
        rows.par_iter()
            .map(|&(row, truth)| {
                let active: Vec<_> = self
                    .model
                    .members()
                    .iter()
                    .zip(&tables)
                    .map(|(member, table)| {
                        let keys = table.counts.keys();
                        let (columns, values) = table.counts.row(row);
                        member.read_counts(
                            columns
                                .iter()
                                .zip(values)
                                .map(|(&column, &count)| (keys[column as usize], count)),
                            self.model.header().weighting,
                        )
                    })
                    .collect();
                progress.advance(1);
                let words = dataset.words()[row] as usize;
                self.prediction(row, truth, &self.model.log_weights(&active, words))
            })
            .collect()
    }

    /// From the log weights of one text.
    pub(super) fn prediction(&self, row: usize, truth: usize, log_weights: &[f64]) -> Prediction {
        let mut probabilities = vec![0.0; self.labels];
        let mut top = 0.0_f64;
        let posterior = posterior(log_weights, &self.candidates, None);
        for (&place, probability) in self.places.iter().zip(posterior) {
            probabilities[place] = probability;
            top = top.max(probability);
        }
        Prediction {
            row,
            truth,
            probabilities,
            candidates: self.candidates.len(),
            abstained: top < self.model.header().threshold,
            fold: self.fold,
        }
    }
}
