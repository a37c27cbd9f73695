//! Lines of bounded length, whatever their bytes are.

use std::io::{self, BufRead};

/// Reads lines into one buffer that is used again.
pub(super) struct Lines<R> {
    bytes: R,
    limit: usize,
    line: Vec<u8>,
    number: u64,
    offset: u64,
    next_offset: u64,
}

/// A line as far as it could be held.
pub(super) enum Line {
    /// It lies in [`Lines::bytes`].
    Whole,
    /// It is longer than the limit and was passed over.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(bytes: R, limit: usize) -> Self {
        Self { bytes, limit, line: Vec::new(), number: 0, offset: 0, next_offset: 0 }
    }

    /// Goes to the next line; `None` at the end.
    pub(super) fn advance(&mut self) -> io::Result<Option<Line>> {
        self.line.clear();
        self.offset = self.next_offset;
        self.number += 1;
        let mut too_long = false;
        loop {
            let chunk = match self.bytes.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                chunk => chunk?,
            };
            if chunk.is_empty() && self.next_offset == self.offset {
                return Ok(None);
            }
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let taken = end.map_or(chunk.len(), |end| end + 1);
            let content = end.unwrap_or(taken);
            too_long |= self.line.len() + content > self.limit;
            if !too_long {
                self.line.extend_from_slice(&chunk[..content]);
            }
            let ended = end.is_some() || chunk.is_empty();
            self.bytes.consume(taken);
            self.next_offset += taken as u64;
            if ended {
                return Ok(Some(if too_long { Line::TooLong } else { Line::Whole }));
            }
        }
    }

    /// The line without its end and without a byte order mark, and the offset of its first byte.
    pub(super) fn bytes(&self) -> (&[u8], u64) {
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        match line.strip_prefix(b"\xef\xbb\xbf") {
            Some(line) if self.number == 1 => (line, self.offset + 3),
            _ => (line, self.offset),
        }
    }

    /// The line's number, from 1.
    pub(super) const fn number(&self) -> u64 {
        self.number
    }
}
