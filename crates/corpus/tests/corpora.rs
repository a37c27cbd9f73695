//! Figures known of public corpora, where the variable `CORPORA` names the folder that holds them.

#![allow(clippy::unwrap_used, reason = "a corpus that is there and cannot be read has failed")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use std::path::PathBuf;

use tongueprint_corpus::{Groups, NearDuplicates, ReadOptions, Record, grouped_folds, read};

fn corpus(name: &str) -> Option<Vec<Record>> {
    let Some(folder) = std::env::var_os("CORPORA") else {
        eprintln!("skipped {name}: CORPORA is not set");
        return None;
    };
    let path = PathBuf::from(folder).join(format!("{name}.jsonl"));
    if !path.exists() {
        eprintln!("skipped {name}: no {}", path.display());
        return None;
    }
    Some(read(path, &ReadOptions::default()).unwrap().map(Result::unwrap).collect())
}

fn duplicates(records: &[Record]) -> NearDuplicates {
    let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
    NearDuplicates::find(&texts)
}

fn labels(records: &[Record]) -> (Vec<String>, Vec<usize>) {
    let label = |record: &Record| record.label.clone().unwrap_or_default();
    let mut names: Vec<String> = records.iter().map(label).collect();
    names.sort_unstable();
    names.dedup();
    let numbers = records.iter().map(|r| names.binary_search(&label(r)).unwrap()).collect();
    (names, numbers)
}

#[test]
fn pelic_repeats_the_wording_of_its_tasks_across_labels() {
    let Some(records) = corpus("pelic") else { return };
    let found = duplicates(&records);
    assert_eq!((records.len(), found.documents), (2565, 657));
    assert_eq!(found.cross_label_pairs(&labels(&records).1), 898);
}

#[test]
fn ksauhs_drafts_stay_with_their_author() {
    let Some(records) = corpus("ksauhs") else { return };
    let found = duplicates(&records);
    assert_eq!((records.len(), found.documents), (2383, 1299));
    let groups = Groups::new(&records, &found, &["author".into(), "block".into()], "corpus");
    // Grouping by author leaves few drafts to bind further authors together.
    assert!(groups.count() > 140, "{}", groups.count());
}

#[test]
fn lang8_divides_into_even_folds() {
    let Some(records) = corpus("lang8") else { return };
    let found = duplicates(&records);
    let groups = Groups::new(&records, &found, &["author".into(), "block".into()], "corpus");
    assert_eq!(groups.without_field(), 8000);
    let (names, labels) = labels(&records);
    for fold in grouped_folds(&labels, groups.of(), &names, 5, 1).unwrap() {
        for (label, name) in names.iter().enumerate() {
            let held = fold.test.iter().filter(|&&row| labels[row] == label).count();
            let share = labels.iter().filter(|&&l| l == label).count() / 5;
            assert!(held.abs_diff(share) <= 1, "{} {name}: {held}", fold.name);
        }
    }
}
