//! Views: each reads an [`Analysis`] and emits [`Feature`]s, one file a view.
//!
//! ```
//! use tongueprint_features::text::{Analyser, Topic};
//! use tongueprint_features::views::View;
//! let analysis = Analyser::new(Topic::Mask).analyse("He explained me the problem.");
//! let view: View = "word_ngrams:1-2".parse()?;
//! let mut names = Vec::new();
//! view.for_each(&analysis, |feature| names.push(view.describe(&analysis, &feature)));
//! assert!(names.contains(&"explained me".to_owned()));
//! # Ok::<(), tongueprint_features::views::ViewError>(())
//! ```

mod char_ngrams;
mod distorted;
mod function_words;
mod interference;
mod lemma_ngrams;
mod misspelling;
mod ngram;
mod ngrams;
mod orthography;
mod pos_ngrams;
mod pos_words;
mod skip_grams;
mod typed_char_ngrams;
mod view;
mod word_ngrams;

pub use ngram::Ngram;
pub use view::{View, ViewError, ViewKind};

use crate::Span;
use crate::text::Analysis;

/// One occurrence of one feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The frozen 64-bit key: same feature, same key, on every machine and in every version of the model format.
    pub key: u64,
    /// Where it stands in the analysis's prose (empty when it is not anywhere in particular).
    pub span: Span,
    /// What the view needs to name it: the n-gram's order, or the kind of sign.
    pub detail: u16,
}

impl View {
    /// Hands every feature of `analysis` to `emit`, in text order for each n-gram order.
    pub fn for_each(&self, analysis: &Analysis, emit: impl FnMut(Feature)) {
        match self.kind() {
            ViewKind::CharNgrams => char_ngrams::for_each(self, analysis, emit),
            ViewKind::WordNgrams => ngrams::for_each(self, analysis, word_ngrams::units, emit),
            ViewKind::FunctionWords => {
                ngrams::for_each(self, analysis, function_words::units, emit)
            }
            ViewKind::Distorted => ngrams::for_each(self, analysis, distorted::units, emit),
            ViewKind::Orthography => orthography::for_each(analysis, emit),
            ViewKind::PosNgrams => ngrams::for_each(self, analysis, pos_ngrams::units, emit),
            ViewKind::PosWords => ngrams::for_each(self, analysis, pos_words::units, emit),
            ViewKind::TypedCharNgrams => typed_char_ngrams::for_each(self, analysis, emit),
            ViewKind::Misspelling => misspelling::for_each(analysis, emit),
            ViewKind::Interference => interference::for_each(analysis, emit),
            ViewKind::LemmaNgrams => ngrams::for_each(self, analysis, lemma_ngrams::units, emit),
            ViewKind::SkipGrams => skip_grams::for_each(self, analysis, emit),
        }
    }

    /// How often each feature occurs, by key.
    #[must_use]
    pub fn counts(&self, analysis: &Analysis) -> Vec<(u64, u32)> {
        let mut keys = Vec::with_capacity(analysis.prose().len());
        self.for_each(analysis, |feature| keys.push(feature.key));
        keys.sort_unstable();
        keys.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect()
    }

    /// A feature's name for a reader: `·` for a space, `_` for what the view blurs.
    #[must_use]
    pub fn describe(&self, analysis: &Analysis, feature: &Feature) -> String {
        match self.kind() {
            ViewKind::CharNgrams => char_ngrams::describe(analysis, feature),
            ViewKind::WordNgrams => ngrams::describe(analysis, feature, word_ngrams::units),
            ViewKind::FunctionWords => ngrams::describe(analysis, feature, function_words::units),
            ViewKind::Distorted => ngrams::describe(analysis, feature, distorted::units),
            ViewKind::Orthography => orthography::describe(analysis, feature),
            ViewKind::PosNgrams => ngrams::describe(analysis, feature, pos_ngrams::units),
            ViewKind::PosWords => ngrams::describe(analysis, feature, pos_words::units),
            ViewKind::TypedCharNgrams => typed_char_ngrams::describe(analysis, feature),
            ViewKind::Misspelling => misspelling::describe(analysis, feature),
            ViewKind::Interference => interference::describe(feature),
            ViewKind::LemmaNgrams => ngrams::describe(analysis, feature, lemma_ngrams::units),
            ViewKind::SkipGrams => skip_grams::describe(analysis, feature),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analyser, Topic};
    use proptest::prelude::*;

    fn views() -> impl Iterator<Item = View> {
        let folded = "char_ngrams:1-4:folded".parse().unwrap();
        View::of_each_kind().chain(std::iter::once(folded))
    }

    #[test]
    fn kinds_do_not_share_keys() {
        let analysis = Analyser::new(Topic::Mask).analyse("The of to and. The of to and!");
        let mut seen = std::collections::BTreeMap::new();
        for view in views() {
            for (key, _) in view.counts(&analysis) {
                // Folded and cased n-grams are two views of their own.
                assert_eq!(seen.insert(key, view.to_string()), None);
            }
        }
    }

    proptest! {
        #[test]
        fn features_lie_in_the_prose(text in "(\\PC|[ a-zA-Z'.,!?\n()-]){0,120}") {
            let analysis = Analyser::new(Topic::Mask).analyse(&text);
            for view in views() {
                let mut count = 0;
                view.for_each(&analysis, |feature| {
                    count += 1;
                    assert!(feature.span.start <= feature.span.end);
                    // Panics when it does not lie on character boundaries inside.
                    let _ = feature.span.of(analysis.prose());
                    let _ = view.describe(&analysis, &feature);
                });
                let counts = view.counts(&analysis);
                prop_assert_eq!(counts.iter().map(|&(_, count)| count).sum::<u32>(), count);
                prop_assert!(counts.is_sorted_by(|a, b| a.0 < b.0));
            }
        }
    }
}
