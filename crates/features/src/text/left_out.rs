//! What of a text is not its writer's prose in this language: found line by line, removed, counted.
//!
//! In: normalised text and its tokens. Out: the stretches to remove. Lines of art, keys, dumps, lists of files and
//! contact addresses say who made the template, quoted lines are somebody else's, and paragraphs in another
//! language are no English to judge. Each decision reads its own line or paragraph only, so that a text from
//! which all this was removed keeps everything.

use std::ops::Range;

use super::language::{self, LanguageGate};
use super::token::{Token, TokenKind};

/// Lines with fewer bytes of ink are too short to be anything else than a writer's.
const LEAST_INK: usize = 8;
/// An address weighs no more than a long word, however long it is.
const ADDRESS_INK: usize = 12;
/// A line of addresses and numbers may name them in so many words.
const MOST_NAMES: usize = 4;
/// A paragraph of fewer words is not said to be in another language.
const LEAST_WORDS: usize = 8;

/// How much was left out of the prose, and as what.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct LeftOut {
    /// Words in removed lines and paragraphs, those in other scripts not counted.
    pub words: usize,
    /// Web, mail and Tor addresses, paths, handles: each became one placeholder or went with its line.
    pub addresses: usize,
    /// Wallets, keys, hashes and other opaque identifiers, likewise.
    pub blobs: usize,
    /// Lines of art, separators, dumps, file lists, figures and contact addresses.
    pub lines_not_prose: usize,
    /// Lines that quote somebody else.
    pub lines_quoted: usize,
    /// Paragraphs in another language or script.
    pub paragraphs_not_english: usize,
}

/// One line of the text and the tokens on it.
struct Line {
    span: Range<usize>,
    tokens: Range<usize>,
    fate: Fate,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Blank,
    Prose,
    NotProse,
    Quoted,
    Foreign,
}

/// The stretches of `text` to remove, in order, and what is in them.
pub(super) fn find(text: &str, tokens: &[Token]) -> (Vec<Range<usize>>, LeftOut) {
    let mut lines = split(text, tokens);
    for line in &mut lines {
        line.fate = fate(text, line, &tokens[line.tokens.clone()]);
    }
    mark_key_blocks(text, &mut lines);
    mark_quotes(text, &mut lines);
    let paragraphs = mark_foreign(text, tokens, &mut lines);
    let mut left_out = LeftOut { paragraphs_not_english: paragraphs, ..LeftOut::default() };
    for token in tokens {
        match token.kind {
            TokenKind::Url | TokenKind::Email | TokenKind::Onion => left_out.addresses += 1,
            TokenKind::Wallet => left_out.blobs += 1,
            _ => {}
        }
    }
    let mut stretches = Vec::new();
    for line in lines {
        match line.fate {
            Fate::Blank | Fate::Prose => continue,
            Fate::NotProse => left_out.lines_not_prose += 1,
            Fate::Quoted => left_out.lines_quoted += 1,
            Fate::Foreign => {}
        }
        left_out.words += words(&tokens[line.tokens]).count();
        stretches.push(line.span);
    }
    (stretches, left_out)
}

fn words(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    tokens.iter().filter(|token| token.kind == TokenKind::Word)
}

/// The lines, without their ends.
fn split(text: &str, tokens: &[Token]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut next = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        let first = next;
        while tokens.get(next).is_some_and(|token| (token.span.start as usize) < end) {
            next += 1;
        }
        lines.push(Line { span: start..end, tokens: first..next, fate: Fate::Blank });
        start = end + 1;
    }
    lines
}

fn fate(text: &str, line: &Line, tokens: &[Token]) -> Fate {
    let source = &text[line.span.clone()];
    if tokens.is_empty() {
        return Fate::Blank;
    }
    let inked = |token: &Token| match token.kind {
        TokenKind::Url | TokenKind::Email | TokenKind::Onion | TokenKind::Wallet => {
            token.span.len().min(ADDRESS_INK)
        }
        _ => token.span.len(),
    };
    let ink: usize = tokens.iter().map(inked).sum();
    if ink < LEAST_INK {
        return Fate::Prose;
    }
    if is_tree(source) || is_dump(source) || is_spaced_out(tokens) {
        return Fate::NotProse;
    }
    let in_words: usize = words(tokens).map(|token| token.span.len()).sum();
    if in_words * 3 >= ink || is_emphasis(source, tokens) {
        return Fate::Prose;
    }
    let mut names = words(tokens);
    let speaks =
        names.by_ref().take(MOST_NAMES).any(|token| language::is_english(token.span.of(text)));
    if speaks || names.next().is_some() { Fate::Prose } else { Fate::NotProse }
}

/// A branch of a drawn tree of folders.
fn is_tree(line: &str) -> bool {
    line.trim_start().starts_with(['├', '└', '│', '║', '╠', '╚'])
        || line.trim_start().starts_with("|--")
}

/// Bytes in hexadecimal, two to eight digits a group.
fn is_dump(line: &str) -> bool {
    let mut groups = 0;
    let mut digits = 0;
    for group in line.split_ascii_whitespace() {
        let even = group.len() % 2 == 0 && (2..=8).contains(&group.len());
        if !even || !group.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return false;
        }
        groups += 1;
        digits += usize::from(group.bytes().any(|byte| byte.is_ascii_digit()));
    }
    groups >= 6 && digits * 3 >= groups
}

/// `T H E   T E A M`: a banner of single letters.
fn is_spaced_out(tokens: &[Token]) -> bool {
    let letters = words(tokens).filter(|token| token.span.len() == 1).count();
    letters >= 6 && letters * 3 >= words(tokens).count() * 2
}

/// `!!!!!!!!!!`, `:)))))))`: a writer's feeling rather than a separator.
fn is_emphasis(line: &str, tokens: &[Token]) -> bool {
    tokens.iter().any(|token| matches!(token.kind, TokenKind::Emoji | TokenKind::Emoticon))
        && tokens.len() <= 12
        || line.chars().all(|c| matches!(c, '!' | '?' | '.' | '…' | ')' | '(' | ' ' | '\t'))
}

/// From `-----BEGIN …` to `-----END …`; a block that never ends is its first line alone.
fn mark_key_blocks(text: &str, lines: &mut [Line]) {
    let starts = |line: &Line, mark: &str| text[line.span.clone()].trim_start().starts_with(mark);
    let mut begin = None;
    for index in 0..lines.len() {
        if starts(&lines[index], "-----BEGIN ") {
            lines[index].fate = Fate::NotProse;
            begin = Some(index);
        } else if starts(&lines[index], "-----END ") {
            let first = begin.take().unwrap_or(index);
            for line in &mut lines[first..=index] {
                if line.fate != Fate::Blank {
                    line.fate = Fate::NotProse;
                }
            }
        }
    }
}

/// Two or more lines after each other that begin with `>`; a single one is a bullet or a heading.
fn mark_quotes(text: &str, lines: &mut [Line]) {
    let quotes = |line: &Line| {
        line.fate == Fate::Prose && text[line.span.clone()].trim_start().starts_with('>')
    };
    for run in lines.chunk_by_mut(|one, other| quotes(one) && quotes(other)) {
        if run.len() > 1 {
            run.iter_mut().for_each(|line| line.fate = Fate::Quoted);
        }
    }
}

/// Marks paragraphs in other languages if there is one in English; returns how many.
fn mark_foreign(text: &str, tokens: &[Token], lines: &mut [Line]) -> usize {
    let mut foreign: Vec<Range<usize>> = Vec::new();
    let mut english = false;
    let mut at = 0;
    for run in lines.chunk_by(|one, other| (one.fate == Fate::Prose) == (other.fate == Fate::Prose))
    {
        let range = at..at + run.len();
        at = range.end;
        if run[0].fate != Fate::Prose {
            continue;
        }
        let words = run.iter().flat_map(|line| words(&tokens[line.tokens.clone()]));
        let words = words.map(|token| (token.span.of(text), token.space_before));
        match language::judge(words, LEAST_WORDS) {
            LanguageGate::English => english = true,
            LanguageGate::NotEnglish(code) if code != "und" => foreign.push(range),
            _ => {}
        }
    }
    if !english {
        return 0;
    }
    let count = foreign.len();
    for range in foreign {
        lines[range].iter_mut().for_each(|line| line.fate = Fate::Foreign);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analyser, Topic};

    fn left_out(text: &str) -> (String, LeftOut) {
        let analysis = Analyser::new(Topic::Mask).analyse(text);
        (analysis.prose().to_owned(), analysis.left_out())
    }

    #[test]
    fn art_separators_dumps_and_lists_go() {
        for line in [
            "=========================",
            "-*-*-*-*-*-*-*-*-*-*-",
            "| |__   __ _  ___| | _____ _ __",
            "+-+-+-+-+-+-+ +-+-+-+",
            "4d 5a 90 00 03 00 fc 00",
            "0000010 5a4d 0090 0003 0000 fc04 ffff",
            "C:\\Users\\ann\\Documents\\budget.xlsx 12 KB",
            "d41d8cd98f00b204e9800998ecf8427e  setup.exe",
            "E-mail: help@example.org",
            "Tox ID: 3D7889AEC00F2325E1A3FBC0ACA4E521670497F11E47FDE13EADE8FED3144B5EB56D6B198724",
            "├── Accounting and payroll",
            "+7 912 345-67-89",
            "by T H E  B I G  T E A M",
            "2. Open abcdefghijklmnop.onion/x?y=z",
            "-----BEGIN RSA PUBLIC KEY-----",
        ] {
            let (prose, left_out) = left_out(&format!("Pay us today.\n{line}\nOr we will wait."));
            assert_eq!(prose, "Pay us today.\n\nOr we will wait.", "{line}");
            assert_eq!(left_out.lines_not_prose, 1, "{line}");
        }
    }

    #[test]
    fn prose_stays() {
        for line in [
            "---=== ALL YOUR FILES ARE LOCKED ===---",
            "1) Write to help@example.org",
            "!!!!!!!!!!!!!!!",
            ":-))))))))))",
            "I am 25, he is 31.",
            ">>>> Your data are stolen",
            "https://example.org/pay is our site",
            "Use TOR Browser: abcdefghijklmnopabcdefghijklmnop.onion/x?y=z",
            "contact us: help.me.please@example.org",
        ] {
            let (prose, left_out) = left_out(line);
            assert!(!prose.is_empty() && left_out.lines_not_prose == 0, "{line}: {prose}");
        }
    }

    #[test]
    fn keys_and_quotes() {
        let (prose, out) = left_out(
            "We have your key:\n-----BEGIN KEY-----\nMIIBCgKCAQEA\nAQAB\n-----END KEY-----\nYou wrote:\n> How much do you\n> want from us?\nTwo coins.",
        );
        assert_eq!(prose.split_whitespace().count(), 8);
        assert_eq!((out.lines_not_prose, out.lines_quoted), (4, 2));
    }

    #[test]
    fn other_languages_go_if_english_stays() {
        let english = "All of your files are locked and you have to pay for them.";
        let german = "Alle Ihre Dateien wurden verschlüsselt. Schreiben Sie uns bitte noch heute eine Nachricht.";
        let (prose, out) = left_out(&format!("{german}\n\n{english}\n\n{german}"));
        assert_eq!(prose.trim(), english);
        assert_eq!(out.paragraphs_not_english, 2);
        assert_eq!(left_out(german).1.paragraphs_not_english, 0);
    }

    #[test]
    fn paragraphs_in_another_script_go_whole() {
        let (prose, out) =
            left_out("你的文件(2019)已被加密。\n请付款 500 美元!\n\nPay us 500 dollars.");
        assert_eq!(prose.trim(), "Pay us 500 dollars.");
        assert_eq!(out.paragraphs_not_english, 1);
    }

    #[test]
    fn addresses_and_blobs_are_counted() {
        let (_, out) = left_out(
            "Please write to a@example.org or open abcdefghijklmnop.onion and send to 1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        );
        assert_eq!((out.addresses, out.blobs), (2, 1));
    }
}
