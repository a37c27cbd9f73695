//! Rich Text Format (Microsoft RTF 1.9.1) to text.
//!
//! Own code, because it is small: words of text, `\par` and its kind, characters by code page or by code point,
//! and destinations that hold no text. Groups are counted on a stack of states, so that nesting costs no
//! recursion; a state is a few bytes, and the input bounds their number.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::{MOST_TEXT, Page};

/// Destinations whose content is not the document's text.
const UNSEEN: &[&str] = &[
    "aftncn",
    "aftnsep",
    "annotation",
    "atnauthor",
    "atndate",
    "atnid",
    "author",
    "background",
    "bkmkend",
    "bkmkstart",
    "blipuid",
    "category",
    "colorschememapping",
    "colortbl",
    "comment",
    "company",
    "creatim",
    "datafield",
    "datastore",
    "do",
    "doccomm",
    "docvar",
    "falt",
    "filetbl",
    "fldinst",
    "fontemb",
    "fontfile",
    "fonttbl",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "generator",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "info",
    "keywords",
    "latentstyles",
    "lfolevel",
    "listoverridetable",
    "listtable",
    "listtext",
    "manager",
    "mmath",
    "nonshppict",
    "objclass",
    "objdata",
    "operator",
    "panose",
    "pgptbl",
    "pict",
    "pntext",
    "pntxta",
    "pntxtb",
    "printim",
    "private",
    "revtbl",
    "revtim",
    "rsidtbl",
    "shpinst",
    "stylesheet",
    "subject",
    "tc",
    "template",
    "themedata",
    "title",
    "wgrffmtfilter",
    "xe",
    "xmlnstbl",
];

/// What a group inherits and gives back.
#[derive(Clone, Copy)]
struct State {
    unseen: bool,
    /// How many characters stand in for each `\u`.
    substitutes: u8,
}

struct RtfReader<'a> {
    bytes: &'a [u8],
    at: usize,
    page: Page,
    state: State,
    stack: Vec<State>,
    encoding: &'static Encoding,
    /// Bytes of the code page that wait to be decoded together: a character may have two.
    pending: Vec<u8>,
    /// The first half of a surrogate pair.
    high: Option<u16>,
    /// Substitutes still to be passed over.
    skip: usize,
    /// `\*` came: an unknown destination that follows holds no text.
    optional: bool,
}

/// The text of an RTF document; what is damaged in it is passed over.
pub(super) fn to_text(bytes: &[u8]) -> String {
    let mut reader = RtfReader {
        bytes,
        at: 0,
        page: Page::default(),
        state: State { unseen: false, substitutes: 1 },
        stack: Vec::new(),
        encoding: WINDOWS_1252,
        pending: Vec::new(),
        high: None,
        skip: 0,
        optional: false,
    };
    reader.run();
    reader.page.text
}

impl RtfReader<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if self.page.text.len() >= MOST_TEXT {
                break;
            }
            self.at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    self.stack.push(self.state);
                    self.skip = 0;
                }
                b'}' => {
                    self.flush();
                    self.skip = 0;
                    self.optional = false;
                    match self.stack.pop() {
                        Some(state) => self.state = state,
                        None => break,
                    }
                    if self.stack.is_empty() {
                        break;
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(byte),
            }
        }
        self.flush();
    }

    /// One byte of text in the code page.
    fn byte(&mut self, byte: u8) {
        self.optional = false;
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.state.unseen {
            self.pending.push(byte);
        }
    }

    /// Decodes what waits.
    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let (text, _) = self.encoding.decode_without_bom_handling(&self.pending);
            self.page.push(&text);
            self.pending.clear();
        }
    }

    fn character(&mut self, character: char) {
        self.flush();
        if !self.state.unseen {
            self.page.push(character.encode_utf8(&mut [0; 4]));
        }
    }

    fn control(&mut self) {
        let Some(&first) = self.bytes.get(self.at) else { return };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            return self.symbol(first);
        }
        let rest = &self.bytes[self.at..];
        let letters = rest.iter().take(32).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = std::str::from_utf8(&rest[..letters]).unwrap_or_default();
        let sign = usize::from(rest.get(letters) == Some(&b'-'));
        let digits =
            rest[letters + sign..].iter().take(32).take_while(|byte| byte.is_ascii_digit()).count();
        let mut end = letters;
        let mut number = None;
        if digits > 0 {
            end += sign + digits;
            number = std::str::from_utf8(&rest[letters..end]).ok().and_then(|n| n.parse().ok());
        }
        // One blank belongs to the control word.
        self.at += end + usize::from(rest.get(end) == Some(&b' '));
        self.word(word, number);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2);
                let code = digits
                    .and_then(|digits| std::str::from_utf8(digits).ok())
                    .and_then(|digits| u8::from_str_radix(digits, 16).ok());
                if let Some(code) = code {
                    self.at += 2;
                    self.byte(code);
                }
            }
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'~' => self.character(' '),
            b'_' => self.character('-'),
            b'*' => self.optional = true,
            b'\r' | b'\n' => self.end_line(true),
            _ => {}
        }
    }

    fn end_line(&mut self, paragraph: bool) {
        self.flush();
        if !self.state.unseen {
            if paragraph { self.page.paragraph() } else { self.page.line() }
        }
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        let optional = std::mem::take(&mut self.optional);
        match word {
            "par" | "sect" | "page" | "row" => self.end_line(true),
            "line" => self.end_line(false),
            "tab" | "cell" => self.character(' '),
            "emdash" => self.character('—'),
            "endash" => self.character('–'),
            "lquote" => self.character('‘'),
            "rquote" => self.character('’'),
            "ldblquote" => self.character('“'),
            "rdblquote" => self.character('”'),
            "bullet" => self.character('•'),
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.state.substitutes = number.map_or(1, |n| n.clamp(0, 16) as u8),
            "ansicpg" => {
                self.flush();
                self.encoding = code_page(number.unwrap_or(0));
            }
            "bin" => {
                // Raw bytes follow; they are no text.
                let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
                self.at = self.at.saturating_add(length).min(self.bytes.len());
            }
            "v" | "deleted" => {
                self.flush();
                // Hidden or deleted text; 0 shows it again.
                self.state.unseen = number != Some(0);
            }
            _ if UNSEEN.binary_search(&word).is_ok() || optional && word != "shptxt" => {
                self.flush();
                self.state.unseen = true;
            }
            _ => {}
        }
    }

    /// A UTF-16 unit, written as a signed number, and the substitutes after it.
    fn unicode(&mut self, number: i64) {
        self.flush();
        self.skip = usize::from(self.state.substitutes);
        let high = self.high.take();
        // Beyond 16 bits some writers give the code point itself.
        if let Some(character) = u32::try_from(number).ok().filter(|&n| n > 0xFFFF) {
            return char::from_u32(character).into_iter().for_each(|c| self.character(c));
        }
        let Ok(unit) = i32::try_from(number).map(|unit| (unit & 0xFFFF) as u16) else { return };
        if (0xD800..0xDC00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        let units = [high.unwrap_or(0), unit];
        let units = if high.is_some() { &units[..] } else { &units[1..] };
        for character in char::decode_utf16(units.iter().copied()).flatten() {
            self.character(character);
        }
    }
}

/// The encoding of a Windows code page.
fn code_page(number: i64) -> &'static Encoding {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_sorted() {
        assert!(UNSEEN.is_sorted());
    }

    #[test]
    fn text_paragraphs_and_characters() {
        let source = br"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0 Arial;}}{\info{\author Ann}}\pard\f0 Pay \b us\b0  now.\par
Caf\u233?, \'ef\'ee\rquote s \{ok\}\line next{\*\generator Riched20;}{\v hidden}\tab end\u-10179?\u-8704?\par}trailing";
        assert_eq!(to_text(source), "Pay us now.\n\nCafé, по’s {ok}\nnext end😀");
    }

    #[test]
    fn damage_is_passed_over() {
        assert_eq!(to_text(b"{\\rtf1 a\\'zz\\bin999999999 b"), "azz");
        assert_eq!(to_text(b"{\\rtf1 a}}}} b"), "a");
        assert_eq!(to_text(b"{\\rtf1 \\u99999999999? x\\"), "x");
        let deep = [b"{\\rtf1 ".to_vec(), b"{".repeat(1 << 20), b"deep".to_vec()].concat();
        assert_eq!(to_text(&deep), "deep");
    }
}
