//! The tagger: words in, tags out, greedily from left to right.

use std::sync::LazyLock;

use super::MAX_TAGS;
use super::model::{Model, NO_TAG, TaggerError};
use super::tagset::{Tag, Upos, Xpos};
use super::templates::{self, FEATURES, START};
use super::word::{TagInput, Word};
use crate::text::TokenKind;

/// An averaged perceptron over hashed features (Collins 2002), with a dictionary of words that have one tag only.
///
/// ```
/// use tongueprint_features::text::{TagInput, Tagger, Upos};
/// let words = ["We", "have", "encrypted", "your", "files", "."].map(TagInput::word);
/// let mut tags = Vec::new();
/// Tagger::bundled().tag(&words, &mut tags);
/// let upos: Vec<_> = tags.iter().map(|tag| tag.upos).collect();
/// assert_eq!(upos, [Upos::Pron, Upos::Aux, Upos::Verb, Upos::Pron, Upos::Noun, Upos::Punct]);
/// ```
#[derive(Clone, Debug)]
pub struct Tagger {
    model: Model,
    /// The tag numbers of names, e-mail addresses, other addresses, and emoji.
    fixed: [u8; 4],
}

/// The tags that a token's kind alone decides; a model must know each.
pub(super) const FIXED: [Tag; 4] = [
    Tag::new(Upos::Propn, Xpos::Nnp),
    Tag::new(Upos::Propn, Xpos::Add),
    Tag::new(Upos::X, Xpos::Add),
    Tag::new(Upos::Sym, Xpos::Nfp),
];

/// Which of [`FIXED`] the kind decides.
pub(super) const fn fixed(kind: TokenKind) -> Option<usize> {
    match kind {
        TokenKind::Masked => Some(0),
        TokenKind::Email => Some(1),
        TokenKind::Url | TokenKind::Onion | TokenKind::Wallet => Some(2),
        TokenKind::Emoji | TokenKind::Emoticon => Some(3),
        TokenKind::Word | TokenKind::Number | TokenKind::Punctuation | TokenKind::Symbol => None,
    }
}

static BUNDLED: LazyLock<Tagger> = LazyLock::new(|| {
    Tagger::from_bytes(include_bytes!("../../../data/tagger/english.tagger"))
        .expect("the bundled model is read by a test")
});

impl Tagger {
    /// The tagger of English that is part of this library, trained on the English Web Treebank.
    #[must_use]
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// Reads a model; of any other bytes it says why they are none.
    ///
    /// # Errors
    /// When the bytes are not a whole, valid model.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TaggerError> {
        let model = Model::from_bytes(bytes)?;
        let mut numbers = [0; FIXED.len()];
        for (number, tag) in numbers.iter_mut().zip(FIXED) {
            let at = model.tags.iter().position(|known| *known == tag);
            *number = at.ok_or(TaggerError::Invalid("set of tags"))? as u8;
        }
        Ok(Self { model, fixed: numbers })
    }

    /// Tags one sentence, appending one tag for each word to `tags`.
    pub fn tag(&self, sentence: &[TagInput<'_>], tags: &mut Vec<Tag>) {
        let words: Vec<Word> =
            sentence.iter().map(|input| Word::new(*input, &self.model.dictionary)).collect();
        let profile = templates::case_profile(&words);
        let mut before = [START; 2];
        for (at, input) in sentence.iter().enumerate() {
            let number = match fixed(input.kind) {
                Some(which) => self.fixed[which],
                None => match decided(&words, at, profile) {
                    Some(number) => number,
                    None => self.best(&templates::features(&words, at, profile, before)),
                },
            };
            tags.push(self.model.tags[usize::from(number)]);
            before = [number, before[0]];
        }
    }

    /// The tag number with the highest score, the lowest number among equals.
    fn best(&self, features: &[u64; FEATURES]) -> u8 {
        let mut scores = [0_i32; MAX_TAGS];
        self.model.table.add(features, &mut scores);
        let scores = &scores[..self.model.tags.len()];
        let highest = scores.iter().copied().max().unwrap_or(0);
        scores.iter().position(|&score| score == highest).unwrap_or(0) as u8
    }
}

/// The tag number of a word that has one only, unless capitals make it a name: `it` is a pronoun, `IT` need not be.
pub(super) fn decided(words: &[Word], at: usize, profile: u64) -> Option<u8> {
    let word = &words[at];
    let ordinary = !word.has_capital()
        || profile == templates::ALL_CAPITALS
        || at == 0 && word.starts_with_capital() && !word.has_inner_capital();
    (ordinary && word.kind.only != NO_TAG).then_some(word.kind.only)
}
