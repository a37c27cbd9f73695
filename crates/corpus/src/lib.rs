//! Labelled corpora in: records from JSON Lines, tables and folders, near-duplicates, groups, folds.
//!
//! Paths go in; records, group numbers and row numbers come out. Nothing here looks at language.

mod error;
mod folds;
mod groups;
mod near_duplicates;
mod read;
mod record;
mod seeded;
mod select;
mod union_find;

pub use error::ReadError;
pub use folds::{Fold, FoldError, grouped_folds, leave_out, stratified_grouped};
pub use groups::Groups;
pub use near_duplicates::{NearDuplicates, SHINGLE_WORDS};
pub use read::{Format, ReadOptions, Records, read, read_from};
pub use record::Record;
pub use select::{Selection, SelectionSkipped};
