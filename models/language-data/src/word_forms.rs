//! What the word lists say of a word's forms: a plural, a past, an adverb, a name.
//!
//! Words come from the lists of the lexicon; WordNet says which of their stems are nouns, verbs, adjectives and
//! adverbs (Miller 1995; its own rules of detachment find the stems).

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use tongueprint_features::text::TagInput;
use tongueprint_features::text::tag::training::word_hash;

use crate::wordnet::{self, Part};

const NAME: u16 = 1;
const NOUN: u16 = 1 << 1;
const PLURAL: u16 = 1 << 2;
const VERB: u16 = 1 << 3;
const THIRD_PERSON: u16 = 1 << 4;
const PARTICIPLE: u16 = 1 << 5;
const PAST: u16 = 1 << 6;
const ADJECTIVE: u16 = 1 << 7;
const COMPARED: u16 = 1 << 8;
const ADVERB: u16 = 1 << 9;
/// Two bits: which part of speech is the most frequent in WordNet's own texts.
const MOSTLY: [u16; 4] = [0, 1 << 10, 2 << 10, 3 << 10];
/// Any other word of the lists.
const OTHER: u16 = 1 << 12;

/// The forms of each word of the lists, by its hash.
pub(crate) fn of_lists() -> Result<BTreeMap<u32, u16>> {
    let words = crate::word_lists::large()?;
    let directory = Path::new(wordnet::DIRECTORY);
    let noun = Part::read(directory, "noun")?;
    let verb = Part::read(directory, "verb")?;
    let adjective = Part::read(directory, "adj")?;
    let adverb = Part::read(directory, "adv")?;
    let mut forms: BTreeMap<u32, u16> = BTreeMap::new();
    for word in &words {
        let lower = word.to_lowercase();
        let bits = if lower != *word {
            if words.contains(&lower) { 0 } else { NAME }
        } else {
            let mut bits = 0;
            let mut set = |holds: bool, bit: u16| bits |= if holds { bit } else { 0 };
            let irregular = verb.irregular.contains_key(word);
            set(noun.has(word), NOUN);
            set(
                noun.irregular.contains_key(word)
                    || noun.has_stem(
                        word,
                        &[
                            ("s", ""),
                            ("ses", "s"),
                            ("xes", "x"),
                            ("zes", "z"),
                            ("ches", "ch"),
                            ("shes", "sh"),
                            ("ies", "y"),
                            ("men", "man"),
                        ],
                    ),
                PLURAL,
            );
            set(verb.has(word), VERB);
            set(
                verb.has_stem(word, &[("s", ""), ("ies", "y"), ("es", "e"), ("es", "")]),
                THIRD_PERSON,
            );
            let ing = word.ends_with("ing");
            set(
                ing && (irregular || verb.has_doubled_stem(word, "ing"))
                    || verb.has_stem(word, &[("ing", "e"), ("ing", "")]),
                PARTICIPLE,
            );
            set(
                irregular && !ing && !word.ends_with('s')
                    || verb.has_doubled_stem(word, "ed")
                    || verb.has_stem(word, &[("ed", "e"), ("ed", ""), ("ied", "y")]),
                PAST,
            );
            set(adjective.has(word), ADJECTIVE);
            set(
                adjective.irregular.contains_key(word)
                    || adjective.has_stem(
                        word,
                        &[
                            ("er", ""),
                            ("er", "e"),
                            ("est", ""),
                            ("est", "e"),
                            ("ier", "y"),
                            ("iest", "y"),
                        ],
                    ),
                COMPARED,
            );
            set(adverb.has(word), ADVERB);
            let counts = [&noun, &verb, &adjective, &adverb]
                .map(|part| part.words.get(word).copied().unwrap_or(0));
            let most = counts.iter().copied().max().unwrap_or(0);
            let mostly = counts.iter().position(|&count| count == most).unwrap_or(0);
            bits | MOSTLY[mostly] | if bits == 0 { OTHER } else { 0 }
        };
        *forms.entry(word_hash(TagInput::word(word))).or_insert(0) |= bits;
    }
    Ok(forms)
}
