//! Language models as a linear model: for each class one of its own rows and one of its rivals'.
//!
//! An n-gram's probability given its context is interpolated with that of its suffix, down to single units (Jelinek and
//! Mercer 1980, with the weights of Dirichlet smoothing: Zhai and Lafferty 2004):
//!
//! ```text
//! p(u | c) = (n(c u) + strength · p(u | c without its first unit)) / (n(c) + strength)
//! ```
//!
//! n counts rows that hold the n-gram, not occurrences: a word that one writer repeats says little of the others. The
//! log probability of a text is a sum over its n-grams of all orders, each of which adds the logarithm of what its
//! longest context multiplies the probability by; so the model is linear in the n-grams. A class's weight for an n-gram
//! is what it adds under the model of the class's own rows, less what it adds under the model of the rows that the class
//! is contrasted with.

use std::ops::Range;

use super::sparse::SparseMatrix;
use super::svm::{Contrasts, LinearModel};
use crate::counts::CountMatrix;
use crate::error::{Error, check_labels, same_length};
use crate::vectorizer::Vectorizer;

/// Order, context and suffix of each n-gram, by column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chains {
    links: Vec<Link>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Link {
    order: u8,
    context: u32,
    suffix: u32,
}

const NONE: u32 = u32::MAX;

/// So many classes at a time: with hundreds of authors the sums of all would not fit into memory.
const BLOCK: usize = 24;

impl Chains {
    /// Of every column of `counts`: its n-gram's order, and the keys of its context (all units but the last) and of its
    /// suffix (all but the first). A key that `counts` lacks is as good as none.
    ///
    /// ```
    /// use tongueprint_classifier::{Chains, CountMatrixBuilder};
    /// let mut builder = CountMatrixBuilder::new(1);
    /// builder.push(&[(1, 3), (2, 2), (3, 1)]);
    /// let counts = builder.finish();
    /// // The third is a bigram of the first two.
    /// let chains = Chains::new(&counts, |key| (if key < 3 { 1 } else { 2 }, Some(1), Some(2)));
    /// assert_eq!(chains.len(), 3);
    /// ```
    #[must_use]
    pub fn new(
        counts: &CountMatrix,
        mut of: impl FnMut(u64) -> (u8, Option<u64>, Option<u64>),
    ) -> Self {
        let keys = counts.keys();
        let column = |key: Option<u64>| {
            key.and_then(|key| keys.binary_search(&key).ok()).map_or(NONE, |place| place as u32)
        };
        let link = |&key: &u64| match of(key) {
            (0 | 1, ..) => Link { order: 1, context: NONE, suffix: NONE },
            (order, context, suffix) => {
                Link { order, context: column(context), suffix: column(suffix) }
            }
        };
        Self { links: keys.iter().map(link).collect() }
    }

    /// The same among the features of a vocabulary.
    ///
    /// # Panics
    /// When the vocabulary was learned from another count matrix.
    #[must_use]
    pub fn among(&self, vocabulary: &Vectorizer) -> Self {
        let own = |column: u32| match column {
            NONE => NONE,
            column => vocabulary.own(column).map_or(NONE, |own| own as u32),
        };
        let links = vocabulary.columns().iter().map(|&column| {
            let link = self.links[column as usize];
            Link { context: own(link.context), suffix: own(link.suffix), ..link }
        });
        Self { links: links.collect() }
    }

    /// Columns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.links.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }
}

/// Parameters of language models, two for each class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LanguageModels {
    strength: f32,
}

impl LanguageModels {
    /// Defaults: strength 16.
    #[must_use]
    pub const fn params() -> Self {
        Self { strength: 16.0 }
    }

    /// How many rows the shorter context's estimate weighs, above 0.
    #[must_use]
    pub const fn strength(mut self, strength: f32) -> Self {
        self.strength = strength;
        self
    }

    /// Fits on rows of classes `0..classes`, of which it reads what n-grams each holds; `weights` say how much a row
    /// counts. Without `contrasts` a class's rivals are all other rows. The model has no intercepts.
    ///
    /// Weights set the shares of rows in an estimate; its certainty is that of the number of rows which, weighing the
    /// same, would be as certain (Kish 1965).
    ///
    /// ```
    /// use tongueprint_classifier::{Chains, CountMatrixBuilder, LanguageModels};
    /// use tongueprint_classifier::{Vectorizer, VectorizerOptions, Weighting};
    /// let mut builder = CountMatrixBuilder::new(1);
    /// for row in [[(1, 1), (2, 1)], [(1, 1), (2, 1)], [(1, 1), (3, 1)]] {
    ///     builder.push(&row);
    /// }
    /// let counts = builder.finish();
    /// let options = VectorizerOptions {
    ///     weighting: Weighting::TfIdf, min_documents: 1, max_features: None,
    /// };
    /// let vocabulary = Vectorizer::fit(&counts, &[0, 1, 2], &options);
    /// let rows = vocabulary.transform(&counts, &[0, 1, 2]);
    /// let chains = Chains::new(&counts, |_| (1, None, None)).among(&vocabulary);
    /// let model = LanguageModels::params().fit_rows(&rows, &chains, &[0, 0, 1], 2, None, None)?;
    /// // The second n-gram speaks for the first class, the third against it.
    /// assert!(model.weights()[2] > 0.0 && model.weights()[4] < 0.0);
    /// # Ok::<(), tongueprint_classifier::Error>(())
    /// ```
    ///
    /// # Errors
    /// When shapes disagree, a class does not exist, or the strength is not positive.
    pub fn fit_rows(
        &self,
        rows: &SparseMatrix,
        chains: &Chains,
        labels: &[usize],
        classes: usize,
        weights: Option<&[f32]>,
        contrasts: Option<&Contrasts<'_>>,
    ) -> Result<LinearModel, Error> {
        same_length("labels", labels.len(), rows.rows())?;
        same_length("chains", chains.len(), rows.columns())?;
        check_labels(labels, classes)?;
        if let Some(weights) = weights {
            same_length("row weights", weights.len(), rows.rows())?;
        }
        if let Some(contrasts) = contrasts {
            contrasts.check(rows.rows(), classes)?;
        }
        if !(self.strength > 0.0 && self.strength.is_finite()) {
            return Err(Error::Value {
                what: "the strength",
                value: f64::from(self.strength),
                rule: "positive and finite",
            });
        }
        let mut ratios = vec![0.0_f32; chains.len() * classes];
        for first in (0..classes).step_by(BLOCK) {
            let block = first..classes.min(first + BLOCK);
            let sums = Sides { labels, block: block.clone(), weights, contrasts }.sums(rows);
            let of_block = self.log_ratios(&sums, chains, block.len());
            for (row, of_block) in
                ratios.chunks_exact_mut(classes).zip(of_block.chunks_exact(block.len()))
            {
                row[block.clone()].copy_from_slice(of_block);
            }
        }
        Ok(LinearModel::new(ratios, classes))
    }

    /// `[feature][class]` of a block of classes, from what both sides of each hold.
    fn log_ratios(&self, sums: &[f32], chains: &Chains, classes: usize) -> Vec<f32> {
        let width = 2 * classes;
        let highest = chains.links.iter().map(|link| link.order).max().unwrap_or(0);
        let mut by_order = vec![Vec::new(); usize::from(highest) + 1];
        for (feature, link) in chains.links.iter().enumerate() {
            by_order[usize::from(link.order)].push(feature);
        }
        let uniform = 1.0 / by_order.get(1).map_or(1, Vec::len).max(1) as f32;
        let mut weights = vec![0.0_f32; chains.len() * classes];
        let mut probabilities = vec![0.0_f32; chains.len() * width];
        let mut added = vec![0.0_f32; width];
        for features in by_order {
            // Contexts that are no n-gram of the view, such as a sentence's edge, count as one.
            let mut no_context = vec![0.0_f32; width];
            for &feature in &features {
                if chains.links[feature].context == NONE {
                    let own = &sums[feature * width..(feature + 1) * width];
                    no_context.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
                }
            }
            for &feature in &features {
                let link = chains.links[feature];
                let context = match link.context as usize {
                    _ if link.context == NONE => &no_context,
                    context => &sums[context * width..(context + 1) * width],
                };
                for side in 0..width {
                    let lower = match link.suffix as usize {
                        _ if link.suffix == NONE => uniform,
                        suffix => probabilities[suffix * width + side],
                    };
                    let probability = (sums[feature * width + side] + self.strength * lower)
                        / (context[side] + self.strength);
                    probabilities[feature * width + side] = probability;
                    added[side] = (probability / lower).ln();
                }
                for class in 0..classes {
                    weights[feature * classes + class] = added[class] - added[classes + class];
                }
            }
        }
        weights
    }
}

/// The two sides of each class of a block: its own rows and its rivals.
struct Sides<'a> {
    labels: &'a [usize],
    block: Range<usize>,
    weights: Option<&'a [f32]>,
    contrasts: Option<&'a Contrasts<'a>>,
}

impl Sides<'_> {
    /// How much a row counts on each side: the own sides of all classes, then the rivals'.
    fn shares(&self, row: usize, shares: &mut [f32]) {
        let weight = self.weights.map_or(1.0, |weights| weights[row]);
        for (place, class) in self.block.clone().enumerate() {
            let own = class == self.labels[row];
            let share = weight * self.contrasts.map_or(1.0, |c| c.factor(row, class, own));
            shares[place] = if own { share } else { 0.0 };
            shares[self.block.len() + place] = if own { 0.0 } else { share };
        }
    }

    /// `[feature][side]`: the rows of each side that hold the feature, in numbers of equally weighing rows.
    fn sums(&self, rows: &SparseMatrix) -> Vec<f32> {
        let width = 2 * self.block.len();
        let mut shares = vec![0.0_f32; width];
        let mut moments = vec![[0.0_f64; 2]; width];
        for row in 0..rows.rows() {
            self.shares(row, &mut shares);
            for (moments, &share) in moments.iter_mut().zip(&shares) {
                moments[0] += f64::from(share);
                moments[1] += f64::from(share) * f64::from(share);
            }
        }
        let scales: Vec<f32> = moments
            .iter()
            .map(|&[sum, squares]| if squares > 0.0 { (sum / squares) as f32 } else { 0.0 })
            .collect();
        let mut sums = vec![0.0_f32; rows.columns() * width];
        for row in 0..rows.rows() {
            self.shares(row, &mut shares);
            shares.iter_mut().zip(&scales).for_each(|(share, scale)| *share *= scale);
            for &column in rows.row(row).0 {
                let start = column as usize * width;
                for (sum, share) in sums[start..start + width].iter_mut().zip(&shares) {
                    *sum += share;
                }
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::CountMatrixBuilder;
    use crate::vectorizer::{VectorizerOptions, Weighting};

    /// Keys 1 and 2 are units, 12 is the bigram of them.
    fn model(rows: &[&[u64]], labels: &[usize], strength: f32) -> Vec<f32> {
        let mut builder = CountMatrixBuilder::new(1);
        for row in rows {
            builder.push(&row.iter().map(|&key| (key, 1)).collect::<Vec<_>>());
        }
        let counts = builder.finish();
        let all: Vec<usize> = (0..rows.len()).collect();
        let options =
            VectorizerOptions { weighting: Weighting::TfIdf, min_documents: 1, max_features: None };
        let vocabulary = Vectorizer::fit(&counts, &all, &options);
        let chains = Chains::new(&counts, |key| match key {
            12 => (2, Some(1), Some(2)),
            _ => (1, None, None),
        });
        let matrix = vocabulary.transform(&counts, &all);
        let chains = chains.among(&vocabulary);
        let models = LanguageModels::params().strength(strength);
        models.fit_rows(&matrix, &chains, labels, 2, None, None).unwrap().weights().to_vec()
    }

    #[test]
    fn weights_are_the_log_ratios_of_smoothed_probabilities() {
        let weights = model(&[&[1, 2, 12], &[1, 2], &[1, 2]], &[0, 1, 1], 2.0);
        // Units: 1 of 2 rows and half of the strength on either side, so the ratio is 1.
        assert!(weights[..4].iter().all(|weight| weight.abs() < 1e-6), "{weights:?}");
        // The bigram: (1 + 2 · ½) / (1 + 2) against (0 + 2 · ½) / (2 + 2).
        let expected = (2.0_f32 / 3.0 / 0.25).ln();
        assert!((weights[4] - expected).abs() < 1e-5, "{} {expected}", weights[4]);
        assert!((weights[5] + expected).abs() < 1e-5);
    }

    #[test]
    fn classes_beyond_one_block_are_learned_alike() {
        // Each class has an n-gram of its own.
        let classes = BLOCK + 3;
        let starts = (0..=classes).collect();
        let columns = (0..classes as u32).collect();
        let rows = SparseMatrix::new(classes, starts, columns, vec![1.0; classes]).unwrap();
        let link = Link { order: 1, context: NONE, suffix: NONE };
        let chains = Chains { links: vec![link; classes] };
        let labels: Vec<usize> = (0..classes).collect();
        let models = LanguageModels::params();
        let model = models.fit_rows(&rows, &chains, &labels, classes, None, None).unwrap();
        let own = model.weights()[0];
        assert!(own > 0.0);
        for feature in 0..classes {
            for class in 0..classes {
                let weight = model.weights()[feature * classes + class];
                let expected = if feature == class { own } else { model.weights()[1] };
                assert!((weight - expected).abs() < 1e-5, "{feature} {class}");
            }
        }
    }

    #[test]
    fn what_both_sides_hold_alike_weighs_nothing() {
        let weights = model(&[&[1, 2, 12], &[1, 2, 12]], &[0, 1], 16.0);
        assert!(weights.iter().all(|weight| weight.abs() < 1e-6), "{weights:?}");
    }

    #[test]
    fn a_strength_that_is_no_number_is_refused() {
        let rows = SparseMatrix::new(1, vec![0, 1], vec![0], vec![1.0]).unwrap();
        let chains = Chains { links: vec![Link { order: 1, context: NONE, suffix: NONE }] };
        for strength in [0.0, -1.0, f32::NAN] {
            let models = LanguageModels::params().strength(strength);
            assert!(models.fit_rows(&rows, &chains, &[0], 1, None, None).is_err());
        }
    }
}
