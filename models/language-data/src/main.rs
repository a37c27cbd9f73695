//! Makes what the library knows of English: the tagger's model, the lemma tables, the lexicon; and measures them.

mod augment;
mod lemmas;
mod lexicon;
mod perceptron;
mod report;
mod treebank;
mod word_forms;
mod word_lists;
mod wordnet;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use tongueprint_features::text::{Lemmatiser, Tagger};

#[derive(Parser)]
struct Arguments {
    /// The folder of ewt_train.tsv, ewt_dev.tsv and ewt_test.tsv.
    #[arg(long)]
    treebank: PathBuf,
    /// The folder of the library's data.
    #[arg(long)]
    output: PathBuf,
    /// Measure the tagger that is there instead of training another.
    #[arg(long)]
    keep_tagger: bool,
    #[command(flatten)]
    settings: perceptron::Settings,
}

#[allow(clippy::print_stdout)]
fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let part = |name: &str| treebank::read(&arguments.treebank.join(format!("ewt_{name}.tsv")));
    let (train, dev, test) = (part("train")?, part("dev")?, part("test")?);

    let path = arguments.output.join("tagger/english.tagger");
    if !arguments.keep_tagger {
        let model = perceptron::train(&train, &word_forms::of_lists()?, &arguments.settings)?;
        fs::write(&path, model.to_bytes())
            .with_context(|| format!("writing {}", path.display()))?;
    }
    let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let tagger = Tagger::from_bytes(&bytes)?;

    let path = arguments.output.join("lemma/english.lemmas");
    let table = lemmas::table(&train)?;
    fs::write(&path, &table).with_context(|| format!("writing {}", path.display()))?;
    let lemmatiser = Lemmatiser::from_text(&table)?;

    let path = arguments.output.join("lexicon/english.fst");
    let (map, forms) = lexicon::build(&train, &path.with_file_name("additions.txt"))?;
    fs::write(&path, &map).with_context(|| format!("writing {}", path.display()))?;
    println!("Lexicon: {} bytes, {forms} forms.", map.len());

    let (dev_tags, test_tags) = (report::tag_all(&tagger, &dev), report::tag_all(&tagger, &test));
    println!("Tagger: {} bytes. Lemmas: {} bytes.\n", bytes.len(), table.len());
    println!("| part | tokens | UPOS % | XPOS % |\n|---|---|---|---|");
    print!("{}", report::tags("dev", &dev, &dev_tags));
    print!("{}", report::tags("test", &test, &test_tags));
    print!("{}", report::own_tokens("dev", &dev, &tagger));
    println!("{}", report::own_tokens("test", &test, &tagger));
    println!("{}", report::confusion(&test, &test_tags, 10));
    println!(
        "| part | tokens | lemmas %, gold tags | lemmas %, own tags | without case |\n|---|---|---|---|---|"
    );
    print!("{}", report::lemmas("dev", &dev, &dev_tags, &lemmatiser));
    println!("{}", report::lemmas("test", &test, &test_tags, &lemmatiser));
    println!("| stage | M a second, one core |\n|---|---|");
    println!("| tagger, tokens | {:.2} |", report::tagging_speed(&tagger, &test));
    println!("| lexicon, look-ups | {:.2} |", report::lexicon_speed(&fst::Map::new(map)?, &test));
    Ok(())
}
