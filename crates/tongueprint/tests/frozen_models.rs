//! Model files of every format version that was ever released keep loading, and keep judging alike.
//!
//! `FREEZE=1 cargo test -p tongueprint --test frozen_models` writes the fixture of the present version, once:
//! a fixture that is there is never written over.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use tongueprint::model_file::FORMAT_VERSION;
use tongueprint::{Engine, NoProgress, RankedLabel, TrainOptions, Trainer};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn text() -> String {
    common::text("dropper", 8, 42)
}

fn freeze() {
    let path = folder().join(format!("format-{FORMAT_VERSION}.model"));
    if path.exists() {
        return;
    }
    let options = TrainOptions { max_features: Some(60), ..common::options() };
    let records = common::records(&common::LABELS, &["one", "two"], 10);
    let dataset = tongueprint::Dataset::new(records, &options, &NoProgress).unwrap();
    let model = Trainer::new(options).train(&dataset, &NoProgress).unwrap();
    fs::create_dir_all(folder()).unwrap();
    model.save(&path).unwrap();
    let ranking = Engine::new(model).unwrap().classify(&text()).ranking;
    fs::write(path.with_extension("json"), serde_json::to_string_pretty(&ranking).unwrap())
        .unwrap();
}

#[test]
fn fixtures_of_every_version_judge_as_they_did() {
    if std::env::var_os("FREEZE").is_some() {
        freeze();
    }
    let mut found = 0;
    for version in 1..=FORMAT_VERSION {
        let path = folder().join(format!("format-{version}.model"));
        if !path.exists() {
            eprintln!(
                "skipped: no fixture of format {version}; it is frozen when that format is released"
            );
            continue;
        }
        found += 1;
        let expected = fs::read_to_string(path.with_extension("json")).unwrap();
        let expected: Vec<RankedLabel> = serde_json::from_str(&expected).unwrap();
        let ranking = Engine::load(&path).unwrap().classify(&text()).ranking;
        assert_eq!(ranking.len(), expected.len());
        for (now, then) in ranking.iter().zip(&expected) {
            assert_eq!(now.label, then.label, "format {version}");
            // Across machines the same verdicts to 1e-6.
            assert!((now.probability - then.probability).abs() < 1e-6, "format {version}");
            assert!((now.log10_lr - then.log10_lr).abs() < 1e-5, "format {version}");
        }
    }
    let there = fs::read_dir(folder()).map_or(0, |entries| {
        entries.flatten().filter(|e| e.path().extension().is_some_and(|x| x == "model")).count()
    });
    assert_eq!(found, there, "a fixture that belongs to no version");
}
