//! Character n-grams by where they stand (Sapkota et al. 2015, *Not all character n-grams are created equal*): those
//! of affixes and at punctuation, which carry style; the middles of words and whole words, which carry topic, are
//! left out.

use super::char_ngrams::{self, Unit, units};
use super::{Feature, View};
use crate::Span;
use crate::key::{State, seed};
use crate::text::{Analysis, placeholder};

/// Where an n-gram stands. The numbers are frozen: they are part of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Place {
    /// The beginning of a longer word.
    Prefix = 1,
    /// The end of a longer word.
    Suffix = 2,
    /// A blank and the beginning of a word.
    SpacePrefix = 3,
    /// The end of a word and a blank.
    SpaceSuffix = 4,
    /// Punctuation first.
    PunctuationFirst = 5,
    /// Punctuation inside.
    PunctuationInside = 6,
    /// Punctuation last.
    PunctuationLast = 7,
}

const NAMES: [&str; 8] = [
    "",
    "prefix",
    "suffix",
    "word start",
    "word end",
    "after a mark",
    "around a mark",
    "before a mark",
];

fn is_punctuation(character: char) -> bool {
    let opaque = (placeholder::URL..=placeholder::MASKED).contains(&character);
    character != ' ' && !opaque && !character.is_alphanumeric()
}

fn is_letter(unit: Option<&Unit>) -> bool {
    unit.is_some_and(|unit| unit.character != ' ' && !is_punctuation(unit.character))
}

/// The place of `units[start..end]`, if it is one of those that count.
fn place(units: &[Unit], start: usize, end: usize) -> Option<Place> {
    let ngram = &units[start..end];
    let (first, last) = (ngram.first()?.character, ngram.last()?.character);
    let inner = ngram.get(1..ngram.len() - 1).unwrap_or_default();
    if inner.iter().any(|unit| is_punctuation(unit.character)) {
        return Some(Place::PunctuationInside);
    }
    if is_punctuation(first) {
        return Some(Place::PunctuationFirst);
    }
    if is_punctuation(last) {
        return Some(Place::PunctuationLast);
    }
    if inner.iter().any(|unit| unit.character == ' ') {
        return None;
    }
    match (first == ' ', last == ' ') {
        (true, true) => None,
        (true, false) => Some(Place::SpacePrefix),
        (false, true) => Some(Place::SpaceSuffix),
        (false, false) => {
            let goes_on_before = start > 0 && is_letter(units.get(start - 1));
            match (goes_on_before, is_letter(units.get(end))) {
                (false, true) => Some(Place::Prefix),
                (true, false) => Some(Place::Suffix),
                _ => None,
            }
        }
    }
}

pub(super) fn for_each(view: &View, analysis: &Analysis, mut emit: impl FnMut(Feature)) {
    let units = units(analysis.prose(), true);
    let (lowest, highest) = view.orders();
    for start in 0..units.len() {
        let mut state = State::default();
        let longest = units.len().min(start + usize::from(highest));
        for end in start + 1..=longest {
            state = state.step(u64::from(units[end - 1].character));
            let order = (end - start) as u8;
            if order < lowest {
                continue;
            }
            if let Some(place) = place(&units, start, end) {
                emit(Feature {
                    key: state.key(seed(view.seed_number(), order | (place as u8) << 4)),
                    span: Span::new(units[start].span.start, units[end - 1].span.end),
                    detail: u16::from(order) | (place as u16) << 8,
                });
            }
        }
    }
}

pub(super) fn describe(analysis: &Analysis, feature: &Feature) -> String {
    let place = NAMES.get(usize::from(feature.detail >> 8)).copied().unwrap_or_default();
    let ngram = Feature { detail: feature.detail & 0xFF, ..*feature };
    format!("{} ({place})", char_ngrams::describe(analysis, &ngram).to_lowercase())
}

#[cfg(test)]
mod tests {
    use crate::text::{Analyser, Topic};
    use crate::views::View;

    fn names(text: &str) -> Vec<String> {
        let view: View = "typed_char_ngrams:3".parse().unwrap();
        let analysis = Analyser::new(Topic::Mask).analyse(text);
        let mut names = Vec::new();
        view.for_each(&analysis, |feature| names.push(view.describe(&analysis, &feature)));
        names
    }

    #[test]
    fn affixes_and_marks_count() {
        let names = names("Undo it, please!");
        for name in [
            "·un (word start)",
            "und (prefix)",
            "ndo (suffix)",
            "do· (word end)",
            "it, (before a mark)",
            "t,· (around a mark)",
            ",·p (after a mark)",
            "se! (before a mark)",
        ] {
            assert!(names.contains(&name.to_owned()), "{name}: {names:?}");
        }
    }

    #[test]
    fn middles_and_whole_words_do_not() {
        let names = names("the planet and");
        for ngram in ["lan", "ane", "the (", "and (", "e·p"] {
            assert!(!names.iter().any(|name| name.starts_with(ngram)), "{ngram}: {names:?}");
        }
    }
}
