//! N-grams of units within sentences: what word n-grams, function words and distorted words share.

use std::ops::Range;

use super::{Feature, View};
use crate::Span;
use crate::key::{self, State, seed};
use crate::text::{Analysis, Token};

/// A unit of a sentence, and where it stands.
pub(super) struct Unit {
    /// [`key::text`] of its name.
    pub(super) hash: u64,
    pub(super) span: Span,
    /// A unit that says nothing alone: no 1-gram, and no n-gram is made of such units only.
    pub(super) silent: bool,
}

impl Unit {
    pub(super) fn new(name: &str, span: Span) -> Self {
        Self { hash: key::text(name), span, silent: false }
    }

    pub(super) fn silent(name: &str, span: Span) -> Self {
        Self { silent: true, ..Self::new(name, span) }
    }
}

/// Puts the units of a range of tokens, a sentence or a part of one, into a list; with `names`, their names beside them.
pub(super) type Units = fn(&Analysis, Range<usize>, &mut Vec<Unit>, Option<&mut Vec<String>>);

/// One unit a token: `name` appends the name of the token at an index to an emptied string.
pub(super) fn unit_a_token(
    analysis: &Analysis,
    range: Range<usize>,
    units: &mut Vec<Unit>,
    mut names: Option<&mut Vec<String>>,
    mut name: impl FnMut(usize, &Token, &mut String),
) {
    let mut buffer = String::new();
    for index in range {
        let token = &analysis.tokens()[index];
        buffer.clear();
        name(index, token, &mut buffer);
        units.push(Unit::new(&buffer, token.span));
        if let Some(names) = &mut names {
            names.push(buffer.clone());
        }
    }
}

/// The mark of a sentence's edge.
pub(super) const EDGE: &str = "\u{2016}";

pub(super) fn for_each(
    view: &View,
    analysis: &Analysis,
    units_of: Units,
    mut emit: impl FnMut(Feature),
) {
    let (lowest, highest) = (usize::from(view.orders().0), usize::from(view.orders().1));
    let seeds: Vec<u64> =
        (0..=highest).map(|order| seed(view.seed_number(), order as u8)).collect();
    let mut units = Vec::new();
    for range in analysis.sentence_ranges() {
        edged_units(analysis, range, units_of, &mut units);
        for start in 0..units.len() {
            let mut state = State::default();
            let mut silent = true;
            let end = units.len().min(start + highest);
            for (offset, unit) in units[start..end].iter().enumerate() {
                state = state.step(unit.hash);
                silent &= unit.silent;
                let order = offset + 1;
                if order >= lowest && !silent {
                    emit(Feature {
                        key: state.key(seeds[order]),
                        span: Span::new(units[start].span.start, unit.span.end),
                        detail: order as u16,
                    });
                }
            }
        }
    }
}

/// Puts a sentence's units into an emptied list, with an edge at either end; no edges around an empty sentence.
pub(super) fn edged_units(
    analysis: &Analysis,
    range: &Range<usize>,
    units_of: Units,
    units: &mut Vec<Unit>,
) {
    units.clear();
    let sentence = &analysis.tokens()[range.clone()];
    let (Some(first), Some(last)) = (sentence.first(), sentence.last()) else { return };
    units.push(Unit::silent(EDGE, Span::new(first.span.start, first.span.start)));
    units_of(analysis, range.clone(), units, None);
    units.push(Unit::silent(EDGE, Span::new(last.span.end, last.span.end)));
}

/// The names of the units under the feature's span, joined by spaces.
pub(super) fn describe(analysis: &Analysis, feature: &Feature, units_of: Units) -> String {
    let tokens = analysis.tokens();
    let start = tokens.partition_point(|token| token.span.end <= feature.span.start);
    let end = tokens.partition_point(|token| token.span.start < feature.span.end).max(start);
    let (mut units, mut names) = (Vec::new(), Vec::new());
    units_of(analysis, start..end, &mut units, Some(&mut names));
    let missing = usize::from(feature.detail).saturating_sub(names.len());
    let mut name = names.join(" ");
    // Edges have no place of their own; which end they stood at the sentence tells.
    for _ in 0..missing.min(2) {
        name = if name.starts_with(EDGE) || !at_start(analysis, start) {
            format!("{name} {EDGE}")
        } else {
            format!("{EDGE} {name}")
        };
    }
    name
}

fn at_start(analysis: &Analysis, token: usize) -> bool {
    let mut passed = 0;
    for sentence in analysis.sentences() {
        if passed >= token {
            return passed == token;
        }
        passed += sentence.len();
    }
    false
}
