//! Sentences as learners and extortionists write them: the treebank's, with capitals, final stops and names varied.

use std::borrow::Cow;

use tongueprint_features::text::{TokenKind, Xpos};

use crate::treebank::Sentence;

/// SplitMix64 (Steele, Lea and Flood 2014): small, fast, the same everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(limit)) >> 64) as u64
    }

    /// Fisher and Yates.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

/// The words to learn from, with their tags: four sentences in five as they are.
pub(crate) fn vary<'a>(
    sentence: &'a Sentence,
    gold: &[u8],
    random: &mut Random,
) -> (Vec<(Cow<'a, str>, TokenKind)>, Vec<u8>) {
    let case = random.below(100);
    let mask = random.below(100) < 20;
    let mut words: Vec<(Cow<'a, str>, TokenKind)> = Vec::with_capacity(sentence.len());
    for token in sentence {
        let text = match case {
            0..8 => Cow::Owned(token.form.to_lowercase()),
            8..11 => Cow::Owned(token.form.to_uppercase()),
            _ => Cow::Borrowed(token.form.as_str()),
        };
        let masked = mask && token.tag.xpos == Xpos::Nnp && token.kind == TokenKind::Word;
        words.push((
            text,
            if masked && random.below(2) == 0 { TokenKind::Masked } else { token.kind },
        ));
    }
    let mut gold = gold.to_vec();
    if words.len() > 2
        && random.below(100) < 5
        && sentence.last().is_some_and(|t| t.tag.xpos == Xpos::Stop)
    {
        words.pop();
        gold.pop();
    }
    (words, gold)
}
