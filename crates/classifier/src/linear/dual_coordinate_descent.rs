//! L2-regularised L2-loss support vector classification by dual coordinate descent, one class
//! against the rest, all classes of a block at once.
//!
//! For each class k, with y = +1 on its rows and −1 on the others, it solves
//!
//! ```text
//! min_w  ½ w·w + Σ_i C_i max(0, 1 − y_i w·x_i)²
//! ```
//!
//! through the dual
//!
//! ```text
//! min_α  ½ α'(Q + D)α − Σ_i α_i,   α ≥ 0,   Q_ij = y_i y_j x_i·x_j,   D_ii = 1 / (2 C_i)
//! ```
//!
//! after Hsieh, Chang, Lin, Keerthi and Sundararajan, *A dual coordinate descent method for
//! large-scale linear SVM* (ICML 2008), Algorithm 1. Given: rows `x_i`, here with a constant 1
//! appended for the intercept, costs `C_i`, classes. Returned: `w = Σ_i y_i α_i x_i` for each class.
//!
//! The classes share the order in which rows are visited. Visiting a row then reads its features
//! once for all classes, and the weights of a feature lie in one cache line: `[feature][lane]`.
//! Blocks of lanes are fixed by the number of classes, never by the number of threads.

use super::sparse::SparseMatrix;
use super::svm::Contrasts;
use crate::random::Random;

/// What every block of one problem shares.
pub(super) struct Problem<'a> {
    pub(super) rows: &'a SparseMatrix,
    pub(super) labels: &'a [usize],
    /// `C_i`.
    pub(super) costs: &'a [f32],
    pub(super) contrasts: Option<&'a Contrasts<'a>>,
    pub(super) tolerance: f32,
    pub(super) max_epochs: usize,
    pub(super) seed: u64,
}

/// The solution of a block: `[feature][lane]`, the last row the intercepts.
pub(super) struct Block<const LANES: usize> {
    pub(super) weights: Vec<[f32; LANES]>,
    pub(super) epochs: usize,
}

/// Solves classes `first..first + lanes`, `lanes ≤ LANES`.
pub(super) fn solve<const LANES: usize>(
    problem: &Problem<'_>,
    first: usize,
    lanes: usize,
) -> Block<LANES> {
    let rows = problem.rows.rows();
    let intercept = problem.rows.columns();
    let mut weights = vec![[0.0_f32; LANES]; intercept + 1];
    let mut alphas = vec![[0.0_f32; LANES]; rows];
    let squares: Vec<f32> = (0..rows)
        .map(|row| 1.0 + problem.rows.row(row).1.iter().map(|value| value * value).sum::<f32>())
        .collect();
    let mut order: Vec<u32> = (0..rows as u32).collect();
    let mut random = Random::new(problem.seed);
    let mut epochs = 0;
    while epochs < problem.max_epochs {
        epochs += 1;
        random.shuffle(&mut order);
        let mut worst = 0.0_f32;
        for &row in &order {
            let row = row as usize;
            let (columns, values) = problem.rows.row(row);
            let mut margins = weights[intercept];
            for (&column, &value) in columns.iter().zip(values) {
                let feature = &weights[column as usize];
                for lane in 0..LANES {
                    margins[lane] += feature[lane] * value;
                }
            }
            let cost = problem.costs[row];
            let alpha = &mut alphas[row];
            let mut steps = [0.0_f32; LANES];
            let mut largest = 0.0_f32;
            for lane in 0..lanes {
                let class = first + lane;
                let own = problem.labels[row] == class;
                let factor =
                    problem.contrasts.map_or(1.0, |contrasts| contrasts.factor(row, class, own));
                if factor <= 0.0 {
                    continue;
                }
                let diagonal = 0.5 / (cost * factor);
                let sign = if own { 1.0 } else { -1.0 };
                let gradient = sign * margins[lane] - 1.0 + diagonal * alpha[lane];
                let projected = if alpha[lane] > 0.0 { gradient } else { gradient.min(0.0) };
                largest = largest.max(projected.abs());
                let old = alpha[lane];
                alpha[lane] = (old - gradient / (squares[row] + diagonal)).max(0.0);
                steps[lane] = (alpha[lane] - old) * sign;
            }
            worst = worst.max(largest);
            // A row whose classes all rest where they are need not be written.
            if largest > 1e-6 {
                for (&column, &value) in columns.iter().zip(values) {
                    let feature = &mut weights[column as usize];
                    for lane in 0..LANES {
                        feature[lane] += steps[lane] * value;
                    }
                }
                for lane in 0..LANES {
                    weights[intercept][lane] += steps[lane];
                }
            }
        }
        if worst < problem.tolerance {
            break;
        }
    }
    Block { weights, epochs }
}
