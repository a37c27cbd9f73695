//! The model card, and the same facts for a program.

use std::fmt::Write as _;

use serde::Serialize;
use tongueprint::Model;
use tongueprint::model_file::{
    Header, LabelDetails, LabelInfo, Recall, TrainingSummary, Validation,
};

use crate::markdown::escape;

/// What `model info --format json` prints.
#[derive(Clone, Debug, Serialize)]
pub struct ModelInfo<'a> {
    name: &'a str,
    version: &'a str,
    blake3: &'a str,
    bytes: usize,
    written_by: &'a str,
    licence: &'a str,
    labels: &'a [LabelInfo],
    details: &'a [LabelDetails],
    views: Vec<ViewInfo>,
    topic: &'static str,
    threshold: f64,
    lr_ceiling: f64,
    training: &'a TrainingSummary,
    demonstration: bool,
}

#[derive(Clone, Debug, Serialize)]
struct ViewInfo {
    views: String,
    features: usize,
}

impl<'a> ModelInfo<'a> {
    /// The facts of a model.
    #[must_use]
    pub fn new(model: &'a Model) -> Self {
        let header = model.header();
        Self {
            name: &header.name,
            version: &header.version,
            blake3: model.blake3(),
            bytes: model.bytes().len(),
            written_by: &header.written_by,
            licence: &header.licence,
            labels: &header.labels,
            details: &header.details,
            views: model
                .views()
                .into_iter()
                .map(|(views, features)| ViewInfo { views, features })
                .collect(),
            topic: topic(model),
            threshold: header.threshold,
            lr_ceiling: header.lr_ceiling,
            training: &header.training,
            demonstration: header.training.documents < tongueprint::DEMONSTRATION_DOCUMENTS,
        }
    }
}

/// The model card in Markdown.
#[must_use]
pub fn markdown(model: &Model) -> String {
    let header = model.header();
    let training = &header.training;
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# Model card: {} {}\n", escape(&header.name), escape(&header.version));
    let _ = writeln!(
        out,
        "- BLAKE3 `{}`, {} bytes, written by {}\n- Licence of the model: {}\n- Trained on {} documents in {} groups (near-duplicates, author, block), {} words; seed {}\n- Topic: names of countries, nationalities, cities, languages, currencies and persons are {}",
        model.blake3(),
        model.bytes().len(),
        escape(&header.written_by),
        header.licence,
        training.documents,
        training.groups,
        training.words,
        training.seed,
        if topic(model) == "mask" { "masked" } else { "kept" }
    );
    if !training.options.is_empty() {
        let _ = writeln!(out, "- Options: `{}`", training.options.join(" "));
    }
    let _ = writeln!(
        out,
        "- A verdict is withheld under a top probability of {:.2}; |log10 LR| is clamped at {:.2}\n",
        header.threshold, header.lr_ceiling
    );
    let _ = writeln!(out, "## Linear models\n\n| views | features |\n|---|---|");
    for (views, features) in model.views() {
        let _ = writeln!(out, "| {} | {features} |", escape(&views));
    }
    let _ = writeln!(
        out,
        "\n## Labels\n\nRecall is that of the label among the default candidates and itself, with its 95 % bootstrap interval over groups, on documents that no part of the judging model saw: of the same corpora, and of a corpus held out whole. `asked` labels answer only when they are named.\n\n| label | answers | corpora (documents) | recall, same corpora | recall, corpus held out | tested |\n|---|---|---|---|---|---|"
    );
    for label in &header.labels {
        let corpora: Vec<String> = label
            .corpora
            .iter()
            .map(|share| format!("{} ({})", corpus_name(&share.corpus), share.documents))
            .collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            escape(&label.name),
            if label.default { "by default" } else { "asked" },
            corpora.join(", "),
            recall(label.recall_in_corpus.as_ref()),
            recall(label.recall_out_of_corpus.as_ref()),
            validation(label.validation)
        );
    }
    details(&mut out, header);
    if !training.notes.is_empty() {
        let _ = writeln!(out, "\n{}", training.notes.trim_end());
    }
    out
}

/// Recall by length, and what each label is taken for.
fn details(out: &mut String, header: &Header) {
    let Some(first) = header.details.first() else { return };
    let starts: Vec<u32> = first.by_length.iter().map(|row| row.from_words).collect();
    let ranges = starts.iter().enumerate().map(|(place, from)| match starts.get(place + 1) {
        Some(next) => format!("{from}–{}", next - 1),
        None => format!("{from} and more"),
    });
    let _ = writeln!(
        out,
        "\n## Length\n\nThe same recalls by the number of words: of the same corpora / corpus held out; – is fewer than 30 documents.\n\n| label | {} |\n|---{}|",
        ranges.collect::<Vec<_>>().join(" | "),
        "|---".repeat(starts.len())
    );
    for (label, details) in header.labels.iter().zip(&header.details) {
        let cells = details.by_length.iter().map(|row| {
            format!("{} / {}", value(row.recall_in_corpus), value(row.recall_out_of_corpus))
        });
        let _ = writeln!(
            out,
            "| {} | {} |",
            escape(&label.name),
            cells.collect::<Vec<_>>().join(" | ")
        );
    }
    let _ = writeln!(
        out,
        "\n## Taken for\n\nWhat held-out documents of a label were taken for most, in percent of all of them.\n\n| label | taken for | measured |\n|---|---|---|"
    );
    for (label, details) in header.labels.iter().zip(&header.details) {
        let others = details
            .taken_for
            .iter()
            .map(|taken| format!("{} {:.0} %", escape(&taken.label), 100.0 * taken.share));
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            escape(&label.name),
            others.collect::<Vec<_>>().join(", "),
            if details.taken_for_out_of_corpus { "corpus held out" } else { "same corpora" }
        );
    }
}

fn value(recall: Option<Recall>) -> String {
    recall.map_or("–".to_owned(), |recall| format!("{:.2}", recall.value))
}

fn corpus_name(name: &str) -> String {
    if name.is_empty() { "not named".to_owned() } else { escape(name) }
}

fn topic(model: &Model) -> &'static str {
    match model.header().topic {
        tongueprint::features::text::Topic::Mask => "mask",
        tongueprint::features::text::Topic::Keep => "keep",
    }
}

/// A recall with its interval, or that it cannot be measured.
pub(crate) fn recall(recall: Option<&Recall>) -> String {
    recall.map_or_else(
        || "not measurable".to_owned(),
        |recall| format!("{:.2} [{:.2}, {:.2}]", recall.value, recall.low, recall.high),
    )
}

/// How far a label was tested, in words.
pub(crate) const fn validation(validation: Validation) -> &'static str {
    match validation {
        Validation::AnotherCorpus => "on another corpus",
        Validation::SameCorpus => "in its own corpora only",
        Validation::NeverContrasted => "never contrasted",
    }
}
