//! How the stack's training scores are made: which rows a member is fitted on, which it then scores.
//!
//! A row is always scored by members that never saw its group. Where its label lives in a second
//! corpus it is also scored by members that never saw its corpus; the stack then learns from that
//! score, so that it trusts a view as far as the view survives a change of corpus.

use std::collections::BTreeMap;

use tongueprint_corpus::stratified_grouped;

use super::dataset::Dataset;
use super::options::TrainOptions;
use crate::Error;

/// A label counts as living in a corpus from this many documents on.
const MIN_DOCUMENTS: usize = 30;

/// One round: members are fitted on `train`, then score `score`; both are positions in the list of rows being fitted.
#[derive(Clone, Debug)]
pub(crate) struct InnerFold {
    pub(crate) kind: InnerKind,
    pub(crate) train: Vec<usize>,
    pub(crate) score: Vec<usize>,
}

/// What is held out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InnerKind {
    /// A share of the groups.
    Groups,
    /// A whole corpus.
    Corpus,
}

/// The rounds for `rows`, deterministic.
///
/// # Errors
/// When a label has fewer groups than folds.
pub(crate) fn plan(
    dataset: &Dataset,
    rows: &[usize],
    options: &TrainOptions,
) -> Result<Vec<InnerFold>, Error> {
    let labels: Vec<usize> = rows.iter().map(|&row| dataset.labels()[row]).collect();
    let groups: Vec<usize> = rows.iter().map(|&row| dataset.group_of()[row]).collect();
    let fold_of = stratified_grouped(
        &labels,
        &groups,
        dataset.label_names(),
        options.inner_folds,
        options.seed,
    )?;
    let mut folds: Vec<InnerFold> = (0..options.inner_folds)
        .map(|fold| InnerFold {
            kind: InnerKind::Groups,
            train: (0..rows.len()).filter(|&i| fold_of[i] != fold).collect(),
            score: (0..rows.len()).filter(|&i| fold_of[i] == fold).collect(),
        })
        .collect();
    folds.extend(corpus_folds(dataset, rows));
    Ok(folds)
}

fn corpus_folds(dataset: &Dataset, rows: &[usize]) -> Vec<InnerFold> {
    let label = |position: usize| dataset.labels()[rows[position]];
    let corpus = |position: usize| dataset.corpora()[rows[position]];
    let mut documents: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for position in 0..rows.len() {
        *documents.entry((label(position), corpus(position))).or_default() += 1;
    }
    let lives = |label: usize, corpus: usize| {
        documents.get(&(label, corpus)).is_some_and(|&count| count >= MIN_DOCUMENTS)
    };
    let corpora = dataset.corpus_names().len();
    let elsewhere =
        |label: usize, held: usize| (0..corpora).any(|other| other != held && lives(label, other));
    let mut folds = Vec::new();
    for held in 0..corpora {
        let score: Vec<usize> =
            (0..rows.len()).filter(|&p| corpus(p) == held && elsewhere(label(p), held)).collect();
        // A corpus of one label says nothing of telling labels apart.
        let labels_held = (0..dataset.label_names().len()).filter(|&l| lives(l, held)).count();
        if score.len() < MIN_DOCUMENTS || labels_held < 2 {
            continue;
        }
        // A near-duplicate in another corpus must not vouch for a held-out document.
        let mut held_groups: Vec<usize> = (0..rows.len())
            .filter(|&p| corpus(p) == held)
            .map(|p| dataset.group_of()[rows[p]])
            .collect();
        held_groups.sort_unstable();
        held_groups.dedup();
        let train: Vec<usize> = (0..rows.len())
            .filter(|&p| {
                corpus(p) != held
                    && held_groups.binary_search(&dataset.group_of()[rows[p]]).is_err()
            })
            .collect();
        let mut trained: Vec<usize> = train.iter().map(|&p| label(p)).collect();
        trained.sort_unstable();
        trained.dedup();
        if trained.len() >= 2 {
            folds.push(InnerFold { kind: InnerKind::Corpus, train, score });
        }
    }
    folds
}
