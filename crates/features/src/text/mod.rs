//! From bytes to an [`Analysis`]: decode, normalise, tokenise, split, mask.
//!
//! ```text
//! text ─ normalise (scripts, NFC) ─▶ tokenise (addresses, contractions, emoticons) ─▶ left out ─▶ sentences ─▶ mask ─▶ Analysis
//! ```

mod addresses;
mod analyser;
mod analysis;
mod contractions;
mod decode;
mod emoticons;
mod formats;
mod html;
mod language;
mod leetspeak;
mod left_out;
mod lemma;
mod lexicon;
mod mask;
mod normalise;
mod offsets;
mod scripts;
mod sentences;
#[cfg(test)]
mod steps;
pub mod tag;
mod token;
mod tokenise;

pub use analyser::Analyser;
pub use analysis::{Analysis, Topic, Traces};
pub use decode::{DEFAULT_SIZE_LIMIT, DecodeError, DecodeNote, Document};
pub use formats::{Archive, Member, READER_THREAD};
pub use language::LanguageGate;
pub use left_out::LeftOut;
pub use lemma::{LemmaError, Lemmatiser};
pub use lexicon::{Lexicon, LexiconEntry, Neighbour};
pub use tag::{Tag, TagInput, Tagger, TaggerError, Upos, Xpos};
pub use token::{Token, TokenKind, placeholder};
