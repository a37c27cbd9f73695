//! The table of lemmas: closed lists and rules of endings, from the treebank's training part and from WordNet.
//!
//! A rule takes bytes off a word's end and puts an ending there. For each Penn tag the rule that most words with an
//! ending have stands at that ending when a shorter ending would decide otherwise; words that no ending serves stand
//! as themselves (ripple-down rules as in LemmaGen, Juršič et al. 2010).

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use tongueprint_features::text::Xpos;

use crate::treebank::Sentence;
use crate::wordnet::{self, Part};

/// Bytes taken off, and what is put there.
type Rule = (usize, String);
/// How often each word of a tag has each rule.
type Words = BTreeMap<String, BTreeMap<Rule, u32>>;

/// Endings of inflected forms with what stands for them in the stem, by tag.
type Inflections = [(Xpos, &'static [(&'static str, &'static str)])];

/// An ending longer than this is a word of its own.
const LONGEST_ENDING: usize = 8;

/// Tags whose words are their own lemmas: names, addresses, what is no word.
const UNCHANGED: [Xpos; 5] = [Xpos::Nnp, Xpos::Add, Xpos::Gw, Xpos::Fw, Xpos::Nfp];

/// The table as text.
pub(crate) fn table(train: &[Sentence]) -> Result<String> {
    let mut words = of_treebank(train);
    add_wordnet(&mut words)?;
    let mut lines = vec![
        "# XPOS, ending (^: whole word), bytes taken off, what is put there. Made by `make tagger`.".to_owned(),
    ];
    for (tag, words) in &words {
        for (ending, (strip, put)) in rules(words) {
            lines.push(format!("{tag}\t{ending}\t{strip}\t{put}"));
        }
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

fn of_treebank(train: &[Sentence]) -> BTreeMap<Xpos, Words> {
    let mut words: BTreeMap<Xpos, Words> = BTreeMap::new();
    for token in train.iter().flatten() {
        let name = token.tag.xpos == Xpos::Nnps;
        let form = if name { token.form.clone() } else { token.form.to_lowercase() };
        let letters = form.chars().all(|letter| letter.is_alphabetic() || letter == '\'');
        if letters && !UNCHANGED.contains(&token.tag.xpos) {
            let rule = rule(&form, &token.lemma);
            let rules = words.entry(token.tag.xpos).or_default().entry(form.to_ascii_lowercase());
            *rules.or_default().entry(rule).or_insert(0) += 1;
        }
    }
    words
}

/// What makes `lemma` of `form`.
fn rule(form: &str, lemma: &str) -> Rule {
    let same = form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b);
    let same: usize = same.map(|(letter, _)| letter.len_utf8()).sum();
    (form.len() - same, lemma[same..].to_owned())
}

/// Inflected forms of WordNet's words that the word lists know and the treebank does not.
fn add_wordnet(words: &mut BTreeMap<Xpos, Words>) -> Result<()> {
    let directory = Path::new(wordnet::DIRECTORY);
    let listed = crate::word_lists::large()?;
    let inflected: [(&str, &Inflections); 4] = [
        ("noun", &[(Xpos::Nns, &[("s", ""), ("es", ""), ("ies", "y"), ("men", "man")])]),
        (
            "verb",
            &[
                (Xpos::Vbz, &[("s", ""), ("es", ""), ("ies", "y")]),
                (Xpos::Vbg, &[("ing", ""), ("ing", "e")]),
                (Xpos::Vbd, &[("ed", ""), ("ed", "e"), ("ied", "y")]),
                (Xpos::Vbn, &[("ed", ""), ("ed", "e"), ("ied", "y")]),
            ],
        ),
        (
            "adj",
            &[
                (Xpos::Jjr, &[("er", ""), ("er", "e"), ("ier", "y")]),
                (Xpos::Jjs, &[("est", ""), ("est", "e"), ("iest", "y")]),
            ],
        ),
        ("adv", &[(Xpos::Rbr, &[("er", "")]), (Xpos::Rbs, &[("est", "")])]),
    ];
    for (name, tags) in inflected {
        let part = Part::read(directory, name)?;
        for &(tag, endings) in tags {
            let known = words.entry(tag).or_default();
            for word in &listed {
                let stems = stems(word, &part, endings);
                let irregular = part.irregular.get(word).filter(|_| may_be(word, tag));
                let lemma = irregular.and_then(|stems| stems.first()).or(match stems.as_slice() {
                    [stem] => Some(stem),
                    _ => None,
                });
                if let Some(lemma) = lemma
                    && !known.contains_key(word)
                {
                    known.insert(word.clone(), BTreeMap::from([(rule(word, lemma), 1)]));
                }
            }
        }
    }
    Ok(())
}

/// Whether an irregular form, of which WordNet says only the stem, may have this tag.
fn may_be(word: &str, tag: Xpos) -> bool {
    match tag {
        Xpos::Vbz => word.ends_with('s'),
        Xpos::Vbg => word.ends_with("ing"),
        Xpos::Vbd | Xpos::Vbn => !word.ends_with('s') && !word.ends_with("ing"),
        Xpos::Jjr | Xpos::Rbr => !word.ends_with("st"),
        Xpos::Jjs | Xpos::Rbs => word.ends_with("st"),
        _ => true,
    }
}

/// The stems that the part knows, also with a doubled last consonant made single.
fn stems(word: &str, part: &Part, endings: &[(&str, &str)]) -> Vec<String> {
    let mut stems = Vec::new();
    for (ending, put) in endings {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() > 1) else { continue };
        let whole = format!("{stem}{put}");
        if part.has(&whole) {
            stems.push(whole);
        }
        let bytes = stem.as_bytes();
        let doubled = put.is_empty() && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
        if doubled && stem.len() > 2 && *ending != "s" && *ending != "es" {
            let single = &stem[..stem.len() - 1];
            if part.has(single) && !stems.iter().any(|known| known.starts_with(single)) {
                stems.push(single.to_owned());
            }
        }
    }
    stems
}

/// The rules of a tag: endings in the order of their length, then the words that they do not serve.
fn rules(words: &Words) -> Vec<(String, Rule)> {
    let most = |counts: &BTreeMap<Rule, u32>| {
        counts
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))
            .map(|(rule, _)| rule.clone())
    };
    // Each word counts once: the frequent ones are the irregular ones.
    let mut endings: BTreeMap<(usize, &str), BTreeMap<Rule, u32>> = BTreeMap::new();
    let chosen: Vec<(&str, Rule)> =
        words.iter().filter_map(|(word, counts)| Some((word.as_str(), most(counts)?))).collect();
    for (word, rule) in &chosen {
        for (start, _) in word.char_indices().chain([(word.len(), ' ')]) {
            let ending = &word[start..];
            if ending.len() <= LONGEST_ENDING && ending.len() >= rule.0 {
                *endings
                    .entry((ending.len(), ending))
                    .or_default()
                    .entry(rule.clone())
                    .or_insert(0) += 1;
            }
        }
    }
    let mut kept: BTreeMap<&str, Rule> = BTreeMap::new();
    let decide = |kept: &BTreeMap<&str, Rule>, word: &str| {
        word.char_indices()
            .map(|(start, _)| start)
            .chain([word.len()])
            .find_map(|start| kept.get(&word[start..]).cloned())
            .unwrap_or((0, String::new()))
    };
    for ((length, ending), counts) in &endings {
        let Some(best) = most(counts) else { continue };
        let total: u32 = counts.values().sum();
        let clear = counts[&best] * 4 >= total * 3 && total > 1;
        if (clear || *length == 0) && decide(&kept, ending) != best {
            kept.insert(ending, best);
        }
    }
    let mut rules: Vec<(String, Rule)> =
        kept.iter().map(|(ending, rule)| ((*ending).to_owned(), rule.clone())).collect();
    for (word, rule) in chosen {
        if decide(&kept, word) != rule {
            rules.push((format!("^{word}"), rule));
        }
    }
    rules
}
