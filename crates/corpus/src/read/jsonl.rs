//! JSON Lines.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read};

use serde_json::Value;

use super::ReadOptions;
use super::error::ReadError;
use super::source::without_mark;
use crate::record::Record;

/// One record a line; blank lines are passed over.
pub(super) struct Lines {
    reader: BufReader<Box<dyn Read + Send>>,
    name: String,
    options: ReadOptions,
    line: u64,
    any: bool,
    done: bool,
}

impl Lines {
    pub(super) fn new(reader: Box<dyn Read + Send>, name: String, options: ReadOptions) -> Self {
        Self {
            reader: BufReader::with_capacity(1 << 16, reader),
            name,
            options,
            line: 0,
            any: false,
            done: false,
        }
    }

    /// The next line's bytes, or that it is too long (and skipped).
    fn next_line(&mut self) -> std::io::Result<Option<Option<Vec<u8>>>> {
        let limit = self.options.max_record_bytes;
        let mut bytes = Vec::new();
        let mut fits = true;
        let mut any = false;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(any.then_some(fits.then_some(bytes)));
            }
            any = true;
            let end = buffer.iter().position(|&byte| byte == b'\n');
            let taken = end.map_or(buffer.len(), |end| end + 1);
            if bytes.len() + taken > limit {
                fits = false;
                bytes = Vec::new();
            }
            if fits {
                bytes.extend_from_slice(&buffer[..taken]);
            }
            self.reader.consume(taken);
            if end.is_some() {
                return Ok(Some(fits.then_some(bytes)));
            }
        }
    }

    fn record(&self, bytes: &[u8]) -> Result<Record, ReadError> {
        let (path, line) = (self.name.clone(), self.line);
        let text = std::str::from_utf8(bytes).map_err(|error| ReadError::Encoding {
            path: path.clone(),
            line,
            offset: error.valid_up_to(),
        })?;
        let value: Value = serde_json::from_str(without_mark(text)).map_err(|error| {
            let why = format!("not a JSON object: {error}");
            ReadError::Parse { path: path.clone(), line, why }
        })?;
        let Value::Object(mut object) = value else {
            let why = "a JSON value that is no object; one object a line was expected".to_owned();
            return Err(ReadError::Parse { path, line, why });
        };
        let missing = |field: &str, known: Vec<&String>| ReadError::MissingField {
            path: self.name.clone(),
            line,
            field: field.to_owned(),
            known: known.into_iter().map(String::as_str).collect::<Vec<_>>().join(", "),
            option: "--text-field",
        };
        let field = &self.options.text_field;
        let text = match object.remove(field) {
            Some(Value::String(text)) => text,
            Some(Value::Null) => String::new(),
            Some(other) => {
                let why = format!("the field {field:?} holds {}, not a text", kind(&other));
                return Err(ReadError::Parse { path, line, why });
            }
            None => return Err(missing(field, object.keys().collect())),
        };
        let read = |field: &str| object.get(field).and_then(plain);
        let fields: BTreeMap<String, String> = self
            .options
            .fields
            .iter()
            .filter_map(|field| Some((field.clone(), read(field)?)))
            .collect();
        Ok(Record {
            id: self.options.id_field.as_deref().and_then(read),
            source: format!("{}:{}", self.name, self.line),
            text,
            label: self.options.label_field.as_deref().and_then(read),
            fields,
        })
    }
}

impl Iterator for Lines {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            match self.next_line() {
                Err(error) => {
                    self.done = true;
                    return Some(Err(ReadError::io(&self.name, &error)));
                }
                Ok(None) => {
                    self.done = true;
                    if !self.any {
                        return Some(Err(ReadError::Empty { path: self.name.clone() }));
                    }
                }
                Ok(Some(bytes)) => {
                    self.line += 1;
                    let Some(bytes) = bytes else {
                        self.any = true;
                        return Some(Err(ReadError::TooLarge {
                            path: self.name.clone(),
                            line: self.line,
                            limit: self.options.max_record_bytes,
                        }));
                    };
                    if !bytes.trim_ascii().is_empty() {
                        self.any = true;
                        return Some(self.record(&bytes));
                    }
                }
            }
        }
        None
    }
}

/// A scalar as text; nothing for null, for an empty text and for lists and objects.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
