//! An evaluation as a page: figures with intervals, confusion, length, reliability.

use askama::Template;
use tongueprint::{Evaluated, Metric};

use super::{Provenance, RenderError};
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

struct Figure {
    name: &'static str,
    value: String,
    interval: String,
    note: String,
}

struct Label<'a> {
    label: &'a str,
    documents: usize,
    precision: String,
    recall: String,
    interval: String,
    f1: String,
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
        figures: figures(evaluated),
        confusion: confusion(&evaluation.labels, &evaluation.confusion),
        lengths: (!evaluation.by_length.is_empty()).then(|| lengths(evaluated)),
        reliability: reliability(evaluated),
        labels: evaluation
            .per_label
            .iter()
            .map(|label| Label {
                label: &label.label,
                documents: label.documents,
                precision: label.precision.map_or_else(|| "–".to_owned(), |p| format!("{p:.3}")),
                recall: format!("{:.3}", label.recall.value),
                interval: interval(&label.recall),
                f1: format!("{:.3}", label.f1),
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

fn interval(metric: &Metric) -> String {
    format!("{:.3} to {:.3}", metric.low, metric.high)
}

fn figures(evaluated: &Evaluated) -> Vec<Figure> {
    let evaluation = &evaluated.evaluation;
    let baseline = &evaluation.baseline;
    let figure = |name, metric: &Metric, note: String| Figure {
        name,
        value: format!("{:.3}", metric.value),
        interval: interval(metric),
        note,
    };
    vec![
        figure(
            "accuracy",
            &evaluation.accuracy,
            format!("always {}: {:.3}", baseline.label, baseline.accuracy),
        ),
        figure(
            "balanced accuracy",
            &evaluation.balanced_accuracy,
            format!("always one label: {:.3}", baseline.balanced_accuracy),
        ),
        figure("macro F1", &evaluation.macro_f1, String::new()),
        figure("log loss", &evaluation.log_loss, "nats, flat prior".to_owned()),
        figure("Cllr", &evaluation.cllr, "1 knows nothing".to_owned()),
        figure(
            "ECE",
            &evaluation.ece,
            format!("perfectly calibrated would show {:.3}", evaluation.ece_if_calibrated),
        ),
        figure("abstained", &evaluation.abstained, String::new()),
    ]
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
