//! Sentences: ranges of tokens, split at final punctuation, empty lines and list items.
//!
//! Made for learners' and extortionists' texts: a missing blank after the period, a lower-case start and
//! headings without a period are ordinary here.

use std::ops::Range;

use super::token::{Token, TokenKind};
use super::tokenise::{is_paragraph_break, is_title};

/// A line shorter than this, followed by a capital, is a line of its own rather than wrapped prose.
const SHORT_LINE: usize = 50;

/// Splits `tokens` of `text`; the ranges are in order, not empty, and cover every token.
pub(super) fn split(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut line_start = 0;
    let mut ended = false;
    for (index, token) in tokens.iter().enumerate() {
        let item_number = index == start + 1 && starts_item(text, &tokens[start..]);
        let previous_end = if index == 0 { 0 } else { tokens[index - 1].span.end as usize };
        let gap = &text[previous_end..token.span.start as usize];
        let new_line = gap.contains('\n');
        let boundary = index > start
            && if new_line {
                is_paragraph_break(gap)
                    || ended
                    || starts_item(text, &tokens[index..])
                    || (previous_end - line_start < SHORT_LINE && starts_upper(text, token))
            } else {
                ended && !continues(text, token)
            };
        if boundary {
            sentences.push(start..index);
            start = index;
            ended = false;
        }
        if new_line || index == 0 {
            line_start = token.span.start as usize;
        }
        ended = !item_number
            && (ends_sentence(text, token, tokens.get(index + 1))
                || (ended && continues(text, token)));
    }
    if start < tokens.len() {
        sentences.push(start..tokens.len());
    }
    sentences
}

/// Whether a sentence may end after `token`, given what follows.
fn ends_sentence(text: &str, token: &Token, next: Option<&Token>) -> bool {
    let word = token.span.of(text);
    match token.kind {
        TokenKind::Punctuation => {
            let Some(first) = word.chars().next() else { return false };
            let next_lower = next.is_some_and(|next| starts_lower(text, next));
            let next_glued = next.is_some_and(|next| !next.space_before);
            match first {
                // Both dots of an abbreviation and of "sleep.then" look alike: without a blank ask for a capital.
                '.' if word.len() == 1 => !(next_glued && next_lower),
                '.' | '…' => !next_lower,
                '!' | '?' => !(next_glued && next_lower),
                _ => false,
            }
        }
        TokenKind::Word if word.ends_with('.') => {
            !is_title(word)
                && next.is_some_and(|next| starts_upper(text, next))
                && !word.bytes().any(|byte| byte.is_ascii_uppercase())
        }
        _ => false,
    }
}

/// Whether `token` still belongs to the sentence that final punctuation ended: closing marks and faces.
fn continues(text: &str, token: &Token) -> bool {
    match token.kind {
        TokenKind::Emoji | TokenKind::Emoticon => true,
        TokenKind::Punctuation => {
            let first = token.span.of(text).chars().next().unwrap_or(' ');
            !token.space_before
                && matches!(
                    first,
                    '"' | '\'' | ')' | ']' | '}' | '”' | '’' | '»' | '.' | '!' | '?' | '…'
                )
        }
        _ => false,
    }
}

/// Whether a line that starts with these tokens is a list item: a bullet, or a number or letter with `.` or `)`.
fn starts_item(text: &str, tokens: &[Token]) -> bool {
    let Some(first) = tokens.first() else { return false };
    let word = first.span.of(text);
    match first.kind {
        TokenKind::Punctuation | TokenKind::Symbol => {
            tokens.get(1).is_some_and(|next| next.space_before)
                && matches!(word, "-" | "*" | "+" | "•" | "·" | "–" | "—" | "#" | ">")
                || word.chars().count() >= 3
        }
        TokenKind::Number | TokenKind::Word => {
            word.len() <= 2
                && tokens.get(1).is_some_and(|next| {
                    !next.space_before && matches!(next.span.of(text), "." | ")" | ":")
                })
        }
        _ => false,
    }
}

fn starts_upper(text: &str, token: &Token) -> bool {
    token.span.of(text).starts_with(char::is_uppercase)
}

fn starts_lower(text: &str, token: &Token) -> bool {
    token.span.of(text).starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenise::tokenise;

    fn sentences(text: &str) -> Vec<&str> {
        let tokens = tokenise(text);
        split(text, &tokens)
            .into_iter()
            .map(|range| tokens[range.start].span.cover(tokens[range.end - 1].span).of(text))
            .collect()
    }

    #[test]
    fn final_punctuation() {
        assert_eq!(
            sentences(
                "I went home.Then i slept... and woke up! \"Why?\" he asked. ok :) Dr. Bell came."
            ),
            [
                "I went home.",
                "Then i slept... and woke up!",
                "\"Why?\"",
                "he asked.",
                "ok :) Dr. Bell came."
            ]
        );
    }

    #[test]
    fn lines_and_items() {
        assert_eq!(
            sentences(
                "My diary\nToday was long and it\nended well.\n\nwhat to do\n1. Write\n2) Pay\n- wait"
            ),
            [
                "My diary",
                "Today was long and it\nended well.",
                "what to do",
                "1. Write",
                "2) Pay",
                "- wait"
            ]
        );
    }

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        assert_eq!(
            sentences("We met Mr. Hill at 5 p.m. near the U.S. embassy."),
            ["We met Mr. Hill at 5 p.m. near the U.S. embassy."]
        );
    }
}
