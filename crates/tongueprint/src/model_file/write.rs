//! Header and arrays to bytes.

use super::{
    ALIGN, CHECKSUM, FORMAT_VERSION, Header, Learner, MAGIC, MAX_HEADER_BYTES, PREFIX, Section,
    padded,
};
use crate::{Error, ErrorKind};

/// The arrays of one member before they are written.
pub(crate) struct MemberArrays {
    /// Feature keys, ascending.
    pub(crate) keys: Vec<u64>,
    /// The weighting's factor of each feature.
    pub(crate) factors: Vec<f32>,
    /// What a feature's quantised weights are multiplied by.
    pub(crate) scales: Vec<f32>,
    /// Quantised weights, `[feature][label]`.
    pub(crate) weights: Vec<i8>,
}

/// The whole file.
///
/// # Errors
/// When the header is over its limit.
pub(crate) fn write(header: &Header, members: &[MemberArrays]) -> Result<Vec<u8>, Error> {
    let config = bincode::config::standard().with_fixed_int_encoding();
    let learners: Vec<Learner> = header.members.iter().map(|member| member.learner).collect();
    let encoded = bincode::serde::encode_to_vec((header, &header.details, learners), config)
        .map_err(|error| {
            Error::new(ErrorKind::Internal, format!("cannot encode the model's header: {error}"))
        })?;
    if encoded.len() > MAX_HEADER_BYTES {
        return Err(Error::new(
            ErrorKind::Option,
            format!(
                "the model's header takes {} bytes and may take {MAX_HEADER_BYTES}: fewer labels or shorter notes",
                encoded.len()
            ),
        ));
    }
    let mut file = Vec::new();
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    file.extend_from_slice(&(encoded.len() as u32).to_le_bytes());
    file.extend_from_slice(&0_u64.to_le_bytes());
    file.extend_from_slice(&((members.len() * Section::ALL.len()) as u32).to_le_bytes());
    file.extend_from_slice(&0_u32.to_le_bytes());
    debug_assert_eq!(file.len(), PREFIX);
    file.extend_from_slice(&encoded);
    pad(&mut file);
    for (index, member) in members.iter().enumerate() {
        for section in Section::ALL {
            let raw: &[u8] = match section {
                Section::Keys => bytemuck::cast_slice(&member.keys),
                Section::Factors => bytemuck::cast_slice(&member.factors),
                Section::Scales => bytemuck::cast_slice(&member.scales),
                Section::Weights => bytemuck::cast_slice(&member.weights),
            };
            file.extend_from_slice(&section.tag(index).to_le_bytes());
            file.extend_from_slice(&0_u32.to_le_bytes());
            file.extend_from_slice(&(raw.len() as u64).to_le_bytes());
            file.extend_from_slice(raw);
            pad(&mut file);
        }
    }
    let length = (file.len() + CHECKSUM) as u64;
    file[16..24].copy_from_slice(&length.to_le_bytes());
    let checksum = blake3::hash(&file);
    file.extend_from_slice(checksum.as_bytes());
    Ok(file)
}

fn pad(file: &mut Vec<u8>) {
    file.resize(padded(file.len()), 0);
    debug_assert_eq!(file.len() % ALIGN, 0);
}
