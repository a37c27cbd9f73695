//! `classify`: every input judged once, answered in input order.

use std::fs;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::CommandFactory as _;
use rayon::prelude::*;
use tongueprint::corpus::{self, ReadError, ReadOptions, Record};
use tongueprint::features::text::Document;
use tongueprint::{ClassifyOptions, Engine, Progress as _};
use tongueprint_report::{Answer, Failure, FailureCode, terminal};

use super::{load_model, told, use_threads};
use crate::args::{Arguments, ClassifyArguments, Format, InputKind};
use crate::input::{self, Source};
use crate::output::Output;
use crate::progress::Bars;

/// Inputs judged at a time: enough for every core, few enough to hold in memory.
const CHUNK: usize = 64;

pub(crate) fn run(arguments: &ClassifyArguments) -> anyhow::Result<ExitCode> {
    let paths = if arguments.paths.is_empty() {
        if std::io::stdin().is_terminal() {
            let mut help = Arguments::command();
            if let Some(classify) = help.find_subcommand_mut("classify") {
                anstream::eprintln!("{}", classify.render_help().ansi());
            }
            return Ok(ExitCode::from(2));
        }
        vec![PathBuf::from("-")]
    } else {
        arguments.paths.clone()
    };
    use_threads(arguments.threads)?;
    let options = ClassifyOptions {
        candidates: arguments.candidates.clone(),
        prior: arguments.prior.iter().cloned().collect(),
        min_words: arguments.min_words,
        ..ClassifyOptions::default()
    };
    let engine = Engine::new(load_model(arguments.model.as_deref())?)
        .and_then(|engine| engine.with_options(&options))
        .map_err(told)?;
    if let Some(dir) = &arguments.text_out {
        fs::create_dir_all(dir)
            .with_context(|| format!("cannot make the folder {}", dir.display()))?;
    }
    let sources = input::expand(&paths);
    let bars = Bars::new();
    // A bar among the answers would spoil them both.
    let bar = sources.len() > 1 && !std::io::stdout().is_terminal();
    if bar {
        bars.begin("classifying", sources.len() as u64);
    }
    let mut printer = Printer {
        output: Output::new(),
        format: arguments.format,
        text_out: arguments.text_out.as_deref(),
        answered: 0,
        failed: 0,
    };
    let mut texts: Vec<Source> = Vec::new();
    for source in sources {
        match source.kind(arguments.input) {
            InputKind::Auto | InputKind::Text => {
                texts.push(source);
                if texts.len() == CHUNK {
                    bars.advance(texts.len() as u64);
                    judge_texts(&engine, &mut texts, &mut printer)?;
                }
            }
            kind => {
                judge_texts(&engine, &mut texts, &mut printer)?;
                judge_rows(&engine, &source, kind, &arguments.text_field, &mut printer)?;
                bars.advance(1);
            }
        }
    }
    judge_texts(&engine, &mut texts, &mut printer)?;
    bars.end();
    printer.finish()
}

/// What became of one input.
enum Outcome {
    Answered(Box<Answer>, String),
    Failed(Failure),
}

fn judge_texts(
    engine: &Engine,
    sources: &mut Vec<Source>,
    printer: &mut Printer<'_>,
) -> anyhow::Result<()> {
    let outcomes: Vec<Outcome> = sources
        .par_iter()
        .map(|source| {
            let judged = source.read().and_then(|bytes| {
                let document = input::decode(&source.name(), &bytes)?;
                Ok(answer(engine, source.name(), &document, &bytes))
            });
            judged.unwrap_or_else(|(code, message)| {
                Outcome::Failed(Failure::new(source.name(), code, message))
            })
        })
        .collect();
    sources.clear();
    outcomes.into_iter().try_for_each(|outcome| printer.print(outcome))
}

fn judge_rows(
    engine: &Engine,
    source: &Source,
    kind: InputKind,
    text_field: &str,
    printer: &mut Printer<'_>,
) -> anyhow::Result<()> {
    let options = ReadOptions {
        text_field: text_field.to_owned(),
        label_field: None,
        id_field: Some("id".to_owned()),
        format: match kind {
            InputKind::Csv => corpus::Format::Csv,
            InputKind::Tsv => corpus::Format::Tsv,
            _ => corpus::Format::Jsonl,
        },
        ..ReadOptions::default()
    };
    let rows = match source {
        Source::File(path) => corpus::read(path, &options),
        Source::Stdin => corpus::read_from(std::io::stdin(), "-", &options),
        Source::Broken(_, code, message) => {
            return printer.print(Outcome::Failed(Failure::new(
                source.name(),
                *code,
                message.clone(),
            )));
        }
    };
    let mut rows = match rows {
        Ok(rows) => rows,
        Err(error) => return printer.print(Outcome::Failed(row_failure(&source.name(), &error))),
    };
    loop {
        let chunk: Vec<Result<Record, ReadError>> = rows.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        let outcomes: Vec<Outcome> = chunk
            .into_par_iter()
            .map(|row| match row {
                Err(error) => Outcome::Failed(row_failure(&source.name(), &error)),
                Ok(row) => match Document::from_text(row.text.as_str()) {
                    Ok(document) => {
                        answer(engine, row.name().to_owned(), &document, row.text.as_bytes())
                    }
                    Err(error) => Outcome::Failed(Failure::new(
                        row.name(),
                        input::code(&error),
                        error.to_string(),
                    )),
                },
            })
            .collect();
        outcomes.into_iter().try_for_each(|outcome| printer.print(outcome))?;
    }
}

fn answer(engine: &Engine, source: String, document: &Document, bytes: &[u8]) -> Outcome {
    let verdict = engine.classify_document(document);
    let answer = Answer::new(
        Some(source),
        document.encoding(),
        document.media_type(),
        blake3::hash(bytes).to_hex().to_string(),
        verdict,
    );
    Outcome::Answered(Box::new(answer), document.text().to_owned())
}

fn row_failure(source: &str, error: &ReadError) -> Failure {
    let code = match error {
        ReadError::NotFound { .. } => FailureCode::NotFound,
        ReadError::MissingField { .. } => FailureCode::MissingField,
        ReadError::Parse { .. } => FailureCode::Parse,
        ReadError::Encoding { .. } => FailureCode::Encoding,
        ReadError::Empty { .. } => FailureCode::Empty,
        ReadError::TooLarge { .. } => FailureCode::TooLarge,
        _ => FailureCode::Unreadable,
    };
    let place = error.line().map_or_else(|| source.to_owned(), |line| format!("{source}:{line}"));
    Failure::new(place, code, error.to_string())
}

struct Printer<'a> {
    output: Output,
    format: Format,
    text_out: Option<&'a Path>,
    answered: usize,
    failed: usize,
}

impl Printer<'_> {
    fn print(&mut self, outcome: Outcome) -> anyhow::Result<()> {
        match outcome {
            Outcome::Answered(answer, text) => {
                self.answered += 1;
                if let Some(dir) = self.text_out {
                    let name = format!("{:04}.txt", self.answered + self.failed);
                    tongueprint::atomic::write(&dir.join(name), text.as_bytes())?;
                }
                match self.format {
                    Format::Json => self.output.json_line(&answer),
                    Format::Text => self.output.text(&format!("{}\n", terminal::answer(&answer))),
                }
            }
            Outcome::Failed(failure) => {
                self.failed += 1;
                match self.format {
                    Format::Json => self.output.json_line(&failure),
                    Format::Text => {
                        // In its place among the answers.
                        self.output.flush()?;
                        anstream::eprint!("{}", terminal::failure(&failure));
                        Ok(())
                    }
                }
            }
        }
    }

    fn finish(mut self) -> anyhow::Result<ExitCode> {
        self.output.flush()?;
        if self.answered + self.failed == 0 {
            anyhow::bail!("nothing to classify: the folders hold no files");
        }
        if self.failed > 0 && self.format == Format::Text {
            anstream::eprintln!("{} answered, {} failed", self.answered, self.failed);
        }
        Ok(ExitCode::from(u8::from(self.failed > 0)))
    }
}
