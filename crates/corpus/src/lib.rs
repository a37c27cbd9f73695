//! Labelled corpora in: records, near-duplicates, groups, folds. No features, no learning.
//!
//! ```text
//! files ─ read ─▶ Record ─ Selection ─▶ NearDuplicates ─▶ Groups ─▶ folds
//! ```

mod folds;
mod groups;
mod near_duplicates;
mod read;
mod record;
mod select;

pub use folds::{Fold, FoldError, grouped_folds, leave_out, stratified_grouped};
pub use groups::Groups;
pub use near_duplicates::NearDuplicates;
pub use read::{Format, ReadError, ReadOptions, Records, read, read_from};
pub use record::Record;
pub use select::{Selection, SelectionSkipped};
