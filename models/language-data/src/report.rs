//! What is made, measured: accuracy on the treebank's parts, and speed.

use std::collections::BTreeMap;
use std::time::Instant;

use tongueprint_features::text::{Analyser, Lemmatiser, Tag, TagInput, Tagger, Topic, Upos};

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

/// Accuracy of the tags on the tokens that the library's own tokeniser makes of the sentence: a token of the
/// treebank counts as right when there is one with its letters and its tag. The treebank's files do not say where
/// blanks stood: they are left out where English has none.
pub(crate) fn own_tokens(name: &str, sentences: &[Sentence], tagger: &Tagger) -> String {
    let analyser = Analyser::new(Topic::Keep);
    let (mut all, mut upos, mut xpos, mut found) = (0, 0, 0, 0);
    for sentence in sentences {
        let mut text = String::new();
        let mut spans = Vec::new();
        for (at, token) in sentence.iter().enumerate() {
            let form = token.form.as_str();
            let glued =
                matches!(form, "n't" | "n’t" | "," | "." | "!" | "?" | ")" | ":" | ";" | "%")
                    || form.len() > 1 && form.starts_with(['\'', '’'])
                    || at
                        .checked_sub(1)
                        .is_some_and(|before| matches!(sentence[before].form.as_str(), "(" | "$"));
            if at > 0 && !glued {
                text.push(' ');
            }
            let start = text.len() as u32;
            text.push_str(form);
            spans.push((start, text.len() as u32));
        }
        let analysis = analyser.analyse(&text);
        let mut tags = Vec::new();
        for tokens in analysis.sentences() {
            let inputs: Vec<_> = tokens
                .iter()
                .map(|token| TagInput { text: analysis.token_text(token), kind: token.kind })
                .collect();
            tagger.tag(&inputs, &mut tags);
        }
        let own: BTreeMap<(u32, u32), Tag> = analysis
            .tokens()
            .iter()
            .map(|token| analysis.source_span(token.span))
            .map(|span| (span.start, span.end))
            .zip(tags)
            .collect();
        for (token, span) in sentence.iter().zip(spans) {
            all += 1;
            if let Some(tag) = own.get(&span) {
                found += 1;
                upos += usize::from(tag.upos == token.tag.upos);
                xpos += usize::from(tag.xpos == token.tag.xpos);
            }
        }
    }
    format!(
        "| {name}, own tokens ({:.2} % as the treebank's) | {all} | {:.2} | {:.2} |\n",
        percent(found, all),
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

/// Tokens a second on one core, in millions.
pub(crate) fn tagging_speed(tagger: &Tagger, sentences: &[Sentence]) -> f64 {
    let inputs: Vec<Vec<TagInput<'_>>> = sentences
        .iter()
        .map(|sentence| sentence.iter().map(|token| token.input()).collect())
        .collect();
    let tokens = inputs.iter().map(Vec::len).sum();
    let mut tags = Vec::with_capacity(tokens);
    millions_a_second(&inputs, tokens, |sentences| {
        tags.clear();
        for sentence in sentences {
            tagger.tag(sentence, &mut tags);
        }
        tags.len()
    })
}

/// Look-ups a second on one core, in millions, of the words in their order.
pub(crate) fn lexicon_speed(map: &fst::Map<Vec<u8>>, sentences: &[Sentence]) -> f64 {
    let words: Vec<String> =
        sentences.iter().flatten().map(|token| token.form.to_lowercase()).collect();
    millions_a_second(&words, words.len(), |words| {
        words.iter().filter_map(|word| map.get(word)).count()
    })
}

/// How many millions of `count` units in `items` are done a second.
///
/// The items are gone through forty times in a hundred parts, and each part's best time counts: what else the
/// machine does can only slow it, and no part is in the cache from the time before.
fn millions_a_second<T>(items: &[T], count: usize, mut run: impl FnMut(&[T]) -> usize) -> f64 {
    let parts: Vec<&[T]> = items.chunks(items.len().div_ceil(100).max(1)).collect();
    let mut best = vec![f64::MAX; parts.len()];
    for _ in 0..40 {
        for (part, best) in parts.iter().zip(&mut best) {
            let start = Instant::now();
            std::hint::black_box(run(part));
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    count as f64 / best.iter().sum::<f64>() / 1e6
}
