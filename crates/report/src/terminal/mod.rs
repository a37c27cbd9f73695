//! For a person at a terminal: bars, quotes, plain words.

mod evaluation;
mod model;
mod style;
mod verdict;

pub use evaluation::evaluation;
pub(crate) use evaluation::interval;
pub use model::model_info;
pub use verdict::{answer, failure};
