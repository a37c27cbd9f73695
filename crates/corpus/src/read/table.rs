//! Tables with a header: comma- and tab-separated values (RFC 4180).

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};

use super::ReadOptions;
use super::rows::{Row, RowReader};
use crate::error::ReadError;
use crate::record::Record;

/// The rows of a table.
pub(super) struct Rows {
    rows: RowReader<BufReader<Box<dyn Read + Send>>>,
    path: String,
    limit: usize,
    width: usize,
    text: usize,
    label: Option<usize>,
    id: Option<usize>,
    fields: Vec<(String, usize)>,
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
        let mut rows = RowReader::new(BufReader::new(bytes), delimiter, limit);
        match rows.advance() {
            Ok(Some(Row::Whole)) => {}
            Ok(Some(Row::TooLarge)) => return Err(too_large(path, rows.line(), limit)),
            Ok(None) => return Err(ReadError::Empty { path: path.to_owned() }),
            Err(source) => return Err(unreadable(path, rows.line(), source)),
        }
        let line = Some(rows.line());
        let names = (0..rows.width())
            .map(|column| std::str::from_utf8(rows.cell(column)).map(|name| name.trim().to_owned()))
            .collect::<Result<Vec<String>, _>>()
            .map_err(|_| ReadError::Encoding {
                path: path.to_owned(),
                line,
                offset: rows.offset(),
            })?;
        let column = |name: &str| names.iter().position(|column| column == name);
        let needed = |name: &str, option| {
            column(name).ok_or_else(|| ReadError::MissingField {
                path: path.to_owned(),
                line,
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
            rows,
            limit,
            failed: false,
        })
    }

    fn record(&self) -> Result<Record, ReadError> {
        let (rows, line) = (&self.rows, self.rows.line());
        if rows.width() != self.width {
            return Err(ReadError::Parse {
                path: self.path.clone(),
                line,
                message: format!(
                    "{} cells where the header has {}; a text that holds the delimiter or a line \
                     break must stand in quotes",
                    rows.width(),
                    self.width
                ),
            });
        }
        let cell = |column: usize| {
            std::str::from_utf8(rows.cell(column)).map_err(|_| ReadError::Encoding {
                path: self.path.clone(),
                line: Some(line),
                offset: rows.offset(),
            })
        };
        let some = |column: usize| {
            cell(column).map(|text| Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
        };
        let mut fields = BTreeMap::new();
        for (field, column) in &self.fields {
            if let Some(value) = some(*column)? {
                fields.insert(field.clone(), value);
            }
        }
        Ok(Record {
            id: self.id.map(some).transpose()?.flatten(),
            source: format!("{}:{line}", self.path),
            text: cell(self.text)?.to_owned(),
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
        match self.rows.advance() {
            Ok(None) => None,
            Ok(Some(Row::Whole)) => Some(self.record()),
            Ok(Some(Row::TooLarge)) => {
                Some(Err(too_large(&self.path, self.rows.line(), self.limit)))
            }
            Err(source) => {
                self.failed = true;
                Some(Err(unreadable(&self.path, self.rows.line(), source)))
            }
        }
    }
}

fn too_large(path: &str, line: u64, limit: usize) -> ReadError {
    ReadError::TooLarge { path: path.to_owned(), line: Some(line), limit }
}

fn unreadable(path: &str, line: u64, source: io::Error) -> ReadError {
    ReadError::Unreadable { path: path.to_owned(), line: Some(line), source }
}
