//! Files to records, one at a time, in constant memory.

mod error;
mod folder;
mod jsonl;
mod source;
mod table;

use std::io::Read;
use std::path::Path;

pub use error::ReadError;

use crate::record::Record;

/// How a corpus is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The field that holds the text. Default `text`.
    pub text_field: String,
    /// The field that holds the label; `None` to read no labels. Default `l1`.
    pub label_field: Option<String>,
    /// The field that names a record. Default `id`.
    pub id_field: Option<String>,
    /// Other fields to keep. Default `author`, `block`, `corpus`.
    pub fields: Vec<String>,
    /// The format. Default: by the file's name.
    pub format: Format,
    /// The largest record, in bytes. Default 64 MiB.
    pub max_record_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            text_field: "text".into(),
            label_field: Some("l1".into()),
            id_field: Some("id".into()),
            fields: ["author", "block", "corpus"].map(String::from).to_vec(),
            format: Format::Auto,
            max_record_bytes: 64 << 20,
        }
    }
}

/// The format of a corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// By the name: `.jsonl`, `.ndjson`, `.csv`, `.tsv`, each also `.gz` or `.zst`; a folder.
    #[default]
    Auto,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated rows under a header.
    Csv,
    /// Tab-separated rows under a header.
    Tsv,
}

/// The records of a corpus, one at a time.
///
/// A row that cannot be used yields an error and the next one follows; after an error of the file
/// itself nothing follows.
pub struct Records {
    inner: Box<dyn Iterator<Item = Result<Record, ReadError>> + Send>,
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").finish_non_exhaustive()
    }
}

impl Iterator for Records {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.inner.next()
    }
}

/// Reads a file of rows, or a folder with one subfolder a label.
///
/// ```
/// # let dir = tempfile::tempdir()?;
/// # let path = dir.path().join("posts.csv");
/// # std::fs::write(&path, "l1,text\nrussian,I agree with you\n")?;
/// use tongueprint_corpus::{ReadOptions, read};
/// let records = read(&path, &ReadOptions::default())?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(records[0].label.as_deref(), Some("russian"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// At once when the file is missing, unreadable, of no known format, or a table whose header lacks a
/// field that was asked for; later, with the line, for each row that cannot be used.
pub fn read(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Records, ReadError> {
    let path = path.as_ref();
    let name = path.display().to_string();
    let metadata = std::fs::metadata(path).map_err(|error| ReadError::io(&name, &error))?;
    if metadata.is_dir() {
        let inner = folder::records(path, options)?;
        return Ok(Records { inner: Box::new(inner) });
    }
    let file = std::fs::File::open(path).map_err(|error| ReadError::io(&name, &error))?;
    let (compression, format) = source::by_name(path);
    let format = match options.format {
        Format::Auto => format.ok_or_else(|| ReadError::Format { path: name.clone() })?,
        named => named,
    };
    let reader = source::decompressed(file, compression, &name)?;
    rows(reader, name, format, options)
}

/// Reads rows from anything; the format must be named.
///
/// # Errors
/// As [`read`].
pub fn read_from(
    reader: impl Read + Send + 'static,
    name: &str,
    options: &ReadOptions,
) -> Result<Records, ReadError> {
    let format = options.format;
    if format == Format::Auto {
        return Err(ReadError::Format { path: name.to_owned() });
    }
    rows(Box::new(reader), name.to_owned(), format, options)
}

fn rows(
    reader: Box<dyn Read + Send>,
    name: String,
    format: Format,
    options: &ReadOptions,
) -> Result<Records, ReadError> {
    let inner: Box<dyn Iterator<Item = _> + Send> = match format {
        Format::Jsonl | Format::Auto => Box::new(jsonl::Lines::new(reader, name, options.clone())),
        Format::Csv => Box::new(table::Rows::new(reader, name, b',', options.clone())?),
        Format::Tsv => Box::new(table::Rows::new(reader, name, b'\t', options.clone())?),
    };
    Ok(Records { inner })
}
