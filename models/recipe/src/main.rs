//! Makes a model from a recipe: corpora and their limits in, a model file and its card out.
//!
//! A recipe (`models/en.toml`) names for each corpus the file, what kind of English it is, its
//! licence and how much of it is taken. The same recipe and corpora give the same bytes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, bail};
use clap::Parser;
use serde::Deserialize;
use tongueprint::corpus::{self, ReadOptions, Record, Selection};
use tongueprint::features::views::View;
use tongueprint::{Dataset, NoProgress, TrainOptions, Trainer, Weighting};

/// Make a model from its recipe.
#[derive(Debug, Parser)]
struct Arguments {
    /// The recipe.
    #[arg(long, default_value = "models/en.toml")]
    recipe: PathBuf,
    /// The folder that holds the corpora.
    #[arg(long)]
    corpora: PathBuf,
    /// Where the model goes.
    #[arg(short, long)]
    output: PathBuf,
    /// Where the card goes.
    #[arg(long)]
    card: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipe {
    name: String,
    version: String,
    licence: String,
    /// Labels that answer by default.
    default: Vec<String>,
    /// The labels that are taken.
    labels: Vec<String>,
    views: Vec<View>,
    language_models: Vec<View>,
    weighting: Weighting,
    spread: bool,
    /// How strongly the stack is pulled towards weights that all labels share.
    pull: f64,
    max_features: usize,
    /// A feature must occur in this many documents.
    min_document_frequency: u32,
    inner_folds: usize,
    cost: f32,
    seed: u64,
    /// A label is taken when all corpora together hold this many of its documents.
    min_documents: usize,
    /// Markdown that ends the card.
    notes: String,
    corpus: Vec<Corpus>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    /// `DIR/file.jsonl`, `file` being the corpus's name.
    file: String,
    register: String,
    licence: String,
    /// Only these labels; all if absent.
    labels: Option<Vec<String>>,
    /// A label needs this many documents in this corpus to be taken from it.
    min_documents: usize,
    limit_per_label: Option<usize>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let text = std::fs::read_to_string(&arguments.recipe)
        .with_context(|| format!("cannot read the recipe {}", arguments.recipe.display()))?;
    let recipe: Recipe = toml::from_str(&text)
        .with_context(|| format!("the recipe {} is not valid", arguments.recipe.display()))?;
    let start = Instant::now();
    let records = read(&recipe, &arguments.corpora)?;
    let options = TrainOptions {
        views: recipe.views.clone(),
        language_models: Some(recipe.language_models.clone()),
        weighting: recipe.weighting,
        spread: recipe.spread,
        pull: Some(recipe.pull),
        max_features: Some(recipe.max_features),
        min_document_frequency: recipe.min_document_frequency,
        inner_folds: recipe.inner_folds,
        cost: recipe.cost,
        seed: recipe.seed,
        default_labels: Some(recipe.default.clone()),
        name: recipe.name.clone(),
        version: recipe.version.clone(),
        licence: recipe.licence.clone(),
        notes: notes(&recipe),
        ..TrainOptions::default()
    };
    let dataset = Dataset::new(records, &options, &NoProgress)?;
    let read = start.elapsed();
    let duplicates = dataset.near_duplicates();
    let model = Trainer::new(options).train(&dataset, &NoProgress)?;
    model.save(&arguments.output)?;
    let card = tongueprint_report::card::markdown(&model);
    tongueprint::atomic::write(&arguments.card, card.as_bytes())?;
    let mut report = String::new();
    write!(
        report,
        "{} documents, {} labels, {} near-duplicates in {} pairs ({} across labels)\n{} bytes, blake3 {}\nread in {:.0} s, all in {:.0} s\n",
        dataset.len(),
        dataset.label_names().len(),
        duplicates.documents,
        duplicates.pairs,
        duplicates.cross_label_pairs(dataset.labels()),
        model.bytes().len(),
        model.blake3(),
        read.as_secs_f64(),
        start.elapsed().as_secs_f64()
    )?;
    print(&report);
    Ok(())
}

#[allow(clippy::print_stdout, reason = "the one place that a maker's figures are printed")]
fn print(report: &str) {
    print!("{report}");
}

fn read(recipe: &Recipe, folder: &Path) -> anyhow::Result<Vec<Record>> {
    let options = ReadOptions {
        label_field: Some("l1".into()),
        fields: ["author", "block", "corpus"].map(String::from).to_vec(),
        ..ReadOptions::default()
    };
    let mut records = Vec::new();
    for corpus in &recipe.corpus {
        let path = folder.join(format!("{}.jsonl", corpus.file));
        let read = corpus::read(&path, &options)?.collect::<Result<Vec<_>, _>>()?;
        let selection = Selection {
            labels: corpus.labels.clone(),
            min_documents: corpus.min_documents,
            limit_per_label: corpus.limit_per_label,
            seed: recipe.seed,
        };
        records.extend(selection.apply(read).0);
    }
    let selection = Selection {
        labels: Some(recipe.labels.clone()),
        min_documents: recipe.min_documents,
        seed: recipe.seed,
        ..Selection::default()
    };
    let (records, _) = selection.apply(records);
    for label in &recipe.default {
        if !records.iter().any(|record| record.label.as_ref() == Some(label)) {
            bail!("no document of the default label {label:?} in {}", folder.display());
        }
    }
    Ok(records)
}

/// The card's tail: sources and what the recipe says of the model.
fn notes(recipe: &Recipe) -> String {
    let mut notes = String::from("## Corpora\n\n| corpus | register | licence |\n|---|---|---|\n");
    for corpus in &recipe.corpus {
        // Writing to a string cannot fail.
        let _ = writeln!(notes, "| {} | {} | {} |", corpus.file, corpus.register, corpus.licence);
    }
    notes + "\n" + recipe.notes.trim()
}
