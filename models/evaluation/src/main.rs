//! Measures what `docs/EVALUATION.md` reports, and writes it: the plan and the corpora in, the document and its figures
//! out. Every figure stands beside the command that prints it.

mod measure;
mod paired;
mod plan;
mod write;

use std::path::PathBuf;

use clap::Parser;

use crate::measure::Bench;
use crate::plan::Plan;

/// Measure, and write the document.
#[derive(Debug, Parser)]
struct Arguments {
    /// The plan.
    #[arg(long, default_value = "models/evaluation.toml")]
    plan: PathBuf,
    /// The command that is measured.
    #[arg(long)]
    command: PathBuf,
    /// The folder that holds the corpora.
    #[arg(long)]
    corpora: PathBuf,
    /// Where results are kept from one run to the next.
    #[arg(long, default_value = "models/build/evaluation")]
    cache: PathBuf,
    /// A Python with scikit-learn, for the baseline.
    #[arg(long, default_value = "python3")]
    python: String,
    /// Where the document goes; figures go into the folder `figures` beside it.
    #[arg(short, long)]
    output: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let plan = Plan::read(&arguments.plan)?;
    let bench =
        Bench::new(&arguments.command, &arguments.corpora, &arguments.cache, &arguments.python)?;
    write::document(&plan, &bench, &arguments.output)
}
