//! `evaluate`: how good the judgements are, measured on documents that the model never saw.

use std::path::Path;
use std::process::ExitCode;

use tongueprint::{Dataset, Protocol, evaluate, evaluate_model};
use tongueprint_report::{markdown, terminal};

use super::{learning, load_model, told, use_threads};
use crate::args::{EvaluateArguments, ReportFormat};
use crate::output::Output;
use crate::progress::Bars;

const DEFAULT_FOLDS: usize = 5;

pub(crate) fn run(arguments: &EvaluateArguments) -> anyhow::Result<ExitCode> {
    let mut options = learning::options(&arguments.data, &arguments.learning)?;
    use_threads(arguments.learning.threads)?;
    let bars = Bars::new();
    let evaluated = if let Some(path) = &arguments.model {
        let model = load_model((path != Path::new("bundled")).then_some(path))?;
        options = tongueprint::TrainOptions {
            group_fields: options.group_fields,
            corpus_field: options.corpus_field,
            ..model.reading_options()
        };
        let records = learning::records(&arguments.data, &[], options.seed)?;
        let dataset = Dataset::new(records, &options, &bars).map_err(told)?;
        evaluate_model(
            &dataset,
            &model,
            arguments.candidates.as_deref(),
            &arguments.cut_words,
            &bars,
        )
    } else {
        let protocol = protocol(arguments);
        let extra = match &protocol {
            Protocol::LeaveOut { field, .. } => vec![field.as_str()],
            Protocol::Folds(_) => Vec::new(),
        };
        let records = learning::records(&arguments.data, &extra, options.seed)?;
        let dataset = Dataset::new(records, &options, &bars).map_err(told)?;
        evaluate(&dataset, &options, &protocol, &arguments.cut_words, &bars)
    }
    .map_err(told)?;
    if let Some(path) = &arguments.predictions {
        let mut lines = Vec::new();
        for judgement in &evaluated.judgements {
            serde_json::to_writer(&mut lines, judgement)?;
            lines.push(b'\n');
        }
        tongueprint::atomic::write(path, &lines)?;
    }
    if let Some(path) = &arguments.report {
        let page = tongueprint_report::html::evaluation(&evaluated, &super::provenance())?;
        tongueprint::atomic::write(path, page.as_bytes())?;
    }
    let evaluation = &evaluated.evaluation;
    let mut output = Output::new();
    match arguments.format {
        ReportFormat::Json => output.json_pretty(evaluation)?,
        ReportFormat::Markdown => output.text(&markdown::evaluation(evaluation))?,
        ReportFormat::Text => output.text(&terminal::evaluation(evaluation))?,
    }
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn protocol(arguments: &EvaluateArguments) -> Protocol {
    match &arguments.leave_out {
        None => Protocol::Folds(arguments.folds.unwrap_or(DEFAULT_FOLDS)),
        Some(spec) => {
            let (field, values) = spec.split_once('=').unwrap_or((spec, ""));
            let values = values.split(',').filter(|v| !v.is_empty()).map(str::to_owned).collect();
            Protocol::LeaveOut { field: field.to_owned(), values }
        }
    }
}
