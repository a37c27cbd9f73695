//! Linear models on sparse rows.

mod dual_coordinate_descent;
mod language_model;
mod sparse;
mod svm;

pub use language_model::{Chains, LanguageModels};
pub use sparse::SparseMatrix;
pub use svm::{Contrasts, LinearModel, LinearSvm};
