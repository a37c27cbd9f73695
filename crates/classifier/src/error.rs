//! What can be wrong with the numbers that come in.

/// The error of this crate: which shape, row or class does not fit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Two things that must be as long are not.
    #[error("{what}: {found} instead of {expected}")]
    Shape {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// A row names a class that does not exist.
    #[error("row {row} is of class {class}, and there are {classes} classes")]
    Class {
        /// The row.
        row: usize,
        /// Its class.
        class: usize,
        /// Number of classes.
        classes: usize,
    },
    /// A number is not finite or out of its range.
    #[error("{what} is {value}: {rule}")]
    Value {
        /// Which number.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        rule: &'static str,
    },
    /// There is nothing to learn from.
    #[error("{0}")]
    Nothing(&'static str),
    /// An error that linfa's own checks raise.
    #[error(transparent)]
    Linfa(#[from] linfa::error::Error),
}

/// Fails unless `found` is `expected`.
pub(crate) const fn same_length(
    what: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), Error> {
    if found == expected { Ok(()) } else { Err(Error::Shape { what, found, expected }) }
}

/// Fails when a label is no class.
pub(crate) fn check_labels(labels: &[usize], classes: usize) -> Result<(), Error> {
    match labels.iter().enumerate().find(|&(_, &class)| class >= classes) {
        Some((row, &class)) => Err(Error::Class { row, class, classes }),
        None => Ok(()),
    }
}
