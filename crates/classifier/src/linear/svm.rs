//! The linear support vector machine behind linfa's traits.

use linfa::DatasetBase;
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, Array2};
use rayon::prelude::*;

use super::dual_coordinate_descent::{Problem, solve};
use super::sparse::SparseMatrix;
use crate::error::{Error, check_labels, same_length};

/// Parameters of a linear SVM with squared hinge loss, one class against the rest.
///
/// ```
/// use tongueprint_classifier::{LinearSvm, SparseMatrix};
/// let rows = SparseMatrix::new(2, vec![0, 1, 2], vec![0, 1], vec![1.0, 1.0])?;
/// let model = LinearSvm::params().c(1.0).fit_rows(&rows, &[0, 1], 2, None, None)?;
/// let scores = model.decision(&rows);
/// assert!(scores[[0, 0]] > scores[[0, 1]]);
/// # Ok::<(), tongueprint_classifier::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LinearSvm {
    cost: f32,
    tolerance: f32,
    max_epochs: usize,
    seed: u64,
}

/// How much a row counts in each class's problem: rows of a group that lacks a class can be kept out of it, so that
/// the group does not stand in for the class.
#[derive(Clone, Copy, Debug)]
pub struct Contrasts<'a> {
    /// One group a row.
    pub group_of: &'a [usize],
    /// `groups × classes`, row-major: what C is multiplied by for the class's own rows of the group, and for the
    /// group's other rows. Zero keeps them out of the class's problem.
    pub factors: &'a [[f32; 2]],
    /// Number of classes.
    pub classes: usize,
}

impl Contrasts<'_> {
    pub(super) fn check(&self, rows: usize, classes: usize) -> Result<(), Error> {
        same_length("contrast groups", self.group_of.len(), rows)?;
        same_length("contrast classes", self.classes, classes)
    }

    pub(super) fn factor(&self, row: usize, class: usize, own: bool) -> f32 {
        self.factors[self.group_of[row] * self.classes + class][usize::from(!own)]
    }
}

/// Weights of every feature for every class.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearModel {
    weights: Vec<f32>,
    intercepts: Vec<f32>,
    epochs: usize,
}

impl LinearSvm {
    /// Defaults: C = 1, tolerance 0.1, at most 60 epochs, seed 1.
    #[must_use]
    pub const fn params() -> Self {
        Self { cost: 1.0, tolerance: 0.1, max_epochs: 60, seed: 1 }
    }

    /// The cost of a mistake, C > 0.
    #[must_use]
    pub const fn c(mut self, cost: f32) -> Self {
        self.cost = cost;
        self
    }

    /// It stops when no projected gradient of an epoch is larger.
    #[must_use]
    pub const fn tolerance(mut self, tolerance: f32) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// It stops after so many passes over the rows.
    #[must_use]
    pub const fn max_epochs(mut self, epochs: usize) -> Self {
        self.max_epochs = epochs;
        self
    }

    /// Seeds the order in which rows are visited.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Fits on rows of classes `0..classes`; `weights` multiply C row by row.
    ///
    /// A class that no row carries gets a weight vector that scores every row near −1.
    /// The result does not depend on the number of threads.
    ///
    /// # Errors
    /// When shapes disagree, a class does not exist, or a cost is not positive.
    pub fn fit_rows(
        &self,
        rows: &SparseMatrix,
        labels: &[usize],
        classes: usize,
        weights: Option<&[f32]>,
        contrasts: Option<&Contrasts<'_>>,
    ) -> Result<LinearModel, Error> {
        same_length("labels", labels.len(), rows.rows())?;
        check_labels(labels, classes)?;
        if rows.rows() == 0 || classes == 0 {
            return Err(Error::Nothing("no rows or no classes to fit"));
        }
        let costs: Vec<f32> = match weights {
            Some(weights) => {
                same_length("row weights", weights.len(), rows.rows())?;
                weights.iter().map(|weight| weight * self.cost).collect()
            }
            None => vec![self.cost; rows.rows()],
        };
        if let Some(&cost) = costs.iter().find(|cost| !(**cost > 0.0 && cost.is_finite())) {
            return Err(Error::Value {
                what: "a row's cost",
                value: f64::from(cost),
                rule: "positive and finite",
            });
        }
        if let Some(contrasts) = contrasts {
            contrasts.check(rows.rows(), classes)?;
        }
        let problem = Problem {
            rows,
            labels,
            costs: &costs,
            contrasts,
            tolerance: self.tolerance,
            max_epochs: self.max_epochs,
            seed: self.seed,
        };
        // Sixteen lanes fill a cache line; fewer classes need no more than half of one, and up to 24 are visited
        // faster in one block of a line and a half than in two.
        Ok(match classes {
            ..=8 => blocks::<8>(&problem, classes),
            17..=24 => blocks::<24>(&problem, classes),
            _ => blocks::<16>(&problem, classes),
        })
    }
}

fn blocks<const LANES: usize>(problem: &Problem<'_>, classes: usize) -> LinearModel {
    let firsts: Vec<usize> = (0..classes).step_by(LANES).collect();
    let solved: Vec<_> = firsts
        .par_iter()
        .map(|&first| solve::<LANES>(problem, first, LANES.min(classes - first)))
        .collect();
    let features = problem.rows.columns();
    let mut weights = vec![0.0; features * classes];
    let mut intercepts = vec![0.0; classes];
    for (&first, block) in firsts.iter().zip(&solved) {
        let lanes = LANES.min(classes - first);
        for (feature, lane) in block.weights[..features].iter().enumerate() {
            let start = feature * classes + first;
            weights[start..start + lanes].copy_from_slice(&lane[..lanes]);
        }
        intercepts[first..first + lanes].copy_from_slice(&block.weights[features][..lanes]);
    }
    let epochs = solved.iter().map(|block| block.epochs).max().unwrap_or(0);
    LinearModel { weights, intercepts, epochs }
}

impl LinearModel {
    /// Of weights `[feature][class]` alone.
    pub(super) fn new(weights: Vec<f32>, classes: usize) -> Self {
        Self { weights, intercepts: vec![0.0; classes], epochs: 1 }
    }

    /// `[feature][class]`, row-major.
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// One a class.
    #[must_use]
    pub fn intercepts(&self) -> &[f32] {
        &self.intercepts
    }

    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.intercepts.len()
    }

    /// The same with only some of its features, given ascending.
    ///
    /// # Panics
    /// When a feature does not exist.
    #[must_use]
    pub fn restricted(&self, keep: &[usize]) -> Self {
        let classes = self.classes();
        let rows = keep.iter().map(|&f| &self.weights[f * classes..(f + 1) * classes]);
        Self {
            weights: rows.flatten().copied().collect(),
            intercepts: self.intercepts.clone(),
            epochs: self.epochs,
        }
    }

    /// Passes over the rows that fitting took, the most of any block of classes.
    #[must_use]
    pub const fn epochs(&self) -> usize {
        self.epochs
    }

    /// Scores, `rows × classes`.
    ///
    /// # Panics
    /// When the rows have more columns than the model has features.
    #[must_use]
    pub fn decision(&self, rows: &SparseMatrix) -> Array2<f32> {
        let classes = self.classes();
        let mut scores = Array2::zeros((rows.rows(), classes));
        for (row, mut scores) in scores.rows_mut().into_iter().enumerate() {
            for (score, &intercept) in scores.iter_mut().zip(&self.intercepts) {
                *score = intercept;
            }
            let (columns, values) = rows.row(row);
            for (&column, &value) in columns.iter().zip(values) {
                let start = column as usize * classes;
                for (score, weight) in scores.iter_mut().zip(&self.weights[start..start + classes])
                {
                    *score += weight * value;
                }
            }
        }
        scores
    }
}

impl Fit<SparseMatrix, Array1<usize>, Error> for LinearSvm {
    type Object = LinearModel;

    fn fit(
        &self,
        dataset: &DatasetBase<SparseMatrix, Array1<usize>>,
    ) -> Result<Self::Object, Error> {
        let labels = dataset.targets.to_vec();
        let classes = labels.iter().max().map_or(0, |class| class + 1);
        self.fit_rows(&dataset.records, &labels, classes, None, None)
    }
}

impl PredictInplace<SparseMatrix, Array1<usize>> for LinearModel {
    fn predict_inplace(&self, rows: &SparseMatrix, tops: &mut Array1<usize>) {
        for (top, scores) in tops.iter_mut().zip(self.decision(rows).rows()) {
            *top = 0;
            for (class, score) in scores.iter().enumerate() {
                if *score > scores[*top] {
                    *top = class;
                }
            }
        }
    }

    fn default_target(&self, rows: &SparseMatrix) -> Array1<usize> {
        Array1::zeros(rows.rows())
    }
}
