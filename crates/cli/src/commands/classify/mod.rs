//! `classify`: every input judged once, answered in input order.

mod resume;

use std::fs;
use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use tongueprint::{ClassifyOptions, Engine, Progress as _};
use tongueprint_report::html::Examined;
use tongueprint_report::{Answer, Explained, Failure, terminal};

use super::{Judging, judging, pool, write_report};
use crate::args::{ClassifyArguments, Format};
use crate::output::Output;
use crate::progress::Bars;
use crate::reading::{self, Consumer, Input};
use resume::Resumed;

pub(crate) fn run(arguments: &ClassifyArguments) -> anyhow::Result<ExitCode> {
    let evidence = ClassifyOptions::default().evidence;
    let Some(judging) = judging(&arguments.judging, "classify", evidence)? else {
        return Ok(ExitCode::from(2));
    };
    if let Some(dir) = &arguments.text_out {
        fs::create_dir_all(dir)
            .with_context(|| format!("cannot make the folder {}", dir.display()))?;
    }
    let bars = Bars::new();
    // A bar among the answers would spoil them both.
    if judging.sources.len() > 1 && (arguments.resume.is_some() || !std::io::stdout().is_terminal())
    {
        bars.begin("classifying", judging.sources.len() as u64);
    }
    if arguments.judging.pool {
        return together(arguments, judging, &bars);
    }
    let Judging { engine, sources, reading } = judging;
    let resumed = arguments
        .resume
        .as_deref()
        .map(|path| Resumed::open(path, engine.model().blake3()))
        .transpose()?;
    let report = arguments.judging.report.as_deref();
    let mut answers = Answers {
        engine: &engine,
        printer: Printer {
            output: Output::new(),
            resumed,
            format: arguments.format,
            text_out: arguments.text_out.as_deref(),
            examined: report.is_some().then(Vec::new),
            answered: 0,
            failed: 0,
        },
        bars: &bars,
    };
    reading::read(sources, &reading, &mut answers)?;
    bars.end();
    if let (Some(path), Some(examined)) = (report, &answers.printer.examined) {
        write_report(path, examined)?;
    }
    answers.printer.finish()
}

/// All messages as one text.
fn together(
    arguments: &ClassifyArguments,
    judging: Judging,
    bars: &Bars,
) -> anyhow::Result<ExitCode> {
    let (engine, pooled) = pool::read(judging, bars)?;
    let text = pooled.document.text();
    if let Some(dir) = &arguments.text_out {
        tongueprint::atomic::write(&dir.join("0001.txt"), text.as_bytes())?;
    }
    let answer = pooled.answer(engine.classify_document(&pooled.document));
    let mut output = Output::new();
    match arguments.format {
        Format::Json => output.json_line(&answer)?,
        Format::Text => {
            output.text(&terminal::answer(&answer))?;
            output.flush()?;
            pooled.complain();
        }
    }
    output.flush()?;
    if let Some(path) = &arguments.judging.report {
        let explained = Explained::new(answer, None);
        write_report(path, &[Examined { explained, text: text.to_owned() }])?;
    }
    Ok(pooled.exit())
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
                    let explained = Explained::new(*answer, None);
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
