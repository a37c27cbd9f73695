//! Mixed n-grams: function words stand as they are, of all other tokens only the Penn tag is kept
//! (Wong and Dras 2009; Bykh and Meurers 2012, *Native language identification using recurring n-grams*).

use std::ops::Range;

use super::function_words::is_function_word;
use super::ngrams::Unit;
use super::word_ngrams::push_lower;
use crate::text::{Analysis, TokenKind};

pub(super) fn units(
    analysis: &Analysis,
    range: Range<usize>,
    units: &mut Vec<Unit>,
    mut names: Option<&mut Vec<String>>,
) {
    let mut name = String::new();
    for (token, tag) in analysis.tokens()[range.clone()].iter().zip(&analysis.tags()[range]) {
        name.clear();
        if token.kind == TokenKind::Word {
            push_lower(analysis.token_text(token), &mut name);
        }
        // Tags are in capitals, words are not.
        if !is_function_word(&name) {
            name.clear();
            name.push_str(tag.xpos.as_str());
        }
        units.push(Unit::new(&name, token.span));
        if let Some(names) = &mut names {
            names.push(name.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::text::{Analyser, Topic};
    use crate::views::View;

    #[test]
    fn function_words_stay() {
        let view: View = "pos_words:3-3".parse().unwrap();
        let names = |text: &str| {
            let analysis = Analyser::new(Topic::Mask).analyse(text);
            let mut names = Vec::new();
            view.for_each(&analysis, |feature| names.push(view.describe(&analysis, &feature)));
            names
        };
        let of_files = names("We depend of the files.");
        assert!(of_files.contains(&"VBP of the".to_owned()), "{of_files:?}");
        assert_eq!(of_files, names("We depend of the prices."));
    }
}
