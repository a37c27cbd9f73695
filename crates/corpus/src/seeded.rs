//! Seeded choices that are the same on every platform: SplitMix64 (Steele, Lea, Flood 2014).

/// SplitMix64's finaliser: a bijection in which every input bit moves every output bit.
pub(crate) const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A sort key for item `index`: sorting by it shuffles as `seed` says.
pub(crate) const fn key(seed: u64, index: usize) -> u64 {
    mix(mix(seed) ^ index as u64)
}
