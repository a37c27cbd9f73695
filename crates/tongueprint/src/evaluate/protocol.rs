//! Which documents are judged by which model.

use std::collections::BTreeMap;

use tongueprint_corpus::{Fold, grouped_folds, leave_out};

use super::evaluation::{Evaluated, Judgement, SkippedLabel};
use super::predictions::{Judge, Prediction};
use super::{by_length, summarise};
use crate::progress::Progress;
use crate::train::{Dataset, TrainOptions, fit};
use crate::{Error, ErrorKind, Model};

/// How documents are divided into those trained on and those judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// This many folds over groups, stratified by label.
    Folds(usize),
    /// Every value of a field in turn, or the listed ones, held out whole.
    LeaveOut {
        /// The field, such as `corpus`.
        field: String,
        /// The values to hold out; empty for all. Values joined by `+` are held out together.
        values: Vec<String>,
    },
}

/// Trains on some documents of the dataset and judges the others, fold by fold.
///
/// `cut_words` adds judgements of texts cut to so many words.
///
/// # Errors
/// [`ErrorKind::Data`] when labels are rarer than the folds or nothing can be judged;
/// [`ErrorKind::Option`] when the protocol does not fit the data.
pub fn evaluate(
    dataset: &Dataset,
    options: &TrainOptions,
    protocol: &Protocol,
    cut_words: &[usize],
    progress: &dyn Progress,
) -> Result<Evaluated, Error> {
    let (name, folds) = folds_of(dataset, options, protocol)?;
    let labels = dataset.label_names().to_vec();
    let mut collected = Collected::new(cut_words);
    for (index, fold) in folds.iter().enumerate() {
        progress.begin(&format!("{}: {}", name, fold.name), 1);
        progress.end();
        let (train, rare) = match protocol {
            // Folds are stratified: there a rare label is the user's to leave out.
            Protocol::Folds(_) => (fold.train.clone(), Vec::new()),
            Protocol::LeaveOut { .. } => without_rare(dataset, &fold.train, options.inner_folds),
        };
        let model = fit(dataset, &train, options, progress)?;
        let candidates: Vec<usize> = (0..model.header().labels.len()).collect();
        let judge = Judge::new(&model, candidates, &labels, index);
        let known = |row: usize| {
            let label = &labels[dataset.labels()[row]];
            model.header().labels.iter().any(|info| &info.name == label)
        };
        let mut rows = Vec::new();
        for &row in &fold.test {
            if known(row) {
                rows.push((row, dataset.labels()[row]));
            } else {
                let label = dataset.labels()[row];
                let why = if rare.contains(&label) {
                    "too few training documents carry it"
                } else {
                    "no training document carries it"
                };
                collected.skip(&labels[label], why);
            }
        }
        collected.judge(&judge, dataset, &rows, progress);
    }
    collected.finish(dataset, options.seed, name, labels, &folds)
}

/// Judges the dataset with a model that exists.
///
/// `candidates` are the labels to compare, `None` for the model's default candidates. Documents of
/// other labels are skipped and counted.
///
/// # Errors
/// [`ErrorKind::UnknownLabel`] for a candidate that the model lacks; [`ErrorKind::Data`] when nothing
/// can be judged; [`ErrorKind::Option`] when the dataset was not read as the model reads.
pub fn evaluate_model(
    dataset: &Dataset,
    model: &Model,
    candidates: Option<&[String]>,
    cut_words: &[usize],
    progress: &dyn Progress,
) -> Result<Evaluated, Error> {
    let same_views = model.members().iter().all(|member| dataset.table(member.views()).is_some());
    if !same_views || dataset.topic() != model.header().topic {
        return Err(Error::new(
            ErrorKind::Option,
            "the dataset was read with other views or topic masking than the model's: use Model::reading_options",
        ));
    }
    let mut classes = match candidates {
        Some(names) => names.iter().map(|n| model.class(n)).collect::<Result<Vec<_>, _>>()?,
        None => {
            let labels = model.header().labels.iter().enumerate();
            labels.filter(|(_, info)| info.default).map(|(class, _)| class).collect()
        }
    };
    classes.sort_unstable();
    classes.dedup();
    let labels: Vec<String> =
        classes.iter().map(|&class| model.header().labels[class].name.clone()).collect();
    let judge = Judge::new(model, classes, &labels, 0);
    let mut collected = Collected::new(cut_words);
    let mut rows = Vec::new();
    for (row, &label) in dataset.labels().iter().enumerate() {
        let name = &dataset.label_names()[label];
        match labels.binary_search(name) {
            Ok(place) => rows.push((row, place)),
            Err(_) => collected.skip(name, "not among the candidates"),
        }
    }
    collected.judge(&judge, dataset, &rows, progress);
    let fold = Fold {
        name: "everything".to_owned(),
        train: Vec::new(),
        test: rows.iter().map(|&(row, _)| row).collect(),
        dropped: 0,
    };
    let protocol = format!("model {} {}", model.header().name, model.header().version);
    let mut evaluated =
        collected.finish(dataset, model.header().training.seed, protocol, labels, &[fold])?;
    evaluated.evaluation.folds[0].train = model.header().training.documents as usize;
    Ok(evaluated)
}

fn folds_of(
    dataset: &Dataset,
    options: &TrainOptions,
    protocol: &Protocol,
) -> Result<(String, Vec<Fold>), Error> {
    let rows = dataset.records().len();
    match protocol {
        Protocol::Folds(count) => {
            let folds = grouped_folds(
                dataset.labels(),
                dataset.group_of(),
                dataset.label_names(),
                *count,
                options.seed,
            )?;
            Ok((format!("{count}-fold"), folds))
        }
        Protocol::LeaveOut { field, values } => {
            let of: Vec<Option<&str>> = dataset
                .records()
                .iter()
                .map(|record| record.fields.get(field).map(String::as_str))
                .collect();
            debug_assert_eq!(of.len(), rows);
            let folds = leave_out(field, &of, values, dataset.group_of())?;
            Ok((format!("leave-out {field}"), folds))
        }
    }
}

/// The rows whose labels have enough independent groups for the inner folds, and the labels that lack them: what a
/// left-out corpus leaves behind of a label can be too little to learn from.
fn without_rare(dataset: &Dataset, rows: &[usize], folds: usize) -> (Vec<usize>, Vec<usize>) {
    let mut groups: Vec<(usize, usize)> =
        rows.iter().map(|&row| (dataset.labels()[row], dataset.group_of()[row])).collect();
    groups.sort_unstable();
    groups.dedup();
    let rare: Vec<usize> = groups
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|of_label| of_label.len() < folds)
        .map(|of_label| of_label[0].0)
        .collect();
    let kept = rows.iter().copied().filter(|&row| !rare.contains(&dataset.labels()[row])).collect();
    (kept, rare)
}

/// Judgements as they come in.
struct Collected<'a> {
    predictions: Vec<Prediction>,
    skipped: BTreeMap<(String, &'static str), usize>,
    cut: BTreeMap<usize, Vec<Prediction>>,
    cut_words: &'a [usize],
}

impl<'a> Collected<'a> {
    fn new(cut_words: &'a [usize]) -> Self {
        Self { predictions: Vec::new(), skipped: BTreeMap::new(), cut: BTreeMap::new(), cut_words }
    }

    fn skip(&mut self, label: &str, reason: &'static str) {
        *self.skipped.entry((label.to_owned(), reason)).or_default() += 1;
    }

    fn judge(
        &mut self,
        judge: &Judge<'_>,
        dataset: &Dataset,
        rows: &[(usize, usize)],
        progress: &dyn Progress,
    ) {
        progress.begin("judging", rows.len() as u64);
        self.predictions.extend(judge.rows(dataset, rows, progress));
        for &words in self.cut_words {
            self.cut.entry(words).or_default().extend(by_length::cut(judge, dataset, rows, words));
        }
        progress.end();
    }

    fn finish(
        mut self,
        dataset: &Dataset,
        seed: u64,
        protocol: String,
        labels: Vec<String>,
        folds: &[Fold],
    ) -> Result<Evaluated, Error> {
        if self.predictions.is_empty() {
            return Err(Error::new(
                ErrorKind::Data,
                "nothing could be judged: no document carries a label that was trained on",
            ));
        }
        self.predictions.sort_by_key(|prediction| (prediction.fold, prediction.row));
        let mut skipped: Vec<SkippedLabel> = self
            .skipped
            .into_iter()
            .map(|((label, reason), documents)| SkippedLabel {
                label: Some(label),
                documents,
                reason: reason.to_owned(),
            })
            .collect();
        let before = dataset.skipped();
        for (documents, reason) in
            [(before.unlabelled, "no label"), (before.empty, "not a word of prose")]
        {
            if documents > 0 {
                skipped.push(SkippedLabel { label: None, documents, reason: reason.to_owned() });
            }
        }
        let by_length = self
            .cut
            .into_iter()
            .filter(|(_, predictions)| !predictions.is_empty())
            .map(|(words, predictions)| {
                summarise::length(words, &predictions, dataset, labels.len(), seed)
            })
            .collect();
        let judgements = judgements(dataset, &labels, &self.predictions, folds);
        let frame = summarise::Frame { protocol, seed, labels, skipped, by_length, folds };
        let evaluation = summarise::evaluation(&self.predictions, dataset, frame);
        Ok(Evaluated { evaluation, judgements })
    }
}

fn judgements(
    dataset: &Dataset,
    labels: &[String],
    predictions: &[Prediction],
    folds: &[Fold],
) -> Vec<Judgement> {
    let mut all: Vec<Judgement> = dataset
        .records()
        .iter()
        .enumerate()
        .map(|(row, record)| Judgement {
            id: record.name().to_owned(),
            label: dataset.label_names()[dataset.labels()[row]].clone(),
            group: dataset.group_of()[row],
            judged: false,
            fold: None,
            top: None,
            probability: None,
            probability_of_label: None,
            probabilities: BTreeMap::new(),
            trains: Vec::new(),
        })
        .collect();
    for (index, fold) in folds.iter().enumerate() {
        for &row in &fold.train {
            all[row].trains.push(index);
        }
    }
    for prediction in predictions {
        let judgement = &mut all[prediction.row];
        let top = prediction.top();
        judgement.judged = true;
        judgement.fold = Some(prediction.fold);
        judgement.top = Some(labels[top].clone());
        judgement.probability = Some(prediction.probabilities[top]);
        judgement.probability_of_label = Some(prediction.probabilities[prediction.truth]);
        judgement.probabilities = labels
            .iter()
            .zip(&prediction.probabilities)
            .filter(|(_, probability)| **probability > 0.0)
            .map(|(label, &probability)| (label.clone(), probability))
            .collect();
    }
    all
}
