//! From a path to plain bytes: what its name says about format and compression.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::Format;
use crate::error::ReadError;

/// Bytes read from the file at a time.
const BUFFER: usize = 64 << 10;

/// How a file's bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    Zstandard,
}

/// The format that a file's name tells, if it tells one.
pub(super) fn format_of(path: &Path) -> Option<Format> {
    let (name, _) = unpacked_name(path);
    match name.rsplit_once('.')?.1 {
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "csv" => Some(Format::Csv),
        "tsv" => Some(Format::Tsv),
        _ => None,
    }
}

/// The lower-case name without `.gz` or `.zst`, and which it was.
fn unpacked_name(path: &Path) -> (String, Packing) {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
    let name = name.unwrap_or_default();
    for (ending, packing) in [(".gz", Packing::Gzip), (".zst", Packing::Zstandard)] {
        if let Some(stem) = name.strip_suffix(ending) {
            return (stem.to_owned(), packing);
        }
    }
    (name, Packing::Plain)
}

/// Opens a file and unpacks it as its name says.
pub(super) fn open(path: &Path, name: &str) -> Result<Box<dyn Read + Send>, ReadError> {
    let file = File::open(path).map_err(|error| ReadError::opening(name, error))?;
    let bytes = BufReader::with_capacity(BUFFER, file);
    Ok(match unpacked_name(path).1 {
        Packing::Plain => Box::new(bytes),
        Packing::Gzip => Box::new(MultiGzDecoder::new(bytes)),
        Packing::Zstandard => Box::new(ZstandardFrames::new(bytes)),
    })
}

/// Every frame of a Zstandard file in turn (RFC 8878), checksums verified.
///
/// `pzstd` and `cat a.zst b.zst` write several frames; the decoder underneath reads one.
struct ZstandardFrames<R: BufRead> {
    bytes: R,
    decoder: FrameDecoder,
    in_frame: bool,
}

impl<R: BufRead> ZstandardFrames<R> {
    fn new(bytes: R) -> Self {
        Self { bytes, decoder: FrameDecoder::new(), in_frame: false }
    }

    /// Reads the next frame's header; `false` at the end of the file.
    fn next_frame(&mut self) -> io::Result<bool> {
        while !self.bytes.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.bytes) {
                Ok(()) => {
                    self.in_frame = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut self.bytes.by_ref().take(length.into()), &mut io::sink())?;
                }
                Err(error) => return Err(damaged(error)),
            }
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for ZstandardFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while self.in_frame || self.next_frame()? {
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder
                    .decode_blocks(&mut self.bytes, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(damaged)?;
            }
            let read = self.decoder.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            let written = self.decoder.get_checksum_from_data();
            if written.is_some() && written != self.decoder.get_calculated_checksum() {
                return Err(damaged("a Zstandard frame's checksum does not match"));
            }
            self.in_frame = false;
        }
        Ok(0)
    }
}

fn damaged(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
