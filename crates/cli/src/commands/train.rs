//! `train`: labelled data in, a model file out.

use std::fmt::Write as _;
use std::process::ExitCode;

use tongueprint::{Dataset, Trainer};

use super::{learning, told, use_threads};
use crate::args::{Format, TrainArguments};
use crate::output::Output;
use crate::progress::Bars;

pub(crate) fn run(arguments: &TrainArguments) -> anyhow::Result<ExitCode> {
    let mut options = learning::options(&arguments.data, &arguments.learning)?;
    options.name = arguments.name.clone().unwrap_or_else(|| {
        arguments
            .output
            .file_stem()
            .map_or_else(|| "unnamed".to_owned(), |stem| stem.to_string_lossy().into_owned())
    });
    use_threads(arguments.learning.threads)?;
    let records = learning::records(&arguments.data, &[], options.seed)?;
    let bars = Bars::new();
    let dataset = Dataset::new(records, &options, &bars).map_err(told)?;
    let model = Trainer::new(options).train(&dataset, &bars).map_err(told)?;
    model.save(&arguments.output)?;
    let mut output = Output::new();
    match arguments.format {
        Format::Json => output.json_line(&tongueprint_report::card::ModelInfo::new(&model))?,
        Format::Text => {
            let mut text = tongueprint_report::terminal::model_info(&model);
            let _ = writeln!(text, "written to {}", arguments.output.display());
            output.text(&text)?;
        }
    }
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}
