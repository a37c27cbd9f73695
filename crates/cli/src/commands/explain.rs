//! `explain`: the analyst's sheet, every suspicious construction with what it weighs.

use std::path::PathBuf;
use std::process::ExitCode;

use tongueprint::{ClassifyOptions, Engine, Progress as _};
use tongueprint_report::html::Examined;
use tongueprint_report::{Answer, Explained, Failure, markdown, terminal};

use super::{engine, paths_or_help, use_threads};
use crate::args::{ExplainArguments, ReportFormat};
use crate::input;
use crate::output::Output;
use crate::progress::Bars;
use crate::reading::{self, Consumer, Input, ReadingOptions};

/// The width of a sheet that is not printed on a terminal.
const WIDTH: usize = 120;

pub(crate) fn run(arguments: &ExplainArguments) -> anyhow::Result<ExitCode> {
    let Some(paths) = paths_or_help(&arguments.paths, "explain") else {
        return Ok(ExitCode::from(2));
    };
    use_threads(arguments.threads)?;
    let options = ClassifyOptions {
        candidates: arguments.candidates.clone(),
        prior: arguments.prior.iter().cloned().collect(),
        min_words: arguments.min_words,
        evidence: arguments.stretches,
    };
    let engine = engine(arguments.model.as_deref(), &options)?;
    let reading =
        ReadingOptions { kind: arguments.input, text_field: arguments.text_field.clone() };
    let bars = Bars::new();
    let mut sheets = Sheets {
        engine: &engine,
        output: Output::new(),
        format: arguments.format,
        width: terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0)),
        examined: arguments.report.is_some().then(Vec::new),
        answered: 0,
        failed: 0,
    };
    reading::read(input::expand(&paths), &reading, &mut sheets)?;
    bars.end();
    sheets.finish(arguments.report.as_ref())
}

enum Outcome {
    Explained(Box<Examined>),
    Failed(Failure),
}

/// Explains inputs one by one and prints each sheet.
struct Sheets<'a> {
    engine: &'a Engine,
    output: Output,
    format: ReportFormat,
    width: usize,
    /// What the report will show, where one is wanted.
    examined: Option<Vec<Examined>>,
    answered: usize,
    failed: usize,
}

impl Consumer for Sheets<'_> {
    type Judged = Outcome;

    fn wanted(&mut self, _: &str) -> anyhow::Result<bool> {
        Ok(true)
    }

    fn judge(&self, input: Input) -> Outcome {
        let loaded = match input.read {
            Ok(loaded) => loaded,
            Err(failure) => return Outcome::Failed(failure),
        };
        let document = loaded.document;
        let explanation = self.engine.explain_document(&document);
        let answer = Answer::new(
            Some(input.source),
            document.encoding(),
            document.media_type(),
            loaded.blake3,
            explanation.verdict,
        );
        let explained = Explained { answer, patterns_log10_lr: explanation.patterns_log10_lr };
        Outcome::Explained(Box::new(Examined { explained, text: document.into_text() }))
    }

    fn take(&mut self, outcome: Outcome) -> anyhow::Result<()> {
        match outcome {
            Outcome::Explained(examined) => {
                self.answered += 1;
                let explained = &examined.explained;
                match self.format {
                    ReportFormat::Json => self.output.json_line(explained)?,
                    ReportFormat::Markdown => {
                        self.output.text(&format!("{}\n", markdown::explanation(explained)))?;
                    }
                    ReportFormat::Text => {
                        let sheet = terminal::explanation(explained, self.width);
                        self.output.text(&format!("{sheet}\n"))?;
                    }
                }
                if let Some(all) = &mut self.examined {
                    all.push(*examined);
                }
                Ok(())
            }
            Outcome::Failed(failure) => {
                self.failed += 1;
                if self.format == ReportFormat::Json {
                    return self.output.json_line(&failure);
                }
                // In its place among the sheets.
                self.output.flush()?;
                anstream::eprint!("{}", terminal::failure(&failure));
                Ok(())
            }
        }
    }

    fn rest(&mut self) -> anyhow::Result<()> {
        self.output.flush()
    }
}

impl Sheets<'_> {
    fn finish(mut self, report: Option<&PathBuf>) -> anyhow::Result<ExitCode> {
        self.output.flush()?;
        if self.answered + self.failed == 0 {
            anyhow::bail!("nothing to explain: the folders and archives hold no files");
        }
        if let (Some(path), Some(examined)) = (report, &self.examined) {
            super::write_report(path, examined)?;
        }
        Ok(ExitCode::from(u8::from(self.failed > 0)))
    }
}
