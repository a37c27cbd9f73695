//! Labelled corpora in: records from JSON Lines, tables and folders, near-duplicates, groups, folds.
//!
//! Paths go in; records, group numbers and row numbers come out. Nothing here looks at language.

mod folds;
mod groups;
mod near_duplicates;
mod record;
mod seeded;
mod select;
mod union_find;

pub use folds::{Fold, FoldError, grouped_folds, leave_out, stratified_grouped};
pub use groups::Groups;
pub use near_duplicates::{NearDuplicates, SHINGLE_WORDS};
pub use record::Record;
pub use select::{Selection, SelectionSkipped};
