//! Parts of speech: from the words of a sentence to a [`Tag`] each.
//!
//! ```text
//! words ─ word (hashes, shape, class) ─▶ templates (feature hashes) ─▶ model (weights) ─▶ best tag
//! ```
//!
//! Collins (2002), *Discriminative training methods for hidden Markov models*: the averaged perceptron, here
//! decoded greedily.

mod model;
mod table;
mod tagger;
mod tagset;
mod templates;
pub mod training;
mod word;

pub use model::TaggerError;
pub use tagger::Tagger;
pub use tagset::{Tag, UnknownTag, Upos, Xpos};
pub use word::TagInput;

/// More tags than this no model has.
const MAX_TAGS: usize = 128;
