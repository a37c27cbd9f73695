//! The analysed text: what every view reads.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use super::left_out::LeftOut;
use super::lemma::Lemmatiser;
use super::offsets::OffsetMap;
use super::tag::{Tag, TagInput, Tagger};
use super::token::Token;
use crate::Span;

/// Whether names that tell the topic are masked before any view sees them.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// Country, nationality, city, language, currency and person names become one placeholder.
    #[default]
    Mask,
    /// They stay: for corpora where topic is fair play.
    Keep,
}

/// What was removed or folded on the way to the prose, counted for the orthography view.
///
/// Only that such characters were there is kept, never which script they came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// Runs of letters from a script other than Latin.
    pub foreign_runs: u32,
    /// Full-width ASCII forms.
    pub full_width: u32,
    /// Words that mix Latin letters with look-alikes of another script.
    pub look_alikes: u32,
    /// Zero-width and bidirectional control characters.
    pub invisible: u32,
    /// Words with figures in the place of letters.
    pub leetspeak: u32,
}

/// A text made ready for the views.
///
/// `prose` is the extracted text after NFC, with foreign-script runs and invisible characters
/// removed, look-alikes and full-width forms folded, lines and paragraphs that are no English prose
/// left out ([`LeftOut`]), and each token that is not prose (an address,
/// a key, a masked name) replaced by one placeholder character. Token and feature spans point into
/// `prose`; [`source_span`](Self::source_span) maps them back to the extracted text.
#[derive(Clone, Debug)]
pub struct Analysis {
    pub(super) prose: String,
    pub(super) tokens: Vec<Token>,
    /// Ranges of token indices, one a sentence, in order, covering every token.
    pub(super) sentences: Vec<Range<usize>>,
    pub(super) traces: Traces,
    pub(super) left_out: LeftOut,
    /// From the prose back to the extracted text.
    pub(super) map: OffsetMap,
    /// One tag a token, made when first asked for: most views need none.
    pub(super) tags: OnceLock<Vec<Tag>>,
}

impl Analysis {
    /// The text that the views see.
    #[must_use]
    pub fn prose(&self) -> &str {
        &self.prose
    }

    /// The tokens, in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The token's text in the prose.
    #[must_use]
    pub fn token_text(&self, token: &Token) -> &str {
        token.span.of(&self.prose)
    }

    /// The sentences, as ranges of token indices.
    #[must_use]
    pub fn sentence_ranges(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// The sentences, as slices of tokens.
    pub fn sentences(&self) -> impl Iterator<Item = &[Token]> {
        self.sentences.iter().map(|range| &self.tokens[range.clone()])
    }

    /// The part of speech of each token, by [`Tagger::bundled`]; tagged sentence by sentence on the first call.
    ///
    /// ```
    /// use tongueprint_features::text::{Analyser, Topic, Xpos};
    /// let analysis = Analyser::new(Topic::Mask).analyse("She goes home. We stay.");
    /// assert_eq!(analysis.tags().len(), analysis.tokens().len());
    /// assert_eq!(analysis.tags()[1].xpos, Xpos::Vbz);
    /// ```
    #[must_use]
    pub fn tags(&self) -> &[Tag] {
        self.tags.get_or_init(|| {
            let tagger = Tagger::bundled();
            let mut tags = Vec::with_capacity(self.tokens.len());
            let mut inputs = Vec::new();
            for sentence in self.sentences() {
                inputs.clear();
                inputs.extend(
                    sentence
                        .iter()
                        .map(|token| TagInput { text: self.token_text(token), kind: token.kind }),
                );
                tagger.tag(&inputs, &mut tags);
            }
            tags
        })
    }

    /// The lemma of the token with this index, by [`Lemmatiser::bundled`] and its tag; empty when there is no such
    /// token.
    ///
    /// ```
    /// use tongueprint_features::text::{Analyser, Topic};
    /// let analysis = Analyser::new(Topic::Mask).analyse("She has bought those knives.");
    /// let lemmas: Vec<_> = (0..6).map(|index| analysis.lemma(index)).collect();
    /// assert_eq!(lemmas, ["she", "have", "buy", "that", "knife", "."]);
    /// ```
    #[must_use]
    pub fn lemma(&self, index: usize) -> Cow<'_, str> {
        let token = self.tokens.get(index).zip(self.tags().get(index));
        token.map_or(Cow::Borrowed(""), |(token, &tag)| {
            Lemmatiser::bundled().lemma(self.token_text(token), tag)
        })
    }

    /// The sentences, as slices of tokens and of their [`tags`](Self::tags).
    pub fn tagged_sentences(&self) -> impl Iterator<Item = (&[Token], &[Tag])> {
        let tags = self.tags();
        self.sentences.iter().map(move |range| (&self.tokens[range.clone()], &tags[range.clone()]))
    }

    /// What was removed or folded.
    #[must_use]
    pub const fn traces(&self) -> Traces {
        self.traces
    }

    /// What was left out because it is not the writer's prose in English, counted.
    ///
    /// ```
    /// use tongueprint_features::text::{Analyser, Topic};
    /// let note = "Pay us today.\n=====================\nWrite to help@example.org";
    /// let left_out = Analyser::new(Topic::Mask).analyse(note).left_out();
    /// assert_eq!((left_out.lines_not_prose, left_out.addresses), (1, 1));
    /// ```
    #[must_use]
    pub const fn left_out(&self) -> LeftOut {
        self.left_out
    }

    /// Where `span` of the prose lies in the extracted text, on character boundaries.
    ///
    /// A replaced stretch (a placeholder, a folded letter) cannot be divided: any part of it maps to the whole.
    ///
    /// ```
    /// use tongueprint_features::text::{Analyser, Topic};
    /// let text = "Write to help@example.org today";
    /// let analysis = Analyser::new(Topic::Mask).analyse(text);
    /// let address = &analysis.tokens()[2];
    /// assert_eq!(analysis.token_text(address), "\u{E001}");
    /// assert_eq!(analysis.source_span(address.span).of(text), "help@example.org");
    /// ```
    #[must_use]
    pub fn source_span(&self, span: Span) -> Span {
        self.map.source_span(span)
    }

    /// Word tokens of prose: what `--min-words` counts.
    #[must_use]
    pub fn words(&self) -> usize {
        self.tokens.iter().filter(|token| token.kind.is_prose_word()).count()
    }
}
