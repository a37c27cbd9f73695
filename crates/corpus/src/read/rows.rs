//! Delimited rows of bounded size, each with the line and the byte it begins at.
//!
//! `csv-core` is the state machine; the loop around it is ours because the `csv` crate tells a row's
//! line wrongly after CRLF and blank lines, and grows with the row without a bound.

use std::io::{self, BufRead};

use csv_core::ReadRecordResult;

/// Reads rows into one buffer that is used again.
pub(super) struct RowReader<R> {
    bytes: R,
    parser: csv_core::Reader,
    limit: usize,
    cells: Vec<u8>,
    ends: Vec<usize>,
    line: u64,
    offset: u64,
    next_line: u64,
    next_offset: u64,
}

/// A row as far as it could be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// Its cells are [`RowReader::cell`]s.
    Whole,
    /// Its cells are larger than the limit; it was passed over.
    TooLarge,
}

impl<R: BufRead> RowReader<R> {
    pub(super) fn new(bytes: R, delimiter: u8, limit: usize) -> Self {
        Self {
            bytes,
            parser: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            limit,
            cells: Vec::new(),
            ends: Vec::new(),
            line: 1,
            offset: 0,
            next_line: 1,
            next_offset: 0,
        }
    }

    /// Goes to the next row; `None` at the end. Blank lines are no rows.
    pub(super) fn advance(&mut self) -> io::Result<Option<Row>> {
        self.skip_line_ends()?;
        (self.line, self.offset) = (self.next_line, self.next_offset);
        self.cells.clear();
        self.ends.clear();
        let (mut cells, mut ends) = ([0; 4096], [0; 64]);
        let mut too_large = false;
        loop {
            let input = fill(&mut self.bytes)?;
            let (result, read, wrote, ended) =
                self.parser.read_record(input, &mut cells, &mut ends);
            self.next_line += input[..read].iter().filter(|&&byte| byte == b'\n').count() as u64;
            self.next_offset += read as u64;
            self.bytes.consume(read);
            // A row of many empty cells grows by its ends alone.
            too_large |= self.cells.len() + wrote > self.limit
                || self.ends.len() + ended > self.limit.saturating_add(1);
            if too_large {
                self.cells.clear();
                self.ends.clear();
            } else {
                self.cells.extend_from_slice(&cells[..wrote]);
                self.ends.extend_from_slice(&ends[..ended]);
            }
            match result {
                ReadRecordResult::InputEmpty
                | ReadRecordResult::OutputFull
                | ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::Record if too_large => return Ok(Some(Row::TooLarge)),
                ReadRecordResult::Record => return Ok(Some(Row::Whole)),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// Passes over what ends a line, and over the byte order mark, so that a row begins where it does.
    fn skip_line_ends(&mut self) -> io::Result<()> {
        if self.next_offset == 0 && fill(&mut self.bytes)?.starts_with(b"\xef\xbb\xbf") {
            self.bytes.consume(3);
            self.next_offset = 3;
        }
        loop {
            let input = fill(&mut self.bytes)?;
            let blank = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            self.next_line += input[..blank].iter().filter(|&&byte| byte == b'\n').count() as u64;
            self.next_offset += blank as u64;
            self.bytes.consume(blank);
            if blank == 0 {
                return Ok(());
            }
        }
    }

    /// The row's cells.
    pub(super) fn width(&self) -> usize {
        self.ends.len()
    }

    /// A cell without its quotes; nothing beyond the row's width.
    pub(super) fn cell(&self, column: usize) -> &[u8] {
        let Some(&end) = self.ends.get(column) else { return &[] };
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.cells.get(start..end).unwrap_or_default()
    }

    /// The line the row begins on, from 1.
    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    /// The byte the row begins at.
    pub(super) const fn offset(&self) -> u64 {
        self.offset
    }
}

/// What is to be read next; empty only at the end.
fn fill(bytes: &mut impl BufRead) -> io::Result<&[u8]> {
    loop {
        match bytes.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
            // Asked again because a borrow that is returned from a loop cannot be given up in it.
            Ok(_) => return bytes.fill_buf(),
        }
    }
}
