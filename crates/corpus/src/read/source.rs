//! Compression and format by name; bytes under a limit.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::error::ReadError;
use super::Format;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstandard,
}

/// What a file's name says of it.
pub(super) fn by_name(path: &Path) -> (Compression, Option<Format>) {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
    let name = name.unwrap_or_default();
    let (compression, stem) = if let Some(stem) = name.strip_suffix(".gz") {
        (Compression::Gzip, stem)
    } else if let Some(stem) = name.strip_suffix(".zst") {
        (Compression::Zstandard, stem)
    } else {
        (Compression::None, name.as_str())
    };
    let format = match stem.rsplit_once('.').map(|(_, ending)| ending) {
        Some("jsonl" | "ndjson") => Some(Format::Jsonl),
        Some("csv") => Some(Format::Csv),
        Some("tsv") => Some(Format::Tsv),
        _ => None,
    };
    (compression, format)
}

/// The bytes inside.
pub(super) fn decompressed(
    file: std::fs::File,
    compression: Compression,
    name: &str,
) -> Result<Box<dyn Read + Send>, ReadError> {
    Ok(match compression {
        Compression::None => Box::new(file),
        Compression::Gzip => Box::new(flate2::read::MultiGzDecoder::new(file)),
        Compression::Zstandard => {
            let decoder = ruzstd::decoding::StreamingDecoder::new(file).map_err(|error| {
                ReadError::Unreadable { path: name.to_owned(), why: error.to_string() }
            })?;
            Box::new(decoder)
        }
    })
}

/// A reader that fails when more than `limit` bytes are read between two resets.
pub(super) struct Metered<R> {
    inner: R,
    used: Arc<AtomicUsize>,
    limit: usize,
}

impl<R> Metered<R> {
    /// The reader, and the counter that whoever ends a record sets back to zero.
    pub(super) fn new(inner: R, limit: usize) -> (Self, Arc<AtomicUsize>) {
        let used = Arc::new(AtomicUsize::new(0));
        (Self { inner, used: Arc::clone(&used), limit }, used)
    }
}

/// What a [`Metered`] reader's error says.
pub(super) const OVER_THE_LIMIT: &str = "record over the limit";

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if self.used.fetch_add(read, Ordering::Relaxed) + read > self.limit {
            return Err(std::io::Error::other(OVER_THE_LIMIT));
        }
        Ok(read)
    }
}

/// Text without a byte-order mark.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
