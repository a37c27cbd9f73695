//! HTML and HTA to text, in reading order.
//!
//! Only html5ever's tokenizer is used, not its tree: entities and raw text are read as the HTML standard says,
//! while nesting, however deep, costs neither stack nor time.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// How much of a text is looked at to tell HTML.
const SNIFFED: usize = 64 << 10;

/// A tag longer than this holds data rather than attributes (and attributes cost quadratic time): it is cut.
const LONGEST_TAG: usize = 4 << 10;

/// Elements whose text no reader sees.
const UNSEEN: &[&str] = &[
    "applet", "audio", "canvas", "datalist", "embed", "iframe", "math", "noembed", "noframes",
    "object", "script", "select", "style", "svg", "template", "video", "xml",
];

/// Elements that start and end a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "textarea",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
];

/// Elements with an empty line around them.
const PARAGRAPHS: &[&str] =
    &["blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "title", "ul"];

/// Elements that never have content, so that hiding them hides nothing else.
const VOID: &[&str] = &[
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "param",
    "source",
    "track",
    "wbr",
    "hta:application",
];

/// Whether a text is HTML: a document type, an `html`, `body` or `hta:application` tag, or tags in plenty.
pub(super) fn is_html(text: &str) -> bool {
    let head = &text
        [..(0..=SNIFFED.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)];
    let start = head.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    let opens = |prefix: &str| {
        start.get(..prefix.len()).is_some_and(|part| part.eq_ignore_ascii_case(prefix))
    };
    if opens("<!doctype html")
        || opens("<html")
        || opens("<hta:")
        || opens("<head")
        || opens("<body")
    {
        return true;
    }
    let mut certain = 0;
    let mut tags = 0;
    for (at, _) in head.match_indices('<') {
        let after = head[at + 1..].trim_start_matches('/');
        let length = after
            .bytes()
            .take(16)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b':')
            .count();
        let name = after[..length].to_ascii_lowercase();
        let closed = after[length..].starts_with(['>', '/', ' ', '\t', '\r', '\n']);
        if !closed {
            continue;
        }
        certain +=
            usize::from(matches!(name.as_str(), "html" | "body" | "head" | "hta:application"));
        let known = BLOCKS.binary_search(&name.as_str()).is_ok()
            || matches!(
                name.as_str(),
                "a" | "b"
                    | "i"
                    | "u"
                    | "span"
                    | "font"
                    | "strong"
                    | "em"
                    | "td"
                    | "img"
                    | "script"
                    | "style"
            );
        tags += usize::from(known);
    }
    // Mail that quotes a tag or two stays plain.
    certain >= 2 || (start.starts_with('<') && tags >= 3) || tags >= 10 && tags * 200 > head.len()
}

/// The text of an HTML document.
pub(super) fn to_text(source: &str) -> String {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(cut_long_tags(source)));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    // The tokenizer pauses where a browser would run a script; there is none to run.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

/// Cuts what is in an overlong tag after its name.
fn cut_long_tags(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut output = String::with_capacity(source.len());
    let mut copied = 0;
    let mut from = 0;
    while let Some(found) = source[from..].find('<') {
        let open = from + found;
        let inside = source[open + 1..].find(['<', '>']).map_or(source.len(), |end| open + 1 + end);
        if inside - open > LONGEST_TAG && bytes[open + 1].is_ascii_alphabetic() {
            let name = bytes[open + 1..inside]
                .iter()
                .take(32)
                .take_while(|byte| byte.is_ascii_alphanumeric())
                .count();
            output.push_str(&source[copied..=open + name]);
            copied = inside;
        }
        from = inside;
    }
    output.push_str(&source[copied..]);
    output
}

/// Collects text as the tokenizer reports it.
#[derive(Default)]
struct Sink(RefCell<Collector>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut collector = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => collector.text(&text),
            Token::TagToken(tag) => return collector.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[derive(Default)]
struct Collector {
    output: String,
    /// The unseen element that is open, and how many of the same name are open inside it, itself included.
    unseen: Option<(String, usize)>,
    /// Open `pre` and `textarea` elements, which keep their white space.
    preformatted: usize,
    /// A blank is due before the next text.
    blank: bool,
    /// Line ends due before the next text.
    lines: usize,
}

impl Collector {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let start = tag.kind == TagKind::StartTag;
        if let Some((hidden, depth)) = &mut self.unseen {
            if hidden == name && !tag.self_closing {
                if start {
                    *depth += 1;
                } else {
                    *depth -= 1;
                }
                if *depth == 0 {
                    self.unseen = None;
                }
            } else if !start && matches!(name, "body" | "html") {
                self.unseen = None;
            }
            return if start { raw_text(name) } else { TokenSinkResult::Continue };
        }
        if start
            && !VOID.contains(&name)
            && !tag.self_closing
            && (UNSEEN.contains(&name) || is_hidden(tag))
        {
            self.unseen = Some((name.to_owned(), 1));
            return raw_text(name);
        }
        if matches!(name, "pre" | "textarea") {
            self.preformatted =
                if start { self.preformatted + 1 } else { self.preformatted.saturating_sub(1) };
        }
        if name == "br" {
            self.lines += 1;
        } else if PARAGRAPHS.contains(&name) {
            self.lines = self.lines.max(2);
        } else if BLOCKS.binary_search(&name).is_ok() {
            self.lines = self.lines.max(1);
        } else if matches!(name, "td" | "th" | "img") {
            self.blank = true;
        }
        if start { raw_text(name) } else { TokenSinkResult::Continue }
    }

    fn text(&mut self, text: &str) {
        if self.unseen.is_some() {
            return;
        }
        for character in text.chars() {
            if self.preformatted == 0 && character.is_ascii_whitespace() {
                self.blank = true;
                continue;
            }
            if self.lines > 0 {
                if !self.output.is_empty() {
                    self.output.extend(std::iter::repeat_n('\n', self.lines.min(2)));
                }
            } else if self.blank && !self.output.is_empty() {
                self.output.push(' ');
            }
            self.lines = 0;
            self.blank = false;
            self.output.push(character);
        }
    }

    fn finish(mut self) -> String {
        self.output.truncate(self.output.trim_end().len());
        self.output
    }
}

/// How the tokenizer must read what follows a start tag.
fn raw_text(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
            TokenSinkResult::RawData(RawKind::Rawtext)
        }
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        "plaintext" => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}

/// Whether attributes hide the element.
fn is_hidden(tag: &Tag) -> bool {
    tag.attrs.iter().any(|attribute| match &*attribute.name.local {
        "hidden" => true,
        "style" => {
            let style: String =
                attribute.value.chars().filter(|character| !character.is_whitespace()).collect();
            let style = style.to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(BLOCKS.is_sorted());
    }

    #[test]
    fn reading_order_and_lines() {
        let page = "<!DOCTYPE html><html><head><title>All &laquo;files&raquo;</title><style>p{}</style>\
            <script>if (a<b) document.write('<p>no</p>')</script></head><body><h1>Read  me</h1>\
            <p>We have\n  your <b>data</b>.<br>Pay&nbsp;now</p><ul><li>one<li>two</ul>\
            <div style='display: none'>no <div>no</div> no</div><span hidden>no</span>&lt;end&gt;</body></html>";
        assert!(is_html(page));
        assert_eq!(
            to_text(page),
            "All «files»\n\nRead me\n\nWe have your data.\nPay\u{a0}now\n\none\ntwo\n\n<end>"
        );
    }

    #[test]
    fn an_hta_is_html() {
        let page =
            "\r\n<HTA:APPLICATION ID=x SCROLL=no><script language=vbs>Sub x</script><p>Hello</p>";
        assert!(is_html(page));
        assert_eq!(to_text(page), "Hello");
    }

    #[test]
    fn angle_brackets_in_prose_are_not_html() {
        for text in [
            "I am <b>not</b> sure if a < b",
            "Mail <me@example.org> > thanks <3",
            "<grin> ok",
            "< html >",
        ] {
            assert!(!is_html(text), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_linear() {
        let page = format!("<html>{}end{}", "<div>".repeat(200_000), "</div>".repeat(200_000));
        assert_eq!(to_text(&page), "end");
    }

    #[test]
    fn a_tag_full_of_data_is_cut() {
        let page = format!("<html><p>a<img src='data:{}'>b</p>", "x".repeat(100_000));
        assert_eq!(to_text(&page), "a b");
        let page = format!("<html><p {}>text</p>", "a=1 ".repeat(100_000));
        assert_eq!(to_text(&page), "text");
    }

    #[test]
    fn script_text_and_unclosed_markup_end() {
        for page in [
            "<html><script>",
            "<html><style>a",
            "<html><!-- ",
            "<html><p",
            "<html><textarea>x",
            "<html>&#xZ;",
        ] {
            assert!(!to_text(page).contains("script"), "{page}");
        }
    }
}
