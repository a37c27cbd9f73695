//! The model file: one bounded header, big raw arrays, one checksum.
//!
//! ```text
//! 0   8  magic "TNGPRINT"
//! 8   4  format version                     all integers little-endian
//! 12  4  length of the header
//! 16  8  length of the whole file
//! 24  4  number of sections
//! 28  4  zero
//! 32     header, the labels' details, how each model learned (bincode 2, fixed-size integers), zero-padded to 16
//!        sections, each: tag u32, zero u32, length u64, raw array, zero-padded to 16
//! -32 32 BLAKE3 of everything before
//! ```
//!
//! Arrays are uncompressed and 16-byte aligned, so that a model embedded in a program is read in
//! place. `docs/MODEL_FORMAT.md` is the full description.

mod bytes;
mod header;
mod read;
mod write;

pub(crate) use bytes::{Array, ModelBytes};
pub(crate) use header::{CalibrationHeader, MemberHeader, StackHeader};
pub use header::{
    CorpusShare, Header, LabelDetails, LabelInfo, Learner, LengthRecall, Recall, TakenFor,
    TrainingSummary, Validation,
};
pub(crate) use read::{MemberSections, read};
pub(crate) use write::{MemberArrays, write};

/// The format this version writes, and the newest it reads.
pub const FORMAT_VERSION: u32 = 3;

/// The largest model file that is read, in bytes: 1 GiB.
pub const MAX_FILE_BYTES: u64 = 1 << 30;

const MAGIC: &[u8; 8] = b"TNGPRINT";
const ALIGN: usize = 16;
const PREFIX: usize = 32;
const CHECKSUM: usize = 32;
const MAX_HEADER_BYTES: usize = 16 << 20;

#[cfg(target_endian = "big")]
compile_error!("model files are little-endian and read in place; this machine is big-endian");

/// The arrays of one member, in file order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Keys = 1,
    Factors = 2,
    Scales = 3,
    Weights = 4,
}

impl Section {
    const ALL: [Self; 4] = [Self::Keys, Self::Factors, Self::Scales, Self::Weights];

    const fn tag(self, member: usize) -> u32 {
        ((member as u32) << 8) | self as u32
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Factors => "factors",
            Self::Scales => "scales",
            Self::Weights => "weights",
        }
    }

    /// Bytes of one element.
    const fn width(self) -> usize {
        match self {
            Self::Keys => 8,
            Self::Factors | Self::Scales => 4,
            Self::Weights => 1,
        }
    }
}

const fn padded(length: usize) -> usize {
    length.next_multiple_of(ALIGN)
}
