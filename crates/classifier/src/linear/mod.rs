//! Linear models on sparse rows.

mod dual_coordinate_descent;
mod sparse;
mod svm;

pub use sparse::SparseMatrix;
pub use svm::{Contrasts, LinearModel, LinearSvm};
