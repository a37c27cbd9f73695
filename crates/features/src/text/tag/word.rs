//! What the tagger knows of one word before it looks at its neighbours: hashes of the word and of its affixes,
//! its shape.

use super::model::{Dictionary, WordKind};
use crate::text::TokenKind;

/// One token as the tagger takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagInput<'a> {
    /// The token's text. Not read where the kind alone decides.
    pub text: &'a str,
    /// The tokeniser's kind.
    pub kind: TokenKind,
}

impl<'a> TagInput<'a> {
    /// A token of prose whose kind is read from its letters alone.
    #[must_use]
    pub const fn word(text: &'a str) -> Self {
        Self { text, kind: TokenKind::Word }
    }
}

/// Bytes of a word that are looked at: longer words are no words.
const LONGEST: usize = 64;

/// A word's hashes. Two words with equal normal forms (lower case, digits as `0`, straight quotes) have equal ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Of the whole normal form.
    pub(super) whole: u64,
    /// The last one to five bytes.
    pub(super) suffixes: [u64; 5],
    /// The first one to three bytes.
    pub(super) prefixes: [u64; 3],
    /// The pattern of capitals, digits and signs.
    pub(super) shape: u64,
    /// What the dictionary knows of it.
    pub(super) kind: WordKind,
}

/// Where the sentence has no word.
pub(super) const NOWHERE: Word = Word {
    whole: 1,
    suffixes: [1; 5],
    prefixes: [1; 3],
    shape: 1 << 20,
    kind: WordKind { class: u16::MAX, ..WordKind::UNKNOWN },
};

const CAPITAL_FIRST: u64 = 1;
const CAPITAL_INSIDE: u64 = 2;
const SMALL: u64 = 4;
const DIGIT: u64 = 8;
const SIGN: u64 = 16;
const NOT_ASCII: u64 = 32;

impl Word {
    pub(super) fn new(input: TagInput<'_>, dictionary: &Dictionary) -> Self {
        if let Some(stand_in) = stand_in(input.kind) {
            let whole = fold(stand_in);
            return Self { whole, shape: whole >> 56, kind: dictionary.kind(whole), ..NOWHERE };
        }
        let mut form = [0_u8; LONGEST];
        let (length, shape) = normal_form(input.text, &mut form);
        let form = &form[..length];
        let whole = fold(form);
        let kind = dictionary.kind(whole);
        let mut word = Self { whole, suffixes: [0; 5], prefixes: [0; 3], shape, kind };
        let mut suffix = 0_u64;
        for (place, &byte) in form.iter().rev().take(5).enumerate() {
            suffix = suffix << 8 | u64::from(byte);
            word.suffixes[place] = suffix;
        }
        let mut prefix = 0_u64;
        for (place, &byte) in form.iter().take(3).enumerate() {
            prefix = prefix << 8 | u64::from(byte);
            word.prefixes[place] = prefix;
        }
        word
    }

    pub(super) const fn starts_with_capital(&self) -> bool {
        self.shape & CAPITAL_FIRST != 0
    }

    pub(super) const fn has_inner_capital(&self) -> bool {
        self.shape & CAPITAL_INSIDE != 0
    }

    pub(super) const fn has_capital(&self) -> bool {
        self.shape & (CAPITAL_FIRST | CAPITAL_INSIDE) != 0
    }

    pub(super) const fn has_small(&self) -> bool {
        self.shape & SMALL != 0
    }
}

/// What stands for a token whose text says nothing of its grammar.
const fn stand_in(kind: TokenKind) -> Option<&'static [u8]> {
    match kind {
        TokenKind::Masked => Some(b"\0name"),
        TokenKind::Email => Some(b"\0email"),
        TokenKind::Url | TokenKind::Onion | TokenKind::Wallet => Some(b"\0url"),
        TokenKind::Emoji | TokenKind::Emoticon => Some(b"\0smile"),
        TokenKind::Word | TokenKind::Number | TokenKind::Punctuation | TokenKind::Symbol => None,
    }
}

/// Writes the normal form of `text` into `form`; gives its length and the shape of the text.
fn normal_form(text: &str, form: &mut [u8; LONGEST]) -> (usize, u64) {
    let mut shape = 0_u64;
    let mut length = 0;
    if text.is_ascii() {
        for (place, (byte, slot)) in text.bytes().zip(form.iter_mut()).enumerate() {
            *slot = match byte {
                b'a'..=b'z' => {
                    shape |= SMALL;
                    byte
                }
                b'A'..=b'Z' => {
                    shape |= if place == 0 { CAPITAL_FIRST } else { CAPITAL_INSIDE };
                    byte | 0x20
                }
                b'0'..=b'9' => {
                    shape |= DIGIT;
                    b'0'
                }
                _ => {
                    shape |= SIGN;
                    if byte == b'`' { b'\'' } else { byte }
                }
            };
            length += 1;
        }
    } else {
        let mut buffer = [0; 4];
        for (place, letter) in text.chars().enumerate() {
            let letter = match letter {
                '\u{2018}' | '\u{2019}' | '\u{2BC}' | '\u{B4}' | '`' => '\'',
                '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{AB}' | '\u{BB}' => '"',
                '\u{2013}' | '\u{2014}' | '\u{2212}' => '-',
                '0'..='9' => {
                    shape |= DIGIT;
                    '0'
                }
                _ if letter.is_uppercase() => {
                    shape |= if place == 0 { CAPITAL_FIRST } else { CAPITAL_INSIDE };
                    // Letters whose small form is several characters are too rare to matter.
                    letter.to_lowercase().next().unwrap_or(letter)
                }
                _ if letter.is_alphabetic() => {
                    shape |= SMALL;
                    letter
                }
                _ => letter,
            };
            if !letter.is_alphanumeric() {
                shape |= SIGN;
            }
            if !letter.is_ascii() {
                shape |= NOT_ASCII;
            }
            let bytes = letter.encode_utf8(&mut buffer).as_bytes();
            let Some(room) = form.get_mut(length..length + bytes.len()) else { break };
            room.copy_from_slice(bytes);
            length += bytes.len();
        }
    }
    // Up to three bytes the length tells initials from abbreviations and names.
    (length, shape | (length.min(4) as u64) << 6)
}

/// A hash of bytes: eight at a time, frozen.
pub(super) fn fold(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut eight = [0_u8; 8];
        eight[..chunk.len()].copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(eight)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        hash ^= hash >> 29;
    }
    hash.wrapping_mul(0xBF58_476D_1CE4_E5B9)
}
