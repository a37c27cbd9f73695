//! One module a command: arguments resolved into library calls, results printed.

pub(crate) mod classify;
pub(crate) mod evaluate;
mod learning;
pub(crate) mod model;
pub(crate) mod shell;
pub(crate) mod train;

use std::fmt;
use std::path::Path;

use anyhow::Context as _;
use tongueprint::Model;

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

/// Sets the number of worker threads; 0 means one a core.
fn use_threads(threads: usize) -> anyhow::Result<()> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .context("cannot start the worker threads")
}
