//! Skip-grams: two words with so many words between them (Guthrie et al. 2006, *A closer look at skip-gram
//! modelling*). They see a pair that another adjective or a wrong article parts.
//!
//! The order of the specification is the gap: `skip_grams:1-2` leaves out one or two words.

use super::ngrams::{EDGE, edged_units};
use super::{Feature, View, word_ngrams};
use crate::Span;
use crate::key::{State, seed};
use crate::text::Analysis;

/// Flags of a feature's detail beside the gap: the first or the second unit is the sentence's edge.
const FROM_EDGE: u16 = 0x100;
const TO_EDGE: u16 = 0x200;

pub(super) fn for_each(view: &View, analysis: &Analysis, mut emit: impl FnMut(Feature)) {
    let (lowest, highest) = view.orders();
    let mut units = Vec::new();
    for sentence in analysis.sentence_ranges() {
        edged_units(analysis, sentence, word_ngrams::units, &mut units);
        for gap in lowest..=highest {
            let seed = seed(view.seed_number(), gap);
            for (first, second) in units.iter().zip(units.iter().skip(usize::from(gap) + 1)) {
                if first.silent && second.silent {
                    continue;
                }
                let edges = if first.silent { FROM_EDGE } else { 0 }
                    | if second.silent { TO_EDGE } else { 0 };
                emit(Feature {
                    key: State::default().step(first.hash).step(second.hash).key(seed),
                    span: Span::new(first.span.start, second.span.end),
                    detail: u16::from(gap) | edges,
                });
            }
        }
    }
}

pub(super) fn describe(analysis: &Analysis, feature: &Feature) -> String {
    let tokens = analysis.tokens();
    let start = tokens.partition_point(|token| token.span.end <= feature.span.start);
    let end = tokens.partition_point(|token| token.span.start < feature.span.end).max(start);
    let (mut units, mut names) = (Vec::new(), Vec::new());
    word_ngrams::units(analysis, start..end, &mut units, Some(&mut names));
    let named = |name: Option<&String>, flag| match name {
        Some(name) if feature.detail & flag == 0 => name.clone(),
        _ => EDGE.to_owned(),
    };
    let between = "_ ".repeat(usize::from(feature.detail & 0xff));
    format!("{} {between}{}", named(names.first(), FROM_EDGE), named(names.last(), TO_EDGE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analyser, Topic};

    #[test]
    fn a_pair_is_seen_across_what_parts_it() {
        let view: View = "skip_grams:1-2".parse().unwrap();
        let analysis = Analyser::new(Topic::Mask).analyse("He made big photo today.");
        let mut names = Vec::new();
        view.for_each(&analysis, |feature| names.push(view.describe(&analysis, &feature)));
        for name in ["made _ photo", "he _ _ photo", "big _ today", "‖ _ made", "photo _ _ ‖"] {
            assert!(names.contains(&name.to_owned()), "{name}: {names:?}");
        }
        assert!(!names.contains(&"made photo".to_owned()), "{names:?}");
    }
}
