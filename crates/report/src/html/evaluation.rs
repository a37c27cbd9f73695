//! An evaluation as a page: figures with intervals, confusion, length, reliability.

use askama::Template;
use tongueprint::{Evaluated, Metric};

use super::{Provenance, RenderError};
use crate::figures::{Figure, LabelColumns, figures, interval};
use crate::svg::{LineChart, Point, Reference, Scale, Series, confusion, line_chart};

/// Bins of the reliability curve.
const BINS: usize = 10;

#[derive(Template)]
#[template(path = "evaluation.html")]
struct Page<'a> {
    protocol: &'a str,
    seed: u64,
    accuracy: String,
    documents: usize,
    groups: usize,
    label_count: usize,
    median_words: usize,
    baseline_label: &'a str,
    baseline: String,
    remarks: Vec<String>,
    figures: Vec<Figure>,
    confusion: String,
    lengths: Option<String>,
    reliability: Option<String>,
    labels: Vec<Label<'a>>,
    folds: Vec<Fold<'a>>,
    provenance: &'a Provenance,
}

struct Label<'a> {
    label: &'a str,
    documents: usize,
    recall: String,
    columns: LabelColumns,
}

struct Fold<'a> {
    held_out: &'a str,
    train: usize,
    test: usize,
    dropped: usize,
    accuracy: String,
    balanced: String,
    baseline: String,
}

/// The report on an evaluation, as one HTML file.
///
/// # Errors
/// When a template fails to render, which no input makes it do.
pub fn evaluation(evaluated: &Evaluated, provenance: &Provenance) -> Result<String, RenderError> {
    let evaluation = &evaluated.evaluation;
    let baseline = &evaluation.baseline;
    let skipped = evaluation.skipped.iter().map(|skipped| {
        format!(
            "{} documents of {} skipped: {}",
            skipped.documents,
            skipped.label.as_deref().unwrap_or("no label"),
            skipped.reason
        )
    });
    let page = Page {
        protocol: &evaluation.protocol,
        seed: evaluation.seed,
        accuracy: format!("{:.3}", evaluation.accuracy.value),
        documents: evaluation.documents,
        groups: evaluation.data.groups,
        label_count: evaluation.per_label.len(),
        median_words: evaluation.data.median_words,
        baseline_label: &baseline.label,
        baseline: format!("{:.3}", baseline.accuracy),
        remarks: skipped.chain(evaluation.data.remarks.iter().cloned()).collect(),
        figures: figures(evaluation),
        confusion: confusion(&evaluation.labels, &evaluation.confusion),
        lengths: (!evaluation.by_length.is_empty()).then(|| lengths(evaluated)),
        reliability: reliability(evaluated),
        labels: evaluation
            .per_label
            .iter()
            .map(|label| Label {
                label: &label.label,
                documents: label.documents,
                recall: interval(&label.recall),
                columns: LabelColumns::new(label),
            })
            .collect(),
        folds: evaluation
            .folds
            .iter()
            .map(|fold| Fold {
                held_out: &fold.held_out,
                train: fold.train,
                test: fold.test,
                dropped: fold.dropped,
                accuracy: format!("{:.3}", fold.accuracy),
                balanced: format!("{:.3}", fold.balanced_accuracy),
                baseline: format!("{:.3}", fold.baseline_balanced_accuracy),
            })
            .collect(),
        provenance,
    };
    Ok(page.render()?)
}

fn lengths(evaluated: &Evaluated) -> String {
    let evaluation = &evaluated.evaluation;
    let series = |name: &str, metric: fn(&tongueprint::LengthSummary) -> &Metric| Series {
        name: name.to_owned(),
        points: evaluation
            .by_length
            .iter()
            .map(|row| {
                let metric = metric(row);
                Point { x: row.words as f64, y: metric.value, low: metric.low, high: metric.high }
            })
            .collect(),
    };
    line_chart(&LineChart {
        name: "Accuracy and balanced accuracy by the number of words".to_owned(),
        x_label: "words a text is cut to".to_owned(),
        y_label: "share of documents".to_owned(),
        x_scale: Scale::Log,
        y_range: Some((0.0, 1.0)),
        series: vec![
            series("accuracy", |row| &row.accuracy),
            series("balanced accuracy", |row| &row.balanced_accuracy),
        ],
        references: vec![Reference::Level(
            "always one label, balanced".to_owned(),
            evaluation.baseline.balanced_accuracy,
        )],
    })
}

/// `None` when too few documents were judged for two bins.
fn reliability(evaluated: &Evaluated) -> Option<String> {
    let bins = evaluated.reliability(BINS);
    (bins.len() > 1).then(|| {
        let points = bins
            .iter()
            .map(|bin| Point { x: bin.claimed, y: bin.right, low: bin.low, high: bin.high })
            .collect();
        line_chart(&LineChart {
            name: "How often the top of the ranking is right, by its probability".to_owned(),
            x_label: "mean probability of the top of the ranking".to_owned(),
            y_label: "share that is right".to_owned(),
            x_scale: Scale::Linear,
            y_range: Some((0.0, 1.0)),
            series: vec![Series { name: "top of the ranking".to_owned(), points }],
            references: vec![Reference::Diagonal("perfectly calibrated".to_owned())],
        })
    })
}
