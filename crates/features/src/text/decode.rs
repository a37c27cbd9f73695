//! From bytes to a [`Document`]: the encoding found, markup taken off.
//!
//! Order of the tests: size, byte-order mark, zero-byte pattern of UTF-16, magic numbers and controls of binary
//! files, UTF-8, and last a guess by [chardetng](https://docs.rs/chardetng), the detector of Firefox.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::formats::{self, Format};
use super::html;

/// The size in bytes past which [`Document::from_bytes`] refuses an input: 64 MiB.
pub const DEFAULT_SIZE_LIMIT: usize = 64 << 20;

/// Of the bytes that are not UTF-8, how large a share may fail in the guessed encoding too.
const MOST_FAILURES: f64 = 0.1;

/// First bytes of files that hold no plain text, and what to do instead.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"\x89PNG", "a PNG image", "run text recognition on it first"),
    (b"\xFF\xD8\xFF", "a JPEG image", "run text recognition on it first"),
    (b"GIF8", "a GIF image", "run text recognition on it first"),
    (b"\x7FELF", "an ELF program", "give the text it shows instead"),
    (b"MZ\x90\x00", "a Windows program", "give the text it shows instead"),
    (b"BZh", "a bzip2 archive", "unpack it first"),
    (b"\xFD7zXZ", "an xz archive", "unpack it first"),
    (b"7z\xBC\xAF", "a 7z archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"SQLite format 3", "a SQLite database", "export its text first"),
];

/// A text as a person would read it, and what it was made from.
///
/// ```
/// use tongueprint_features::text::Document;
/// let document = Document::from_bytes(b"<html><body><p>Dear sir,<br>pay &amp; hurry</body></html>")?;
/// assert_eq!(document.text(), "Dear sir,\npay & hurry");
/// assert_eq!((document.encoding(), document.media_type()), ("utf-8", "text/html"));
/// # Ok::<(), tongueprint_features::text::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    text: String,
    encoding: &'static str,
    media_type: &'static str,
    notes: Vec<DecodeNote>,
    quoted_lines: usize,
}

/// What a reader should know about how a document was decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeNote {
    /// No mark named the encoding and the bytes are not UTF-8.
    EncodingGuessed,
    /// Some bytes meant nothing and became U+FFFD, that many times.
    Replaced(usize),
}

/// Why bytes are not a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// Nothing but white space.
    #[error("the input holds no text, only {0} bytes of white space or markup")]
    Empty(usize),
    /// An image, an archive, a program: not text.
    #[error("the input is {what}, not text: {remedy}")]
    Binary {
        /// What it seems to be.
        what: &'static str,
        /// What to do instead.
        remedy: &'static str,
    },
    /// A known kind of file that is not read.
    #[error("the input is {what}, which is not read: {remedy}")]
    Unsupported {
        /// What it is.
        what: &'static str,
        /// What to do instead.
        remedy: &'static str,
    },
    /// A known kind of file whose structure is broken.
    #[error("the input is {what}, and damaged: {message}")]
    Damaged {
        /// What it is.
        what: &'static str,
        /// What its reader met.
        message: String,
    },
    /// A packed file that unpacks to more than the limit.
    #[error("the input unpacks to more than {limit} bytes: split it")]
    UnpacksTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// An archive of more members than are read.
    #[error(
        "the archive holds {members} files, and at most {limit} are read: split it, or unpack it into a folder"
    )]
    TooManyMembers {
        /// How many there are.
        members: usize,
        /// The limit.
        limit: usize,
    },
    /// No encoding makes sense of the bytes.
    #[error(
        "the input is no valid {encoding}: {replaced} of its characters cannot be read; convert it to UTF-8 first"
    )]
    Encoding {
        /// The likeliest encoding.
        encoding: &'static str,
        /// How many sequences of bytes mean nothing in it.
        replaced: usize,
    },
    /// More bytes than the limit.
    #[error("the input has {size} bytes, over the limit of {limit}: split it, or raise the limit")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
}

impl Document {
    /// Decodes a file's bytes, up to [`DEFAULT_SIZE_LIMIT`].
    ///
    /// # Errors
    /// When they are empty, binary, too many, or in no encoding that makes sense of them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        Self::from_bytes_within(bytes, DEFAULT_SIZE_LIMIT)
    }

    /// Decodes a file's bytes, up to `limit` of them.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_bytes_within(bytes: &[u8], limit: usize) -> Result<Self, DecodeError> {
        Self::read("", bytes, limit)
    }

    /// Decodes a file whose name is known, which tells Markdown (`.md`) and a short mail (`.eml`) from plain text.
    ///
    /// ```
    /// use tongueprint_features::text::Document;
    /// let document = Document::from_named_bytes("README.md", b"# Hello\n\nPay *us*.")?;
    /// assert_eq!((document.text(), document.media_type()), ("Hello\n\nPay us.", "text/markdown"));
    /// # Ok::<(), tongueprint_features::text::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_named_bytes(name: &str, bytes: &[u8]) -> Result<Self, DecodeError> {
        Self::read(name, bytes, DEFAULT_SIZE_LIMIT)
    }

    /// A text that is decoded already, such as a row's field: taken as it is, markup included.
    ///
    /// # Errors
    /// [`DecodeError::Empty`] when it is nothing but white space.
    pub fn from_text(text: impl Into<String>) -> Result<Self, DecodeError> {
        Self::whole(text.into(), "utf-8", "text/plain", Vec::new(), 0)
    }

    /// Several documents as one, with `between` after each but the last; `None` without any.
    ///
    /// What they share of encoding and media type stays; where they differ it is that of the joined text.
    #[must_use]
    pub fn joined(documents: &[Self], between: &str) -> Option<Self> {
        let first = documents.first()?;
        let texts: Vec<&str> = documents.iter().map(Self::text).collect();
        let shared = |get: fn(&Self) -> &'static str, else_this| {
            let same = documents.iter().all(|document| get(document) == get(first));
            if same { get(first) } else { else_this }
        };
        Some(Self {
            text: texts.join(between),
            encoding: shared(Self::encoding, "utf-8"),
            media_type: shared(Self::media_type, "text/plain"),
            notes: documents.iter().flat_map(|document| document.notes.iter().copied()).collect(),
            quoted_lines: documents.iter().map(Self::quoted_lines).sum(),
        })
    }

    fn read(name: &str, bytes: &[u8], limit: usize) -> Result<Self, DecodeError> {
        if bytes.len() > limit {
            return Err(DecodeError::TooLarge { size: bytes.len(), limit });
        }
        let (name, bytes) = formats::unpack(name, bytes)?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(DecodeError::Empty(bytes.len()));
        }
        if let Some(format) = Format::of(name, &bytes) {
            let extracted = formats::extract(format, &bytes)?;
            let (text, media_type) = (extracted.text, extracted.media_type);
            return Self::whole(text, "utf-8", media_type, Vec::new(), extracted.quoted_lines);
        }
        let (text, encoding, notes) = decode(&bytes)?;
        if html::is_html(&text) {
            return Self::whole(html::to_text(&text), encoding, "text/html", notes, 0);
        }
        if formats::is_markdown(name) {
            let extracted = formats::markdown(&text);
            let quoted_lines = extracted.quoted_lines;
            return Self::whole(
                extracted.text,
                encoding,
                extracted.media_type,
                notes,
                quoted_lines,
            );
        }
        Self::whole(text, encoding, "text/plain", notes, 0)
    }

    fn whole(
        text: String,
        encoding: &'static str,
        media_type: &'static str,
        notes: Vec<DecodeNote>,
        quoted_lines: usize,
    ) -> Result<Self, DecodeError> {
        if text.trim().is_empty() {
            return Err(DecodeError::Empty(text.len()));
        }
        Ok(Self { text, encoding, media_type, notes, quoted_lines })
    }

    /// The extracted text, which all offsets that are reported point into.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The extracted text, given away.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// The encoding's label in the WHATWG Encoding Standard, in lower case: `utf-8`, `windows-1251`.
    #[must_use]
    pub const fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// What the file is: `text/plain`, `text/html`, `text/markdown`, `text/rtf`, `application/pdf`,
    /// `message/rfc822`, or the long name of Word documents.
    #[must_use]
    pub const fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// Lines of quoted replies, signatures and block quotes that are no part of the text.
    #[must_use]
    pub const fn quoted_lines(&self) -> usize {
        self.quoted_lines
    }

    /// What was guessed or lost on the way.
    #[must_use]
    pub fn notes(&self) -> &[DecodeNote] {
        &self.notes
    }
}

type Decoded = (String, &'static str, Vec<DecodeNote>);

fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[mark..], Vec::new());
    }
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return decode_as(encoding, bytes, vec![DecodeNote::EncodingGuessed]);
    }
    refuse_binary(bytes)?;
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), "utf-8", Vec::new()));
    }
    if is_damaged_utf8(bytes) {
        return decode_as(UTF_8, bytes, Vec::new());
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    decode_as(encoding, bytes, vec![DecodeNote::EncodingGuessed])
}

fn decode_as(
    encoding: &'static Encoding,
    bytes: &[u8],
    mut notes: Vec<DecodeNote>,
) -> Result<Decoded, DecodeError> {
    let label = label(encoding);
    let (text, failed) = encoding.decode_without_bom_handling(bytes);
    let text = text.into_owned();
    if failed {
        let replaced = text.chars().filter(|&character| character == '\u{FFFD}').count();
        let foreign = text.chars().filter(|character| !character.is_ascii()).count();
        // In UTF-16 every character is at risk, elsewhere only those beyond ASCII.
        let at_risk = if label.starts_with("utf-16") { text.chars().count() } else { foreign };
        let too_many = replaced as f64 > MOST_FAILURES * at_risk as f64;
        // A short text may hold a single broken letter; that alone condemns nothing.
        if too_many && replaced * 20 > text.chars().count() {
            return Err(DecodeError::Encoding { encoding: label, replaced });
        }
        notes.push(DecodeNote::Replaced(replaced));
    }
    if encoding != UTF_8 && !text.is_empty() {
        let controls = text.chars().filter(|&character| is_stray_control(character)).count();
        if controls * 20 > text.chars().count() {
            return Err(UNKNOWN_BINARY);
        }
    }
    Ok((text, label, notes))
}

const UNKNOWN_BINARY: DecodeError = DecodeError::Binary {
    what: "binary data",
    remedy: "give a text file in UTF-8, UTF-16 or a national encoding",
};

/// UTF-16 without a mark: in text that is mostly ASCII every second byte is zero.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let pairs = sample.len() / 2;
    if pairs < 2 || bytes.len() % 2 == 1 && bytes.len() < 64 {
        return None;
    }
    let zeros =
        |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let many = |count: usize| count * 2 > pairs;
    let few = |count: usize| count * 20 <= pairs;
    if many(second) && few(first) {
        Some(UTF_16LE)
    } else if many(first) && few(second) {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn refuse_binary(bytes: &[u8]) -> Result<(), DecodeError> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(DecodeError::Unsupported {
            what: "an old Office document",
            remedy: "save it as plain text or as .docx",
        });
    }
    if let Some(&(_, what, remedy)) = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Err(DecodeError::Binary { what, remedy });
    }
    let controls =
        bytes.iter().filter(|&&byte| is_stray_control(char::from(byte)) && byte < 0x80).count();
    let zeros = bytes.iter().filter(|&&byte| byte == 0).count();
    // ISO-2022-JP switches alphabets with escapes: they are controls, but few.
    if zeros * 200 > bytes.len() || controls * 20 > bytes.len() {
        return Err(UNKNOWN_BINARY);
    }
    Ok(())
}

/// Controls that no text has, bar white space, form feeds and old end-of-file marks.
fn is_stray_control(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{B}' | '\u{E}'..='\u{19}' | '\u{1C}'..='\u{1F}' | '\u{7F}')
}

/// Whether the bytes were UTF-8 before a few of them broke: more letters beyond ASCII are whole than broken.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let mut whole = 0_usize;
    let mut broken = 0_usize;
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > 4 * broken
}

/// The lower-case label of an encoding that text is found in.
fn label(encoding: &'static Encoding) -> &'static str {
    LABELS
        .iter()
        .copied()
        .find(|label| label.eq_ignore_ascii_case(encoding.name()))
        .unwrap_or_else(|| encoding.name())
}

/// The names of the Encoding Standard, in lower case.
const LABELS: &[&str] = &[
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "windows-874",
    "ibm866",
    "koi8-r",
    "koi8-u",
    "iso-8859-2",
    "iso-8859-3",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-8-i",
    "iso-8859-10",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15",
    "iso-8859-16",
    "macintosh",
    "x-mac-cyrillic",
    "gbk",
    "gb18030",
    "big5",
    "euc-jp",
    "iso-2022-jp",
    "shift_jis",
    "euc-kr",
    "replacement",
    "x-user-defined",
];

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "Your files are locked. Café — write to us.";

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let to_bytes = if big { u16::to_be_bytes } else { u16::to_le_bytes };
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn unicode_with_and_without_marks() {
        let mut cases = vec![("utf-8", NOTE.as_bytes().to_vec())];
        cases.push(("utf-8", [b"\xEF\xBB\xBF", NOTE.as_bytes()].concat()));
        cases.push(("utf-16le", utf16(NOTE, false)));
        cases.push(("utf-16be", utf16(NOTE, true)));
        cases.push(("utf-16le", [b"\xFF\xFE".to_vec(), utf16(NOTE, false)].concat()));
        cases.push(("utf-16be", [b"\xFE\xFF".to_vec(), utf16(NOTE, true)].concat()));
        for (encoding, bytes) in cases {
            let document = Document::from_bytes(&bytes).expect("it is text");
            assert_eq!((document.encoding(), document.text()), (encoding, NOTE));
        }
    }

    #[test]
    fn national_encodings_are_guessed() {
        let text = "Напишите нам сегодня, и мы вернём ваши файлы. Write to us today.";
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(text);
        let document = Document::from_bytes(&bytes).expect("it is text");
        assert_eq!((document.encoding(), document.text()), ("windows-1251", text));
        assert_eq!(document.notes(), [DecodeNote::EncodingGuessed]);
        let western = Document::from_bytes(b"We\x92ll publish your data at the caf\xE9.")
            .expect("it is text");
        assert_eq!(western.text(), "We’ll publish your data at the café.");
    }

    #[test]
    fn a_broken_byte_in_utf8_is_noted() {
        let bytes = [NOTE.repeat(8).as_bytes(), b"\xC3 end"].concat();
        let document = Document::from_bytes(&bytes).expect("it is text");
        assert_eq!(document.notes(), [DecodeNote::Replaced(1)]);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(Document::from_bytes(b" \r\n\t"), Err(DecodeError::Empty(4)));
        assert_eq!(Document::from_bytes(b""), Err(DecodeError::Empty(0)));
        assert!(matches!(
            Document::from_bytes(b"<html><script>x</script></html>"),
            Err(DecodeError::Empty(_))
        ));
        for bytes in [&b"\x89PNG\r\n\x1a\n\0\0"[..], b"\x7FELF\x02\x01", b"a\0\x01\x02b\0\0c\x03d"]
        {
            assert!(
                matches!(Document::from_bytes(bytes), Err(DecodeError::Binary { .. })),
                "{bytes:?}"
            );
        }
        for bytes in [&b"%PDF-1.7 x"[..], b"PK\x03\x04", b"\x1F\x8B x"] {
            assert!(
                matches!(Document::from_bytes(bytes), Err(DecodeError::Damaged { .. })),
                "{bytes:?}"
            );
        }
        let size_error = Document::from_bytes_within(b"hello", 4);
        assert_eq!(size_error, Err(DecodeError::TooLarge { size: 5, limit: 4 }));
    }

    #[test]
    fn undecodable_utf16_is_refused() {
        let lone: Vec<u8> = [0xFF, 0xFE].into_iter().chain([0x00, 0xD8].repeat(40)).collect();
        assert!(
            matches!(Document::from_bytes(&lone), Err(DecodeError::Encoding { replaced, .. }) if replaced > 30)
        );
    }
}
