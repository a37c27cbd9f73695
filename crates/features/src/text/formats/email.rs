//! Mail messages (RFC 5322, MIME): the body that this writer wrote.
//!
//! Headers, attachments, quoted replies, forwarded messages and the signature are left out. What is quoted is
//! told by `>` at the line's start, by the line that introduces a reply, or by the bar above a forwarded message.

use mail_parser::{MessageParser, PartType};

use super::{Extracted, has_ending};
use crate::text::decode::DecodeError;
use crate::text::html;

/// Header fields that begin many a message, in lower case.
const FIELDS: &[&str] = &[
    "authentication-results",
    "cc",
    "content-transfer-encoding",
    "content-type",
    "date",
    "delivered-to",
    "dkim-signature",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "received",
    "references",
    "reply-to",
    "return-path",
    "sender",
    "subject",
    "to",
    "x-mailer",
    "x-originating-ip",
    "x-priority",
];

/// How far the header of a message is looked at.
const SNIFFED: usize = 16 << 10;

/// Whether a file is a mail: by its name and one header field, or by three known fields at its very start.
pub(super) fn is_mail(name: &str, bytes: &[u8]) -> bool {
    let needed = if has_ending(name, &[".eml", ".mime", ".mbox"]) { 1 } else { 3 };
    let head = &bytes[..bytes.len().min(SNIFFED)];
    let mut known = 0;
    for (index, line) in head.split(|&byte| byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if index == 0 && line.starts_with(b"From ") {
            continue; // mbox
        }
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().take(64).position(|&byte| byte == b':') else { return false };
        let field = line[..colon].to_ascii_lowercase();
        if !field.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-') {
            return false;
        }
        let listed = std::str::from_utf8(&field).is_ok_and(|f| FIELDS.binary_search(&f).is_ok());
        known += usize::from(listed);
    }
    known >= needed
}

pub(super) fn to_text(bytes: &[u8]) -> Result<Extracted, DecodeError> {
    let damaged = || DecodeError::Damaged {
        what: "a mail message",
        message: "it has no body that can be read".to_owned(),
    };
    let message = MessageParser::default().parse(bytes).ok_or_else(damaged)?;
    let mut body = String::new();
    for part in message.text_bodies() {
        let text = match &part.body {
            PartType::Text(text) => text.replace("\r\n", "\n"),
            PartType::Html(source) => html::to_text(source),
            _ => continue,
        };
        if !body.is_empty() {
            body.push_str("\n\n");
        }
        body.push_str(&text);
        if body.len() > super::MOST_TEXT {
            return Err(DecodeError::UnpacksTooLarge { limit: super::MOST_TEXT });
        }
    }
    let (text, quoted_lines) = own_words(&body);
    Ok(Extracted { text, media_type: "message/rfc822", quoted_lines })
}

/// The lines that the writer of the message wrote, and how many others there were.
fn own_words(body: &str) -> (String, usize) {
    let lines: Vec<&str> = body.lines().collect();
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    let mut quoted = 0;
    let mut index = 0;
    while index < lines.len() {
        let line = lines[index].trim_end();
        if ends_own_words(&lines, index) {
            quoted += lines[index..].iter().filter(|line| !line.trim().is_empty()).count();
            break;
        }
        if is_quoted(line) {
            quoted += 1;
            index += 1;
            continue;
        }
        let introduces = introduction(&lines, index);
        if introduces > 0 {
            quoted += introduces;
            index += introduces;
            continue;
        }
        kept.push(line);
        index += 1;
    }
    (kept.join("\n").trim().to_owned(), quoted)
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// Whether the signature or a message that is answered or forwarded begins here, to the end.
fn ends_own_words(lines: &[&str], index: usize) -> bool {
    let line = lines[index].trim();
    // The blank after the dashes (RFC 3676) is often lost on the way.
    if line == "--" {
        return lines[index] == "-- " || lines.len() - index <= 12;
    }
    let lower = line.to_lowercase();
    let bar = lower.trim_matches(['-', '_', ' ']);
    if line.starts_with("--") && matches!(bar, "original message" | "forwarded message") {
        return true;
    }
    if lower == "begin forwarded message:" {
        return true;
    }
    // Outlook: the header of the other message, without any mark.
    let field = |offset: usize, names: &[&str]| {
        lines.get(index + offset).is_some_and(|line| {
            let line = line.trim_start_matches(['*', ' ']);
            names.iter().any(|name| line.starts_with(name))
        })
    };
    field(0, &["From:"])
        && (field(1, &["Sent:", "Date:", "To:"]) || field(2, &["Sent:", "Date:", "To:"]))
        && (1..5).any(|offset| field(offset, &["Subject:"]))
}

/// How many lines introduce a quotation that follows: `On Monday, Ann wrote:`, which may be wrapped.
fn introduction(lines: &[&str], index: usize) -> usize {
    for length in 1..=3 {
        let Some(last) = lines.get(index + length - 1) else { return 0 };
        let last = last.trim_end();
        if last.is_empty() {
            return 0;
        }
        let wrote =
            last.ends_with("wrote:") || last.ends_with("writes:") || last.ends_with("said:");
        if wrote {
            let follows = lines[index + length..].iter().find(|line| !line.trim().is_empty());
            return if follows.is_some_and(|line| is_quoted(line)) { length } else { 0 };
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_sorted() {
        assert!(FIELDS.is_sorted());
    }

    #[test]
    fn replies_quotes_and_signatures_go() {
        let source = b"From: \"A\" <a@example.org>\r\nTo: b@example.org\r\nSubject: Re: pay\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\nWe wait since caf=E9 closed.\r\n\r\n\
            On Monday B <b@example.org>\r\nwrote:\r\n> What do\r\n> you want?\r\nMoney.\r\n-- \r\nA, boss\r\n--x\r\n\
            Content-Type: text/html\r\n\r\n<p>We wait</p>\r\n--x--\r\n";
        assert!(is_mail("note", source));
        let extracted = to_text(source).expect("it is a message");
        assert_eq!(extracted.text, "We wait since café closed.\n\nMoney.");
        assert_eq!(extracted.quoted_lines, 6);
    }

    #[test]
    fn html_alone_and_outlook_headers() {
        let source = b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>Pay &amp; hurry.</p>\
            <div>From: B</div><div>Sent: Monday</div><div>To: A</div><div>Subject: pay</div><p>old text</p>";
        let extracted = to_text(source).expect("it is a message");
        assert_eq!(extracted.text, "Pay & hurry.");
    }

    #[test]
    fn a_text_with_colons_is_no_mail() {
        assert!(!is_mail("note.txt", b"Attention: read this\nYour files: locked\n\nbye"));
        assert!(!is_mail("note.txt", b"From: us\nTo: you\nAll your files are gone: pay\n\n"));
    }

    #[test]
    fn deep_multiparts_cost_no_stack() {
        let mut source = String::from("From: a@example.org\nMIME-Version: 1.0\n");
        for level in 0..20_000 {
            source.push_str(&format!(
                "Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
            ));
        }
        source.push_str("Content-Type: text/plain\n\ndeep");
        let _ = to_text(source.as_bytes());
    }
}
