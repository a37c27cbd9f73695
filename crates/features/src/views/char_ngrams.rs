//! Character n-grams over the prose, across words: the strongest single view on learner English.
//!
//! White-space runs count as one space, and one stands at either end of the text. What the prose
//! blurs (addresses, masked names) is one opaque character.

use super::{Feature, View};
use crate::Span;
use crate::key::{State, seed};
use crate::text::{Analysis, placeholder};

/// A character as the view sees it, and where it stands.
pub(super) struct Unit {
    pub(super) character: char,
    pub(super) span: Span,
}

pub(super) fn for_each(view: &View, analysis: &Analysis, mut emit: impl FnMut(Feature)) {
    let units = units(analysis.prose(), view.folded());
    let (lowest, highest) = view.orders();
    let seeds: Vec<u64> = (0..=highest).map(|order| seed(view.seed_number(), order)).collect();
    for start in 0..units.len() {
        let mut state = State::default();
        let end = units.len().min(start + usize::from(highest));
        for (offset, unit) in units[start..end].iter().enumerate() {
            state = state.step(u64::from(unit.character));
            let order = offset + 1;
            if order >= usize::from(lowest) {
                emit(Feature {
                    key: state.key(seeds[order]),
                    span: Span::new(units[start].span.start, unit.span.end),
                    detail: order as u16,
                });
            }
        }
    }
}

/// The characters of the prose, one space for a run of white space and one at either end.
pub(super) fn units(prose: &str, folded: bool) -> Vec<Unit> {
    let mut units = Vec::with_capacity(prose.len() + 2);
    units.push(Unit { character: ' ', span: Span::new(0, 0) });
    for (start, character) in prose.char_indices() {
        let span = Span::new(start as u32, (start + character.len_utf8()) as u32);
        if character.is_whitespace() {
            match units.last_mut() {
                Some(last) if last.character == ' ' => last.span.end = span.end,
                _ => units.push(Unit { character: ' ', span }),
            }
        } else {
            let character = match folded {
                true => character.to_lowercase().next().unwrap_or(character),
                false => character,
            };
            units.push(Unit { character, span });
        }
    }
    let end = prose.len() as u32;
    if units.last().is_some_and(|last| last.character != ' ') {
        units.push(Unit { character: ' ', span: Span::new(end, end) });
    }
    units
}

pub(super) fn describe(analysis: &Analysis, feature: &Feature) -> String {
    let mut name = String::new();
    let slice = feature.span.of(analysis.prose());
    let mut last_space = false;
    for character in slice.chars() {
        let space = character.is_whitespace();
        match character {
            _ if space && last_space => {}
            _ if space => name.push('·'),
            placeholder::MASKED => name.push_str("[name]"),
            placeholder::URL..=placeholder::WALLET => name.push_str("[address]"),
            _ => name.push(character),
        }
        last_space = space;
    }
    // A space at the text's edge has no place of its own.
    if name.chars().count() < usize::from(feature.detail) {
        if feature.span.start == 0 && !name.starts_with('·') {
            name.insert(0, '·');
        } else {
            name.push('·');
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analyser, Topic};

    fn names(spec: &str, text: &str) -> Vec<String> {
        let analysis = Analyser::new(Topic::Mask).analyse(text);
        let view: View = spec.parse().unwrap();
        let mut names = Vec::new();
        view.for_each(&analysis, |feature| names.push(view.describe(&analysis, &feature)));
        names
    }

    #[test]
    fn ngrams_cross_words_and_know_the_edges() {
        assert_eq!(names("char_ngrams:3-3", "an  ox"), ["·an", "an·", "n·o", "·ox", "ox·"]);
    }

    #[test]
    fn folding_joins_what_case_parts() {
        let view: View = "char_ngrams:2-3:folded".parse().unwrap();
        let analyser = Analyser::new(Topic::Keep);
        let counts = |text: &str| view.counts(&analyser.analyse(text));
        assert_eq!(counts("PAY Now"), counts("pay now"));
    }

    #[test]
    fn a_masked_name_is_one_opaque_character() {
        assert_eq!(names("char_ngrams:2", "in Paris"), names("char_ngrams:2", "in Tokyo"));
    }
}
