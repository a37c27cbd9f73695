//! Measures the interference patterns on corpora.

mod calibrate;
mod check;
mod counts;
mod document;
mod documents;
mod estimate;
mod look;
mod ratio;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};

/// Measures the interference patterns on corpora.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The folder of the catalogue; the one that is part of the library if absent.
    #[arg(long, global = true)]
    catalogue: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Reads the catalogue and runs its examples; says all that is wrong.
    Check,
    /// Rates by language and false alarms on natives; writes the document and the data file.
    Estimate {
        /// The folder of the corpora.
        #[arg(long)]
        corpora: PathBuf,
        /// The folder of the treebank.
        #[arg(long)]
        treebank: PathBuf,
        /// The document to write.
        #[arg(long)]
        document: PathBuf,
        /// The data file to write.
        #[arg(long)]
        rates: PathBuf,
    },
    /// Megabytes a second on one core, tagging left out.
    Speed {
        /// The folder of the corpora.
        #[arg(long)]
        corpora: PathBuf,
        /// A corpus by name.
        name: String,
    },
    /// How often each pattern fires, and where.
    Look {
        /// The folder of the corpora.
        #[arg(long)]
        corpora: PathBuf,
        /// The folder of the treebank.
        #[arg(long)]
        treebank: Option<PathBuf>,
        /// Corpora by name; `ewt-train` and the like for parts of the treebank.
        names: Vec<String>,
        /// Only documents of this label.
        #[arg(long)]
        label: Option<String>,
        /// Only patterns whose name holds this.
        #[arg(long)]
        pattern: Option<String>,
        /// Places to show for each pattern.
        #[arg(long, default_value_t = 0)]
        examples: usize,
    },
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let (patterns, errors) = check::catalogue(arguments.catalogue.as_deref())?;
    let sources = check::sources(arguments.catalogue.as_deref())?;
    match arguments.command {
        Command::Check => check::check(&patterns, &sources, &errors)?,
        _ if !errors.is_empty() => bail!("{}", errors[0]),
        Command::Estimate { corpora, treebank, document, rates } => {
            let estimates = estimate::estimate(&patterns, &corpora, &treebank)?;
            fs::write(&document, document::markdown(&patterns, &sources, &estimates))
                .with_context(|| format!("writing {}", document.display()))?;
            fs::write(&rates, document::rates(&patterns, &estimates))
                .with_context(|| format!("writing {}", rates.display()))?;
        }
        Command::Speed { corpora, name } => {
            look::speed(&patterns, &documents::corpus(&corpora, &name)?);
        }
        Command::Look { corpora, treebank, names, label, pattern, examples } => {
            let mut records = Vec::new();
            for name in names {
                match (name.strip_prefix("ewt-"), &treebank) {
                    (Some(part), Some(folder)) => {
                        records.extend(documents::treebank(folder, part)?)
                    }
                    _ => records.extend(documents::corpus(&corpora, &name)?),
                }
            }
            records.retain(|record| label.is_none() || record.label == label);
            look::look(&patterns, &records, pattern.as_deref(), examples);
        }
    }
    Ok(())
}
