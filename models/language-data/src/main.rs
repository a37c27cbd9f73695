//! Makes what the library knows of English: the tagger's model, the lemma tables, the lexicon; and measures them.

mod augment;
mod evaluate;
mod perceptron;
mod treebank;
mod word_forms;
mod word_lists;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use tongueprint_features::text::Tagger;

#[derive(Parser)]
struct Arguments {
    treebank: PathBuf,
    #[arg(long, default_value_t = 8)]
    epochs: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[arg(long, default_value_t = 2)]
    least_count: u32,
    #[arg(long, default_value_t = 0.2)]
    least_weight: f64,
    #[arg(long, default_value_t = 10)]
    only_count: u32,
    #[arg(long, default_value_t = 5)]
    class_count: u32,
    #[arg(long, default_value_t = 0.995)]
    only_share: f64,
    #[arg(long)]
    out: Option<PathBuf>,
}

#[allow(clippy::print_stdout)]
fn main() -> Result<()> {
    let a = Arguments::parse();
    let train = treebank::read(&a.treebank.join("ewt_train.tsv"))?;
    let dev = treebank::read(&a.treebank.join("ewt_dev.tsv"))?;
    let s = perceptron::Settings {
        epochs: a.epochs,
        seed: a.seed,
        least_count: a.least_count,
        least_weight: a.least_weight,
        only_count: a.only_count,
        only_share: a.only_share,
        class_count: a.class_count,
        ..Default::default()
    };
    let t = std::time::Instant::now();
    let parts = perceptron::train(&train, &word_forms::of_lists()?, &s)?;
    let bytes = parts.to_bytes();
    println!(
        "{} bytes, {} features, {} tags; {:?}",
        bytes.len(),
        parts.features.len(),
        parts.tags.len(),
        t.elapsed()
    );
    let tagger = Tagger::from_bytes(&bytes)?;
    evaluate::accuracy(&tagger, &dev);
    if let Some(out) = a.out {
        std::fs::write(out, bytes)?;
    }
    Ok(())
}
