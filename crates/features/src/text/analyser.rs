//! The steps from extracted text to [`Analysis`], one after the other.

use std::sync::OnceLock;

use super::analysis::{Analysis, Topic};
use super::normalise::normalise;
use super::offsets::{OffsetMap, Rewriter, offset};
use super::token::{Token, TokenKind};
use super::{left_out, mask, sentences, tokenise};
use crate::Span;

/// Texts are cut here: spans are `u32`, and composing characters can lengthen a text threefold.
const LONGEST_TEXT: usize = 1 << 30;

/// Turns extracted text into an [`Analysis`]. Cheap to make and to share: its tables are built once a process.
///
/// ```
/// use tongueprint_features::text::{Analyser, TokenKind, Topic};
/// let analysis = Analyser::new(Topic::Mask).analyse("I don't live in Poland.");
/// let kinds: Vec<_> = analysis.tokens().iter().map(|token| token.kind).collect();
/// assert_eq!(analysis.words(), 6);
/// assert_eq!(kinds[5], TokenKind::Masked);
/// assert_eq!(analysis.token_text(&analysis.tokens()[2]), "n't");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Analyser {
    topic: Topic,
}

impl Analyser {
    /// An analyser that masks names that tell the topic, or keeps them.
    #[must_use]
    pub const fn new(topic: Topic) -> Self {
        Self { topic }
    }

    /// Whether it masks names.
    #[must_use]
    pub const fn topic(self) -> Topic {
        self.topic
    }

    /// Normalises and tokenises `text`, leaves out what is no prose, splits and masks, in time linear in its length.
    ///
    /// Of a text longer than 1 GiB only the first 1 GiB is read.
    #[must_use]
    pub fn analyse(self, text: &str) -> Analysis {
        let text = &text[..floor_char_boundary(text, LONGEST_TEXT)];
        let mut normalised = normalise(text);
        let mut tokens = tokenise::tokenise(&normalised.text);
        let (stretches, mut left_out) = left_out::find(&normalised.text, &tokens);
        left_out.paragraphs_not_english += normalised.foreign_paragraphs;
        if let Some((text, step)) = remove(&normalised.text, &stretches) {
            normalised.text = text;
            normalised.map = normalised.map.then(step);
            // Once more, because a bracket may have lost its partner.
            tokens = tokenise::tokenise(&normalised.text);
        }
        let mut sentences = sentences::split(&normalised.text, &tokens);
        if self.topic == Topic::Mask {
            mask::mask(&normalised.text, &mut tokens, &mut sentences);
        }
        let (prose, map) = match replace_addresses(&normalised.text, &mut tokens) {
            Some((prose, step)) => (prose, normalised.map.then(step)),
            None => (normalised.text, normalised.map),
        };
        let traces = normalised.traces;
        Analysis { prose, tokens, sentences, traces, left_out, map, tags: OnceLock::new() }
    }
}

/// Takes stretches out, in text order.
fn remove(text: &str, stretches: &[std::ops::Range<usize>]) -> Option<(String, OffsetMap)> {
    let mut rewriter = Rewriter::new(text);
    for stretch in stretches {
        rewriter.replace(stretch.start, stretch.end, "");
    }
    rewriter.finish()
}

/// Puts one placeholder for each token that is not prose and moves the spans accordingly.
fn replace_addresses(text: &str, tokens: &mut [Token]) -> Option<(String, OffsetMap)> {
    let mut rewriter = Rewriter::new(text);
    let mut buffer = [0; 4];
    // How far the prose lies behind the text so far; a placeholder may be longer than what it replaces.
    let mut shift = 0_i64;
    for token in tokens {
        let moved = |at: u32, shift: i64| u32::try_from(i64::from(at) + shift).unwrap_or(u32::MAX);
        let start = moved(token.span.start, shift);
        if let Some(placeholder) = TokenKind::placeholder(token.kind) {
            let by = placeholder.encode_utf8(&mut buffer);
            rewriter.replace(token.span.start as usize, token.span.end as usize, by);
            shift += i64::from(offset(by.len())) - i64::from(token.span.end - token.span.start);
        }
        token.span = Span::new(start, moved(token.span.end, shift));
    }
    rewriter.finish()
}

/// The largest character boundary of `text` that is not past `limit`.
fn floor_char_boundary(text: &str, limit: usize) -> usize {
    if limit >= text.len() {
        return text.len();
    }
    (0..=limit).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
