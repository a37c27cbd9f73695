//! Corpora in; ratios, smoothed rates and the false alarms on natives out.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use rayon::prelude::*;
use tongueprint_features::interference::Interference;

use crate::calibrate::{self, Calibrated};
use crate::counts::{self, Cell, Corpus, Counted};
use crate::documents;
use crate::ratio::{self, Ratio, Stratum};

/// Corpora with learners, in which rates are estimated.
const LEARNERS: &[&str] = &[
    "lang8",
    "pelic",
    "ksauhs",
    "realec",
    "use",
    "mail",
    "reddit",
    "greek_reddit",
    "micusp",
    "argrewrite",
    "balc",
];

/// A label with fewer words in a corpus is left out there.
const LEAST_WORDS: f64 = 5_000.0;

/// The native language of the controls.
const NATIVE: &str = "english";

/// What was measured of one pattern.
pub(crate) struct Measured {
    /// Against the other learners of the same corpora, by language.
    pub(crate) ratios: BTreeMap<String, Ratio>,
    /// All learners against natives of the same corpora.
    pub(crate) learners: Option<Ratio>,
    /// Matches in a million words, smoothed, by language.
    pub(crate) rates: BTreeMap<String, f64>,
}

/// Texts of natives, and what is done with them.
struct NativeTexts {
    name: &'static str,
    tuned: bool,
    /// Matches that were read one by one, and how many of them were errors of the writer's.
    read: Option<(f64, f64)>,
}

const NATIVES: &[NativeTexts] = &[
    NativeTexts { name: "micusp", tuned: true, read: None },
    NativeTexts { name: "ewt-train", tuned: true, read: Some((92.0, 52.0)) },
    NativeTexts { name: "ewt-dev", tuned: true, read: Some((17.0, 16.0)) },
    NativeTexts { name: "ewt-test", tuned: false, read: None },
    NativeTexts { name: "locness", tuned: false, read: None },
];

/// Natives without a learner beside them.
pub(crate) struct NativeRow {
    pub(crate) name: &'static str,
    pub(crate) tuned: bool,
    /// Of the matches, those that are errors of the writer's, where all were read.
    pub(crate) errors: Option<f64>,
    pub(crate) documents: usize,
    pub(crate) words: f64,
    pub(crate) matches: f64,
    /// The patterns that fire most, with their matches.
    pub(crate) most: Vec<(String, f64)>,
}

/// Everything that the documents and the data file are made of.
pub(crate) struct Estimates {
    pub(crate) patterns: Vec<Measured>,
    pub(crate) natives: Vec<NativeRow>,
    /// Words by language and corpus.
    pub(crate) words: BTreeMap<String, BTreeMap<String, f64>>,
    pub(crate) calibrated: Calibrated,
}

/// Reads the corpora and estimates.
pub(crate) fn estimate(
    patterns: &Interference,
    corpora: &Path,
    treebank: &Path,
) -> Result<Estimates> {
    let mut documents: BTreeMap<&str, Vec<Counted>> = BTreeMap::new();
    let mut counted: BTreeMap<&str, Corpus> = BTreeMap::new();
    for name in LEARNERS {
        let mut all = counts::documents(patterns, &documents::corpus(corpora, name)?);
        let mut corpus = counts::cells(&all);
        corpus.retain(|_, cell| cell.words() >= LEAST_WORDS);
        all.retain(|document| corpus.contains_key(&document.label));
        counted.insert(name, corpus);
        documents.insert(name, all);
    }
    let mut natives = Vec::new();
    for texts in NATIVES {
        let name = texts.name;
        let mut records = match name.strip_prefix("ewt-") {
            Some(part) => documents::treebank(treebank, part)?,
            None => documents::corpus(corpora, name)?,
        };
        records.retain(|record| record.label.as_deref() == Some(NATIVE));
        let corpus = counts::cells(&counts::documents(patterns, &records));
        let cell = corpus.get(NATIVE).cloned().unwrap_or_default();
        natives.push(native_row(patterns, texts, &cell));
    }
    let measured = measure_all(&counted, patterns.patterns().len());
    let calibrated = calibrate::calibrate(&documents, patterns.patterns().len());
    let mut words: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    for (name, corpus) in &counted {
        for (label, cell) in corpus {
            words.entry(label.clone()).or_default().insert((*name).to_owned(), cell.words());
        }
    }
    Ok(Estimates { patterns: measured, natives, words, calibrated })
}

fn native_row(patterns: &Interference, texts: &NativeTexts, cell: &Cell) -> NativeRow {
    let mut most: Vec<(String, f64)> = patterns
        .patterns()
        .iter()
        .enumerate()
        .map(|(number, pattern)| (pattern.id().to_owned(), cell.matches(number)))
        .collect();
    most.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    most.truncate(5);
    let matches = cell.all_matches();
    NativeRow {
        name: texts.name,
        tuned: texts.tuned,
        errors: texts.read.filter(|(read, _)| *read == matches).map(|(_, errors)| errors),
        documents: cell.documents,
        words: cell.words(),
        matches,
        most,
    }
}

/// What `patterns` patterns show in `counted`.
pub(crate) fn measure_all(counted: &BTreeMap<&str, Corpus>, patterns: usize) -> Vec<Measured> {
    (0..patterns).into_par_iter().map(|pattern| measure(counted, pattern)).collect()
}

/// Ratios of one pattern, and rates that follow from them.
fn measure(counted: &BTreeMap<&str, Corpus>, pattern: usize) -> Measured {
    let labels: std::collections::BTreeSet<&str> =
        counted.values().flat_map(BTreeMap::keys).map(String::as_str).collect();
    let others = |corpus: &'_ Corpus, label: &str| -> Vec<String> {
        corpus.keys().filter(|other| *other != label && *other != NATIVE).cloned().collect()
    };
    let mut ratios = BTreeMap::new();
    for &label in &labels {
        let mut strata = Vec::new();
        for corpus in counted.values() {
            if let Some(cell) = corpus.get(label) {
                let others = others(corpus, label).iter().map(|other| &corpus[other]).collect();
                strata.push(Stratum { one: vec![cell], others });
            }
        }
        if let Some(ratio) = ratio::mantel_haenszel(&strata, pattern) {
            ratios.insert(label.to_owned(), ratio);
        }
    }
    let mut strata = Vec::new();
    for corpus in counted.values() {
        if let Some(native) = corpus.get(NATIVE) {
            let learners =
                corpus.iter().filter(|(label, _)| *label != NATIVE).map(|(_, cell)| cell).collect();
            strata.push(Stratum { one: learners, others: vec![native] });
        }
    }
    let learners = ratio::mantel_haenszel(&strata, pattern);
    let rates = rates(counted, pattern, &labels, &ratios);
    Measured { ratios, learners, rates }
}

/// Smoothed rates in a million words: what all learners of all corpora write, times each language's ratio, which is
/// drawn towards 1 as far as it is uncertain.
///
/// ln RR is shrunk by τ² / (τ² + error²), with τ² the variance between languages by moments (DerSimonian and Laird
/// 1986). A language without a ratio has half a match added to its own and the expected count.
fn rates(
    counted: &BTreeMap<&str, Corpus>,
    pattern: usize,
    labels: &std::collections::BTreeSet<&str>,
    ratios: &BTreeMap<String, Ratio>,
) -> BTreeMap<String, f64> {
    let (mut matches, mut words) = (0.5, 0.0);
    for (label, cell) in counted.values().flatten() {
        if label != NATIVE {
            matches += cell.matches(pattern);
            words += cell.words();
        }
    }
    let base = matches / f64::max(words, 1.0);
    let points: Vec<(f64, f64)> = ratios
        .iter()
        .filter(|(label, _)| *label != NATIVE)
        .map(|(_, ratio)| (ratio.value.ln(), ratio.error.powi(2).recip()))
        .collect();
    let total: f64 = points.iter().map(|point| point.1).sum();
    let mean =
        points.iter().map(|(value, weight)| value * weight).sum::<f64>() / f64::max(total, 1e-9);
    let q: f64 = points.iter().map(|(value, weight)| weight * (value - mean).powi(2)).sum();
    let scale =
        total - points.iter().map(|point| point.1.powi(2)).sum::<f64>() / f64::max(total, 1e-9);
    let variance = ((q - (points.len() as f64 - 1.0)) / f64::max(scale, 1e-9)).clamp(0.01, 4.0);
    labels
        .iter()
        .map(|&label| {
            let ratio = match ratios.get(label) {
                Some(ratio) => {
                    (ratio.value.ln() * variance / (variance + ratio.error.powi(2))).exp()
                }
                None => {
                    let (mut own, mut expected) = (0.5, 0.5);
                    for corpus in counted.values() {
                        let Some(cell) = corpus.get(label) else { continue };
                        own += cell.matches(pattern);
                        let others =
                            corpus.iter().filter(|(other, _)| *other != label && *other != NATIVE);
                        let (mut m, mut n) = (0.0, 0.0);
                        others.for_each(|(_, cell)| {
                            m += cell.matches(pattern);
                            n += cell.words();
                        });
                        expected += if n > 0.0 { m / n * cell.words() } else { 0.0 };
                    }
                    own / expected
                }
            };
            (label.to_owned(), base * ratio * 1e6)
        })
        .collect()
}
