//! Trains the tagger: the averaged perceptron of Collins (2002), with its own guesses as history.
//!
//! Weights are whole numbers until the end, so that the same treebank gives the same bytes on any machine.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use tongueprint_features::text::tag::training::{
    Dictionary, FEATURES, ModelParts, Prepared, START, Weights, WordKind, fixed, word_hash,
};
use tongueprint_features::text::{Tag, TagInput, TokenKind};

use crate::augment::{self, Random};
use crate::treebank::Sentence;

/// What is chosen by measurement on the development part.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Settings {
    /// Passes over the training part.
    #[arg(long, default_value_t = 8)]
    pub(crate) epochs: usize,
    /// Of the order of sentences and of what is varied in them.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// A feature is kept when it occurs this often in the training part.
    #[arg(long, default_value_t = 2)]
    pub(crate) least_count: u32,
    /// Averaged weights smaller than this are left out.
    #[arg(long, default_value_t = 0.2)]
    pub(crate) least_weight: f64,
    /// A pair of tags is learned when it occurs this often.
    #[arg(long, default_value_t = 3)]
    pub(crate) least_tag: usize,
    /// A word gets a class when it occurs this often.
    #[arg(long, default_value_t = 5)]
    pub(crate) class_count: u32,
    /// A word that occurs this often, and has one tag nearly always, is given it without asking.
    #[arg(long, default_value_t = 5)]
    pub(crate) only_count: u32,
    /// What share is nearly always.
    #[arg(long, default_value_t = 0.98)]
    pub(crate) only_share: f64,
}

/// Trains a model on the sentences.
pub(crate) fn train(
    sentences: &[Sentence],
    forms: &BTreeMap<u32, u16>,
    settings: &Settings,
) -> anyhow::Result<ModelParts> {
    let tags = tag_set(sentences, settings.least_tag);
    let gold = numbers(sentences, &tags);
    let dictionary = dictionary(sentences, &gold, forms, settings)?;
    let mut learner = Learner::new(sentences, &gold, &dictionary, settings.least_count, tags.len());
    let mut random = Random::new(settings.seed);
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    for _ in 0..settings.epochs {
        random.shuffle(&mut order);
        for &number in &order {
            let (inputs, gold) = augment::vary(&sentences[number], &gold[number], &mut random);
            let inputs: Vec<TagInput<'_>> = inputs
                .iter()
                .map(|(text, kind)| TagInput { text: text.as_ref(), kind: *kind })
                .collect();
            learner.learn(&inputs, &gold, &dictionary, &tags);
        }
    }
    Ok(ModelParts { tags, features: learner.averaged(settings.least_weight), dictionary })
}

/// The pairs of tags in the treebank that occur often enough, and those that the kind of a token decides.
fn tag_set(sentences: &[Sentence], least: usize) -> Vec<Tag> {
    let mut counts = BTreeMap::new();
    for token in sentences.iter().flatten() {
        *counts.entry(token.tag).or_insert(0_usize) += 1;
    }
    for kind in [TokenKind::Masked, TokenKind::Email, TokenKind::Url, TokenKind::Emoji] {
        if let Some(tag) = fixed(kind) {
            counts.insert(tag, usize::MAX);
        }
    }
    counts.into_iter().filter(|&(_, count)| count >= least).map(|(tag, _)| tag).collect()
}

/// The tag number of each token; a pair too rare to be learned counts as a pair with the same universal tag.
fn numbers(sentences: &[Sentence], tags: &[Tag]) -> Vec<Vec<u8>> {
    let number = |tag: Tag| {
        let same = tags.iter().position(|known| *known == tag);
        let near = || tags.iter().position(|known| known.upos == tag.upos);
        same.or_else(near).unwrap_or(0) as u8
    };
    sentences
        .iter()
        .map(|sentence| sentence.iter().map(|token| number(token.tag)).collect())
        .collect()
}

/// The words of the lists, and those that are frequent enough in the treebank for a class of their own tags.
/// A word of the lists alone has its forms for a class.
fn dictionary(
    sentences: &[Sentence],
    gold: &[Vec<u8>],
    forms: &BTreeMap<u32, u16>,
    settings: &Settings,
) -> anyhow::Result<Dictionary> {
    let mut counts: BTreeMap<u32, BTreeMap<u8, u32>> = BTreeMap::new();
    for (token, &tag) in sentences.iter().flatten().zip(gold.iter().flatten()) {
        *counts.entry(word_hash(token.input())).or_default().entry(tag).or_default() += 1;
    }
    counts.retain(|_, tags| tags.values().sum::<u32>() >= settings.class_count);
    let mut kinds = BTreeMap::new();
    let mut classes = BTreeMap::new();
    let mut words = Vec::new();
    let hashes: BTreeSet<u32> = forms.keys().chain(counts.keys()).copied().collect();
    for hash in hashes {
        let forms = forms.get(&hash).copied().unwrap_or(0);
        let (class, only) = match counts.remove(&hash) {
            Some(tags) => {
                let total: u32 = tags.values().sum();
                let (&best, &most) =
                    tags.iter().max_by_key(|&(_, count)| count).expect("a word has a tag");
                let share = f64::from(most) / f64::from(total);
                if total >= settings.only_count && share >= settings.only_share {
                    ((vec![best], 0), best)
                } else {
                    let frequent = tags.into_iter().filter(|&(_, count)| count * 25 >= total);
                    ((frequent.map(|(tag, _)| tag).collect(), 1), u8::MAX)
                }
            }
            None => ((Vec::new(), forms), u8::MAX),
        };
        let next = u16::try_from(classes.len() + 1)?;
        let class = *classes.entry(class).or_insert(next);
        let next = u16::try_from(kinds.len())?;
        let kind = *kinds.entry(WordKind { only, class, forms }).or_insert(next);
        words.push((hash, kind));
    }
    let mut in_order: Vec<_> = kinds.into_iter().collect();
    in_order.sort_unstable_by_key(|&(_, number)| number);
    Ok(Dictionary::new(in_order.into_iter().map(|(kind, _)| kind).collect(), words)?)
}

/// One weight as it is learned: its sum over all steps is brought up to date when it changes.
#[derive(Clone, Copy, Debug)]
struct Weight {
    tag: u8,
    now: i32,
    sum: i64,
    since: i64,
}

struct Learner {
    index: HashMap<u64, u32, BuildHasherDefault<Identity>>,
    hashes: Vec<u64>,
    weights: Vec<Vec<Weight>>,
    step: i64,
    tags: usize,
}

impl Learner {
    /// A learner of the features that occur often enough with the true history.
    fn new(
        sentences: &[Sentence],
        gold: &[Vec<u8>],
        dictionary: &Dictionary,
        least: u32,
        tags: usize,
    ) -> Self {
        let mut counts: HashMap<u64, u32, BuildHasherDefault<Identity>> = HashMap::default();
        let mut hashes = Vec::new();
        for (sentence, gold) in sentences.iter().zip(gold) {
            let inputs: Vec<_> = sentence.iter().map(|token| token.input()).collect();
            let prepared = Prepared::new(&inputs, dictionary);
            let mut before = [START; 2];
            for (at, &tag) in gold.iter().enumerate() {
                if prepared.decided(at).is_none() {
                    for hash in prepared.features(at, before) {
                        let count = counts.entry(hash).or_insert(0);
                        *count += 1;
                        if *count == least {
                            hashes.push(hash);
                        }
                    }
                }
                before = [tag, before[0]];
            }
        }
        let index = hashes.iter().enumerate().map(|(at, &hash)| (hash, at as u32)).collect();
        Self { index, weights: vec![Vec::new(); hashes.len()], hashes, step: 0, tags }
    }

    /// One sentence: guess from left to right, correct each wrong guess.
    fn learn(
        &mut self,
        inputs: &[TagInput<'_>],
        gold: &[u8],
        dictionary: &Dictionary,
        tags: &[Tag],
    ) {
        let prepared = Prepared::new(inputs, dictionary);
        let mut before = [START; 2];
        for (at, (input, &truth)) in inputs.iter().zip(gold).enumerate() {
            let sure = fixed(input.kind)
                .and_then(|tag| tags.iter().position(|known| *known == tag))
                .map(|number| number as u8);
            let guess = sure.or_else(|| prepared.decided(at)).unwrap_or_else(|| {
                self.step += 1;
                let known = self.known(&prepared.features(at, before));
                let guess = self.best(&known);
                if guess != truth {
                    for &feature in &known {
                        self.change(feature, truth, 1);
                        self.change(feature, guess, -1);
                    }
                }
                guess
            });
            before = [guess, before[0]];
        }
    }

    fn known(&self, hashes: &[u64; FEATURES]) -> Vec<u32> {
        hashes.iter().filter_map(|hash| self.index.get(hash).copied()).collect()
    }

    fn best(&self, features: &[u32]) -> u8 {
        let mut scores = vec![0; self.tags];
        for &feature in features {
            for weight in &self.weights[feature as usize] {
                scores[usize::from(weight.tag)] += weight.now;
            }
        }
        let highest = scores.iter().copied().max().unwrap_or(0);
        scores.iter().position(|&score| score == highest).unwrap_or(0) as u8
    }

    fn change(&mut self, feature: u32, tag: u8, by: i32) {
        let step = self.step;
        let weights = &mut self.weights[feature as usize];
        match weights.iter_mut().find(|weight| weight.tag == tag) {
            Some(weight) => {
                weight.sum += i64::from(weight.now) * (step - weight.since);
                weight.now += by;
                weight.since = step;
            }
            None => weights.push(Weight { tag, now: by, sum: 0, since: step }),
        }
    }

    /// The mean of each weight over all steps, in steps of a tenth, from −12.7 to 12.7.
    fn averaged(&self, least: f64) -> Vec<(u64, Weights)> {
        let steps = self.step.max(1);
        let mut features = Vec::new();
        for (&hash, weights) in self.hashes.iter().zip(&self.weights) {
            let mut kept = Weights::new();
            for weight in weights {
                let sum = weight.sum + i64::from(weight.now) * (steps - weight.since);
                let mean = sum as f64 / steps as f64;
                let quantised = (mean * SCALE).round().clamp(-127.0, 127.0);
                if mean.abs() >= least && quantised != 0.0 {
                    kept.push((weight.tag, quantised as i8));
                }
            }
            if !kept.is_empty() {
                kept.sort_unstable();
                features.push((hash, kept));
            }
        }
        features
    }
}

/// Steps of a weight.
const SCALE: f64 = 6.0;

/// Feature hashes are hashes already.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}
