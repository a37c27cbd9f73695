//! What a model is, in a screenful.

use std::fmt::Write as _;

use tongueprint::Model;

use super::style::{FAINT, HEADING, styled};
use crate::card::{recall, validation};

/// The model's labels, views, sizes and hash, ending in a newline.
#[must_use]
pub fn model_info(model: &Model) -> String {
    let header = model.header();
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{}  {}",
        styled(HEADING, format!("{} {}", header.name, header.version)),
        styled(FAINT, format!("blake3 {}", model.blake3()))
    );
    let training = &header.training;
    let _ = writeln!(
        out,
        "  {} bytes, written by {}; trained on {} documents in {} groups, {} words, seed {}",
        model.bytes().len(),
        header.written_by,
        training.documents,
        training.groups,
        training.words,
        training.seed
    );
    if training.documents < tongueprint::DEMONSTRATION_DOCUMENTS {
        let _ = writeln!(
            out,
            "  a demonstration: fewer than {} documents are no evidence",
            tongueprint::DEMONSTRATION_DOCUMENTS
        );
    }
    let _ = writeln!(out, "  licence: {}", header.licence);
    for (views, features) in model.views() {
        let _ = writeln!(out, "  {features:>8} features of {views}");
    }
    let width = header.labels.iter().map(|l| l.name.chars().count()).max().unwrap_or(0).max(5);
    let _ = writeln!(
        out,
        "\n  {:<width$} default  documents  recall, same corpora   recall, corpus left out  tested",
        "label"
    );
    for label in &header.labels {
        let documents: u64 = label.corpora.iter().map(|share| share.documents).sum();
        let _ = writeln!(
            out,
            "  {:<width$} {:<7} {documents:>10}  {:<22} {:<24} {}",
            label.name,
            if label.default { "yes" } else { "asked" },
            recall(label.recall_in_corpus.as_ref()),
            recall(label.recall_out_of_corpus.as_ref()),
            validation(label.validation)
        );
    }
    out
}
