//! The bundled English native-language model of [Tongueprint](https://crates.io/crates/tongueprint).
//!
//! Bytes only: `tongueprint::Engine::bundled()` reads them in place. `CARD.md` says what is behind
//! each label and how it was measured; `LICENSE-MODEL.md` holds the model's own terms
//! (non-commercial research use), which are not those of the code.

/// Aligns the bytes, so that the arrays inside can be read in place.
#[repr(C, align(16))]
struct Aligned<T: ?Sized>(T);

static ALIGNED: &Aligned<[u8]> = &Aligned(*include_bytes!("../model/tongueprint-en.model"));

/// The model file, 16-byte aligned.
///
/// ```
/// assert_eq!(&tongueprint_model_en::MODEL[..8], b"TNGPRINT");
/// ```
pub static MODEL: &[u8] = &ALIGNED.0;

#[cfg(test)]
mod tests {
    use super::MODEL;

    #[test]
    fn the_model_is_aligned_and_small() {
        assert_eq!(MODEL.as_ptr().align_offset(16), 0);
        assert!(MODEL.len() <= 9_000_000, "{} bytes", MODEL.len());
    }
}
