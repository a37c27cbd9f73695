//! Compressed sparse rows, checked once and then trusted.

use linfa::dataset::Records;

use crate::error::{Error, same_length};

/// A matrix of `f32` as compressed sparse rows; columns ascend within a row.
///
/// ```
/// use tongueprint_classifier::SparseMatrix;
/// let matrix = SparseMatrix::new(3, vec![0, 2, 3], vec![0, 2, 1], vec![0.6, 0.8, 1.0])?;
/// assert_eq!((matrix.rows(), matrix.columns()), (2, 3));
/// # Ok::<(), tongueprint_classifier::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SparseMatrix {
    columns: usize,
    starts: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
}

impl SparseMatrix {
    /// From row starts (one more than rows), column indices and values.
    ///
    /// # Errors
    /// When starts do not ascend from zero to the number of values, a column does not exist or does
    /// not ascend within its row, or a value is not finite.
    pub fn new(
        columns: usize,
        starts: Vec<usize>,
        indices: Vec<u32>,
        values: Vec<f32>,
    ) -> Result<Self, Error> {
        same_length("column indices", indices.len(), values.len())?;
        if starts.first() != Some(&0) || !starts.is_sorted() {
            return Err(Error::Nothing("row starts must ascend from zero"));
        }
        same_length("the last row start", starts[starts.len() - 1], values.len())?;
        for row in starts.windows(2) {
            let row = &indices[row[0]..row[1]];
            if !row.is_sorted_by(|a, b| a < b) {
                return Err(Error::Nothing("the columns of a row must ascend"));
            }
            if let Some(&last) = row.last()
                && last as usize >= columns
            {
                return Err(Error::Shape {
                    what: "columns",
                    found: last as usize + 1,
                    expected: columns,
                });
            }
        }
        if let Some(&value) = values.iter().find(|value| !value.is_finite()) {
            return Err(Error::Value { what: "a cell", value: f64::from(value), rule: "finite" });
        }
        Ok(Self { columns, starts, indices, values })
    }

    pub(crate) fn with_columns(columns: usize) -> Self {
        Self { columns, starts: vec![0], indices: Vec::new(), values: Vec::new() }
    }

    /// `entries` ascend by column, which exist.
    pub(crate) fn push_row(&mut self, entries: impl Iterator<Item = (u32, f32)>) {
        for (column, value) in entries {
            debug_assert!((column as usize) < self.columns);
            self.indices.push(column);
            self.values.push(value);
        }
        self.starts.push(self.values.len());
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// Number of columns.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// A row's columns, ascending, and values.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.indices[range.clone()], &self.values[range])
    }
}

impl Records for SparseMatrix {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.rows()
    }

    fn nfeatures(&self) -> usize {
        self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::SparseMatrix;

    #[test]
    fn what_does_not_fit_is_refused() {
        let new = |starts: &[usize], indices: &[u32], values: &[f32]| {
            SparseMatrix::new(2, starts.to_vec(), indices.to_vec(), values.to_vec())
        };
        assert!(new(&[0, 1], &[1], &[0.5]).is_ok());
        assert!(new(&[0, 1], &[2], &[0.5]).is_err());
        assert!(new(&[0, 2], &[1, 0], &[0.5, 0.5]).is_err());
        assert!(new(&[0, 2, 1], &[1], &[0.5]).is_err());
        assert!(new(&[0, 1], &[1], &[f32::NAN]).is_err());
        assert!(new(&[], &[], &[]).is_err());
    }
}
