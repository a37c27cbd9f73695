//! A file of answers that can be continued.
//!
//! JSON Lines, an answer an input, in input order. After an interruption the last line may be torn: it is dropped
//! and its input judged again. The lines before it are compared with the inputs as these come, so that answers
//! to other inputs, or by another model, are never mixed.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// How much of the end is searched at a time for the last line's end.
const STEP: u64 = 64 << 10;

/// What is read of an answer that is there already.
#[derive(Deserialize)]
struct Line {
    source: Option<String>,
    model: Option<ModelOfLine>,
}

#[derive(Deserialize)]
struct ModelOfLine {
    blake3: String,
}

pub(super) struct Resumed {
    path: PathBuf,
    model: String,
    /// The answers that are there, until all have been met.
    old: Option<BufReader<io::Take<File>>>,
    number: usize,
    new: BufWriter<File>,
}

impl Resumed {
    /// Opens or makes the file and drops a torn last line.
    pub(super) fn open(path: &Path, model: &str) -> anyhow::Result<Self> {
        let failed =
            |error: io::Error| anyhow::anyhow!("cannot continue {}: {error}", path.display());
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        let length = whole_lines(&mut file).map_err(failed)?;
        // A device, such as /dev/full, has no length to cut.
        if file.metadata().map_err(failed)?.is_file() {
            file.set_len(length).map_err(failed)?;
            file.seek(SeekFrom::End(0)).map_err(failed)?;
        }
        let old = File::open(path).map_err(failed)?.take(length);
        Ok(Self {
            path: path.to_owned(),
            model: model.to_owned(),
            old: (length > 0).then(|| BufReader::new(old)),
            number: 0,
            new: BufWriter::with_capacity(1 << 16, file),
        })
    }

    /// Whether the next input is answered already: `Some(true)` when the answer is a failure.
    pub(super) fn answered(&mut self, source: &str) -> anyhow::Result<Option<bool>> {
        let Some(old) = &mut self.old else { return Ok(None) };
        let mut line = String::new();
        if old.read_line(&mut line)? == 0 {
            self.old = None;
            return Ok(None);
        }
        self.number += 1;
        let (path, number) = (self.path.display(), self.number);
        let line: Line = serde_json::from_str(&line)
            .map_err(|error| anyhow::anyhow!("{path}:{number} is no answer: {error}"))?;
        if line.source.as_deref() != Some(source) {
            anyhow::bail!(
                "{path}:{number} answers {:?} where the inputs have {source:?}: name the same inputs, or another file",
                line.source.unwrap_or_default()
            );
        }
        if line.model.as_ref().is_some_and(|model| model.blake3 != self.model) {
            anyhow::bail!(
                "{path}:{number} was answered by another model: name that model, or another file"
            );
        }
        Ok(Some(line.model.is_none()))
    }

    pub(super) fn json_line(&mut self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        let mut line = serde_json::to_string(value)?;
        line.push('\n');
        self.new.write_all(line.as_bytes()).map_err(|error| self.told(&error))
    }

    pub(super) fn flush(&mut self) -> anyhow::Result<()> {
        self.new.flush().map_err(|error| self.told(&error))
    }

    /// Brings everything to the disk.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        self.flush()?;
        if let Some(old) = &mut self.old
            && !old.fill_buf()?.is_empty()
        {
            anyhow::bail!(
                "{} holds more answers than there are inputs: name the same inputs, or another file",
                self.path.display()
            );
        }
        match self.new.get_ref().sync_all() {
            // Pipes and devices cannot be synchronised, and need not.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            synced => synced.map_err(|error| self.told(&error)),
        }
    }

    fn told(&self, error: &io::Error) -> anyhow::Error {
        anyhow::anyhow!("cannot write to {}: {error}", self.path.display())
    }
}

/// The file's length up to the end of its last whole line.
fn whole_lines(file: &mut File) -> io::Result<u64> {
    let mut end = file.metadata()?.len();
    let mut buffer = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(STEP);
        file.seek(SeekFrom::Start(start))?;
        buffer.clear();
        Read::by_ref(file).take(end - start).read_to_end(&mut buffer)?;
        if let Some(at) = buffer.iter().rposition(|&byte| byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}
