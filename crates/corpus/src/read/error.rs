//! Why a corpus, or a row of it, cannot be used: path, line, field, remedy.

/// An error of reading.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// No such file.
    #[error("{path}: no such file or folder; check the path")]
    NotFound {
        /// The file.
        path: String,
    },
    /// There and not readable.
    #[error("{path}: cannot be read: {why}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        why: String,
    },
    /// A row, or a table's header, lacks a field.
    #[error("{path}, line {line}: no field {field:?}; there are {known}. Name the right one with {option}")]
    MissingField {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// The field asked for.
        field: String,
        /// The fields that are there.
        known: String,
        /// The option that names it.
        option: &'static str,
    },
    /// A row is not well formed.
    #[error("{path}, line {line}: {why}")]
    Parse {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// Not UTF-8.
    #[error("{path}, line {line}: not UTF-8 from byte {offset} on; convert the file to UTF-8")]
    Encoding {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// The first byte that is none, counted within the row.
        offset: usize,
    },
    /// Nothing in it.
    #[error("{path}: empty; labelled rows, or subfolders that are labels, were expected")]
    Empty {
        /// The file.
        path: String,
    },
    /// A row over the limit.
    #[error("{path}, line {line}: a row of more than {limit} bytes; split it, or is a quotation mark left open?")]
    TooLarge {
        /// The file.
        path: String,
        /// The line where it begins, from 1.
        line: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// No format known.
    #[error("{path}: neither a folder nor .jsonl, .csv or .tsv (with or without .gz, .zst)")]
    Format {
        /// The file.
        path: String,
    },
}

impl ReadError {
    pub(super) fn io(path: &str, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::NotFound {
            Self::NotFound { path: path.to_owned() }
        } else {
            Self::Unreadable { path: path.to_owned(), why: error.to_string() }
        }
    }

    /// The line it happened on, from 1.
    #[must_use]
    pub const fn line(&self) -> Option<u64> {
        match self {
            Self::MissingField { line, .. }
            | Self::Parse { line, .. }
            | Self::Encoding { line, .. }
            | Self::TooLarge { line, .. } => Some(*line),
            _ => None,
        }
    }
}
