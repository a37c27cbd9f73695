//! Writes docs/RANSOM_NOTES.md: what the command makes of real notes, file by file.
//!
//! In: a folder of notes and, if at hand, a table of negotiation messages. Out: hashes, encodings, counts of words
//! and verdicts, none of the text. The writers of these notes are unknown, so nothing here can be right or wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Parser;
use rayon::prelude::*;
use tongueprint::corpus::{self, ReadOptions};
use tongueprint::features::text::Document;
use tongueprint::{Abstention, Engine, Verdict};

/// Write what becomes of every ransom note of a collection.
#[derive(Debug, Parser)]
struct Arguments {
    /// The folder of notes, one subfolder a family.
    #[arg(long)]
    notes: PathBuf,
    /// A table of negotiation messages (JSON Lines with `id` and `text`).
    #[arg(long)]
    negotiation: Option<PathBuf>,
    /// Where the page goes.
    #[arg(short, long)]
    output: PathBuf,
}

/// What became of one input.
struct Row {
    name: String,
    hash: String,
    encoding: &'static str,
    format: &'static str,
    judged: Result<Verdict, String>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let engine = Engine::bundled()?;
    let files = files(&arguments.notes)?;
    if files.is_empty() {
        bail!("{} holds no files", arguments.notes.display());
    }
    let notes: Vec<Row> = files
        .par_iter()
        .map(|path| {
            let name = path.strip_prefix(&arguments.notes).unwrap_or(path).display().to_string();
            let bytes = fs::read(path).with_context(|| path.display().to_string())?;
            let document = Document::from_named_bytes(&name, &bytes);
            Ok(row(&engine, name, &bytes, document.map_err(|error| error.to_string())))
        })
        .collect::<anyhow::Result<_>>()?;
    let header = engine.model().header();
    let mut page = String::new();
    write!(
        page,
        "# What becomes of real ransom notes\n\nWritten by `make ransom-notes NOTES=DIR CORPORA=DIR` with the model {} {}. \
         Nobody knows for certain who wrote these texts: a verdict says which learners' English they are most like among the \
         model's candidates, and no entry is evidence against anyone. Hashes are the first 16 digits of BLAKE3.\n\n\
         ## The ThreatLabz collection, {} files\n\n",
        header.name,
        header.version,
        notes.len()
    )?;
    summary(&mut page, &notes)?;
    table(&mut page, "file", &notes)?;
    if let Some(path) = &arguments.negotiation {
        let options = ReadOptions { label_field: None, ..ReadOptions::default() };
        let records: Vec<_> = corpus::read(path, &options)?.collect::<Result<_, _>>()?;
        let messages: Vec<Row> = records
            .par_iter()
            .map(|record| {
                let document = Document::from_text(record.text.as_str());
                let document = document.map_err(|error| error.to_string());
                row(&engine, record.name().to_owned(), record.text.as_bytes(), document)
            })
            .collect();
        write!(
            page,
            "\n## Negotiations, {} of them, the gang's side as plain text\n\n",
            messages.len()
        )?;
        summary(&mut page, &messages)?;
        table(&mut page, "id", &messages)?;
    }
    tongueprint::atomic::write(&arguments.output, page.as_bytes())?;
    Ok(())
}

/// Every file below a folder, byte-sorted.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(folder) = pending.pop() {
        let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        for entry in entries {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                pending.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

fn row(engine: &Engine, name: String, bytes: &[u8], document: Result<Document, String>) -> Row {
    let hash = blake3::hash(bytes).to_hex()[..16].to_owned();
    match document {
        Ok(document) => Row {
            name,
            hash,
            encoding: document.encoding(),
            format: document.media_type(),
            judged: Ok(engine.classify_document(&document)),
        },
        Err(reason) => Row { name, hash, encoding: "", format: "", judged: Err(reason) },
    }
}

/// The verdict, or why there is none.
fn outcome(row: &Row) -> String {
    match &row.judged {
        Err(reason) => format!("not read: {reason}"),
        Ok(verdict) => match (&verdict.verdict, verdict.abstained) {
            (Some(label), _) => label.clone(),
            (None, Some(Abstention::TooShort)) => "too short".to_owned(),
            (None, Some(Abstention::NotEnglish)) => "not English".to_owned(),
            (None, _) => "inconclusive".to_owned(),
        },
    }
}

fn summary(page: &mut String, rows: &[Row]) -> anyhow::Result<()> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(outcome(row)).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let list: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    writeln!(page, "Outcomes: {}.\n", list.join(", "))?;
    Ok(())
}

fn table(page: &mut String, first: &str, rows: &[Row]) -> anyhow::Result<()> {
    writeln!(
        page,
        "| {first} | hash | encoding | format | words kept | left out | verdict or reason |"
    )?;
    writeln!(page, "|---|---|---|---|--:|--:|---|")?;
    for row in rows {
        let (kept, left_out) = row.judged.as_ref().map_or((0, 0), |v| (v.words, v.left_out.words));
        writeln!(
            page,
            "| {} | `{}` | {} | {} | {kept} | {left_out} | {} |",
            // In a table a bar would end the cell.
            row.name.replace('|', "\\|"),
            row.hash,
            row.encoding,
            row.format,
            outcome(row).replace('|', "\\|"),
        )?;
    }
    Ok(())
}
