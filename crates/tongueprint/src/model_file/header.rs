//! What a model says of itself: the bounded part of the file.

use serde::{Deserialize, Serialize};
use tongueprint_classifier::Weighting;
use tongueprint_features::text::Topic;

/// The header of a model file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The model's name, such as `tongueprint-en`.
    pub name: String,
    /// The model's own version.
    pub version: String,
    /// The version of Tongueprint that wrote it.
    pub written_by: String,
    /// The terms under which the model may be used.
    pub licence: String,
    /// The labels, byte-sorted; class `k` is `labels[k]`.
    pub labels: Vec<LabelInfo>,
    /// `labels.len()` squared, row-major: whether two labels shared a training corpus.
    pub shared_corpus: Vec<bool>,
    /// Whether topical names are masked.
    pub topic: Topic,
    /// How counts are weighted.
    pub weighting: Weighting,
    /// A ceiling on `|log10_lr|` that the validation data support.
    pub lr_ceiling: f64,
    /// The top probability under which a verdict is `inconclusive`.
    pub threshold: f64,
    /// How it was trained.
    pub training: TrainingSummary,
    /// One entry a member of the ensemble.
    pub(crate) members: Vec<MemberHeader>,
    pub(crate) stack: StackHeader,
    pub(crate) calibration: CalibrationHeader,
    /// One entry a label; none in a file of format 1. Encoded after the header, not in it.
    #[serde(skip)]
    pub details: Vec<LabelDetails>,
}

/// How a label fared by length, and what it was taken for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LabelDetails {
    /// Recall by the length of the documents, shortest first.
    pub by_length: Vec<LengthRecall>,
    /// The labels that its held-out documents were taken for most, most first.
    pub taken_for: Vec<TakenFor>,
    /// Whether `taken_for` was measured with the documents' whole corpus held out.
    pub taken_for_out_of_corpus: bool,
}

/// Recall on documents of a range of lengths.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LengthRecall {
    /// Words of the shortest; the range ends where the next begins.
    pub from_words: u32,
    /// Recall on documents held out of training, their corpus not.
    pub recall_in_corpus: Option<Recall>,
    /// Recall on documents whose whole corpus was held out.
    pub recall_out_of_corpus: Option<Recall>,
}

/// A label that documents of another were taken for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TakenFor {
    /// The label.
    pub label: String,
    /// The share of the other's held-out documents, 0 to 1.
    pub share: f64,
}

/// One label and the evidence behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelInfo {
    /// The label.
    pub name: String,
    /// Whether it answers without being named in the candidates.
    pub default: bool,
    /// How far it was validated.
    pub validation: Validation,
    /// The corpora behind it and their training documents, most first.
    pub corpora: Vec<CorpusShare>,
    /// Recall on documents held out of training, their corpus not.
    pub recall_in_corpus: Option<Recall>,
    /// Recall on documents whose whole corpus was held out.
    pub recall_out_of_corpus: Option<Recall>,
}

/// How far a label was validated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validation {
    /// Held-out documents of another corpus than the training documents were scored.
    AnotherCorpus,
    /// Only held-out documents of the same corpora were scored.
    SameCorpus,
    /// The label never shared a corpus with another: language and corpus cannot be told apart.
    NeverContrasted,
}

/// A corpus and how many of a label's documents came from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorpusShare {
    /// The corpus.
    pub corpus: String,
    /// Training documents.
    pub documents: u64,
}

/// A recall with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recall {
    /// Documents it was measured on.
    pub documents: u64,
    /// The recall, 0 to 1.
    pub value: f64,
    /// Lower end of the 95 % bootstrap interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How a model was trained.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrainingSummary {
    /// Training documents.
    pub documents: u64,
    /// Their word tokens.
    pub words: u64,
    /// Groups (near-duplicates, author, block) they fell into.
    pub groups: u64,
    /// The seed.
    pub seed: u64,
    /// What the model card adds in Markdown: sources, licences, limits.
    pub notes: String,
    /// Options that differ from the defaults, as they would be typed.
    pub options: Vec<String>,
}

/// How a linear model of the ensemble came by its weights. What they are used for is the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Learner {
    /// A support vector machine.
    #[default]
    Svm,
    /// Language models, two for each label.
    LanguageModels,
}

/// One linear model: its views and the length of its arrays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct MemberHeader {
    /// Encoded after the header, not in it; before format 3 there was one way to learn.
    #[serde(skip)]
    pub(crate) learner: Learner,
    /// View specifications, such as `char_ngrams:1-5`.
    pub(crate) views: Vec<String>,
    pub(crate) features: u64,
    /// One a label.
    pub(crate) intercepts: Vec<f32>,
}

/// The softmax over the members' scores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StackHeader {
    /// `(members × labels) × labels`, row-major: input by output.
    pub(crate) coefficients: Vec<f64>,
    /// One a label.
    pub(crate) intercepts: Vec<f64>,
}

/// Logits are multiplied by `exp(log_scale + length_slope · ln(words / 100))`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CalibrationHeader {
    pub(crate) log_scale: f64,
    pub(crate) length_slope: f64,
    /// The range of words it was fitted on.
    pub(crate) min_words: f64,
    pub(crate) max_words: f64,
}
