//! The analyst's sheet at a terminal: a column a language, each in its colour.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::style::{FAINT, HEADING, styled};
use super::verdict::head;
use crate::answer::Explained;
use crate::quote::quote;
use crate::sheet::{
    Row, Sheet, about_patterns_alone, in_order, outcome, patterns_alone, shows, signed,
};

/// A column of numbers.
const COLUMN: usize = 11;
/// The least room for what is quoted.
const LEAST_QUOTE: usize = 36;
const MOST_QUOTE: usize = 64;

const LANGUAGES: [AnsiColor; 6] = [
    AnsiColor::Green,
    AnsiColor::Cyan,
    AnsiColor::Magenta,
    AnsiColor::Yellow,
    AnsiColor::Blue,
    AnsiColor::BrightRed,
];

/// The sheet of one input, ending in a newline; `width` is the terminal's, in characters.
///
/// Columns are the most probable candidates, as many as fit, at least two.
#[must_use]
pub fn explanation(explained: &Explained, width: usize) -> String {
    let answer = &explained.answer;
    let sheet = Sheet::new(answer);
    let columns = (width.saturating_sub(LEAST_QUOTE + 8) / COLUMN).max(2).min(sheet.labels.len());
    let left = width.saturating_sub(8 + columns * COLUMN).clamp(LEAST_QUOTE, MOST_QUOTE);
    let table = Table { columns, left };
    // Writing to a string cannot fail.
    let mut out = head(answer);
    for (place, message) in answer.messages.iter().flatten().enumerate() {
        let source = quote(&message.source, 200);
        let what = styled(FAINT, outcome(message));
        let _ = writeln!(out, "    message {}: {source}  {what}", place + 1);
    }
    let _ = writeln!(out, "\n  {}", table.header(&sheet));
    table.section(&mut out, "suspicious constructions", &sheet.constructions);
    table.section(&mut out, "other stretches", &sheet.others);
    let _ = writeln!(out, "  {}", styled(HEADING, "sums"));
    table.sum(&mut out, "constructions, with all that lies in them", &sheet.constructions_sum);
    table.sum(&mut out, "other stretches", &sheet.others_sum);
    table.sum(&mut out, "remainder: all that is not quoted", &sheet.remainder);
    table.sum(&mut out, "log10 LR", &sheet.total);
    match &explained.patterns_log10_lr {
        Some(ratios) => {
            let ratios = in_order(&sheet.labels, ratios);
            table.sum(&mut out, patterns_alone(explained), &ratios);
        }
        None => {
            let _ = writeln!(out, "       {}", styled(FAINT, patterns_alone(explained)));
        }
    }
    if let Some(line) = about_patterns_alone(explained) {
        let _ = writeln!(out, "       {}", styled(FAINT, line));
    }
    let against = sheet.against();
    let _ = writeln!(
        out,
        "\n  {}",
        styled(HEADING, format!("what speaks against {}", quote(sheet.leader(), 40)))
    );
    if against.is_empty() {
        let _ = writeln!(out, "       nothing that is quoted here");
    }
    for row in against {
        let rather = sheet
            .speaks_for(row)
            .map_or_else(String::new, |label| format!("rather {}", quote(label, 30)));
        let _ = writeln!(
            out,
            "  {:>3}  {}  “{}”  {}",
            row.number,
            signed(row.leader()),
            quote(&row.evidence.text, 60),
            styled(FAINT, rather)
        );
    }
    if !explained.references.is_empty() {
        let _ = writeln!(out, "\n  {}", styled(HEADING, "references"));
        for (key, reference) in &explained.references {
            let _ = writeln!(out, "       {}: {reference}", styled(FAINT, key));
        }
    }
    if sheet.constructions.iter().any(|row| row.named.contains(&true)) {
        let line = "• the literature names the construction for this language";
        let _ = writeln!(out, "\n  {}", styled(FAINT, line));
    }
    if sheet.labels.len() > columns {
        let line = format!(
            "columns: the {columns} most likely of {} candidates; --format json has all",
            sheet.labels.len()
        );
        let _ = writeln!(out, "  {}", styled(FAINT, line));
    }
    super::verdict::warnings(&mut out, answer);
    out
}

struct Table {
    columns: usize,
    left: usize,
}

impl Table {
    fn header(&self, sheet: &Sheet<'_>) -> String {
        let mut line = format!("{:<1$}", "weights, as log10 LR", self.left + 5);
        for (place, label) in sheet.labels.iter().take(self.columns).enumerate() {
            let label = quote(label, COLUMN - 3);
            let cell = format!("{:>COLUMN$}", format!("{label} "));
            line.push_str(&styled(language(place).bold(), cell));
        }
        line
    }

    fn section(&self, out: &mut String, title: &str, rows: &[Row<'_>]) {
        let _ = writeln!(out, "  {}", styled(HEADING, title));
        if rows.is_empty() {
            let _ = writeln!(out, "       none found");
        }
        let mut message = None;
        for row in rows {
            let evidence = row.evidence;
            if row.message != message {
                message = row.message;
                if let Some(number) = message {
                    let _ = writeln!(out, "       {}", styled(FAINT, format!("message {number}")));
                }
            }
            let name = match &evidence.correction {
                Some(correction) => {
                    let half = (self.left - 5) / 2;
                    format!(
                        "“{}” → {}",
                        quote(&evidence.text, half - 1),
                        quote(correction, half - 2)
                    )
                }
                None => format!("“{}”", quote(&evidence.text, self.left - 3)),
            };
            let _ = writeln!(
                out,
                "  {:>3}  {name:<left$}{}",
                row.number,
                self.cells(&row.weights, &row.named),
                left = self.left
            );
            let _ = writeln!(out, "       {}", styled(FAINT, quote(&shows(evidence), 100)));
            if let Some(reason) = &evidence.reason {
                let cited = match evidence.sources.as_slice() {
                    [] => String::new(),
                    sources => format!(" ({})", sources.join("; ")),
                };
                let line = format!("why: {}{cited}", quote(reason, 400));
                let _ = writeln!(out, "       {}", styled(FAINT, line));
            }
        }
    }

    fn sum(&self, out: &mut String, title: &str, values: &[f64]) {
        let _ = writeln!(out, "       {title:<left$}{}", self.cells(values, &[]), left = self.left);
    }

    /// Numbers, the strongest for a language in that language's colour; a point where the literature
    /// names the construction for the language.
    fn cells(&self, values: &[f64], named: &[bool]) -> String {
        let strongest = values.iter().copied().fold(0.0, f64::max);
        let mut line = String::new();
        for (place, &value) in values.iter().take(self.columns).enumerate() {
            let point = if named.get(place).copied().unwrap_or(false) { '•' } else { ' ' };
            let cell = format!("{:>COLUMN$}", format!("{}{point}", signed(value)));
            if value > 0.0 && value >= strongest {
                line.push_str(&styled(language(place).bold(), cell));
            } else if value > 0.0 {
                line.push_str(&styled(language(place), cell));
            } else {
                line.push_str(&styled(FAINT, cell));
            }
        }
        line
    }
}

const fn language(place: usize) -> Style {
    LANGUAGES[place % LANGUAGES.len()].on_default()
}
