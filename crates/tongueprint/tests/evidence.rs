//! Evidence and remainder add up to the log likelihood ratio, whatever is quoted.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use common::{LABELS, dataset, model, options, records};
use proptest::prelude::*;
use tongueprint::features::text::Document;
use tongueprint::{
    ClassifyOptions, Dataset, Engine, NoProgress, TrainOptions, Trainer, Verdict, WarningCode,
    WeighedBy,
};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(model()).unwrap());

/// One model over all views at once: its features lie in one row.
static TOGETHER: LazyLock<Engine> = LazyLock::new(|| {
    let options = TrainOptions { combine: tongueprint::Combine::Concat, ..options() };
    let data = dataset(&["one"], 24);
    Engine::new(Trainer::new(options).train(&data, &NoProgress).unwrap()).unwrap()
});

fn sums(verdict: &Verdict) -> BTreeMap<&str, f64> {
    let mut sums: BTreeMap<&str, f64> =
        verdict.remainder.iter().map(|(label, &rest)| (label.as_str(), rest)).collect();
    for evidence in &verdict.evidence {
        for (label, weight) in &evidence.weights {
            *sums.get_mut(label.as_str()).unwrap() += weight;
        }
    }
    sums
}

fn check(engine: &Engine, verdict: &Verdict) {
    let ceiling = engine.model().header().lr_ceiling;
    let sums = sums(verdict);
    assert_eq!(sums.len(), verdict.ranking.len());
    let clamped = verdict.warnings.iter().find(|warning| warning.code == WarningCode::Clamped);
    for ranked in &verdict.ranking {
        let sum = sums[ranked.label.as_str()];
        if ranked.log10_lr.abs() < ceiling {
            assert!((sum - ranked.log10_lr).abs() < 1e-6, "{sum} {ranked:?}");
        } else {
            assert!(sum * ranked.log10_lr.signum() >= ceiling - 1e-6, "{sum} {ranked:?}");
            assert!(clamped.unwrap().message.contains(&ranked.label));
        }
    }
    let mut ends: Vec<(usize, usize)> = verdict.evidence.iter().map(|e| (e.start, e.end)).collect();
    ends.sort_unstable();
    assert!(ends.windows(2).all(|pair| pair[0].1 <= pair[1].0), "overlap: {ends:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn evidence_and_remainder_add_up(
        text in "((the|a|my|manager|explained|to|me|problem|he|has|become|doctor|is|student|!!|\\.|,|\n|\\PC) ){0,60}",
        quoted in 0_usize..40,
        pair in any::<bool>(),
    ) {
        let candidates = pair.then(|| vec![LABELS[0].to_owned(), LABELS[2].to_owned()]);
        let options = ClassifyOptions { candidates, evidence: quoted, ..ClassifyOptions::default() };
        for engine in [&*ENGINE, &*TOGETHER] {
            let engine = engine.with_options(&options).unwrap();
            let verdict = engine.classify(&text);
            prop_assert!(verdict.evidence.len() <= quoted);
            check(&engine, &verdict);
            if let Ok(document) = Document::from_text(text.as_str()) {
                let explained = engine.explain_document(&document);
                check(&engine, &explained.verdict);
                prop_assert_eq!(&explained.verdict.ranking, &verdict.ranking);
            }
        }
    }
}

/// The remainder is not a place to hide errors: in a model of single words every word can be quoted,
/// and what is left between two candidates is then the intercept, the same for all texts of a length.
#[test]
fn with_every_word_quoted_the_intercept_remains() {
    let options = TrainOptions {
        views: vec!["word_ngrams:1-1".parse().unwrap()],
        language_models: Some(Vec::new()),
        ..options()
    };
    let data = Dataset::new(records(&LABELS, &["one"], 24), &options, &NoProgress).unwrap();
    let model = Trainer::new(options).train(&data, &NoProgress).unwrap();
    let asked = ClassifyOptions {
        candidates: Some(vec!["dropper".to_owned(), "plain".to_owned()]),
        evidence: 1_000,
        ..ClassifyOptions::default()
    };
    let engine = Engine::new(model).unwrap().with_options(&asked).unwrap();
    let rest = |text: &str| engine.classify(text).remainder["plain"];
    let one = rest("the manager explained the problem to me after a week");
    for other in [
        "my friend described me plan before lunch and our dinner",
        "a doctor a doctor a doctor a doctor the letter",
    ] {
        assert!((rest(other) - one).abs() < 1e-5, "{} {one}", rest(other));
    }
}

#[test]
fn constructions_are_explained() {
    let text = "Good evening to you. My brother wants to become doctor, and the manager explained the plan to me.";
    let explained = ENGINE.explain_document(&Document::from_text(text).unwrap());
    let found = explained.verdict.evidence.iter().find(|evidence| evidence.is_construction());
    let found = found.unwrap();
    assert_eq!(found.text, "doctor");
    assert_eq!(found.correction.as_deref(), Some("a doctor"));
    assert!(found.reason.is_some() && found.detects.is_some());
    assert!(explained.patterns.is_none(), "no view of them, and no rates for such labels");
}

#[test]
fn without_a_view_the_rates_weigh_the_patterns() {
    let renamed = |label: &str| match LABELS.iter().position(|known| *known == label) {
        Some(0) => "russian",
        Some(1) => "spanish",
        _ => "thai",
    };
    let mut records = records(&LABELS, &["one"], 24);
    for record in &mut records {
        record.label = record.label.as_deref().map(|label| renamed(label).to_owned());
    }
    let options = TrainOptions {
        views: vec!["word_ngrams:1-1".parse().unwrap()],
        language_models: Some(Vec::new()),
        ..options()
    };
    let data = Dataset::new(records, &options, &NoProgress).unwrap();
    let engine = Engine::new(Trainer::new(options).train(&data, &NoProgress).unwrap()).unwrap();
    let text =
        "Good evening to all of you, my friends))) I was so glad to hear it)) Write to me soon.";
    let explained = engine.explain_document(&Document::from_text(text).unwrap());
    let patterns = explained.patterns.unwrap();
    assert_eq!(patterns.weighed_by, WeighedBy::Rates);
    let ratios = patterns.log10_lr;
    assert!(ratios["russian"] > 0.0 && ratios["spanish"] < 0.0, "{ratios:?}");
    assert!(ratios.values().all(|ratio| ratio.abs() < 3.0), "calibrated: {ratios:?}");
}

#[test]
fn a_view_of_the_constructions_gives_them_a_ratio_of_their_own() {
    let options = TrainOptions {
        views: vec!["word_ngrams:1-2".parse().unwrap(), "interference".parse().unwrap()],
        ..options()
    };
    // Every text of one label holds a construction that the others never do.
    let mut records = records(&LABELS, &["one"], 24);
    for record in records.iter_mut().filter(|record| record.label.as_deref() == Some("dropper")) {
        record.text.push_str("My cousin is married with a pilot. ");
    }
    let data = Dataset::new(records, &options, &NoProgress).unwrap();
    let engine = Engine::new(Trainer::new(options).train(&data, &NoProgress).unwrap()).unwrap();
    let explain = |text: &str| engine.explain_document(&Document::from_text(text).unwrap());
    let with = explain("Our doctor is married with a teacher, and they live near the office.");
    let patterns = with.patterns.unwrap();
    assert_eq!(patterns.weighed_by, WeighedBy::Model);
    let ratios = patterns.log10_lr;
    assert!(ratios["dropper"] > 0.0 && ratios["plain"] < 0.0, "{ratios:?}");
    assert!(with.verdict.evidence.iter().any(|e| e.feature == "married-with"));
    let without = explain("Our doctor described the plan to me after a week in the evening.");
    assert!(without.patterns.unwrap().log10_lr.values().all(|ratio| ratio.abs() < 1e-9));
}
