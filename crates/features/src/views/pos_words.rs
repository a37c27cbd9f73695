//! Mixed n-grams: function words stand as they are, of all other tokens only the Penn tag is kept
//! (Wong and Dras 2009; Bykh and Meurers 2012, *Native language identification using recurring n-grams*).

use std::ops::Range;

use super::function_words::is_function_word;
use super::ngrams::{Unit, unit_a_token};
use super::word_ngrams::push_lower;
use crate::text::{Analysis, TokenKind};

pub(super) fn units(
    analysis: &Analysis,
    range: Range<usize>,
    units: &mut Vec<Unit>,
    names: Option<&mut Vec<String>>,
) {
    let tags = analysis.tags();
    unit_a_token(analysis, range, units, names, |index, token, name| {
        if token.kind == TokenKind::Word {
            push_lower(analysis.token_text(token), name);
        }
        // Tags are in capitals, words are not.
        if !is_function_word(name) {
            name.clear();
            name.push_str(tags[index].xpos.as_str());
        }
    });
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
