//! `classify --pool`: several messages of one writer, judged as one text.

use std::process::ExitCode;

use tongueprint::features::text::{Analyser, Document};
use tongueprint::{Engine, Progress as _};
use tongueprint_report::html::Examined;
use tongueprint_report::{Answer, Explained, Failure, FailureCode, Message, terminal};

use super::write_report;
use crate::args::{ClassifyArguments, Format};
use crate::input::{MAX_INPUT_BYTES, Source};
use crate::output::Output;
use crate::progress::Bars;
use crate::reading::{self, Consumer, Input, ReadingOptions};

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

pub(super) fn run(
    arguments: &ClassifyArguments,
    engine: &Engine,
    sources: Vec<Source>,
    options: &ReadingOptions,
    bars: &Bars,
) -> anyhow::Result<ExitCode> {
    let mut pool = Pool {
        analyser: Analyser::new(engine.model().header().topic),
        bars,
        documents: Vec::new(),
        messages: Vec::new(),
        length: 0,
        failed: 0,
    };
    reading::read(sources, options, &mut pool)?;
    bars.end();
    let Some(document) = Document::joined(&pool.documents, BETWEEN) else {
        for message in &pool.messages {
            if let Some(error) = &message.error {
                anstream::eprintln!("{}: {}", message.source, error.message);
            }
        }
        anyhow::bail!("nothing to classify: no message could be read");
    };
    if let Some(dir) = &arguments.text_out {
        tongueprint::atomic::write(&dir.join("0001.txt"), document.text().as_bytes())?;
    }
    let mut answer = Answer::new(
        None,
        document.encoding(),
        document.media_type(),
        blake3::hash(document.text().as_bytes()).to_hex().to_string(),
        engine.classify_document(&document),
    );
    let mut output = Output::new();
    match arguments.format {
        Format::Json => {
            answer.messages = Some(pool.messages);
            output.json_line(&answer)?;
        }
        Format::Text => {
            output.text(&terminal::answer(&answer))?;
            output.flush()?;
            for message in &pool.messages {
                if let Some(error) = &message.error {
                    anstream::eprintln!("{}: {}", message.source, error.message);
                }
            }
        }
    }
    output.flush()?;
    if let Some(path) = &arguments.report {
        let explained = Explained { answer, patterns_log10_lr: None };
        write_report(path, &[Examined { explained, text: document.into_text() }])?;
    }
    Ok(ExitCode::from(u8::from(pool.failed > 0)))
}
