//! Word n-grams: lower case, punctuation as units, numbers by their shape, no n-gram across
//! sentences.

use std::ops::Range;

use super::ngrams::{Unit, unit_a_token};
use crate::text::{Analysis, Token, TokenKind};

/// The unit of every token.
pub(super) fn units(
    analysis: &Analysis,
    range: Range<usize>,
    units: &mut Vec<Unit>,
    names: Option<&mut Vec<String>>,
) {
    unit_a_token(analysis, range, units, names, |_, token, name| name_of(analysis, token, name));
}

/// A token's name, appended to `name`.
pub(super) fn name_of(analysis: &Analysis, token: &Token, name: &mut String) {
    match token.kind {
        TokenKind::Masked => name.push_str("[name]"),
        TokenKind::Url | TokenKind::Onion => name.push_str("[url]"),
        TokenKind::Email => name.push_str("[mail]"),
        TokenKind::Wallet => name.push_str("[key]"),
        TokenKind::Emoji => name.push_str("[emoji]"),
        TokenKind::Number => number_shape(analysis.token_text(token), name),
        _ => push_lower(analysis.token_text(token), name),
    }
}

/// Lower case, one kind of apostrophe.
pub(super) fn push_lower(text: &str, name: &mut String) {
    for character in text.chars() {
        match character {
            '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' => name.push('\''),
            _ => name.extend(character.to_lowercase()),
        }
    }
}

/// Digits as `9`, runs of more than four as four.
pub(super) fn number_shape(text: &str, name: &mut String) {
    let mut run = 0;
    for character in text.chars() {
        if character.is_numeric() {
            run += 1;
            if run <= 4 {
                name.push('9');
            }
        } else {
            run = 0;
            name.extend(character.to_lowercase());
        }
    }
}
