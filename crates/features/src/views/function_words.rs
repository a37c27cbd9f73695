//! N-grams of function words: grammar with the topic taken out (Mosteller and Wallace 1964).
//!
//! Words outside the closed list, numbers and names collapse, a run of them to one mark; punctuation
//! stays, since where a clause is cut is grammar too.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::ngrams::Unit;
use super::word_ngrams::push_lower;
use crate::text::{Analysis, TokenKind};

const LIST: &str = include_str!("../../data/function_words.txt");

static WORDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    LIST.lines()
        .map(|line| line.split('#').next().unwrap_or_default())
        .flat_map(str::split_whitespace)
        .collect()
});

/// The mark of what is collapsed.
const COLLAPSED: &str = "_";

/// Whether a lower-cased word is a function word.
pub(super) fn is_function_word(lower: &str) -> bool {
    WORDS.contains(lower)
}

pub(super) fn units(
    analysis: &Analysis,
    range: Range<usize>,
    units: &mut Vec<Unit>,
    mut names: Option<&mut Vec<String>>,
) {
    let mut name = String::new();
    let mut collapsing = false;
    for token in &analysis.tokens()[range] {
        name.clear();
        let kept = match token.kind {
            TokenKind::Word => {
                push_lower(analysis.token_text(token), &mut name);
                is_function_word(&name)
            }
            TokenKind::Punctuation => {
                name.push_str(analysis.token_text(token));
                true
            }
            _ => false,
        };
        if kept {
            units.push(Unit::new(&name, token.span));
        } else if collapsing {
            if let Some(last) = units.last_mut() {
                last.span.end = token.span.end;
            }
            continue;
        } else {
            name.clear();
            name.push_str(COLLAPSED);
            units.push(Unit::silent(COLLAPSED, token.span));
        }
        collapsing = !kept;
        if let Some(names) = &mut names {
            names.push(name.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analyser, Topic};
    use crate::views::View;

    #[test]
    fn the_list_is_long_enough_and_without_content_words() {
        assert!(WORDS.len() >= 300, "{}", WORDS.len());
        for word in ["money", "file", "computer", "write"] {
            assert!(!is_function_word(word));
        }
    }

    #[test]
    fn content_words_collapse() {
        let view: View = "function_words:3-3".parse().unwrap();
        let analysis = Analyser::new(Topic::Mask).analyse("The big price of the files is high.");
        let mut names = Vec::new();
        view.for_each(&analysis, |feature| names.push(view.describe(&analysis, &feature)));
        assert!(names.contains(&"the _ of".to_owned()), "{names:?}");
        assert!(names.contains(&"is _ .".to_owned()), "{names:?}");
        assert!(!names.iter().any(|name| name.contains("price")), "{names:?}");
    }
}
