//! What rules ask of a token, gathered once a text: the numbers of its word and its lemma, its tag, its signs.

use std::collections::HashMap;

use super::correction::sounds_like_vowel;
use super::syntax::Sign;
use crate::text::{Analysis, Tag, Token, TokenKind, Upos};

/// The words and lemmas that some rule names, numbered from 1. Only ever looked up.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, u32>,
}

/// The number of every word that no rule names.
pub(super) const UNKNOWN: u32 = 0;

impl Vocabulary {
    /// The number of `word`, a new one if it has none.
    pub(super) fn intern(&mut self, word: &str) -> u32 {
        let next = self.numbers.len() as u32 + 1;
        *self.numbers.entry(word.to_owned()).or_insert(next)
    }

    fn number(&self, word: &str) -> u32 {
        self.numbers.get(word).copied().unwrap_or(UNKNOWN)
    }

    /// How many numbers there are, the one for unknown words included.
    pub(super) fn len(&self) -> usize {
        self.numbers.len() + 1
    }
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    pub(super) word: u32,
    pub(super) lemma: u32,
    pub(super) tag: Tag,
    pub(super) signs: u16,
}

/// Gathers the facts of all tokens.
pub(super) fn gather(analysis: &Analysis, vocabulary: &Vocabulary) -> Vec<Fact> {
    let tags = analysis.tags();
    let wide = analysis.traces().full_width > 0;
    let mut facts = Vec::with_capacity(tags.len());
    let mut lower = String::new();
    let mut end = 0;
    for (at, (token, &tag)) in analysis.tokens().iter().zip(tags).enumerate() {
        let text = analysis.token_text(token);
        lower_into(text, &mut lower);
        let word = vocabulary.number(&lower);
        let lemma = match token.kind {
            TokenKind::Word => vocabulary.number(&analysis.lemma(at)),
            _ => word,
        };
        let mut signs = signs(token, text, &lower, tag);
        if at > 0 && analysis.prose()[end..token.span.start as usize].contains('\n') {
            signs |= Sign::NewLine.bit();
        }
        end = token.span.end as usize;
        if wide && token.kind.placeholder().is_none() && is_wide(analysis, token, text) {
            signs |= Sign::Wide.bit();
        }
        facts.push(Fact { word, lemma, tag, signs });
    }
    for sentence in analysis.sentence_ranges() {
        facts[sentence.start].signs |= Sign::First.bit();
    }
    facts
}

/// Small letters, straight apostrophes.
pub(super) fn lower_into(text: &str, lower: &mut String) {
    lower.clear();
    if text.is_ascii() {
        lower.push_str(text);
        lower.make_ascii_lowercase();
        return;
    }
    for character in text.chars() {
        match character {
            '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{b4}' => lower.push('\''),
            _ => lower.extend(character.to_lowercase()),
        }
    }
}

fn signs(token: &Token, text: &str, lower: &str, tag: Tag) -> u16 {
    let mut signs = 0;
    if token.space_before {
        signs |= Sign::Spaced.bit();
    }
    match token.kind {
        TokenKind::Masked => signs |= Sign::Name.bit() | Sign::Capital.bit(),
        TokenKind::Number => signs |= Sign::Number.bit(),
        TokenKind::Emoji | TokenKind::Emoticon => signs |= Sign::Face.bit(),
        TokenKind::Word => {
            if text.starts_with(char::is_uppercase) {
                signs |= Sign::Capital.bit();
                if text.len() > 1 && !text.contains(char::is_lowercase) {
                    signs |= Sign::Shouted.bit();
                }
            }
            if tag.upos == Upos::Propn {
                signs |= Sign::Name.bit();
            }
            if matches!(lower.as_bytes().first(), Some(b'a' | b'e' | b'i' | b'o' | b'u' | b'h'))
                && sounds_like_vowel(lower)
            {
                signs |= Sign::Vowel.bit();
            }
        }
        _ => {}
    }
    signs
}

/// Whether an ASCII token was written with characters of more than one byte: full-width or East Asian forms.
fn is_wide(analysis: &Analysis, token: &Token, text: &str) -> bool {
    text.is_ascii() && analysis.source_span(token.span).len() > text.len()
}
