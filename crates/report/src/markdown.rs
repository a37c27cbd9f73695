//! An evaluation or an analyst's sheet for a document.

use std::fmt::Write as _;

use tongueprint::Evaluation;

use crate::answer::Explained;
use crate::figures::{Figure, LabelColumns, figures, interval};
use crate::quote::quote;
use crate::sheet::{
    Row, Sheet, about_patterns_alone, headline, in_order, outcome, patterns_alone, shows, signed,
};

/// Columns of languages in a sheet.
const COLUMNS: usize = 6;

/// The evaluation as Markdown tables, ending in a newline.
#[must_use]
pub fn evaluation(evaluation: &Evaluation) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "**{}**, {} documents in {} groups, seed {}\n",
        escape(&evaluation.protocol),
        evaluation.documents,
        evaluation.data.groups,
        evaluation.seed
    );
    let _ = writeln!(out, "| figure | value [95 % interval] | beside it |\n|---|---|---|");
    for Figure { name, metric, note } in figures(evaluation) {
        let _ = writeln!(out, "| {name} | {} | {} |", interval(&metric), escape(&note));
    }
    let _ = writeln!(
        out,
        "\n| label | documents | recall [95 %] | precision | F1 | false positives | misnamed | AUC [95 %] | Cllr |\n|---|---|---|---|---|---|---|---|---|"
    );
    for label in &evaluation.per_label {
        let columns = LabelColumns::new(label);
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            escape(&label.label),
            label.documents,
            interval(&label.recall),
            columns.precision,
            columns.f1,
            columns.false_positives,
            columns.misnamed,
            columns.auc,
            columns.cllr
        );
    }
    if evaluation.folds.len() > 1 {
        let _ = writeln!(
            out,
            "\n| held out | trained on | judged | dropped | accuracy | balanced | one label |\n|---|---|---|---|---|---|---|"
        );
        for fold in &evaluation.folds {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {:.3} | {:.3} | {:.3} |",
                escape(&fold.held_out),
                fold.train,
                fold.test,
                fold.dropped,
                fold.accuracy,
                fold.balanced_accuracy,
                fold.baseline_balanced_accuracy
            );
        }
    }
    if !evaluation.by_length.is_empty() {
        let _ = writeln!(
            out,
            "\n| cut to words | documents | accuracy | balanced accuracy | ECE | Cllr |\n|---|---|---|---|---|---|"
        );
        for row in &evaluation.by_length {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} |",
                row.words,
                row.documents,
                interval(&row.accuracy),
                interval(&row.balanced_accuracy),
                interval(&row.ece),
                interval(&row.cllr)
            );
        }
    }
    let _ = writeln!(out);
    for skipped in &evaluation.skipped {
        let _ = writeln!(
            out,
            "- {} documents of {} skipped: {}",
            skipped.documents,
            skipped.label.as_deref().map_or("no label".to_owned(), escape),
            skipped.reason
        );
    }
    for remark in &evaluation.data.remarks {
        let _ = writeln!(out, "- {}", escape(remark));
    }
    out
}

/// The analyst's sheet of one input, ending in a newline.
#[must_use]
pub fn explanation(explained: &Explained) -> String {
    let answer = &explained.answer;
    let sheet = Sheet::new(answer);
    let columns = COLUMNS.min(sheet.labels.len());
    let mut out = String::new();
    // Writing to a string cannot fail.
    let source = answer.source.as_deref().unwrap_or("all messages");
    let _ = writeln!(out, "# {}\n", cell(source, 200));
    let (line, strength) = headline(answer);
    let strength = strength.map_or_else(String::new, |strength| format!(" ({strength})"));
    let _ = writeln!(out, "**{}**{strength}; {} words.\n", escape(&line), answer.words);
    let _ = writeln!(out, "| candidate | probability | log10 LR |\n|---|---:|---:|");
    for ranked in &answer.ranking {
        let _ = writeln!(
            out,
            "| {} | {:.3} | {:+.2} |",
            cell(&ranked.label, 60),
            ranked.probability,
            ranked.log10_lr
        );
    }
    if let Some(messages) = &answer.messages {
        let _ = writeln!(out, "\n## Messages\n");
        for (place, message) in messages.iter().enumerate() {
            let what = escape(&outcome(message));
            let _ = writeln!(out, "{}. {}: {what}", place + 1, cell(&message.source, 200));
        }
    }
    let heading = |out: &mut String, title: &str, first: &str| {
        let _ = write!(out, "\n## {title}\n\n| {first} |");
        for label in &sheet.labels[..columns] {
            let _ = write!(out, " {} |", cell(label, 30));
        }
        let rule = "---:|".repeat(columns);
        let _ = writeln!(out, "\n|{}{rule}", "---|".repeat(first.matches('|').count() + 1));
    };
    let numbers = |values: &[f64]| -> String {
        values[..columns].iter().map(|&value| format!(" {} |", signed(value))).collect()
    };
    let marked = |row: &Row<'_>| -> String {
        let cells = row.weights.iter().zip(&row.named).take(columns);
        cells
            .map(|(&value, &named)| {
                format!(" {}{} |", signed(value), if named { " •" } else { "" })
            })
            .collect()
    };
    if !sheet.constructions.is_empty() {
        heading(&mut out, "Suspicious constructions", "| written | correct | shows and why");
        for row in &sheet.constructions {
            let Row { number, message, evidence, .. } = row;
            let _ = writeln!(
                out,
                "| {number}{} | {} | {} | {} {}{} |{}",
                within(*message),
                cell(&evidence.text, 80),
                cell(evidence.correction.as_deref().unwrap_or("–"), 80),
                cell(&shows(evidence), 200),
                cell(evidence.reason.as_deref().unwrap_or_default(), 600),
                match evidence.sources.as_slice() {
                    [] => String::new(),
                    sources => format!(" ({})", cell(&sources.join("; "), 300)),
                },
                marked(row)
            );
        }
        let _ = writeln!(out, "\n• the literature names the construction for this language.");
    }
    if !sheet.others.is_empty() {
        heading(&mut out, "Other stretches", "| written | strongest feature");
        for Row { number, message, evidence, weights, .. } in &sheet.others {
            let _ = writeln!(
                out,
                "| {number}{} | {} | {} |{}",
                within(*message),
                cell(&evidence.text, 80),
                cell(&shows(evidence), 120),
                numbers(weights)
            );
        }
    }
    heading(&mut out, "Sums", "log10 LR");
    for (name, values) in [
        ("constructions, with all that lies in them", &sheet.constructions_sum),
        ("other stretches", &sheet.others_sum),
        ("remainder: all that is not quoted", &sheet.remainder),
        ("**log10 LR**", &sheet.total),
    ] {
        let _ = writeln!(out, "| {name} |{}", numbers(values));
    }
    match &explained.patterns_log10_lr {
        Some(ratios) => {
            let ratios = in_order(&sheet.labels, ratios);
            let _ = writeln!(out, "| {} |{}", patterns_alone(explained), numbers(&ratios));
        }
        None => {
            let _ = writeln!(out, "\n{}.", capital(patterns_alone(explained)));
        }
    }
    if let Some(line) = about_patterns_alone(explained) {
        let _ = writeln!(out, "\n{}.", capital(line));
    }
    let _ = writeln!(out, "\n## What speaks against {}\n", cell(sheet.leader(), 60));
    let against = sheet.against();
    if against.is_empty() {
        let _ = writeln!(out, "Nothing that is quoted here.");
    }
    for row in against {
        let rather = sheet
            .speaks_for(row)
            .map_or_else(String::new, |label| format!(", rather {}", cell(label, 60)));
        let text = cell(&row.evidence.text, 80);
        let _ = writeln!(out, "- {}: “{text}” ({}{rather})", row.number, signed(row.leader()));
    }
    if !explained.references.is_empty() {
        let _ = writeln!(out, "\n## References\n");
        for (key, reference) in &explained.references {
            let _ = writeln!(out, "- *{}*: {}", escape(key), escape(reference));
        }
    }
    if !answer.warnings.is_empty() {
        let _ = writeln!(out, "\n## To know before relying on it\n");
        for warning in &answer.warnings {
            let _ = writeln!(out, "- {}", escape(&warning.message));
        }
    }
    let _ = writeln!(
        out,
        "\nModel {} {} (BLAKE3 `{}`); input BLAKE3 `{}`, read as {}.",
        escape(&answer.model.name),
        escape(&answer.model.version),
        answer.model.blake3,
        answer.input_blake3,
        escape(&answer.encoding)
    );
    out
}

/// The message that a row stands in.
fn within(message: Option<usize>) -> String {
    message.map_or_else(String::new, |number| format!(", message {number}"))
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}

/// Outside text in a table's cell: one line, nothing invisible, no markup.
fn cell(text: &str, most: usize) -> String {
    escape(&quote(text, most))
}

/// Text that no Markdown reader takes for markup, on one line.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '$' | '&' => {
                out.push('\\');
                out.push(character);
            }
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_in_a_label_stays_text() {
        assert_eq!(super::escape("a|b<c>\n*d*"), "a\\|b\\<c\\> \\*d\\*");
    }
}
