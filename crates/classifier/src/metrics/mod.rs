//! What judgements are worth. Own code: linfa's precision and recall are swapped and its F1 is not
//! the mean of the classes' F1.
//!
//! Labels are classes `0..classes`; probabilities are `rows × classes`, a class that was no candidate
//! for a row at 0. Nothing here knows folds or groups but [`bootstrap`](fn@bootstrap).

mod bootstrap;
mod classification;
mod probability;
mod ranking;

pub use bootstrap::{Metric, bootstrap, bootstrap_mean};
pub use classification::{
    accuracy, balanced_accuracy, confusion, f1_scores, macro_f1, precisions, recalls,
};
pub use probability::{cllr, expected_calibration_error, expected_ece_if_calibrated, log_loss};
pub use ranking::{Ranks, auc, cllr_min, cllr_of_ratios};
