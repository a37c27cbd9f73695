//! The same documents cut to their first words: how judgement grows with length.

use rayon::prelude::*;
use tongueprint_features::text::{Analyser, Analysis};

use super::predictions::{Judge, Prediction};
use crate::train::Dataset;

/// The judgements of every document that has at least `words` words, cut to that many.
pub(super) fn cut(
    judge: &Judge<'_>,
    dataset: &Dataset,
    rows: &[(usize, usize)],
    words: usize,
) -> Vec<Prediction> {
    let analyser = Analyser::new(judge.model.header().topic);
    rows.par_iter()
        .filter(|&&(row, _)| dataset.words()[row] as usize >= words)
        .map(|&(row, truth)| {
            let text = &dataset.records()[row].text;
            let end = end_of_word(&analyser.analyse(text), words);
            let analysis = analyser.analyse(&text[..end]);
            let active = judge.model.read_text(&analysis);
            let log_weights = judge.model.log_weights(&active, analysis.words());
            judge.prediction(row, truth, &log_weights)
        })
        .collect()
}

/// Byte offset in the extracted text where the `count`-th word ends.
fn end_of_word(analysis: &Analysis, count: usize) -> usize {
    let word = analysis
        .tokens()
        .iter()
        .filter(|token| token.kind.is_prose_word())
        .nth(count.saturating_sub(1));
    word.map_or(0, |token| analysis.source_span(token.span).end as usize)
}
