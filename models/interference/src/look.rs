//! For whoever writes patterns: how often each fires in a file, and where.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tongueprint_corpus::Record;
use tongueprint_features::interference::Interference;
use tongueprint_features::text::{Analyser, Topic};

/// Prints, for each pattern, its matches in a million words by label, and up to `examples` places.
#[expect(clippy::print_stdout, reason = "the answer")]
pub(crate) fn look(
    patterns: &Interference,
    records: &[Record],
    only: Option<&str>,
    examples: usize,
) {
    let per_record: Vec<_> = records
        .par_iter()
        .map(|record| {
            let analysis = Analyser::new(Topic::Mask).analyse(&record.text);
            let found: Vec<_> = patterns
                .matches(&analysis, &record.text)
                .into_iter()
                .filter(|found| only.is_none_or(|only| found.pattern.id().contains(only)))
                .map(|found| {
                    (
                        found.pattern.id(),
                        place(&record.text, analysis.source_span(found.span)),
                        found.correction,
                    )
                })
                .collect();
            (analysis.words(), found)
        })
        .collect();
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (record, (length, found)) in records.iter().zip(&per_record) {
        let label = record.label.as_deref().unwrap_or_default();
        *words.entry(label).or_default() += length;
        for (id, place, correction) in found {
            *counts.entry(id).or_default().entry(label).or_default() += 1;
            let correction = correction.as_deref().unwrap_or("-");
            places.entry(id).or_default().push(format!("{label}: {place}  => {correction}"));
        }
    }
    let all: usize = words.values().sum();
    let total: usize = counts.values().flat_map(BTreeMap::values).sum();
    println!("{all} words, {total} matches, {:.3} in 1,000 words", total as f64 * 1e3 / all as f64);
    for pattern in patterns
        .patterns()
        .iter()
        .filter(|pattern| only.is_none_or(|only| pattern.id().contains(only)))
    {
        let by_label = counts.get(pattern.id()).cloned().unwrap_or_default();
        let total: usize = by_label.values().sum();
        let mut rates: Vec<_> = by_label
            .iter()
            .filter(|(label, _)| words[*label] > 5_000)
            .map(|(label, &count)| (count as f64 * 1e6 / words[label] as f64, count, label))
            .collect();
        rates.sort_by(|one, other| other.0.total_cmp(&one.0));
        let rates: Vec<String> = rates
            .iter()
            .take(9)
            .map(|(rate, count, label)| format!("{label} {rate:.0} ({count})"))
            .collect();
        println!("{:32} {total:5}  {}", pattern.id(), rates.join(", "));
        let places = places.remove(pattern.id()).unwrap_or_default();
        let step = (places.len() / examples.max(1)).max(1);
        for place in places.iter().step_by(step).take(examples) {
            println!("      {place}");
        }
    }
}

/// The match between marks, with what stands around it.
fn place(text: &str, span: tongueprint_features::Span) -> String {
    let (start, end) = (span.start as usize, span.end as usize);
    let before: String =
        text[..start].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[end..].chars().take(30).collect();
    format!("{before}⟦{}⟧{after}", &text[start..end]).replace('\n', "⏎")
}

/// Prints how fast `patterns` run over `records` that are tagged already.
#[expect(clippy::print_stdout, reason = "the answer")]
pub(crate) fn speed(patterns: &Interference, records: &[Record]) {
    let analyses: Vec<_> =
        records.iter().map(|record| Analyser::new(Topic::Mask).analyse(&record.text)).collect();
    let bytes: usize = analyses.iter().map(|analysis| analysis.prose().len()).sum();
    let tags: usize = analyses.iter().map(|analysis| analysis.tags().len()).sum();
    let mut best = f64::MAX;
    let mut matches = 0;
    for _ in 0..5 {
        let start = std::time::Instant::now();
        matches = 0;
        for analysis in &analyses {
            patterns.for_each(analysis, |_, _| matches += 1);
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{tags} tokens, {matches} matches; {:.1} MB/s", bytes as f64 / best / 1e6);
}
