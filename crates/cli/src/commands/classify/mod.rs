//! `classify`: every input judged once, answered in input order.

mod pool;
mod resume;

use std::fs;
use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use tongueprint::{ClassifyOptions, Engine, Progress as _};
use tongueprint_report::html::Examined;
use tongueprint_report::{Answer, Explained, Failure, terminal};

use super::{engine, paths_or_help, use_threads, write_report};
use crate::args::{ClassifyArguments, Format};
use crate::input;
use crate::output::Output;
use crate::progress::Bars;
use crate::reading::{self, Consumer, Input, ReadingOptions};
use resume::Resumed;

pub(crate) fn run(arguments: &ClassifyArguments) -> anyhow::Result<ExitCode> {
    let Some(paths) = paths_or_help(&arguments.paths, "classify") else {
        return Ok(ExitCode::from(2));
    };
    use_threads(arguments.threads)?;
    let options = ClassifyOptions {
        candidates: arguments.candidates.clone(),
        prior: arguments.prior.iter().cloned().collect(),
        min_words: arguments.min_words,
        ..ClassifyOptions::default()
    };
    let engine = engine(arguments.model.as_deref(), &options)?;
    if let Some(dir) = &arguments.text_out {
        fs::create_dir_all(dir)
            .with_context(|| format!("cannot make the folder {}", dir.display()))?;
    }
    let sources = input::expand(&paths);
    let reading =
        ReadingOptions { kind: arguments.input, text_field: arguments.text_field.clone() };
    let bars = Bars::new();
    // A bar among the answers would spoil them both.
    if sources.len() > 1 && (arguments.resume.is_some() || !std::io::stdout().is_terminal()) {
        bars.begin("classifying", sources.len() as u64);
    }
    if arguments.pool {
        return pool::run(arguments, &engine, sources, &reading, &bars);
    }
    let resumed = arguments
        .resume
        .as_deref()
        .map(|path| Resumed::open(path, engine.model().blake3()))
        .transpose()?;
    let mut answers = Answers {
        engine: &engine,
        printer: Printer {
            output: Output::new(),
            resumed,
            format: arguments.format,
            text_out: arguments.text_out.as_deref(),
            examined: arguments.report.is_some().then(Vec::new),
            answered: 0,
            failed: 0,
        },
        bars: &bars,
    };
    reading::read(sources, &reading, &mut answers)?;
    bars.end();
    if let (Some(path), Some(examined)) = (&arguments.report, &answers.printer.examined) {
        write_report(path, examined)?;
    }
    answers.printer.finish()
}

/// What became of one input.
enum Outcome {
    Answered(Box<Answer>, String),
    Failed(Failure),
}

/// Judges inputs one by one and prints each answer.
struct Answers<'a> {
    engine: &'a Engine,
    printer: Printer<'a>,
    bars: &'a Bars,
}

impl Consumer for Answers<'_> {
    type Judged = Outcome;

    fn wanted(&mut self, source: &str) -> anyhow::Result<bool> {
        self.printer.wanted(source)
    }

    fn judge(&self, input: Input) -> Outcome {
        let loaded = match input.read {
            Ok(loaded) => loaded,
            Err(failure) => return Outcome::Failed(failure),
        };
        let document = loaded.document;
        let answer = Answer::new(
            Some(input.source),
            document.encoding(),
            document.media_type(),
            loaded.blake3,
            self.engine.classify_document(&document),
        );
        // Only a folder of texts and a report ask for the text again.
        let asked = self.printer.text_out.is_some() || self.printer.examined.is_some();
        let text = if asked { document.into_text() } else { String::new() };
        Outcome::Answered(Box::new(answer), text)
    }

    fn take(&mut self, outcome: Outcome) -> anyhow::Result<()> {
        self.printer.print(outcome)
    }

    fn rest(&mut self) -> anyhow::Result<()> {
        self.printer.flush()
    }

    fn source_done(&mut self) {
        self.bars.advance(1);
    }
}

struct Printer<'a> {
    output: Output,
    /// The file that takes the answers instead of standard output.
    resumed: Option<Resumed>,
    format: Format,
    text_out: Option<&'a Path>,
    /// What the report will show, where one is wanted.
    examined: Option<Vec<Examined>>,
    answered: usize,
    failed: usize,
}

impl Printer<'_> {
    /// Whether the input still wants an answer.
    fn wanted(&mut self, source: &str) -> anyhow::Result<bool> {
        let Some(resumed) = &mut self.resumed else { return Ok(true) };
        match resumed.answered(source)? {
            None => Ok(true),
            Some(failed) => {
                if failed {
                    self.failed += 1;
                } else {
                    self.answered += 1;
                }
                Ok(false)
            }
        }
    }

    fn print(&mut self, outcome: Outcome) -> anyhow::Result<()> {
        match outcome {
            Outcome::Answered(answer, text) => {
                self.answered += 1;
                if let Some(dir) = self.text_out {
                    let name = format!("{:04}.txt", self.answered + self.failed);
                    tongueprint::atomic::write(&dir.join(name), text.as_bytes())?;
                }
                match (&mut self.resumed, self.format) {
                    (Some(resumed), _) => resumed.json_line(&answer)?,
                    (None, Format::Json) => self.output.json_line(&answer)?,
                    (None, Format::Text) => {
                        self.output.text(&format!("{}\n", terminal::answer(&answer)))?;
                    }
                }
                if let Some(examined) = &mut self.examined {
                    let explained = Explained { answer: *answer, patterns_log10_lr: None };
                    examined.push(Examined { explained, text });
                }
                Ok(())
            }
            Outcome::Failed(failure) => {
                self.failed += 1;
                match (&mut self.resumed, self.format) {
                    (Some(resumed), _) => resumed.json_line(&failure),
                    (None, Format::Json) => self.output.json_line(&failure),
                    (None, Format::Text) => {
                        // In its place among the answers.
                        self.output.flush()?;
                        anstream::eprint!("{}", terminal::failure(&failure));
                        Ok(())
                    }
                }
            }
        }
    }

    /// Whoever is killed after this has lost no finished answer.
    fn flush(&mut self) -> anyhow::Result<()> {
        match &mut self.resumed {
            Some(resumed) => resumed.flush(),
            None => self.output.flush(),
        }
    }

    fn finish(mut self) -> anyhow::Result<ExitCode> {
        self.flush()?;
        if let Some(resumed) = self.resumed {
            resumed.finish()?;
        }
        if self.answered + self.failed == 0 {
            anyhow::bail!("nothing to classify: the folders and archives hold no files");
        }
        if self.failed > 0 && self.format == Format::Text {
            anstream::eprintln!("{} answered, {} failed", self.answered, self.failed);
        }
        Ok(ExitCode::from(u8::from(self.failed > 0)))
    }
}
