//! Feature keys: a frozen 64-bit hash. The same feature has the same key on every machine and in every
//! version of the model format; changing anything here needs a new format version.
//!
//! An n-gram's state starts at zero and takes in one unit a step, so that the n-grams of all orders
//! that begin at one place share their steps. The key of a state is finished with a seed of the view
//! and the order: equal strings in two views or at two orders have unrelated keys. The finaliser is
//! that of SplitMix64 (Steele, Lea and Flood 2014).

/// The running state of an n-gram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct State(u64);

impl State {
    /// Takes in a unit: a character, or the [`text`] of a token.
    #[must_use]
    pub(crate) const fn step(self, unit: u64) -> Self {
        let mixed =
            (self.0 ^ unit).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xd134_2543_de82_ef95);
        Self(mixed ^ (mixed >> 29))
    }

    /// The key, under a [`seed`].
    #[must_use]
    pub(crate) const fn key(self, seed: u64) -> u64 {
        finish(self.0 ^ seed)
    }
}

/// The seed of a view and an n-gram order.
#[must_use]
pub(crate) const fn seed(view: u8, order: u8) -> u64 {
    finish(((view as u64) << 8 | order as u64).wrapping_mul(0xa076_1d64_78bd_642f))
}

/// The unit of a text: its bytes, eight at a time, and its length.
#[must_use]
pub(crate) fn text(text: &str) -> u64 {
    let mut state = State(text.len() as u64);
    for chunk in text.as_bytes().chunks(8) {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        state = state.step(finish(u64::from_le_bytes(bytes)));
    }
    state.0
}

const fn finish(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ngram(view: u8, units: &str) -> u64 {
        let state = units.chars().fold(State::default(), |state, c| state.step(u64::from(c)));
        state.key(seed(view, units.chars().count() as u8))
    }

    #[test]
    fn keys_are_frozen() {
        assert_eq!(ngram(1, "a"), KNOWN[0]);
        assert_eq!(ngram(1, "the "), KNOWN[1]);
        assert_eq!(ngram(2, "the "), KNOWN[2]);
        assert_eq!(text("bitcoin"), KNOWN[3]);
        assert_eq!(text("a longer text than eight"), KNOWN[4]);
    }

    const KNOWN: [u64; 5] = [
        0x0e58_4225_2dbd_da2c,
        0xcc0e_ee09_4998_df69,
        0x94c2_c9bc_9e38_3398,
        0xbc21_ee94_375e_0fda,
        0x2f72_ea3f_aa19_427b,
    ];

    #[test]
    fn a_million_ngrams_do_not_collide() {
        let letters: Vec<u64> = "etaoinshrdlucmfwypvbgkjqxz .,'".chars().map(u64::from).collect();
        let mut keys = Vec::with_capacity(1_200_000);
        for view in 1..4 {
            for order in 1..=3_u32 {
                let seed = seed(view, order as u8);
                for number in 0..letters.len().pow(order) {
                    let mut rest = number;
                    let mut state = State::default();
                    for _ in 0..order {
                        state = state.step(letters[rest % letters.len()]);
                        rest /= letters.len();
                    }
                    keys.push(state.key(seed));
                }
            }
        }
        for number in 0..1_000_000 {
            keys.push(State::default().step(text(&format!("word{number}"))).key(seed(2, 1)));
        }
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }
}
