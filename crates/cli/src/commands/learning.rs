//! What `train` and `evaluate` have in common: data read and options resolved.

use std::io::Write as _;

use tongueprint::corpus::{self, ReadOptions, Record, Selection};
use tongueprint::features::text::Topic;
use tongueprint::features::views::View;
use tongueprint::{Calibrate, Combine, TrainOptions, Weighting};

use super::Usage;
use crate::args::{
    CalibrateArgument, CombineArgument, DataArguments, LearningArguments, TopicArgument,
    WeightingArgument,
};

/// The options of the library.
pub(super) fn options(
    data: &DataArguments,
    learning: &LearningArguments,
) -> anyhow::Result<TrainOptions> {
    let mut options = TrainOptions {
        weighting: match learning.weighting {
            WeightingArgument::Presence => Weighting::Presence,
            WeightingArgument::Tfidf => Weighting::TfIdf,
            WeightingArgument::LogEntropy => Weighting::LogEntropy,
        },
        combine: match learning.combine {
            CombineArgument::Stack => Combine::Stack,
            CombineArgument::Concat => Combine::Concat,
        },
        calibrate: match learning.calibrate {
            CalibrateArgument::Temperature => Calibrate::Temperature,
            CalibrateArgument::None => Calibrate::None,
        },
        topic: match learning.topic {
            TopicArgument::Mask => Topic::Mask,
            TopicArgument::Keep => Topic::Keep,
        },
        spread: !learning.no_spread,
        pull: learning.pull,
        max_features: learning.max_features,
        cost: learning.cost,
        seed: learning.seed,
        group_fields: data.group_field.clone(),
        corpus_field: data.corpus_field.clone(),
        ..TrainOptions::default()
    };
    let parsed = |views: &[String]| {
        views
            .iter()
            .map(|view| view.parse::<View>().map_err(|error| Usage(error.to_string())))
            .collect::<Result<Vec<View>, Usage>>()
    };
    if let Some(views) = &learning.views {
        options.views = parsed(views)?;
    }
    match learning.language_models.as_deref() {
        None if learning.views.is_none() => {}
        None => options.language_models = Some(Vec::new()),
        Some([none]) if none == "none" => options.language_models = Some(Vec::new()),
        Some(views) => options.language_models = Some(parsed(views)?),
    }
    Ok(options)
}

/// Every record of the data that its label lets in; what was left out is told on standard error.
pub(super) fn records(
    data: &DataArguments,
    extra: &[&str],
    seed: u64,
) -> anyhow::Result<Vec<Record>> {
    let mut fields: Vec<String> = data.group_field.clone();
    fields.push(data.corpus_field.clone());
    fields.extend(extra.iter().map(|&field| field.to_owned()));
    let read = ReadOptions {
        text_field: data.text_field.clone(),
        label_field: Some(data.label_field.clone()),
        fields,
        ..ReadOptions::default()
    };
    let mut records = Vec::new();
    for path in &data.paths {
        for record in corpus::read(path, &read)? {
            records.push(record?);
        }
    }
    let selection = Selection {
        labels: data.labels.clone(),
        min_documents: data.min_documents,
        limit_per_label: data.limit_per_label,
        seed,
    };
    let (records, skipped) = selection.apply(records);
    let mut stderr = anstream::stderr();
    for line in skipped.lines() {
        writeln!(stderr, "{line}")?;
    }
    Ok(records)
}
