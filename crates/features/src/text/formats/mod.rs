//! Files that hold text inside another format: what each is told by, and the one thread they are read on.
//!
//! In: a file's bytes. Out: its text in reading order, or a [`DecodeError`]. Every reader is bounded by
//! [`MOST_TEXT`], whatever the file claims, and so is what a compressed file unpacks to.

mod archive;
mod docx;
mod email;
mod markdown;
mod packed;
mod pdf;
mod rtf;

pub use archive::{Archive, Member};

use super::decode::DecodeError;

pub(super) use packed::unpack;

/// The longest text that a file may unpack to, in bytes: 64 MiB.
const MOST_TEXT: usize = 64 << 20;

/// The stack of the thread that other people's parsers run on: they call themselves for nested structures.
const READER_STACK: usize = 64 << 20;

/// The name of that thread, by which a program's panic hook can tell that a panic is caught and told.
pub const READER_THREAD: &str = "tongueprint-reader";

/// A file format that text is taken out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Pdf,
    Rtf,
    Zip,
    Mail,
}

impl Format {
    /// The format that first bytes tell; `name` may say that a file is a mail.
    pub(super) fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(1024)];
        if head.windows(5).any(|window| window == b"%PDF-") {
            return Some(Self::Pdf);
        }
        if head.trim_ascii_start().starts_with(b"{\\rtf") {
            return Some(Self::Rtf);
        }
        if Archive::is_archive(bytes) {
            return Some(Self::Zip);
        }
        email::is_mail(name, bytes).then_some(Self::Mail)
    }
}

/// What a reader took out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extracted {
    pub(super) text: String,
    pub(super) media_type: &'static str,
    /// Lines that quote somebody else, or sign: left out of the text.
    pub(super) quoted_lines: usize,
}

/// Takes the text out of a file of that format.
pub(super) fn extract(format: Format, bytes: &[u8]) -> Result<Extracted, DecodeError> {
    match format {
        Format::Pdf => guarded("a PDF document", || pdf::to_text(bytes)).map(|text| Extracted {
            text,
            media_type: "application/pdf",
            quoted_lines: 0,
        }),
        Format::Rtf => {
            Ok(Extracted { text: rtf::to_text(bytes), media_type: "text/rtf", quoted_lines: 0 })
        }
        Format::Zip => guarded("an Office document", || docx::to_text(bytes)).map(|text| {
            let media_type =
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
            Extracted { text, media_type, quoted_lines: 0 }
        }),
        Format::Mail => guarded("a mail message", || email::to_text(bytes)),
    }
}

/// Whether a file's name says that it is Markdown, which nothing in its bytes says for certain.
pub(super) fn is_markdown(name: &str) -> bool {
    has_ending(name, &[".md", ".markdown"])
}

pub(super) fn markdown(source: &str) -> Extracted {
    let (text, quoted_lines) = markdown::to_text(source);
    Extracted { text, media_type: "text/markdown", quoted_lines }
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| {
        name.len() > ending.len()
            && name.as_bytes()[name.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
    })
}

/// Runs a reader that is built on other people's parsers, so that its panic is an error of this one input.
///
/// A thread of its own, because a panic then ends at the join, and because its stack is ours to choose: a
/// document of deeply nested parts must not overflow the stack that the caller happens to have.
fn guarded<T: Send>(
    what: &'static str,
    read: impl FnOnce() -> Result<T, DecodeError> + Send,
) -> Result<T, DecodeError> {
    let damaged = |message: &str| DecodeError::Damaged { what, message: message.to_owned() };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name(READER_THREAD.to_owned())
            .stack_size(READER_STACK)
            .spawn_scoped(scope, read);
        match thread {
            Ok(thread) => thread.join().unwrap_or_else(|_| {
                Err(damaged("its structure contradicts itself; save it anew or as plain text"))
            }),
            Err(_) => Err(damaged("no thread could be started to read it")),
        }
    })
}

/// Text in lines and paragraphs, never more than one empty line between them, bounded.
#[derive(Default)]
struct Page {
    text: String,
    /// Line ends due before the next text.
    lines: usize,
    blank: bool,
}

impl Page {
    fn push(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '\n' => self.line(),
                ' ' | '\t' | '\r' => self.blank = true,
                _ => self.push_visible(character),
            }
        }
    }

    fn push_visible(&mut self, character: char) {
        if self.text.len() >= MOST_TEXT {
            return;
        }
        if !self.text.is_empty() {
            if self.lines > 0 {
                self.text.extend(std::iter::repeat_n('\n', self.lines));
            } else if self.blank {
                self.text.push(' ');
            }
        }
        self.lines = 0;
        self.blank = false;
        self.text.push(character);
    }

    /// Ends the line; two ends make an empty line, more make no more.
    fn line(&mut self) {
        self.lines = (self.lines + 1).min(2);
    }

    fn paragraph(&mut self) {
        self.lines = 2;
    }

    fn at_line_start(&mut self) {
        self.lines = self.lines.max(1);
    }

    fn is_full(&self) -> bool {
        self.text.len() >= MOST_TEXT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_of_the_input() {
        let outcome = guarded::<()>("a PDF document", || panic!("a parser's own"));
        assert!(matches!(outcome, Err(DecodeError::Damaged { .. })));
    }

    #[test]
    fn formats_are_told_by_their_bytes() {
        assert_eq!(Format::of("x.txt", b"junk\n%PDF-1.4\n"), Some(Format::Pdf));
        assert_eq!(Format::of("x.txt", b" {\\rtf1 hello}"), Some(Format::Rtf));
        assert_eq!(Format::of("x.txt", b"PK\x03\x04"), Some(Format::Zip));
        assert_eq!(Format::of("x.eml", b"Subject: pay\n\nnow"), Some(Format::Mail));
        assert_eq!(Format::of("x.txt", b"Subject: pay\n\nnow"), None);
    }
}
