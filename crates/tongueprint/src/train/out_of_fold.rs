//! Every member of the ensemble fitted on every inner fold, and its scores of rows that it never saw.

use ndarray::Array2;
use rayon::prelude::*;

use super::dataset::{Dataset, Table};
use super::inner_folds::{InnerFold, InnerKind};
use super::member::{FittedMember, fit_member};
use super::options::TrainOptions;
use crate::Error;
use crate::model_file::Learner;
use crate::progress::Progress;

/// Scores of every row by members that never saw it.
pub(crate) struct OutOfFold {
    /// `rows × (members · classes)`, from folds over groups.
    pub(crate) grouped: Array2<f64>,
    /// The same from folds over corpora; a row that has none repeats `grouped`.
    pub(crate) left_out: Array2<f64>,
    /// Whether a row was scored with its corpus held out.
    pub(crate) has_left_out: Vec<bool>,
    /// `rows × classes`: the classes that the members behind `left_out` knew.
    pub(crate) known: Array2<bool>,
}

/// Rows and the classes they belong to.
pub(crate) struct Target<'a> {
    /// Dataset rows.
    pub(crate) rows: &'a [usize],
    /// Class of every dataset row; meaningful for `rows` alone.
    pub(crate) class_of: &'a [usize],
    pub(crate) classes: usize,
}

impl Target<'_> {
    /// The dataset rows at these positions among `rows`.
    fn rows_at(&self, positions: &[usize]) -> Vec<usize> {
        positions.iter().map(|&position| self.rows[position]).collect()
    }
}

/// Fits every member on every inner fold and on all rows.
pub(crate) fn fit_members(
    dataset: &Dataset,
    members: &[(Learner, &Table)],
    target: &Target<'_>,
    folds: &[InnerFold],
    options: &TrainOptions,
    progress: &dyn Progress,
) -> Result<(Vec<FittedMember>, OutOfFold), Error> {
    // The longest tasks first: all rows, then the folds.
    let tasks: Vec<(Option<&InnerFold>, usize)> = std::iter::once(None)
        .chain(folds.iter().map(Some))
        .flat_map(|fold| (0..members.len()).map(move |member| (fold, member)))
        .collect();
    progress.begin("fitting linear models", tasks.len() as u64);
    let done: Vec<Done> = tasks
        .par_iter()
        .map(|&(fold, member)| {
            let (learner, table) = members[member];
            let fit = |rows: &[usize]| fit_member(dataset, learner, table, rows, target, options);
            let done = match fold {
                None => Done::Member(fit(target.rows)?),
                Some(fold) => {
                    let fitted = fit(&target.rows_at(&fold.train))?;
                    let held = target.rows_at(&fold.score);
                    let matrix = fitted.vectorizer.transform(&table.counts, &held);
                    Done::Scores(fitted.linear.decision(&matrix))
                }
            };
            progress.advance(1);
            Ok(done)
        })
        .collect::<Result<_, Error>>()?;
    progress.end();

    let (rows, classes) = (target.rows.len(), target.classes);
    let mut grouped = Array2::zeros((rows, members.len() * classes));
    let mut left_out = Array2::from_elem((rows, members.len() * classes), f64::NAN);
    let mut has_left_out = vec![false; rows];
    let mut known = Array2::from_elem((rows, classes), true);
    let mut fitted = Vec::with_capacity(members.len());
    for (&(fold, member), done) in tasks.iter().zip(done) {
        match (fold, done) {
            (Some(fold), Done::Scores(scores)) => {
                let present = classes_in(&fold.train, target);
                for (from, &to) in fold.score.iter().enumerate() {
                    for class in 0..classes {
                        let cell = [to, member * classes + class];
                        let score = f64::from(scores[[from, class]]);
                        match fold.kind {
                            InnerKind::Groups => grouped[cell] = score,
                            InnerKind::Corpus => {
                                has_left_out[to] = true;
                                known[[to, class]] = present[class];
                                left_out[cell] = if present[class] { score } else { f64::NAN };
                            }
                        }
                    }
                }
            }
            (_, Done::Member(member)) => fitted.push(member),
            (None, Done::Scores(_)) => unreachable!("only folds yield scores"),
        }
    }
    for (row, &has) in has_left_out.iter().enumerate() {
        if !has {
            left_out.row_mut(row).assign(&grouped.row(row));
        }
    }
    fill_unknown(&mut left_out);
    Ok((fitted, OutOfFold { grouped, left_out, has_left_out, known }))
}

enum Done {
    Member(FittedMember),
    Scores(Array2<f32>),
}

/// Weights under which every class that occurs weighs the same, of mean one.
pub(crate) fn balanced_weights(labels: &[usize], classes: usize) -> Vec<f64> {
    weights_by_cell(labels, &vec![0; labels.len()], classes)
}

/// Weights under which every class weighs the same, and within a class every corpus, of mean one.
pub(crate) fn weights_by_cell(labels: &[usize], corpora: &[usize], classes: usize) -> Vec<f64> {
    let width = corpora.iter().max().map_or(0, |most| most + 1);
    let mut cells = vec![0_usize; classes * width];
    for (&label, &corpus) in labels.iter().zip(corpora) {
        cells[label * width + corpus] += 1;
    }
    let live: Vec<usize> =
        cells.chunks(width.max(1)).map(|of| of.iter().filter(|&&n| n > 0).count()).collect();
    let present = live.iter().filter(|&&corpora| corpora > 0).count();
    labels
        .iter()
        .zip(corpora)
        .map(|(&label, &corpus)| {
            labels.len() as f64 / (present * live[label] * cells[label * width + corpus]) as f64
        })
        .collect()
}

fn classes_in(positions: &[usize], target: &Target<'_>) -> Vec<bool> {
    let mut present = vec![false; target.classes];
    for row in target.rows_at(positions) {
        present[target.class_of[row]] = true;
    }
    present
}

/// A score by a member that never met the class says nothing: the column's mean says the same.
fn fill_unknown(scores: &mut Array2<f64>) {
    for mut column in scores.columns_mut() {
        let (sum, count) = column
            .iter()
            .filter(|score| !score.is_nan())
            .fold((0.0, 0_usize), |(sum, count), score| (sum + score, count + 1));
        let mean = if count == 0 { 0.0 } else { sum / count as f64 };
        column.mapv_inplace(|score| if score.is_nan() { mean } else { score });
    }
}

#[cfg(test)]
mod tests {
    use super::{balanced_weights, weights_by_cell};

    #[test]
    fn classes_weigh_the_same_and_their_corpora_too() {
        let (labels, corpora) = ([0, 0, 0, 1, 1], [0, 0, 2, 0, 0]);
        let weights = weights_by_cell(&labels, &corpora, 3);
        assert_eq!(weights, [0.625, 0.625, 1.25, 1.25, 1.25]);
    }

    #[test]
    fn in_a_single_corpus_there_is_nothing_but_classes_to_balance() {
        let labels = [0, 1, 1, 1];
        assert_eq!(weights_by_cell(&labels, &[0; 4], 2), [2.0, 2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0]);
        assert_eq!(weights_by_cell(&labels, &[0; 4], 2), balanced_weights(&labels, 2));
    }
}
