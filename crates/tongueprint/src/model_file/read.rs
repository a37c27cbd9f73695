//! Bytes to header and arrays, trusting nothing.
//!
//! In this order: size cap, magic, version, length, checksum, header, sections, everything consumed,
//! shapes agree, numbers finite, keys ascending. Nothing is allocated that the file's size does not
//! bound.

use serde::de::DeserializeOwned;

use super::{
    Array, CHECKSUM, FORMAT_VERSION, Header, LabelDetails, Learner, MAGIC, MAX_FILE_BYTES,
    MAX_HEADER_BYTES, ModelBytes, PREFIX, Section, padded,
};
use crate::{Error, ErrorKind};

/// The most linear models in a file, and the most views of one: each view costs time on every text.
const MOST_MEMBERS: usize = 64;

/// The arrays of one member, in place.
pub(crate) struct MemberSections {
    pub(crate) keys: Array<u64>,
    pub(crate) factors: Array<f32>,
    pub(crate) scales: Array<f32>,
    pub(crate) weights: Array<i8>,
}

/// Checks the whole file and returns its header and arrays.
///
/// # Errors
/// [`ErrorKind::BadModel`] or [`ErrorKind::FutureModel`], saying what is wrong.
pub(crate) fn read(bytes: &ModelBytes) -> Result<(Header, Vec<MemberSections>), Error> {
    let file = bytes.as_slice();
    let header_length = check_envelope(file)?;
    let header = decode_header(u32_at(file, 8), &file[PREFIX..PREFIX + header_length])?;
    check_header(&header)?;
    let sections = u32_at(file, 24) as usize;
    if sections != header.members.len() * Section::ALL.len() {
        return Err(bad(format!("{sections} sections for {} linear models", header.members.len())));
    }
    let mut cursor = padded(PREFIX + header_length);
    let mut members = Vec::with_capacity(header.members.len());
    for (index, member) in header.members.iter().enumerate() {
        let mut next = |section: Section, elements: u64| {
            take_section(file, &mut cursor, section, index, elements)
        };
        let keys = next(Section::Keys, member.features)?;
        let factors = next(Section::Factors, member.features)?;
        let scales = next(Section::Scales, member.features)?;
        let cells = member
            .features
            .checked_mul(header.labels.len() as u64)
            .ok_or_else(|| bad("the weights of a linear model overflow"))?;
        let weights = next(Section::Weights, cells)?;
        let misaligned = || bad("a section is misaligned");
        members.push(MemberSections {
            keys: Array::new(bytes, keys).ok_or_else(misaligned)?,
            factors: Array::new(bytes, factors).ok_or_else(misaligned)?,
            scales: Array::new(bytes, scales).ok_or_else(misaligned)?,
            weights: Array::new(bytes, weights).ok_or_else(misaligned)?,
        });
    }
    if cursor + CHECKSUM != file.len() {
        return Err(bad("bytes are left over after the last section"));
    }
    for member in &members {
        check_arrays(member)?;
    }
    Ok((header, members))
}

/// Everything before the header; returns the header's length.
fn check_envelope(file: &[u8]) -> Result<usize, Error> {
    if file.len() as u64 > MAX_FILE_BYTES {
        return Err(bad(format!("{} bytes; at most {MAX_FILE_BYTES} are read", file.len())));
    }
    if file.len() < MAGIC.len() || &file[..MAGIC.len()] != MAGIC {
        return Err(Error::new(
            ErrorKind::BadModel,
            "not a Tongueprint model (it does not begin with TNGPRINT); `tongueprint train` makes one",
        ));
    }
    if file.len() < PREFIX + CHECKSUM {
        return Err(bad("it ends inside its first bytes"));
    }
    let version = u32_at(file, 8);
    if version > FORMAT_VERSION {
        return Err(Error::new(
            ErrorKind::FutureModel,
            format!(
                "model format {version}, and this Tongueprint reads up to {FORMAT_VERSION}: a newer Tongueprint is needed"
            ),
        ));
    }
    if version == 0 {
        return Err(bad("format version 0 does not exist"));
    }
    let declared = u64::from_le_bytes(file[16..24].try_into().expect("eight bytes"));
    if declared != file.len() as u64 {
        return Err(bad(format!(
            "{} bytes where {declared} were written: a truncated copy?",
            file.len()
        )));
    }
    let (body, checksum) = file.split_at(file.len() - CHECKSUM);
    if blake3::hash(body) != *<&[u8; CHECKSUM]>::try_from(checksum).expect("split at 32") {
        return Err(bad("its checksum does not fit its content: a damaged copy?"));
    }
    let header_length = u32_at(file, 12) as usize;
    if header_length > MAX_HEADER_BYTES || padded(PREFIX + header_length) > body.len() {
        return Err(bad(format!("a header of {header_length} bytes does not fit")));
    }
    Ok(header_length)
}

fn decode_header(version: u32, encoded: &[u8]) -> Result<Header, Error> {
    let (mut header, details, learners): (Header, Vec<LabelDetails>, Vec<Learner>) = match version {
        1 => (decode(encoded)?, Vec::new(), Vec::new()),
        2 => {
            let (header, details) = decode(encoded)?;
            (header, details, Vec::new())
        }
        _ => decode(encoded)?,
    };
    header.details = details;
    if version > 2 && learners.len() != header.members.len() {
        return Err(bad(format!(
            "it says of {} linear models how they learned, and holds {}",
            learners.len(),
            header.members.len()
        )));
    }
    for (member, learner) in header.members.iter_mut().zip(learners) {
        member.learner = learner;
    }
    Ok(header)
}

fn decode<T: DeserializeOwned>(encoded: &[u8]) -> Result<T, Error> {
    // What a header claims of lengths is allocated before it is read: a small file gets a small limit.
    let config = bincode::config::standard().with_fixed_int_encoding();
    let decoded = match encoded.len() {
        0..=0xFFFF => bincode::serde::decode_from_slice(encoded, config.with_limit::<0x1_0000>()),
        0x1_0000..=0xF_FFFF => {
            bincode::serde::decode_from_slice(encoded, config.with_limit::<0x10_0000>())
        }
        _ => bincode::serde::decode_from_slice(encoded, config.with_limit::<MAX_HEADER_BYTES>()),
    };
    let (decoded, consumed): (T, usize) =
        decoded.map_err(|error| bad(format!("its header cannot be decoded: {error}")))?;
    if consumed != encoded.len() {
        return Err(bad(format!(
            "its header takes {consumed} bytes of the {} declared",
            encoded.len()
        )));
    }
    Ok(decoded)
}

fn check_header(header: &Header) -> Result<(), Error> {
    let labels = header.labels.len();
    if !(2..=u16::MAX as usize).contains(&labels) {
        return Err(bad(format!("{labels} labels")));
    }
    if !header.labels.is_sorted_by(|a, b| a.name < b.name) {
        return Err(bad("its labels are not in order, or one stands twice"));
    }
    if !(1..=MOST_MEMBERS).contains(&header.members.len())
        || header.members.iter().any(|member| !(1..=MOST_MEMBERS).contains(&member.views.len()))
    {
        return Err(bad("no linear model inside, or more than can be meant"));
    }
    let training = &header.training;
    let words =
        [&header.name, &header.version, &header.written_by, &header.licence, &training.notes]
            .into_iter()
            .chain(&training.options)
            .chain(header.labels.iter().map(|label| &label.name))
            .chain(header.labels.iter().flat_map(|label| label.corpora.iter().map(|c| &c.corpus)))
            .chain(header.details.iter().flat_map(|d| d.taken_for.iter().map(|t| &t.label)));
    // What is printed at a terminal must not steer it.
    if words
        .into_iter()
        .any(|word| word.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')))
    {
        return Err(bad("its names hold control characters"));
    }
    let shape = |what: &str, found: usize, wanted: usize| {
        if found == wanted {
            Ok(())
        } else {
            Err(bad(format!("{found} {what} instead of {wanted}")))
        }
    };
    if !header.details.is_empty() {
        shape("labels' details", header.details.len(), labels)?;
    }
    shape("pairs of labels", header.shared_corpus.len(), labels * labels)?;
    let inputs = header.members.len() * labels;
    shape("stack coefficients", header.stack.coefficients.len(), inputs * labels)?;
    shape("stack intercepts", header.stack.intercepts.len(), labels)?;
    for member in &header.members {
        shape("intercepts", member.intercepts.len(), labels)?;
    }
    let calibration = header.calibration;
    let numbers = header
        .stack
        .coefficients
        .iter()
        .chain(&header.stack.intercepts)
        .copied()
        .chain([
            header.lr_ceiling,
            header.threshold,
            calibration.log_scale,
            calibration.length_slope,
            calibration.min_words,
            calibration.max_words,
        ])
        .chain(header.members.iter().flat_map(|m| m.intercepts.iter().map(|&b| f64::from(b))));
    // Larger ones can only be meant to overflow.
    if !numbers.into_iter().all(|number| number.is_finite() && number.abs() < 1e9) {
        return Err(bad("a number in its header is not finite, or out of range"));
    }
    let by_length = header.details.iter().flat_map(|details| &details.by_length);
    let recalls = header
        .labels
        .iter()
        .flat_map(|label| [label.recall_in_corpus, label.recall_out_of_corpus])
        .chain(by_length.flat_map(|row| [row.recall_in_corpus, row.recall_out_of_corpus]))
        .flatten();
    let taken_for = header.details.iter().flat_map(|details| &details.taken_for);
    let mut shares =
        recalls.flat_map(|r| [r.value, r.low, r.high]).chain(taken_for.map(|taken| taken.share));
    if !shares.all(|share| (0.0..=1.0).contains(&share)) {
        return Err(bad("a recall in its header is no share"));
    }
    if header.lr_ceiling <= 0.0
        || !(0.0..=1.0).contains(&header.threshold)
        || calibration.min_words < 1.0
        || calibration.min_words > calibration.max_words
        || calibration.log_scale.abs() > 50.0
        || calibration.length_slope.abs() > 50.0
    {
        return Err(bad("its calibration is out of range"));
    }
    Ok(())
}

/// The range of the next section, which must be `section` of `member` with that many elements.
fn take_section(
    file: &[u8],
    cursor: &mut usize,
    section: Section,
    member: usize,
    elements: u64,
) -> Result<std::ops::Range<usize>, Error> {
    const SECTION_HEADER: usize = 16;
    let end = file.len() - CHECKSUM;
    let start = *cursor + SECTION_HEADER;
    if start > end {
        return Err(bad(format!("it ends before the {} of a linear model", section.name())));
    }
    let tag = u32_at(file, *cursor);
    let length = u64::from_le_bytes(file[*cursor + 8..start].try_into().expect("eight bytes"));
    if tag != section.tag(member) || u32_at(file, *cursor + 4) != 0 {
        return Err(bad(format!("section {tag:#x} where {} were expected", section.name())));
    }
    if elements.checked_mul(section.width() as u64) != Some(length) {
        return Err(bad(format!("{length} bytes of {} for {elements} elements", section.name())));
    }
    if length > (end - start) as u64 {
        return Err(bad(format!("its {} reach beyond its end", section.name())));
    }
    let stop = start + length as usize;
    *cursor = padded(stop);
    if *cursor > end || file[stop..*cursor].iter().any(|&byte| byte != 0) {
        return Err(bad(format!("its {} are not padded with zeros", section.name())));
    }
    Ok(start..stop)
}

fn check_arrays(member: &MemberSections) -> Result<(), Error> {
    if !member.keys.as_slice().is_sorted_by(|a, b| a < b) {
        return Err(bad("its feature keys are not ascending, or one stands twice"));
    }
    let mut numbers = member.factors.as_slice().iter().chain(member.scales.as_slice());
    if !numbers.all(|number| number.is_finite() && number.abs() < 1e6) {
        return Err(bad("a weight is not finite or out of range"));
    }
    Ok(())
}

fn u32_at(file: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes"))
}

fn bad(what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::BadModel, format!("a damaged model file: {what}"))
}
