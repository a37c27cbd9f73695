//! From matches to likelihood ratios: one likelihood of all patterns together, made to mean what it says.
//!
//! In: each document's matches. Out: how strongly the patterns' rates may speak, and the Cllr before and after.
//!
//! Given how many matches a text has, which they are is multinomial, each pattern's probability its share in the
//! matches of the language; how many there are would tell proficiency, care and corpus. (Counts that are negative
//! binomial with each pattern's rate, after Mosteller and Wallace 1964, were tried: mean Cllr after calibration 1.04 over
//! folds and 1.02 with the corpus left out, against .98 and 1.00.) Errors cluster as words do (Madsen, Kauchak and
//! Elkan 2005, *Modeling word burstiness using the Dirichlet distribution*, ICML), so that c matches of one pattern
//! count as ln(1 + c / k) / ln(1 + 1 / k). The patterns are added as if they were independent, which they are not: some
//! overlap, some go together in one writer. The sum is therefore multiplied by one factor a (n / 100)^b for n words,
//! fitted with k by minimising Cllr (Brümmer and du Preez 2006, *Application-independent
//! evaluation of speaker detection*, Computer Speech and Language 20; scaling a score to a calibrated log likelihood
//! ratio: Morrison 2013, *Tutorial on logistic-regression calibration and fusion*, Australian Journal of Forensic
//! Sciences 45).
//!
//! Rates are estimated without the documents that are scored: by five folds of the groups, and with the document's
//! whole corpus left out. A document is compared among the labels of its own corpus, so that the register is the same;
//! the factors that a row is judged with are fitted on other folds, or on other corpora.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tongueprint_features::interference::{Calibration, Rates};

use crate::counts::{self, Corpus, Counted};
use crate::estimate;

const FOLDS: usize = 5;
/// Shorter documents are not scored: nothing is judged of them.
const LEAST_WORDS: usize = 20;
/// Documents of a label in a corpus that are scored, evenly spread.
const MOST_DOCUMENTS: usize = 300;
/// A label with fewer scored documents in a corpus is no candidate there.
const LEAST_DOCUMENTS: usize = 20;
const REPETITIONS: [f64; 6] = [0.01, 0.1, 0.3, 1.0, 3.0, 1e6];

/// The factors and what they do.
pub(crate) struct Calibrated {
    pub(crate) calibration: Calibration,
    /// One line a corpus, by folds and with the corpus left out.
    pub(crate) rows: Vec<Row>,
}

/// Cllr in one corpus.
pub(crate) struct Row {
    pub(crate) corpus: String,
    pub(crate) left_out: bool,
    pub(crate) labels: usize,
    pub(crate) documents: usize,
    /// Matches taken for independent; calibrated on other folds or corpora.
    pub(crate) before: f64,
    pub(crate) after: f64,
}

/// A scored document: for each repetition the log likelihoods of its corpus's labels.
struct Scored {
    truth: usize,
    words: usize,
    fold: usize,
    likelihoods: Vec<Vec<f64>>,
}

/// The documents of one corpus, scored one way.
struct Trial {
    corpus: String,
    labels: usize,
    documents: Vec<Scored>,
}

pub(crate) fn calibrate(documents: &BTreeMap<&str, Vec<Counted>>, patterns: usize) -> Calibrated {
    let by_folds = by_folds(documents, patterns);
    let left_out = left_out(documents, patterns);
    let uncalibrated = Calibration { scale: 1.0, exponent: 0.0, repetition: 1e6 };
    let mut rows = Vec::new();
    let fold_calibrations: Vec<Calibration> =
        (0..FOLDS).map(|fold| fit(&by_folds, &|_, document| document.fold != fold)).collect();
    for (trials, is_left_out) in [(&by_folds, false), (&left_out, true)] {
        for (place, trial) in trials.iter().enumerate() {
            let after = if is_left_out {
                let others = fit(trials, &|other, _| other != place);
                cllr(trial, &|_| others, &|_| true)
            } else {
                cllr(trial, &|document| fold_calibrations[document.fold], &|_| true)
            };
            rows.push(Row {
                corpus: trial.corpus.clone(),
                left_out: is_left_out,
                labels: trial.labels,
                documents: trial.documents.len(),
                before: cllr(trial, &|_| uncalibrated, &|_| true),
                after,
            });
        }
    }
    // A text under examination comes from no corpus.
    Calibrated { calibration: fit(&left_out, &|_, _| true), rows }
}

/// Documents scored with rates of the other folds.
fn by_folds(documents: &BTreeMap<&str, Vec<Counted>>, patterns: usize) -> Vec<Trial> {
    let rates: Vec<Rates> = (0..FOLDS)
        .map(|fold| {
            let counted: BTreeMap<&str, Corpus> = documents
                .iter()
                .map(|(name, all)| {
                    (*name, counts::cells(all.iter().filter(|one| one.group % FOLDS != fold)))
                })
                .collect();
            self::rates(&counted, patterns)
        })
        .collect();
    documents
        .iter()
        .filter_map(|(name, all)| trial(name, all, &|_| true, &|fold| &rates[fold]))
        .collect()
}

/// Documents scored with rates of the other corpora, among the labels that those know.
fn left_out(documents: &BTreeMap<&str, Vec<Counted>>, patterns: usize) -> Vec<Trial> {
    documents
        .iter()
        .filter_map(|(name, all)| {
            let counted: BTreeMap<&str, Corpus> = documents
                .iter()
                .filter(|(other, _)| other != &name)
                .map(|(other, all)| (*other, counts::cells(all)))
                .collect();
            let rates = self::rates(&counted, patterns);
            let known = |label: &str| rates.languages().iter().any(|language| language == label);
            trial(name, all, &known, &|_| &rates)
        })
        .collect()
}

fn rates(counted: &BTreeMap<&str, Corpus>, patterns: usize) -> Rates {
    let measured = estimate::measure_all(counted, patterns);
    let by_number = measured.into_iter().enumerate().map(|(n, one)| (n.to_string(), one.rates));
    Rates::new(by_number)
}

fn trial<'a>(
    name: &str,
    all: &[Counted],
    known: &dyn Fn(&str) -> bool,
    rates: &(dyn Fn(usize) -> &'a Rates + Sync),
) -> Option<Trial> {
    let mut by_label: BTreeMap<&str, Vec<&Counted>> = BTreeMap::new();
    for document in all.iter().filter(|one| one.words >= LEAST_WORDS && known(&one.label)) {
        by_label.entry(&document.label).or_default().push(document);
    }
    by_label.retain(|_, documents| documents.len() >= LEAST_DOCUMENTS);
    if by_label.len() < 2 {
        return None;
    }
    let labels: Vec<&str> = by_label.keys().copied().collect();
    let chosen: Vec<(usize, &Counted)> = by_label
        .values()
        .enumerate()
        .flat_map(|(truth, documents)| {
            let step = documents.len().div_ceil(MOST_DOCUMENTS);
            documents.iter().step_by(step).map(move |document| (truth, *document))
        })
        .collect();
    let documents = chosen
        .par_iter()
        .map(|&(truth, document)| {
            let fold = document.group % FOLDS;
            let counts: BTreeMap<String, f64> =
                document.matches.iter().map(|(n, &count)| (n.to_string(), count)).collect();
            let likelihoods = REPETITIONS
                .iter()
                .map(|&repetition| {
                    labels
                        .iter()
                        .map(|label| {
                            rates(fold)
                                .log_likelihood(label, &counts, repetition)
                                .unwrap_or(f64::NEG_INFINITY)
                        })
                        .collect()
                })
                .collect();
            Scored { truth, words: document.words, fold, likelihoods }
        })
        .collect();
    Some(Trial { corpus: name.to_owned(), labels: labels.len(), documents })
}

/// Multiclass Cllr of the documents that are `wanted`: the mean over labels of the mean cost, in units of what one
/// who knows nothing pays.
fn cllr(
    trial: &Trial,
    calibration: &dyn Fn(&Scored) -> Calibration,
    wanted: &dyn Fn(&Scored) -> bool,
) -> f64 {
    let mut sums = vec![(0.0, 0.0); trial.labels];
    for document in trial.documents.iter().filter(|document| wanted(document)) {
        let calibration = calibration(document);
        let place = REPETITIONS
            .iter()
            .position(|&repetition| repetition == calibration.repetition)
            .unwrap_or_default();
        let factor = calibration.factor(document.words);
        let logits = &document.likelihoods[place];
        let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = logits.iter().map(|logit| ((logit - top) * factor).exp()).sum();
        let cost = total.ln() - (logits[document.truth] - top) * factor;
        sums[document.truth].0 += cost;
        sums[document.truth].1 += 1.0;
    }
    let means: Vec<f64> = sums.iter().filter(|(_, n)| *n > 0.0).map(|(cost, n)| cost / n).collect();
    means.iter().sum::<f64>() / means.len().max(1) as f64 / (trial.labels as f64).ln()
}

/// The factors with the least mean Cllr over the trials, of the documents that are `wanted`.
fn fit(trials: &[Trial], wanted: &(dyn Fn(usize, &Scored) -> bool + Sync)) -> Calibration {
    let cost = |calibration: Calibration| -> f64 {
        let costs = trials.iter().enumerate().filter_map(|(place, trial)| {
            let any = trial.documents.iter().any(|document| wanted(place, document));
            any.then(|| cllr(trial, &|_| calibration, &|document| wanted(place, document)))
        });
        let costs: Vec<f64> = costs.collect();
        costs.iter().sum::<f64>() / costs.len().max(1) as f64
    };
    let exponents = (-4..=2).map(|quarters| f64::from(quarters) / 4.0);
    let grid: Vec<(f64, f64)> = exponents
        .flat_map(|exponent| REPETITIONS.map(|repetition| (exponent, repetition)))
        .collect();
    let best = grid
        .par_iter()
        .map(|&(exponent, repetition)| {
            let at = |log_scale: f64| Calibration { scale: log_scale.exp(), exponent, repetition };
            let log_scale = least(-5.0, 1.5, &|log_scale| cost(at(log_scale)));
            (cost(at(log_scale)), at(log_scale))
        })
        .min_by(|one, other| one.0.total_cmp(&other.0));
    best.map_or(Calibration { scale: 1.0, exponent: 0.0, repetition: 1e6 }, |(_, best)| best)
}

/// Where a function with one valley is least: golden-section search to a hundredth.
fn least(mut low: f64, mut high: f64, function: &dyn Fn(f64) -> f64) -> f64 {
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let inner = |low: f64, high: f64| (high - golden * (high - low), low + golden * (high - low));
    let (mut a, mut b) = inner(low, high);
    let (mut fa, mut fb) = (function(a), function(b));
    while high - low > 0.01 {
        if fa <= fb {
            (high, b, fb) = (b, a, fa);
            a = inner(low, high).0;
            fa = function(a);
        } else {
            (low, a, fa) = (a, b, fb);
            b = inner(low, high).1;
            fb = function(b);
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(logits: &[(usize, f64)]) -> Trial {
        let scored = |&(truth, margin): &(usize, f64)| Scored {
            truth,
            words: 100,
            fold: 0,
            likelihoods: REPETITIONS.map(|_| vec![margin, 0.0]).to_vec(),
        };
        Trial { corpus: "one".into(), labels: 2, documents: logits.iter().map(scored).collect() }
    }

    #[test]
    fn one_who_knows_nothing_pays_one() {
        let trial = trial(&[(0, 0.0), (1, 0.0), (1, 0.0)]);
        let plain = Calibration { scale: 1.0, exponent: 0.0, repetition: 1.0 };
        assert!((cllr(&trial, &|_| plain, &|_| true) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn scores_that_say_too_much_are_turned_down() {
        // A margin of 10 that is right three times out of four deserves ln 3.
        let trial = trial(&[
            (0, 10.0),
            (0, 10.0),
            (0, 10.0),
            (0, -10.0),
            (1, -10.0),
            (1, -10.0),
            (1, -10.0),
            (1, 10.0),
        ]);
        let fitted = fit(std::slice::from_ref(&trial), &|_, _| true);
        assert!((fitted.scale - 3.0_f64.ln() / 10.0).abs() < 2e-3, "{fitted:?}");
        let plain = Calibration { scale: 1.0, exponent: 0.0, repetition: 1.0 };
        assert!(cllr(&trial, &|_| fitted, &|_| true) < 0.83);
        assert!(cllr(&trial, &|_| plain, &|_| true) > 3.0);
    }
}
