//! What the program that trains the tagger needs: the features exactly as the tagger sees them.

pub use super::model::{Dictionary, ModelParts, Weights, WordKind};
pub use super::templates::{FEATURES, START};

use super::tagger;
use super::tagset::Tag;
use super::templates;
use super::word::{TagInput, Word};
use crate::text::TokenKind;

/// A sentence, ready to be asked for features.
#[derive(Clone, Debug)]
pub struct Prepared {
    words: Vec<Word>,
    profile: u64,
}

impl Prepared {
    /// Looks up the words of a sentence.
    #[must_use]
    pub fn new(sentence: &[TagInput<'_>], dictionary: &Dictionary) -> Self {
        let words: Vec<Word> = sentence.iter().map(|input| Word::new(*input, dictionary)).collect();
        let profile = templates::case_profile(&words);
        Self { words, profile }
    }

    /// The feature hashes of the word `at`, with the tag numbers `before` it, the nearest first
    /// ([`START`] before the first word).
    ///
    /// # Panics
    /// When there is no such word.
    #[must_use]
    pub fn features(&self, at: usize, before: [u8; 2]) -> [u64; FEATURES] {
        templates::features(&self.words, at, self.profile, before)
    }

    /// The tag number that the dictionary alone gives the word `at`.
    ///
    /// # Panics
    /// When there is no such word.
    #[must_use]
    pub fn decided(&self, at: usize) -> Option<u8> {
        tagger::decided(&self.words, at, self.profile)
    }
}

/// The tag that a token's kind alone decides.
#[must_use]
pub fn fixed(kind: TokenKind) -> Option<Tag> {
    tagger::fixed(kind).map(|which| tagger::FIXED[which])
}

/// The hash of a word's normal form, as [`Dictionary::new`] takes it.
#[must_use]
pub fn word_hash(word: TagInput<'_>) -> u32 {
    (Word::new(word, &Dictionary::default()).whole >> 32) as u32
}
