//! From the extracted text to plain Latin-script text in NFC, with what was removed or folded counted.
//!
//! Five passes, each skipped when it has nothing to do (ASCII text skips all but line ends):
//! characters (line ends, full-width forms, invisible characters), scripts ([`super::scripts`]: lines, then words), and NFC
//! (Unicode Standard Annex 15), which touches only the segments its quick check points at, and last leetspeak.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

use super::analysis::Traces;
use super::offsets::{OffsetMap, Rewriter, offset};
use super::{leetspeak, scripts};

/// A normalised text, the way back to its source, and what was removed.
pub(super) struct Normalised {
    pub(super) text: String,
    pub(super) map: OffsetMap,
    pub(super) traces: Traces,
    /// Paragraphs in another script, removed whole.
    pub(super) foreign_paragraphs: usize,
}

/// A step that rewrites a text, or leaves it (`None`), and counts what it did.
type Pass = fn(&str, &mut Traces, &mut usize) -> Option<(String, OffsetMap)>;

/// Normalises `source`. Doing it twice changes nothing more.
pub(super) fn normalise(source: &str) -> Normalised {
    let mut traces = Traces::default();
    let mut text = source.to_owned();
    let mut map = OffsetMap::identity(offset(source.len()));
    let mut foreign_paragraphs = 0;
    let passes: [Pass; 5] =
        [characters, scripts::latin_lines, scripts::latin_only, compose, leetspeak::fold];
    for pass in passes {
        if let Some((rewritten, step)) = pass(&text, &mut traces, &mut foreign_paragraphs) {
            text = rewritten;
            map = map.then(step);
        }
    }
    Normalised { text, map, traces, foreign_paragraphs }
}

/// Line ends to `\n`, full-width and East Asian forms of ASCII to ASCII; controls, invisible and private-use
/// characters out.
fn characters(source: &str, traces: &mut Traces, _: &mut usize) -> Option<(String, OffsetMap)> {
    let plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if source.bytes().all(plain) {
        return None;
    }
    let mut rewriter = Rewriter::new(source);
    let mut buffer = [0; 4];
    let mut previous = '\n';
    let mut rest = source.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        let end = at + character.len_utf8();
        if character.is_ascii() && plain(character as u8) {
            previous = character;
            continue;
        }
        if character == '\r' {
            // A file's line ends tell the system, not the writer.
            let by = if source[end..].starts_with('\n') { "" } else { "\n" };
            rewriter.replace(at, end, by);
            previous = '\n';
            continue;
        }
        if let Some(ascii) = ascii_form(character) {
            traces.full_width += 1;
            rewriter.replace(at, end, ascii.encode_utf8(&mut buffer));
            previous = ascii;
            continue;
        }
        let next = rest.peek().map_or('\n', |&(_, next)| next);
        if is_invisible(character) && !joins_emoji(previous, character, next) {
            traces.invisible += 1;
            rewriter.replace(at, end, "");
            continue;
        }
        previous = character;
    }
    rewriter.finish()
}

/// The ASCII character that a full-width, East Asian or Arabic form stands for.
fn ascii_form(character: char) -> Option<char> {
    Some(match character {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).expect("the block is shifted ASCII")
        }
        '\u{3000}' => ' ',
        '。' | '｡' | '۔' => '.',
        '、' | '､' | '،' => ',',
        '؛' => ';',
        '؟' => '?',
        '「' | '」' | '『' | '』' | '｢' | '｣' | '〝' | '〞' | '〟' | '《' | '》' | '〈' | '〉'
        | '\u{2329}' | '\u{232A}' => '"',
        '【' | '〔' | '〖' | '〘' | '〚' => '[',
        '】' | '〕' | '〗' | '〙' | '〛' => ']',
        '〜' | '〰' => '~',
        _ => return None,
    })
}

/// Characters that leave no ink: controls, zero-width and bidirectional marks, selectors, and private use,
/// whose code points the prose needs for its own placeholders.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character,
        '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{E0FFF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// Whether an invisible character holds an emoji together (joiner, presentation selector, keycap, tag).
fn joins_emoji(previous: char, character: char, next: char) -> bool {
    match character {
        '\u{200D}' => is_emoji_part(previous) && is_emoji(next),
        '\u{FE0F}' => is_emoji(previous) || next == '\u{20E3}',
        '\u{E0020}'..='\u{E007F}' => is_emoji_part(previous),
        _ => false,
    }
}

/// Pictographs, dingbats, symbols and flags that are shown as emoji.
pub(super) fn is_emoji(character: char) -> bool {
    matches!(character,
        '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}'
        | '\u{2300}'..='\u{2328}' | '\u{232B}'..='\u{23FF}' | '\u{2190}'..='\u{21FF}' | '\u{25A0}'..='\u{25FF}'
        | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{303D}' | '\u{3297}' | '\u{3299}')
}

fn is_emoji_part(character: char) -> bool {
    is_emoji(character) || matches!(character, '\u{FE0F}' | '\u{E0020}'..='\u{E007F}')
}

/// NFC, segment by segment: a segment runs from one character that nothing before can change to the next.
fn compose(source: &str, _: &mut Traces, _: &mut usize) -> Option<(String, OffsetMap)> {
    if source.is_ascii() || is_nfc_quick(source.chars()) == IsNormalized::Yes {
        return None;
    }
    let mut rewriter = Rewriter::new(source);
    let mut start = 0;
    let mut start_is_ascii = true;
    for (at, character) in source.char_indices().chain([(source.len(), 'a')]) {
        let starts_segment = character.is_ascii()
            || (canonical_combining_class(character) == 0
                && is_nfc_quick(std::iter::once(character)) == IsNormalized::Yes);
        if !starts_segment {
            continue;
        }
        let one_ascii = start_is_ascii && at - start <= 1;
        if !one_ascii {
            let segment = &source[start..at];
            if !is_nfc(segment) {
                rewriter.replace(start, at, &segment.nfc().collect::<String>());
            }
        }
        start = at;
        start_is_ascii = character.is_ascii();
    }
    rewriter.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(source: &str) -> String {
        normalise(source).text
    }

    #[test]
    fn forms_are_folded_and_counted() {
        let normalised = normalise("Ｈｅｌｌｏ，\u{3000}wor\u{200B}ld。\r\nbye\u{202E}");
        assert_eq!(normalised.text, "Hello, world.\nbye");
        assert_eq!((normalised.traces.full_width, normalised.traces.invisible), (8, 2));
    }

    #[test]
    fn letters_are_composed() {
        assert_eq!(text("cafe\u{301} \u{212B}"), "café Å");
        let map = normalise("cafe\u{301}!").map;
        assert_eq!(map.source_span(crate::Span::new(3, 5)), crate::Span::new(3, 6));
    }

    #[test]
    fn emoji_stay_whole() {
        for emoji in ["👩‍👩‍👧", "❤️", "1️⃣", "🏴\u{E0067}\u{E0062}\u{E007F}"]
        {
            assert_eq!(text(emoji), emoji);
        }
    }

    #[test]
    fn two_million_marks_take_linear_time() {
        let zalgo = format!("a{}b", "\u{301}\u{327}".repeat(1_000_000));
        assert!(text(&zalgo).ends_with('b'));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn once_is_enough(source in "(?s).{0,40}|[aeеоαёΩ\u{301}\u{344}\u{3099}がカ한ㄱ\u{200D}\u{FE0F}❤👩 \u{2329}。\u{E000}\u{1D160}\u{212B}\r\n]{0,30}") {
            let once = normalise(&source).text;
            let twice = normalise(&once);
            prop_assert_eq!(&twice.text, &once);
            prop_assert_eq!(twice.traces, Traces::default());
        }
    }
}
