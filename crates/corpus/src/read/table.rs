//! Tables with a header: CSV (RFC 4180, cells over several lines allowed) and TSV.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv::ByteRecord;

use super::ReadOptions;
use super::error::ReadError;
use super::source::{Metered, OVER_THE_LIMIT, without_mark};
use crate::record::Record;

/// One record a row.
pub(super) struct Rows {
    reader: csv::Reader<Metered<Box<dyn Read + Send>>>,
    used: Arc<AtomicUsize>,
    name: String,
    limit: usize,
    width: usize,
    text: usize,
    label: Option<usize>,
    id: Option<usize>,
    fields: Vec<(String, usize)>,
    row: ByteRecord,
    done: bool,
}

impl Rows {
    /// Reads the header.
    pub(super) fn new(
        reader: Box<dyn Read + Send>,
        name: String,
        delimiter: u8,
        options: ReadOptions,
    ) -> Result<Self, ReadError> {
        let limit = options.max_record_bytes;
        let (metered, used) = Metered::new(reader, limit);
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(metered);
        let header = reader.byte_headers().map_err(|error| told(&name, 1, limit, &error))?.clone();
        used.store(0, Ordering::Relaxed);
        if header.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return Err(ReadError::Empty { path: name });
        }
        let mut columns: Vec<String> = Vec::new();
        for cell in &header {
            columns.push(utf8(cell, &name, 1)?.trim().to_owned());
        }
        if let Some(first) = columns.first_mut() {
            *first = without_mark(first).to_owned();
        }
        let place = |field: &str| columns.iter().position(|column| column == field);
        let wanted = |field: &str, option: &'static str| {
            place(field).ok_or_else(|| ReadError::MissingField {
                path: name.clone(),
                line: 1,
                field: field.to_owned(),
                known: columns.join(", "),
                option,
            })
        };
        let text = wanted(&options.text_field, "--text-field")?;
        let label =
            options.label_field.as_deref().map(|f| wanted(f, "--label-field")).transpose()?;
        let fields = options
            .fields
            .iter()
            .filter_map(|field| Some((field.clone(), place(field)?)))
            .collect();
        Ok(Self {
            id: options.id_field.as_deref().and_then(place),
            width: columns.len(),
            reader,
            used,
            name,
            limit,
            text,
            label,
            fields,
            row: ByteRecord::new(),
            done: false,
        })
    }

    fn record(&self, line: u64) -> Result<Record, ReadError> {
        let row = &self.row;
        if row.len() != self.width {
            return Err(ReadError::Parse {
                path: self.name.clone(),
                line,
                why: format!(
                    "{} cells under a header of {}: is a quotation mark or a delimiter missing?",
                    row.len(),
                    self.width
                ),
            });
        }
        let cell = |column: usize| utf8(row.get(column).unwrap_or_default(), &self.name, line);
        let filled = |column: usize| -> Result<Option<String>, ReadError> {
            let text = cell(column)?.trim();
            Ok((!text.is_empty()).then(|| text.to_owned()))
        };
        let mut fields = BTreeMap::new();
        for (field, column) in &self.fields {
            if let Some(value) = filled(*column)? {
                fields.insert(field.clone(), value);
            }
        }
        Ok(Record {
            id: self.id.map(filled).transpose()?.flatten(),
            source: format!("{}:{line}", self.name),
            text: cell(self.text)?.to_owned(),
            label: self.label.map(filled).transpose()?.flatten(),
            fields,
        })
    }
}

impl Iterator for Rows {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let before = self.reader.position().line();
        match self.reader.read_byte_record(&mut self.row) {
            Ok(false) => {
                self.done = true;
                None
            }
            Ok(true) => {
                self.used.store(0, Ordering::Relaxed);
                let line = self.row.position().map_or(before, csv::Position::line);
                Some(self.record(line))
            }
            Err(error) => {
                self.done = true;
                Some(Err(told(&self.name, before, self.limit, &error)))
            }
        }
    }
}

fn utf8<'a>(bytes: &'a [u8], name: &str, line: u64) -> Result<&'a str, ReadError> {
    std::str::from_utf8(bytes).map_err(|error| ReadError::Encoding {
        path: name.to_owned(),
        line,
        offset: error.valid_up_to(),
    })
}

fn told(name: &str, line: u64, limit: usize, error: &csv::Error) -> ReadError {
    match error.kind() {
        csv::ErrorKind::Io(io) if io.to_string() == OVER_THE_LIMIT => {
            ReadError::TooLarge { path: name.to_owned(), line, limit }
        }
        csv::ErrorKind::Io(io) => ReadError::io(name, io),
        _ => ReadError::Parse { path: name.to_owned(), line, why: error.to_string() },
    }
}
