//! Views: each reads an [`Analysis`] and emits [`Feature`]s, one file a view.

use crate::Span;
use crate::text::Analysis;

/// One occurrence of one feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The frozen 64-bit key: same feature, same key, on every machine and in every version of the model format.
    pub key: u64,
    /// Where it stands in the analysis's prose (empty when it is not anywhere in particular).
    pub span: Span,
}

/// A way of reading a text, such as `char_ngrams:1-5`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct View {
    kind: ViewKind,
}

/// The kinds of view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViewKind {
    /// Character n-grams.
    CharNgrams,
}

impl View {
    /// Hands every feature of `analysis` to `emit`, in text order for each n-gram order.
    pub fn for_each(&self, _analysis: &Analysis, mut _emit: impl FnMut(Feature)) {}
}
