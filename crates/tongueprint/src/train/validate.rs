//! What the out-of-fold scores say about each label, for the header and the card.

use ndarray::Array2;
use tongueprint_classifier::metrics::bootstrap_mean;

use super::out_of_fold::OutOfFold;
use crate::model_file::{LabelDetails, LengthRecall, Recall, TakenFor, Validation};
use crate::posterior::posterior;

/// Fewer held-out documents than this and no recall is stated.
const MIN_DOCUMENTS: usize = 30;
/// Where the ranges of lengths begin, in words.
const LENGTHS: [u32; 5] = [0, 50, 100, 200, 500];
/// How many labels are told that a label is taken for.
const NEIGHBOURS: usize = 3;

/// Calibrated logits of every row by members and a stack that never saw it.
pub(crate) struct Held<'a> {
    pub(crate) grouped: Array2<f64>,
    /// By members that never saw its corpus: what is calibrated on.
    pub(crate) left_out: Array2<f64>,
    /// By members and a stack that never saw its corpus: what is reported.
    pub(crate) elsewhere: Array2<f64>,
    pub(crate) scores: &'a OutOfFold,
    pub(crate) labels: &'a [usize],
    pub(crate) words: &'a [f64],
    pub(crate) groups: &'a [usize],
    pub(crate) seed: u64,
}

/// The candidates that a class is judged among.
fn with(defaults: &[bool], class: usize) -> Vec<bool> {
    let mut candidates = defaults.to_vec();
    candidates[class] = true;
    candidates
}

impl Held<'_> {
    /// Top probability of each of `rows` that is of a default label, and whether it was right.
    pub(crate) fn tops(&self, defaults: &[bool], rows: &[usize]) -> (Vec<f64>, Vec<bool>) {
        rows.iter()
            .filter(|&&row| defaults[self.labels[row]])
            .map(|&row| {
                let (class, probability) = self.top(&self.left_out, row, defaults, true);
                (probability, class == self.labels[row])
            })
            .unzip()
    }

    /// Recall of a class among the defaults and itself: corpus in training, corpus held out.
    pub(crate) fn recalls(
        &self,
        class: usize,
        defaults: &[bool],
    ) -> (Option<Recall>, Option<Recall>) {
        self.recalls_of(class, defaults, |_| true)
    }

    /// The same by length, and what documents of the class were taken for.
    pub(crate) fn details(&self, class: usize, defaults: &[bool], names: &[&str]) -> LabelDetails {
        let by_length = LENGTHS
            .iter()
            .enumerate()
            .map(|(place, &from_words)| {
                let to = LENGTHS.get(place + 1).map_or(f64::INFINITY, |&next| f64::from(next));
                let range = f64::from(from_words)..to;
                let (recall_in_corpus, recall_out_of_corpus) =
                    self.recalls_of(class, defaults, |row| range.contains(&self.words[row]));
                LengthRecall { from_words, recall_in_corpus, recall_out_of_corpus }
            })
            .collect();
        let taken_for_out_of_corpus = self.documents(class, true).count() >= MIN_DOCUMENTS;
        let taken_for = self.taken_for(class, defaults, taken_for_out_of_corpus, names);
        LabelDetails { by_length, taken_for, taken_for_out_of_corpus }
    }

    /// The most frequent wrong tops of the documents of a class.
    fn taken_for(
        &self,
        class: usize,
        defaults: &[bool],
        outside: bool,
        names: &[&str],
    ) -> Vec<TakenFor> {
        let candidates = with(defaults, class);
        let logits = if outside { &self.elsewhere } else { &self.grouped };
        let mut tops = vec![0_usize; defaults.len()];
        let mut documents = 0_usize;
        for row in self.documents(class, outside) {
            tops[self.top(logits, row, &candidates, outside).0] += 1;
            documents += 1;
        }
        let mut others: Vec<usize> =
            (0..tops.len()).filter(|&other| other != class && tops[other] > 0).collect();
        others.sort_by_key(|&other| (std::cmp::Reverse(tops[other]), other));
        others
            .into_iter()
            .take(NEIGHBOURS)
            .map(|other| TakenFor {
                label: names[other].to_owned(),
                share: tops[other] as f64 / documents as f64,
            })
            .collect()
    }

    /// Positions of the documents of a class, on demand those alone that were scored with their corpus held out.
    fn documents(&self, class: usize, outside: bool) -> impl Iterator<Item = usize> + '_ {
        (0..self.labels.len())
            .filter(move |&row| self.labels[row] == class)
            .filter(move |&row| !outside || self.scores.has_left_out[row])
    }

    fn recalls_of(
        &self,
        class: usize,
        defaults: &[bool],
        wanted: impl Fn(usize) -> bool,
    ) -> (Option<Recall>, Option<Recall>) {
        let candidates = with(defaults, class);
        let recall = |logits: &Array2<f64>, outside: bool| {
            let rows: Vec<usize> =
                self.documents(class, outside).filter(|&row| wanted(row)).collect();
            if rows.len() < MIN_DOCUMENTS {
                return None;
            }
            let hits: Vec<f64> = rows
                .iter()
                .map(|&row| {
                    f64::from(u8::from(self.top(logits, row, &candidates, outside).0 == class))
                })
                .collect();
            let groups: Vec<usize> = rows.iter().map(|&row| self.groups[row]).collect();
            let metric = bootstrap_mean(&hits, &groups, self.seed);
            Some(Recall {
                documents: rows.len() as u64,
                value: metric.value,
                low: metric.low,
                high: metric.high,
            })
        };
        (recall(&self.grouped, false), recall(&self.elsewhere, true))
    }

    fn top(
        &self,
        logits: &Array2<f64>,
        row: usize,
        candidates: &[bool],
        masked: bool,
    ) -> (usize, f64) {
        let classes: Vec<usize> = (0..candidates.len())
            .filter(|&class| candidates[class] && (!masked || self.scores.known[[row, class]]))
            .collect();
        let weights = logits.row(row).to_vec();
        let probabilities = posterior(&weights, &classes, None);
        let mut best = (usize::MAX, f64::NEG_INFINITY);
        for (&class, &probability) in classes.iter().zip(&probabilities) {
            if probability > best.1 {
                best = (class, probability);
            }
        }
        best
    }
}

/// What the recalls and the contrasts amount to.
pub(crate) fn status(outside: Option<&Recall>, contrasted: bool) -> Validation {
    match (outside, contrasted) {
        (Some(_), _) => Validation::AnotherCorpus,
        (None, true) => Validation::SameCorpus,
        (None, false) => Validation::NeverContrasted,
    }
}
