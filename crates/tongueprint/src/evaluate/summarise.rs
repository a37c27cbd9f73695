//! Judgements to figures.

use tongueprint_classifier::metrics::{
    self, Metric, balanced_accuracy, bootstrap, cllr, confusion, expected_calibration_error,
    expected_ece_if_calibrated, f1_scores, log_loss, macro_f1, precisions,
};
use tongueprint_corpus::Fold;

use super::contest::Contest;
use super::evaluation::{
    Baseline, DataSummary, Evaluation, FoldSummary, LabelSummary, LengthSummary, SkippedLabel,
};
use super::predictions::Prediction;
use crate::train::Dataset;

/// An expected calibration error on fewer documents than this says little.
const ENOUGH_FOR_ECE: usize = 1_000;

/// What surrounds the judgements.
pub(super) struct Frame<'a> {
    pub(super) protocol: String,
    pub(super) seed: u64,
    pub(super) labels: Vec<String>,
    pub(super) skipped: Vec<SkippedLabel>,
    pub(super) by_length: Vec<LengthSummary>,
    pub(super) folds: &'a [Fold],
}

/// Judgements as columns.
struct Columns {
    truth: Vec<usize>,
    top: Vec<usize>,
    of_truth: Vec<f64>,
    of_top: Vec<f64>,
    right: Vec<bool>,
    abstained: Vec<bool>,
    groups: Vec<usize>,
    labels: usize,
    candidates: usize,
}

impl Columns {
    fn new(predictions: &[Prediction], dataset: &Dataset, labels: usize) -> Self {
        let top: Vec<usize> = predictions.iter().map(Prediction::top).collect();
        let truth: Vec<usize> = predictions.iter().map(|p| p.truth).collect();
        Self {
            of_truth: predictions.iter().map(|p| p.probabilities[p.truth]).collect(),
            of_top: predictions.iter().zip(&top).map(|(p, &top)| p.probabilities[top]).collect(),
            right: truth.iter().zip(&top).map(|(a, b)| a == b).collect(),
            abstained: predictions.iter().map(|p| p.abstained).collect(),
            groups: predictions.iter().map(|p| dataset.group_of()[p.row]).collect(),
            candidates: predictions.iter().map(|p| p.candidates).max().unwrap_or(2),
            truth,
            top,
            labels,
        }
    }

    fn table(&self, rows: &[usize]) -> Vec<Vec<usize>> {
        confusion(&pick(&self.truth, rows), &pick(&self.top, rows), self.labels)
    }

    fn cllr(&self, rows: &[usize]) -> f64 {
        let (of_truth, truth) = (pick(&self.of_truth, rows), pick(&self.truth, rows));
        cllr(&of_truth, &truth, self.labels, self.candidates)
    }

    /// For each label the share of its documents for which a verdict named another.
    fn misnamed(&self, rows: &[usize]) -> Vec<Option<f64>> {
        let mut counts = vec![(0_usize, 0_usize); self.labels];
        for &row in rows {
            let (documents, misnamed) = &mut counts[self.truth[row]];
            *documents += 1;
            *misnamed += usize::from(!self.right[row] && !self.abstained[row]);
        }
        let share = |(documents, misnamed)| misnamed as f64 / documents as f64;
        counts.into_iter().map(|count| (count.0 > 0).then(|| share(count))).collect()
    }

    fn ece(&self, rows: &[usize]) -> f64 {
        expected_calibration_error(&pick(&self.of_top, rows), &pick(&self.right, rows))
    }
}

fn pick<T: Copy>(values: &[T], rows: &[usize]) -> Vec<T> {
    rows.iter().map(|&row| values[row]).collect()
}

/// The whole result.
pub(super) fn evaluation(
    predictions: &[Prediction],
    dataset: &Dataset,
    frame: Frame<'_>,
) -> Evaluation {
    let columns = Columns::new(predictions, dataset, frame.labels.len());
    let all: Vec<usize> = (0..predictions.len()).collect();
    let table = columns.table(&all);
    let count = frame.labels.len();
    let contests: Vec<Contest> = (0..count).map(|label| Contest::new(label, predictions)).collect();
    let metrics = bootstrap(&columns.groups, frame.seed, |rows| {
        let table = columns.table(rows);
        let named: Vec<usize> =
            rows.iter().copied().filter(|&row| !columns.abstained[row]).collect();
        let mut times = vec![0; predictions.len()];
        rows.iter().for_each(|&row| times[row] += 1);
        let mut figures = vec![
            metrics::accuracy(&table),
            balanced_accuracy(&table),
            macro_f1(&table),
            log_loss(&pick(&columns.of_truth, rows)),
            columns.cllr(rows),
            columns.ece(rows),
            share(&pick(&columns.abstained, rows)),
            if named.is_empty() { f64::NAN } else { share(&pick(&columns.right, &named)) },
        ];
        let (aucs, cllrs): (Vec<_>, Vec<_>) =
            contests.iter().map(|contest| contest.auc_and_cllr(&times)).unzip();
        let of_labels = [metrics::recalls(&table), columns.misnamed(rows), aucs, cllrs];
        figures.extend(of_labels.into_iter().flatten().map(|figure| figure.unwrap_or(f64::NAN)));
        figures
    });
    let of_labels: Vec<&[Metric]> = metrics[8..].chunks_exact(count).collect();
    let per_label = label_summaries(&frame.labels, &table, &of_labels);
    let (commonest, documents) = table
        .iter()
        .map(|row| row.iter().sum::<usize>())
        .enumerate()
        .rev()
        .max_by_key(|&(_, documents)| documents)
        .unwrap_or((0, 0));
    Evaluation {
        documents: predictions.len(),
        skipped: frame.skipped,
        protocol: frame.protocol,
        seed: frame.seed,
        confusion: table,
        folds: fold_summaries(predictions, dataset, &columns, frame.folds),
        by_length: frame.by_length,
        baseline: Baseline {
            label: frame.labels[commonest].clone(),
            accuracy: documents as f64 / predictions.len() as f64,
            balanced_accuracy: 1.0 / per_label.len().max(1) as f64,
        },
        data: data_summary(predictions, dataset),
        per_label,
        labels: frame.labels,
        accuracy: metrics[0],
        balanced_accuracy: metrics[1],
        macro_f1: metrics[2],
        log_loss: metrics[3],
        cllr: metrics[4],
        ece: metrics[5],
        ece_if_calibrated: expected_ece_if_calibrated(&columns.of_top, frame.seed),
        abstained: metrics[6],
        accuracy_of_verdicts: known(metrics[7]),
    }
}

/// The figures of texts cut to `words` words.
pub(super) fn length(
    words: usize,
    predictions: &[Prediction],
    dataset: &Dataset,
    labels: usize,
    seed: u64,
) -> LengthSummary {
    let columns = Columns::new(predictions, dataset, labels);
    let metrics = bootstrap(&columns.groups, seed, |rows| {
        let table = columns.table(rows);
        vec![
            metrics::accuracy(&table),
            balanced_accuracy(&table),
            columns.ece(rows),
            columns.cllr(rows),
        ]
    });
    LengthSummary {
        words,
        documents: predictions.len(),
        accuracy: metrics[0],
        balanced_accuracy: metrics[1],
        ece: metrics[2],
        cllr: metrics[3],
    }
}

fn share(flags: &[bool]) -> f64 {
    flags.iter().filter(|&&flag| flag).count() as f64 / flags.len().max(1) as f64
}

/// A figure that could be computed.
fn known(metric: Metric) -> Option<Metric> {
    metric.value.is_finite().then_some(metric)
}

/// `figures` holds, one entry a label each: recall, misnamed, AUC, Cllr.
fn label_summaries(
    labels: &[String],
    table: &[Vec<usize>],
    figures: &[&[Metric]],
) -> Vec<LabelSummary> {
    let (precisions, f1) = (precisions(table), f1_scores(table));
    let false_positive_rate = |label: usize| {
        let others = (0..labels.len()).filter(|&truth| truth != label);
        let (wrong, all) = others.fold((0, 0), |(wrong, all), truth| {
            (wrong + table[truth][label], all + table[truth].iter().sum::<usize>())
        });
        (all > 0).then(|| wrong as f64 / all as f64)
    };
    (0..labels.len())
        .filter(|&label| table[label].iter().any(|&documents| documents > 0))
        .map(|label| LabelSummary {
            label: labels[label].clone(),
            documents: table[label].iter().sum(),
            precision: precisions[label],
            recall: figures[0][label],
            f1: f1[label].unwrap_or(0.0),
            false_positive_rate: false_positive_rate(label),
            misnamed: figures[1][label],
            auc: known(figures[2][label]),
            cllr: known(figures[3][label]),
        })
        .collect()
}

fn fold_summaries(
    predictions: &[Prediction],
    dataset: &Dataset,
    columns: &Columns,
    folds: &[Fold],
) -> Vec<FoldSummary> {
    debug_assert!(dataset.len() >= predictions.len());
    folds
        .iter()
        .enumerate()
        .map(|(index, fold)| {
            let rows: Vec<usize> =
                (0..predictions.len()).filter(|&row| predictions[row].fold == index).collect();
            let table = columns.table(&rows);
            let judged = table.iter().filter(|row| row.iter().any(|&n| n > 0)).count();
            FoldSummary {
                held_out: fold.name.clone(),
                train: fold.train.len(),
                test: rows.len(),
                dropped: fold.dropped,
                accuracy: metrics::accuracy(&table),
                balanced_accuracy: balanced_accuracy(&table),
                baseline_balanced_accuracy: 1.0 / judged.max(1) as f64,
            }
        })
        .collect()
}

fn data_summary(predictions: &[Prediction], dataset: &Dataset) -> DataSummary {
    let mut lengths: Vec<usize> =
        predictions.iter().map(|p| dataset.words()[p.row] as usize).collect();
    lengths.sort_unstable();
    let duplicates = dataset.near_duplicates();
    let without_group = dataset.groups().without_field();
    let mut remarks = Vec::new();
    if without_group > 0 {
        remarks.push(format!(
            "author overlap unknown: {without_group} of {} documents name no author or block, so one writer may stand on both sides of a fold",
            dataset.len()
        ));
    }
    if duplicates.documents > 0 {
        remarks.push(format!(
            "{} documents are near-duplicates of another ({} pairs, {} across labels); no fold splits them",
            duplicates.documents,
            duplicates.pairs,
            duplicates.cross_label_pairs(dataset.labels())
        ));
    }
    if predictions.len() < ENOUGH_FOR_ECE {
        remarks.push(format!(
            "fewer than {ENOUGH_FOR_ECE} documents: the calibration error says little"
        ));
    }
    DataSummary {
        groups: dataset.groups().count(),
        near_duplicates: duplicates.documents,
        without_group,
        median_words: lengths.get(lengths.len() / 2).copied().unwrap_or(0),
        remarks,
    }
}
