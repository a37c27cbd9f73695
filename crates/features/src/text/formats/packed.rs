//! Gzip and Zstandard around one file, unpacked within bounds.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use super::MOST_TEXT;
use crate::text::decode::DecodeError;

/// How many times a file may be packed.
const DEEPEST: usize = 3;

/// Bytes unpacked, with the ending taken off the name; as they are if they are not packed.
pub(crate) fn unpack<'a>(
    name: &'a str,
    bytes: &'a [u8],
) -> Result<(&'a str, Cow<'a, [u8]>), DecodeError> {
    let (mut name, mut bytes) = (name, Cow::Borrowed(bytes));
    for _ in 0..DEEPEST {
        let unpacked = if bytes.starts_with(b"\x1F\x8B") {
            bounded(MultiGzDecoder::new(&bytes[..]), "a gzip file")?
        } else if bytes.starts_with(b"\x28\xB5\x2F\xFD") {
            let decoder = StreamingDecoder::new(&bytes[..])
                .map_err(|error| damaged("a Zstandard file", &error))?;
            bounded(decoder, "a Zstandard file")?
        } else {
            return Ok((name, bytes));
        };
        bytes = Cow::Owned(unpacked);
        for ending in [".gz", ".zst"] {
            name = name.strip_suffix(ending).unwrap_or(name);
        }
    }
    if bytes.starts_with(b"\x1F\x8B") || bytes.starts_with(b"\x28\xB5\x2F\xFD") {
        return Err(DecodeError::Unsupported {
            what: "packed more than three times",
            remedy: "unpack it first",
        });
    }
    Ok((name, bytes))
}

fn bounded(reader: impl Read, what: &'static str) -> Result<Vec<u8>, DecodeError> {
    let mut bytes = Vec::new();
    reader
        .take(MOST_TEXT as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| damaged(what, &error))?;
    if bytes.len() > MOST_TEXT {
        return Err(DecodeError::UnpacksTooLarge { limit: MOST_TEXT });
    }
    Ok(bytes)
}

fn damaged(what: &'static str, error: &dyn std::fmt::Display) -> DecodeError {
    DecodeError::Damaged { what, message: error.to_string() }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    }

    #[test]
    fn packed_twice_is_unpacked_and_named_so() {
        let twice = gzip(&gzip(b"pay us"));
        let (name, bytes) = unpack("note.md.gz.gz", &twice).expect("two layers are allowed");
        assert_eq!((name, &bytes[..]), ("note.md", &b"pay us"[..]));
    }

    #[test]
    fn bombs_and_onions_are_refused() {
        let bomb = gzip(&vec![b'a'; MOST_TEXT + 1]);
        assert!(matches!(unpack("x", &bomb), Err(DecodeError::UnpacksTooLarge { .. })));
        let onion = gzip(&gzip(&gzip(&gzip(b"deep"))));
        assert!(matches!(unpack("x", &onion), Err(DecodeError::Unsupported { .. })));
        assert!(matches!(unpack("x", &onion[..20]), Err(DecodeError::Damaged { .. })));
    }

    #[test]
    fn zstandard_is_read() {
        let packed = ruzstd::encoding::compress_to_vec(
            &b"pay us"[..],
            ruzstd::encoding::CompressionLevel::Fastest,
        );
        assert_eq!(&unpack("x.zst", &packed).expect("it is whole").1[..], b"pay us");
        assert!(unpack("x", &packed[..7]).is_err());
    }
}
