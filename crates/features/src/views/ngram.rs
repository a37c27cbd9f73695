//! N-grams with the two that are one unit shorter: what a language model estimates an n-gram from.

use super::{View, ViewKind, char_ngrams, distorted, function_words, lemma_ngrams, ngrams};
use super::{pos_ngrams, pos_words, word_ngrams};
use crate::key::{State, seed};
use crate::text::Analysis;

/// The most orders of any view, and one.
const ORDERS: usize = 10;

/// An n-gram, its context and its suffix, by their keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ngram {
    /// The key of its [`Feature`](super::Feature).
    pub key: u64,
    /// How many units it has.
    pub order: u8,
    /// All units but the last; `None` where the view emits no such n-gram.
    pub context: Option<u64>,
    /// All units but the first; `None` where the view emits no such n-gram.
    pub suffix: Option<u64>,
}

impl View {
    /// Whether the view's features are n-grams of neighbouring units from the first order on, so that a language model
    /// can be made of their counts.
    #[must_use]
    pub const fn chains(&self) -> bool {
        self.orders().0 == 1
            && (matches!(self.kind(), ViewKind::CharNgrams) || self.units().is_some())
    }

    /// The n-grams of a text, with their contexts and suffixes, from the last place to the first; the same n-gram as
    /// often as it occurs. Nothing for a view that does not [chain](Self::chains).
    ///
    /// ```
    /// use tongueprint_features::text::{Analyser, Topic};
    /// use tongueprint_features::views::View;
    /// let analysis = Analyser::new(Topic::Mask).analyse("ab");
    /// let view: View = "char_ngrams:1-2".parse()?;
    /// // " ", "a", "b", " " and " a", "ab", "b ".
    /// assert_eq!(view.ngrams(&analysis).len(), 7);
    /// # Ok::<(), tongueprint_features::views::ViewError>(())
    /// ```
    #[must_use]
    pub fn ngrams(&self, analysis: &Analysis) -> Vec<Ngram> {
        let mut found = Vec::new();
        if !self.chains() {
            return found;
        }
        let Some(units_of) = self.units() else {
            let units = char_ngrams::units(analysis.prose(), self.folded());
            self.chain(units.iter().map(|unit| (u64::from(unit.character), false)), &mut found);
            return found;
        };
        let mut units = Vec::new();
        for range in analysis.sentence_ranges() {
            ngrams::edged_units(analysis, range, units_of, &mut units);
            self.chain(units.iter().map(|unit| (unit.hash, unit.silent)), &mut found);
        }
        found
    }

    /// What reads the units of a sentence, where the view is made of such units.
    const fn units(&self) -> Option<ngrams::Units> {
        match self.kind() {
            ViewKind::WordNgrams => Some(word_ngrams::units),
            ViewKind::FunctionWords => Some(function_words::units),
            ViewKind::Distorted => Some(distorted::units),
            ViewKind::PosNgrams => Some(pos_ngrams::units),
            ViewKind::PosWords => Some(pos_words::units),
            ViewKind::LemmaNgrams => Some(lemma_ngrams::units),
            _ => None,
        }
    }

    /// The n-grams of a sequence of units and whether each is silent.
    fn chain(&self, units: impl Iterator<Item = (u64, bool)>, found: &mut Vec<Ngram>) {
        let units: Vec<(u64, bool)> = units.collect();
        let highest = usize::from(self.orders().1);
        let seeds: Vec<u64> =
            (0..=highest).map(|order| seed(self.seed_number(), order as u8)).collect();
        // The keys of the n-grams that begin one unit later.
        let mut later = [None; ORDERS];
        for start in (0..units.len()).rev() {
            let mut keys = [None; ORDERS];
            let (mut state, mut silent) = (State::default(), true);
            for (order, &(unit, unit_is_silent)) in (1..=highest).zip(&units[start..]) {
                state = state.step(unit);
                silent &= unit_is_silent;
                if silent {
                    continue;
                }
                let key = state.key(seeds[order]);
                let (context, suffix) = (keys[order - 1], later[order - 1]);
                found.push(Ngram { key, order: order as u8, context, suffix });
                keys[order] = Some(key);
            }
            later = keys;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::text::{Analyser, Topic};

    #[test]
    fn ngrams_are_the_features_of_the_view() {
        let text = "I am agree with you, but the price is too high. We wait you in the Moscow!";
        let analysis = Analyser::new(Topic::Keep).analyse(text);
        for view in View::of_each_kind() {
            let mut counted: BTreeMap<u64, u32> = BTreeMap::new();
            for ngram in view.ngrams(&analysis) {
                *counted.entry(ngram.key).or_default() += 1;
            }
            let expected = if view.chains() { view.counts(&analysis) } else { Vec::new() };
            assert_eq!(counted.into_iter().collect::<Vec<_>>(), expected, "{view}");
        }
    }

    #[test]
    fn context_and_suffix_are_the_ngrams_one_unit_shorter() {
        let analysis = Analyser::new(Topic::Keep).analyse("we wait you");
        let view: View = "word_ngrams:1-3".parse().unwrap();
        let mut names = BTreeMap::new();
        view.for_each(&analysis, |feature| {
            names.insert(feature.key, view.describe(&analysis, &feature));
        });
        let ngrams = view.ngrams(&analysis);
        let whole = ngrams.iter().find(|ngram| names[&ngram.key] == "we wait you").unwrap();
        assert_eq!(names[&whole.context.unwrap()], "we wait");
        assert_eq!(names[&whole.suffix.unwrap()], "wait you");
        // The edge alone is no feature.
        let first = ngrams.iter().find(|ngram| names[&ngram.key] == "\u{2016} we").unwrap();
        assert_eq!(first.context, None);
        assert_eq!(names[&first.suffix.unwrap()], "we");
    }
}
