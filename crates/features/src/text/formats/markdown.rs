//! Markdown ([CommonMark](https://spec.commonmark.org/)) to text: markup, code and quotes taken off.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Page;

/// The text, and how many lines of block quotes were left out.
pub(super) fn to_text(source: &str) -> (String, usize) {
    let mut page = Page::default();
    let mut quoted_lines = 0;
    // Block quotes and code blocks that are open.
    let mut unseen = 0_usize;
    let mut quotes = 0_usize;
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        match event {
            Event::Start(Tag::BlockQuote(_)) => {
                if quotes == 0 {
                    quoted_lines += source[range].trim_end().lines().count();
                }
                quotes += 1;
                unseen += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                quotes = quotes.saturating_sub(1);
                unseen = unseen.saturating_sub(1);
            }
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. } | Tag::MetadataBlock(_)) => {
                unseen += 1
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Image | TagEnd::MetadataBlock(_)) => {
                unseen = unseen.saturating_sub(1);
                page.at_line_start();
            }
            _ if unseen > 0 => {}
            Event::Text(text) | Event::Code(text) => page.push(&text),
            Event::SoftBreak | Event::HardBreak => page.line(),
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Table(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Table)
            | Event::Rule => page.paragraph(),
            Event::Start(Tag::Item | Tag::TableRow)
            | Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => {
                page.at_line_start()
            }
            Event::End(TagEnd::TableCell) => page.blank = true,
            _ => {}
        }
    }
    (page.text, quoted_lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_prose_stays() {
        let source = "# Hello *all*\n\nYour [files](https://example.org/x) are\n**locked**.\n\n> you said\n> no\n\n```\nrm -rf\n```\n- pay\n- `wait`\n";
        let (text, quoted) = to_text(source);
        assert_eq!(text, "Hello all\n\nYour files are\nlocked.\n\npay\nwait");
        assert_eq!(quoted, 2);
    }

    #[test]
    fn nesting_costs_no_stack() {
        let (text, _) = to_text(&format!("{}deep", "> - ".repeat(5_000)));
        assert_eq!(text, "");
        let _ = to_text(&"[".repeat(20_000));
    }
}
