//! From normalised text to tokens, split as the English Web Treebank splits them, in one pass.
//!
//! White space cuts the text into chunks; a chunk is read from left to right by the class of the next character.
//! Every look-ahead becomes a token, is remembered as fruitless, or is bounded, so that a hundred megabytes without
//! a space still take linear time.

use unicode_segmentation::UnicodeSegmentation;

use super::addresses::{self, Address};
use super::normalise::is_emoji;
use super::offsets::offset;
use super::token::{Token, TokenKind};
use super::{contractions, emoticons};
use crate::Span;

/// The tokens of `text`: in order, without overlap, covering every character that is not white space.
pub(super) fn tokenise(text: &str) -> Vec<Token> {
    let mut scanner = Scanner {
        text,
        tokens: Vec::with_capacity(text.len() / 5),
        chunk_end: 0,
        open_brackets: 0,
    };
    let mut at = 0;
    while at < text.len() {
        let gap_end = at + skip_while(&text[at..], char::is_whitespace);
        if is_paragraph_break(&text[at..gap_end]) {
            scanner.open_brackets = 0;
        }
        let chunk_end =
            gap_end + skip_while(&text[gap_end..], |character| !character.is_whitespace());
        scanner.chunk(gap_end, chunk_end);
        at = chunk_end;
    }
    scanner.tokens
}

/// Whether white space holds an empty line.
pub(super) fn is_paragraph_break(gap: &str) -> bool {
    gap.bytes().filter(|&byte| byte == b'\n').take(2).count() == 2
}

struct Scanner<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// Where the current chunk ends.
    chunk_end: usize,
    /// Round brackets opened in this paragraph and not yet closed.
    open_brackets: usize,
}

impl Scanner<'_> {
    fn chunk(&mut self, start: usize, end: usize) {
        self.chunk_end = end;
        let mut at = start;
        // Up to here the chunk has been looked at for addresses.
        let mut searched =
            if addresses::may_hold(&self.text.as_bytes()[start..end]) { start } else { end };
        let mut space_before = true;
        while at < end {
            let rest = &self.text[at..end];
            if at >= searched && self.at_boundary(start, at) {
                match addresses::at_start(rest) {
                    Address::Found { kind, length } => {
                        self.push(at, at + length, kind, space_before);
                        space_before = false;
                        at += length;
                        continue;
                    }
                    Address::NoneBefore(length) => searched = at + length,
                }
            }
            let length = self.next_token(start, at, rest, space_before);
            space_before = false;
            at += length;
        }
    }

    /// Pushes the tokens that `rest` starts with and returns their length in bytes, at least one character.
    fn next_token(&mut self, chunk: usize, at: usize, rest: &str, space_before: bool) -> usize {
        if let Some(length) = emoticons::at_start(rest, at == chunk, self.at_boundary(chunk, at)) {
            self.push(at, at + length, TokenKind::Emoticon, space_before);
            return length;
        }
        let first = rest.chars().next().expect("the rest of a chunk is not empty before its end");
        if first.is_alphabetic() {
            return self.word(at, rest, space_before);
        }
        if first.is_numeric() {
            let length = number_length(rest);
            self.push(at, at + length, TokenKind::Number, space_before);
            return length;
        }
        if matches!(first, '(' | ')') {
            return self.brackets(at, rest, first, space_before);
        }
        if let Some(length) = emoji_length(rest, first) {
            self.push(at, at + length, TokenKind::Emoji, space_before);
            return length;
        }
        if contractions::is_apostrophe(first)
            && let Some(length) = contractions::clitic_length(rest)
            && at > chunk
        {
            // After a masked or numeric host: 1990's, [name]'s.
            self.push(at, at + length, TokenKind::Word, space_before);
            return length;
        }
        let length = if matches!(first, '!' | '?') {
            skip_while(rest, |character| matches!(character, '!' | '?'))
        } else {
            skip_while(rest, |character| character == first)
        };
        let kind = if is_punctuation(first) { TokenKind::Punctuation } else { TokenKind::Symbol };
        let length = length + skip_while(&rest[length..], is_combining);
        self.push(at, at + length, kind, space_before);
        length
    }

    /// A word, with its clitics as tokens of their own.
    fn word(&mut self, at: usize, rest: &str, space_before: bool) -> usize {
        let length = word_length(rest);
        let mut from = at;
        contractions::split(&rest[..length], |part| {
            let to = from + part;
            self.push(from, to, TokenKind::Word, space_before && from == at);
            from = to;
        });
        length
    }

    /// Round brackets: those that close nothing are smiles, as Russian writers make them, unless they follow
    /// the number or letter of a list item.
    fn brackets(&mut self, at: usize, rest: &str, first: char, space_before: bool) -> usize {
        let run = skip_while(rest, |character| character == first);
        if first == '(' {
            self.open_brackets += run;
            self.push(at, at + run, TokenKind::Punctuation, space_before);
            return run;
        }
        let closing = run.min(self.open_brackets);
        if closing > 0 {
            self.open_brackets -= closing;
            self.push(at, at + closing, TokenKind::Punctuation, space_before);
            return closing;
        }
        let enumerates = run == 1
            && self.tokens.last().is_some_and(|last| {
                last.span.end as usize == at
                    && (last.kind == TokenKind::Number || last.span.len() == 1)
            });
        let kind = if enumerates { TokenKind::Punctuation } else { TokenKind::Emoticon };
        self.push(at, at + run, kind, space_before);
        run
    }

    /// Whether a token may start at `at` as far as the character before it says.
    fn at_boundary(&self, chunk: usize, at: usize) -> bool {
        at == chunk
            || self.text[chunk..at]
                .chars()
                .next_back()
                .is_none_or(|before| !before.is_alphanumeric() && before != '_')
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind, space_before: bool) {
        self.tokens.push(Token { span: Span::new(offset(start), offset(end)), kind, space_before });
    }
}

/// The length in bytes of the longest prefix whose characters all satisfy `test`.
pub(super) fn skip_while(text: &str, test: impl Fn(char) -> bool) -> usize {
    let length = text
        .char_indices()
        .find(|&(_, character)| !test(character))
        .map_or(text.len(), |(at, _)| at);
    #[cfg(test)]
    super::steps::count(length);
    length
}

/// The length of the word that `rest` starts with: letters, digits, inner apostrophes and underscores, the
/// periods of an abbreviation, the ampersand of `AT&T`.
fn word_length(rest: &str) -> usize {
    if let Some(length) = dotted_abbreviation(rest) {
        return length;
    }
    let mut end = 0;
    let mut characters = rest.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map_or(' ', |&(_, next)| next);
        let inner = character == '_' && (next.is_alphanumeric() || next == '_')
            || contractions::is_apostrophe(character) && next.is_alphabetic()
            || character == '&' && before.is_uppercase() && next.is_uppercase();
        if !(character.is_alphanumeric() || is_combining(character) || inner) {
            break;
        }
        before = character;
        end = at + character.len_utf8();
    }
    if rest[end..].starts_with('.') && is_abbreviation(&rest[..end]) {
        end += 1;
    }
    end
}

/// No abbreviation has more bytes than this: letters with periods that go on are cut there.
const LONGEST_DOTTED: usize = 64;
/// No emoji has more bytes than this, however many are joined to one.
const LONGEST_EMOJI: usize = 256;

/// `U.S.`, `e.g.`, `p.m`: single letters with a period between each.
fn dotted_abbreviation(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut end = 0;
    while end < LONGEST_DOTTED
        && end + 1 < bytes.len()
        && bytes[end].is_ascii_alphabetic()
        && bytes[end + 1] == b'.'
    {
        end += 2;
    }
    #[cfg(test)]
    super::steps::count(end);
    if end == LONGEST_DOTTED {
        return Some(end);
    }
    if end < 2 {
        return None;
    }
    let ends_in_letter = bytes.get(end).is_some_and(u8::is_ascii_alphabetic);
    let after_letter = bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
    match (ends_in_letter, after_letter) {
        (true, true) => None, // i.want: a forgotten blank
        (true, false) => Some(end + 1),
        (false, _) => (end >= 4).then_some(end),
    }
}

/// Abbreviations that keep their period, as the treebank has them.
pub(super) fn is_abbreviation(word: &str) -> bool {
    word.len() <= 6 && {
        let lower = word.to_ascii_lowercase();
        TITLES.binary_search(&lower.as_str()).is_ok()
            || ABBREVIATIONS.binary_search(&lower.as_str()).is_ok()
    }
}

/// Whether the abbreviation stands before a name, so that no sentence ends after it.
pub(super) fn is_title(word: &str) -> bool {
    word.strip_suffix('.').is_some_and(|stem| {
        stem.len() <= 6 && TITLES.binary_search(&stem.to_ascii_lowercase().as_str()).is_ok()
    })
}

const TITLES: &[&str] = &[
    "approx", "capt", "col", "dr", "eg", "gen", "gov", "hon", "ie", "lt", "messrs", "mr", "mrs",
    "ms", "prof", "rep", "rev", "sen", "sgt", "st", "viz", "vs",
];

const ABBREVIATIONS: &[&str] = &[
    "apr", "aug", "ave", "blvd", "bros", "cf", "corp", "dec", "dept", "esq", "est", "etc", "feb",
    "inc", "jan", "jr", "ltd", "nov", "oct", "ph", "sept", "sr", "tel", "univ",
];

/// Digits with the separators of decimals, thousands, times and dates, and the letters that follow at once.
fn number_length(rest: &str) -> usize {
    let digits = |from: usize| skip_while(&rest[from..], char::is_numeric);
    let mut end = digits(0);
    let mut hyphen = None;
    while let Some(separator) = rest[end..].chars().next() {
        if !matches!(separator, '.' | ',' | ':' | '/' | '-') {
            break;
        }
        let more = digits(end + 1);
        if more == 0 {
            break;
        }
        if separator == '-' && hyphen.is_none() {
            hyphen = Some(end);
            // One hyphen is a range, two make a date or a telephone number.
            if !rest[end + 1 + more..]
                .strip_prefix('-')
                .is_some_and(|tail| tail.starts_with(char::is_numeric))
            {
                break;
            }
        }
        end += 1 + more;
    }
    end + skip_while(&rest[end..], |character| {
        character.is_alphanumeric() || is_combining(character)
    })
}

/// The length of the emoji at the start, with its modifiers, joined parts or second flag letter.
fn emoji_length(rest: &str, first: char) -> Option<usize> {
    if !is_emoji(first) {
        return None;
    }
    let longest =
        (0..=LONGEST_EMOJI.min(rest.len())).rev().find(|&at| rest.is_char_boundary(at))?;
    let cluster = rest[..longest].graphemes(true).next()?;
    #[cfg(test)]
    super::steps::count(cluster.len());
    // Arrows, technical signs and shapes are emoji only when asked for.
    let shown_as_text = matches!(first, '\u{2100}'..='\u{25FF}' | '\u{2B00}'..='\u{2B04}' | '\u{203C}' | '\u{2049}');
    (!shown_as_text || cluster.contains('\u{FE0F}')).then_some(cluster.len())
}

fn is_combining(character: char) -> bool {
    !character.is_ascii() && unicode_normalization::char::is_combining_mark(character)
}

fn is_punctuation(character: char) -> bool {
    match character {
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '"' | '(' | ')' | '[' | ']' | '{' | '}'
        | '-' | '/' | '\\' | '_' | '`' => true,
        _ => matches!(character,
            '¡' | '¿' | '«' | '»' | '·' | '´' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203B}'
            | '\u{203D}'..='\u{2043}' | '\u{2045}'..='\u{2051}' | '\u{2E00}'..='\u{2E5D}'),
    }
}
