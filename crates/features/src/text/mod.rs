//! From bytes to an [`Analysis`]: decode, normalise, tokenise, split, mask.

mod analysis;
mod token;

pub use analysis::{Analysis, Topic, Traces};
pub use token::{Token, TokenKind};
