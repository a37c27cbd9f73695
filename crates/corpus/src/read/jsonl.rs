//! JSON Lines: an object a line.

use std::io::{BufReader, Read};

use serde_json::{Map, Value};

use super::ReadOptions;
use super::lines::{Line, Lines};
use crate::error::ReadError;
use crate::record::Record;

/// The rows of a JSON Lines stream.
pub(super) struct Rows {
    lines: Lines<BufReader<Box<dyn Read + Send>>>,
    path: String,
    options: ReadOptions,
    failed: bool,
}

impl Rows {
    pub(super) fn new(bytes: Box<dyn Read + Send>, path: &str, options: &ReadOptions) -> Self {
        Self {
            lines: Lines::new(BufReader::new(bytes), options.max_record_bytes),
            path: path.to_owned(),
            options: options.clone(),
            failed: false,
        }
    }

    fn record(&self, line: &[u8], offset: u64) -> Result<Record, ReadError> {
        let (path, number) = (|| self.path.clone(), self.lines.number());
        let line = std::str::from_utf8(line).map_err(|error| ReadError::Encoding {
            path: path(),
            line: Some(number),
            offset: offset + error.valid_up_to() as u64,
        })?;
        let parse = |message| ReadError::Parse { path: path(), line: number, message };
        let mut object: Map<String, Value> = serde_json::from_str(line)
            .map_err(|error| parse(format!("not a JSON object: {error}")))?;
        let label = match &self.options.label_field {
            None => None,
            Some(field) => match object.get(field) {
                Some(Value::Array(_) | Value::Object(_)) => {
                    return Err(parse(format!(
                        "the label field {field:?} holds a list or an object; a label is a text"
                    )));
                }
                value => value.and_then(told),
            },
        };
        let id = self.options.id_field.as_ref().and_then(|field| told(object.get(field)?));
        let kept = self.options.fields.iter();
        let fields = kept.filter_map(|field| Some((field.clone(), told(object.get(field)?)?)));
        let fields = fields.collect();
        let field = &self.options.text_field;
        // Last, since the text is moved out of the object.
        let text = match object.remove(field) {
            Some(Value::String(text)) => text,
            Some(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
            Some(Value::Array(_) | Value::Object(_)) => {
                return Err(parse(format!(
                    "the field {field:?} holds a list or an object, no text"
                )));
            }
            None | Some(Value::Null) => {
                return Err(ReadError::MissingField {
                    path: path(),
                    line: Some(number),
                    field: field.clone(),
                    present: object.keys().cloned().collect(),
                    option: "--text-field",
                });
            }
        };
        Ok(Record { id, source: format!("{}:{number}", self.path), text, label, fields })
    }
}

/// A value as text without white space around it; nothing for null and blank texts.
fn told(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        other => Some(other.to_string()),
    }
}

impl Iterator for Rows {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            match self.lines.advance() {
                Ok(None) => return None,
                Ok(Some(Line::Whole)) => {
                    let (line, offset) = self.lines.bytes();
                    if !line.trim_ascii().is_empty() {
                        return Some(self.record(line, offset));
                    }
                }
                Ok(Some(Line::TooLong)) => {
                    return Some(Err(ReadError::TooLarge {
                        path: self.path.clone(),
                        line: Some(self.lines.number()),
                        limit: self.options.max_record_bytes,
                    }));
                }
                Err(source) => {
                    self.failed = true;
                    return Some(Err(ReadError::Unreadable {
                        path: self.path.clone(),
                        line: Some(self.lines.number()),
                        source,
                    }));
                }
            }
        }
        None
    }
}
