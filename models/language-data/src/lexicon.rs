//! The lexicon: English word forms with ranks, as a finite-state map.
//!
//! The rank of a form is the number of SCOWL's sizes that have it; a form that the treebank's training part or
//! WordNet's tagged texts have ranks above all others, by the logarithm of how often.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tongueprint_features::text::LexiconEntry;
use unicode_normalization::UnicodeNormalization;

use crate::treebank::Sentence;
use crate::word_lists;
use crate::wordnet;

/// The finite-state map's bytes, and how many forms it has.
pub(crate) fn build(train: &[Sentence], additions: &Path) -> Result<(Vec<u8>, usize)> {
    let counts = counts(train)?;
    let mut entries: BTreeMap<String, LexiconEntry> = BTreeMap::new();
    let mut add = |form: &str, grade: u8, is_name: bool| {
        let count = counts.get(form).copied().unwrap_or(0);
        let rank = if count > 0 && !is_name { 4 + count.ilog2().min(11) as u8 } else { grade };
        entries
            .entry(form.to_owned())
            .and_modify(|entry| {
                entry.rank = entry.rank.max(rank);
                entry.is_name &= is_name;
            })
            .or_insert(LexiconEntry { rank, is_name });
    };
    for (word, grade) in word_lists::graded()? {
        let form = word.to_lowercase();
        // `I'll` and `English` are no names; the first is a contraction, the second is masked or capitalised.
        let is_name = form != word && !word.starts_with("I'");
        add(&form, grade, is_name);
        if !form.is_ascii() {
            // `café` is as often written `cafe`.
            let plain: String = form.nfd().filter(char::is_ascii).collect();
            add(&plain, grade, is_name);
        }
    }
    let text = fs::read_to_string(additions)
        .with_context(|| format!("reading {}", additions.display()))?;
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    for word in lines.flat_map(str::split_whitespace) {
        add(word, 2, false);
    }
    let mut builder = fst::MapBuilder::memory();
    let forms = entries.len();
    for (form, entry) in entries {
        builder.insert(form, entry.to_value())?;
    }
    Ok((builder.into_inner()?, forms))
}

/// How often each form occurs in the treebank, and each lemma in WordNet's tagged texts.
fn counts(train: &[Sentence]) -> Result<BTreeMap<String, u32>> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for token in train.iter().flatten() {
        *counts.entry(token.form.to_lowercase()).or_insert(0) += 1;
    }
    let path = Path::new(wordnet::DIRECTORY).join("cntlist.rev");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    for line in text.lines() {
        // lemma%sense number count
        let mut fields = line.split(' ');
        let lemma = fields.next().and_then(|key| key.split('%').next()).unwrap_or_default();
        let count = fields.nth(1).and_then(|count| count.parse().ok()).unwrap_or(0);
        *counts.entry(lemma.to_owned()).or_insert(0) += count;
    }
    Ok(counts)
}
