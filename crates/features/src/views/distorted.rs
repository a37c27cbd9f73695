//! Distorted text (Stamatatos 2017, *Authorship attribution using text distortion*): what a content
//! word is about is taken out, its shape and its ending stay.
//!
//! Function words and punctuation stand as they are. A content word becomes `*` with its last three
//! letters (two for four or five letters, none for shorter ones), behind `^` for a capital and `^^`
//! for all capitals. Unlike the paper's character n-grams these are n-grams of words: characters have a
//! view of their own, and five distorted words reach across a clause.

use std::ops::Range;

use super::function_words::is_function_word;
use super::ngrams::{Unit, unit_a_token};
use super::word_ngrams::{name_of, push_lower};
use crate::text::{Analysis, TokenKind};

pub(super) fn units(
    analysis: &Analysis,
    range: Range<usize>,
    units: &mut Vec<Unit>,
    names: Option<&mut Vec<String>>,
) {
    let mut lower = String::new();
    unit_a_token(analysis, range, units, names, |_, token, name| {
        if token.kind == TokenKind::Word {
            lower.clear();
            let text = analysis.token_text(token);
            push_lower(text, &mut lower);
            if is_function_word(&lower) {
                name.push_str(&lower);
            } else {
                distort(text, &lower, name);
            }
        } else {
            name_of(analysis, token, name);
        }
    });
}

fn distort(text: &str, lower: &str, name: &mut String) {
    let letters = text.chars().count();
    if letters > 1 && text.chars().all(|c| !c.is_lowercase()) {
        name.push_str("^^");
    } else if text.starts_with(char::is_uppercase) {
        name.push('^');
    }
    name.push('*');
    let ending = match letters {
        0..=3 => 0,
        4..=5 => 2,
        _ => 3,
    };
    let skip = lower.chars().count().saturating_sub(ending);
    name.extend(lower.chars().skip(skip));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_and_ending_stay() {
        for (word, distorted) in [
            ("encrypted", "*ted"),
            ("Files", "^*es"),
            ("PAYMENT", "^^*ent"),
            ("pay", "*"),
            ("informations", "*ons"),
        ] {
            let mut name = String::new();
            distort(word, &word.to_lowercase(), &mut name);
            assert_eq!(name, distorted);
        }
    }
}
