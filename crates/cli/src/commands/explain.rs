//! `explain`: the analyst's sheet, every suspicious construction with what it weighs.

use std::path::Path;
use std::process::ExitCode;

use tongueprint::{Engine, Progress as _};
use tongueprint_report::html::Examined;
use tongueprint_report::{Answer, Explained, Failure, markdown, terminal};

use super::{Judging, judging, pool, write_report};
use crate::args::{ExplainArguments, ReportFormat};
use crate::output::Output;
use crate::progress::Bars;
use crate::reading::{self, Consumer, Input};

/// The width of a sheet that is not printed on a terminal.
const WIDTH: usize = 120;

pub(crate) fn run(arguments: &ExplainArguments) -> anyhow::Result<ExitCode> {
    let Some(judging) = judging(&arguments.judging, "explain", arguments.stretches)? else {
        return Ok(ExitCode::from(2));
    };
    let bars = Bars::new();
    let mut printer = Printer {
        output: Output::new(),
        format: arguments.format,
        width: terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0)),
    };
    let report = arguments.judging.report.as_deref();
    if arguments.judging.pool {
        let (engine, pooled) = pool::read(judging, &bars)?;
        let explanation = engine.explain_document(&pooled.document);
        let answer = pooled.answer(explanation.verdict);
        let explained = Explained::new(answer, explanation.patterns);
        printer.sheet(&explained)?;
        printer.output.flush()?;
        if arguments.format != ReportFormat::Json {
            pooled.complain();
        }
        if let Some(path) = report {
            let text = pooled.document.text().to_owned();
            write_report(path, &[Examined { explained, text }])?;
        }
        return Ok(pooled.exit());
    }
    let Judging { engine, sources, reading } = judging;
    let mut sheets = Sheets {
        engine: &engine,
        printer,
        examined: report.is_some().then(Vec::new),
        answered: 0,
        failed: 0,
    };
    reading::read(sources, &reading, &mut sheets)?;
    bars.end();
    sheets.finish(report)
}

/// Prints sheets as they were asked for.
struct Printer {
    output: Output,
    format: ReportFormat,
    width: usize,
}

impl Printer {
    fn sheet(&mut self, explained: &Explained) -> anyhow::Result<()> {
        match self.format {
            ReportFormat::Json => self.output.json_line(explained),
            ReportFormat::Markdown => {
                self.output.text(&format!("{}\n", markdown::explanation(explained)))
            }
            ReportFormat::Text => {
                let sheet = terminal::explanation(explained, self.width);
                self.output.text(&format!("{sheet}\n"))
            }
        }
    }
}

enum Outcome {
    Explained(Box<Examined>),
    Failed(Failure),
}

/// Explains inputs one by one and prints each sheet.
struct Sheets<'a> {
    engine: &'a Engine,
    printer: Printer,
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
        let explained = Explained::new(answer, explanation.patterns);
        Outcome::Explained(Box::new(Examined { explained, text: document.into_text() }))
    }

    fn take(&mut self, outcome: Outcome) -> anyhow::Result<()> {
        match outcome {
            Outcome::Explained(examined) => {
                self.answered += 1;
                self.printer.sheet(&examined.explained)?;
                if let Some(all) = &mut self.examined {
                    all.push(*examined);
                }
                Ok(())
            }
            Outcome::Failed(failure) => {
                self.failed += 1;
                if self.printer.format == ReportFormat::Json {
                    return self.printer.output.json_line(&failure);
                }
                // In its place among the sheets.
                self.printer.output.flush()?;
                anstream::eprint!("{}", terminal::failure(&failure));
                Ok(())
            }
        }
    }

    fn rest(&mut self) -> anyhow::Result<()> {
        self.printer.output.flush()
    }
}

impl Sheets<'_> {
    fn finish(mut self, report: Option<&Path>) -> anyhow::Result<ExitCode> {
        self.printer.output.flush()?;
        if self.answered + self.failed == 0 {
            anyhow::bail!("nothing to explain: the folders and archives hold no files");
        }
        if let (Some(path), Some(examined)) = (report, &self.examined) {
            write_report(path, examined)?;
        }
        Ok(ExitCode::from(u8::from(self.failed > 0)))
    }
}
