//! The analyst's sheet as a page: message, ranking, construction × language matrix, what speaks against.

use std::collections::BTreeSet;

use askama::Template;
use tongueprint::{LeftOut, WeighedBy};

use super::message::{Inline, Piece, Weight, pieces, rates};
use super::{Examined, Provenance, RenderError};
use crate::answer::{Explained, Message};
use crate::quote::quote;
use crate::sheet::{Row, Sheet, headline, in_order, shows, signed};
use crate::svg::{Bar, Contribution, Group, contributions, ranking};

/// Columns of the matrix.
const COLUMNS: usize = 10;
/// Characters of a stretch in a list.
const QUOTE: usize = 160;

#[derive(Template)]
#[template(path = "explanation.html")]
struct Page<'a> {
    title: String,
    sections: Vec<Section>,
    models: Vec<&'a tongueprint::ModelIdentity>,
    provenance: &'a Provenance,
}

/// One message.
struct Section {
    index: usize,
    source: String,
    verdict: String,
    lead: &'static str,
    label: Option<String>,
    strength: Option<String>,
    ratio: String,
    leader: String,
    others: usize,
    words: usize,
    warnings: Vec<String>,
    ranking: String,
    left_out: Option<String>,
    matrix: String,
    columns: usize,
    columns_cut: bool,
    about_patterns: &'static str,
    references: Vec<(String, String)>,
    messages: Vec<Part>,
    marked: bool,
    constructions: Vec<Line>,
    against: Vec<Line>,
    encoding: String,
    media_type: String,
    input_blake3: String,
}

/// A message, its stretches marked.
struct Part {
    title: Option<String>,
    error: Option<String>,
    pieces: Vec<Piece>,
}

/// A stretch in a list.
struct Line {
    number: usize,
    message: Option<usize>,
    text: String,
    correction: Option<String>,
    title: String,
    reason: Option<String>,
    languages: String,
    sources: String,
    weight: String,
    class: &'static str,
    rather: Option<String>,
    rates: Vec<Weight>,
}

/// The report on one input or several, as one HTML file.
///
/// # Errors
/// When a template fails to render, which no input makes it do.
pub fn explanation(examined: &[Examined], provenance: &Provenance) -> Result<String, RenderError> {
    let mut seen = BTreeSet::new();
    let models = examined
        .iter()
        .map(|one| &one.explained.answer.model)
        .filter(|model| seen.insert(model.blake3.as_str()))
        .collect();
    let title = match examined {
        [one] => source(&one.explained),
        _ => format!("{} messages", examined.len()),
    };
    let sections = examined.iter().enumerate().map(|(place, one)| section(place + 1, one));
    let page = Page { title, sections: sections.collect(), models, provenance };
    Ok(page.render()?)
}

fn source(explained: &Explained) -> String {
    quote(explained.answer.source.as_deref().unwrap_or("all messages together"), 300)
}

fn section(index: usize, examined: &Examined) -> Section {
    let explained = &examined.explained;
    let answer = &explained.answer;
    let sheet = Sheet::new(answer);
    let (line, strength) = headline(answer);
    let (lead, label) = match (&answer.verdict, answer.abstained) {
        (Some(verdict), _) => ("Most like English written by natives of", Some(quote(verdict, 60))),
        (None, Some(tongueprint::Abstention::TooShort)) => ("No verdict: too short to judge", None),
        (None, Some(tongueprint::Abstention::NotEnglish)) => {
            ("No verdict: this does not read as English", None)
        }
        (None, _) => ("No verdict: the evidence is inconclusive", None),
    };
    let bars: Vec<Bar> = answer
        .ranking
        .iter()
        .map(|ranked| Bar {
            label: ranked.label.clone(),
            probability: ranked.probability,
            log10_lr: ranked.log10_lr,
        })
        .collect();
    Section {
        index,
        source: source(explained),
        verdict: line,
        lead,
        label,
        strength,
        ratio: answer.ranking.first().map_or_else(String::new, |r| signed(r.log10_lr)),
        leader: quote(sheet.leader(), 60),
        others: sheet.labels.len().saturating_sub(1),
        words: answer.words,
        warnings: answer.warnings.iter().map(|warning| warning.message.clone()).collect(),
        ranking: ranking(&bars),
        left_out: left_out(answer.left_out),
        matrix: matrix(explained, &sheet),
        columns: COLUMNS.min(sheet.labels.len()),
        columns_cut: sheet.labels.len() > COLUMNS,
        about_patterns: match explained.patterns_weighed_by {
            Some(WeighedBy::Rates) => {
                "This model has no view of the patterns. “Patterns alone” comes from how often they occur in the learner texts of each language, as likelihoods calibrated together on corpora that gave no rates; it is no part of the model's own log10 LR."
            }
            Some(_) => {
                "“Patterns alone” is the log10 LR of the patterns without any other feature, as the model weighs them."
            }
            None => {
                "Neither the model nor measured rates weigh the patterns, so they have no log10 LR of their own; the constructions' numbers are those of every feature inside them."
            }
        },
        references: explained.references.clone().into_iter().collect(),
        messages: parts(examined, &sheet),
        marked: sheet.constructions.iter().any(|row| row.named.contains(&true)),
        constructions: sheet.constructions.iter().map(|row| list_line(row, &sheet)).collect(),
        against: sheet.against().into_iter().map(|row| list_line(row, &sheet)).collect(),
        encoding: answer.encoding.clone(),
        media_type: answer.media_type.clone(),
        input_blake3: answer.input_blake3.clone(),
    }
}

/// The messages one by one, or the only one.
fn parts(examined: &Examined, sheet: &Sheet<'_>) -> Vec<Part> {
    let text = &examined.text;
    let Some(messages) = &examined.explained.answer.messages else {
        return vec![Part { title: None, error: None, pieces: pieces(text, 0..text.len(), sheet) }];
    };
    let part = |(place, message): (usize, &Message)| {
        let range = message.start.unwrap_or(0)..message.end.unwrap_or(0);
        Part {
            title: Some(format!("Message {}: {}", place + 1, quote(&message.source, 300))),
            error: message.error.as_ref().map(|error| error.message.clone()),
            pieces: pieces(text, range, sheet),
        }
    };
    messages.iter().enumerate().map(part).collect()
}

fn list_line(row: &Row<'_>, sheet: &Sheet<'_>) -> Line {
    let evidence = row.evidence;
    Line {
        number: row.number,
        message: row.message,
        text: quote(&evidence.text, QUOTE),
        correction: evidence.correction.as_deref().map(|text| quote(text, QUOTE)),
        title: shows(evidence),
        reason: evidence.reason.clone(),
        languages: evidence.languages.join(", "),
        sources: evidence.sources.join("; "),
        weight: signed(row.leader()),
        class: if row.leader() < 0.0 { "against" } else { "for" },
        rather: sheet.speaks_for(row).map(|label| quote(label, 60)),
        rates: rates(evidence),
    }
}

fn matrix(explained: &Explained, sheet: &Sheet<'_>) -> String {
    let labels: Vec<String> =
        sheet.labels.iter().take(COLUMNS).map(|label| (*label).to_owned()).collect();
    let cut = |values: &[f64]| values.iter().take(COLUMNS).copied().collect::<Vec<f64>>();
    let group = |title: &str, rows: &[Row<'_>]| Group {
        title: title.to_owned(),
        sums: false,
        rows: rows
            .iter()
            .map(|row| Contribution {
                name: format!("“{}” {}", quote(&row.evidence.text, 30), row.number),
                tip: shows(row.evidence),
                weights: cut(&row.weights),
                marks: row.named.clone(),
            })
            .collect(),
    };
    let mut groups = vec![
        group("suspicious constructions", &sheet.constructions),
        group("other stretches", &sheet.others),
    ];
    groups.retain(|group| !group.rows.is_empty());
    let mut sums = vec![
        ("constructions", sheet.constructions_sum.clone()),
        ("other stretches", sheet.others_sum.clone()),
        ("remainder, not quoted", sheet.remainder.clone()),
        ("log10 LR", sheet.total.clone()),
    ];
    if let Some(ratios) = &explained.patterns_log10_lr {
        let name = if explained.patterns_weighed_by == Some(WeighedBy::Rates) {
            "patterns alone, by their rates"
        } else {
            "patterns alone, their own log10 LR"
        };
        sums.push((name, in_order(&sheet.labels, ratios)));
    }
    groups.push(Group {
        title: "sums".to_owned(),
        sums: true,
        rows: sums
            .into_iter()
            .map(|(name, values)| Contribution {
                name: name.to_owned(),
                tip: name.to_owned(),
                weights: cut(&values),
                marks: Vec::new(),
            })
            .collect(),
    });
    contributions(&labels, &groups)
}

/// What was not judged, in a sentence.
fn left_out(left_out: LeftOut) -> Option<String> {
    let parts: Vec<String> = [
        (left_out.addresses, "addresses"),
        (left_out.blobs, "keys or other identifiers"),
        (left_out.lines_not_prose, "lines that are no prose"),
        (left_out.lines_quoted, "quoted lines"),
        (left_out.paragraphs_not_english, "paragraphs in other languages"),
    ]
    .into_iter()
    .filter(|&(count, _)| count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    (!parts.is_empty()).then(|| format!("Not judged: {}.", parts.join(", ")))
}
