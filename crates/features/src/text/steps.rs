//! Counts what the tokeniser's look-aheads read, for a proof of linear time that no clock disturbs.
//!
//! In: each primitive that walks over characters tells how far it went. Out: the sum of a text. Tests only.

use std::cell::Cell;

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Adds the characters that a look-ahead read.
pub(super) fn count(read: usize) {
    STEPS.set(STEPS.get() + read + 1);
}

#[cfg(test)]
mod tests {
    use super::STEPS;
    use crate::text::tokenise::tokenise;

    /// Steps for every byte of a text of that size.
    fn steps_a_byte(pattern: &str, end: &str, size: usize) -> f64 {
        let text = pattern.repeat(size / pattern.len()) + end;
        STEPS.set(0);
        let tokens = tokenise(&text);
        assert!(!tokens.is_empty());
        STEPS.get() as f64 / text.len() as f64
    }

    /// Repeated without a blank, and with something else at the end that no look-ahead expects.
    const PATTERNS: &[&str] = &[
        "a",
        "a.",
        "a..",
        "a...",
        "-.",
        "./-",
        "\\\\-",
        "\\-",
        "/-",
        "~/",
        "/a-",
        "a/",
        "a/b.c/",
        "a=",
        "a/1",
        "0a/",
        "a@",
        "@a",
        "a@b",
        "a_",
        "a'",
        "a\u{2019}s",
        "n't",
        "&A",
        "A&",
        "1-",
        "1-1",
        "1:",
        "1.",
        "1,a",
        "a1",
        "a:",
        "a://",
        "www.a",
        "www.a<",
        "C:\\",
        ":",
        ":o",
        ":-",
        ":D",
        "=)",
        "^",
        "^^a",
        "(",
        ")",
        "()",
        ")(",
        "!",
        "?!",
        ".",
        "..",
        "...a",
        "\u{301}",
        "a\u{301}",
        "\u{2194}\u{200D}",
        "\u{2194}",
        "\u{1F600}",
        "\u{1F600}\u{301}",
        "\u{1F469}\u{200D}",
        "\u{1F1E6}",
        "<",
        "<3",
        ">_<",
        "xD",
        "T_T",
        "#",
        "$",
        "\u{E000}",
        "\u{4E00}",
        "-",
        "--a",
        "+a",
        "%a",
        ".a",
        ".a.",
        "Ab1/",
        "aB3+",
        "deadbeef0",
        "a.onion",
        "a.txt/",
        "don't",
        "cannot",
        "...)",
        "1)",
        "\"",
        "'",
        "*a*",
        "_-",
        "-_-",
    ];

    #[test]
    fn texts_without_a_blank_cost_a_bounded_number_of_steps_a_byte() {
        for pattern in PATTERNS {
            for end in ["", "bc", "..", "\u{301}", "-"] {
                let small = steps_a_byte(pattern, end, 8 << 10);
                let large = steps_a_byte(pattern, end, 24 << 10);
                // A quadratic look-ahead would take three times as many a byte.
                assert!(large < 1.25 * small + 1.0, "{pattern:?} {end:?}: {small:.1}, {large:.1}");
                assert!(large < 1_100.0, "{pattern:?} {end:?}: {large:.1} steps a byte");
            }
        }
    }

    #[test]
    fn a_period_between_letters_is_read_once() {
        // Was quadratic: an abbreviation without end was sought again from every letter of it.
        assert!(steps_a_byte("a.", "bc", 64 << 10) < 200.0);
    }
}
