//! The sample table of the repository is what its description says.

#![allow(clippy::unwrap_used, reason = "a sample that cannot be read has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tongueprint_corpus::{Groups, NearDuplicates, ReadOptions, Record, grouped_folds, read};

fn sample() -> Vec<Record> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sample.csv");
    read(path, &ReadOptions::default()).unwrap().map(Result::unwrap).collect()
}

#[test]
fn four_labels_of_nine_writers_and_no_repetition() {
    let records = sample();
    let mut writers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for record in &records {
        writers
            .entry(record.label.as_deref().unwrap())
            .or_default()
            .insert(&record.fields["author"]);
        let words = record.text.split_whitespace().count();
        assert!((25..=60).contains(&words), "{}: {words} words", record.name());
    }
    assert_eq!(records.len(), 108);
    assert_eq!(
        writers.iter().map(|(label, writers)| (*label, writers.len())).collect::<Vec<_>>(),
        [("chinese", 9), ("english", 9), ("russian", 9), ("spanish", 9)]
    );
    let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
    assert_eq!(NearDuplicates::find(&texts).pairs, 0);
}

#[test]
fn it_divides_into_nine_folds_of_whole_writers() {
    let records = sample();
    let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
    let groups = Groups::new(&records, &NearDuplicates::find(&texts), &["author".into()], "corpus");
    assert_eq!((groups.count(), groups.without_field()), (36, 0));
    let names = ["chinese", "english", "russian", "spanish"].map(str::to_owned);
    let labels: Vec<usize> = records
        .iter()
        .map(|record| names.iter().position(|name| record.label.as_ref() == Some(name)).unwrap())
        .collect();
    for fold in grouped_folds(&labels, groups.of(), &names, 9, 1).unwrap() {
        assert_eq!(fold.test.len(), 12, "{}", fold.name);
    }
}
