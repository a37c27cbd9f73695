//! Measuring: which documents are judged by which model, and what the judgements are worth.
//!
//! Every model that judges a document was fitted, with everything learned, on documents of other
//! groups; a corpus that is held out takes no part in anything. The figures carry 95 % bootstrap
//! intervals over groups, and the majority baseline stands beside them.

mod by_length;
mod contest;
mod evaluation;
mod predictions;
mod protocol;
mod reliability;
mod summarise;

pub use evaluation::{
    Baseline, DataSummary, Evaluated, Evaluation, FoldSummary, Judgement, LabelSummary,
    LengthSummary, SkippedLabel,
};
pub use protocol::{Protocol, evaluate, evaluate_model};
pub use reliability::ReliabilityBin;
