//! How evenly a feature is spread over corpora: what occurs in one alone tells the corpus more than the writer.

use crate::counts::CountMatrix;
use crate::vectorizer::Vectorizer;

/// Documents of the feature's mean rate that every corpus is given beside its own.
const PRIOR: f64 = 2.0;

/// The entropy of each feature's document rates over the corpora, as a share of the highest, above 0 and at most 1.
///
/// `corpora` has one number a row. In a single corpus every feature is spread evenly.
///
/// # Panics
/// When a row does not exist, or `corpora` is shorter than `rows`.
///
/// ```
/// use tongueprint_classifier::{CountMatrixBuilder, Vectorizer, VectorizerOptions, Weighting, spread};
/// let mut builder = CountMatrixBuilder::new(1);
/// builder.push(&[(1, 1), (2, 1)]);
/// builder.push(&[(1, 1)]);
/// let counts = builder.finish();
/// let options = VectorizerOptions {
///     weighting: Weighting::TfIdf, min_documents: 1, max_features: None,
/// };
/// let vocabulary = Vectorizer::fit(&counts, &[0, 1], &options);
/// let spread = spread(&counts, &[0, 1], &vocabulary, &[0, 1]);
/// assert!(spread[0] > 0.999 && spread[1] < spread[0]);
/// ```
#[must_use]
pub fn spread(
    counts: &CountMatrix,
    rows: &[usize],
    vocabulary: &Vectorizer,
    corpora: &[usize],
) -> Vec<f32> {
    let width = corpora.iter().max().map_or(0, |last| last + 1);
    let mut sizes = vec![0.0_f64; width];
    for &corpus in &corpora[..rows.len()] {
        sizes[corpus] += 1.0;
    }
    let live: Vec<usize> = (0..width).filter(|&corpus| sizes[corpus] > 0.0).collect();
    if live.len() < 2 {
        return vec![1.0; vocabulary.len()];
    }
    let mut documents = vec![0_u32; vocabulary.len() * width];
    for (&row, &corpus) in rows.iter().zip(corpora) {
        for &column in counts.row(row).0 {
            if let Some(own) = vocabulary.own(column) {
                documents[own * width + corpus] += 1;
            }
        }
    }
    let highest = (live.len() as f64).ln();
    documents
        .chunks_exact(width)
        .map(|documents| {
            let total: u32 = documents.iter().sum();
            let mean = f64::from(total) / rows.len() as f64;
            let rates =
                live.iter().map(|&c| (f64::from(documents[c]) + PRIOR * mean) / (sizes[c] + PRIOR));
            let sum: f64 = rates.clone().sum();
            let entropy: f64 = rates.map(|rate| rate / sum).map(|share| -share * share.ln()).sum();
            (entropy / highest).min(1.0) as f32
        })
        .collect()
}
