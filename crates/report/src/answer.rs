//! One input's answer in the command's JSON contract.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tongueprint::features::interference::Sources;
use tongueprint::{
    Abstention, Evidence, LeftOut, ModelIdentity, PatternsAlone, RankedLabel, Verdict, Warning,
    WeighedBy,
};

/// The answer to one input: where it came from, what it was, what the engine says.
///
/// Its fields are those of `docs/schema/classify.json`, in that order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The path as given, `-`, or a batch row's `id` or `FILE:LINE`.
    pub source: Option<String>,
    /// Word tokens of prose.
    pub words: usize,
    /// The encoding it was read in.
    pub encoding: String,
    /// What the file was, such as `text/plain` or `application/pdf`.
    pub media_type: String,
    /// BLAKE3 of the input's bytes, in hexadecimal.
    pub input_blake3: String,
    /// The leading label.
    pub verdict: Option<String>,
    /// Why there is none.
    pub abstained: Option<Abstention>,
    /// What was not judged because it is not the writer's prose in English.
    pub left_out: LeftOut,
    /// Every candidate, most probable first.
    pub ranking: Vec<RankedLabel>,
    /// What to know before relying on it.
    pub warnings: Vec<Warning>,
    /// The stretches that weigh most.
    pub evidence: Vec<Evidence>,
    /// What they leave of each candidate's `log10_lr`.
    pub remainder: BTreeMap<String, f64>,
    /// The model that judged.
    pub model: ModelIdentity,
    /// The messages that were judged together; absent where one input was judged alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<Message>>,
}

/// One of several messages that were judged as one text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Where it came from.
    pub source: String,
    /// Word tokens of prose; absent where it failed, like all below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<usize>,
    /// Its first byte in the joined text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// One past its last byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    /// BLAKE3 of its bytes, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_blake3: Option<String>,
    /// What went wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<FailureBody>,
}

impl Message {
    /// A message that is part of the text.
    #[must_use]
    pub fn read(
        source: impl Into<String>,
        words: usize,
        start: usize,
        end: usize,
        input_blake3: String,
    ) -> Self {
        Self {
            source: source.into(),
            words: Some(words),
            start: Some(start),
            end: Some(end),
            input_blake3: Some(input_blake3),
            error: None,
        }
    }

    /// A message that could not be read.
    #[must_use]
    pub fn failed(failure: Failure) -> Self {
        Self {
            source: failure.source,
            words: None,
            start: None,
            end: None,
            input_blake3: None,
            error: Some(failure.error),
        }
    }
}

impl Answer {
    /// An answer from a verdict and what is known of its input.
    #[must_use]
    pub fn new(
        source: Option<String>,
        encoding: &str,
        media_type: &str,
        input_blake3: String,
        verdict: Verdict,
    ) -> Self {
        Self {
            source,
            words: verdict.words,
            encoding: encoding.to_owned(),
            media_type: media_type.to_owned(),
            input_blake3,
            verdict: verdict.verdict,
            abstained: verdict.abstained,
            left_out: verdict.left_out,
            ranking: verdict.ranking,
            warnings: verdict.warnings,
            evidence: verdict.evidence,
            remainder: verdict.remainder,
            model: verdict.model,
            messages: None,
        }
    }
}

/// An answer with every suspicious construction, and what the constructions weigh by themselves.
///
/// Its fields are those of `docs/schema/explain.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    /// The answer.
    #[serde(flatten)]
    pub answer: Answer,
    /// The patterns' own log10 likelihood ratio for each candidate; `null` when nothing could weigh
    /// them.
    pub patterns_log10_lr: Option<BTreeMap<String, f64>>,
    /// What weighed them: the model's own view, or their rates in learner corpora.
    pub patterns_weighed_by: Option<WeighedBy>,
    /// The works that the evidence cites, in full, by key.
    pub references: BTreeMap<String, String>,
}

impl Explained {
    /// An answer and what the patterns say alone; the works that its evidence cites are looked up.
    #[must_use]
    pub fn new(answer: Answer, patterns: Option<PatternsAlone>) -> Self {
        let cited = answer.evidence.iter().flat_map(|evidence| &evidence.sources);
        let references = Sources::bundled().works(cited.map(String::as_str));
        let (patterns_log10_lr, patterns_weighed_by) =
            patterns.map(|alone| (alone.log10_lr, alone.weighed_by)).unzip();
        Self { answer, patterns_log10_lr, patterns_weighed_by, references }
    }
}

/// An input that could not be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Where it came from.
    pub source: String,
    /// What went wrong.
    pub error: FailureBody,
}

/// What went wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureBody {
    /// The kind, for a program.
    pub code: FailureCode,
    /// The same in words, with the remedy.
    pub message: String,
}

impl Failure {
    /// A failure.
    #[must_use]
    pub fn new(source: impl Into<String>, code: FailureCode, message: impl Into<String>) -> Self {
        Self { source: source.into(), error: FailureBody { code, message: message.into() } }
    }
}

/// The kinds of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FailureCode {
    /// No such file.
    NotFound,
    /// There and not readable.
    Unreadable,
    /// Nothing but white space.
    Empty,
    /// Not text.
    Binary,
    /// No encoding fits.
    Encoding,
    /// A kind of file that is not read.
    Unsupported,
    /// Over the size limit.
    TooLarge,
    /// A batch row that is not well formed, or a damaged file of a known format.
    Parse,
    /// A batch row without the text field.
    MissingField,
    /// A fault in Tongueprint itself.
    Internal,
}
