//! The result of an evaluation, field for field as `docs/schema/evaluate.json` has it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tongueprint_classifier::metrics::Metric;

/// What was measured, on what, and how.
///
/// Rates are between 0 and 1, losses in nats, Cllr in units of "knows nothing". Accuracy counts the
/// top of the ranking even where the verdict abstained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Documents judged.
    pub documents: usize,
    /// Labels that were not judged, and why.
    pub skipped: Vec<SkippedLabel>,
    /// How documents were divided: `5-fold`, `leave-out corpus`, `model NAME`.
    pub protocol: String,
    /// The seed of every random choice.
    pub seed: u64,
    /// The labels, byte-sorted: the order of `confusion`.
    pub labels: Vec<String>,
    /// `confusion[truth][top of the ranking]`, in documents.
    pub confusion: Vec<Vec<usize>>,
    /// One entry a label that was judged.
    pub per_label: Vec<LabelSummary>,
    /// One entry a fold.
    pub folds: Vec<FoldSummary>,
    /// One entry a length that texts were cut to.
    pub by_length: Vec<LengthSummary>,
    /// What always naming the commonest label would have scored.
    pub baseline: Baseline,
    /// The data.
    pub data: DataSummary,
    /// Documents whose top label is right.
    pub accuracy: Metric,
    /// The mean of the labels' recalls.
    pub balanced_accuracy: Metric,
    /// The mean of the labels' F1.
    pub macro_f1: Metric,
    /// Mean of −ln p(truth) under a flat prior.
    pub log_loss: Metric,
    /// Multiclass Cllr: class-balanced mean of −log2 p(truth) over log2 of the candidates; 1 knows nothing.
    pub cllr: Metric,
    /// Expected calibration error of the top label, 15 bins of equal mass.
    pub ece: Metric,
    /// What `ece` a perfectly calibrated model would show on as many documents.
    pub ece_if_calibrated: f64,
    /// Documents on which the verdict would abstain.
    pub abstained: Metric,
    /// Accuracy on the documents on which it would not; `null` where it always would.
    pub accuracy_of_verdicts: Option<Metric>,
}

/// Documents that were not judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedLabel {
    /// The label, or `null` for records without one.
    pub label: Option<String>,
    /// How many.
    pub documents: usize,
    /// Why.
    pub reason: String,
}

/// One label's figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelSummary {
    /// The label.
    pub label: String,
    /// Documents that carry it.
    pub documents: usize,
    /// Documents whose top it was that carry it, of all whose top it was; `null` when it never was.
    pub precision: Option<f64>,
    /// Documents that carry it whose top it was.
    pub recall: Metric,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Documents of other labels whose top it was, of all documents of other labels; `null` without any.
    pub false_positive_rate: Option<f64>,
    /// Documents that carry it for which the verdict named another label: wrong, and without abstaining.
    pub misnamed: Metric,
    /// Area under the ROC curve of its probability, its documents against all others; `null` without others.
    pub auc: Option<Metric>,
    /// Cllr of its likelihood ratio, its documents against all others: 1 knows nothing; `null` without others.
    pub cllr: Option<Metric>,
}

/// One fold: what was held out and how it went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoldSummary {
    /// What was held out: `fold 2 of 5`, `corpus=pelic`.
    pub held_out: String,
    /// Documents trained on.
    pub train: usize,
    /// Documents judged.
    pub test: usize,
    /// Documents left out of training because a held-out one shares their group.
    pub dropped: usize,
    /// Accuracy on the judged documents.
    pub accuracy: f64,
    /// Their balanced accuracy.
    pub balanced_accuracy: f64,
    /// Balanced accuracy of naming the commonest training label: one over the labels judged.
    pub baseline_balanced_accuracy: f64,
}

/// Texts cut to a number of words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LengthSummary {
    /// The first so many words of every document that has as many.
    pub words: usize,
    /// Documents.
    pub documents: usize,
    /// Accuracy.
    pub accuracy: Metric,
    /// Balanced accuracy.
    pub balanced_accuracy: Metric,
    /// Expected calibration error.
    pub ece: Metric,
    /// Multiclass Cllr.
    pub cllr: Metric,
}

/// Always naming the commonest label of the judged documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// That label.
    pub label: String,
    /// Its accuracy.
    pub accuracy: f64,
    /// Its balanced accuracy: one over the number of labels judged.
    pub balanced_accuracy: f64,
}

/// What was judged, for a reader who wants to know what the figures rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSummary {
    /// Groups (near-duplicates, author, block).
    pub groups: usize,
    /// Documents that are a near-duplicate of another.
    pub near_duplicates: usize,
    /// Documents that name none of the group fields: their authors may overlap between folds.
    pub without_group: usize,
    /// Median words of a document.
    pub median_words: usize,
    /// Remarks that belong beside the figures.
    pub remarks: Vec<String>,
}

/// One document of an evaluation: who judged it and how, or in which folds it was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The record's id, or where it was read.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The number of its group.
    pub group: usize,
    /// Whether it was judged.
    pub judged: bool,
    /// The fold that judged it.
    pub fold: Option<usize>,
    /// The top of the ranking.
    pub top: Option<String>,
    /// The probability of the top under a flat prior.
    pub probability: Option<f64>,
    /// The probability of its label under a flat prior.
    pub probability_of_label: Option<f64>,
    /// The probability of every candidate under a flat prior; empty where it was not judged.
    pub probabilities: BTreeMap<String, f64>,
    /// The folds that were trained on it.
    pub trains: Vec<usize>,
}

/// An evaluation and the judgements behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluated {
    /// The figures.
    pub evaluation: Evaluation,
    /// One entry a document of the dataset, in its order.
    pub judgements: Vec<Judgement>,
}
