//! Learner errors of the catalogue: each match counts for its pattern and for the pattern's family.

use super::{Feature, ViewKind};
use crate::interference::Interference;
use crate::key::{self, State, seed};
use crate::text::Analysis;

/// Set in a feature's detail when it stands for the family of the pattern whose number follows.
const FAMILY: u16 = 1 << 15;

pub(super) fn for_each(analysis: &Analysis, mut emit: impl FnMut(Feature)) {
    let catalogue = Interference::bundled();
    let number = ViewKind::Interference.number();
    let key =
        |name: &str, order: u8| State::default().step(key::text(name)).key(seed(number, order));
    catalogue.for_each(analysis, |index, span| {
        let pattern = &catalogue.patterns()[index];
        let detail = index as u16 & !FAMILY;
        emit(Feature { key: key(pattern.id(), 1), span, detail });
        emit(Feature { key: key(pattern.family(), 2), span, detail: detail | FAMILY });
    });
}

pub(super) fn describe(feature: &Feature) -> String {
    let pattern = Interference::bundled().patterns().get(usize::from(feature.detail & !FAMILY));
    pattern.map_or_else(String::new, |pattern| {
        if feature.detail & FAMILY == 0 {
            pattern.id().to_owned()
        } else {
            format!("any of {}", pattern.family())
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::text::{Analyser, Topic};
    use crate::views::View;

    #[test]
    fn a_match_counts_for_its_pattern_and_its_family() {
        let view: View = "interference".parse().unwrap();
        let analysis = Analyser::new(Topic::Mask).analyse("My cousin is married with a pilot.");
        let mut names = Vec::new();
        view.for_each(&analysis, |feature| names.push(view.describe(&analysis, &feature)));
        assert_eq!(names, ["married-with", "any of prepositions"]);
    }
}
