//! Misspellings: words that the lexicon lacks, compared with the form that was probably meant. The edit is the
//! feature (Koppel, Schler and Zigdon 2005), never the word.
//!
//! A sign is a kind (below) and a short value: the letters changed, their neighbours, a changed ending. Words with a
//! capital that may be names, parts of hyphenated words, and what has digits are passed over.

mod diagnosis;
mod edits;
mod inflection;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::word_ngrams::push_lower;
use super::{Feature, ViewKind};
use crate::key::{self, State, seed};
use crate::text::{Analysis, Lexicon, TokenKind, Upos};

/// The kinds of sign. Their numbers are frozen: they are part of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u16)]
enum Sign {
    /// An unknown word without a likely form, by its ending.
    Unknown = 1,
    /// A word with a likely form, by the number of edits.
    Misspelt = 2,
    /// A letter doubled that is single.
    Doubled = 3,
    /// A letter single that is doubled.
    Single = 4,
    /// One vowel for another.
    Vowel = 5,
    /// One consonant for another.
    Consonant = 6,
    /// A consonant for a vowel, or a vowel for a consonant.
    Letter = 7,
    /// A letter too many.
    Extra = 8,
    /// A letter too few.
    Missing = 9,
    /// Two letters in the wrong order.
    Exchanged = 10,
    /// A kind of edit, whatever the letters.
    Kind = 11,
    /// The edit with a letter on either side.
    Around = 12,
    /// Several edits side by side as one: `ph` written `f`.
    Respelled = 13,
    /// The last three letters, when the edit touches them.
    Ending = 14,
    /// An edit of the first letter, or of the second.
    Beginning = 15,
    /// A regular ending on an irregular or uncountable stem.
    Inflection = 16,
    /// Two words written as one.
    Joined = 17,
    /// One word written as two.
    Split = 18,
}

const NAMES: [&str; 19] = [
    "",
    "unknown word",
    "misspelt",
    "doubled",
    "single",
    "vowel",
    "consonant",
    "letter",
    "extra",
    "missing",
    "exchanged",
    "edit",
    "edit around",
    "respelled",
    "ending",
    "beginning",
    "regular inflection",
    "joined",
    "split",
];

/// What is wrong with a word.
type Signs = Vec<(Sign, String)>;

/// More unknown words than this, different ones, are not looked at in one text: a text of random letters would cost
/// a search each.
const MOST_WORDS: usize = 1_000;

/// Words that are often written as two.
const COMPOUNDS: [(&str, &str); 58] = [
    ("after", "noon"),
    ("al", "ready"),
    ("al", "so"),
    ("al", "though"),
    ("al", "ways"),
    ("an", "other"),
    ("any", "body"),
    ("any", "how"),
    ("any", "thing"),
    ("any", "where"),
    ("be", "cause"),
    ("be", "come"),
    ("be", "fore"),
    ("birth", "day"),
    ("break", "fast"),
    ("class", "mate"),
    ("class", "mates"),
    ("class", "room"),
    ("every", "body"),
    ("every", "thing"),
    ("every", "where"),
    ("for", "ever"),
    ("for", "get"),
    ("further", "more"),
    ("her", "self"),
    ("him", "self"),
    ("home", "work"),
    ("house", "wife"),
    ("how", "ever"),
    ("in", "side"),
    ("in", "stead"),
    ("it", "self"),
    ("key", "board"),
    ("mean", "while"),
    ("more", "over"),
    ("my", "self"),
    ("never", "theless"),
    ("news", "paper"),
    ("now", "adays"),
    ("one", "self"),
    ("our", "selves"),
    ("out", "side"),
    ("pass", "word"),
    ("some", "body"),
    ("some", "how"),
    ("some", "thing"),
    ("some", "times"),
    ("some", "where"),
    ("them", "selves"),
    ("there", "fore"),
    ("to", "day"),
    ("to", "gether"),
    ("to", "morrow"),
    ("under", "stand"),
    ("week", "end"),
    ("with", "in"),
    ("with", "out"),
    ("your", "self"),
];

pub(super) fn for_each(analysis: &Analysis, mut emit: impl FnMut(Feature)) {
    let seed = seed(ViewKind::Misspelling.number(), 0);
    let mut unknown = BTreeSet::new();
    let mut sentence_starts = analysis.sentence_ranges().iter().map(|range| range.start).peekable();
    let mut lower = String::new();
    for index in 0..analysis.tokens().len() {
        let starts = sentence_starts.next_if_eq(&index).is_some();
        for_each_of(analysis, index, starts, &mut lower, &mut unknown, |sign, value| {
            emit(Feature {
                key: key_of(seed, sign, value),
                span: analysis.tokens()[index].span,
                detail: sign as u16,
            });
        });
    }
}

fn key_of(seed: u64, sign: Sign, value: &str) -> u64 {
    State::default().step(sign as u64).step(key::text(value)).key(seed)
}

/// The signs of one token.
fn for_each_of(
    analysis: &Analysis,
    index: usize,
    starts_sentence: bool,
    lower: &mut String,
    unknown: &mut BTreeSet<String>,
    mut say: impl FnMut(Sign, &str),
) {
    let tokens = analysis.tokens();
    let token = &tokens[index];
    if token.kind != TokenKind::Word {
        return;
    }
    let text = analysis.token_text(token);
    lower.clear();
    push_lower(text, lower);
    let next = tokens.get(index + 1).filter(|next| next.kind == TokenKind::Word);
    if let Some(next) = next.filter(|next| next.space_before) {
        let next = analysis.token_text(next);
        if is_compound(lower, next) {
            say(Sign::Split, &format!("{lower} {}", next.to_ascii_lowercase()));
        }
    }
    if Lexicon::bundled().get(lower).is_some() || !is_plain(lower) {
        return;
    }
    let hyphen = |place: Option<usize>| {
        place.and_then(|place| tokens.get(place)).is_some_and(|other| {
            other.kind == TokenKind::Punctuation && analysis.token_text(other) == "-"
        })
    };
    let hyphenated = !token.space_before && hyphen(index.checked_sub(1))
        || hyphen(Some(index + 1)) && tokens.get(index + 1).is_some_and(|next| !next.space_before);
    if hyphenated || may_be_name(analysis, index, text, starts_sentence) {
        return;
    }
    if !unknown.contains(lower.as_str()) {
        if unknown.len() >= MOST_WORDS {
            return;
        }
        unknown.insert(lower.clone());
    }
    let signs: Arc<Signs> = diagnosis::of(lower);
    for (sign, value) in signs.iter() {
        say(*sign, value);
    }
}

fn is_compound(first: &str, second: &str) -> bool {
    let from = COMPOUNDS.partition_point(|(known, _)| *known < first);
    COMPOUNDS[from..]
        .iter()
        .take_while(|(known, _)| *known == first)
        .any(|(_, known)| known.eq_ignore_ascii_case(second))
}

/// Letters and inner apostrophes, three to thirty-two, none three times in a row.
fn is_plain(lower: &str) -> bool {
    let letters = lower.chars().filter(|letter| letter.is_alphabetic()).count();
    let elongated = || {
        let bytes = lower.as_bytes();
        bytes.windows(3).any(|three| three[0] == three[1] && three[1] == three[2])
    };
    (3..=32).contains(&letters)
        && lower.len() <= 40
        && lower.chars().all(|letter| letter.is_alphabetic() || letter == '\'')
        && !elongated()
}

/// Whether capitals say that a word may be a name or an acronym.
fn may_be_name(analysis: &Analysis, index: usize, text: &str, starts_sentence: bool) -> bool {
    let mut capitals = text.chars().map(char::is_uppercase);
    let first = capitals.next().unwrap_or(false);
    let inner = capitals.clone().any(|capital| capital);
    let all = first && capitals.all(|capital| capital);
    let tag = analysis.tags().get(index).map(|tag| tag.upos);
    match (first, inner) {
        (false, false) => false,
        // Acronyms are short, and tagged as any noun.
        _ if all => text.len() <= 5 || tag == Some(Upos::Propn),
        (true, false) => !starts_sentence || tag == Some(Upos::Propn),
        _ => true,
    }
}

pub(super) fn describe(analysis: &Analysis, feature: &Feature) -> String {
    let name = NAMES.get(usize::from(feature.detail)).copied().unwrap_or_default();
    let seed = seed(ViewKind::Misspelling.number(), 0);
    let tokens = analysis.tokens();
    let index = tokens.partition_point(|token| token.span.start < feature.span.start);
    let starts =
        analysis.sentence_ranges().binary_search_by_key(&index, |range| range.start).is_ok();
    let mut described = name.to_owned();
    if index < tokens.len() {
        let (mut lower, mut unknown) = (String::new(), BTreeSet::new());
        for_each_of(analysis, index, starts, &mut lower, &mut unknown, |sign, value| {
            if key_of(seed, sign, value) == feature.key {
                described = format!("{name} {value}");
            }
        });
    }
    described
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
    fn the_edit_is_the_feature() {
        for (text, sign) in [
            ("we will recieve it", "exchanged ie"),
            ("my adress is new", "single d"),
            ("the writting was bad", "doubled t"),
            ("for exemple this", "vowel a→e"),
            ("it is very usefull", "doubled l"),
            ("I dont know", "missing '"),
            ("he is vely kind", "consonant r→l"),
            ("a foto of me", "respelled ph→f"),
            ("she goed home", "regular inflection ed"),
            ("the childs play", "regular inflection s"),
            ("we need informations", "regular inflection s"),
            ("I like it alot", "joined a lot"),
            ("it is some where", "split some where"),
            ("I am definately sure", "vowel i→a"),
            ("the goverment", "missing n"),
            ("tomorow we go", "single r"),
        ] {
            let names = names(text);
            assert!(names.iter().any(|name| name == sign), "{text}: {names:?}");
        }
    }

    #[test]
    fn what_is_right_or_a_name_has_no_sign() {
        for text in [
            "We have encrypted all of your files; don't rename them, it's useless.",
            "The decryptor costs 2 bitcoins, which we'll accept at example.org",
            "I met Zbigniewko and the McDougallan family in the pre-blorbian age.",
            "Hellooooo, the colour and the color of her favourite cafe.",
            "The NSAXQ and a iPhoneX",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_word_is_not_in_the_signs() {
        let words = ["encription", "algoritm", "pasport", "zxqvbnm"];
        let names = names(&words.join(" of the "));
        assert!(names.len() > 10);
        for word in words {
            for at in 0..word.len() - 3 {
                assert!(!names.iter().any(|name| name.contains(&word[at..at + 4])), "{names:?}");
            }
        }
    }

    #[test]
    fn random_letters_stay_cheap() {
        let words: Vec<String> = (0..3_000_u32)
            .map(|number| {
                let letter = |shift: u32| char::from(b'a' + (number >> shift) as u8 % 26);
                format!("zq{}{}{}xkv", letter(0), letter(3), letter(6))
            })
            .collect();
        let text = words.join(" ");
        let analysis = Analyser::new(Topic::Mask).analyse(&text);
        let mut spans = BTreeSet::new();
        for_each(&analysis, |feature| _ = spans.insert(feature.span.of(&text).to_owned()));
        assert!(spans.len() <= MOST_WORDS, "{}", spans.len());
    }

    #[test]
    fn compounds_are_sorted() {
        assert!(COMPOUNDS.is_sorted_by(|a, b| a < b));
    }
}
