//! The bytes of a model, embedded or read, and typed arrays that point into them.

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use bytemuck::AnyBitPattern;

/// A model's bytes, 16-byte aligned, shared between everything that reads them.
#[derive(Clone, Debug)]
pub(crate) enum ModelBytes {
    Embedded(&'static [u8]),
    /// `u128` only for its alignment; the length in bytes stands beside it.
    Read(Arc<[u128]>, usize),
}

impl ModelBytes {
    /// Uses `bytes` in place where they are aligned, else copies them once.
    pub(crate) fn embedded(bytes: &'static [u8]) -> Self {
        if bytes.as_ptr().align_offset(super::ALIGN) == 0 {
            Self::Embedded(bytes)
        } else {
            Self::copied(bytes)
        }
    }

    pub(crate) fn copied(bytes: &[u8]) -> Self {
        let mut words = vec![0_u128; bytes.len().div_ceil(16)];
        bytemuck::cast_slice_mut::<u128, u8>(&mut words)[..bytes.len()].copy_from_slice(bytes);
        Self::Read(words.into(), bytes.len())
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Embedded(bytes) => bytes,
            Self::Read(words, length) => &bytemuck::cast_slice(words)[..*length],
        }
    }
}

/// A typed array inside a model's bytes.
#[derive(Clone, Debug)]
pub(crate) struct Array<T> {
    bytes: ModelBytes,
    range: Range<usize>,
    element: PhantomData<T>,
}

impl<T: AnyBitPattern> Array<T> {
    /// `None` when the range is outside the bytes, misaligned, or not a whole number of elements.
    pub(crate) fn new(bytes: &ModelBytes, range: Range<usize>) -> Option<Self> {
        let slice = bytes.as_slice().get(range.clone())?;
        bytemuck::try_cast_slice::<u8, T>(slice).ok()?;
        Some(Self { bytes: bytes.clone(), range, element: PhantomData })
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        // `new` has checked the range, the alignment and the length.
        bytemuck::cast_slice(&self.bytes.as_slice()[self.range.clone()])
    }
}
