//! One module a command: arguments resolved into library calls, results printed.

pub(crate) mod classify;
pub(crate) mod evaluate;
pub(crate) mod explain;
mod learning;
pub(crate) mod model;
mod pool;
pub(crate) mod shell;
pub(crate) mod train;

use std::fmt;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::CommandFactory as _;
use tongueprint::{ClassifyOptions, Engine, Model};
use tongueprint_report::html::{self, Examined, Provenance};

use crate::args::{Arguments, JudgingArguments};
use crate::input::{self, Source};
use crate::reading::ReadingOptions;

/// The command line was wrong in a way that only the model or the data could tell.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// A library error as the command tells it: a wrong option is a wrong command line.
fn told(error: tongueprint::Error) -> anyhow::Error {
    match error.kind() {
        tongueprint::ErrorKind::Option | tongueprint::ErrorKind::UnknownLabel => {
            anyhow::Error::new(Usage(error.to_string()))
        }
        _ => anyhow::Error::new(error),
    }
}

/// The model of a file, or the bundled one.
fn load_model(path: Option<&Path>) -> anyhow::Result<Model> {
    match path {
        Some(path) => Model::load(path).map_err(told),
        None => tongueprint::bundled_model().context("the bundled model cannot be read"),
    }
}

/// What the arguments of `classify` and `explain` name: an engine and what it is to read.
struct Judging {
    engine: Engine,
    sources: Vec<Source>,
    reading: ReadingOptions,
}

/// Resolves them; `evidence` is how many stretches are quoted. `None` where there is nothing to read
/// and help was printed instead.
fn judging(
    arguments: &JudgingArguments,
    command: &str,
    evidence: usize,
) -> anyhow::Result<Option<Judging>> {
    let Some(paths) = paths_or_help(&arguments.paths, command) else { return Ok(None) };
    use_threads(arguments.threads)?;
    let options = ClassifyOptions {
        candidates: arguments.candidates.clone(),
        prior: arguments.prior.iter().cloned().collect(),
        min_words: arguments.min_words,
        evidence,
    };
    let engine = Engine::new(load_model(arguments.model.as_deref())?)
        .and_then(|engine| engine.with_options(&options))
        .map_err(told)?;
    let reading =
        ReadingOptions { kind: arguments.input, text_field: arguments.text_field.clone() };
    Ok(Some(Judging { engine, sources: input::expand(&paths), reading }))
}

/// The paths to read. Without any, standard input; where that is a terminal, the command's help is
/// printed and there is nothing to read.
fn paths_or_help(paths: &[PathBuf], command: &str) -> Option<Vec<PathBuf>> {
    if !paths.is_empty() {
        return Some(paths.to_vec());
    }
    if std::io::stdin().is_terminal() {
        let mut help = Arguments::command();
        if let Some(command) = help.find_subcommand_mut(command) {
            anstream::eprintln!("{}", command.render_help().ansi());
        }
        return None;
    }
    Some(vec![PathBuf::from("-")])
}

/// Writes the report on what was examined.
fn write_report(path: &Path, examined: &[Examined]) -> anyhow::Result<()> {
    let page = html::explanation(examined, &provenance())?;
    tongueprint::atomic::write(path, page.as_bytes())?;
    Ok(())
}

/// The command line as it was typed, arguments that a shell would split in quotes.
fn provenance() -> Provenance {
    let plain = |c: char| c.is_alphanumeric() || "-_=./,:@%+".contains(c);
    let arguments = std::env::args_os().skip(1).map(|argument| {
        let argument = argument.to_string_lossy().into_owned();
        if !argument.is_empty() && argument.chars().all(plain) {
            argument
        } else {
            format!("'{}'", argument.replace('\'', "'\\''"))
        }
    });
    let line: Vec<String> = std::iter::once("tongueprint".to_owned()).chain(arguments).collect();
    Provenance { command_line: line.join(" "), version: env!("CARGO_PKG_VERSION").to_owned() }
}

/// Sets the number of worker threads; 0 means one a core.
fn use_threads(threads: usize) -> anyhow::Result<()> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .context("cannot start the worker threads")
}
