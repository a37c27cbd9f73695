//! Multinomial logistic regression on a dense matrix, with row weights and row-wise candidates.
//!
//! It minimises
//!
//! ```text
//! Σ_i v_i · −ln softmax_{k ∈ candidates(i)}(b + W'z_i)[y_i]  +  ½ λ ‖W‖²
//! ```
//!
//! Where the inputs are the scores of members, one a class from each, W is pulled towards a matrix in which a member
//! speaks for each class by its own score of it, as loudly for all: `W = Σ_m a_m E_m + Δ`, with λ on Δ alone.
//! What the scores of one class say of another is then learned only as far as the rows insist.
//!
//! z being the columns standardised (mean 0, variance 1) and v the row weights. A row's softmax runs
//! over its candidates alone, so that a class which a row could not have been scored for neither
//! wins nor loses by it. Minimised by L-BFGS (Nocedal 1980) from argmin, which linfa-logistic uses
//! too; linfa-logistic itself has neither weights nor candidates.

use argmin::core::{CostFunction, Executor, Gradient, State as _};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use linfa::DatasetBase;
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, Array2, ArrayView2, Axis};

use crate::error::{Error, check_labels, same_length};

/// A fitted softmax.
#[derive(Clone, Debug, PartialEq)]
pub struct Softmax {
    /// `inputs × classes`, on standardised inputs.
    coefficients: Array2<f64>,
    intercepts: Array1<f64>,
    means: Array1<f64>,
    scales: Array1<f64>,
}

/// Parameters of a [`Softmax`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SoftmaxParams {
    penalty: f64,
    max_iterations: u64,
    members: Option<usize>,
}

impl Softmax {
    /// Defaults: penalty λ = 1, at most 200 iterations.
    #[must_use]
    pub const fn params() -> SoftmaxParams {
        SoftmaxParams { penalty: 1.0, max_iterations: 200, members: None }
    }

    /// `rows × classes`, up to a constant a row.
    ///
    /// # Panics
    /// When the inputs are not as wide as those fitted on.
    #[must_use]
    pub fn logits(&self, inputs: ArrayView2<'_, f64>) -> Array2<f64> {
        ((&inputs - &self.means) / &self.scales).dot(&self.coefficients) + &self.intercepts
    }

    /// Coefficients (`inputs × classes`) and intercepts for inputs as they come, not standardised.
    #[must_use]
    pub fn unstandardised(&self) -> (Array2<f64>, Array1<f64>) {
        let mut coefficients = self.coefficients.clone();
        for (mut row, scale) in coefficients.rows_mut().into_iter().zip(&self.scales) {
            row /= *scale;
        }
        let intercepts = &self.intercepts - &self.means.dot(&coefficients);
        (coefficients, intercepts)
    }
}

impl SoftmaxParams {
    /// λ, at least 0.
    #[must_use]
    pub const fn penalty(mut self, penalty: f64) -> Self {
        self.penalty = penalty;
        self
    }

    /// Says that the inputs are the scores of so many members, `members × classes` columns: towards shared weights
    /// is where the penalty then pulls.
    #[must_use]
    pub const fn members(mut self, members: Option<usize>) -> Self {
        self.members = members;
        self
    }

    /// Fits on rows of classes `0..classes`.
    ///
    /// `candidates` is `rows × classes`; `None` means every class for every row.
    ///
    /// # Errors
    /// When shapes disagree, a class does not exist or is not among its row's candidates, or an input
    /// is not finite.
    pub fn fit_rows(
        &self,
        inputs: ArrayView2<'_, f64>,
        labels: &[usize],
        classes: usize,
        weights: Option<&[f64]>,
        candidates: Option<&Array2<bool>>,
    ) -> Result<Softmax, Error> {
        let rows = inputs.nrows();
        same_length("labels", labels.len(), rows)?;
        check_labels(labels, classes)?;
        if rows == 0 || classes < 2 {
            return Err(Error::Nothing("a softmax needs rows of at least two classes"));
        }
        if let Some(weights) = weights {
            same_length("row weights", weights.len(), rows)?;
        }
        if let Some(candidates) = &candidates {
            same_length("rows of candidates", candidates.nrows(), rows)?;
            same_length("classes of candidates", candidates.ncols(), classes)?;
            if let Some(row) = (0..rows).find(|&row| !candidates[[row, labels[row]]]) {
                return Err(Error::Class { row, class: labels[row], classes });
            }
        }
        if let Some(&value) = inputs.iter().find(|value| !value.is_finite()) {
            return Err(Error::Value { what: "an input", value, rule: "finite" });
        }
        let means = inputs.mean_axis(Axis(0)).expect("at least one row");
        // A column that never changes says nothing and must not divide by zero.
        let mut scales = inputs.std_axis(Axis(0), 0.0);
        if let Some(members) = self.members {
            same_length("columns of members' scores", inputs.ncols(), members * classes)?;
            for mut of_member in scales.exact_chunks_mut(classes) {
                let mean = of_member.mapv(|scale| scale * scale).mean().unwrap_or(0.0).sqrt();
                of_member.fill(mean);
            }
        }
        scales.mapv_inplace(|scale| if scale > 1e-12 { scale } else { 1.0 });
        let standard = (&inputs - &means) / &scales;
        let objective = Objective {
            inputs: standard,
            labels,
            classes,
            weights,
            candidates,
            penalty: self.penalty,
            members: self.members.unwrap_or(0),
        };
        let start = vec![0.0; (inputs.ncols() + 1) * classes + objective.members];
        let solver = LBFGS::new(MoreThuenteLineSearch::new(), 10)
            .with_tolerance_grad(1e-6 * rows as f64)
            .and_then(|solver| solver.with_tolerance_cost(1e-9))
            .map_err(|_| Error::Nothing("the optimiser refuses its tolerances"))?;
        let solved = Executor::new(objective, solver)
            .configure(|state| state.param(start).max_iters(self.max_iterations))
            .run()
            .map_err(|_| Error::Nothing("the softmax did not converge"))?;
        let best = solved
            .state()
            .get_best_param()
            .ok_or(Error::Nothing("the softmax did not converge"))?;
        let parts = Parts::of(best, inputs.ncols(), classes);
        Ok(Softmax {
            coefficients: parts.coefficients(),
            intercepts: Array1::from_vec(parts.intercepts.to_vec()),
            means,
            scales,
        })
    }
}

/// The parameters: Δ, row-major, then the intercepts, then what the members share.
struct Parts<'a> {
    differences: ArrayView2<'a, f64>,
    intercepts: &'a [f64],
    shared: &'a [f64],
}

impl<'a> Parts<'a> {
    fn of(parameters: &'a [f64], inputs: usize, classes: usize) -> Self {
        let (flat, rest) = parameters.split_at(inputs * classes);
        let (intercepts, shared) = rest.split_at(classes);
        let differences =
            ArrayView2::from_shape((inputs, classes), flat).expect("split at its size");
        Self { differences, intercepts, shared }
    }

    fn coefficients(&self) -> Array2<f64> {
        let mut coefficients = self.differences.to_owned();
        let classes = coefficients.ncols();
        for (member, &weight) in self.shared.iter().enumerate() {
            for class in 0..classes {
                coefficients[[member * classes + class, class]] += weight;
            }
        }
        coefficients
    }
}

struct Objective<'a> {
    inputs: Array2<f64>,
    labels: &'a [usize],
    classes: usize,
    weights: Option<&'a [f64]>,
    candidates: Option<&'a Array2<bool>>,
    penalty: f64,
    /// 0 where the inputs are no members' scores.
    members: usize,
}

impl Objective<'_> {
    /// Δ, which the penalty is on.
    fn penalised<'p>(&self, parameters: &'p [f64]) -> &'p [f64] {
        &parameters[..self.inputs.ncols() * self.classes]
    }

    /// The cost, and the softmax's errors `v_i (p_ik − y_ik)` in place of the logits.
    fn errors(&self, parameters: &[f64]) -> (f64, Array2<f64>) {
        let parts = Parts::of(parameters, self.inputs.ncols(), self.classes);
        let intercepts = parts.intercepts;
        let mut errors = self.inputs.dot(&parts.coefficients());
        let mut cost =
            0.5 * self.penalty * self.penalised(parameters).iter().map(|w| w * w).sum::<f64>();
        for (row, mut errors) in errors.rows_mut().into_iter().enumerate() {
            for (error, intercept) in errors.iter_mut().zip(intercepts) {
                *error += intercept;
            }
            if let Some(candidates) = &self.candidates {
                for (error, &candidate) in errors.iter_mut().zip(candidates.row(row)) {
                    if !candidate {
                        *error = f64::NEG_INFINITY;
                    }
                }
            }
            let weight = self.weights.map_or(1.0, |weights| weights[row]);
            let largest = errors.fold(f64::NEG_INFINITY, |most, &logit| most.max(logit));
            let truth = errors[self.labels[row]];
            errors.mapv_inplace(|logit| (logit - largest).exp());
            let total = errors.sum();
            cost += weight * (total.ln() + largest - truth);
            errors.mapv_inplace(|share| weight * share / total);
            errors[self.labels[row]] -= weight;
        }
        (cost, errors)
    }
}

impl CostFunction for Objective<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, parameters: &Self::Param) -> Result<f64, argmin::core::Error> {
        Ok(self.errors(parameters).0)
    }
}

impl Gradient for Objective<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, parameters: &Self::Param) -> Result<Vec<f64>, argmin::core::Error> {
        let (_, errors) = self.errors(parameters);
        let slopes = self.inputs.t().dot(&errors);
        let shared = (0..self.members).map(|member| {
            (0..self.classes).map(|class| slopes[[member * self.classes + class, class]]).sum()
        });
        let mut gradient: Vec<f64> =
            slopes.iter().copied().chain(errors.sum_axis(Axis(0))).chain(shared).collect();
        for (slope, weight) in gradient.iter_mut().zip(self.penalised(parameters)) {
            *slope += self.penalty * weight;
        }
        Ok(gradient)
    }
}

impl Fit<Array2<f64>, Array1<usize>, Error> for SoftmaxParams {
    type Object = Softmax;

    /// Row weights are the dataset's, where it has some.
    fn fit(
        &self,
        dataset: &DatasetBase<Array2<f64>, Array1<usize>>,
    ) -> Result<Self::Object, Error> {
        let labels = dataset.targets.to_vec();
        let classes = labels.iter().max().map_or(0, |class| class + 1);
        let weights: Option<Vec<f64>> =
            dataset.weights().map(|weights| weights.iter().map(|&w| f64::from(w)).collect());
        self.fit_rows(dataset.records.view(), &labels, classes, weights.as_deref(), None)
    }
}

impl PredictInplace<Array2<f64>, Array1<usize>> for Softmax {
    fn predict_inplace(&self, inputs: &Array2<f64>, tops: &mut Array1<usize>) {
        for (top, logits) in tops.iter_mut().zip(self.logits(inputs.view()).rows()) {
            *top = 0;
            for (class, logit) in logits.iter().enumerate() {
                if *logit > logits[*top] {
                    *top = class;
                }
            }
        }
    }

    fn default_target(&self, inputs: &Array2<f64>) -> Array1<usize> {
        Array1::zeros(inputs.nrows())
    }
}
