//! Standard output that knows a closed pipe from a full disk.

use std::fmt;
use std::io::{self, Write};

/// The reader of our output went away: no failure.
#[derive(Debug)]
pub(crate) struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the output was closed")
    }
}

impl std::error::Error for Closed {}

/// Standard output: buffered, ANSI styles stripped where it is no terminal.
pub(crate) struct Output {
    inner: io::BufWriter<io::Stdout>,
    styled: bool,
}

impl Output {
    pub(crate) fn new() -> Self {
        let choice = anstream::AutoStream::choice(&io::stdout());
        Self {
            inner: io::BufWriter::with_capacity(1 << 16, io::stdout()),
            styled: choice != anstream::ColorChoice::Never,
        }
    }

    pub(crate) fn text(&mut self, text: &str) -> anyhow::Result<()> {
        if self.styled {
            self.raw(text.as_bytes())
        } else {
            self.raw(anstream::adapter::strip_str(text).to_string().as_bytes())
        }
    }

    /// One JSON object on a line of its own.
    pub(crate) fn json_line(&mut self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        let mut line = serde_json::to_string(value)?;
        line.push('\n');
        self.raw(line.as_bytes())
    }

    /// A JSON document for people and programs alike.
    pub(crate) fn json_pretty(&mut self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        let mut text = serde_json::to_string_pretty(value)?;
        text.push('\n');
        self.raw(text.as_bytes())
    }

    fn raw(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.inner.write_all(bytes).map_err(told)
    }

    pub(crate) fn flush(&mut self) -> anyhow::Result<()> {
        self.inner.flush().map_err(told)
    }
}

fn told(error: io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::BrokenPipe {
        anyhow::Error::new(Closed)
    } else {
        anyhow::anyhow!("cannot write to standard output: {error}")
    }
}
