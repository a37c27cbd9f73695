//! Tables with a header: comma- and tab-separated values (RFC 4180).

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::ByteRecord;

use super::ReadOptions;
use crate::error::ReadError;
use crate::record::Record;

/// The rows of a table.
pub(super) struct Rows {
    reader: csv::Reader<Budget>,
    spent: Arc<AtomicU64>,
    path: String,
    limit: usize,
    width: usize,
    text: usize,
    label: Option<usize>,
    id: Option<usize>,
    fields: Vec<(String, usize)>,
    row: ByteRecord,
    failed: bool,
}

impl Rows {
    /// Reads the header.
    pub(super) fn new(
        bytes: Box<dyn Read + Send>,
        delimiter: u8,
        path: &str,
        options: &ReadOptions,
    ) -> Result<Self, ReadError> {
        let limit = options.max_record_bytes;
        let spent = Arc::new(AtomicU64::new(0));
        let budget = Budget { bytes, spent: Arc::clone(&spent), limit: limit as u64 };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(budget);
        let mut header = ByteRecord::new();
        let found =
            reader.read_byte_record(&mut header).map_err(|error| failure(error, path, 1, limit))?;
        spent.store(0, Ordering::Relaxed);
        if !found {
            return Err(ReadError::Empty { path: path.to_owned() });
        }
        let names = header
            .iter()
            .map(|cell| std::str::from_utf8(cell.trim_ascii()).map(str::to_owned))
            .collect::<Result<Vec<String>, _>>()
            .map_err(|_| ReadError::Encoding { path: path.to_owned(), line: Some(1), offset: 0 })?;
        let column = |name: &str| names.iter().position(|column| column == name);
        let needed = |name: &str, option| {
            column(name).ok_or_else(|| ReadError::MissingField {
                path: path.to_owned(),
                line: Some(1),
                field: name.to_owned(),
                present: names.clone(),
                option,
            })
        };
        let text = needed(&options.text_field, "--text-field")?;
        let label = options.label_field.as_deref();
        let label = label.map(|field| needed(field, "--label-field")).transpose()?;
        let kept = options.fields.iter();
        Ok(Self {
            width: names.len(),
            text,
            label,
            id: options.id_field.as_deref().and_then(column),
            fields: kept.filter_map(|field| Some((field.clone(), column(field)?))).collect(),
            path: path.to_owned(),
            reader,
            spent,
            limit,
            row: header,
            failed: false,
        })
    }

    fn record(&self, line: u64, offset: u64) -> Result<Record, ReadError> {
        if self.row.as_slice().len() > self.limit {
            let path = self.path.clone();
            return Err(ReadError::TooLarge { path, line: Some(line), limit: self.limit });
        }
        if self.row.len() != self.width {
            return Err(ReadError::Parse {
                path: self.path.clone(),
                line,
                message: format!(
                    "{} cells where the header has {}; a text that holds the delimiter or a line \
                     break must stand in quotes",
                    self.row.len(),
                    self.width
                ),
            });
        }
        let cell = |column: usize| {
            std::str::from_utf8(&self.row[column]).map(str::to_owned).map_err(|_| {
                ReadError::Encoding { path: self.path.clone(), line: Some(line), offset }
            })
        };
        let some = |column: usize| Ok(Some(cell(column)?).filter(|text| !text.is_empty()));
        let mut fields = BTreeMap::new();
        for (field, column) in &self.fields {
            if let Some(value) = some(*column)? {
                fields.insert(field.clone(), value);
            }
        }
        Ok(Record {
            id: self.id.map(some).transpose()?.flatten(),
            source: format!("{}:{line}", self.path),
            text: cell(self.text)?,
            label: self.label.map(some).transpose()?.flatten(),
            fields,
        })
    }
}

impl Iterator for Rows {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let before = self.reader.position().line();
        match self.reader.read_byte_record(&mut self.row) {
            Ok(false) => None,
            Ok(true) => {
                self.spent.store(0, Ordering::Relaxed);
                let place = self.row.position();
                let (line, offset) =
                    place.map_or((before, 0), |place| (place.line(), place.byte()));
                Some(self.record(line, offset))
            }
            Err(error) => {
                self.failed = true;
                Some(Err(failure(error, &self.path, before, self.limit)))
            }
        }
    }
}

/// Hands bytes on until a row has taken more than its share.
///
/// The csv reader grows its buffer with the row; a quote that never ends would read the whole file
/// into memory. It asks for bytes only when it has used up those before, so at that moment all bytes
/// handed out since the last row belong to the row that is being read.
struct Budget {
    bytes: Box<dyn Read + Send>,
    spent: Arc<AtomicU64>,
    limit: u64,
}

/// Marks the error that [`Budget`] makes, apart from the system's.
#[derive(Debug, thiserror::Error)]
#[error("the row is too large")]
struct OverBudget;

impl Read for Budget {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.spent.load(Ordering::Relaxed) > self.limit {
            return Err(io::Error::other(OverBudget));
        }
        let read = self.bytes.read(buffer)?;
        self.spent.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

fn failure(error: csv::Error, path: &str, line: u64, limit: usize) -> ReadError {
    let path = path.to_owned();
    let message = format!("not a table: {error}");
    match error.into_kind() {
        csv::ErrorKind::Io(source)
            if source.get_ref().is_some_and(|inner| inner.is::<OverBudget>()) =>
        {
            ReadError::TooLarge { path, line: Some(line), limit }
        }
        csv::ErrorKind::Io(source) => ReadError::Unreadable { path, line: Some(line), source },
        _ => ReadError::Parse { path, line, message },
    }
}
