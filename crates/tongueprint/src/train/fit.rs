//! Rows to model: members, stack, calibration, threshold, and what the header says of them.

use std::collections::BTreeMap;

use ndarray::{Array2, ArrayView2, Axis};
use tongueprint_classifier::{Softmax, Temperature, abstention_threshold};

use super::dataset::{Dataset, Table};
use super::inner_folds::{self, InnerKind};
use super::member::FittedMember;
use super::options::{Calibrate, TrainOptions};
use super::out_of_fold::{Target, balanced_weights, fit_members};
use super::stacking::{StackRows, calibrating_rows, usual_pull};
use super::validate;
use crate::member::quantise;
use crate::model_file::{
    self, CalibrationHeader, CorpusShare, Header, LabelInfo, Learner, MemberArrays, MemberHeader,
    StackHeader, TrainingSummary,
};
use crate::progress::Progress;
use crate::{Error, ErrorKind, Model};

/// Fits a model on some rows of a dataset; labels that they lack are not in the model.
pub(crate) fn fit(
    dataset: &Dataset,
    rows: &[usize],
    options: &TrainOptions,
    progress: &dyn Progress,
) -> Result<Model, Error> {
    options.check()?;
    let mut present: Vec<usize> = rows.iter().map(|&row| dataset.labels()[row]).collect();
    present.sort_unstable();
    present.dedup();
    if present.len() < 2 {
        return Err(Error::new(
            ErrorKind::Data,
            "fewer than two labels among the training documents",
        ));
    }
    let class_of: Vec<usize> = dataset
        .labels()
        .iter()
        .map(|label| present.binary_search(label).unwrap_or(usize::MAX))
        .collect();
    let target = Target { rows, class_of: &class_of, classes: present.len() };
    let folds = inner_folds::plan(dataset, rows, options)?;
    let across_corpora = folds.iter().any(|fold| fold.kind == InnerKind::Corpus);
    let sources: Vec<(Learner, &Table)> =
        dataset.members().filter(|&(learner, _)| options.wants(learner, across_corpora)).collect();
    let (members, scores) = fit_members(dataset, &sources, &target, &folds, options, progress)?;

    progress.begin("stacking and calibrating", 1);
    let labels: Vec<usize> = rows.iter().map(|&row| class_of[row]).collect();
    let corpora: Vec<usize> = rows.iter().map(|&row| dataset.corpora()[row]).collect();
    let pull = options.pull.unwrap_or_else(|| usual_pull(across_corpora));
    let rows_of_stack = StackRows::new(&scores, &labels, &corpora, pull);
    let (stack, crossed) =
        rayon::join(|| rows_of_stack.fit(|_| true), || rows_of_stack.cross_fit(&folds));
    let (stack, crossed) = (stack?, crossed?);
    let words: Vec<f64> = rows.iter().map(|&row| f64::from(dataset.words()[row])).collect();
    let calibrating = calibrating_rows(&scores.has_left_out);
    let temperature = match options.calibrate {
        Calibrate::Temperature => {
            let labels: Vec<usize> = calibrating.iter().map(|&row| labels[row]).collect();
            let words: Vec<f64> = calibrating.iter().map(|&row| words[row]).collect();
            Temperature::fit(
                &crossed.left_out.select(Axis(0), &calibrating),
                &labels,
                Some(&balanced_weights(&labels, present.len())),
                Some(&scores.known.select(Axis(0), &calibrating)),
                Some(&words),
            )?
        }
        Calibrate::None => Temperature::identity(),
    };
    let calibrated = |logits: &Array2<f64>| {
        let mut logits = logits.clone();
        for (mut row, &words) in logits.axis_iter_mut(Axis(0)).zip(&words) {
            let scale = temperature.scale(words);
            row.mapv_inplace(|logit| logit * scale);
        }
        logits
    };
    let groups: Vec<usize> = rows.iter().map(|&row| dataset.group_of()[row]).collect();
    let held = validate::Held {
        grouped: calibrated(&crossed.grouped),
        left_out: calibrated(&crossed.left_out),
        elsewhere: calibrated(&crossed.elsewhere),
        scores: &scores,
        labels: &labels,
        words: &words,
        groups: &groups,
        seed: options.seed,
    };
    let defaults = default_classes(dataset, rows, &present, options)?;
    let (tops, right) = held.tops(&defaults, &calibrating);
    let threshold = abstention_threshold(&tops, &right, 0.4);
    let labels_info = label_infos(dataset, &target, &present, &defaults, &held);
    let names: Vec<&str> = labels_info.iter().map(|info| info.name.as_str()).collect();
    let details = (0..present.len()).map(|class| held.details(class, &defaults, &names)).collect();
    progress.end();

    let header = Header {
        name: options.name.clone(),
        version: options.version.clone(),
        written_by: format!("tongueprint {}", env!("CARGO_PKG_VERSION")),
        licence: options.licence.clone(),
        labels: labels_info,
        shared_corpus: shared_corpus(dataset, rows, &class_of, present.len()),
        topic: dataset.topic(),
        weighting: options.weighting,
        lr_ceiling: lr_ceiling(&labels, present.len()),
        threshold,
        training: summary(dataset, rows, options),
        members: members
            .iter()
            .zip(&sources)
            .map(|(member, &(learner, table))| MemberHeader {
                learner,
                views: table.views.iter().map(ToString::to_string).collect(),
                features: member.vectorizer.len() as u64,
                intercepts: member.linear.intercepts().to_vec(),
            })
            .collect(),
        stack: stack_header(&stack),
        calibration: CalibrationHeader {
            log_scale: temperature.log_scale(),
            length_slope: temperature.length_slope(),
            min_words: temperature.min_words(),
            max_words: temperature.max_words(),
        },
        details,
    };
    let arrays: Vec<MemberArrays> = members
        .iter()
        .zip(&sources)
        .map(|(member, &(_, table))| arrays(member, table.counts.keys(), present.len()))
        .collect();
    Model::from_bytes(&model_file::write(&header, &arrays)?)
}

fn default_classes(
    dataset: &Dataset,
    rows: &[usize],
    present: &[usize],
    options: &TrainOptions,
) -> Result<Vec<bool>, Error> {
    if let Some(names) = &options.default_labels {
        // A label that these rows lack (a corpus held out) is no default of this model.
        let defaults: Vec<bool> =
            present.iter().map(|&label| names.contains(&dataset.label_names()[label])).collect();
        if let Some(unknown) = names.iter().find(|name| !dataset.label_names().contains(name)) {
            return Err(Error::new(
                ErrorKind::UnknownLabel,
                format!("{unknown:?} should answer by default and no document carries it"),
            ));
        }
        if defaults.iter().filter(|&&default| default).count() >= 2 {
            return Ok(defaults);
        }
        return Ok(vec![true; present.len()]);
    }
    let class_of: Vec<usize> = dataset
        .labels()
        .iter()
        .map(|label| present.binary_search(label).unwrap_or(usize::MAX))
        .collect();
    let shared = shared_corpus(dataset, rows, &class_of, present.len());
    let classes = present.len();
    let defaults: Vec<bool> =
        (0..classes).map(|a| (0..classes).any(|b| a != b && shared[a * classes + b])).collect();
    let enough = defaults.iter().filter(|&&default| default).count() >= 2;
    Ok(if enough { defaults } else { vec![true; classes] })
}

fn shared_corpus(
    dataset: &Dataset,
    rows: &[usize],
    class_of: &[usize],
    classes: usize,
) -> Vec<bool> {
    let mut lives = vec![false; classes * dataset.corpus_names().len()];
    let corpora = dataset.corpus_names().len();
    for &row in rows {
        lives[class_of[row] * corpora + dataset.corpora()[row]] = true;
    }
    let mut shared = vec![false; classes * classes];
    for a in 0..classes {
        for b in 0..classes {
            shared[a * classes + b] =
                (0..corpora).any(|c| lives[a * corpora + c] && lives[b * corpora + c]);
        }
    }
    shared
}

fn label_infos(
    dataset: &Dataset,
    target: &Target<'_>,
    present: &[usize],
    defaults: &[bool],
    held: &validate::Held<'_>,
) -> Vec<LabelInfo> {
    let shared = shared_corpus(dataset, target.rows, target.class_of, target.classes);
    present
        .iter()
        .enumerate()
        .map(|(class, &label)| {
            let mut documents: BTreeMap<usize, u64> = BTreeMap::new();
            for &row in target.rows.iter().filter(|&&row| dataset.labels()[row] == label) {
                *documents.entry(dataset.corpora()[row]).or_default() += 1;
            }
            let mut corpora: Vec<CorpusShare> = documents
                .into_iter()
                .map(|(corpus, documents)| CorpusShare {
                    corpus: dataset.corpus_names()[corpus].clone(),
                    documents,
                })
                .collect();
            corpora.sort_by(|a, b| b.documents.cmp(&a.documents).then(a.corpus.cmp(&b.corpus)));
            let contrasted =
                (0..present.len()).any(|b| b != class && shared[class * present.len() + b]);
            let (inside, outside) = held.recalls(class, defaults);
            LabelInfo {
                name: dataset.label_names()[label].clone(),
                default: defaults[class],
                validation: validate::status(outside.as_ref(), contrasted),
                corpora,
                recall_in_corpus: inside,
                recall_out_of_corpus: outside,
            }
        })
        .collect()
}

/// With n validation documents of a label, a ratio above n + 1 is more than they can support
/// (Vergeer et al. 2016, on the extrapolation of likelihood ratios).
fn lr_ceiling(labels: &[usize], classes: usize) -> f64 {
    let rarest = (0..classes)
        .map(|class| labels.iter().filter(|&&label| label == class).count())
        .min()
        .unwrap_or(1);
    ((rarest + 1) as f64).log10()
}

fn summary(dataset: &Dataset, rows: &[usize], options: &TrainOptions) -> TrainingSummary {
    let mut groups: Vec<usize> = rows.iter().map(|&row| dataset.group_of()[row]).collect();
    groups.sort_unstable();
    groups.dedup();
    TrainingSummary {
        documents: rows.len() as u64,
        words: rows.iter().map(|&row| u64::from(dataset.words()[row])).sum(),
        groups: groups.len() as u64,
        seed: options.seed,
        notes: options.notes.clone(),
        options: options.describe(),
    }
}

/// The stack's standardisation is folded into its coefficients.
fn stack_header(stack: &Softmax) -> StackHeader {
    let (coefficients, intercepts) = stack.unstandardised();
    StackHeader { coefficients: row_major(coefficients.view()), intercepts: intercepts.to_vec() }
}

fn row_major(matrix: ArrayView2<'_, f64>) -> Vec<f64> {
    matrix.rows().into_iter().flat_map(|row| row.to_vec()).collect()
}

fn arrays(member: &FittedMember, keys: &[u64], classes: usize) -> MemberArrays {
    let (scales, weights) = quantise(member.linear.weights(), classes);
    MemberArrays {
        keys: member.vectorizer.columns().iter().map(|&column| keys[column as usize]).collect(),
        factors: member.vectorizer.factors().to_vec(),
        scales,
        weights,
    }
}
