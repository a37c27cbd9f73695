//! For a person at a terminal: bars, quotes, plain words.

mod evaluation;
mod model;
mod sheet;
mod style;
mod verdict;

pub use evaluation::evaluation;
pub use model::model_info;
pub use sheet::explanation;
pub use verdict::{answer, failure};
