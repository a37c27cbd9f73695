//! Documents that repeat each other: word shingles, an exact inverted index, union-find.
//!
//! Texts in, groups of near-duplicates out. Two documents are near-duplicates when the shingles (runs of
//! eight words, lower case) that they share make up at least 0.3 of the shorter one's: containment,
//! after Broder (1997), "On the resemblance and containment of documents", computed in full and not
//! from a sketch. Documents of fewer words are near-duplicates when their words are equal.

use std::collections::BTreeMap;

use crate::seeded::mix;
use crate::union_find::UnionFind;

/// Words in a shingle.
pub const SHINGLE_WORDS: usize = 8;

/// Containment from which on two documents are near-duplicates, in tenths.
const CONTAINMENT_TENTHS: u64 = 3;

/// Which documents repeat each other.
///
/// ```
/// use tongueprint_corpus::NearDuplicates;
///
/// let draft = "we waited at the station for two hours but the train to my town never came";
/// let second = "that day we waited at the station for two hours but the train never came";
/// let found = NearDuplicates::find(&[draft, "something else altogether", second]);
/// assert_eq!(found.group_of(), [0, 1, 0]);
/// assert_eq!((found.pairs, found.documents), (1, 2));
/// assert_eq!(found.cross_label_pairs(&[0, 0, 1]), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NearDuplicates {
    /// Pairs of documents that are near-duplicates of each other.
    pub pairs: usize,
    /// Documents that have at least one near-duplicate.
    pub documents: usize,
    group_of: Vec<usize>,
    /// Documents with the same set of shingles, in order of first appearance.
    alike: Vec<Vec<u32>>,
    /// Pairs of positions in `alike`, lower first.
    alike_pairs: Vec<(u32, u32)>,
}

impl NearDuplicates {
    /// Compares every text with every other.
    ///
    /// Time grows with the shingles and, for each, with the square of the distinct documents that
    /// share it.
    #[must_use]
    pub fn find(texts: &[&str]) -> Self {
        let mut words = Vec::new();
        let shingles: Vec<Vec<u64>> = texts.iter().map(|text| shingles(text, &mut words)).collect();
        let (alike, sets) = collapse(&shingles);
        let alike_pairs = overlapping(&sets);

        let mut union = UnionFind::new(texts.len());
        let mut repeated = vec![false; texts.len()];
        let mut pairs = 0;
        for members in &alike {
            if let [first, rest @ ..] = members.as_slice()
                && !rest.is_empty()
            {
                pairs += members.len() * rest.len() / 2;
                members.iter().for_each(|&document| repeated[document as usize] = true);
                rest.iter().for_each(|&other| union.join(*first as usize, other as usize));
            }
        }
        for &(a, b) in &alike_pairs {
            let (a, b) = (&alike[a as usize], &alike[b as usize]);
            pairs += a.len() * b.len();
            a.iter().chain(b).for_each(|&document| repeated[document as usize] = true);
            union.join(a[0] as usize, b[0] as usize);
        }
        Self {
            pairs,
            documents: repeated.iter().filter(|&&repeated| repeated).count(),
            group_of: union.groups(),
            alike,
            alike_pairs,
        }
    }

    /// The group of each document: near-duplicates, and what they are linked through, share one.
    ///
    /// Groups are numbered by first appearance.
    #[must_use]
    pub fn group_of(&self) -> &[usize] {
        &self.group_of
    }

    /// Pairs of near-duplicates whose labels differ; `labels` is parallel to the texts.
    ///
    /// Many such pairs mean that the wording of a task or a shared source travels across labels.
    /// Documents beyond the end of `labels` are left out.
    #[must_use]
    pub fn cross_label_pairs(&self, labels: &[usize]) -> usize {
        let counts: Vec<BTreeMap<usize, usize>> = self
            .alike
            .iter()
            .map(|members| {
                let mut counts = BTreeMap::new();
                for label in members.iter().filter_map(|&document| labels.get(document as usize)) {
                    *counts.entry(*label).or_default() += 1;
                }
                counts
            })
            .collect();
        let within: usize = counts
            .iter()
            .map(|counts| {
                let all: usize = counts.values().sum();
                let same: usize = counts.values().map(|&n| n * n).sum();
                (all * all - same) / 2
            })
            .sum();
        let between: usize = self
            .alike_pairs
            .iter()
            .map(|&(a, b)| {
                let (a, b) = (&counts[a as usize], &counts[b as usize]);
                let all = a.values().sum::<usize>() * b.values().sum::<usize>();
                let same: usize =
                    a.iter().filter_map(|(label, n)| b.get(label).map(|m| n * m)).sum();
                all - same
            })
            .sum();
        within + between
    }
}

/// The sorted set of a text's shingles; a text shorter than one is a shingle of its own length.
fn shingles(text: &str, words: &mut Vec<u64>) -> Vec<u64> {
    words.clear();
    hash_words(text, words);
    if words.is_empty() {
        return Vec::new();
    }
    let width = words.len().min(SHINGLE_WORDS);
    let mut shingles: Vec<u64> = words
        .windows(width)
        .map(|run| run.iter().fold(width as u64, |hash, word| mix(hash ^ word)))
        .collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// FNV-1a of every run of letters and digits, lower case.
fn hash_words(text: &str, words: &mut Vec<u64>) {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let step = |hash: u64, code: u32| (hash ^ u64::from(code)).wrapping_mul(PRIME);
    let mut word = None;
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            let code = u32::from(letter.to_ascii_lowercase());
            word = Some(step(word.unwrap_or(OFFSET), code));
        } else if !letter.is_ascii() && letter.is_alphanumeric() {
            let start = word.unwrap_or(OFFSET);
            word = Some(letter.to_lowercase().fold(start, |hash, part| step(hash, part.into())));
        } else {
            words.extend(word.take());
        }
    }
    words.extend(word);
}

/// Documents by equal shingle set, and the set of each; documents without a word stay alone.
///
/// Copies of one text would otherwise cost the square of their number.
fn collapse(shingles: &[Vec<u64>]) -> (Vec<Vec<u32>>, Vec<&[u64]>) {
    let mut place: BTreeMap<&[u64], usize> = BTreeMap::new();
    let mut alike: Vec<Vec<u32>> = Vec::new();
    let mut sets: Vec<&[u64]> = Vec::new();
    for (document, set) in shingles.iter().enumerate() {
        let document = u32::try_from(document).expect("fewer than 2^32 texts fit in memory");
        if let Some(&known) = place.get(set.as_slice()) {
            alike[known].push(document);
            continue;
        }
        if !set.is_empty() {
            place.insert(set, alike.len());
        }
        alike.push(vec![document]);
        sets.push(set);
    }
    (alike, sets)
}

/// Pairs of sets (lower position first) whose containment reaches the threshold.
fn overlapping(sets: &[&[u64]]) -> Vec<(u32, u32)> {
    let mut entries: Vec<(u64, u32)> = (0u32..)
        .zip(sets)
        .flat_map(|(set, shingles)| shingles.iter().map(move |&shingle| (shingle, set)))
        .collect();
    entries.sort_unstable();
    // The shared shingles of each set, as ranges of `entries`: those that lie in it and earlier sets.
    let mut shared: Vec<Vec<(usize, usize)>> = vec![Vec::new(); sets.len()];
    let mut start = 0;
    for run in entries.chunk_by(|a, b| a.0 == b.0) {
        for (place, &(_, set)) in run.iter().enumerate().skip(1) {
            shared[set as usize].push((start, start + place));
        }
        start += run.len();
    }
    let mut pairs = Vec::new();
    let mut counts = vec![0u32; sets.len()];
    let mut touched = Vec::new();
    for (set, ranges) in (0u32..).zip(&shared) {
        for &(from, to) in ranges {
            for &(_, other) in &entries[from..to] {
                let count = &mut counts[other as usize];
                if *count == 0 {
                    touched.push(other);
                }
                *count += 1;
            }
        }
        touched.sort_unstable();
        for other in touched.drain(..) {
            let common = u64::from(std::mem::take(&mut counts[other as usize]));
            let smaller = sets[set as usize].len().min(sets[other as usize].len()) as u64;
            if common * 10 >= CONTAINMENT_TENTHS * smaller {
                pairs.push((other, set));
            }
        }
    }
    pairs
}
