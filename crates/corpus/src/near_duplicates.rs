//! Documents that say the same: containment of word shingles (Broder 1997), closed transitively.

use std::collections::HashMap;

/// Words of a shingle.
const SHINGLE: usize = 8;
/// Documents are near-duplicates when this share of the smaller one's shingles is in the other.
const CONTAINMENT: f64 = 0.3;

/// Which documents are near-duplicates of which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearDuplicates {
    group_of: Vec<usize>,
    linked: Vec<(usize, usize)>,
    /// Pairs of near-duplicates.
    pub pairs: usize,
    /// Documents that are in a pair.
    pub documents: usize,
}

impl NearDuplicates {
    /// Finds them, exactly: an inverted index over hashed 8-word shingles, lower case, letters and
    /// digits alone. Documents too short for a shingle are compared whole.
    ///
    /// ```
    /// use tongueprint_corpus::NearDuplicates;
    /// let found = NearDuplicates::find(&[
    ///     "Pay us one bitcoin before Friday or we publish all of your files.",
    ///     "pay us ONE bitcoin before friday, or we publish all of your data!",
    ///     "Something else entirely, written by somebody else about a quite different matter.",
    /// ]);
    /// assert_eq!(found.pairs, 1);
    /// assert_eq!(found.group_of()[0], found.group_of()[1]);
    /// ```
    #[must_use]
    pub fn find(texts: &[&str]) -> Self {
        let shingles: Vec<Vec<u64>> = texts.iter().map(|text| shingles(text)).collect();
        let mut index: HashMap<u64, Vec<u32>> = HashMap::new();
        for (document, hashes) in shingles.iter().enumerate() {
            for &hash in hashes {
                index.entry(hash).or_default().push(document as u32);
            }
        }
        let mut shared = vec![0_u32; texts.len()];
        let mut touched = Vec::new();
        let mut linked = Vec::new();
        for (document, hashes) in shingles.iter().enumerate() {
            for hash in hashes {
                // Only pairs (earlier, later): each is counted once.
                for &earlier in index[hash].iter().take_while(|&&other| (other as usize) < document)
                {
                    if shared[earlier as usize] == 0 {
                        touched.push(earlier as usize);
                    }
                    shared[earlier as usize] += 1;
                }
            }
            touched.sort_unstable();
            for earlier in touched.drain(..) {
                let smaller = hashes.len().min(shingles[earlier].len());
                if f64::from(shared[earlier]) >= CONTAINMENT * smaller as f64 {
                    linked.push((earlier, document));
                }
                shared[earlier] = 0;
            }
        }
        let mut sets = UnionFind::new(texts.len());
        let mut is_linked = vec![false; texts.len()];
        for &(a, b) in &linked {
            sets.join(a, b);
            is_linked[a] = true;
            is_linked[b] = true;
        }
        Self {
            group_of: sets.numbers(),
            pairs: linked.len(),
            documents: is_linked.iter().filter(|&&linked| linked).count(),
            linked,
        }
    }

    /// The group of each document, numbered by first appearance.
    #[must_use]
    pub fn group_of(&self) -> &[usize] {
        &self.group_of
    }

    /// Pairs whose documents carry different labels.
    ///
    /// # Panics
    /// When there are fewer labels than documents.
    #[must_use]
    pub fn cross_label_pairs(&self, labels: &[usize]) -> usize {
        self.linked.iter().filter(|&&(a, b)| labels[a] != labels[b]).count()
    }
}

/// Hashes of a text's shingles, ascending and distinct.
fn shingles(text: &str) -> Vec<u64> {
    let mut words: Vec<u64> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()) {
        let mut hash = 0xcbf2_9ce4_8422_2325;
        for lower in word.chars().flat_map(char::to_lowercase) {
            hash = mix(hash ^ u64::from(lower));
        }
        words.push(hash);
    }
    if words.is_empty() {
        return Vec::new();
    }
    let length = SHINGLE.min(words.len());
    let mut hashes: Vec<u64> = words
        .windows(length)
        .map(|window| window.iter().fold(length as u64, |hash, &word| mix(hash ^ word)))
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The finaliser of SplitMix64: every bit of the input moves every bit of the output.
pub(crate) const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Disjoint sets with path halving; the smaller number is the root, so the order of joins is no matter.
pub(crate) struct UnionFind {
    parents: Vec<usize>,
}

impl UnionFind {
    pub(crate) fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    fn root(&mut self, mut item: usize) -> usize {
        while self.parents[item] != item {
            self.parents[item] = self.parents[self.parents[item]];
            item = self.parents[item];
        }
        item
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }

    /// The set of each item, numbered by first appearance.
    pub(crate) fn numbers(mut self) -> Vec<usize> {
        let mut numbers = vec![usize::MAX; self.parents.len()];
        let mut next = 0;
        (0..numbers.len())
            .map(|item| {
                let root = self.root(item);
                if numbers[root] == usize::MAX {
                    numbers[root] = next;
                    next += 1;
                }
                numbers[root]
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "I have the honour to inform you that the payment of the last month has not arrived yet and that we wait for it";

    #[test]
    fn containment_is_of_the_smaller() {
        let half = &LETTER[..60];
        let other = format!("{half} and after that something which no other letter has ever said in such words about anything");
        let found = NearDuplicates::find(&[LETTER, half, &other, "Short.", "short", "other"]);
        assert_eq!(found.group_of(), [0, 0, 0, 1, 1, 2]);
        assert_eq!(found.documents, 5);
    }

    #[test]
    fn pairs_across_labels_are_counted() {
        let found = NearDuplicates::find(&[LETTER, LETTER, LETTER]);
        assert_eq!(found.pairs, 3);
        assert_eq!(found.cross_label_pairs(&[0, 1, 0]), 2);
    }

    #[test]
    fn empty_texts_are_alone() {
        assert_eq!(NearDuplicates::find(&["", "  ", "!?"]).group_of(), [0, 1, 2]);
    }
}
