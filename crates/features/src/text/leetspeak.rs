//! Leetspeak to letters: `y0ur f1les` are `your files`, and that it was written so is kept as a trace.
//!
//! A figure is a letter only inside a word that the lexicon knows once it is read so: `mp3s`, `10am`, `step5` and
//! `2nd` stay. Words that netspeak shortens by figures (`gr8`, `b4`) are a writer's style and stay too.

use super::analysis::Traces;
use super::lexicon::Lexicon;
use super::offsets::{OffsetMap, Rewriter};

/// Longer words are identifiers.
const LONGEST: usize = 24;
/// So common must a short word be, or one whose only figure comes first.
const COMMON: u8 = 4;
/// Words up to this length are short.
const SHORT: usize = 4;

/// Puts letters for the figures of leetspeak. ASCII words only.
pub(super) fn fold(
    source: &str,
    traces: &mut Traces,
    _: &mut usize,
) -> Option<(String, OffsetMap)> {
    if !source.bytes().any(is_leet) {
        return None;
    }
    let mut rewriter = Rewriter::new(source);
    let mut buffer = [0; 4];
    for (start, chunk) in chunks(source) {
        if chunk.starts_with('@') {
            continue; // a messenger handle
        }
        let word = chunk.trim_matches(|c: char| c.is_ascii_punctuation() && c != '$');
        let Some(read) = read(word) else { continue };
        let start = start + (word.as_ptr() as usize - chunk.as_ptr() as usize);
        traces.leetspeak += 1;
        for (at, (old, new)) in word.chars().zip(read.chars()).enumerate() {
            if old != new {
                rewriter.replace(start + at, start + at + 1, new.encode_utf8(&mut buffer));
            }
        }
    }
    rewriter.finish()
}

/// The stretches without white space, and where each begins.
fn chunks(source: &str) -> impl Iterator<Item = (usize, &str)> {
    source
        .split_ascii_whitespace()
        .map(|chunk| (chunk.as_ptr() as usize - source.as_ptr() as usize, chunk))
}

const fn is_leet(byte: u8) -> bool {
    matches!(byte, b'0' | b'1' | b'3' | b'4' | b'5' | b'7' | b'@' | b'$')
}

/// The letters that a figure may stand for.
const fn letters(byte: u8) -> &'static [u8] {
    match byte {
        b'0' => b"o",
        b'1' => b"il",
        b'3' => b"e",
        b'4' | b'@' => b"a",
        b'5' | b'$' => b"s",
        b'7' => b"t",
        _ => b"",
    }
}

/// The word that is meant, as long as the source and in its case; `None` when it is no leetspeak.
fn read(word: &str) -> Option<String> {
    let bytes = word.as_bytes();
    if !(3..=LONGEST).contains(&bytes.len())
        || !bytes.iter().all(|&byte| byte.is_ascii_alphabetic() || is_leet(byte))
    {
        return None;
    }
    let inner = bytes.windows(3).any(|three| {
        three[0].is_ascii_alphabetic() && is_leet(three[1]) && three[2].is_ascii_alphabetic()
    });
    let leading = bytes.iter().take_while(|&&byte| is_leet(byte)).count();
    let in_letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    if !(inner || leading == 1 && bytes.len() > SHORT) || leading > 1 || in_letters < 2 {
        return None;
    }
    let lexicon = Lexicon::bundled();
    let mut best: Option<(u8, Vec<u8>)> = None;
    // Only the figure one has two readings; all its places are read alike.
    for reading in 0..2 {
        let candidate: Vec<u8> = bytes
            .iter()
            .map(|&byte| match letters(byte) {
                [] => byte.to_ascii_lowercase(),
                choices => choices[reading.min(choices.len() - 1)],
            })
            .collect();
        let Some(entry) = std::str::from_utf8(&candidate).ok().and_then(|c| lexicon.get(c)) else {
            continue;
        };
        let needs_common = bytes.len() <= SHORT || !inner;
        if entry.is_name || needs_common && entry.rank < COMMON {
            continue;
        }
        if best.as_ref().is_none_or(|(rank, _)| entry.rank > *rank) {
            best = Some((entry.rank, candidate));
        }
    }
    let (_, lower) = best?;
    let shouted = bytes.iter().all(|byte| !byte.is_ascii_lowercase());
    let cased = bytes.iter().zip(lower).map(|(&old, new)| match old {
        old if old.is_ascii_alphabetic() => char::from(old),
        _ if shouted => char::from(new.to_ascii_uppercase()),
        _ => char::from(new),
    });
    Some(cased.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(source: &str) -> (String, u32) {
        let mut traces = Traces::default();
        let text = fold(source, &mut traces, &mut 0).map_or_else(|| source.to_owned(), |(t, _)| t);
        (text, traces.leetspeak)
    }

    #[test]
    fn figures_inside_known_words_are_letters() {
        assert_eq!(
            folded("All y0ur f1les w3re 3ncrypt3d, s3nd M0NEY or p4y us."),
            ("All your files were encrypted, send MONEY or pay us.".to_owned(), 7)
        );
        assert_eq!(folded("p@ssw0rd for y0u").0, "password for you");
    }

    #[test]
    fn figures_stay_figures() {
        for text in [
            "mp3s at 10am, step5 of 12, 2nd and 1st, 5ton, gr8, b4, 3days",
            "h264 i18n k8s 0x1F 1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
            "help@example.org http://example.org/w4tch $500 @n0body a1",
            "Windows2000 COVID19 B2B",
        ] {
            assert_eq!(folded(text), (text.to_owned(), 0));
        }
    }
}
