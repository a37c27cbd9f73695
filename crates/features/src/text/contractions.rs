//! Contractions, split as the English Web Treebank splits them: `do|n't`, `I|'m`, `can|not`, `gon|na`.

/// Clitics that follow an apostrophe.
const CLITICS: &[&str] = &["s", "m", "re", "ve", "ll", "d"];

/// Fused words and the length of their first part.
const FUSED: &[(&str, usize)] =
    &[("cannot", 3), ("gimme", 3), ("gonna", 3), ("gotta", 3), ("lemme", 3), ("wanna", 3)];

/// Apostrophes as they are typed: straight, typographic, modifier letter, and the accents used for them.
pub(super) const fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2019}' | '\u{2018}' | '\u{2BC}' | '`' | '\u{B4}')
}

/// Hands the byte length of each part of `word`, in order; together they cover it.
pub(super) fn split(word: &str, mut part: impl FnMut(usize)) {
    if !word.contains(is_apostrophe) {
        let lower_matches = |fused: &str| fused.eq_ignore_ascii_case(word);
        match FUSED.iter().find(|(fused, _)| lower_matches(fused)) {
            Some(&(_, first)) => {
                part(first);
                part(word.len() - first);
            }
            None => part(word.len()),
        }
        return;
    }
    // Clitics come off the end, at most two (would|n't|'ve); what is left is the host.
    let mut cuts = [word.len(); 3];
    let mut used = 0;
    while used < 2
        && let Some(cut) = last_clitic(&word[..cuts[used]])
    {
        used += 1;
        cuts[used] = cut;
    }
    let mut from = 0;
    for &cut in cuts[..=used].iter().rev() {
        part(cut - from);
        from = cut;
    }
}

/// The length of the clitic that `text` starts with, apostrophe included, when a word boundary follows it.
pub(super) fn clitic_length(text: &str) -> Option<usize> {
    let apostrophe = text.chars().next().filter(|&first| is_apostrophe(first))?;
    let letters = &text[apostrophe.len_utf8()..];
    let length = letters.bytes().take(3).take_while(u8::is_ascii_alphabetic).count();
    let bounded = letters[length..].chars().next().is_none_or(|next| !next.is_alphanumeric());
    (bounded && is_clitic(&letters[..length])).then_some(apostrophe.len_utf8() + length)
}

/// Where the last clitic of `word` starts.
fn last_clitic(word: &str) -> Option<usize> {
    let (at, apostrophe) =
        word.char_indices().rev().take(3).find(|&(_, character)| is_apostrophe(character))?;
    let letters = &word[at + apostrophe.len_utf8()..];
    if letters.eq_ignore_ascii_case("t") && word[..at].ends_with(['n', 'N']) {
        return (at > 1).then_some(at - 1);
    }
    (at > 0 && is_clitic(letters)).then_some(at)
}

fn is_clitic(letters: &str) -> bool {
    CLITICS.iter().any(|clitic| clitic.eq_ignore_ascii_case(letters))
}

#[cfg(test)]
mod tests {
    fn parts(word: &str) -> Vec<&str> {
        let mut from = 0;
        let mut parts = Vec::new();
        super::split(word, |length| {
            parts.push(&word[from..from + length]);
            from += length;
        });
        assert_eq!(from, word.len());
        parts
    }

    #[test]
    fn as_the_treebank_has_them() {
        assert_eq!(parts("don't"), ["do", "n't"]);
        assert_eq!(parts("DON'T"), ["DO", "N'T"]);
        assert_eq!(parts("can't"), ["ca", "n't"]);
        assert_eq!(parts("I’m"), ["I", "’m"]);
        assert_eq!(parts("wouldn't've"), ["would", "n't", "'ve"]);
        assert_eq!(parts("Cannot"), ["Can", "not"]);
        assert_eq!(parts("gonna"), ["gon", "na"]);
    }

    #[test]
    fn whole_words_stay_whole() {
        for word in ["dont", "O'Brien", "o'clock", "cannots", "n't", "rock'n'roll"] {
            assert_eq!(parts(word), [word], "{word}");
        }
    }
}
