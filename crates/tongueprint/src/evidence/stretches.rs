//! Tokens under a span, and the stretches of tokens that weigh most.

use std::ops::Range;

use tongueprint_features::Span;
use tongueprint_features::text::{Analysis, TokenKind};

/// The longest stretch, in tokens.
const MAX_TOKENS: usize = 4;

/// Finds the tokens that spans touch. It remembers where the last search ended: features come in
/// text order for each n-gram order.
pub(super) struct Touching<'a> {
    analysis: &'a Analysis,
    cursor: usize,
}

impl<'a> Touching<'a> {
    pub(super) const fn new(analysis: &'a Analysis) -> Self {
        Self { analysis, cursor: 0 }
    }

    /// The tokens that a span of the prose touches; none when it is empty.
    pub(super) fn tokens(&mut self, span: Span) -> Range<usize> {
        if span.is_empty() {
            return 0..0;
        }
        let tokens = self.analysis.tokens();
        let cursor = &mut self.cursor;
        if *cursor >= tokens.len() || tokens[*cursor].span.start > span.start {
            *cursor = tokens.partition_point(|token| token.span.end <= span.start);
        }
        while *cursor < tokens.len() && tokens[*cursor].span.end <= span.start {
            *cursor += 1;
        }
        let mut end = *cursor;
        while end < tokens.len() && tokens[end].span.start < span.end {
            end += 1;
        }
        *cursor..end
    }
}

/// How strongly a stretch speaks: its total over the root of its length, which keeps a long stretch
/// from winning by length alone.
pub(super) fn score(totals: &[f64], tokens: &Range<usize>) -> f64 {
    let sum: f64 = totals[tokens.clone()].iter().sum();
    sum.abs() / (tokens.len() as f64).sqrt()
}

/// Greedily, the stretches of largest score that touch nothing `taken`, at most `limit`.
///
/// `totals` holds one number a token: its weight for the leading label.
pub(super) fn choose(
    analysis: &Analysis,
    totals: &[f64],
    taken: &mut [bool],
    limit: usize,
) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let mut start_of_sentence = 0;
    for sentence in analysis.sentences() {
        for offset in 0..sentence.len() {
            for length in 1..=MAX_TOKENS.min(sentence.len() - offset) {
                let edges = [&sentence[offset], &sentence[offset + length - 1]];
                if edges.iter().all(|token| quotable(token.kind)) {
                    let tokens = start_of_sentence + offset..start_of_sentence + offset + length;
                    stretches.push((score(totals, &tokens), tokens));
                }
            }
        }
        start_of_sentence += sentence.len();
    }
    stretches.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.start.cmp(&b.1.start)));
    let mut chosen = Vec::new();
    for (score, stretch) in stretches {
        if chosen.len() == limit || score <= 0.0 {
            break;
        }
        if !taken[stretch.clone()].iter().any(|&t| t) {
            taken[stretch.clone()].fill(true);
            chosen.push(stretch);
        }
    }
    chosen
}

const fn quotable(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Word
            | TokenKind::Number
            | TokenKind::Punctuation
            | TokenKind::Emoticon
            | TokenKind::Symbol
    )
}
