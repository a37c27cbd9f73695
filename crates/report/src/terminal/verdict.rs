//! One text's answer: a ranking as bars, the strongest phrases quoted, warnings in words.

use std::fmt::Write as _;

use tongueprint::Evidence;

use super::style::{CAUTION, ERROR, FAINT, HEADING, LEADER, bar, styled};
use crate::answer::{Answer, Failure};
use crate::quote::quote;
use crate::sheet::{headline, shows};

/// Candidates under this probability are summed up in one line, once three have been shown.
const SMALL: f64 = 0.02;
const BAR_CELLS: usize = 24;
const PHRASES: usize = 5;

/// The answer to one input, ending in a newline.
#[must_use]
pub fn answer(answer: &Answer) -> String {
    let mut out = head(answer);
    phrases(&mut out, answer);
    warnings(&mut out, answer);
    out
}

/// Source, verdict and ranking.
pub(super) fn head(answer: &Answer) -> String {
    let mut out = String::new();
    let source = quote(answer.source.as_deref().unwrap_or("all messages"), 200);
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{}  {}",
        styled(HEADING, source),
        styled(FAINT, format!("{} words, {}", answer.words, answer.encoding))
    );
    let _ = writeln!(
        out,
        "  {}",
        match headline(answer) {
            (line, Some(strength)) => format!("{}  ({strength})", styled(LEADER, line)),
            (line, None) => styled(CAUTION, line),
        }
    );
    ranking(&mut out, answer);
    out
}

/// What to know before relying on it.
pub(super) fn warnings(out: &mut String, answer: &Answer) {
    for warning in &answer.warnings {
        let _ = writeln!(out, "  {} {}", styled(CAUTION, "!"), warning.message);
    }
}

/// An input that failed, on one line.
#[must_use]
pub fn failure(failure: &Failure) -> String {
    format!(
        "{}  {} {}\n",
        styled(HEADING, quote(&failure.source, 200)),
        styled(ERROR, "error:"),
        failure.error.message
    )
}

fn ranking(out: &mut String, answer: &Answer) {
    let width = answer.ranking.iter().map(|r| r.label.chars().count()).max().unwrap_or(0);
    let shown = answer
        .ranking
        .iter()
        .enumerate()
        .take_while(|(place, ranked)| *place < 3 || ranked.probability >= SMALL)
        .count();
    for ranked in &answer.ranking[..shown] {
        let _ = writeln!(
            out,
            "    {:<width$} {:>5.1} %  {}  log10 LR {:+.2}",
            ranked.label,
            ranked.probability * 100.0,
            bar(ranked.probability, BAR_CELLS),
            ranked.log10_lr
        );
    }
    let rest = &answer.ranking[shown..];
    if !rest.is_empty() {
        let sum: f64 = rest.iter().map(|ranked| ranked.probability).sum();
        let names: Vec<&str> = rest.iter().map(|ranked| ranked.label.as_str()).collect();
        let line = format!("{:.1} % together: {}", sum * 100.0, names.join(", "));
        let _ = writeln!(out, "    {}", styled(FAINT, line));
    }
}

fn phrases(out: &mut String, answer: &Answer) {
    let Some(leader) = answer.ranking.first() else { return };
    let weight = |evidence: &Evidence| evidence.weights.get(&leader.label).copied().unwrap_or(0.0);
    for (title, sign) in [("for", 1.0), ("against", -1.0)] {
        let list: Vec<&Evidence> =
            answer.evidence.iter().filter(|e| weight(e) * sign > 0.0).take(PHRASES).collect();
        if list.is_empty() {
            continue;
        }
        let _ = writeln!(out, "  speaks {title} {}:", leader.label);
        for evidence in list {
            let _ = writeln!(
                out,
                "    {:+.2}  “{}”  {}",
                weight(evidence),
                quote(&evidence.text, 60),
                styled(FAINT, quote(&shows(evidence), 80))
            );
        }
    }
}
