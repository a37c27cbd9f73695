//! The figures of an evaluation in the order in which every report lists them: terminal, Markdown, page.

use tongueprint::{Evaluation, LabelSummary, Metric};

/// A figure's name, its value, and what stands beside it.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) metric: Metric,
    pub(crate) note: String,
}

/// The figures over all labels.
pub(crate) fn figures(evaluation: &Evaluation) -> Vec<Figure> {
    let baseline = &evaluation.baseline;
    let figure =
        |name, metric: &Metric, note: &str| Figure { name, metric: *metric, note: note.to_owned() };
    let always = format!("always {}: {:.3}", baseline.label, baseline.accuracy);
    let one = format!("always one label: {:.3}", baseline.balanced_accuracy);
    let chance = format!("perfectly calibrated would show {:.3}", evaluation.ece_if_calibrated);
    let mut all = vec![
        figure("accuracy", &evaluation.accuracy, &always),
        figure("balanced accuracy", &evaluation.balanced_accuracy, &one),
        figure("macro F1", &evaluation.macro_f1, ""),
        figure("log loss", &evaluation.log_loss, "nats, flat prior"),
        figure("Cllr", &evaluation.cllr, "1 knows nothing"),
        figure("ECE", &evaluation.ece, &chance),
        figure("abstained", &evaluation.abstained, ""),
    ];
    let verdicts = evaluation.accuracy_of_verdicts;
    all.extend(
        verdicts.map(|metric| figure("right of verdicts", &metric, "where it did not abstain")),
    );
    all
}

/// A label's figures as columns of text; what could not be computed is a dash.
pub(crate) struct LabelColumns {
    pub(crate) precision: String,
    pub(crate) f1: String,
    pub(crate) false_positives: String,
    pub(crate) misnamed: String,
    pub(crate) auc: String,
    pub(crate) cllr: String,
}

impl LabelColumns {
    pub(crate) fn new(label: &LabelSummary) -> Self {
        let rate = |rate: Option<f64>| rate.map_or("–".to_owned(), |rate| format!("{rate:.3}"));
        Self {
            precision: rate(label.precision),
            f1: format!("{:.3}", label.f1),
            false_positives: rate(label.false_positive_rate),
            misnamed: format!("{:.3}", label.misnamed.value),
            auc: label.auc.as_ref().map_or("–".to_owned(), interval),
            cllr: rate(label.cllr.map(|metric| metric.value)),
        }
    }
}

/// A figure with its interval.
pub(crate) fn interval(metric: &Metric) -> String {
    format!("{:.3} [{:.3}, {:.3}]", metric.value, metric.low, metric.high)
}
