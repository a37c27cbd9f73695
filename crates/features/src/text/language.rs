//! Is it English? The gate before any statement about a writer's native language.
//!
//! In: an [`Analysis`]. Out: a [`LanguageGate`]. Two witnesses: the share of English function words, which learners
//! and extortionists use like everyone, and the trigram and alphabet statistics of
//! [whatlang](https://docs.rs/whatlang) (Cavnar & Trenkle 1994) where that share alone does not decide.

use whatlang::{Lang, detect};

use super::analysis::Analysis;
use super::token::TokenKind;

/// With fewer words of prose nothing is said.
const FEWEST_WORDS: usize = 6;
/// No more bytes than this are judged: the language of a text shows early.
const MOST_BYTES: usize = 32 << 10;
/// At this share of English function words a text is English whatever its trigrams look like.
const CERTAIN_SHARE: f64 = 0.2;
/// Below this share a text is not English whatever its trigrams look like, if there is enough of it.
const LEAST_SHARE: f64 = 0.08;
/// How many words make a low share count.
const ENOUGH_WORDS: usize = 20;

/// Frequent English words that are not frequent words of other languages in Latin script.
/// (Not `a`, `me`, `no`, `he`, `in`, `an`, `am`, `on`, `do`, `so`, `to`, `or`, `as`, `is`, `or`, `was`, `will`, `at`, `of`.)
const ENGLISH: &[&str] = &[
    "about", "after", "again", "all", "also", "and", "any", "are", "be", "because", "been",
    "before", "but", "by", "can", "could", "did", "does", "don", "each", "for", "from", "get",
    "had", "has", "have", "her", "him", "his", "how", "i", "if", "into", "it", "its", "just",
    "know", "like", "many", "more", "most", "much", "my", "not", "now", "of", "one", "only",
    "other", "our", "out", "people", "she", "should", "some", "than", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "time", "to", "too", "up", "us",
    "very", "want", "we", "were", "what", "when", "where", "which", "who", "why", "with", "would",
    "you", "your",
];

/// What the gate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LanguageGate {
    /// English, however broken.
    English,
    /// Another language, by its ISO 639-3 code; `und` when none fits.
    NotEnglish(&'static str),
    /// Too few words to tell.
    TooShortToTell,
}

impl Analysis {
    /// Whether the prose is English.
    ///
    /// ```
    /// use tongueprint_features::text::{Analyser, LanguageGate, Topic};
    /// let analyser = Analyser::new(Topic::Mask);
    /// let note = analyser.analyse("ALL YOUR FILES WAS ENCRYPTED, YOU MUST TO PAY FOR THEM");
    /// assert_eq!(note.language(), LanguageGate::English);
    /// let nota = analyser.analyse("Todos sus archivos fueron cifrados y usted debe pagar por ellos");
    /// assert_eq!(nota.language(), LanguageGate::NotEnglish("spa"));
    /// ```
    #[must_use]
    pub fn language(&self) -> LanguageGate {
        let words = self.tokens().iter().filter(|token| token.kind == TokenKind::Word);
        judge(words.map(|token| (self.token_text(token), token.space_before)), FEWEST_WORDS)
    }
}

/// Whether a word is frequent in English and in no other language of the Latin script.
pub(super) fn is_english(word: &str) -> bool {
    // No entry is longer than six bytes.
    word.len() <= 8 && {
        let lower = word.to_ascii_lowercase();
        ENGLISH.binary_search(&lower.as_str()).is_ok() || lower.ends_with("n't")
    }
}

/// Judges words (each with whether a blank stands before it); fewer than `fewest` tell nothing.
pub(super) fn judge<'a>(
    source: impl Iterator<Item = (&'a str, bool)>,
    fewest: usize,
) -> LanguageGate {
    let mut words = 0_usize;
    let mut english = 0_usize;
    let mut prose = String::new();
    for (word, space_before) in source {
        if !prose.is_empty() && space_before {
            prose.push(' ');
        }
        // Lower case: whatlang's trigrams know no headlines in capitals.
        prose.extend(word.chars().flat_map(char::to_lowercase));
        words += 1;
        english += usize::from(is_english(word));
        if prose.len() > MOST_BYTES {
            break;
        }
    }
    if words < fewest {
        return LanguageGate::TooShortToTell;
    }
    let share = english as f64 / words as f64;
    if share >= CERTAIN_SHARE {
        return LanguageGate::English;
    }
    let Some(found) = detect(&prose) else {
        return LanguageGate::TooShortToTell;
    };
    if found.lang() == Lang::Eng && (share >= LEAST_SHARE || words < ENOUGH_WORDS) {
        return LanguageGate::English;
    }
    if share >= LEAST_SHARE && !found.is_reliable() {
        // Lists, headings, jargon: few function words, and trigrams that fit no language well.
        return LanguageGate::English;
    }
    if words < ENOUGH_WORDS / 2 && !found.is_reliable() {
        return LanguageGate::TooShortToTell;
    }
    let code = if found.lang() == Lang::Eng { "und" } else { found.lang().code() };
    LanguageGate::NotEnglish(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analyser, Topic};

    fn gate(text: &str) -> LanguageGate {
        Analyser::new(Topic::Mask).analyse(text).language()
    }

    #[test]
    fn words_are_sorted() {
        assert!(ENGLISH.is_sorted());
    }

    #[test]
    fn broken_english_is_english() {
        for text in [
            "i want improve my english so i write here every day, please correct me",
            "Yesterday I go to school with my friend and we was very happy",
            "HELLO! IF YOU WANT RETURN FILES WRITE TO US, NOT WASTE TIME",
            "dont try to decrypt data by third party software, it will lost forever",
            "Today very hot weather. Eat ice cream, sleep. Tomorrow exam, very nervous, but study hard.",
        ] {
            assert_eq!(gate(text), LanguageGate::English, "{text}");
        }
    }

    #[test]
    fn other_languages_are_not() {
        for (text, code) in [
            (
                "Todos tus archivos están cifrados. Para recuperarlos tienes que pagar hoy mismo.",
                "spa",
            ),
            (
                "Alle Ihre Dateien wurden verschlüsselt. Schreiben Sie uns bitte noch heute eine Nachricht.",
                "deu",
            ),
            (
                "Tous vos fichiers ont été chiffrés. Écrivez-nous aujourd'hui pour les récupérer.",
                "fra",
            ),
            (
                "Tutti i vostri file sono stati cifrati e per riaverli dovete pagare entro domani.",
                "ita",
            ),
            (
                "Todos os seus arquivos foram criptografados e você precisa pagar para recuperá-los.",
                "por",
            ),
            ("Wszystkie twoje pliki zostały zaszyfrowane, napisz do nas jeszcze dzisiaj.", "pol"),
        ] {
            assert_eq!(gate(text), LanguageGate::NotEnglish(code), "{text}");
        }
        for text in [
            "Vse vashi fajly zashifrovany, chtoby vernut ih napishite nam segodnya na pochtu, inache my ih udalim navsegda",
            "Tất cả các tệp của bạn đã bị mã hóa, hãy viết thư cho chúng tôi ngay hôm nay",
            "Tüm dosyalarınız şifrelendi, geri almak için bugün bize yazmanız gerekiyor",
        ] {
            assert!(matches!(gate(text), LanguageGate::NotEnglish(_)), "{text}: {:?}", gate(text));
        }
    }

    #[test]
    fn a_few_words_tell_nothing() {
        assert_eq!(gate("Buenos días"), LanguageGate::TooShortToTell);
        assert_eq!(gate("https://example.org/a 1234 !!!"), LanguageGate::TooShortToTell);
    }
}
