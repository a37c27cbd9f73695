//! `--pool`: several messages of one writer, judged as one text.

use std::process::ExitCode;

use tongueprint::features::text::{Analyser, Document};
use tongueprint::{Engine, Progress as _, Verdict};
use tongueprint_report::{Answer, Failure, FailureCode, Message};

use super::Judging;
use crate::input::MAX_INPUT_BYTES;
use crate::progress::Bars;
use crate::reading::{self, Consumer, Input};

/// Between two messages stands an empty line.
const BETWEEN: &str = "\n\n";

/// Collects the messages in input order.
struct Pool<'a> {
    analyser: Analyser,
    bars: &'a Bars,
    documents: Vec<Document>,
    messages: Vec<Message>,
    length: usize,
    failed: usize,
}

/// A message and its words of prose.
struct Read {
    input: Input,
    words: usize,
}

impl Consumer for Pool<'_> {
    type Judged = Read;

    fn wanted(&mut self, _source: &str) -> anyhow::Result<bool> {
        Ok(true)
    }

    fn judge(&self, input: Input) -> Read {
        let words = input
            .read
            .as_ref()
            .map_or(0, |loaded| self.analyser.analyse(loaded.document.text()).words());
        Read { input, words }
    }

    fn take(&mut self, read: Read) -> anyhow::Result<()> {
        let source = read.input.source;
        let loaded = match read.input.read {
            Ok(loaded) => loaded,
            Err(failure) => {
                self.failed += 1;
                self.messages.push(Message::failed(failure));
                return Ok(());
            }
        };
        let between = if self.documents.is_empty() { 0 } else { BETWEEN.len() };
        let start = self.length + between;
        let end = start + loaded.document.text().len();
        if end as u64 > MAX_INPUT_BYTES {
            self.failed += 1;
            let message =
                format!("the messages together are larger than {} MiB", MAX_INPUT_BYTES >> 20);
            self.messages.push(Message::failed(Failure::new(
                source,
                FailureCode::TooLarge,
                message,
            )));
            return Ok(());
        }
        self.length = end;
        self.messages.push(Message::read(source, read.words, start, end, loaded.blake3));
        self.documents.push(loaded.document);
        Ok(())
    }

    fn rest(&mut self) -> anyhow::Result<()> {
        Ok(())
    }

    fn source_done(&mut self) {
        self.bars.advance(1);
    }
}

/// Several messages as one text.
pub(super) struct Pooled {
    /// The messages joined.
    pub(super) document: Document,
    messages: Vec<Message>,
    failed: usize,
}

/// Reads every source into one text; a bar goes on with each.
///
/// # Errors
/// When no message could be read, or the reading itself fails.
pub(super) fn read(judging: Judging, bars: &Bars) -> anyhow::Result<(Engine, Pooled)> {
    let Judging { engine, sources, reading } = judging;
    let mut pool = Pool {
        analyser: Analyser::new(engine.model().header().topic),
        bars,
        documents: Vec::new(),
        messages: Vec::new(),
        length: 0,
        failed: 0,
    };
    reading::read(sources, &reading, &mut pool)?;
    bars.end();
    let Some(document) = Document::joined(&pool.documents, BETWEEN) else {
        complain(&pool.messages);
        anyhow::bail!("nothing to judge: no message could be read");
    };
    Ok((engine, Pooled { document, messages: pool.messages, failed: pool.failed }))
}

impl Pooled {
    /// The answer to all of them.
    pub(super) fn answer(&self, verdict: Verdict) -> Answer {
        let document = &self.document;
        let hash = blake3::hash(document.text().as_bytes()).to_hex().to_string();
        let answer = Answer::new(None, document.encoding(), document.media_type(), hash, verdict);
        Answer { messages: Some(self.messages.clone()), ..answer }
    }

    /// Tells which messages could not be read.
    pub(super) fn complain(&self) {
        complain(&self.messages);
    }

    /// 1 if a message could not be read.
    pub(super) fn exit(&self) -> ExitCode {
        ExitCode::from(u8::from(self.failed > 0))
    }
}

fn complain(messages: &[Message]) {
    for message in messages {
        if let Some(error) = &message.error {
            anstream::eprintln!("{}: {}", message.source, error.message);
        }
    }
}
