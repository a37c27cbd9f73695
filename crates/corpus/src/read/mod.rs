//! Reading a corpus record by record, in memory that does not grow with the corpus.
//!
//! A path or a stream goes in; an iterator of [`Record`]s comes out. A bad row is an error in its
//! place, and the rows after it are still read.

mod folder;
mod jsonl;
mod lines;
mod rows;
mod source;
mod table;

use std::fmt;
use std::fs;
use std::io::Read;
use std::path::Path;

use crate::error::ReadError;
use crate::record::Record;

/// How a corpus is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// As the file's name says; a folder has one subfolder a label.
    #[default]
    Auto,
    /// JSON Lines: one object a line.
    Jsonl,
    /// Comma-separated values with a header (RFC 4180): a quoted cell may hold line breaks.
    Csv,
    /// Tab-separated values with a header, quoted as in CSV, the way spreadsheets write them.
    Tsv,
}

/// Which fields are read and how much a record may hold.
///
/// ```
/// use tongueprint_corpus::ReadOptions;
///
/// let options = ReadOptions { label_field: Some("author".into()), ..ReadOptions::default() };
/// assert_eq!(options.text_field, "text");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The field that holds the text. Default `text`.
    pub text_field: String,
    /// The field that holds the label, `None` to read no label. Default `l1`.
    pub label_field: Option<String>,
    /// The field that names a record, `None` to go by place. Default `id`; it need not exist.
    pub id_field: Option<String>,
    /// Fields to keep where they exist. Default `author`, `block`, `corpus`.
    pub fields: Vec<String>,
    /// The format. Default [`Format::Auto`].
    pub format: Format,
    /// The largest record, in bytes of the unpacked file. Default 64 MiB.
    pub max_record_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            text_field: "text".to_owned(),
            label_field: Some("l1".to_owned()),
            id_field: Some("id".to_owned()),
            fields: ["author", "block", "corpus"].map(str::to_owned).to_vec(),
            format: Format::Auto,
            max_record_bytes: 64 << 20,
        }
    }
}

/// Opens a corpus: `.jsonl`, `.ndjson`, `.csv`, `.tsv`, each also `.gz` or `.zst`, or a folder with
/// one subfolder a label.
///
/// A folder's records come in byte order of their paths, a file a record, links not followed; the
/// label is the subfolder's name and no other field exists. In a table or JSON object numbers and
/// truth values are taken as their text; a label, id or field that is null, absent or blank is `None`,
/// and white space around it is no part of it.
/// A byte order mark and CRLF are no part of the data.
///
/// # Errors
/// When the path cannot be opened, its format cannot be told, or a table's header lacks the text or
/// the label field. Everything else is an error in its place of the iterator.
///
/// ```
/// use tongueprint_corpus::{ReadOptions, read};
///
/// let dir = tempfile::tempdir()?;
/// let path = dir.path().join("posts.csv");
/// std::fs::write(&path, "id,l1,text\n7,thai,\"Hello, I am learn English.\"\n")?;
/// let records = read(&path, &ReadOptions::default())?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(records[0].label.as_deref(), Some("thai"));
/// assert_eq!(records[0].text, "Hello, I am learn English.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Records, ReadError> {
    let path = path.as_ref();
    let name = path.display().to_string();
    let metadata = fs::metadata(path).map_err(|error| ReadError::opening(&name, error))?;
    if metadata.is_dir() {
        if options.format != Format::Auto {
            return Err(ReadError::Format {
                path: name,
                message: "is a folder, not a file of the format asked for".to_owned(),
            });
        }
        return Ok(Records::new(&name, folder::read(path, options)?));
    }
    let format = match options.format {
        Format::Auto => source::format_of(path).ok_or_else(|| ReadError::Format {
            path: name.clone(),
            message: "its name does not tell a format; name it .jsonl, .csv or .tsv \
                      (.gz or .zst may follow), or give a folder with one subfolder a label"
                .to_owned(),
        })?,
        format => format,
    };
    of_format(source::open(path, &name)?, &name, format, options)
}

/// Reads a stream, such as standard input; `name` stands for its path.
///
/// # Errors
/// [`ReadError::Format`] for [`Format::Auto`], since a stream has no name to tell by; otherwise those
/// of [`read`].
///
/// ```
/// use tongueprint_corpus::{Format, ReadOptions, read_from};
///
/// let options = ReadOptions { format: Format::Jsonl, ..ReadOptions::default() };
/// let lines = b"{\"text\":\"Good day\"}\nnot JSON\n{\"text\":\"Bye\"}\n";
/// let results: Vec<_> = read_from(&lines[..], "-", &options)?.collect();
/// assert_eq!(results[0].as_ref().unwrap().name(), "-:1");
/// assert_eq!(results[1].as_ref().unwrap_err().line(), Some(2));
/// assert_eq!(results[2].as_ref().unwrap().text, "Bye");
/// # Ok::<(), tongueprint_corpus::ReadError>(())
/// ```
pub fn read_from(
    reader: impl Read + Send + 'static,
    name: &str,
    options: &ReadOptions,
) -> Result<Records, ReadError> {
    of_format(Box::new(reader), name, options.format, options)
}

fn of_format(
    bytes: Box<dyn Read + Send>,
    name: &str,
    format: Format,
    options: &ReadOptions,
) -> Result<Records, ReadError> {
    Ok(match format {
        Format::Auto => {
            return Err(ReadError::Format {
                path: name.to_owned(),
                message: "a stream's format must be named: jsonl, csv or tsv".to_owned(),
            });
        }
        Format::Jsonl => Records::new(name, jsonl::Rows::new(bytes, name, options)),
        Format::Csv => Records::new(name, table::Rows::new(bytes, b',', name, options)?),
        Format::Tsv => Records::new(name, table::Rows::new(bytes, b'\t', name, options)?),
    })
}

/// The records of a corpus, one at a time; made by [`read`] and [`read_from`].
///
/// A row that is wrong is an error and the next row follows; after an I/O error nothing follows. A
/// corpus without a single row gives one [`ReadError::Empty`].
pub struct Records {
    name: String,
    rows: Box<dyn Iterator<Item = Result<Record, ReadError>> + Send>,
    begun: bool,
    done: bool,
}

impl Records {
    fn new(
        name: &str,
        rows: impl Iterator<Item = Result<Record, ReadError>> + Send + 'static,
    ) -> Self {
        Self { name: name.to_owned(), rows: Box::new(rows), begun: false, done: false }
    }
}

impl Iterator for Records {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self.rows.next();
        self.done = next.is_none();
        if next.is_none() && !self.begun {
            return Some(Err(ReadError::Empty { path: self.name.clone() }));
        }
        self.begun = true;
        next
    }
}

impl std::iter::FusedIterator for Records {}

impl fmt::Debug for Records {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Records").field("name", &self.name).finish_non_exhaustive()
    }
}
