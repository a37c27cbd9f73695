//! N-grams of lemmas: what a writer combines, whatever the inflection. Content words count by their dictionary form,
//! so that a rare combination is seen more often than in word n-grams.

use std::ops::Range;

use super::ngrams::{Unit, unit_a_token};
use super::word_ngrams::{name_of, push_lower};
use crate::text::{Analysis, TokenKind};

pub(super) fn units(
    analysis: &Analysis,
    range: Range<usize>,
    units: &mut Vec<Unit>,
    names: Option<&mut Vec<String>>,
) {
    unit_a_token(analysis, range, units, names, |index, token, name| {
        if token.kind == TokenKind::Word {
            push_lower(&analysis.lemma(index), name);
        } else {
            name_of(analysis, token, name);
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::text::{Analyser, Topic};
    use crate::views::View;

    #[test]
    fn inflection_is_taken_off() {
        let view: View = "lemma_ngrams:2".parse().unwrap();
        let analyser = Analyser::new(Topic::Mask);
        let names = |text: &str| {
            let analysis = analyser.analyse(text);
            let mut names = Vec::new();
            view.for_each(&analysis, |feature| names.push(view.describe(&analysis, &feature)));
            names
        };
        assert_eq!(names("She makes photos."), names("She made photo."));
        assert!(names("She makes photos.").contains(&"make photo".to_owned()));
    }
}
