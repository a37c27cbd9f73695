//! Corpora and treebank in, documents to count in out.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tongueprint_corpus::{ReadOptions, Record, read};

/// The labelled records of one corpus, in its order.
pub(crate) fn corpus(folder: &Path, name: &str) -> Result<Vec<Record>> {
    let path = folder.join(format!("{name}.jsonl"));
    let records = read(&path, &ReadOptions::default())?.collect::<Result<Vec<_>, _>>()?;
    Ok(records.into_iter().filter(|record| record.label.is_some()).collect())
}

/// The sentences of a part of the treebank as plain text, a record for each hundred.
///
/// The files hold tokens only, so that spacing is a guess: blanks everywhere but before closing marks and clitics
/// and after opening ones.
pub(crate) fn treebank(folder: &Path, part: &str) -> Result<Vec<Record>> {
    let path = folder.join(format!("ewt_{part}.tsv"));
    let file = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let mut records = Vec::new();
    let mut text = String::new();
    let mut sentences = 0;
    let mut glue = true;
    for line in file.lines().chain([""]) {
        let form = line.split('\t').next().unwrap_or_default();
        if form.is_empty() {
            text.push_str("\n\n");
            glue = true;
            sentences += 1;
            if sentences % 100 == 0 {
                records.push(native(&path, std::mem::take(&mut text)));
            }
            continue;
        }
        let closes = form.starts_with(['.', ',', '!', '?', ':', ';', ')', ']', '\'', '’', '%'])
            || form.eq_ignore_ascii_case("n't");
        if !glue && !closes && form != "-" && form != "/" {
            text.push(' ');
        }
        text.push_str(form);
        glue = matches!(form, "(" | "[" | "$" | "-" | "/" | "#");
    }
    records.push(native(&path, text));
    Ok(records)
}

fn native(path: &Path, text: String) -> Record {
    Record {
        source: path.display().to_string(),
        text,
        label: Some("english".to_owned()),
        ..Record::default()
    }
}
