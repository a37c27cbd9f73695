//! Trains the linear SVM on an svmlight file and judges another: the peers' benchmark.
//!
//! `cargo run --release -p tongueprint-classifier --example svmlight -- train.svm test.svm`

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::time::Instant;

use tongueprint_classifier::{LinearSvm, SparseMatrix};

type Rows = (Vec<usize>, Vec<u32>, Vec<f32>, Vec<usize>, usize);

fn read(path: &str) -> Result<Rows, Box<dyn std::error::Error>> {
    let (mut starts, mut indices, mut values, mut labels) = (vec![0], vec![], vec![], vec![]);
    let mut columns = 0;
    for line in std::fs::read_to_string(path)?.lines() {
        let mut parts = line.split_ascii_whitespace();
        labels.push(parts.next().ok_or("a line without a label")?.parse()?);
        for part in parts {
            let (column, value) = part.split_once(':').ok_or("a cell without a colon")?;
            let column: u32 = column.parse()?;
            columns = columns.max(column as usize + 1);
            indices.push(column);
            values.push(value.parse()?);
        }
        starts.push(indices.len());
    }
    Ok((starts, indices, values, labels, columns))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [train, test] = paths.as_slice() else { return Err("two paths are needed".into()) };
    let (starts, indices, values, labels, columns) = read(train)?;
    let (test_starts, test_indices, test_values, truth, test_columns) = read(test)?;
    let columns = columns.max(test_columns);
    let rows = SparseMatrix::new(columns, starts, indices, values)?;
    let classes = labels.iter().max().map_or(0, |most| most + 1);
    let start = Instant::now();
    let model = LinearSvm::params().fit_rows(&rows, &labels, classes, None, None)?;
    let seconds = start.elapsed().as_secs_f64();
    let held = SparseMatrix::new(columns, test_starts, test_indices, test_values)?;
    let scores = model.decision(&held);
    let right = scores
        .rows()
        .into_iter()
        .zip(&truth)
        .filter(|(scores, truth)| scores.iter().all(|score| *score <= scores[**truth]))
        .count();
    println!(
        "{} rows, {columns} features, {classes} classes: {seconds:.2} s, {} epochs, accuracy {:.4}",
        rows.rows(),
        model.epochs(),
        right as f64 / truth.len() as f64
    );
    Ok(())
}
