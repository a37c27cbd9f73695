//! The weights as the tagger asks for them: a filter that most absent features fail, and one probe for the others.
//!
//! A token has some forty features; half of them are unknown, and which ones no processor can guess. So the filter is
//! asked for all of them first, without a branch, and only what passes is looked up. Weights lie in fours: nearly
//! every feature has at most four, which is one step, whatever their number.

use super::MAX_TAGS;
use super::templates::FEATURES;

/// Four tag numbers and their weights; where there are fewer, weights of nought.
type Four = [(u8, i8); 4];

/// A feature: which one, where its further weights are, the first four.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(16))]
struct Slot {
    key: u32,
    /// Where its further fours start, above the lowest byte: how many fours it has, the first one counted; 0 in an
    /// empty slot.
    more: u32,
    first: Four,
}

#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Of a feature's place: which bucket, in bits.
    bits: u32,
    filter: Vec<u64>,
    /// A power of two of them, at most two thirds taken; a feature is in the first free one from its own on.
    slots: Vec<Slot>,
    further: Vec<Four>,
}

/// Bits of the fingerprint that choose a bit of the filter, beside the bucket.
const FILTER_BITS: u32 = 4;

/// The bucket and the fingerprint of a feature.
#[inline]
pub(super) const fn place(hash: u64, bits: u32) -> (u32, u16) {
    ((hash >> 40) as u32 & ((1 << bits) - 1), hash as u16)
}

const fn filter_bit((bucket, fingerprint): (u32, u16)) -> usize {
    (bucket as usize) << FILTER_BITS | fingerprint as usize & ((1 << FILTER_BITS) - 1)
}

/// What tells features apart whose slots are near.
const fn key((bucket, fingerprint): (u32, u16)) -> u32 {
    bucket << 16 | fingerprint as u32
}

impl Table {
    /// A table for so many features, whose buckets have so many bits.
    pub(super) fn new(bits: u32, features: usize) -> Self {
        Self {
            bits,
            filter: vec![0; (1_usize << (bits + FILTER_BITS)).div_ceil(64)],
            slots: vec![Slot::default(); (features + features / 2 + 1).next_power_of_two()],
            further: Vec::new(),
        }
    }

    /// Where the search for a feature starts.
    #[inline]
    const fn first_slot(&self, place: (u32, u16)) -> usize {
        let mixed = key(place).wrapping_mul(0x9E37_79B1);
        (mixed >> 7) as usize & (self.slots.len() - 1)
    }

    /// Puts a feature in; no more than [`new`](Self::new) was told of.
    pub(super) fn insert(&mut self, place: (u32, u16), weights: impl Iterator<Item = (u8, i8)>) {
        let bit = filter_bit(place);
        self.filter[bit / 64] |= 1 << (bit % 64);
        let start = self.further.len();
        let mut first = Four::default();
        let mut count = 0;
        for weight in weights {
            let (four, at) = (count / 4, count % 4);
            if four == 0 {
                first[at] = weight;
            } else {
                if at == 0 {
                    self.further.push(Four::default());
                }
                if let Some(last) = self.further.last_mut() {
                    last[at] = weight;
                }
            }
            count += 1;
        }
        let fours = count.div_ceil(4).max(1) as u32;
        let mut at = self.first_slot(place);
        while self.slots[at].more != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = Slot { key: key(place), more: (start as u32) << 8 | fours, first };
    }

    /// Adds the weights of the features that are known.
    #[inline]
    pub(super) fn add(&self, features: &[u64; FEATURES], scores: &mut [i32; MAX_TAGS]) {
        let mut passed = [0_u64; FEATURES];
        let mut count = 0;
        for &hash in features {
            let bit = filter_bit(place(hash, self.bits));
            passed[count] = hash;
            count += (self.filter[bit / 64] >> (bit % 64) & 1) as usize;
        }
        // Loads that do not wait for one another: most slots are far from the processor.
        let mut slots = [Slot::default(); FEATURES];
        for (slot, &hash) in slots.iter_mut().zip(&passed[..count]) {
            *slot = self.slots[self.first_slot(place(hash, self.bits))];
        }
        for (&first, &hash) in slots.iter().zip(&passed[..count]) {
            let place = place(hash, self.bits);
            let key = key(place);
            let (mut slot, mut at) = (first, self.first_slot(place));
            while slot.more != 0 {
                if slot.key == key {
                    add_four(slot.first, scores);
                    let start = (slot.more >> 8) as usize;
                    let further = (slot.more & 0xFF) as usize - 1;
                    for &four in &self.further[start..start + further] {
                        add_four(four, scores);
                    }
                    break;
                }
                at = (at + 1) & (self.slots.len() - 1);
                slot = self.slots[at];
            }
        }
    }
}

#[inline]
fn add_four(four: Four, scores: &mut [i32; MAX_TAGS]) {
    for (tag, weight) in four {
        scores[usize::from(tag) % MAX_TAGS] += i32::from(weight);
    }
}
