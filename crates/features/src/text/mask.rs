//! Names that tell the topic: countries, nationalities, cities, languages, currencies, persons.
//!
//! In: tokens of a text and its sentences. Out: the same with each name as one [`TokenKind::Masked`] token.
//! The names are data (`data/mask/`, described in its README); matching goes token by token, so that a name
//! never starts or ends inside a word, and possessives and hyphenated compounds need no rule of their own.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::token::{Token, TokenKind};
use super::tokenise::tokenise;

/// The lists, each one entry a line.
const LISTS: [&str; 6] = [
    include_str!("../../data/mask/cities.txt"),
    include_str!("../../data/mask/countries.txt"),
    include_str!("../../data/mask/currencies.txt"),
    include_str!("../../data/mask/languages.txt"),
    include_str!("../../data/mask/nationalities.txt"),
    include_str!("../../data/mask/person_names.txt"),
];

/// Names that are also ordinary English words, written as they must stand to be masked.
const AMBIGUOUS: &str = include_str!("../../data/mask/ambiguous.txt");

static NAMES: LazyLock<Names> = LazyLock::new(Names::load);

/// The names by their first token.
struct Names {
    /// Lower-cased first token to the lower-cased rests that may follow it, longest first; an empty rest is
    /// the first token alone. Only ever looked up, never walked.
    by_first: HashMap<String, Vec<Vec<String>>>,
    /// Lower-cased ambiguous names of one token, and the spelling that counts as the name.
    ambiguous: HashMap<String, String>,
}

impl Names {
    fn load() -> Self {
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for entry in LISTS.iter().flat_map(|list| entries(list)) {
            let mut parts = name_parts(entry).into_iter();
            if let Some(first) = parts.next() {
                by_first.entry(first).or_default().push(parts.collect());
            }
        }
        let ambiguous: HashMap<String, String> =
            entries(AMBIGUOUS).map(|entry| (entry.to_lowercase(), entry.to_owned())).collect();
        #[expect(clippy::iter_over_hash_type, reason = "each value is sorted on its own")]
        for rests in by_first.values_mut() {
            rests.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
            rests.dedup();
        }
        Self { by_first, ambiguous }
    }

    /// How many tokens from the start of `tokens` make a name.
    fn matched(
        &self,
        text: &str,
        tokens: &[Token],
        certain_case: bool,
        buffer: &mut String,
    ) -> usize {
        let word = tokens[0].span.of(text);
        lower_into(word, buffer);
        if let Some(rests) = self.by_first.get(buffer.as_str()) {
            for rest in rests {
                if let Some(length) = follows(text, &tokens[1..], rest) {
                    return 1 + length;
                }
            }
        }
        if let Some(name) = self.ambiguous.get(buffer.as_str()) {
            let spelt = if name.bytes().any(|byte| byte.is_ascii_lowercase()) {
                word.starts_with(char::is_uppercase)
            } else {
                word == name
            };
            return usize::from(spelt && certain_case);
        }
        // Koreans, dollars: the plural of a name.
        let plural_of_one = buffer
            .strip_suffix('s')
            .and_then(|singular| self.by_first.get(singular))
            .is_some_and(|rests| rests.last().is_some_and(Vec::is_empty));
        usize::from(plural_of_one)
    }
}

/// How many tokens `rest` takes, if `tokens` start with it. A hyphen may stand for the blank.
fn follows(text: &str, tokens: &[Token], rest: &[String]) -> Option<usize> {
    let mut at = 0;
    let mut buffer = String::new();
    for part in rest {
        let mut token = tokens.get(at)?;
        if part != "-" && token.span.of(text) == "-" {
            at += 1;
            token = tokens.get(at)?;
        }
        lower_into(token.span.of(text), &mut buffer);
        if buffer != *part {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// Turns each name into one masked token; `sentences` are adjusted to the fewer tokens.
pub(super) fn mask(text: &str, tokens: &mut Vec<Token>, sentences: &mut [Range<usize>]) {
    let names = &*NAMES;
    let mut buffer = String::new();
    let mut kept = 0;
    for sentence in sentences {
        let range = sentence.clone();
        let has_lower = tokens[range.clone()].iter().any(|token| {
            token.kind == TokenKind::Word && token.span.of(text).starts_with(char::is_lowercase)
        });
        let first_kept = kept;
        let mut at = range.start;
        let mut first_word = true;
        while at < range.end {
            let mut token = tokens[at];
            let mut used = 1;
            if token.kind == TokenKind::Word {
                let shouted =
                    token.span.len() > 1 && !token.span.of(text).contains(char::is_lowercase);
                let certain_case = has_lower && (!first_word || shouted);
                let length = names.matched(text, &tokens[at..range.end], certain_case, &mut buffer);
                first_word = false;
                if length > 0 {
                    used = length;
                    token.span = token.span.cover(tokens[at + length - 1].span);
                    token.kind = TokenKind::Masked;
                }
            } else if token.kind == TokenKind::Symbol
                && token.span.of(text).chars().all(is_currency_sign)
            {
                token.kind = TokenKind::Masked;
            }
            tokens[kept] = token;
            kept += 1;
            at += used;
        }
        *sentence = first_kept..kept;
    }
    tokens.truncate(kept);
}

/// Signs of currencies other than the dollar, which every extortionist names.
const fn is_currency_sign(character: char) -> bool {
    matches!(character, '£' | '¥' | '€' | '₠'..='₿')
}

/// The lines of a list that are entries.
fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// An entry as the tokeniser would see it, lower-cased.
fn name_parts(entry: &str) -> Vec<String> {
    tokenise(entry).iter().map(|token| token.span.of(entry).to_lowercase()).collect()
}

fn lower_into(word: &str, buffer: &mut String) {
    buffer.clear();
    if word.is_ascii() {
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
    } else {
        buffer.extend(word.chars().flat_map(char::to_lowercase));
    }
}
