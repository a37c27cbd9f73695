//! The learners against references and laws.

use linfa::DatasetBase;
use linfa::prelude::*;
use ndarray::{Array1, Array2};
use proptest::prelude::*;
use tongueprint_classifier::{Contrasts, LinearSvm, Random, Softmax, SparseMatrix, Temperature};

/// Rows of three overlapping classes, dense.
fn dense(rows: usize, seed: u64) -> (Array2<f64>, Vec<usize>) {
    let mut random = Random::new(seed);
    let labels: Vec<usize> = (0..rows).map(|_| random.below(3)).collect();
    let inputs = Array2::from_shape_fn((rows, 4), |(row, column)| {
        let centre = if column == labels[row] { 1.0 } else { 0.0 };
        centre + 3.0 * random.unit() + column as f64
    });
    (inputs, labels)
}

/// Sparse rows of `classes` classes, each with words of its own among common ones.
fn sparse(rows: usize, classes: usize, seed: u64) -> (SparseMatrix, Vec<usize>) {
    let mut random = Random::new(seed);
    let columns = 40 * classes;
    let (mut starts, mut indices, mut values, mut labels) = (vec![0], vec![], vec![], vec![]);
    for _ in 0..rows {
        let label = random.below(classes);
        let mut row: Vec<u32> = (0..12)
            .map(|place| {
                let own = place < 3;
                (if own { label * 40 + random.below(40) } else { random.below(columns) }) as u32
            })
            .collect();
        row.sort_unstable();
        row.dedup();
        let norm = (row.len() as f32).sqrt();
        values.extend(row.iter().map(|_| 1.0 / norm));
        indices.extend(row);
        starts.push(indices.len());
        labels.push(label);
    }
    (SparseMatrix::new(columns, starts, indices, values).expect("made valid"), labels)
}

#[test]
fn softmax_agrees_with_linfa_logistic() {
    let (inputs, labels) = dense(400, 1);
    // linfa does not standardise: hand both the same standard inputs.
    let mean = inputs.mean_axis(ndarray::Axis(0)).unwrap();
    let deviation = inputs.std_axis(ndarray::Axis(0), 0.0);
    let standard = (&inputs - &mean) / &deviation;
    let ours = Softmax::params().fit_rows(standard.view(), &labels, 3, None, None).unwrap();
    let dataset = linfa::Dataset::new(standard.clone(), Array1::from_vec(labels));
    let theirs = linfa_logistic::MultiLogisticRegression::default()
        .alpha(1.0)
        .gradient_tolerance(1e-8)
        .max_iterations(1000)
        .fit(&dataset)
        .unwrap();
    let theirs = theirs.predict_probabilities(&standard);
    let logits = ours.logits(standard.view());
    for (logits, theirs) in logits.rows().into_iter().zip(theirs.rows()) {
        let total: f64 = logits.iter().map(|l| l.exp()).sum();
        for (logit, probability) in logits.iter().zip(theirs) {
            assert!((logit.exp() / total - probability).abs() < 1e-3);
        }
    }
}

#[test]
fn a_row_of_weight_two_is_two_rows() {
    let (inputs, labels) = dense(120, 2);
    let weights: Vec<f64> = (0..120).map(|row| if row < 40 { 2.0 } else { 1.0 }).collect();
    let doubled: Vec<usize> = (0..120).chain(0..40).collect();
    // The inputs' mean would change with the rows: centre both alike.
    let weighted = Softmax::params().fit_rows(inputs.view(), &labels, 3, Some(&weights), None);
    let twice = Softmax::params().penalty(1.0).fit_rows(
        inputs.select(ndarray::Axis(0), &doubled).view(),
        &doubled.iter().map(|&row| labels[row]).collect::<Vec<_>>(),
        3,
        None,
        None,
    );
    let (a, b) = (weighted.unwrap().logits(inputs.view()), twice.unwrap().logits(inputs.view()));
    for (a, b) in a.rows().into_iter().zip(b.rows()) {
        // Standardisation differs a little, and with it the penalty.
        assert!(((a[0] - a[1]) - (b[0] - b[1])).abs() < 0.05);
    }
}

#[test]
fn a_class_that_is_no_candidate_is_not_learned_from() {
    let (inputs, labels) = dense(300, 3);
    // No row of classes 0 and 1 may compare itself with class 2, and none carries it.
    let rows: Vec<usize> = (0..300).filter(|&row| labels[row] < 2).collect();
    let inputs = inputs.select(ndarray::Axis(0), &rows);
    let labels: Vec<usize> = rows.iter().map(|&row| labels[row]).collect();
    let candidates = Array2::from_shape_fn((rows.len(), 3), |(_, class)| class < 2);
    let masked = Softmax::params()
        .fit_rows(inputs.view(), &labels, 3, None, Some(&candidates))
        .unwrap()
        .logits(inputs.view());
    let alone = Softmax::params()
        .fit_rows(inputs.view(), &labels, 2, None, None)
        .unwrap()
        .logits(inputs.view());
    for (masked, alone) in masked.rows().into_iter().zip(alone.rows()) {
        assert!(masked[2].abs() < 1e-9);
        assert!(((masked[0] - masked[1]) - (alone[0] - alone[1])).abs() < 1e-3);
    }
}

#[test]
fn the_svm_reaches_the_optimum_of_its_objective() {
    let (rows, labels) = sparse(300, 3, 4);
    let model = LinearSvm::params()
        .tolerance(1e-4)
        .max_epochs(2000)
        .fit_rows(&rows, &labels, 3, None, None)
        .unwrap();
    let objective = |weights: &[f32], intercepts: &[f32]| -> f64 {
        let mut sum: f64 = weights.iter().chain(intercepts).map(|w| 0.5 * f64::from(w * w)).sum();
        for (row, &label) in labels.iter().enumerate() {
            let (columns, values) = rows.row(row);
            for class in 0..3 {
                let score: f32 = intercepts[class]
                    + columns
                        .iter()
                        .zip(values)
                        .map(|(&c, v)| weights[c as usize * 3 + class] * v)
                        .sum::<f32>();
                let sign = if class == label { 1.0 } else { -1.0 };
                sum += f64::from((1.0 - sign * score).max(0.0)).powi(2);
            }
        }
        sum
    };
    let best = objective(model.weights(), model.intercepts());
    let mut random = Random::new(9);
    for _ in 0..50 {
        let mut moved = model.weights().to_vec();
        for weight in &mut moved {
            *weight += 0.02 * (random.unit() as f32 - 0.5);
        }
        assert!(objective(&moved, model.intercepts()) > best);
    }
}

#[test]
fn the_svm_is_the_same_on_any_number_of_threads() {
    let (rows, labels) = sparse(400, 20, 5);
    let fit = |threads: usize| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| LinearSvm::params().fit_rows(&rows, &labels, 20, None, None).unwrap())
    };
    assert_eq!(fit(1), fit(3));
}

#[test]
fn blocks_of_classes_do_not_meet() {
    // Twenty classes take two blocks; class 17 against the rest is the same problem in any block.
    let (rows, labels) = sparse(300, 20, 6);
    let all = LinearSvm::params().tolerance(1e-4).max_epochs(500);
    let model = all.fit_rows(&rows, &labels, 20, None, None).unwrap();
    let binary: Vec<usize> = labels.iter().map(|&label| usize::from(label == 17)).collect();
    let alone = all.fit_rows(&rows, &binary, 2, None, None).unwrap();
    for feature in 0..rows.columns() {
        let (a, b) = (model.weights()[feature * 20 + 17], alone.weights()[feature * 2 + 1]);
        assert!((a - b).abs() < 1e-2, "{a} {b}");
    }
}

#[test]
fn linfas_traits_fit_and_predict() {
    let (rows, labels) = sparse(300, 3, 7);
    let dataset = DatasetBase::new(rows, Array1::from_vec(labels.clone()));
    let model = LinearSvm::params().fit(&dataset).unwrap();
    let tops: Array1<usize> = model.predict(&dataset);
    let right = tops.iter().zip(&labels).filter(|(a, b)| a == b).count();
    assert!(right > 250, "{right} of 300");
}

#[test]
fn what_does_not_fit_is_told() {
    let (rows, labels) = sparse(10, 2, 8);
    let svm = LinearSvm::params();
    assert!(svm.fit_rows(&rows, &labels[1..], 2, None, None).is_err());
    assert!(svm.fit_rows(&rows, &[5; 10], 2, None, None).is_err());
    assert!(svm.clone().c(0.0).fit_rows(&rows, &labels, 2, None, None).is_err());
    assert!(svm.fit_rows(&rows, &labels, 2, Some(&[f32::NAN; 10]), None).is_err());
    let nan = Array2::from_elem((2, 1), f64::NAN);
    assert!(Softmax::params().fit_rows(nan.view(), &[0, 1], 2, None, None).is_err());
}

proptest! {
    #[test]
    fn calibration_keeps_the_ranking(
        logits in prop::collection::vec(-20.0..20.0_f64, 60),
        words in prop::collection::vec(1.0..1000.0_f64, 20),
    ) {
        let logits = Array2::from_shape_vec((20, 3), logits).unwrap();
        let labels: Vec<usize> = (0..20).map(|row| row % 3).collect();
        let fitted = Temperature::fit(&logits, &labels, None, None, Some(&words)).unwrap();
        for words in [0.0, 1.0, 50.0, 1e9] {
            let scale = fitted.scale(words);
            prop_assert!(scale.is_finite() && scale > 0.0);
        }
    }
}

#[test]
fn members_are_pulled_towards_weights_that_all_classes_share() {
    // Two members; the first knows the class, the second does not.
    let mut random = Random::new(11);
    let labels: Vec<usize> = (0..600).map(|row| row % 3).collect();
    let scores = Array2::from_shape_fn((600, 6), |(row, column)| {
        let hint = if column < 3 && labels[row] == column { 1.5 } else { 0.0 };
        hint + 2.0 * random.unit()
    });
    let fit = |penalty: f64| {
        let params = Softmax::params().penalty(penalty).members(Some(2));
        params.fit_rows(scores.view(), &labels, 3, None, None).unwrap().unstandardised().0
    };
    let coefficients = fit(1e7);
    for class in 0..3 {
        assert!(coefficients[[class, class]] > 1.0, "{coefficients:?}");
        assert!((coefficients[[class, class]] - coefficients[[0, 0]]).abs() < 1e-2);
        assert!(coefficients[[3 + class, class]].abs() < 0.5 * coefficients[[0, 0]]);
        assert!(coefficients[[class, (class + 1) % 3]].abs() < 1e-2, "{coefficients:?}");
    }
    // Where rows insist and the pull is weak, classes differ.
    let free = fit(1e-3);
    assert!((0..3).any(|class| free[[class, (class + 1) % 3]].abs() > 0.05), "{free:?}");
    let wrong = Softmax::params().members(Some(4));
    assert!(wrong.fit_rows(scores.view(), &labels, 3, None, None).is_err());
}

#[test]
fn rows_kept_out_of_a_class_do_not_move_it() {
    let (rows, mut labels) = sparse(90, 3, 5);
    let group_of: Vec<usize> = (0..90).map(|row| row / 45).collect();
    // The second group takes no part in the problem of class 0.
    let mut factors = vec![[1.0, 1.0]; 6];
    factors[3] = [0.0, 0.0];
    let fit = |labels: &[usize]| {
        let contrasts = Contrasts { group_of: &group_of, factors: &factors, classes: 3 };
        let svm = LinearSvm::params().tolerance(1e-4).max_epochs(5_000);
        svm.fit_rows(&rows, labels, 3, None, Some(&contrasts)).unwrap()
    };
    let before = fit(&labels);
    labels[45..].iter_mut().for_each(|label| *label = 2 - *label);
    let after = fit(&labels);
    let of = |model: &tongueprint_classifier::LinearModel, class: usize| -> Vec<f32> {
        model.weights().chunks(3).map(|row| row[class]).collect()
    };
    let apart = |class: usize| {
        of(&before, class)
            .iter()
            .zip(of(&after, class))
            .map(|(a, b)| (a - b).abs())
            .fold(0.0_f32, f32::max)
    };
    // The classes share the order of the rows and when to stop, nothing else.
    assert!(apart(0) < 1e-3 && apart(2) > 1e-2, "{} {}", apart(0), apart(2));
}
