//! Metrics of the top label.

/// `[truth][top]`, in rows.
///
/// # Panics
/// When the two are not as long or a class does not exist.
#[must_use]
pub fn confusion(truth: &[usize], top: &[usize], classes: usize) -> Vec<Vec<usize>> {
    assert_eq!(truth.len(), top.len(), "one top a truth");
    let mut table = vec![vec![0; classes]; classes];
    for (&truth, &top) in truth.iter().zip(top) {
        table[truth][top] += 1;
    }
    table
}

/// The share of rows whose top is the truth.
#[must_use]
pub fn accuracy(confusion: &[Vec<usize>]) -> f64 {
    let right: usize = (0..confusion.len()).map(|class| confusion[class][class]).sum();
    let total: usize = confusion.iter().flatten().sum();
    right as f64 / total.max(1) as f64
}

/// Each class's share of rows found; `None` for a class without rows.
#[must_use]
pub fn recalls(confusion: &[Vec<usize>]) -> Vec<Option<f64>> {
    confusion.iter().enumerate().map(|(class, row)| ratio(row[class], row.iter().sum())).collect()
}

/// Each class's share of right among the rows whose top it is; `None` for a class never on top.
#[must_use]
pub fn precisions(confusion: &[Vec<usize>]) -> Vec<Option<f64>> {
    (0..confusion.len())
        .map(|class| ratio(confusion[class][class], confusion.iter().map(|row| row[class]).sum()))
        .collect()
}

/// Each class's harmonic mean of precision and recall; `None` for a class without rows, 0 for one
/// that was never found.
#[must_use]
pub fn f1_scores(confusion: &[Vec<usize>]) -> Vec<Option<f64>> {
    (0..confusion.len())
        .map(|class| {
            let truths: usize = confusion[class].iter().sum();
            let tops: usize = confusion.iter().map(|row| row[class]).sum();
            if truths == 0 { None } else { ratio(2 * confusion[class][class], truths + tops) }
        })
        .collect()
}

/// The mean recall over the classes that have rows.
#[must_use]
pub fn balanced_accuracy(confusion: &[Vec<usize>]) -> f64 {
    mean(recalls(confusion))
}

/// The mean F1 over the classes that have rows.
///
/// ```
/// use tongueprint_classifier::metrics::{confusion, macro_f1};
/// // Class 0: F1 2/3; class 1: F1 4/5.
/// let table = confusion(&[0, 0, 1, 1], &[0, 1, 1, 1], 2);
/// assert!((macro_f1(&table) - (2.0 / 3.0 + 0.8) / 2.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn macro_f1(confusion: &[Vec<usize>]) -> f64 {
    mean(f1_scores(confusion))
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn mean(values: Vec<Option<f64>>) -> f64 {
    let values: Vec<f64> = values.into_iter().flatten().collect();
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `sklearn.metrics` 1.9.1: accuracy_score, balanced_accuracy_score, f1_score(average="macro"),
    /// recall_score(average=None), precision_score(average=None) on these ten rows.
    #[test]
    fn as_scikit_learn_has_them() {
        let truth = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2];
        let top = [0, 0, 1, 2, 1, 1, 0, 2, 2, 1];
        let table = confusion(&truth, &top, 3);
        assert_eq!(table, [[2, 1, 1], [1, 2, 0], [0, 1, 2]]);
        assert!((accuracy(&table) - 0.6).abs() < 1e-12);
        assert!((balanced_accuracy(&table) - 0.611_111_111_111_111).abs() < 1e-12);
        assert!((macro_f1(&table) - 0.603_174_603_174_603).abs() < 1e-12);
        assert_eq!(recalls(&table), [Some(0.5), Some(2.0 / 3.0), Some(2.0 / 3.0)]);
        assert_eq!(precisions(&table), [Some(2.0 / 3.0), Some(0.5), Some(2.0 / 3.0)]);
    }

    #[test]
    fn a_class_without_rows_counts_for_nothing() {
        let table = confusion(&[0, 0], &[0, 2], 3);
        assert_eq!(balanced_accuracy(&table), 0.5);
        assert_eq!(precisions(&table), [Some(1.0), None, Some(0.0)]);
        assert_eq!(f1_scores(&table), [Some(2.0 / 3.0), None, None]);
    }
}
