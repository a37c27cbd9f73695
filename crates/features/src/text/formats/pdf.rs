//! PDF (ISO 32000-1) to text in the order in which it is painted.
//!
//! [lopdf](https://docs.rs/lopdf) reads the file and the fonts' encodings, bounded in what a stream unpacks to
//! and how deep structures nest; what is here follows the text cursor, so that lines and words part where the
//! page shows them apart.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{DecompressError, Dictionary, Document, Encoding, LoadOptions, Object, Stream};

use super::{MOST_TEXT, Page};
use crate::text::decode::DecodeError;

/// The most pages that are read.
const MOST_PAGES: usize = 10_000;
/// The most bytes that one stream of structure or fonts may unpack to.
const MOST_STREAM: usize = 64 << 20;
/// The most bytes that what paints one page, or one form, may unpack to: as operators they take three hundred times
/// that.
const MOST_OPERATORS: usize = 4 << 20;
/// The most bytes that all pages and forms together may unpack to, a form counted as often as it is painted.
const MOST_CONTENT: usize = 256 << 20;
/// A form that is painted counts as so many bytes at least: a few that paint each other would take for ever.
const LEAST_CONTENT: usize = 4 << 10;
/// How deep forms may lie in forms.
const DEEPEST_FORM: usize = 16;

/// Where no line has so many characters, none was parted by a margin.
const NARROWEST: usize = 40;

const WHAT: &str = "a PDF document";

pub(super) fn to_text(bytes: &[u8]) -> Result<String, DecodeError> {
    let damaged = |error: lopdf::Error| match error {
        lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { limit }) => {
            DecodeError::UnpacksTooLarge { limit }
        }
        error => DecodeError::Damaged { what: WHAT, message: error.to_string() },
    };
    let options =
        LoadOptions { max_decompressed_size: Some(MOST_STREAM), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(damaged)?;
    if document.is_encrypted() {
        return Err(DecodeError::Unsupported {
            what: "an encrypted PDF document",
            remedy: "save it without a password first",
        });
    }
    let mut painter = Painter::new(&document);
    for id in document.page_iter().take(MOST_PAGES) {
        let content = document.get_page_content_with_limit(id, MOST_OPERATORS).map_err(damaged)?;
        let (own, referenced) = document.get_page_resources(id).unwrap_or_default();
        let referenced = referenced.iter().filter_map(|&id| document.get_dictionary(id).ok());
        let resources: Vec<&Dictionary> = own.into_iter().chain(referenced).collect();
        painter.charge(content.len())?;
        if let Ok(content) = Content::decode(&content) {
            painter.paint(&content, &resources)?;
        }
        painter.page.paragraph();
    }
    Ok(unwrap_lines(&painter.page.text))
}

/// Joins what the page's width parted: a line whose next word would not have fitted goes on, any other ends there.
///
/// Line ends are style where a writer makes them, and say nothing where a margin does.
fn unwrap_lines(text: &str) -> String {
    let width = |line: &str| line.chars().count();
    let longest = text.lines().map(width).max().unwrap_or(0);
    if longest < NARROWEST {
        return text.to_owned();
    }
    let mut joined = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        joined.push_str(line);
        let Some(next) = lines.peek() else { break };
        let word = next.split(' ').next().unwrap_or_default();
        let item =
            !word.starts_with(char::is_alphabetic) && !word.starts_with(['(', '"', '“', '$']);
        // Letters differ in width: a tenth is left for that.
        let full = (width(line) + 1 + width(word)) * 10 > longest * 9;
        joined.push(if full && !item && !line.is_empty() { ' ' } else { '\n' });
    }
    joined
}

/// Where the text cursor stands, as far as lines need it.
#[derive(Default)]
struct Cursor {
    /// The line's place, from the text matrix and the moves within it.
    y: f32,
    x: f32,
    leading: f32,
    size: f32,
    /// The vertical scale of the text matrix.
    scale: f32,
}

impl Cursor {
    /// Ends the line, or the paragraph, if the cursor left its height.
    fn leave_from(&self, before: f32, page: &mut Page) {
        let down = (before - self.y).abs();
        let height = (self.size * self.scale.abs()).max(1.0);
        if down > 1.8 * height {
            page.paragraph();
        } else if down > 0.3 * height {
            page.at_line_start();
        }
    }
}

/// Follows the operators of pages, and of the forms that they paint.
struct Painter<'a> {
    document: &'a Document,
    page: Page,
    /// Bytes of operators that were read.
    read: usize,
    /// By the font's place in memory: pages share fonts, and a font's table may be large.
    encodings: BTreeMap<*const Dictionary, Option<Rc<Encoding<'a>>>>,
    /// Forms that are being painted, by their place in memory.
    open: Vec<*const Stream>,
    /// Forms that show no text and paint no other form: symbols, painted often.
    silent: BTreeSet<*const Stream>,
}

impl<'a> Painter<'a> {
    fn new(document: &'a Document) -> Self {
        Self {
            document,
            page: Page::default(),
            read: 0,
            encodings: BTreeMap::new(),
            open: Vec::new(),
            silent: BTreeSet::new(),
        }
    }

    /// Counts what is about to be read.
    fn charge(&mut self, bytes: usize) -> Result<(), DecodeError> {
        self.read += bytes;
        if self.read > MOST_CONTENT || self.page.is_full() {
            return Err(DecodeError::UnpacksTooLarge { limit: MOST_TEXT });
        }
        Ok(())
    }

    /// Paints a page or a form; `resources` are searched in order.
    fn paint(
        &mut self,
        content: &Content,
        resources: &[&'a Dictionary],
    ) -> Result<(), DecodeError> {
        let mut cursor = Cursor { size: 10.0, scale: 1.0, ..Cursor::default() };
        let mut encoding = None;
        for operation in &content.operations {
            if self.page.is_full() {
                return Ok(());
            }
            let operands = &operation.operands;
            let name = || operands.first().and_then(|operand| operand.as_name().ok());
            let number =
                |index: usize| operands.get(index).and_then(|o| o.as_float().ok()).unwrap_or(0.0);
            let before = cursor.y;
            let page = &mut self.page;
            match operation.operator.as_str() {
                "BT" => {
                    cursor.scale = 1.0;
                    page.blank = true;
                }
                "Tf" => {
                    cursor.size = number(1).abs();
                    encoding = name().and_then(|name| self.encoding(name, resources));
                }
                "TL" => cursor.leading = number(0),
                "Td" | "TD" => {
                    if operation.operator == "TD" {
                        cursor.leading = -number(1);
                    }
                    cursor.x += number(0);
                    cursor.y += number(1) * cursor.scale;
                    if number(1) == 0.0 && number(0) > 0.2 * cursor.size {
                        page.blank = true;
                    }
                    cursor.leave_from(before, page);
                }
                "Tm" => {
                    cursor.scale = number(3);
                    cursor.x = number(4);
                    cursor.y = number(5);
                    page.blank = true;
                    cursor.leave_from(before, page);
                }
                "T*" => {
                    cursor.y -= cursor.leading * cursor.scale;
                    page.at_line_start();
                }
                "Tj" | "TJ" => show(operands, encoding.as_deref(), page),
                "'" | "\"" => {
                    cursor.y -= cursor.leading * cursor.scale;
                    page.at_line_start();
                    let text = operands.last().map(std::slice::from_ref).unwrap_or_default();
                    show(text, encoding.as_deref(), page);
                }
                "Do" => {
                    if let Some(name) = name() {
                        self.form(name, resources)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Paints the form of that name, on lines of its own. An image is none; a form that is being painted is not
    /// painted in itself.
    fn form(&mut self, name: &[u8], resources: &[&'a Dictionary]) -> Result<(), DecodeError> {
        let document = self.document;
        let Some(form) = resources.iter().find_map(|resources| {
            let objects = document.get_dict_in_dict(resources, b"XObject").ok()?;
            objects.get_deref(name, document).ok()?.as_stream().ok()
        }) else {
            return Ok(());
        };
        let place = std::ptr::from_ref(form);
        let is_form =
            form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form");
        if !is_form || self.silent.contains(&place) || self.open.contains(&place) {
            return Ok(());
        }
        if self.open.len() == DEEPEST_FORM {
            return Err(DecodeError::Damaged {
                what: WHAT,
                message: format!("its forms lie more than {DEEPEST_FORM} deep in forms"),
            });
        }
        let content = match form.get_plain_content_with_limit(MOST_OPERATORS) {
            Ok(content) => content,
            Err(lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                return Err(DecodeError::UnpacksTooLarge { limit: MOST_OPERATORS });
            }
            // A damaged form is left out, as a damaged page is.
            Err(_) => return Ok(()),
        };
        self.charge(content.len().max(LEAST_CONTENT))?;
        let Ok(content) = Content::decode(&content) else { return Ok(()) };
        let speaks = |operation: &Operation| {
            matches!(operation.operator.as_str(), "Tj" | "TJ" | "'" | "\"" | "Do")
        };
        if !content.operations.iter().any(speaks) {
            self.silent.insert(place);
            return Ok(());
        }
        // A form without resources of its own uses those of what paints it (as PDF 1.1 had it).
        let own = document.get_dict_in_dict(&form.dict, b"Resources").ok();
        let resources: Vec<&Dictionary> =
            own.map_or_else(|| resources.to_vec(), |resources| vec![resources]);
        self.open.push(place);
        self.page.at_line_start();
        let painted = self.paint(&content, &resources);
        self.page.at_line_start();
        self.open.pop();
        painted
    }

    /// How the font of that name writes characters.
    fn encoding(&mut self, name: &[u8], resources: &[&'a Dictionary]) -> Option<Rc<Encoding<'a>>> {
        let document = self.document;
        let font = resources.iter().find_map(|resources| {
            let fonts = document.get_dict_in_dict(resources, b"Font").ok()?;
            document.get_dict_in_dict(fonts, name).ok()
        })?;
        self.encodings
            .entry(std::ptr::from_ref(font))
            .or_insert_with(|| {
                font.get_font_encoding_with_limit(document, MOST_STREAM).ok().map(Rc::new)
            })
            .clone()
    }
}

/// The strings of `Tj` and `TJ`; a wide gap between them is a blank.
fn show(operands: &[Object], encoding: Option<&Encoding<'_>>, page: &mut Page) {
    let Some(encoding) = encoding else { return };
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                if let Ok(text) = Document::decode_text(encoding, bytes) {
                    page.push(&text);
                }
            }
            Object::Array(parts) => {
                for part in parts {
                    match part {
                        Object::String(bytes, _) => {
                            if let Ok(text) = Document::decode_text(encoding, bytes) {
                                page.push(&text);
                            }
                        }
                        gap if gap.as_float().is_ok_and(|gap| gap < -180.0) => page.blank = true,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
#[path = "../../../tests/common/pdf.rs"]
mod made;

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A PDF of one page with these operators.
    pub(in crate::text::formats) fn pdf(operators: &str) -> Vec<u8> {
        made::page(operators, &[])
    }

    fn form(entries: &str, content: &str) -> String {
        made::stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 612 792]{entries}"), content)
    }

    #[test]
    fn lines_words_and_paragraphs() {
        let bytes = pdf(
            "BT /F1 12 Tf 14 TL 72 700 Td (All yours files) Tj T* (was ) Tj [(en)20(crypted)-300(by us.)] TJ \
             0 -40 Td (Pay\\222s) Tj (now) ' ET BT /F1 12 Tf 1 0 0 1 72 500 Tm (End.) Tj ET",
        );
        assert_eq!(
            to_text(&bytes),
            Ok("All yours files\nwas encrypted by us.\n\nPay’s\nnow\n\nEnd.".to_owned())
        );
    }

    #[test]
    fn margins_part_no_lines() {
        let text = "We have all of your files and the keys for them\nare ours. You may pay us until the end of this\nweek.\nBye\n- one\n\nnext";
        assert_eq!(
            unwrap_lines(text),
            "We have all of your files and the keys for them are ours. You may pay us until the end of this week.\nBye\n- one\n\nnext"
        );
    }

    #[test]
    fn no_text_and_no_structure() {
        assert_eq!(to_text(&pdf("0 0 10 10 re f")), Ok(String::new()));
        assert!(matches!(to_text(b"%PDF-1.7 x"), Err(DecodeError::Damaged { .. })));
    }

    #[test]
    fn forms_are_read_where_they_are_painted() {
        let bytes = made::page(
            "BT /F1 12 Tf 72 700 Td (Before) Tj ET q 1 0 0 1 0 0 cm /X6 Do Q /X8 Do /X9 Do BT /F1 12 Tf (after) Tj ET",
            &[
                // Its own resources name the same font otherwise, and the next form.
                form(
                    "/Resources<</Font<</Own 5 0 R>>/XObject<</Deeper 7 0 R>>>>",
                    "BT /Own 12 Tf (a form) Tj ET /Deeper Do BT /F1 12 Tf (unseen: no such font here) Tj ET",
                ),
                form("/Resources 10 0 R", "BT /F1 12 Tf (in a form) Tj ET"),
                form("", "0 0 10 10 re f"),
                made::stream(
                    "/Type/XObject/Subtype/Image/Width 1/Height 1",
                    "BT /F1 12 Tf (no) Tj ET",
                ),
                "<</Font<</F1 5 0 R>>>>".to_owned(),
            ],
        );
        assert_eq!(to_text(&bytes), Ok("Before\na form\nin a form\nafter".to_owned()));
    }

    #[test]
    fn forms_in_themselves_end() {
        let bytes = made::page(
            "/X6 Do",
            &[
                form("", "BT /F1 12 Tf (one) Tj ET /X7 Do /X6 Do"),
                form("", "BT /F1 12 Tf (two) Tj ET /X6 Do /X7 Do"),
            ],
        );
        assert_eq!(to_text(&bytes), Ok("one\ntwo".to_owned()));
    }

    #[test]
    fn forms_too_deep_or_too_many_are_refused() {
        let chain = |length: usize, often: usize| {
            let forms: Vec<String> = (0..length)
                .map(|place| form("", &format!("/X{} Do ", 7 + place).repeat(often)))
                .chain([form("", "BT /F1 12 Tf (end) Tj ET")])
                .collect();
            to_text(&made::page("/X6 Do", &forms))
        };
        assert_eq!(chain(15, 1), Ok("end".to_owned()));
        assert!(matches!(chain(16, 1), Err(DecodeError::Damaged { .. })));
        // Three to the fifteenth ways down.
        assert!(matches!(chain(15, 3), Err(DecodeError::UnpacksTooLarge { .. })));
    }

    #[test]
    fn a_page_of_too_many_operators_is_too_large() {
        let bytes = pdf(&"q Q ".repeat(MOST_OPERATORS / 4 + 1));
        assert_eq!(to_text(&bytes), Err(DecodeError::UnpacksTooLarge { limit: MOST_OPERATORS }));
    }

    #[test]
    fn every_truncation_is_survived() {
        let bytes = pdf("BT /F1 12 Tf 72 700 Td (Pay) Tj ET");
        for length in 0..bytes.len() {
            let _ = super::super::guarded(WHAT, || to_text(&bytes[..length]));
        }
    }
}
