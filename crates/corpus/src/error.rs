//! What can be wrong with a corpus, each with the place and the remedy.

use std::io;

/// Why a corpus, or one record of it, cannot be read.
///
/// Lines count from 1, byte offsets from 0 and after decompression.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no such file or folder.
    #[error("{path}: no such file or folder; check the path")]
    NotFound {
        /// The path as given.
        path: String,
    },
    /// The file is there and cannot be read: permission, a damaged archive, a failing disk.
    #[error("{}: cannot be read: {source}{}", place(path, *line), remedy(source))]
    Unreadable {
        /// The path as given.
        path: String,
        /// The line that was being read, if the reading had begun.
        line: Option<u64>,
        /// What the system says.
        source: io::Error,
    },
    /// A record or a table's header lacks a field.
    #[error(
        "{}: no field {field:?}; {}: name the right field with {option}",
        place(path, *line),
        fields(present)
    )]
    MissingField {
        /// The path as given.
        path: String,
        /// The record's line; a header's is 1.
        line: Option<u64>,
        /// The field asked for.
        field: String,
        /// The fields that are there, in the table's order or byte-sorted.
        present: Vec<String>,
        /// The command's option that names the field.
        option: &'static str,
    },
    /// A record is not what the format says.
    #[error("{}: {message}", place(path, Some(*line)))]
    Parse {
        /// The path as given.
        path: String,
        /// The record's first line.
        line: u64,
        /// What is wrong and how to mend it.
        message: String,
    },
    /// The bytes are not UTF-8.
    #[error(
        "{}: not UTF-8 at byte {offset}; convert it to UTF-8, for instance with iconv",
        place(path, *line)
    )]
    Encoding {
        /// The path as given.
        path: String,
        /// The line, where the file has records.
        line: Option<u64>,
        /// The first byte that is wrong; in a table the first byte of its row.
        offset: u64,
    },
    /// There is not one record.
    #[error("{path}: holds no documents")]
    Empty {
        /// The path as given.
        path: String,
    },
    /// A record is larger than [`max_record_bytes`](crate::ReadOptions::max_record_bytes).
    #[error(
        "{}: larger than {limit} bytes; split it{}",
        place(path, *line),
        if line.is_some() { ", or close the quote that never ends" } else { "" }
    )]
    TooLarge {
        /// The path as given.
        path: String,
        /// The record's first line, where the file has records.
        line: Option<u64>,
        /// The limit in bytes.
        limit: usize,
    },
    /// The format cannot be told or does not fit.
    #[error("{path}: {message}")]
    Format {
        /// The path as given.
        path: String,
        /// What is wrong and how to mend it.
        message: String,
    },
}

impl ReadError {
    /// The line of the file, counted from 1, where there is one.
    #[must_use]
    pub const fn line(&self) -> Option<u64> {
        match self {
            Self::Parse { line, .. } => Some(*line),
            Self::Unreadable { line, .. }
            | Self::MissingField { line, .. }
            | Self::Encoding { line, .. }
            | Self::TooLarge { line, .. } => *line,
            Self::NotFound { .. } | Self::Empty { .. } | Self::Format { .. } => None,
        }
    }

    /// For a file or folder that could not be opened.
    pub(crate) fn opening(path: &str, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::NotFound { path: path.to_owned() },
            _ => Self::Unreadable { path: path.to_owned(), line: None, source },
        }
    }
}

fn place(path: &str, line: Option<u64>) -> String {
    line.map_or_else(|| path.to_owned(), |line| format!("{path}:{line}"))
}

fn fields(present: &[String]) -> String {
    match present {
        [] => "it has no fields".to_owned(),
        present => format!("it has {}", present.join(", ")),
    }
}

fn remedy(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::PermissionDenied => "; change its permissions or read a copy",
        io::ErrorKind::UnexpectedEof => "; the file is cut short, fetch or make it anew",
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            "; the file is damaged, fetch or make it anew"
        }
        _ => "",
    }
}
