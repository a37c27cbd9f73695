//! Constructions that the catalogue of interference patterns finds, as stretches of evidence.

use std::collections::BTreeMap;
use std::ops::Range;

use tongueprint_features::interference::{Interference, Match, Pattern, Rates};
use tongueprint_features::text::Analysis;
use tongueprint_features::views::{View, ViewKind};

use super::Inputs;
use super::stretches::Touching;
use crate::verdict::{Evidence, INTERFERENCE};

/// A suspicious construction: its pattern and what could stand in its place.
pub(super) struct Construction<'a> {
    pattern: &'a Pattern,
    correction: Option<String>,
}

impl Construction<'_> {
    /// Writes what is known of it into a stretch's evidence.
    pub(super) fn fill(self, evidence: &mut Evidence) {
        INTERFERENCE.clone_into(&mut evidence.view);
        self.pattern.id().clone_into(&mut evidence.feature);
        evidence.detects = Some(self.pattern.detects().to_owned());
        evidence.reason = Some(self.pattern.why().to_owned());
        evidence.languages = self.pattern.languages().to_vec();
        evidence.sources = self.pattern.sources().to_vec();
        let rates = Rates::bundled();
        evidence.rates = evidence
            .weights
            .keys()
            .filter_map(|label| {
                let rate = rates.per_million(self.pattern.id(), label)? / 1_000.0;
                Some((label.clone(), rate))
            })
            .collect();
        evidence.correction = self.correction;
    }
}

/// Whether a view counts the constructions.
pub(super) fn reads_them(view: &View) -> bool {
    view.kind() == ViewKind::Interference
}

/// The natural log likelihood of all matches together for each candidate, by the rates of its
/// language; `None` where those of a candidate were never measured.
pub(super) fn by_rates(inputs: &Inputs<'_>) -> Option<Vec<f64>> {
    let catalogue = Interference::bundled();
    let mut matches: BTreeMap<String, f64> = BTreeMap::new();
    catalogue.for_each(inputs.analysis, |number, _| {
        *matches.entry(catalogue.patterns()[number].id().to_owned()).or_default() += 1.0;
    });
    let labels = &inputs.model.header().labels;
    let candidates = inputs.candidates.iter().map(|&class| labels[class].name.as_str());
    candidates.map(|label| Rates::bundled().calibrated(label, &matches, inputs.words)).collect()
}

/// Every construction and its tokens, by place. Of two that overlap the longer stays, or the one
/// that knows a correction.
pub(super) fn find(
    analysis: &Analysis,
    extracted: &str,
) -> Vec<(Range<usize>, Construction<'static>)> {
    let mut touching = Touching::new(analysis);
    let mut matches: Vec<(Range<usize>, Match<'_>)> = Interference::bundled()
        .matches(analysis, extracted)
        .into_iter()
        .map(|found| (touching.tokens(found.span), found))
        .filter(|(tokens, _)| !tokens.is_empty())
        .collect();
    matches.sort_by(|(a, one), (b, other)| {
        (b.len(), other.correction.is_some())
            .cmp(&(a.len(), one.correction.is_some()))
            .then(a.start.cmp(&b.start))
    });
    let mut taken = vec![false; analysis.tokens().len()];
    let mut kept = Vec::new();
    for (tokens, found) in matches {
        if !taken[tokens.clone()].iter().any(|&t| t) {
            taken[tokens.clone()].fill(true);
            let Match { pattern, correction, .. } = found;
            kept.push((tokens, Construction { pattern, correction }));
        }
    }
    kept.sort_by_key(|(tokens, _)| tokens.start);
    kept
}
