//! The feature templates: from words and the two tags before to the hashes that the model is asked for.
//!
//! Ratnaparkhi (1996) with the ambiguity class of the word to come, which stands in for its tag. Template numbers
//! have gaps: what the development part showed to add nothing is gone.

use super::word::{NOWHERE, Word};

/// Features of one token.
pub const FEATURES: usize = 29;

/// The tag before the first token.
pub const START: u8 = u8::MAX;

/// The case profile of a sentence in capitals.
pub(super) const ALL_CAPITALS: u64 = 2;

/// How capitals are used in a sentence: where all words have them, one more tells nothing.
pub(super) fn case_profile(words: &[Word]) -> u64 {
    let (mut letters, mut capital, mut small_letters) = (0, 0, 0);
    for word in words {
        let has_capital = word.has_capital();
        let has_small = word.has_small();
        letters += usize::from(has_capital || has_small);
        capital += usize::from(has_capital);
        small_letters += usize::from(has_small);
    }
    match (letters, capital, small_letters) {
        (_, 0, _) => 1,                                          // none
        (2.., _, small) if small * 5 <= letters => ALL_CAPITALS, // (nearly) all in capitals
        (3.., _, _) if capital * 10 >= letters * 7 => 3,         // a heading
        _ => 0,
    }
}

/// The hashes of the features of `words[at]`, given the sentence's case profile and the tags `before` it:
/// the nearest first.
pub(super) fn features(
    words: &[Word],
    at: usize,
    profile: u64,
    before: [u8; 2],
) -> [u64; FEATURES] {
    let neighbour = |offset: isize| {
        at.checked_add_signed(offset).and_then(|place| words.get(place)).unwrap_or(&NOWHERE)
    };
    let word = &words[at];
    let last = neighbour(-1);
    let next = neighbour(1);
    let first = u64::from(at == 0);
    let shape = word.shape << 3 | profile << 1 | first;
    let class = u64::from(word.kind.class);
    let next_class = u64::from(next.kind.class);
    let forms = u64::from(word.kind.forms);
    let tag = u64::from(before[0]);
    let tag_2 = u64::from(before[1]);
    let tags = tag << 8 | tag_2;
    [
        one(1, word.whole),
        two(2, word.whole, shape),
        one(3, word.suffixes[4]),
        one(4, word.suffixes[3]),
        one(5, word.suffixes[2]),
        one(6, word.suffixes[1]),
        one(7, word.suffixes[0]),
        one(10, word.prefixes[2]),
        one(12, last.whole),
        one(14, next.whole),
        two(16, last.whole, word.whole),
        two(17, word.whole, next.whole),
        one(18, next.suffixes[2]),
        one(20, next_class),
        two(22, class, next_class),
        one(23, tag),
        one(24, tag_2),
        one(25, tags),
        two(26, tag, word.whole),
        two(27, tag, word.suffixes[2]),
        two(28, tag, next_class),
        two(29, tags, class),
        two(30, tag << 32 | class, next_class),
        one(32, next.shape << 2 | profile),
        two(35, shape, word.suffixes[2]),
        two(37, last.shape << 2 | profile, shape),
        two(38, forms, shape),
        two(40, forms, word.suffixes[2]),
        two(43, tags, forms),
    ]
}

const fn one(template: u64, part: u64) -> u64 {
    mix(part ^ template.wrapping_mul(0xD6E8_FEB8_6659_FD93))
}

const fn two(template: u64, part: u64, other: u64) -> u64 {
    one(template, part.wrapping_mul(0xA076_1D64_78BD_642F) ^ other.rotate_left(17))
}

const fn mix(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 32).wrapping_mul(0xE703_7ED1_A0B4_28DB);
    (hash ^ hash >> 29).wrapping_mul(0x8EBC_6AF0_9C88_C6E3)
}
