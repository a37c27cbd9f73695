//! Sparse rows to calibrated probabilities; knows no text.
//!
//! ```text
//! (key, count) rows ─ CountMatrix ─ Vectorizer ─▶ SparseMatrix ─ LinearSvm, LanguageModels ─▶ scores
//!                                                     Softmax (stack) ─ Temperature ─▶ probabilities
//! ```

pub mod calibration;
mod counts;
mod error;
pub mod linear;
pub mod metrics;
mod random;
mod spread;
pub mod stack;
mod vectorizer;

pub use calibration::{Temperature, abstention_threshold};
pub use counts::{CountMatrix, CountMatrixBuilder};
pub use error::Error;
pub use linear::{Chains, Contrasts, LanguageModels, LinearModel, LinearSvm, SparseMatrix};
pub use random::Random;
pub use spread::spread;
pub use stack::Softmax;
pub use vectorizer::{Vectorizer, VectorizerOptions, Weighting};
