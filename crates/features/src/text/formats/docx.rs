//! Word documents (ECMA-376): the text of the main part, paragraph by paragraph.
//!
//! Deleted revisions, field codes and the fallback copy of drawings are no text that the writer left standing.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::Page;
use super::archive::Archive;
use crate::text::decode::DecodeError;

const WHAT: &str = "a Word document";

/// Elements whose content is not read.
const UNSEEN: &[&[u8]] =
    &[b"w:del", b"w:moveFrom", b"w:instrText", b"w:delText", b"mc:Fallback", b"w:pict"];

pub(super) fn to_text(bytes: &[u8]) -> Result<String, DecodeError> {
    let mut archive = Archive::open(bytes)?;
    let Some(document) = archive.named("word/document.xml") else {
        return Err(DecodeError::Unsupported {
            what: "a ZIP archive or an Office document other than Word's",
            remedy: "unpack it, or save the document as plain text",
        });
    };
    let document = document?;
    let source = String::from_utf8_lossy(&document);
    body(&source)
}

fn body(source: &str) -> Result<String, DecodeError> {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    // Only the order of text matters here; a reader of text need not insist on matching ends.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut page = Page::default();
    let mut text_depth = 0_usize;
    let mut unseen_depth = 0_usize;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| DecodeError::Damaged { what: WHAT, message: error.to_string() })?;
        match event {
            Event::Eof => break,
            _ if page.is_full() => {
                return Err(DecodeError::UnpacksTooLarge { limit: super::MOST_TEXT });
            }
            Event::Start(tag) => {
                let name = tag.name();
                let name = name.as_ref();
                if unseen_depth > 0 || UNSEEN.contains(&name.as_ref()) {
                    unseen_depth += 1;
                } else {
                    mark(&mut page, name.as_ref());
                    text_depth += usize::from(AsRef::<[u8]>::as_ref(name) == b"w:t");
                }
            }
            Event::Empty(tag) if unseen_depth == 0 => mark(&mut page, tag.name().as_ref().as_ref()),
            Event::End(tag) => {
                let name = tag.name();
                let name: &[u8] = name.as_ref().as_ref();
                if unseen_depth > 0 {
                    unseen_depth -= 1;
                } else if name == b"w:t" {
                    text_depth = text_depth.saturating_sub(1);
                } else if name == b"w:p" {
                    page.paragraph();
                }
            }
            Event::Text(text) if text_depth > 0 && unseen_depth == 0 => page.push(&text),
            Event::CData(text) if text_depth > 0 && unseen_depth == 0 => page.push(&text),
            Event::GeneralRef(reference) if text_depth > 0 && unseen_depth == 0 => {
                let entity = format!("&{};", &*reference);
                if let Ok(character) = quick_xml::escape::unescape(&entity) {
                    page.push(&character);
                }
            }
            _ => {}
        }
    }
    Ok(page.text)
}

/// What an element means for the lines.
fn mark(page: &mut Page, name: &[u8]) {
    match name {
        b"w:br" | b"w:cr" => page.line(),
        b"w:tab" => page.blank = true,
        b"w:noBreakHyphen" => page.push("-"),
        b"w:tc" => page.blank = true,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::archive;
    use super::*;

    #[test]
    fn paragraphs_runs_and_revisions() {
        let document = b"<?xml version=\"1.0\"?><w:document><w:body><w:p><w:r><w:t>Pay </w:t></w:r><w:r>\
            <w:t xml:space=\"preserve\">us &amp; hurry</w:t><w:br/><w:t>now.</w:t></w:r></w:p><w:p><w:del><w:r>\
            <w:delText>gone</w:delText></w:r></w:del></w:p><w:p><w:r><w:t>Or&#x2019;t</w:t></w:r></w:p></w:body></w:document>";
        let bytes = archive(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", document)]);
        assert_eq!(to_text(&bytes), Ok("Pay us & hurry\nnow.\n\nOr\u{2019}t".to_owned()));
        assert!(Archive::is_document(&bytes));
    }

    #[test]
    fn other_archives_are_not_read() {
        let bytes = archive(&[("a.txt", b"x")]);
        assert!(matches!(to_text(&bytes), Err(DecodeError::Unsupported { .. })));
        let bytes = archive(&[("word/document.xml", b"<w:p><w:t>a</w:t")]);
        assert!(matches!(to_text(&bytes), Err(DecodeError::Damaged { .. })));
    }
}
