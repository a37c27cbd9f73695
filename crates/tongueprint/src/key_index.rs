//! From feature key to column, in a step or two: open addressing over the sorted keys of a model.

use crate::{Error, ErrorKind};

const EMPTY: u32 = u32::MAX;
/// Honest keys are hashes and never come near this; a model file that does is crafted.
const MAX_PROBES: usize = 256;

/// Slots of column numbers, at most half full.
#[derive(Debug)]
pub(crate) struct KeyIndex {
    slots: Vec<u32>,
    shift: u32,
}

impl KeyIndex {
    /// Indexes `keys`, which are distinct.
    ///
    /// # Errors
    /// When so many keys share a slot that look-ups would crawl.
    pub(crate) fn new(keys: &[u64]) -> Result<Self, Error> {
        let size = (keys.len() * 2).next_power_of_two().max(2);
        let mut index = Self { slots: vec![EMPTY; size], shift: 64 - size.trailing_zeros() };
        for (column, &key) in keys.iter().enumerate() {
            let mut slot = index.home(key);
            let mut probes = 0;
            while index.slots[slot] != EMPTY {
                slot = (slot + 1) & (size - 1);
                probes += 1;
                if probes > MAX_PROBES {
                    return Err(Error::new(
                        ErrorKind::BadModel,
                        "a damaged model file: its feature keys are not hashes",
                    ));
                }
            }
            index.slots[slot] = column as u32;
        }
        Ok(index)
    }

    fn home(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }

    /// The column of `key` in `keys`, the same that the index was made from.
    pub(crate) fn get(&self, keys: &[u64], key: u64) -> Option<u32> {
        let mut slot = self.home(key);
        loop {
            let column = self.slots[slot];
            if column == EMPTY {
                return None;
            }
            if keys[column as usize] == key {
                return Some(column);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_there_and_nothing_else() {
        let keys: Vec<u64> = (0..1000_u64).map(|i| i * i * 7 + i).collect();
        let index = KeyIndex::new(&keys).unwrap();
        for (column, &key) in keys.iter().enumerate() {
            assert_eq!(index.get(&keys, key), Some(column as u32));
        }
        assert_eq!(index.get(&keys, 3), None);
        assert_eq!(KeyIndex::new(&[]).unwrap().get(&[], 3), None);
    }

    #[test]
    fn refuses_keys_crafted_to_collide() {
        // Multiples of the multiplier's inverse differ in their low product bits alone.
        let inverse = {
            let odd = 0x9e37_79b9_7f4a_7c15_u64;
            let mut x = odd;
            for _ in 0..6 {
                x = x.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(x)));
            }
            x
        };
        let keys: Vec<u64> = (0..2000_u64).map(|i| i.wrapping_mul(inverse)).collect();
        assert_eq!(KeyIndex::new(&keys).unwrap_err().kind(), ErrorKind::BadModel);
    }
}
