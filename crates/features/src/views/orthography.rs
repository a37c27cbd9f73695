//! Habits of the hand: punctuation and spacing, capitals, formats of numbers, quotes and apostrophes,
//! emoticons, and the traces that other scripts and keyboards leave.
//!
//! Each sign is a kind (below) and a short value, such as *space before* and `,`. Counts of the kinds
//! are the features; a few of them also as pairs in sequence.

use super::word_ngrams::number_shape;
use super::{Feature, ViewKind};
use crate::Span;
use crate::key::{self, State, seed};
use crate::text::{Analysis, Token, TokenKind};

/// The kinds of sign. Their numbers are frozen: they are part of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
enum Sign {
    Mark = 1,
    SpaceBefore = 2,
    NoSpaceAfter = 3,
    SpaceInside = 4,
    NoSpaceOutside = 5,
    DoubleSpace = 6,
    LineBreaks = 7,
    Tab = 8,
    AllCapitals = 9,
    SmallI = 10,
    SmallSentence = 11,
    CapitalSentence = 12,
    CapitalInside = 13,
    MixedCase = 14,
    Elongation = 15,
    Number = 16,
    BesideNumber = 17,
    Apostrophe = 18,
    Emoji = 19,
    Emoticon = 20,
    ListMark = 21,
    Symbol = 22,
    Trace = 23,
    MarkPair = 24,
    NoFinalMark = 25,
    Hyphen = 26,
}

const NAMES: [&str; 27] = [
    "",
    "mark",
    "space before",
    "no space after",
    "space inside",
    "no space outside",
    "double space",
    "line breaks",
    "tab",
    "all capitals",
    "small i",
    "small sentence start",
    "capital sentence start",
    "capital inside sentence",
    "mixed case",
    "elongation",
    "number format",
    "beside number",
    "apostrophe",
    "emoji",
    "emoticon",
    "list mark",
    "symbol",
    "trace",
    "marks in sequence",
    "no final mark",
    "hyphen",
];

/// Emits signs under their keys.
struct Signs<F> {
    seed: u64,
    emit: F,
}

impl<F: FnMut(Feature)> Signs<F> {
    fn say(&mut self, sign: Sign, value: &str, span: Span) {
        let state = State::default().step(sign as u64).step(key::text(value));
        (self.emit)(Feature { key: state.key(self.seed), span, detail: sign as u16 });
    }
}

pub(super) fn for_each(analysis: &Analysis, emit: impl FnMut(Feature)) {
    let mut signs = Signs { seed: seed(ViewKind::Orthography.number(), 0), emit };
    let tokens = analysis.tokens();
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).map(|previous| &tokens[previous]);
        let after = tokens.get(index + 1);
        gap(&mut signs, analysis, before, token);
        let text = analysis.token_text(token);
        match token.kind {
            TokenKind::Punctuation => mark(&mut signs, text, token, before, after),
            TokenKind::Word => word(&mut signs, text, token.span),
            TokenKind::Number => number(&mut signs, analysis, text, token, before, after),
            TokenKind::Emoji => signs.say(Sign::Emoji, "", token.span),
            TokenKind::Emoticon => signs.say(Sign::Emoticon, short(text), token.span),
            TokenKind::Symbol => signs.say(Sign::Symbol, short(text), token.span),
            _ => {}
        }
    }
    for sentence in analysis.sentences() {
        of_sentence(&mut signs, analysis, sentence);
    }
    mark_pairs(&mut signs, analysis);
    traces(&mut signs, analysis);
}

/// The first four characters: long runs of one mark are one value.
fn short(text: &str) -> &str {
    text.char_indices().nth(4).map_or(text, |(end, _)| &text[..end])
}

const fn closes(character: char) -> bool {
    matches!(character, ',' | '.' | '!' | '?' | ':' | ';')
}

fn mark<F: FnMut(Feature)>(
    signs: &mut Signs<F>,
    text: &str,
    token: &Token,
    before: Option<&Token>,
    after: Option<&Token>,
) {
    signs.say(Sign::Mark, short(text), token.span);
    let first = text.chars().next().unwrap_or(' ');
    let space_after = after.is_none_or(|after| after.space_before);
    if closes(first) {
        if token.space_before && before.is_some() {
            signs.say(Sign::SpaceBefore, short(text), token.span);
        }
        if !space_after && after.is_some_and(|after| after.kind.is_prose_word()) {
            signs.say(Sign::NoSpaceAfter, short(text), token.span);
        }
    }
    match first {
        '(' | '[' => {
            if space_after {
                signs.say(Sign::SpaceInside, text, token.span);
            }
            if !token.space_before && before.is_some_and(|b| b.kind == TokenKind::Word) {
                signs.say(Sign::NoSpaceOutside, text, token.span);
            }
        }
        ')' | ']' => {
            if token.space_before {
                signs.say(Sign::SpaceInside, text, token.span);
            }
            if !space_after && after.is_some_and(|after| after.kind == TokenKind::Word) {
                signs.say(Sign::NoSpaceOutside, text, token.span);
            }
        }
        '-' | '\u{2010}'..='\u{2015}' => {
            let spacing = match (token.space_before, space_after) {
                (true, true) => " - ",
                (true, false) => " -",
                (false, true) => "- ",
                (false, false) => "-",
            };
            signs.say(Sign::Hyphen, spacing, token.span);
        }
        _ => {}
    }
}

fn word<F: FnMut(Feature)>(signs: &mut Signs<F>, text: &str, span: Span) {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    if letters > 1 && capitals == letters {
        signs.say(Sign::AllCapitals, if letters > 3 { "long" } else { "short" }, span);
    } else if capitals > 0 && !(capitals == 1 && text.starts_with(char::is_uppercase)) {
        signs.say(Sign::MixedCase, "", span);
    }
    if text == "i" {
        signs.say(Sign::SmallI, "", span);
    }
    let mut run = ('\0', 0);
    for character in text.chars() {
        match character {
            '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' => {
                signs.say(Sign::Apostrophe, character.encode_utf8(&mut [0; 4]), span);
            }
            _ => {}
        }
        run = if run.0 == character { (character, run.1 + 1) } else { (character, 1) };
        if run.1 == 3 && character.is_alphabetic() {
            let lower = character.to_lowercase().next().unwrap_or(character);
            signs.say(Sign::Elongation, lower.encode_utf8(&mut [0; 4]), span);
        }
    }
}

fn number<F: FnMut(Feature)>(
    signs: &mut Signs<F>,
    analysis: &Analysis,
    text: &str,
    token: &Token,
    before: Option<&Token>,
    after: Option<&Token>,
) {
    let mut shape = String::new();
    number_shape(text, &mut shape);
    signs.say(Sign::Number, &shape, token.span);
    let symbol = |other: &Token| other.kind == TokenKind::Symbol;
    if let Some(before) = before.filter(|before| symbol(before)) {
        let space = if token.space_before { " 9" } else { "9" };
        let value = format!("{}{space}", short(analysis.token_text(before)));
        signs.say(Sign::BesideNumber, &value, before.span.cover(token.span));
    }
    if let Some(after) = after.filter(|after| symbol(after)) {
        let space = if after.space_before { "9 " } else { "9" };
        let value = format!("{space}{}", short(analysis.token_text(after)));
        signs.say(Sign::BesideNumber, &value, token.span.cover(after.span));
    }
}

/// The white space before a token.
fn gap<F: FnMut(Feature)>(
    signs: &mut Signs<F>,
    analysis: &Analysis,
    before: Option<&Token>,
    token: &Token,
) {
    let start = before.map_or(0, |before| before.span.end);
    let span = Span::new(start, token.span.start);
    if span.is_empty() {
        return;
    }
    let white = span.of(analysis.prose());
    let breaks = white.chars().filter(|&c| c == '\n').count();
    if white.contains('\t') {
        signs.say(Sign::Tab, "", span);
    }
    if breaks > 0 {
        let value = ["", "1", "2", "3+"][breaks.min(3)];
        signs.say(Sign::LineBreaks, value, span);
        list_mark(signs, analysis, token);
    } else if let Some(before) = before
        && white.chars().filter(|&c| c == ' ').count() > 1
    {
        let value = if before.kind == TokenKind::Punctuation { "after mark" } else { "" };
        signs.say(Sign::DoubleSpace, value, span);
    }
}

/// What begins a line.
fn list_mark<F: FnMut(Feature)>(signs: &mut Signs<F>, analysis: &Analysis, token: &Token) {
    let rest = &analysis.prose()[token.span.end as usize..];
    match token.kind {
        TokenKind::Number => {
            let value = match rest.chars().next() {
                Some('.') => "9.",
                Some(')') => "9)",
                Some(':') => "9:",
                Some('-') => "9-",
                _ => return,
            };
            signs.say(Sign::ListMark, value, token.span);
        }
        TokenKind::Punctuation | TokenKind::Symbol => {
            let text = analysis.token_text(token);
            if matches!(text, "-" | "*" | "+" | "\u{2022}" | "\u{2013}" | ">" | "#") {
                signs.say(Sign::ListMark, text, token.span);
            }
        }
        _ => {}
    }
}

fn of_sentence<F: FnMut(Feature)>(signs: &mut Signs<F>, analysis: &Analysis, sentence: &[Token]) {
    let mut words = sentence.iter().filter(|token| token.kind == TokenKind::Word);
    if let Some(first) = sentence.first().filter(|first| first.kind == TokenKind::Word) {
        let text = analysis.token_text(first);
        if text.starts_with(char::is_lowercase) {
            signs.say(Sign::SmallSentence, "", first.span);
        } else if text.starts_with(char::is_uppercase) {
            signs.say(Sign::CapitalSentence, "", first.span);
        }
        words.next();
    }
    for token in words {
        let text = analysis.token_text(token);
        let mut characters = text.chars();
        if characters.next().is_some_and(char::is_uppercase)
            && characters.next().is_some_and(char::is_lowercase)
        {
            signs.say(Sign::CapitalInside, "", token.span);
        }
    }
    if let Some(last) = sentence.last().filter(|last| last.kind == TokenKind::Word) {
        signs.say(Sign::NoFinalMark, "", last.span);
    }
}

/// Neighbours in the sequence of marks, words left out.
fn mark_pairs<F: FnMut(Feature)>(signs: &mut Signs<F>, analysis: &Analysis) {
    let mut previous: Option<&Token> = None;
    let marks = analysis.tokens().iter().filter(|token| token.kind == TokenKind::Punctuation);
    for token in marks {
        if let Some(previous) = previous {
            let value = format!(
                "{} {}",
                short(analysis.token_text(previous)),
                short(analysis.token_text(token))
            );
            signs.say(Sign::MarkPair, &value, token.span);
        }
        previous = Some(token);
    }
}

/// Counts by powers of two: their presence says more than their number.
fn traces<F: FnMut(Feature)>(signs: &mut Signs<F>, analysis: &Analysis) {
    let traces = analysis.traces();
    for (name, count) in [
        ("other script", traces.foreign_runs),
        ("full width", traces.full_width),
        ("look-alikes", traces.look_alikes),
        ("invisible", traces.invisible),
        ("leetspeak", traces.leetspeak),
    ] {
        let times = (u32::BITS - count.leading_zeros()).min(6);
        for _ in 0..times {
            signs.say(Sign::Trace, name, Span::new(0, 0));
        }
    }
}

pub(super) fn describe(analysis: &Analysis, feature: &Feature) -> String {
    let name = NAMES.get(usize::from(feature.detail)).copied().unwrap_or_default();
    let slice = feature.span.of(analysis.prose()).trim();
    if slice.is_empty() { name.to_owned() } else { format!("{name} {slice}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analyser, Topic};

    fn names(text: &str) -> Vec<String> {
        let analysis = Analyser::new(Topic::Mask).analyse(text);
        let mut names = Vec::new();
        for_each(&analysis, |feature| names.push(describe(&analysis, &feature)));
        names
    }

    #[test]
    fn signs_are_seen() {
        let text = "Hello , friend!!  i have 1.000,50 $ .Pay me sooo fast ( or not )\n\n1) now";
        let names = names(text);
        for sign in [
            "space before ,",
            "mark !!",
            "double space",
            "small i i",
            "number format 1.000,50",
            "no space after .",
            "elongation sooo",
            "space inside (",
            "space inside )",
            "line breaks",
            "list mark 1",
            "marks in sequence !!",
        ] {
            assert!(names.iter().any(|name| name == sign), "{sign}: {names:?}");
        }
    }

    #[test]
    fn a_tidy_text_shows_few_signs() {
        let names = names("We agree. You will hear from us soon.");
        assert!(!names.iter().any(|name| name.contains("space")), "{names:?}");
    }

    #[test]
    fn only_the_presence_of_another_script_is_seen() {
        assert_eq!(names("hello мир friend"), names("hello 你好 friend"));
    }
}
