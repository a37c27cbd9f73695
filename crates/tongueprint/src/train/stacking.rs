//! Which rows the stack learns from, and the logits of rows that it did not learn from: out-of-fold scores in, a softmax
//! or its cross-fitted logits out.

use ndarray::{Array2, Axis};
use rayon::prelude::*;
use tongueprint_classifier::Softmax;

use super::inner_folds::{InnerFold, InnerKind};
use super::out_of_fold::{OutOfFold, weights_by_cell};
use crate::Error;

/// How strongly the stack is pulled towards weights that all labels share, where all documents are of one corpus. Within
/// lang8 100, 300, 500 and 1,000 gave a Cllr of .324, .322, .322 and .324; what is pulled harder travels better.
const WITHIN: f64 = 500.0;
/// The same where corpora were left out: which label's scores speak of which other label differs between corpora.
/// With six corpora left out in turn 1,000, 2,500, 5,000 and 10,000 gave a Cllr of .835, .818, .814 and .817.
const ACROSS_CORPORA: f64 = 5_000.0;
/// What a row weighs that sets a label against one which lives in its corpus alone, of what it weighs with its corpus
/// left out. With six corpora left out in turn a tenth, a quarter, a half and the whole gave a mean recall by corpus of
/// .327, .339, .349 and .360 (none: .318), and accuracy .331, .333, .331 and .320.
const AGAINST_LOCAL: f64 = 0.25;
/// From so many rows with their corpus left out on, they alone calibrate.
const ENOUGH_TO_CALIBRATE: usize = 300;

/// The pull where none is chosen, by whether corpora are left out inside training.
pub(super) const fn usual_pull(across_corpora: bool) -> f64 {
    if across_corpora { ACROSS_CORPORA } else { WITHIN }
}

/// The rows that temperature and threshold are fitted on: those with their corpus left out where there are enough, else
/// all. What a text from elsewhere deserves shows on the former; rows scored by members that knew their corpus would
/// vouch for a certainty that no other corpus keeps.
pub(super) fn calibrating_rows(has_left_out: &[bool]) -> Vec<usize> {
    let left_out: Vec<usize> = (0..has_left_out.len()).filter(|&row| has_left_out[row]).collect();
    if left_out.len() >= ENOUGH_TO_CALIBRATE { left_out } else { (0..has_left_out.len()).collect() }
}

/// The rows of a stack.
///
/// Every document is one row, with the scores of members that never saw its corpus where there are such. Those members
/// never met a label that lives in that corpus alone, and the row is no contest with it. A second row, of the scores
/// with the corpus known, sets the document's label against just those labels: without it nothing but documents of other
/// corpora would stand against them, and the local label would stand for its corpus.
pub(super) struct StackRows<'a> {
    scores: &'a OutOfFold,
    labels: &'a [usize],
    rows: Vec<StackRow>,
    pull: f64,
}

/// A row of the stack.
struct StackRow {
    /// Position among the documents.
    document: usize,
    /// Whether the scores are those with the corpus known, for a contest with local labels.
    against_local: bool,
    weight: f64,
}

impl<'a> StackRows<'a> {
    /// `labels` and `corpora` have one entry a document; `pull` is the penalty.
    pub(super) fn new(
        scores: &'a OutOfFold,
        labels: &'a [usize],
        corpora: &[usize],
        pull: f64,
    ) -> Self {
        let weights = weights_by_cell(labels, corpora, scores.known.ncols());
        let mut rows: Vec<StackRow> = (0..labels.len())
            .map(|document| StackRow { document, against_local: false, weight: weights[document] })
            .collect();
        rows.extend(
            (0..labels.len())
                .filter(|&document| scores.known.row(document).iter().any(|&known| !known))
                .map(|document| StackRow {
                    document,
                    against_local: true,
                    weight: weights[document] * AGAINST_LOCAL,
                }),
        );
        Self { scores, labels, rows, pull }
    }

    /// A stack fitted on the documents that are `wanted`.
    pub(super) fn fit(&self, wanted: impl Fn(usize) -> bool) -> Result<Softmax, Error> {
        let rows: Vec<&StackRow> = self.rows.iter().filter(|row| wanted(row.document)).collect();
        let classes = self.scores.known.ncols();
        let width = self.scores.left_out.ncols();
        let labels: Vec<usize> = rows.iter().map(|row| self.labels[row.document]).collect();
        let weights: Vec<f64> = rows.iter().map(|row| row.weight).collect();
        let mut inputs = Array2::zeros((rows.len(), width));
        let mut candidates = Array2::from_elem((rows.len(), classes), false);
        let mut present = vec![false; classes];
        labels.iter().for_each(|&label| present[label] = true);
        for (place, row) in rows.iter().enumerate() {
            let source =
                if row.against_local { &self.scores.grouped } else { &self.scores.left_out };
            inputs.row_mut(place).assign(&source.row(row.document));
            for (class, &known) in self.scores.known.row(row.document).iter().enumerate() {
                candidates[[place, class]] = present[class] && known != row.against_local;
            }
            candidates[[place, labels[place]]] = true;
        }
        Ok(Softmax::params().penalty(self.pull).members(Some(width / classes)).fit_rows(
            inputs.view(),
            &labels,
            classes,
            Some(&weights),
            Some(&candidates),
        )?)
    }

    /// Logits of every document by stacks that were not fitted on it.
    pub(super) fn cross_fit(&self, folds: &[InnerFold]) -> Result<Crossed, Error> {
        let stacks = folds
            .par_iter()
            .map(|fold| {
                let mut fitted = vec![false; self.labels.len()];
                fold.train.iter().for_each(|&document| fitted[document] = true);
                self.fit(|document| fitted[document])
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let shape = self.scores.known.raw_dim();
        let (mut grouped, mut left_out) = (Array2::zeros(shape), Array2::zeros(shape));
        let mut elsewhere = Array2::zeros(shape);
        for (fold, stack) in folds.iter().zip(stacks) {
            let judge = |inputs: &Array2<f64>, logits: &mut Array2<f64>| {
                let judged = stack.logits(inputs.select(Axis(0), &fold.score).view());
                for (from, &to) in judged.rows().into_iter().zip(&fold.score) {
                    logits.row_mut(to).assign(&from);
                }
            };
            match fold.kind {
                InnerKind::Groups => {
                    judge(&self.scores.grouped, &mut grouped);
                    judge(&self.scores.left_out, &mut left_out);
                }
                InnerKind::Corpus => judge(&self.scores.left_out, &mut elsewhere),
            }
        }
        Ok(Crossed { grouped, left_out, elsewhere })
    }
}

/// Logits of rows by a stack that was not fitted on them.
pub(super) struct Crossed {
    /// From scores with the corpus known.
    pub(super) grouped: Array2<f64>,
    /// From scores with the corpus left out. Other rows of the corpus were among those that the stack was fitted on, and
    /// the members had a corpus fewer than those of the final model: with six corpora left out in turn the two make up
    /// for each other, and what is calibrated on these rows holds on the seventh.
    pub(super) left_out: Array2<f64>,
    /// The same by a stack that met no row of the corpus either: what is reported of a corpus. Zero for rows that were
    /// never scored with their corpus left out.
    pub(super) elsewhere: Array2<f64>,
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::StackRows;
    use crate::train::inner_folds::{InnerFold, InnerKind};
    use crate::train::out_of_fold::OutOfFold;

    /// Twelve documents of two labels, the first six of one corpus; one member whose scores tell the labels apart,
    /// strongly in the first corpus or the other way round.
    fn scores(first: f64) -> OutOfFold {
        let mut scores = Array2::zeros((12, 2));
        for row in 0..12 {
            let way = if row % 2 == 0 { 1.0 } else { -1.0 };
            let strength = if (1..6).contains(&row) { first } else { 1.0 };
            scores[[row, 0]] = way * strength + 0.3 * (row as f64).sin();
            scores[[row, 1]] = -way * strength + 0.3 * (row as f64).cos();
        }
        OutOfFold {
            grouped: scores.clone(),
            left_out: scores,
            has_left_out: vec![true; 12],
            known: Array2::from_elem((12, 2), true),
        }
    }

    #[test]
    fn what_is_reported_of_a_corpus_does_not_depend_on_the_corpus() {
        let rows: Vec<usize> = (0..12).collect();
        let labels: Vec<usize> = rows.iter().map(|row| row % 2).collect();
        let corpora: Vec<usize> = rows.iter().map(|row| usize::from(*row >= 6)).collect();
        let fold = |kind, score: Vec<usize>| InnerFold {
            kind,
            train: rows.iter().copied().filter(|row| !score.contains(row)).collect(),
            score,
        };
        let folds = [
            fold(InnerKind::Groups, vec![0, 1, 6, 7, 10, 11]),
            fold(InnerKind::Groups, vec![2, 3, 4, 5, 8, 9]),
            fold(InnerKind::Corpus, (0..6).collect()),
            fold(InnerKind::Corpus, (6..12).collect()),
        ];
        let crossed = |first: f64| {
            let scores = scores(first);
            let stack = StackRows::new(&scores, &labels, &corpora, 1.0);
            stack.cross_fit(&folds).unwrap()
        };
        let (alike, opposed) = (crossed(1.0), crossed(-1.0));
        // The first document has the same scores in both; the other documents of its corpus have not.
        assert_eq!(alike.elsewhere.row(0), opposed.elsewhere.row(0));
        assert_ne!(alike.left_out.row(0), opposed.left_out.row(0));
    }
}
