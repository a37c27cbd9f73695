//! N-grams of Penn tags: syntax without words (Koppel, Schler and Zigdon 2005 used rare pairs of them to find the
//! native language).

use std::ops::Range;

use super::ngrams::Unit;
use crate::text::Analysis;

pub(super) fn units(
    analysis: &Analysis,
    range: Range<usize>,
    units: &mut Vec<Unit>,
    mut names: Option<&mut Vec<String>>,
) {
    for (token, tag) in analysis.tokens()[range.clone()].iter().zip(&analysis.tags()[range]) {
        units.push(Unit::new(tag.xpos.as_str(), token.span));
        if let Some(names) = &mut names {
            names.push(tag.xpos.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::text::{Analyser, Topic};
    use crate::views::View;

    #[test]
    fn tags_stand_for_words() {
        let view: View = "pos_ngrams:3-4".parse().unwrap();
        let analysis = Analyser::new(Topic::Mask).analyse("She is good student. They know.");
        let mut names = Vec::new();
        view.for_each(&analysis, |feature| names.push(view.describe(&analysis, &feature)));
        for name in ["VBZ JJ NN", "JJ NN . ‖", "‖ PRP VBP ."] {
            assert!(names.contains(&name.to_owned()), "{name}: {names:?}");
        }
        assert!(!names.contains(&"NN . PRP".to_owned()), "{names:?}");
    }
}
