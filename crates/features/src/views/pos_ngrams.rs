//! N-grams of Penn tags: syntax without words (Koppel, Schler and Zigdon 2005 used rare pairs of them to find the
//! native language).

use std::ops::Range;

use super::ngrams::{Unit, unit_a_token};
use crate::text::Analysis;

pub(super) fn units(
    analysis: &Analysis,
    range: Range<usize>,
    units: &mut Vec<Unit>,
    names: Option<&mut Vec<String>>,
) {
    let tags = analysis.tags();
    unit_a_token(analysis, range, units, names, |index, _, name| {
        name.push_str(tags[index].xpos.as_str());
    });
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
