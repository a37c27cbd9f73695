//! An evaluation as tables.

use std::fmt::Write as _;

use tongueprint::Evaluation;

use super::style::{CAUTION, FAINT, HEADING, bar, styled};
use crate::figures::{Figure, LabelColumns, figures, interval};
use crate::quote::quote;

/// The evaluation, ending in a newline.
#[must_use]
pub fn evaluation(evaluation: &Evaluation) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{}  {} documents, {} labels, seed {}",
        styled(HEADING, &evaluation.protocol),
        evaluation.documents,
        evaluation.per_label.len(),
        evaluation.seed
    );
    headline(&mut out, evaluation);
    labels(&mut out, evaluation);
    folds(&mut out, evaluation);
    lengths(&mut out, evaluation);
    for skipped in &evaluation.skipped {
        let _ = writeln!(
            out,
            "{} {} documents of {} skipped: {}",
            styled(CAUTION, "!"),
            skipped.documents,
            skipped.label.as_deref().unwrap_or("no label"),
            skipped.reason
        );
    }
    for remark in &evaluation.data.remarks {
        let _ = writeln!(out, "{} {remark}", styled(CAUTION, "!"));
    }
    out
}

fn headline(out: &mut String, evaluation: &Evaluation) {
    for Figure { name, metric, note } in figures(evaluation) {
        let _ = writeln!(out, "  {name:<18} {}  {}", interval(&metric), styled(FAINT, note));
    }
}

fn labels(out: &mut String, evaluation: &Evaluation) {
    let width = evaluation.labels.iter().map(|l| l.chars().count()).max().unwrap_or(0).max(5);
    let _ = writeln!(
        out,
        "\n  {:<width$} documents  recall                        precision  F1     misnamed  AUC                   most taken for",
        "label"
    );
    for summary in &evaluation.per_label {
        let columns = LabelColumns::new(summary);
        let _ = writeln!(
            out,
            "  {:<width$} {:>9}  {} {}  {:<9}  {}  {:<8}  {:<20}  {}",
            quote(&summary.label, 40),
            summary.documents,
            interval(&summary.recall),
            bar(summary.recall.value, 8),
            columns.precision,
            columns.f1,
            columns.misnamed,
            columns.auc,
            styled(FAINT, confused(evaluation, &summary.label))
        );
    }
}

/// The two labels that a label is most often taken for.
fn confused(evaluation: &Evaluation, label: &str) -> String {
    let Some(truth) = evaluation.labels.iter().position(|l| l == label) else {
        return String::new();
    };
    let row = &evaluation.confusion[truth];
    let total: usize = row.iter().sum();
    let mut others: Vec<(usize, &str)> = row
        .iter()
        .zip(&evaluation.labels)
        .enumerate()
        .filter(|&(place, (&count, _))| place != truth && count > 0)
        .map(|(_, (&count, name))| (count, name.as_str()))
        .collect();
    others.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let parts: Vec<String> = others
        .iter()
        .take(2)
        .map(|(count, name)| format!("{name} {:.0} %", 100.0 * *count as f64 / total.max(1) as f64))
        .collect();
    parts.join(", ")
}

fn folds(out: &mut String, evaluation: &Evaluation) {
    if evaluation.folds.len() < 2 {
        return;
    }
    let width =
        evaluation.folds.iter().map(|f| f.held_out.chars().count()).max().unwrap_or(0).max(8);
    let _ = writeln!(
        out,
        "\n  {:<width$}   train    test  dropped  accuracy  balanced  one label",
        "held out"
    );
    for fold in &evaluation.folds {
        let _ = writeln!(
            out,
            "  {:<width$} {:>7} {:>7} {:>8}     {:.3}     {:.3}      {:.3}",
            quote(&fold.held_out, 60),
            fold.train,
            fold.test,
            fold.dropped,
            fold.accuracy,
            fold.balanced_accuracy,
            fold.baseline_balanced_accuracy
        );
    }
}

fn lengths(out: &mut String, evaluation: &Evaluation) {
    if evaluation.by_length.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n  cut to words  documents  accuracy              balanced accuracy     ECE                   Cllr"
    );
    for row in &evaluation.by_length {
        let _ = writeln!(
            out,
            "  {:>12} {:>10}  {}  {}  {}  {}",
            row.words,
            row.documents,
            interval(&row.accuracy),
            interval(&row.balanced_accuracy),
            interval(&row.ece),
            interval(&row.cllr)
        );
    }
}
