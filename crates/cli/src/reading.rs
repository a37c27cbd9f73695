//! From sources to decoded inputs: batches judged by all cores, handed on in input order.
//!
//! A folder, an archive or a table is walked item by item. What is held at a time is bounded by a number of
//! inputs and a number of bytes, so memory does not grow with the batch.

use std::fs::File;
use std::io::{Cursor, Read as _};
use std::path::PathBuf;

use rayon::prelude::*;
use tongueprint::corpus::{self, ReadError, ReadOptions, Record};
use tongueprint::features::text::{Archive, Document};
use tongueprint_report::{Failure, FailureCode};

use crate::args::InputKind;
use crate::input::{self, Source};

/// Inputs judged at a time: enough for every core, few enough to hold in memory.
const MOST_INPUTS: usize = 64;
/// Bytes of inputs judged at a time, once more than this has come together.
const MOST_BYTES: u64 = 16 << 20;
/// How deep archives may lie in archives.
const DEEPEST: usize = 3;

/// One input, decoded or failed.
pub(crate) struct Input {
    pub(crate) source: String,
    pub(crate) read: Result<Loaded, Failure>,
}

/// A decoded input and the hash of the bytes it came from.
pub(crate) struct Loaded {
    pub(crate) document: Document,
    pub(crate) blake3: String,
}

/// Who takes part in the reading.
pub(crate) trait Consumer: Sync {
    /// What a judgement is.
    type Judged: Send;
    /// Whether the input of that name is to be read at all; asked in input order.
    fn wanted(&mut self, source: &str) -> anyhow::Result<bool>;
    /// Judges one input, on any thread.
    fn judge(&self, input: Input) -> Self::Judged;
    /// Takes the judgements, in input order.
    fn take(&mut self, judged: Self::Judged) -> anyhow::Result<()>;
    /// A batch is done: what was taken should be safe.
    fn rest(&mut self) -> anyhow::Result<()>;
    /// A source named on the command line or found in a folder is done.
    fn source_done(&mut self) {}
}

/// How sources are read.
#[derive(Clone, Debug)]
pub(crate) struct ReadingOptions {
    pub(crate) kind: InputKind,
    pub(crate) text_field: String,
}

/// Reads every source and hands it to the consumer.
pub(crate) fn read(
    sources: Vec<Source>,
    options: &ReadingOptions,
    consumer: &mut impl Consumer,
) -> anyhow::Result<()> {
    let mut reading = Reading { options, consumer, batch: Vec::new(), bytes: 0 };
    for source in sources {
        match source.kind(options.kind) {
            InputKind::Auto | InputKind::Text => reading.text(source)?,
            kind => reading.rows_of(&source, kind)?,
        }
        reading.consumer.source_done();
    }
    reading.flush()
}

/// An input that waits for its turn.
enum Pending {
    File(PathBuf),
    Bytes(String, Vec<u8>),
    Row(Box<Record>),
    Failed(Failure),
}

struct Reading<'a, C> {
    options: &'a ReadingOptions,
    consumer: &'a mut C,
    batch: Vec<Pending>,
    bytes: u64,
}

impl<C: Consumer> Reading<'_, C> {
    fn text(&mut self, source: Source) -> anyhow::Result<()> {
        let name = source.name();
        let bytes = match &source {
            Source::File(path) => match begins_archive(path) {
                // Read when its turn comes, on the thread that judges it.
                None => {
                    let size = path.metadata().map_or(0, |metadata| metadata.len());
                    return self.push(&name, size, || Pending::File(path.clone()));
                }
                Some(()) => source.read(),
            },
            Source::Stdin | Source::Broken(..) => source.read(),
        };
        match bytes {
            Ok(bytes) => self.bytes_or_archive(name, bytes, 1),
            Err((code, message)) => self.fail(&name, code, message),
        }
    }

    fn bytes_or_archive(
        &mut self,
        name: String,
        bytes: Vec<u8>,
        depth: usize,
    ) -> anyhow::Result<()> {
        if !Archive::is_archive(&bytes) || Archive::is_document(&bytes) {
            let size = bytes.len() as u64;
            return self.push(&name.clone(), size, || Pending::Bytes(name, bytes));
        }
        if depth > DEEPEST {
            let message = format!("archives lie more than {DEEPEST} deep in archives: unpack them");
            return self.fail(&name, FailureCode::Unsupported, message);
        }
        let archive = match Archive::open(&bytes) {
            Ok(archive) => archive,
            Err(error) => return self.fail(&name, input::code(&error), error.to_string()),
        };
        for member in archive {
            let name = format!("{name}!/{}", member.name);
            match member.bytes {
                Err(error) => self.fail(&name, input::code(&error), error.to_string())?,
                Ok(bytes) => match input::kind_of_member(&member.name, self.options.kind) {
                    InputKind::Auto | InputKind::Text => {
                        self.bytes_or_archive(name, bytes, depth + 1)?;
                    }
                    kind => {
                        let options = self.row_options(kind);
                        self.rows(&name, corpus::read_from(Cursor::new(bytes), &name, &options))?;
                    }
                },
            }
        }
        Ok(())
    }

    fn rows_of(&mut self, source: &Source, kind: InputKind) -> anyhow::Result<()> {
        let options = self.row_options(kind);
        let rows = match source {
            Source::File(path) => corpus::read(path, &options),
            Source::Stdin => corpus::read_from(std::io::stdin(), "-", &options),
            Source::Broken(_, code, message) => {
                return self.fail(&source.name(), *code, message.clone());
            }
        };
        self.rows(&source.name(), rows)
    }

    fn row_options(&self, kind: InputKind) -> ReadOptions {
        ReadOptions {
            text_field: self.options.text_field.clone(),
            label_field: None,
            id_field: Some("id".to_owned()),
            format: match kind {
                InputKind::Csv => corpus::Format::Csv,
                InputKind::Tsv => corpus::Format::Tsv,
                _ => corpus::Format::Jsonl,
            },
            ..ReadOptions::default()
        }
    }

    fn rows(
        &mut self,
        source: &str,
        rows: Result<corpus::Records, ReadError>,
    ) -> anyhow::Result<()> {
        match rows {
            Err(error) => self.fail_row(source, &error),
            Ok(rows) => {
                for row in rows {
                    match row {
                        Err(error) => self.fail_row(source, &error)?,
                        Ok(row) => {
                            let size = row.text.len() as u64;
                            let name = row.name().to_owned();
                            self.push(&name, size, || Pending::Row(Box::new(row)))?;
                        }
                    }
                }
                Ok(())
            }
        }
    }

    fn fail_row(&mut self, source: &str, error: &ReadError) -> anyhow::Result<()> {
        let code = match error {
            ReadError::NotFound { .. } => FailureCode::NotFound,
            ReadError::MissingField { .. } => FailureCode::MissingField,
            ReadError::Parse { .. } => FailureCode::Parse,
            ReadError::Encoding { .. } => FailureCode::Encoding,
            ReadError::Empty { .. } => FailureCode::Empty,
            ReadError::TooLarge { .. } => FailureCode::TooLarge,
            _ => FailureCode::Unreadable,
        };
        let line = error.line();
        let place = line.map_or_else(|| source.to_owned(), |line| format!("{source}:{line}"));
        self.fail(&place, code, error.to_string())
    }

    fn fail(&mut self, source: &str, code: FailureCode, message: String) -> anyhow::Result<()> {
        self.push(source, 0, || Pending::Failed(Failure::new(source, code, message)))
    }

    fn push(
        &mut self,
        source: &str,
        size: u64,
        pending: impl FnOnce() -> Pending,
    ) -> anyhow::Result<()> {
        if !self.consumer.wanted(source)? {
            return Ok(());
        }
        self.batch.push(pending());
        self.bytes = self.bytes.saturating_add(size);
        if self.batch.len() >= MOST_INPUTS || self.bytes >= MOST_BYTES {
            self.flush()
        } else {
            Ok(())
        }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        let consumer = &*self.consumer;
        let judged: Vec<C::Judged> =
            batch.into_par_iter().map(|pending| consumer.judge(load(pending))).collect();
        judged.into_iter().try_for_each(|judged| self.consumer.take(judged))?;
        self.consumer.rest()
    }
}

/// `Some` when the file begins like an archive. A file that cannot be opened does not, and is told of later.
fn begins_archive(path: &PathBuf) -> Option<()> {
    let mut start = [0; 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).ok()?;
    Archive::is_archive(&start).then_some(())
}

fn load(pending: Pending) -> Input {
    let (source, read) = match pending {
        Pending::Failed(failure) => (failure.source.clone(), Err(failure)),
        Pending::Row(row) => {
            let blake3 = blake3::hash(row.text.as_bytes());
            let source = row.name().to_owned();
            let document = Document::from_text(row.text)
                .map_err(|error| Failure::new(&source, input::code(&error), error.to_string()));
            (source, document.map(|document| (document, blake3)))
        }
        Pending::Bytes(source, bytes) => {
            let read = decode(&source, &bytes);
            (source, read)
        }
        Pending::File(path) => {
            let file = Source::File(path);
            let source = file.name();
            let read = match file.read() {
                Ok(bytes) => decode(&source, &bytes),
                Err((code, message)) => Err(Failure::new(&source, code, message)),
            };
            (source, read)
        }
    };
    let read = read.map(|(document, hash)| Loaded { document, blake3: hash.to_hex().to_string() });
    Input { source, read }
}

fn decode(source: &str, bytes: &[u8]) -> Result<(Document, blake3::Hash), Failure> {
    match Document::from_named_bytes(source, bytes) {
        Ok(document) => Ok((document, blake3::hash(bytes))),
        Err(error) => Err(Failure::new(source, input::code(&error), error.to_string())),
    }
}
