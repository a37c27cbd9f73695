//! An evaluation for a document.

use std::fmt::Write as _;

use tongueprint::Evaluation;

use crate::terminal::interval;

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
    let baseline = &evaluation.baseline;
    for (name, metric, note) in [
        (
            "accuracy",
            &evaluation.accuracy,
            format!("always {}: {:.3}", escape(&baseline.label), baseline.accuracy),
        ),
        (
            "balanced accuracy",
            &evaluation.balanced_accuracy,
            format!("always one label: {:.3}", baseline.balanced_accuracy),
        ),
        ("macro F1", &evaluation.macro_f1, String::new()),
        ("log loss (nats)", &evaluation.log_loss, String::new()),
        ("Cllr", &evaluation.cllr, "1 knows nothing".to_owned()),
        (
            "ECE",
            &evaluation.ece,
            format!("perfectly calibrated: {:.3}", evaluation.ece_if_calibrated),
        ),
        ("abstained", &evaluation.abstained, String::new()),
    ] {
        let _ = writeln!(out, "| {name} | {} | {note} |", interval(metric));
    }
    let _ = writeln!(
        out,
        "\n| label | documents | precision | recall [95 %] | F1 |\n|---|---|---|---|---|"
    );
    for label in &evaluation.per_label {
        let precision = label.precision.map_or("–".to_owned(), |p| format!("{p:.3}"));
        let _ = writeln!(
            out,
            "| {} | {} | {precision} | {} | {:.3} |",
            escape(&label.label),
            label.documents,
            interval(&label.recall),
            label.f1
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

/// Text that no Markdown reader takes for markup, on one line.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' => {
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
