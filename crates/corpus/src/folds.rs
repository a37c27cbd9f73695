//! Who is trained on and who is judged, so that nothing leaks.

use std::collections::BTreeMap;

use crate::near_duplicates::mix;

/// One division of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// What is held out: `fold 2 of 5`, `corpus=pelic`.
    pub name: String,
    /// Rows to train on.
    pub train: Vec<usize>,
    /// Rows to judge.
    pub test: Vec<usize>,
    /// Rows in neither, because a held-out row shares their group.
    pub dropped: usize,
}

/// Why the rows cannot be divided so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FoldError {
    /// Fewer than two folds.
    #[error("{0} folds: at least 2 are needed")]
    TooFew(usize),
    /// A label cannot be in every fold.
    #[error(
        "the label {label:?} has {groups} groups in {documents} documents, too few for {folds} folds: fewer folds, or leave it out with --min-documents or --labels"
    )]
    RareLabel {
        /// The label.
        label: String,
        /// Its groups (near-duplicates, author, block).
        groups: usize,
        /// Its documents.
        documents: usize,
        /// The folds asked for.
        folds: usize,
    },
    /// A value to hold out does not occur.
    #[error("no document has {field}={value}; there are {known}")]
    NoSuchValue {
        /// The field.
        field: String,
        /// The value asked for.
        value: String,
        /// The values that occur.
        known: String,
    },
    /// Nothing would be left to train on.
    #[error("the field {field:?} has {values} values: at least 2 are needed to hold one out")]
    OneValue {
        /// The field.
        field: String,
        /// How many values it has.
        values: usize,
    },
}

/// The fold of each row: no group spans two folds, and every fold has about its share of each label.
///
/// Groups, the largest first and equals in seeded order, go to the fold that lacks most of their
/// labels. `labels` index into `label_names`.
///
/// # Errors
/// When a label that occurs has fewer groups than there are folds.
pub fn stratified_grouped(
    labels: &[usize],
    groups: &[usize],
    label_names: &[String],
    folds: usize,
    seed: u64,
) -> Result<Vec<usize>, FoldError> {
    if folds < 2 {
        return Err(FoldError::TooFew(folds));
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, &group) in groups.iter().enumerate() {
        members.entry(group).or_default().push(row);
    }
    let mut documents = vec![0_usize; label_names.len()];
    let mut label_groups = vec![0_usize; label_names.len()];
    for rows in members.values() {
        let mut of_group: Vec<usize> = rows.iter().map(|&row| labels[row]).collect();
        of_group.sort_unstable();
        for run in of_group.chunk_by(|a, b| a == b) {
            documents[run[0]] += run.len();
            label_groups[run[0]] += 1;
        }
    }
    if let Some(label) =
        (0..label_names.len()).find(|&l| documents[l] > 0 && label_groups[l] < folds)
    {
        return Err(FoldError::RareLabel {
            label: label_names[label].clone(),
            groups: label_groups[label],
            documents: documents[label],
            folds,
        });
    }
    let mut order: Vec<(&usize, &Vec<usize>)> = members.iter().collect();
    order.sort_by_key(|(group, rows)| {
        (usize::MAX - rows.len(), mix(seed ^ mix(**group as u64)), **group)
    });
    let mut held = vec![vec![0_usize; label_names.len()]; folds];
    let mut sizes = vec![0_usize; folds];
    let mut fold_of = vec![0; labels.len()];
    for (_, rows) in order {
        let fold = (0..folds)
            .min_by(|&a, &b| {
                // How full the fold is of this group's labels, as a share of what it should hold.
                let fullness = |fold: usize| -> f64 {
                    let full = |&row: &usize| {
                        held[fold][labels[row]] as f64 / documents[labels[row]] as f64
                    };
                    rows.iter().map(full).sum()
                };
                fullness(a).total_cmp(&fullness(b)).then(sizes[a].cmp(&sizes[b]))
            })
            .unwrap_or(0);
        for &row in rows {
            held[fold][labels[row]] += 1;
            fold_of[row] = fold;
        }
        sizes[fold] += rows.len();
    }
    Ok(fold_of)
}

/// [`stratified_grouped`] as [`Fold`]s.
///
/// # Errors
/// As there.
pub fn grouped_folds(
    labels: &[usize],
    groups: &[usize],
    label_names: &[String],
    folds: usize,
    seed: u64,
) -> Result<Vec<Fold>, FoldError> {
    let fold_of = stratified_grouped(labels, groups, label_names, folds, seed)?;
    Ok((0..folds)
        .map(|fold| {
            let (test, train) = (0..labels.len()).partition(|&row| fold_of[row] == fold);
            Fold { name: format!("fold {} of {folds}", fold + 1), train, test, dropped: 0 }
        })
        .collect())
}

/// One fold for each value of a field, or for each of `only`: its rows are judged, all others trained
/// on but those that share a group with a judged row.
///
/// `values[row]` is the field's value; rows without one are always trained on.
///
/// # Errors
/// When a value of `only` does not occur, or fewer than two values do.
pub fn leave_out(
    field: &str,
    values: &[Option<&str>],
    only: &[String],
    groups: &[usize],
) -> Result<Vec<Fold>, FoldError> {
    let mut known: Vec<&str> = values.iter().flatten().copied().collect();
    known.sort_unstable();
    known.dedup();
    if known.len() < 2 && !values.iter().any(Option::is_none) || known.is_empty() {
        return Err(FoldError::OneValue { field: field.to_owned(), values: known.len() });
    }
    let held: Vec<&str> =
        if only.is_empty() { known.clone() } else { only.iter().map(String::as_str).collect() };
    held.into_iter()
        .map(|value| {
            if known.binary_search(&value).is_err() {
                return Err(FoldError::NoSuchValue {
                    field: field.to_owned(),
                    value: value.to_owned(),
                    known: known.join(", "),
                });
            }
            let (test, rest): (Vec<usize>, Vec<usize>) =
                (0..values.len()).partition(|&row| values[row] == Some(value));
            let mut held_groups: Vec<usize> = test.iter().map(|&row| groups[row]).collect();
            held_groups.sort_unstable();
            held_groups.dedup();
            let (dropped, train): (Vec<usize>, Vec<usize>) =
                rest.into_iter().partition(|&row| held_groups.binary_search(&groups[row]).is_ok());
            Ok(Fold { name: format!("{field}={value}"), train, test, dropped: dropped.len() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|label| format!("label{label}")).collect()
    }

    #[test]
    fn a_rare_label_is_named() {
        let error = stratified_grouped(&[0, 0, 0, 1, 1], &[0, 1, 2, 3, 3], &names(2), 3, 1);
        let message = error.unwrap_err().to_string();
        assert!(message.contains("\"label1\" has 1 groups in 2 documents"), "{message}");
    }

    #[test]
    fn labels_spread_evenly() {
        let labels: Vec<usize> = (0..300).map(|row| usize::from(row % 3 == 0)).collect();
        let groups: Vec<usize> = (0..300).collect();
        let folds = grouped_folds(&labels, &groups, &names(2), 5, 1).unwrap();
        for fold in folds {
            assert_eq!(fold.test.iter().filter(|&&row| labels[row] == 1).count(), 20);
            assert_eq!(fold.test.len(), 60);
        }
    }

    #[test]
    fn leaving_out_drops_whatever_shares_a_group() {
        let values = [Some("a"), Some("a"), Some("b"), Some("b"), None];
        let folds = leave_out("corpus", &values, &["a".into()], &[0, 1, 1, 2, 3]).unwrap();
        assert_eq!(folds.len(), 1);
        assert_eq!((&folds[0].test[..], &folds[0].train[..]), (&[0, 1][..], &[3, 4][..]));
        assert_eq!((folds[0].dropped, folds[0].name.as_str()), (1, "corpus=a"));
        assert!(leave_out("corpus", &values, &["c".into()], &[0; 5]).is_err());
        assert!(leave_out("corpus", &[Some("a"); 3], &[], &[0; 3]).is_err());
        assert!(leave_out("corpus", &[None; 3], &[], &[0; 3]).is_err());
    }

    proptest! {
        #[test]
        fn no_group_spans_folds(
            rows in prop::collection::vec((0..3_usize, 0..60_usize), 100..300),
            seed: u64,
        ) {
            let (labels, groups): (Vec<usize>, Vec<usize>) = rows.into_iter().unzip();
            let Ok(folds) = grouped_folds(&labels, &groups, &names(3), 4, seed) else { return Ok(()) };
            let mut judged = vec![0; labels.len()];
            for fold in &folds {
                for &row in &fold.test {
                    judged[row] += 1;
                    prop_assert!(fold.train.iter().all(|&other| groups[other] != groups[row]));
                }
                prop_assert_eq!(fold.test.len() + fold.train.len(), labels.len());
            }
            prop_assert!(judged.iter().all(|&times| times == 1));
        }
    }
}
