//! The message as a page shows it: stretches marked, invisible characters visible.

use std::ops::Range;

use tongueprint::Evidence;

use crate::quote::is_invisible;
use crate::sheet::{Row, Sheet, shows, signed};

/// Candidates in a tooltip.
const WEIGHTS: usize = 8;

/// A part of the message.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    Plain(Vec<Inline>),
    Hit(Hit),
}

/// A run of text, or a character that a reader would not see.
#[derive(Debug, PartialEq)]
pub(super) enum Inline {
    Text(String),
    /// Its code point and what it is.
    Sign(String, &'static str),
}

/// A marked stretch with what its tooltip says.
#[derive(Debug, PartialEq)]
pub(super) struct Hit {
    pub(super) number: usize,
    pub(super) class: &'static str,
    pub(super) inlines: Vec<Inline>,
    pub(super) title: String,
    pub(super) id: String,
    pub(super) correction: Option<String>,
    pub(super) reason: Option<String>,
    /// Languages for which the literature names it.
    pub(super) languages: String,
    pub(super) weights: Vec<Weight>,
    pub(super) rates: Vec<Weight>,
}

/// A number of a label.
#[derive(Debug, PartialEq)]
pub(super) struct Weight {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) class: &'static str,
}

/// Cuts a part of the text into what is marked and what is not. Stretches that do not lie in it, or
/// that overlap the one before, are not marked.
pub(super) fn pieces(text: &str, part: Range<usize>, sheet: &Sheet<'_>) -> Vec<Piece> {
    let mut rows: Vec<&Row<'_>> = sheet.rows().collect();
    rows.sort_by_key(|row| row.number);
    let mut pieces = Vec::with_capacity(rows.len() * 2 + 1);
    let text = text.get(..part.end).unwrap_or_default();
    let mut done = part.start;
    for row in rows {
        let (start, end) = (row.evidence.start, row.evidence.end);
        let (Some(before), Some(inside)) = (text.get(done..start), text.get(start..end)) else {
            continue;
        };
        pieces.push(Piece::Plain(inlines(before)));
        pieces.push(Piece::Hit(hit(row, sheet, inside)));
        done = end;
    }
    pieces.push(Piece::Plain(inlines(text.get(done..).unwrap_or_default())));
    pieces
}

fn hit(row: &Row<'_>, sheet: &Sheet<'_>, inside: &str) -> Hit {
    let evidence = row.evidence;
    let class = match (row.leader() < 0.0, evidence.is_construction()) {
        (false, true) => "for construction",
        (false, false) => "for",
        (true, true) => "against construction",
        (true, false) => "against",
    };
    let weights = sheet.labels.iter().zip(&row.weights).take(WEIGHTS);
    Hit {
        number: row.number,
        class,
        inlines: inlines(inside),
        title: evidence.detects.clone().unwrap_or_else(|| shows(evidence)),
        id: format!("{} · {}", evidence.view, evidence.feature),
        correction: evidence.correction.clone(),
        reason: evidence.reason.clone(),
        languages: evidence.languages.join(", "),
        weights: weights
            .map(|(label, weight)| Weight {
                label: (*label).to_owned(),
                value: signed(*weight),
                class: if *weight < -0.005 {
                    "against-text"
                } else if *weight > 0.005 {
                    "for-text"
                } else {
                    ""
                },
            })
            .collect(),
        rates: rates(evidence),
    }
}

/// How often the construction occurs in each language, where that was measured, most often first.
pub(super) fn rates(evidence: &Evidence) -> Vec<Weight> {
    let mut rates: Vec<(&String, f64)> =
        evidence.rates.iter().map(|(label, &rate)| (label, rate)).collect();
    rates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let weight = |(label, rate): (&String, f64)| Weight {
        label: label.clone(),
        value: format!("{rate:.3}"),
        class: "",
    };
    rates.into_iter().map(weight).collect()
}

/// Text with its invisible characters made visible; line ends as one character.
pub(super) fn inlines(text: &str) -> Vec<Inline> {
    let mut inlines = Vec::new();
    let mut run = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    run.push('\n');
                }
            }
            '\n' | '\t' => run.push(character),
            _ if character.is_control() || is_invisible(character) => {
                if !run.is_empty() {
                    inlines.push(Inline::Text(std::mem::take(&mut run)));
                }
                let code = format!("U+{:04X}", character as u32);
                inlines.push(Inline::Sign(code, name(character)));
            }
            _ => run.push(character),
        }
    }
    if !run.is_empty() {
        inlines.push(Inline::Text(run));
    }
    inlines
}

fn name(character: char) -> &'static str {
    match character {
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' | '\u{61c}' => "right-to-left mark",
        '\u{202a}' | '\u{202d}' | '\u{2066}' => "turns the text left to right",
        '\u{202b}' | '\u{202e}' | '\u{2067}' => "turns the text right to left",
        '\u{202c}' | '\u{2068}' | '\u{2069}' => "bounds a change of direction",
        '\u{2060}' => "word joiner",
        '\u{feff}' => "byte-order mark, or zero-width no-break space",
        _ if character.is_control() => "control character",
        _ => "invisible character",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_invisible_becomes_visible() {
        assert_eq!(
            inlines("a\u{202e}b\r\nc\u{0}"),
            [
                Inline::Text("a".into()),
                Inline::Sign("U+202E".into(), "turns the text right to left"),
                Inline::Text("b\nc".into()),
                Inline::Sign("U+0000".into(), "control character"),
            ]
        );
    }
}
