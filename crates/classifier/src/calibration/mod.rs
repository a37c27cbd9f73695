//! From logits to probabilities that mean what they say, and to the threshold of a verdict.

mod temperature;
mod threshold;

pub use temperature::Temperature;
pub use threshold::abstention_threshold;
