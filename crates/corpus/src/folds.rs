//! Folds: which rows are trained on and which are judged.
//!
//! Labels and groups in, row numbers out. No group is ever on both sides. Stratification is greedy
//! after the idea of scikit-learn's `StratifiedGroupKFold`: large groups first, each to the fold that
//! lacks its labels most.

use std::collections::BTreeMap;

use crate::seeded;

/// One division of the rows into training and test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fold {
    /// What is held out: `fold 1 of 5`, `corpus=pelic`.
    pub name: String,
    /// Rows to train on, ascending.
    pub train: Vec<usize>,
    /// Rows to judge, ascending.
    pub test: Vec<usize>,
    /// Rows on neither side: they share a group with a row that is judged.
    pub dropped: usize,
}

/// Why rows cannot be divided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FoldError {
    /// A label's groups do not reach every fold.
    #[error(
        "label {label:?} has too few independent groups ({groups}, of {documents} documents) for {folds} folds: \
         use fewer folds, leave the label out with --min-documents, or bring more documents of it"
    )]
    TooFewGroups {
        /// The label.
        label: String,
        /// Its groups.
        groups: usize,
        /// Its documents.
        documents: usize,
        /// The folds asked for.
        folds: usize,
    },
    /// Fewer than two folds were asked for.
    #[error("{0} folds cannot train and judge: at least 2 are needed")]
    TooFewFolds(usize),
    /// There are no rows.
    #[error("no labelled documents to divide into folds: is the label field named right?")]
    NoRows,
    /// The slices that should run parallel differ in length.
    #[error("{rows} rows but {groups} groups: both must have one entry a row")]
    Lengths {
        /// Entries of the first slice.
        rows: usize,
        /// Entries of `groups`.
        groups: usize,
    },
    /// A value to hold out that no row carries.
    #[error("no document has {field}={value:?}; {}", these(.present))]
    NoSuchValue {
        /// The field.
        field: String,
        /// The value asked for.
        value: String,
        /// The values that occur, byte-sorted.
        present: Vec<String>,
    },
    /// Fewer than two values of a field occur.
    #[error(
        "leaving out by {field:?} needs at least two values of it; {}: \
         name another field or read a second corpus",
        these(.present)
    )]
    TooFewValues {
        /// The field.
        field: String,
        /// The values that occur.
        present: Vec<String>,
    },
    /// Every other row shares a group with the held-out ones.
    #[error(
        "nothing is left to train on without {name}: every other document shares a group with it"
    )]
    NothingLeft {
        /// What is held out.
        name: String,
    },
}

fn these(present: &[String]) -> String {
    match present {
        [] => "no document has the field at all".to_owned(),
        present => format!("the documents have {}", present.join(", ")),
    }
}

/// The fold (`0..folds`) of each row.
///
/// `labels` and `groups` have one entry a row; `label_names` names the labels and may name more than
/// occur. Label shares are balanced as far as the groups allow; where every row is a group of its
/// own, the documents of a label differ by at most one between folds.
///
/// # Errors
/// [`FoldError::TooFewGroups`] when a label that occurs has fewer groups than folds;
/// [`FoldError::TooFewFolds`], [`FoldError::NoRows`], [`FoldError::Lengths`].
///
/// ```
/// use tongueprint_corpus::stratified_grouped;
///
/// let names = ["polish".to_owned(), "thai".to_owned()];
/// let folds = stratified_grouped(&[0, 0, 0, 1, 1, 1], &[0, 0, 1, 2, 3, 3], &names, 2, 1)?;
/// assert_eq!(folds[0], folds[1]);
/// assert_ne!(folds[1], folds[2]);
/// # Ok::<(), tongueprint_corpus::FoldError>(())
/// ```
pub fn stratified_grouped(
    labels: &[usize],
    groups: &[usize],
    label_names: &[String],
    folds: usize,
    seed: u64,
) -> Result<Vec<usize>, FoldError> {
    if labels.len() != groups.len() {
        return Err(FoldError::Lengths { rows: labels.len(), groups: groups.len() });
    }
    if folds < 2 {
        return Err(FoldError::TooFewFolds(folds));
    }
    if labels.is_empty() {
        return Err(FoldError::NoRows);
    }
    let members = members(labels, groups);
    let documents = reach(&members, label_names, folds)?;

    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|&group| {
        (std::cmp::Reverse(members[group].rows.len()), seeded::key(seed, group), group)
    });
    let mut fold_of = vec![0; labels.len()];
    // Documents of each label in each fold; labels that occur only, since numbers may be sparse.
    let mut filled: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); folds];
    let mut sizes = vec![0; folds];
    for group in order {
        let Members { rows, labels } = &members[group];
        // The growth of Σ over folds and labels of (share of the label in the fold)², as far as it
        // depends on the fold.
        let crowding = |fold: usize| -> f64 {
            labels
                .iter()
                .map(|(label, &here)| {
                    let there = filled[fold].get(label).copied().unwrap_or(0);
                    let all = documents[label] as f64;
                    (there * here) as f64 / (all * all)
                })
                .sum()
        };
        let (best, _) = (0..folds).map(|fold| (fold, crowding(fold))).fold(
            (0, f64::INFINITY),
            |(best, least), (fold, crowding)| {
                let better = crowding
                    .total_cmp(&least)
                    .then_with(|| usize::cmp(&sizes[fold], &sizes[best]))
                    .is_lt();
                if better { (fold, crowding) } else { (best, least) }
            },
        );
        for (&label, &here) in labels {
            *filled[best].entry(label).or_default() += here;
        }
        sizes[best] += rows.len();
        rows.iter().for_each(|&row| fold_of[row] = best);
    }
    Ok(fold_of)
}

/// A group's rows and their labels.
#[derive(Default)]
struct Members {
    rows: Vec<usize>,
    labels: BTreeMap<usize, usize>,
}

/// Groups in order of first appearance.
fn members(labels: &[usize], groups: &[usize]) -> Vec<Members> {
    let mut place: BTreeMap<usize, usize> = BTreeMap::new();
    let mut members: Vec<Members> = Vec::new();
    for (row, (&label, group)) in labels.iter().zip(groups).enumerate() {
        let place = *place.entry(*group).or_insert(members.len());
        if place == members.len() {
            members.push(Members::default());
        }
        members[place].rows.push(row);
        *members[place].labels.entry(label).or_default() += 1;
    }
    members
}

/// Documents of each label, once every label is known to reach every fold.
fn reach(
    members: &[Members],
    label_names: &[String],
    folds: usize,
) -> Result<BTreeMap<usize, usize>, FoldError> {
    let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (&label, &here) in members.iter().flat_map(|members| &members.labels) {
        let (groups, documents) = counts.entry(label).or_default();
        *groups += 1;
        *documents += here;
    }
    for (&label, &(groups, documents)) in &counts {
        if groups < folds {
            let label =
                label_names.get(label).cloned().unwrap_or_else(|| format!("number {label}"));
            return Err(FoldError::TooFewGroups { label, groups, documents, folds });
        }
    }
    Ok(counts.into_iter().map(|(label, (_, documents))| (label, documents)).collect())
}

/// [`stratified_grouped`] as [`Fold`]s, named `fold 1 of 5`.
///
/// # Errors
/// Those of [`stratified_grouped`].
pub fn grouped_folds(
    labels: &[usize],
    groups: &[usize],
    label_names: &[String],
    folds: usize,
    seed: u64,
) -> Result<Vec<Fold>, FoldError> {
    let fold_of = stratified_grouped(labels, groups, label_names, folds, seed)?;
    let fold = |fold: usize| {
        let (test, train) = (0..fold_of.len()).partition(|&row| fold_of[row] == fold);
        Fold { name: format!("fold {} of {folds}", fold + 1), train, test, dropped: 0 }
    };
    Ok((0..folds).map(fold).collect())
}

/// One fold a value of `field`, named `field=value`: its rows are judged, all others trained on.
///
/// `values` and `groups` have one entry a row. Every value in byte order, or those of `only` as
/// listed; an entry of `only` that names several values joined by `+` holds them out together. Rows
/// without a value are trained on. A row that shares a group with a held-out row is not
/// trained on; [`Fold::dropped`] counts such rows.
///
/// # Errors
/// [`FoldError::TooFewValues`], [`FoldError::NoSuchValue`], [`FoldError::NothingLeft`],
/// [`FoldError::Lengths`].
///
/// ```
/// use tongueprint_corpus::leave_out;
///
/// let values = [Some("lang8"), Some("pelic"), None, Some("pelic")];
/// let folds = leave_out("corpus", &values, &["pelic".to_owned()], &[0, 1, 1, 2])?;
/// assert_eq!(folds[0].name, "corpus=pelic");
/// assert_eq!((folds[0].train.as_slice(), folds[0].test.as_slice()), (&[0][..], &[1, 3][..]));
/// assert_eq!(folds[0].dropped, 1);
/// # Ok::<(), tongueprint_corpus::FoldError>(())
/// ```
pub fn leave_out(
    field: &str,
    values: &[Option<&str>],
    only: &[String],
    groups: &[usize],
) -> Result<Vec<Fold>, FoldError> {
    if values.len() != groups.len() {
        return Err(FoldError::Lengths { rows: values.len(), groups: groups.len() });
    }
    let mut present: Vec<&str> = values.iter().copied().flatten().collect();
    present.sort_unstable();
    present.dedup();
    let owned = || present.iter().map(|&value| value.to_owned()).collect::<Vec<_>>();
    let mut held: Vec<(&str, Vec<&str>)> = Vec::new();
    for entry in only {
        let together = together(entry, &present).map_err(|value| FoldError::NoSuchValue {
            field: field.to_owned(),
            value,
            present: owned(),
        })?;
        if !held.iter().any(|(_, values)| *values == together) {
            held.push((entry, together));
        }
    }
    if present.len() < 2 {
        return Err(FoldError::TooFewValues { field: field.to_owned(), present: owned() });
    }
    if held.is_empty() {
        held = present.iter().map(|&value| (value, vec![value])).collect();
    }
    held.into_iter()
        .map(|(entry, together)| {
            let name = format!("{field}={entry}");
            let (test, others): (Vec<usize>, Vec<usize>) = (0..values.len())
                .partition(|&row| values[row].is_some_and(|value| together.contains(&value)));
            let mut tested: Vec<usize> = test.iter().map(|&row| groups[row]).collect();
            tested.sort_unstable();
            tested.dedup();
            let before = others.len();
            let train: Vec<usize> = others
                .into_iter()
                .filter(|&row| tested.binary_search(&groups[row]).is_err())
                .collect();
            if train.is_empty() {
                return Err(FoldError::NothingLeft { name });
            }
            let dropped = before - train.len();
            Ok(Fold { name, train, test, dropped })
        })
        .collect()
}

/// The values that an entry names, byte-sorted: itself where such a value occurs, else what `+` joins.
fn together<'a>(entry: &'a str, present: &[&str]) -> Result<Vec<&'a str>, String> {
    if present.binary_search(&entry).is_ok() {
        return Ok(vec![entry]);
    }
    let mut values: Vec<&str> = entry.split('+').collect();
    values.sort_unstable();
    values.dedup();
    match values.iter().find(|value| present.binary_search(value).is_err()) {
        Some(&missing) => Err(missing.to_owned()),
        None => Ok(values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["polish", "thai"].map(str::to_owned).to_vec()
    }

    #[test]
    fn errors_name_the_label_the_counts_and_the_remedy() {
        let error = stratified_grouped(&[0, 0, 0, 1, 1], &[0, 1, 2, 3, 3], &names(), 3, 1);
        assert_eq!(
            error.unwrap_err().to_string(),
            "label \"thai\" has too few independent groups (1, of 2 documents) for 3 folds: use fewer \
             folds, leave the label out with --min-documents, or bring more documents of it"
        );
        let one = stratified_grouped(&[0], &[0], &names(), 1, 1);
        assert_eq!(one, Err(FoldError::TooFewFolds(1)));
        assert_eq!(stratified_grouped(&[], &[], &names(), 2, 1), Err(FoldError::NoRows));
        let lengths = Err(FoldError::Lengths { rows: 1, groups: 2 });
        assert_eq!(stratified_grouped(&[0], &[0, 1], &names(), 2, 1), lengths);
        // A label without a name is told by its number.
        let nameless = stratified_grouped(&[7, 7], &[0, 0], &names(), 2, 1).unwrap_err();
        assert!(nameless.to_string().contains("number 7"), "{nameless}");
    }

    #[test]
    fn values_to_leave_out_must_occur() {
        let values = [Some("pelic"), Some("lang8"), None];
        let only = ["realec".to_owned()];
        let error = leave_out("corpus", &values, &only, &[0, 1, 2]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "no document has corpus=\"realec\"; the documents have lang8, pelic"
        );
        let error = leave_out("corpus", &[None, None], &[], &[0, 1]).unwrap_err();
        assert!(error.to_string().contains("no document has the field at all"), "{error}");
        let error = leave_out("corpus", &[Some("pelic"), None], &[], &[0, 1]).unwrap_err();
        assert!(error.to_string().contains("the documents have pelic: name another"), "{error}");
        let error = leave_out("corpus", &values[..2], &[], &[0, 0]).unwrap_err();
        assert_eq!(error, FoldError::NothingLeft { name: "corpus=lang8".to_owned() });
    }

    #[test]
    fn listed_values_are_left_out_once_in_their_order() {
        let values = [Some("b"), Some("a"), Some("c")];
        let only = ["c", "a", "c"].map(str::to_owned);
        let folds = leave_out("corpus", &values, &only, &[0, 1, 2]).unwrap();
        let names: Vec<&str> = folds.iter().map(|fold| fold.name.as_str()).collect();
        assert_eq!(names, ["corpus=c", "corpus=a"]);
    }

    #[test]
    fn values_joined_by_a_plus_are_left_out_together() {
        let values = [Some("a"), Some("b"), Some("c"), Some("b+c")];
        let folds = leave_out("corpus", &values[..3], &["c+a".to_owned()], &[0, 1, 2]).unwrap();
        assert_eq!(folds[0].name, "corpus=c+a");
        assert_eq!((folds[0].train.as_slice(), folds[0].test.as_slice()), (&[1][..], &[0, 2][..]));
        // A value that is spelt so goes first.
        let folds = leave_out("corpus", &values, &["b+c".to_owned()], &[0, 1, 2, 3]).unwrap();
        assert_eq!(folds[0].test, [3]);
        let error = leave_out("corpus", &values[..3], &["a+d".to_owned()], &[0, 1, 2]);
        assert!(error.unwrap_err().to_string().contains("no document has corpus=\"d\""));
        let all = leave_out("corpus", &values[..3], &["a+b+c".to_owned()], &[0, 1, 2]);
        assert!(matches!(all, Err(FoldError::NothingLeft { .. })));
    }

    #[test]
    fn large_groups_do_not_unbalance_the_folds() {
        // One author wrote 40 of 100 documents of a label, the others one each.
        let labels: Vec<usize> = (0..200).map(|row| row % 2).collect();
        let groups: Vec<usize> =
            (0..200).map(|row| if row % 2 == 0 && row < 80 { 1000 } else { row }).collect();
        let folds = grouped_folds(&labels, &groups, &names(), 2, 3).unwrap();
        for fold in &folds {
            assert_eq!(fold.test.len(), 100, "{}", fold.name);
            assert_eq!(fold.test.iter().filter(|&&row| labels[row] == 0).count(), 50);
        }
    }

    #[test]
    fn the_seed_divides_otherwise() {
        let labels = [0; 60];
        let groups: Vec<usize> = (0..60).collect();
        let divide = |seed| stratified_grouped(&labels, &groups, &names(), 3, seed).unwrap();
        assert_ne!(divide(1), divide(2));
    }
}
