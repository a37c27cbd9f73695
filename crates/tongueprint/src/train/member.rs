//! Fitting one member of the ensemble: vocabulary, selection, weights.

use tongueprint_classifier::{
    Contrasts, LanguageModels, LinearModel, LinearSvm, SparseMatrix, Vectorizer, VectorizerOptions,
    spread,
};

use super::contrasts::{contrast_factors, contrast_groups, document_weights};
use super::dataset::{Dataset, Table};
use super::options::TrainOptions;
use super::out_of_fold::Target;
use crate::Error;
use crate::model_file::Learner;

const EPOCHS: usize = 60;
/// Which weights are large shows after a few passes.
const SELECTION_EPOCHS: usize = 5;

/// A linear model and the vocabulary it reads.
pub(crate) struct FittedMember {
    pub(crate) vectorizer: Vectorizer,
    pub(crate) linear: LinearModel,
}

/// Fits a member on `rows` of the dataset.
pub(super) fn fit_member(
    dataset: &Dataset,
    learner: Learner,
    table: &Table,
    rows: &[usize],
    target: &Target<'_>,
    options: &TrainOptions,
) -> Result<FittedMember, Error> {
    let labels: Vec<usize> = rows.iter().map(|&row| target.class_of[row]).collect();
    let groups = contrast_groups(dataset, rows);
    let weights = document_weights(&labels, &groups);
    let factors = contrast_factors(&labels, target.classes, &groups);
    let contrasts = Contrasts { group_of: &groups, factors: &factors, classes: target.classes };
    let vocabulary = Vectorizer::fit(
        &table.counts,
        rows,
        &VectorizerOptions {
            weighting: options.weighting,
            min_documents: options.min_document_frequency,
            max_features: None,
        },
    );
    let corpora: Vec<usize> = rows.iter().map(|&row| dataset.corpora()[row]).collect();
    let spread = match options.spread {
        true => spread(&table.counts, rows, &vocabulary, &corpora),
        false => vec![1.0; vocabulary.len()],
    };
    let too_many = options.max_features.filter(|&most| vocabulary.len() > most);
    match (learner, &table.chains) {
        (Learner::LanguageModels, Some(chains)) => {
            let vectorizer = vocabulary.plain().scaled(&spread);
            let matrix = vectorizer.transform(&table.counts, rows);
            let linear = LanguageModels::params().fit_rows(
                &matrix,
                &chains.among(&vectorizer),
                &labels,
                target.classes,
                Some(&weights),
                Some(&contrasts),
            )?;
            let Some(most) = too_many else { return Ok(FittedMember { vectorizer, linear }) };
            // Rare n-grams have the largest weights and are hardly ever met.
            let keep = strongest_columns(&linear, &squares(&matrix), most);
            Ok(FittedMember {
                vectorizer: vectorizer.restricted(&keep),
                linear: linear.restricted(&keep),
            })
        }
        _ => {
            let fit = |vectorizer: &Vectorizer, max_epochs: usize| {
                let matrix = vectorizer.transform(&table.counts, rows);
                let svm =
                    LinearSvm::params().c(options.cost).seed(options.seed).max_epochs(max_epochs);
                svm.fit_rows(&matrix, &labels, target.classes, Some(&weights), Some(&contrasts))
            };
            let mut vectorizer = vocabulary.scaled(&spread);
            if let Some(most) = too_many {
                let rough = fit(&vectorizer, SELECTION_EPOCHS)?;
                let alike = vec![1.0; vectorizer.len()];
                vectorizer = vectorizer.restricted(&strongest_columns(&rough, &alike, most));
            }
            let linear = fit(&vectorizer, EPOCHS)?;
            Ok(FittedMember { vectorizer, linear })
        }
    }
}

/// The sum of squared values of each column.
fn squares(rows: &SparseMatrix) -> Vec<f32> {
    let mut squares = vec![0.0_f32; rows.columns()];
    for row in 0..rows.rows() {
        let (columns, values) = rows.row(row);
        for (&column, &value) in columns.iter().zip(values) {
            squares[column as usize] += value * value;
        }
    }
    squares
}

/// The columns with the largest squared weights over all classes, times a factor a column; ascending.
fn strongest_columns(linear: &LinearModel, factors: &[f32], most: usize) -> Vec<usize> {
    let mut norms: Vec<(f32, usize)> = linear
        .weights()
        .chunks_exact(linear.classes())
        .zip(factors)
        .enumerate()
        .map(|(column, (row, factor))| (factor * row.iter().map(|w| w * w).sum::<f32>(), column))
        .collect();
    norms.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut columns: Vec<usize> = norms[..most].iter().map(|&(_, column)| column).collect();
    columns.sort_unstable();
    columns
}
