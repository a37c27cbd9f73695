//! The words that show it: each feature's share in the likelihood ratios, gathered on the words.
//!
//! The path from feature to logit is linear (member, then stack, then temperature), so a feature's
//! contribution to every logit is exact. The log likelihood ratio of a label sets its logit against
//! the log-mean of the others; its gradient at the text weighs the others by their shares, and that
//! first-order share is what is reported. A feature's contribution is split over its occurrences and
//! each occurrence's over the tokens that it touches: token totals add up, and so do stretches.

use std::collections::BTreeMap;

use tongueprint_features::Span;
use tongueprint_features::text::{Analysis, TokenKind};
use tongueprint_features::views::{Feature, View};

use crate::member::{ActiveFeatures, Member};
use crate::model::Model;
use crate::posterior::posterior;
use crate::verdict::Evidence;

/// The longest stretch, in tokens.
const MAX_TOKENS: usize = 4;

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

/// The strongest feature seen on a token.
#[derive(Clone)]
struct Strongest<'a> {
    strength: f64,
    view: &'a View,
    feature: Feature,
}

/// At most `limit` stretches that do not overlap, strongest for or against the leader first.
pub(crate) fn gather(inputs: &Inputs<'_>, limit: usize) -> Vec<Evidence> {
    let analysis = inputs.analysis;
    if limit == 0 || analysis.tokens().is_empty() {
        return Vec::new();
    }
    let width = inputs.candidates.len();
    let mut totals = vec![0.0; analysis.tokens().len() * width];
    let mut strongest: Vec<Option<Strongest<'_>>> = vec![None; analysis.tokens().len()];
    let projection = Projection::new(inputs);
    for (index, (member, active)) in inputs.model.members().iter().zip(inputs.active).enumerate() {
        let contributions = projection.contributions(index, member, active);
        for view in member.views() {
            let mut cursor = 0;
            view.for_each(analysis, |feature| {
                let Some(column) = member.column(feature.key) else { return };
                let Ok(place) =
                    active.entries.binary_search_by_key(&column, |&(column, ..)| column)
                else {
                    return;
                };
                let share = &contributions[place * width..(place + 1) * width];
                let touched = tokens_touched(analysis, feature.span, &mut cursor);
                let count = touched.len();
                let strength = share[inputs.leading].abs() / count.max(1) as f64;
                for token in touched {
                    for (total, part) in
                        totals[token * width..(token + 1) * width].iter_mut().zip(share)
                    {
                        *total += part / count as f64;
                    }
                    let best = &mut strongest[token];
                    if best.as_ref().is_none_or(|best| strength > best.strength) {
                        *best = Some(Strongest { strength, view, feature });
                    }
                }
            });
        }
    }
    let stretches = choose(analysis, &totals, width, inputs.leading, limit);
    stretches
        .into_iter()
        .map(|tokens| describe(inputs, &totals, &strongest, tokens, width))
        .collect()
}

/// From a member's label scores to the candidates' log10 likelihood ratios, to first order.
struct Projection<'a> {
    model: &'a Model,
    candidates: &'a [usize],
    /// `[candidate][other]`: the other's share among all but the candidate; 0 for itself.
    shares: Vec<f64>,
    scale: f64,
}

impl<'a> Projection<'a> {
    fn new(inputs: &Inputs<'a>) -> Self {
        Self {
            model: inputs.model,
            candidates: inputs.candidates,
            shares: shares_of_others(inputs.log_weights, inputs.candidates),
            scale: inputs.model.calibration_scale(inputs.words) / std::f64::consts::LN_10,
        }
    }

    /// For each active feature, one number a candidate, an occurrence's worth.
    fn contributions(&self, index: usize, member: &Member, active: &ActiveFeatures) -> Vec<f64> {
        let width = self.candidates.len();
        let mut all = Vec::with_capacity(active.entries.len() * width);
        let mut logits = vec![0.0; width];
        for &(column, count, value) in &active.entries {
            let (scale, weights) = member.row(column);
            let step = f64::from(value * scale) * self.scale / f64::from(count);
            logits.fill(0.0);
            for (input, &weight) in weights.iter().enumerate() {
                let score = f64::from(weight) * step;
                let row = self.model.stack_row(index, input);
                for (logit, &class) in logits.iter_mut().zip(self.candidates) {
                    *logit += score * row[class];
                }
            }
            all.extend(logits.iter().zip(self.shares.chunks_exact(width)).map(
                |(&logit, shares)| {
                    logit - logits.iter().zip(shares).map(|(l, share)| l * share).sum::<f64>()
                },
            ));
        }
        all
    }
}

/// Computed among the others alone, so that a label that is all but certain leaves them their shares.
fn shares_of_others(log_weights: &[f64], candidates: &[usize]) -> Vec<f64> {
    let mut shares = Vec::with_capacity(candidates.len() * candidates.len());
    for place in 0..candidates.len() {
        let others: Vec<usize> =
            candidates.iter().copied().filter(|&class| class != candidates[place]).collect();
        let mut of_others = posterior(log_weights, &others, None).into_iter();
        shares.extend(
            (0..candidates.len())
                .map(|other| if other == place { 0.0 } else { of_others.next().unwrap_or(0.0) }),
        );
    }
    shares
}

/// The tokens that a span touches. `cursor` remembers where the last search ended: features come
/// in text order for each n-gram order.
fn tokens_touched(analysis: &Analysis, span: Span, cursor: &mut usize) -> std::ops::Range<usize> {
    if span.is_empty() {
        return 0..0;
    }
    let tokens = analysis.tokens();
    if *cursor >= tokens.len() || tokens[*cursor].span.start > span.start {
        *cursor = tokens.partition_point(|token| token.span.end <= span.start);
    }
    while *cursor < tokens.len() && tokens[*cursor].span.end <= span.start {
        *cursor += 1;
    }
    let mut end = *cursor;
    while end < tokens.len() && tokens[end].span.start < span.end {
        end += 1;
    }
    *cursor..end
}

/// Greedily, the stretches whose mean-scaled totals for the leader are largest in size.
fn choose(
    analysis: &Analysis,
    totals: &[f64],
    width: usize,
    leading: usize,
    limit: usize,
) -> Vec<std::ops::Range<usize>> {
    let mut stretches = Vec::new();
    let mut start_of_sentence = 0;
    for sentence in analysis.sentences() {
        for offset in 0..sentence.len() {
            let mut sum = 0.0;
            for length in 1..=MAX_TOKENS.min(sentence.len() - offset) {
                let token = start_of_sentence + offset + length - 1;
                sum += totals[token * width + leading];
                let edges = [&sentence[offset], &sentence[offset + length - 1]];
                if edges.iter().all(|token| quotable(token.kind)) {
                    // Dividing by the root keeps a long stretch from winning by length alone.
                    let score = sum.abs() / (length as f64).sqrt();
                    stretches.push((score, start_of_sentence + offset..token + 1));
                }
            }
        }
        start_of_sentence += sentence.len();
    }
    stretches.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.start.cmp(&b.1.start)));
    let mut taken = vec![false; analysis.tokens().len()];
    let mut chosen = Vec::new();
    for (score, stretch) in stretches {
        if chosen.len() == limit || score <= 0.0 {
            break;
        }
        if !taken[stretch.clone()].iter().any(|&t| t) {
            taken[stretch.clone()].fill(true);
            chosen.push(stretch);
        }
    }
    chosen
}

const fn quotable(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Word
            | TokenKind::Number
            | TokenKind::Punctuation
            | TokenKind::Emoticon
            | TokenKind::Symbol
    )
}

fn describe(
    inputs: &Inputs<'_>,
    totals: &[f64],
    strongest: &[Option<Strongest<'_>>],
    tokens: std::ops::Range<usize>,
    width: usize,
) -> Evidence {
    let analysis = inputs.analysis;
    let all = analysis.tokens();
    let span = all[tokens.start].span.cover(all[tokens.end - 1].span);
    let source = analysis.source_span(span);
    let weights: BTreeMap<String, f64> = inputs
        .candidates
        .iter()
        .enumerate()
        .map(|(place, &class)| {
            let sum = tokens.clone().map(|token| totals[token * width + place]).sum();
            (inputs.model.header().labels[class].name.clone(), sum)
        })
        .collect();
    let best = strongest[tokens].iter().flatten().max_by(|a, b| a.strength.total_cmp(&b.strength));
    let (view, feature) = best.map_or_else(Default::default, |best| {
        (best.view.kind().to_string(), best.view.describe(analysis, &best.feature))
    });
    Evidence {
        start: source.start as usize,
        end: source.end as usize,
        text: source.of(inputs.extracted).to_owned(),
        view,
        feature,
        weights,
    }
}
