//! PDF (ISO 32000-1) to text in the order in which it is painted.
//!
//! [lopdf](https://docs.rs/lopdf) reads the file and the fonts' encodings, bounded in what a stream unpacks to
//! and how deep structures nest; what is here follows the text cursor, so that lines and words part where the
//! page shows them apart.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Document, Encoding, LoadOptions, Object};

use super::{MOST_TEXT, Page};
use crate::text::decode::DecodeError;

/// The most pages that are read.
const MOST_PAGES: usize = 10_000;
/// The most bytes that one stream may unpack to.
const MOST_STREAM: usize = 64 << 20;
/// The most bytes that all pages together may unpack to.
const MOST_CONTENT: usize = 256 << 20;

/// Where no line has so many characters, none was parted by a margin.
const NARROWEST: usize = 40;

const WHAT: &str = "a PDF document";

pub(super) fn to_text(bytes: &[u8]) -> Result<String, DecodeError> {
    let damaged =
        |error: lopdf::Error| DecodeError::Damaged { what: WHAT, message: error.to_string() };
    let options =
        LoadOptions { max_decompressed_size: Some(MOST_STREAM), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(damaged)?;
    if document.is_encrypted() {
        return Err(DecodeError::Unsupported {
            what: "an encrypted PDF document",
            remedy: "save it without a password first",
        });
    }
    let mut page = Page::default();
    let mut read = 0;
    for id in document.page_iter().take(MOST_PAGES) {
        let content = document.get_page_content_with_limit(id, MOST_STREAM).map_err(damaged)?;
        read += content.len();
        if read > MOST_CONTENT || page.is_full() {
            return Err(DecodeError::UnpacksTooLarge { limit: MOST_TEXT });
        }
        let encodings: BTreeMap<Vec<u8>, Encoding<'_>> = document
            .get_page_fonts(id)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(name, font)| {
                Some((name, font.get_font_encoding_with_limit(&document, MOST_STREAM).ok()?))
            })
            .collect();
        if let Ok(content) = Content::decode(&content) {
            paint(&content, &encodings, &mut page);
        }
        page.paragraph();
    }
    Ok(unwrap_lines(&page.text))
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

fn paint(content: &Content, encodings: &BTreeMap<Vec<u8>, Encoding<'_>>, page: &mut Page) {
    let mut cursor = Cursor { size: 10.0, scale: 1.0, ..Cursor::default() };
    let mut encoding = None;
    for operation in &content.operations {
        if page.is_full() {
            return;
        }
        let operands = &operation.operands;
        let number =
            |index: usize| operands.get(index).and_then(|o| o.as_float().ok()).unwrap_or(0.0);
        let before = cursor.y;
        match operation.operator.as_str() {
            "BT" => {
                cursor.scale = 1.0;
                page.blank = true;
            }
            "Tf" => {
                encoding = operands
                    .first()
                    .and_then(|o| o.as_name().ok())
                    .and_then(|name| encodings.get(name));
                cursor.size = number(1).abs();
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
            "Tj" => show(operands, encoding, page),
            "TJ" => show(operands, encoding, page),
            "'" | "\"" => {
                cursor.y -= cursor.leading * cursor.scale;
                page.at_line_start();
                show(operands.last().map(std::slice::from_ref).unwrap_or_default(), encoding, page);
            }
            _ => {}
        }
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
pub(super) mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// A PDF of one page with these operators, each object where the table says.
    pub(in crate::text::formats) fn pdf(operators: &str) -> Vec<u8> {
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
            format!("<</Length {}>>\nstream\n{operators}\nendstream", operators.len()),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        ];
        let mut file = String::from("%PDF-1.4\n");
        let mut places = Vec::new();
        for (index, object) in objects.iter().enumerate() {
            places.push(file.len());
            let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", index + 1);
        }
        let table = file.len();
        let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for place in places {
            let _ = writeln!(file, "{place:010} 00000 n ");
        }
        let _ = write!(
            file,
            "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n",
            objects.len() + 1
        );
        file.into_bytes()
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
    fn every_truncation_is_survived() {
        let bytes = pdf("BT /F1 12 Tf 72 700 Td (Pay) Tj ET");
        for length in 0..bytes.len() {
            let _ = super::super::guarded(WHAT, || to_text(&bytes[..length]));
        }
    }
}
