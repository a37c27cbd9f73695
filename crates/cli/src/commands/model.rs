//! `model info` and `model card`.

use std::process::ExitCode;

use tongueprint_report::{card, terminal};

use super::load_model;
use crate::args::{Format, ModelCommand};
use crate::output::Output;

pub(crate) fn run(command: &ModelCommand) -> anyhow::Result<ExitCode> {
    let (ModelCommand::Info { file, format } | ModelCommand::Card { file, format }) = command;
    let model = load_model(file.as_deref())?;
    let mut output = Output::new();
    match (command, format) {
        (ModelCommand::Info { .. }, Format::Text) => output.text(&terminal::model_info(&model))?,
        (ModelCommand::Card { .. }, Format::Text) => output.text(&card::markdown(&model))?,
        (_, Format::Json) => output.json_pretty(&card::ModelInfo::new(&model))?,
    }
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}
