//! What the engine says of one text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tongueprint_features::text::LeftOut;

/// The engine's judgement of one text.
///
/// Serialises to the fields of the command's JSON contract (`docs/schema/`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Word tokens of prose in the text.
    pub words: usize,
    /// The leading label, or `None` exactly when `abstained` says why.
    pub verdict: Option<String>,
    /// Why there is no verdict.
    pub abstained: Option<Abstention>,
    /// What was not judged because it is not the writer's prose in English.
    pub left_out: LeftOut,
    /// Every candidate, most probable first; the probabilities sum to one, abstention or not.
    pub ranking: Vec<RankedLabel>,
    /// What a reader must know before relying on the ranking.
    pub warnings: Vec<Warning>,
    /// The stretches of text that weigh most, strongest first.
    pub evidence: Vec<Evidence>,
    /// What the evidence leaves of each candidate's `log10_lr`: with the evidence's weights it adds
    /// up to it, before it is clamped.
    pub remainder: BTreeMap<String, f64>,
    /// The model that judged.
    pub model: ModelIdentity,
}

/// A verdict with every suspicious construction in its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The verdict; its evidence holds every construction that the catalogue finds, and the
    /// strongest other stretches.
    pub verdict: Verdict,
    /// The patterns alone, without any other feature. `None` when the model has no view of them and
    /// the rates of some candidate were never measured.
    pub patterns: Option<PatternsAlone>,
}

/// What the patterns of suspicious constructions say without any other feature.
#[derive(Clone, Debug, PartialEq)]
pub struct PatternsAlone {
    /// Their own log10 likelihood ratio for each candidate, not clamped.
    pub log10_lr: BTreeMap<String, f64>,
    /// What weighed them.
    pub weighed_by: WeighedBy,
}

/// What weighed the patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WeighedBy {
    /// The model's own view of them: their part in its calibrated log weights.
    Model,
    /// Their rates in learner corpora, as likelihoods that are calibrated together
    /// ([`Rates::calibrated`](tongueprint_features::interference::Rates::calibrated)): the model has
    /// no view of them.
    Rates,
}

/// The view of suspicious constructions, as evidence names it.
pub const INTERFERENCE: &str = "interference";

/// Why no verdict was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Abstention {
    /// Fewer word tokens of prose than asked for.
    TooShort,
    /// The text does not read as English.
    NotEnglish,
    /// The top probability is under the model's threshold.
    Inconclusive,
}

/// One candidate's place in the ranking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankedLabel {
    /// The label.
    pub label: String,
    /// Its posterior probability under the prior, 0 to 1.
    pub probability: f64,
    /// log10 of p(text | label) over the unweighted mean of p(text | other candidates): unchanged
    /// by the prior, changed by the candidates.
    pub log10_lr: f64,
}

/// Something a reader must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The kind, for a program.
    pub code: WarningCode,
    /// The same in words.
    pub message: String,
}

/// The kinds of warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WarningCode {
    /// So short that few errors of this kind of judgement are known to be small.
    ShortText,
    /// So long that no evidence was sought in it.
    LongText,
    /// The leading label never shared a training corpus with another candidate: the comparison may
    /// be one of corpora.
    UnlikeCorpora,
    /// A candidate's label was never tested on another corpus.
    UnvalidatedLabel,
    /// The model was trained on too little to be more than a demonstration.
    Demonstration,
    /// Runs of another script were left out.
    ForeignScript,
    /// Paragraphs in other languages were left out; only the English part was judged.
    SeveralLanguages,
    /// A log likelihood ratio is reported at the ceiling that the validation data support.
    Clamped,
    /// The encoding was guessed.
    EncodingGuessed,
    /// Characters could not be decoded and were replaced.
    Replacements,
}

/// A stretch of the text and what it contributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// First byte in the extracted text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The slice itself.
    pub text: String,
    /// The view whose feature weighs most there.
    pub view: String,
    /// That feature, readable.
    pub feature: String,
    /// Contribution of everything inside the stretch to each candidate's `log10_lr`.
    pub weights: BTreeMap<String, f64>,
    /// Of a construction: what its pattern detects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detects: Option<String>,
    /// Of a construction: why speakers of some languages write so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Of a construction: the native languages for which the literature names it, in lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Of a construction: that literature, as `key` or `key: place`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Of a construction: how often it occurs in a thousand words of each label's texts, where that
    /// was measured.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rates: BTreeMap<String, f64>,
    /// Of a construction: what could stand in its place, where the pattern can say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
}

impl Evidence {
    /// Whether it is a construction of the catalogue.
    #[must_use]
    pub fn is_construction(&self) -> bool {
        self.view == INTERFERENCE
    }
}

/// Which model judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelIdentity {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The BLAKE3 hash of its file.
    pub blake3: String,
}
