//! Native-language identification: which native language is behind an English text, how strongly,
//! and which words say so. The same engine learns any labelled corpus, so it attributes authors too.
//!
//! ```no_run
//! let engine = tongueprint::Engine::load("essays.model")?;
//! let verdict = engine.classify("He explained me the problem since three days.");
//! for ranked in &verdict.ranking {
//!     println!("{:>10} {:.2} log10 LR {:+.2}", ranked.label, ranked.probability, ranked.log10_lr);
//! }
//! # Ok::<(), tongueprint::Error>(())
//! ```
//!
//! It reports language evidence, never nationality: what is compared is the English of a text with
//! the English that native speakers of each candidate language wrote in the training corpora.
//!
//! - [`Engine`] judges texts with one [`Model`].
//! - [`Dataset`] and [`Trainer`] make models from labelled records.
//! - [`evaluate`](fn@evaluate) and [`evaluate_model`] measure, with intervals and baselines.

pub mod atomic;
mod engine;
mod error;
mod evaluate;
mod evidence;
mod key_index;
mod member;
mod model;
pub mod model_file;
mod posterior;
mod progress;
mod train;
mod verbal;
mod verdict;

pub use engine::{ClassifyOptions, DEMONSTRATION_DOCUMENTS, Engine};
pub use error::{Error, ErrorKind};
pub use evaluate::{
    Baseline, DataSummary, Evaluated, Evaluation, FoldSummary, Judgement, LabelSummary,
    LengthSummary, Protocol, ReliabilityBin, SkippedLabel, evaluate, evaluate_model,
};
pub use model::Model;
#[cfg(feature = "bundled-model")]
pub use model::bundled_model;
pub use progress::{NoProgress, Progress};
pub use train::{Calibrate, Combine, Dataset, Skipped, TrainOptions, Trainer};
pub use verbal::verbal;
pub use verdict::{
    Abstention, Evidence, Explanation, INTERFERENCE, ModelIdentity, PatternsAlone, RankedLabel,
    Verdict, Warning, WarningCode, WeighedBy,
};

pub use tongueprint_classifier::Weighting;
pub use tongueprint_classifier::metrics::Metric;
pub use tongueprint_corpus as corpus;
pub use tongueprint_features as features;
pub use tongueprint_features::text::LeftOut;
