//! The tagger's model as bytes: written by the program that trains it, read and checked here.
//!
//! Little-endian throughout:
//!
//! ```text
//! magic "TPTAGGER", version u32
//! tags      count u32, then (UPOS u8, XPOS u8) each
//! kinds     count u32, then (only u8, class u16, forms u16) each
//! words     count u32, then their hashes, ascending, each the step from the one before in seven bits a byte,
//!           the lowest first; then the kind u16 of each
//! features  bits u32, the length of the entries u32, the end of each of 2^bits buckets u32, the entries:
//!           fingerprint u16, count u8, then (tag u8, weight i8) each
//! ```

use super::table::{Table, place};
use super::tagset::{Tag, Upos, Xpos};

/// Why bytes are no model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TaggerError {
    /// The bytes do not start with the magic.
    #[error("not a tagger's model")]
    Magic,
    /// A version that this program does not read.
    #[error("tagger model of version {0}, expected {VERSION}")]
    Version(u32),
    /// The bytes end inside a section, or go on after the last.
    #[error("the tagger's model is cut short or too long")]
    Length,
    /// A value out of its range.
    #[error("the tagger's model has an invalid {0}")]
    Invalid(&'static str),
}

const MAGIC: &[u8; 8] = b"TPTAGGER";
const VERSION: u32 = 1;
/// At most this many bits choose a bucket.
const MAX_BITS: u32 = 24;
/// A tag number that is none.
pub(super) const NO_TAG: u8 = u8::MAX;

/// What the dictionary knows of the words of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordKind {
    /// The number of the tag that all of them have; 255 where they have several.
    pub only: u8,
    /// A number for the set of tags that they can have.
    pub class: u16,
    /// Their forms by the word lists: bits whose meaning only the program that trains the model knows.
    pub forms: u16,
}

impl WordKind {
    /// Of a word that is not in the dictionary.
    pub const UNKNOWN: Self = Self { only: NO_TAG, class: 0, forms: 0 };
}

/// The dictionary: the kinds of the words that are frequent in the treebank or stand in the word lists.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    kinds: Vec<WordKind>,
    /// Ascending hashes, and the number of each word's kind.
    words: Vec<(u32, u16)>,
    /// Where the words of each value of the hash's upper half start, and the end of the last.
    starts: Vec<u32>,
}

impl Dictionary {
    /// A dictionary of `words`: the hash of the normal form, the place of its kind in `kinds`.
    ///
    /// # Errors
    /// When a kind is missing or a hash stands there twice.
    pub fn new(kinds: Vec<WordKind>, mut words: Vec<(u32, u16)>) -> Result<Self, TaggerError> {
        words.sort_unstable();
        if words.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(TaggerError::Invalid("word hash"));
        }
        if words.iter().any(|&(_, kind)| usize::from(kind) >= kinds.len()) {
            return Err(TaggerError::Invalid("kind of a word"));
        }
        let mut starts = vec![0_u32; (1 << 16) + 1];
        for &(hash, _) in &words {
            starts[(hash >> 16) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Ok(Self { kinds, words, starts })
    }

    /// The kind of the word with this hash.
    #[inline]
    pub(super) fn kind(&self, whole: u64) -> WordKind {
        let hash = (whole >> 32) as u32;
        let bucket = (hash >> 16) as usize;
        let [start, end] =
            self.starts.get(bucket..bucket + 2).map_or([0, 0], |ends| [ends[0], ends[1]]);
        self.words[start as usize..end as usize]
            .iter()
            .find(|word| word.0 == hash)
            .map_or(WordKind::UNKNOWN, |&(_, kind)| self.kinds[usize::from(kind)])
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        write_count(bytes, self.kinds.len());
        for kind in &self.kinds {
            bytes.push(kind.only);
            bytes.extend_from_slice(&kind.class.to_le_bytes());
            bytes.extend_from_slice(&kind.forms.to_le_bytes());
        }
        write_count(bytes, self.words.len());
        // Ascending hashes: what is added to the one before, in seven bits a byte.
        let mut last = 0;
        for &(hash, _) in &self.words {
            let mut step = hash - last;
            while step >= 0x80 {
                bytes.push(step as u8 | 0x80);
                step >>= 7;
            }
            bytes.push(step as u8);
            last = hash;
        }
        bytes.extend(self.words.iter().flat_map(|(_, kind)| kind.to_le_bytes()));
    }

    fn read(reader: &mut Reader<'_>, tags: usize) -> Result<Self, TaggerError> {
        let count = reader.count()?;
        let rows = reader.take(count.checked_mul(5).ok_or(TaggerError::Length)?)?;
        let kinds: Vec<WordKind> = rows
            .chunks_exact(5)
            .map(|row| WordKind {
                only: row[0],
                class: u16::from_le_bytes([row[1], row[2]]),
                forms: u16::from_le_bytes([row[3], row[4]]),
            })
            .collect();
        if kinds.iter().any(|kind| kind.only != NO_TAG && usize::from(kind.only) >= tags) {
            return Err(TaggerError::Invalid("tag of a kind"));
        }
        let count = reader.count()?;
        let mut hashes = Vec::new();
        let mut last = 0_u32;
        for _ in 0..count {
            let mut step = 0_u32;
            for shift in (0..32).step_by(7) {
                let byte = u32::from(reader.take(1)?[0]);
                step |= (byte & 0x7F) << shift;
                if byte < 0x80 {
                    break;
                }
            }
            last = last.checked_add(step).ok_or(TaggerError::Invalid("word hash"))?;
            hashes.push(last);
        }
        let kind_of = reader.take(count.checked_mul(2).ok_or(TaggerError::Length)?)?;
        let kind_of = kind_of.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        Self::new(kinds, hashes.into_iter().zip(kind_of).collect())
    }
}

/// The weights of one feature: tag numbers and what they add.
pub type Weights = Vec<(u8, i8)>;

/// What a model is made of, before it is bytes.
#[derive(Clone, Debug)]
pub struct ModelParts {
    /// The pairs of tags that the model knows, by tag number.
    pub tags: Vec<Tag>,
    /// The dictionary.
    pub dictionary: Dictionary,
    /// For each feature its hash and its weights.
    pub features: Vec<(u64, Weights)>,
}

impl ModelParts {
    /// The bytes that [`Tagger::from_bytes`](super::Tagger::from_bytes) reads: the same for the same features in
    /// any order.
    ///
    /// Features that share a fingerprint in a bucket (one pair in 2³³) become one.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        write_count(&mut bytes, self.tags.len());
        bytes.extend(self.tags.iter().flat_map(|tag| [tag.upos as u8, tag.xpos as u8]));
        self.dictionary.write(&mut bytes);
        let bits = bits_for(self.features.len());
        let mut features: Vec<_> =
            self.features.iter().map(|(hash, weights)| (place(*hash, bits), weights)).collect();
        features.sort_unstable();
        features.dedup_by_key(|feature| feature.0);
        let mut entries = Vec::new();
        let mut ends = Vec::with_capacity(4 << bits);
        let mut features = features.into_iter().peekable();
        for bucket in 0..1_u32 << bits {
            while let Some(((_, fingerprint), weights)) =
                features.next_if(|next| next.0.0 == bucket)
            {
                entries.extend_from_slice(&fingerprint.to_le_bytes());
                let count = weights.len().min(usize::from(u8::MAX));
                entries.push(count as u8);
                entries
                    .extend(weights[..count].iter().flat_map(|&(tag, weight)| [tag, weight as u8]));
            }
            write_count(&mut ends, entries.len());
        }
        bytes.extend_from_slice(&bits.to_le_bytes());
        write_count(&mut bytes, entries.len());
        bytes.extend_from_slice(&ends);
        bytes.extend_from_slice(&entries);
        bytes
    }
}

/// As many buckets as half the features.
fn bits_for(features: usize) -> u32 {
    (features / 2).max(1).next_power_of_two().trailing_zeros().min(MAX_BITS)
}

/// A model that was read: every number in it is in its range.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) tags: Vec<Tag>,
    pub(super) dictionary: Dictionary,
    pub(super) table: Table,
}

impl Model {
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, TaggerError> {
        let mut reader = Reader(bytes);
        if reader.take(MAGIC.len()) != Ok(MAGIC) {
            return Err(TaggerError::Magic);
        }
        let version = reader.u32()?;
        if version != VERSION {
            return Err(TaggerError::Version(version));
        }
        let count = reader.count()?;
        let mut tags = Vec::new();
        for pair in reader.take(count.checked_mul(2).ok_or(TaggerError::Length)?)?.chunks_exact(2) {
            let upos = Upos::ALL.get(usize::from(pair[0]));
            let xpos = Xpos::ALL.get(usize::from(pair[1]));
            let (&upos, &xpos) = upos.zip(xpos).ok_or(TaggerError::Invalid("tag"))?;
            tags.push(Tag::new(upos, xpos));
        }
        if tags.is_empty() || tags.len() > super::MAX_TAGS {
            return Err(TaggerError::Invalid("number of tags"));
        }
        let dictionary = Dictionary::read(&mut reader, tags.len())?;
        let bits = reader.u32()?;
        if bits > MAX_BITS {
            return Err(TaggerError::Invalid("number of buckets"));
        }
        let length = reader.count()?;
        let mut starts = vec![0];
        starts.extend(reader.u32s(1 << bits)?);
        let entries = reader.take(length)?;
        if !reader.0.is_empty() {
            return Err(TaggerError::Length);
        }
        let table = table(bits, &starts, entries, tags.len())?;
        Ok(Self { tags, dictionary, table })
    }
}

/// The table of the entries, each checked.
fn table(bits: u32, starts: &[u32], entries: &[u8], tags: usize) -> Result<Table, TaggerError> {
    let ascending = starts.is_sorted();
    if !ascending || starts.last().copied().unwrap_or(0) as usize != entries.len() {
        return Err(TaggerError::Invalid("bucket"));
    }
    let mut features = Vec::new();
    for (bucket, pair) in starts.windows(2).enumerate() {
        let mut rest = entries
            .get(pair[0] as usize..pair[1] as usize)
            .ok_or(TaggerError::Invalid("bucket"))?;
        while let [low, high, count, after @ ..] = rest {
            let (weights, next) = after
                .split_at_checked(2 * usize::from(*count))
                .ok_or(TaggerError::Invalid("feature"))?;
            if weights.chunks_exact(2).any(|weight| usize::from(weight[0]) >= tags) {
                return Err(TaggerError::Invalid("tag of a weight"));
            }
            features.push(((bucket as u32, u16::from_le_bytes([*low, *high])), weights));
            rest = next;
        }
        if !rest.is_empty() {
            return Err(TaggerError::Invalid("feature"));
        }
    }
    let mut table = Table::new(bits, features.len());
    for (place, weights) in features {
        table.insert(place, weights.chunks_exact(2).map(|weight| (weight[0], weight[1] as i8)));
    }
    Ok(table)
}

/// Sections are far shorter than 4 GiB: one that is not is cut, and refused when it is read.
fn write_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

/// Takes numbers off the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], TaggerError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(TaggerError::Length)?;
        self.0 = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, TaggerError> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn count(&mut self) -> Result<usize, TaggerError> {
        Ok(self.u32()? as usize)
    }

    fn u32s(&mut self, count: usize) -> Result<Vec<u32>, TaggerError> {
        let bytes = self.take(count.checked_mul(4).ok_or(TaggerError::Length)?)?;
        Ok(bytes
            .chunks_exact(4)
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect())
    }
}
