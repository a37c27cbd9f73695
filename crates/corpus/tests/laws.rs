//! Laws of grouping and folding, over invented corpora of every shape.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tongueprint_corpus::{
    FoldError, Format, Groups, NearDuplicates, ReadOptions, Record, SHINGLE_WORDS, Selection,
    grouped_folds, leave_out, read_from, stratified_grouped,
};

/// Texts over a few words, so that they often share long runs; some are spliced from two others.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let word = prop::sample::select(vec!["we", "pay", "On", "Friday", "no", "later"]);
    let runs = prop::collection::vec(prop::collection::vec(word, 0..14), 1..6);
    (runs, prop::collection::vec((0_usize..8, 0_usize..8), 1..12)).prop_map(|(runs, splices)| {
        splices
            .into_iter()
            .map(|(a, b)| {
                let (a, b) = (&runs[a % runs.len()], &runs[b % runs.len()]);
                [a.join(" "), b.join(", ")].join(". ")
            })
            .collect()
    })
}

fn set_of(text: &str) -> BTreeSet<Vec<String>> {
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() {
        return BTreeSet::new();
    }
    words.windows(words.len().min(SHINGLE_WORDS)).map(<[_]>::to_vec).collect()
}

proptest! {
    /// The index, the collapsing of copies and the hashing change nothing against the definition.
    #[test]
    fn near_duplicates_are_those_of_the_definition(texts in texts(), labels in prop::collection::vec(0_usize..3, 12)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let sets: Vec<_> = texts.iter().map(|text| set_of(text)).collect();
        let mut pairs = Vec::new();
        for b in 0..sets.len() {
            for a in 0..b {
                let smaller = sets[a].len().min(sets[b].len());
                let common = sets[a].intersection(&sets[b]).count();
                if smaller > 0 && 10 * common >= 3 * smaller {
                    pairs.push((a, b));
                }
            }
        }
        let found = NearDuplicates::find(&texts);
        prop_assert_eq!(found.pairs, pairs.len());
        let in_a_pair: BTreeSet<usize> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
        prop_assert_eq!(found.documents, in_a_pair.len());
        let across = pairs.iter().filter(|&&(a, b)| labels[a] != labels[b]).count();
        prop_assert_eq!(found.cross_label_pairs(&labels), across);

        // Closing the pairs: the lowest reachable document names the group.
        let mut lowest: Vec<usize> = (0..texts.len()).collect();
        for _ in 0..texts.len() {
            for &(a, b) in &pairs {
                let low = lowest[a].min(lowest[b]);
                (lowest[a], lowest[b]) = (low, low);
            }
        }
        let firsts: Vec<usize> = (0..texts.len()).filter(|&i| lowest[i] == i).collect();
        let expected: Vec<usize> =
            lowest.iter().map(|low| firsts.binary_search(low).unwrap()).collect();
        prop_assert_eq!(found.group_of(), expected);
    }

    #[test]
    fn groups_join_whatever_shares_a_value(
        rows in prop::collection::vec((0_u8..3, prop::option::of(0_u8..4), prop::option::of(0_u8..4)), 1..30),
    ) {
        let records: Vec<Record> = rows
            .iter()
            .enumerate()
            .map(|(row, (corpus, author, block))| {
                let mut fields = BTreeMap::from([("corpus".to_owned(), corpus.to_string())]);
                fields.extend(author.map(|author| ("author".to_owned(), author.to_string())));
                fields.extend(block.map(|block| ("block".to_owned(), block.to_string())));
                Record { text: format!("text{row}"), fields, ..Record::default() }
            })
            .collect();
        let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
        let duplicates = NearDuplicates::find(&texts);
        let groups = Groups::new(&records, &duplicates, &["author".into(), "block".into()], "corpus");
        let key = |row: usize| {
            let (corpus, author, block) = rows[row];
            author.map(|a| (corpus, "author", a)).or(block.map(|b| (corpus, "block", b)))
        };
        for a in 0..rows.len() {
            for b in 0..a {
                prop_assert_eq!(groups.of()[a] == groups.of()[b], key(a).is_some() && key(a) == key(b));
            }
        }
        let distinct: BTreeSet<usize> = groups.of().iter().copied().collect();
        prop_assert_eq!(groups.count(), distinct.len());
        prop_assert!(distinct.into_iter().eq(0..groups.count()));
        prop_assert_eq!(groups.without_field(), (0..rows.len()).filter(|&row| key(row).is_none()).count());
    }

    #[test]
    fn folds_split_no_group_and_judge_every_row_once(
        rows in prop::collection::vec((0_usize..4, 0_usize..40), 1..120),
        folds in 2_usize..6,
        seed: u64,
    ) {
        let (labels, groups): (Vec<usize>, Vec<usize>) = rows.into_iter().unzip();
        let names: Vec<String> = (0..6).map(|label| format!("label{label}")).collect();
        let mut groups_of: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (&label, &group) in labels.iter().zip(&groups) {
            groups_of.entry(label).or_default().insert(group);
        }
        let divided = grouped_folds(&labels, &groups, &names, folds, seed);
        match groups_of.iter().find(|(_, groups)| groups.len() < folds) {
            Some((label, short)) => match divided.unwrap_err() {
                FoldError::TooFewGroups { label: named, groups, .. } => {
                    prop_assert_eq!(named, names[*label].clone());
                    prop_assert_eq!(groups, short.len());
                }
                other => prop_assert!(false, "{}", other),
            },
            None => {
                let divided = divided.unwrap();
                let mut judged = vec![0; labels.len()];
                for fold in &divided {
                    fold.test.iter().for_each(|&row| judged[row] += 1);
                    let of = |rows: &[usize]| -> BTreeSet<usize> {
                        rows.iter().map(|&row| groups[row]).collect()
                    };
                    prop_assert!(of(&fold.train).is_disjoint(&of(&fold.test)));
                    prop_assert_eq!(fold.train.len() + fold.test.len() + fold.dropped, labels.len());
                }
                prop_assert!(judged.iter().all(|&times| times == 1));
                prop_assert_eq!(divided, grouped_folds(&labels, &groups, &names, folds, seed).unwrap());
            }
        }
    }

    /// Where nothing binds the rows together the labels divide as evenly as whole numbers allow.
    #[test]
    fn rows_of_their_own_are_stratified_exactly(
        labels in prop::collection::vec(0_usize..3, 30..150),
        folds in 2_usize..6,
        seed: u64,
    ) {
        let groups: Vec<usize> = (0..labels.len()).collect();
        let names = ["a", "b", "c"].map(str::to_owned);
        if let Ok(fold_of) = stratified_grouped(&labels, &groups, &names, folds, seed) {
            for label in 0..3 {
                let mut counts = vec![0_usize; folds];
                for (row, &fold) in fold_of.iter().enumerate() {
                    counts[fold] += usize::from(labels[row] == label);
                }
                let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
                prop_assert!(most - least <= 1, "{:?}", counts);
            }
        }
    }

    #[test]
    fn leaving_out_trains_on_nothing_that_is_bound_to_the_judged(
        rows in prop::collection::vec((prop::option::of(0_usize..3), 0_usize..25), 1..60),
    ) {
        let names = ["x", "y", "z"];
        let values: Vec<Option<&str>> = rows.iter().map(|(value, _)| value.map(|v| names[v])).collect();
        let groups: Vec<usize> = rows.iter().map(|&(_, group)| group).collect();
        let present: BTreeSet<&str> = values.iter().copied().flatten().collect();
        match leave_out("corpus", &values, &[], &groups) {
            Err(FoldError::TooFewValues { .. }) => prop_assert!(present.len() < 2),
            Err(error) => prop_assert!(matches!(error, FoldError::NothingLeft { .. }), "{}", error),
            Ok(folds) => {
                let held: Vec<String> = folds.iter().map(|fold| fold.name.clone()).collect();
                let expected: Vec<String> = present.iter().map(|v| format!("corpus={v}")).collect();
                prop_assert_eq!(held, expected);
                for (fold, value) in folds.iter().zip(present) {
                    let bound: BTreeSet<usize> = fold.test.iter().map(|&row| groups[row]).collect();
                    for row in 0..rows.len() {
                        prop_assert_eq!(fold.test.contains(&row), values[row] == Some(value));
                        let free = values[row] != Some(value) && !bound.contains(&groups[row]);
                        prop_assert_eq!(fold.train.contains(&row), free);
                    }
                    prop_assert_eq!(fold.train.len() + fold.test.len() + fold.dropped, rows.len());
                }
            }
        }
    }

    #[test]
    fn a_selection_keeps_order_and_accounts_for_every_record(
        labels in prop::collection::vec(prop::option::of(0_usize..4), 0..60),
        min_documents in 0_usize..12,
        limit_per_label in prop::option::of(0_usize..12),
        seed: u64,
    ) {
        let records: Vec<Record> = labels
            .iter()
            .enumerate()
            .map(|(row, label)| Record {
                source: format!("{row:04}"),
                label: label.map(|label| format!("label{label}")),
                ..Record::default()
            })
            .collect();
        let listed = Some(vec!["label0".to_owned(), "label1".to_owned(), "label2".to_owned()]);
        let selection = Selection { labels: listed, min_documents, limit_per_label, seed };
        let (kept, skipped) = selection.apply(records.clone());
        prop_assert!(kept.is_sorted_by(|a, b| a.source < b.source));
        prop_assert_eq!(
            kept.iter().filter(|r| r.label.is_none()).count(),
            labels.iter().filter(|label| label.is_none()).count()
        );
        let left_out: usize = [&skipped.unlisted, &skipped.rare, &skipped.over_limit]
            .iter()
            .flat_map(|counts| counts.values())
            .sum();
        prop_assert_eq!(kept.len() + left_out, records.len());
        for label in 0..4_usize {
            let all = labels.iter().filter(|&&l| l == Some(label)).count();
            let name = format!("label{label}");
            let expected = if label == 3 || all < min_documents {
                0
            } else {
                all.min(limit_per_label.unwrap_or(usize::MAX))
            };
            prop_assert_eq!(kept.iter().filter(|r| r.label.as_ref() == Some(&name)).count(), expected);
        }
        prop_assert_eq!(selection.apply(records).0, kept);
    }

    /// What a JSON or CSV writer wrote comes back as it was.
    #[test]
    fn any_text_survives_a_table_and_json_lines(texts in prop::collection::vec(".{0,40}(\r?\n.{0,9})?", 1..8)) {
        let mut jsonl = Vec::new();
        let mut csv = b"\xef\xbb\xbfid,text\r\n".to_vec();
        for (row, text) in texts.iter().enumerate() {
            jsonl.extend(serde_json::to_vec(&serde_json::json!({"id": row, "text": text})).unwrap());
            jsonl.push(b'\n');
            csv.extend(format!("{row},\"{}\"\r\n", text.replace('"', "\"\"")).into_bytes());
        }
        for (format, bytes) in [(Format::Jsonl, jsonl), (Format::Csv, csv)] {
            let options = ReadOptions { label_field: None, format, ..ReadOptions::default() };
            let read: Vec<Record> = read_from(std::io::Cursor::new(bytes), "-", &options)
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            prop_assert!(read.iter().map(|record| &record.text).eq(&texts));
            prop_assert!(read.iter().enumerate().all(|(row, record)| record.name() == row.to_string()));
        }
    }

    /// Arbitrary bytes end in records and errors, never in a panic or without end.
    #[test]
    fn any_bytes_come_to_an_end(
        bytes in prop::collection::vec(prop::sample::select(b"\"{}:,\t\r\n\xef\xbb\xbf\xfftexl1 ".to_vec()), 0..200),
        limit in 0_usize..50,
    ) {
        for format in [Format::Jsonl, Format::Csv, Format::Tsv] {
            let options = ReadOptions { format, max_record_bytes: limit, label_field: None, ..ReadOptions::default() };
            let mut table = b"text,l\n".to_vec();
            table.extend(&bytes);
            for input in [bytes.clone(), table] {
                let lines = input.len() + 2;
                if let Ok(records) = read_from(std::io::Cursor::new(input), "-", &options) {
                    prop_assert!(records.count() <= lines);
                }
            }
        }
    }
}
