//! What is made, measured: accuracy on the treebank's parts, and speed.

use std::collections::BTreeMap;
use std::time::Instant;

use tongueprint_features::text::{Lemmatiser, Tag, TagInput, Tagger, Upos};

use crate::treebank::Sentence;

/// The tags of every sentence.
pub(crate) fn tag_all(tagger: &Tagger, sentences: &[Sentence]) -> Vec<Vec<Tag>> {
    sentences
        .iter()
        .map(|sentence| {
            let inputs: Vec<_> = sentence.iter().map(|token| token.input()).collect();
            let mut tags = Vec::with_capacity(inputs.len());
            tagger.tag(&inputs, &mut tags);
            tags
        })
        .collect()
}

/// A share in percent.
fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}

/// Accuracy of the tags on gold tokens.
pub(crate) fn tags(name: &str, sentences: &[Sentence], guessed: &[Vec<Tag>]) -> String {
    let (mut all, mut upos, mut xpos) = (0, 0, 0);
    for (token, tag) in sentences.iter().flatten().zip(guessed.iter().flatten()) {
        all += 1;
        upos += usize::from(token.tag.upos == tag.upos);
        xpos += usize::from(token.tag.xpos == tag.xpos);
    }
    format!(
        "| {name}, gold tokens | {all} | {:.2} | {:.2} |\n",
        percent(upos, all),
        percent(xpos, all)
    )
}

/// The pairs of universal tags that are confused most.
pub(crate) fn confusion(sentences: &[Sentence], guessed: &[Vec<Tag>], worst: usize) -> String {
    let mut pairs: BTreeMap<(Upos, Upos), usize> = BTreeMap::new();
    for (token, tag) in sentences.iter().flatten().zip(guessed.iter().flatten()) {
        if token.tag.upos != tag.upos {
            *pairs.entry((token.tag.upos, tag.upos)).or_insert(0) += 1;
        }
    }
    let all: usize = pairs.values().sum();
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by_key(|&(pair, count)| (std::cmp::Reverse(count), pair));
    let mut table =
        String::from("| treebank | tagger | tokens | % of errors |\n|---|---|---|---|\n");
    for ((gold, guess), count) in pairs.into_iter().take(worst) {
        table.push_str(&format!("| {gold} | {guess} | {count} | {:.1} |\n", percent(count, all)));
    }
    table
}

/// Accuracy of the lemmas with the treebank's tags and with the tagger's.
pub(crate) fn lemmas(
    name: &str,
    sentences: &[Sentence],
    guessed: &[Vec<Tag>],
    lemmas: &Lemmatiser,
) -> String {
    let (mut all, mut with_gold, mut with_guess, mut folded) = (0, 0, 0, 0);
    for (token, &tag) in sentences.iter().flatten().zip(guessed.iter().flatten()) {
        all += 1;
        with_gold += usize::from(lemmas.lemma(&token.form, token.tag) == token.lemma);
        let guess = lemmas.lemma(&token.form, tag);
        with_guess += usize::from(guess == token.lemma);
        folded += usize::from(guess.to_lowercase() == token.lemma.to_lowercase());
    }
    format!(
        "| {name} | {all} | {:.2} | {:.2} | {:.2} |\n",
        percent(with_gold, all),
        percent(with_guess, all),
        percent(folded, all)
    )
}

/// Tokens a second on one core, in millions: the best of several runs.
pub(crate) fn tagging_speed(tagger: &Tagger, sentences: &[Sentence]) -> f64 {
    let inputs: Vec<Vec<TagInput<'_>>> = sentences
        .iter()
        .map(|sentence| sentence.iter().map(|token| token.input()).collect())
        .collect();
    let tokens: usize = inputs.iter().map(Vec::len).sum();
    let mut tags = Vec::with_capacity(tokens);
    millions_a_second(tokens, || {
        tags.clear();
        for sentence in &inputs {
            tagger.tag(sentence, &mut tags);
        }
        tags.len()
    })
}

/// Look-ups a second on one core, in millions, of the words in their order.
pub(crate) fn lexicon_speed(map: &fst::Map<Vec<u8>>, sentences: &[Sentence]) -> f64 {
    let words: Vec<String> =
        sentences.iter().flatten().map(|token| token.form.to_lowercase()).collect();
    millions_a_second(words.len(), || words.iter().filter_map(|word| map.get(word)).count())
}

/// How many millions of items a second, the best of nine runs.
pub(crate) fn millions_a_second(items: usize, mut run: impl FnMut() -> usize) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..9 {
        let start = Instant::now();
        std::hint::black_box(run());
        best = best.min(start.elapsed().as_secs_f64());
    }
    items as f64 / best / 1e6
}
