//! The words that show it: each feature's share in the likelihood ratios, gathered on the words.
//!
//! The path from feature to logit is linear (member, then stack, then temperature), so a feature's
//! contribution to every logit is exact. The log likelihood ratio of a label sets its logit against
//! the log-mean of the others; its gradient at the text weighs the others by their shares, and that
//! first-order share is what is reported. A feature's contribution is split over its occurrences and
//! each occurrence's over the tokens that it touches: token totals add up, and so do stretches.
//! What no quoted stretch holds is the remainder: intercepts, features between words, the words
//! not quoted, and what the first order leaves out. With it the stretches add up to the ratio.

mod patterns;
mod projection;
mod stretches;

use std::collections::BTreeMap;
use std::ops::Range;

use tongueprint_features::text::Analysis;
use tongueprint_features::views::{Feature, View};

use crate::member::ActiveFeatures;
use crate::model::Model;
use crate::posterior::log10_likelihood_ratios;
use crate::verdict::{Evidence, WeighedBy};
use patterns::Construction;
use projection::Projection;
use stretches::Touching;

/// What one text's evidence is computed from.
pub(crate) struct Inputs<'a> {
    pub(crate) model: &'a Model,
    pub(crate) analysis: &'a Analysis,
    pub(crate) extracted: &'a str,
    pub(crate) active: &'a [ActiveFeatures],
    pub(crate) log_weights: &'a [f64],
    /// Classes, and the place of the leading one among them.
    pub(crate) candidates: &'a [usize],
    pub(crate) leading: usize,
    pub(crate) words: usize,
}

/// How much is quoted.
#[derive(Clone, Copy)]
pub(crate) enum Extent {
    /// So many stretches, constructions and others alike.
    Strongest(usize),
    /// Every construction, and so many other stretches.
    EveryConstruction(usize),
}

/// What was gathered.
pub(crate) struct Gathered {
    /// Stretches that do not overlap, strongest for or against the leader first.
    pub(crate) evidence: Vec<Evidence>,
    /// One number a candidate: with the stretches' weights it adds up to the unclamped ratio.
    pub(crate) remainder: Vec<f64>,
    /// The patterns' own log10 likelihood ratio, one number a candidate, and what weighed them.
    pub(crate) patterns: Option<(Vec<f64>, WeighedBy)>,
}

/// The strongest feature seen on a token.
#[derive(Clone)]
struct Strongest<'a> {
    strength: f64,
    view: &'a View,
    feature: Feature,
}

/// What was found on each token.
struct Found<'a> {
    width: usize,
    /// `[token][candidate]`.
    totals: Vec<f64>,
    strongest: Vec<Option<Strongest<'a>>>,
}

/// A stretch to be quoted.
struct Stretch<'a> {
    tokens: Range<usize>,
    construction: Option<Construction<'a>>,
}

pub(crate) fn gather(inputs: &Inputs<'_>, extent: Extent) -> Gathered {
    let tokens = inputs.analysis.tokens().len();
    let width = inputs.candidates.len();
    let mut found =
        Found { width, totals: vec![0.0; tokens * width], strongest: vec![None; tokens] };
    let mut of_constructions = vec![0.0; width];
    let has_view = inputs.model.members().iter().flat_map(|m| m.views()).any(patterns::reads_them);
    let stretches = match extent {
        Extent::Strongest(0) => Vec::new(),
        _ if tokens == 0 => Vec::new(),
        _ => {
            weigh(inputs, &mut found, &mut of_constructions);
            select(inputs, &found, extent)
        }
    };
    let evidence: Vec<Evidence> =
        stretches.into_iter().map(|stretch| describe(inputs, &found, stretch)).collect();
    let ratios = log10_likelihood_ratios(inputs.log_weights, inputs.candidates, f64::INFINITY);
    let remainder = inputs.candidates.iter().zip(ratios).map(|(&class, ratio)| {
        let label = &inputs.model.header().labels[class].name;
        ratio - evidence.iter().filter_map(|item| item.weights.get(label)).sum::<f64>()
    });
    let remainder = remainder.collect();
    let natural = match extent {
        Extent::Strongest(_) => None,
        Extent::EveryConstruction(_) if has_view => {
            let natural = of_constructions.iter().map(|logit| logit * std::f64::consts::LN_10);
            Some((natural.collect(), WeighedBy::Model))
        }
        Extent::EveryConstruction(_) => {
            patterns::by_rates(inputs).map(|natural| (natural, WeighedBy::Rates))
        }
    };
    let places: Vec<usize> = (0..width).collect();
    let patterns = natural.map(|(natural, weighed_by): (Vec<f64>, WeighedBy)| {
        (log10_likelihood_ratios(&natural, &places, f64::INFINITY), weighed_by)
    });
    Gathered { evidence, remainder, patterns }
}

/// Puts every feature's contribution on the tokens it touches, and the logits of the constructions'
/// own view into `of_constructions`.
fn weigh<'a>(inputs: &Inputs<'a>, found: &mut Found<'a>, of_constructions: &mut [f64]) {
    let analysis = inputs.analysis;
    let width = found.width;
    let labels = inputs.model.header().labels.len();
    let projection = Projection::new(inputs);
    // `[token][label]`: summed over a member's features, then projected once.
    let mut scores = vec![0.0; analysis.tokens().len() * labels];
    let mut of_patterns = vec![0.0; labels];
    for (index, (member, active)) in inputs.model.members().iter().zip(inputs.active).enumerate() {
        let projection = projection.of_member(index);
        scores.fill(0.0);
        of_patterns.fill(0.0);
        for view in member.views() {
            let own = patterns::reads_them(view);
            let mut touching = Touching::new(analysis);
            view.for_each(analysis, |feature| {
                let Some(column) = member.column(feature.key) else { return };
                let Ok(place) =
                    active.entries.binary_search_by_key(&column, |&(column, ..)| column)
                else {
                    return;
                };
                let (_, count, value) = active.entries[place];
                let (scale, weights) = member.row(column);
                let step = f64::from(value * scale) / f64::from(count);
                let touched = touching.tokens(feature.span);
                let part = step / touched.len().max(1) as f64;
                let put = |sums: &mut [f64], part: f64| {
                    for (sum, &weight) in sums.iter_mut().zip(weights) {
                        *sum += part * f64::from(weight);
                    }
                };
                if own {
                    put(&mut of_patterns, step);
                }
                let strength = projection.ratio(weights, part, inputs.leading).abs();
                for token in touched {
                    put(&mut scores[token * labels..(token + 1) * labels], part);
                    let best = &mut found.strongest[token];
                    if best.as_ref().is_none_or(|best| strength > best.strength) {
                        *best = Some(Strongest { strength, view, feature });
                    }
                }
            });
        }
        projection.add_logits(&of_patterns, of_constructions);
        for (scores, totals) in
            scores.chunks_exact(labels).zip(found.totals.chunks_exact_mut(width))
        {
            projection.add_ratios(scores, totals);
        }
    }
}

/// Constructions first, other stretches where they leave room, strongest first.
fn select<'a>(inputs: &Inputs<'a>, found: &Found<'_>, extent: Extent) -> Vec<Stretch<'a>> {
    let leading: Vec<f64> =
        found.totals.chunks_exact(found.width).map(|totals| totals[inputs.leading]).collect();
    let mut taken = vec![false; leading.len()];
    let mut stretches: Vec<Stretch<'a>> = Vec::new();
    for (tokens, construction) in patterns::find(inputs.analysis, inputs.extracted) {
        taken[tokens.clone()].fill(true);
        stretches.push(Stretch { tokens, construction: Some(construction) });
    }
    let (Extent::Strongest(limit) | Extent::EveryConstruction(limit)) = extent;
    let others = stretches::choose(inputs.analysis, &leading, &mut taken, limit);
    stretches.extend(others.into_iter().map(|tokens| Stretch { tokens, construction: None }));
    let score = |stretch: &Stretch<'_>| stretches::score(&leading, &stretch.tokens);
    stretches
        .sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.tokens.start.cmp(&b.tokens.start)));
    if let Extent::Strongest(limit) = extent {
        stretches.truncate(limit);
    }
    stretches
}

fn describe(inputs: &Inputs<'_>, found: &Found<'_>, stretch: Stretch<'_>) -> Evidence {
    let analysis = inputs.analysis;
    let all = analysis.tokens();
    let Stretch { tokens, construction } = stretch;
    let span = all[tokens.start].span.cover(all[tokens.end - 1].span);
    let source = analysis.source_span(span);
    let weights: BTreeMap<String, f64> = inputs
        .candidates
        .iter()
        .enumerate()
        .map(|(place, &class)| {
            let parts = tokens.clone().map(|token| found.totals[token * found.width + place]);
            (inputs.model.header().labels[class].name.clone(), parts.sum())
        })
        .collect();
    let mut evidence = Evidence {
        start: source.start as usize,
        end: source.end as usize,
        text: source.of(inputs.extracted).to_owned(),
        view: String::new(),
        feature: String::new(),
        weights,
        detects: None,
        reason: None,
        languages: Vec::new(),
        sources: Vec::new(),
        rates: BTreeMap::new(),
        correction: None,
    };
    if let Some(construction) = construction {
        construction.fill(&mut evidence);
    } else {
        let features = found.strongest[tokens].iter().flatten();
        if let Some(best) = features.max_by(|a, b| a.strength.total_cmp(&b.strength)) {
            evidence.view = best.view.kind().to_string();
            evidence.feature = best.view.describe(analysis, &best.feature);
        }
    }
    evidence
}
