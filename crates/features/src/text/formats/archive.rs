//! ZIP archives, read member by member within bounds.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::text::decode::{DEFAULT_SIZE_LIMIT, DecodeError};

/// The most members that are read of one archive.
const MOST_MEMBERS: usize = 10_000;
/// The most bytes that the members of one archive may unpack to together: 1 GiB.
const MOST_UNPACKED: u64 = 1 << 30;

const WHAT: &str = "a ZIP archive";

/// A ZIP archive in memory, whose members are given one after the other in the archive's order.
///
/// Bounds: 10,000 members, 64 MiB a member, 1 GiB all together; what is over is refused, never cut short.
///
/// ```
/// use tongueprint_features::text::Archive;
/// // The end record alone: an archive without members.
/// let mut empty = b"PK\x05\x06".to_vec();
/// empty.resize(22, 0);
/// assert!(Archive::is_archive(&empty));
/// assert_eq!(Archive::open(&empty)?.count(), 0);
/// # Ok::<(), tongueprint_features::text::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    next: usize,
    unpacked: u64,
}

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its path inside the archive, as written there.
    pub name: String,
    /// Its bytes, or why they cannot be had.
    pub bytes: Result<Vec<u8>, DecodeError>,
}

impl<'a> Archive<'a> {
    /// Whether the first bytes are those of a ZIP archive (Office documents are such archives too).
    #[must_use]
    pub fn is_archive(bytes: &[u8]) -> bool {
        bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
    }

    /// Whether the archive is an Office document: one text rather than a folder.
    #[must_use]
    pub fn is_document(bytes: &'a [u8]) -> bool {
        Self::is_archive(bytes)
            && Self::open(bytes).is_ok_and(|archive| {
                ["[Content_Types].xml", "mimetype"]
                    .iter()
                    .any(|name| archive.zip.index_for_name(name).is_some())
            })
    }

    /// Reads the list of members.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] when it cannot be read, [`DecodeError::TooManyMembers`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        if zip.len() > MOST_MEMBERS {
            return Err(DecodeError::TooManyMembers { members: zip.len(), limit: MOST_MEMBERS });
        }
        Ok(Self { zip, next: 0, unpacked: 0 })
    }

    /// The bytes of one member by its name; `None` when there is none.
    pub(super) fn named(&mut self, name: &str) -> Option<Result<Vec<u8>, DecodeError>> {
        let index = self.zip.index_for_name(name)?;
        Some(self.member(index)?.bytes)
    }

    /// `None` for a folder.
    fn member(&mut self, index: usize) -> Option<Member> {
        let listed = self.zip.name_for_index(index).and_then(Result::ok).map(Cow::into_owned);
        let name = listed.unwrap_or_else(|| format!("#{index}"));
        let file = match self.zip.by_index(index) {
            Ok(file) => file,
            Err(error) => {
                let bytes = Err(match error {
                    ZipError::UnsupportedArchive(_) | ZipError::InvalidPassword => {
                        DecodeError::Unsupported {
                            what: "encrypted, or packed by a rare method",
                            remedy: "unpack it first",
                        }
                    }
                    error => damaged(&error),
                });
                return Some(Member { name, bytes });
            }
        };
        if file.is_dir() {
            return None;
        }
        let limit = (DEFAULT_SIZE_LIMIT as u64).min(MOST_UNPACKED.saturating_sub(self.unpacked));
        let mut bytes = Vec::new();
        // What the archive claims of sizes is not asked: only what comes out counts.
        let read = file.take(limit + 1).read_to_end(&mut bytes);
        self.unpacked = self.unpacked.saturating_add(bytes.len() as u64);
        let bytes = match read {
            Err(error) => Err(damaged(&error)),
            Ok(_) if bytes.len() as u64 > limit => {
                Err(DecodeError::UnpacksTooLarge { limit: usize::try_from(limit).unwrap_or(0) })
            }
            Ok(_) => Ok(bytes),
        };
        Some(Member { name, bytes })
    }
}

impl Iterator for Archive<'_> {
    type Item = Member;

    fn next(&mut self) -> Option<Member> {
        while self.next < self.zip.len() {
            self.next += 1;
            if let Some(member) = self.member(self.next - 1) {
                return Some(member);
            }
        }
        None
    }
}

fn damaged(error: &dyn std::fmt::Display) -> DecodeError {
    DecodeError::Damaged { what: WHAT, message: error.to_string() }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;

    use super::*;

    /// An archive of these members.
    pub(in crate::text::formats) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            writer.start_file(*name, SimpleFileOptions::default()).expect("memory takes it");
            writer.write_all(bytes).expect("memory takes it");
        }
        writer.finish().expect("memory takes it").into_inner()
    }

    #[test]
    fn members_come_in_order() {
        let bytes = archive(&[("b/2.txt", b"two"), ("a.txt", b"one")]);
        let members: Vec<Member> = Archive::open(&bytes).expect("it is whole").collect();
        let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["b/2.txt", "a.txt"]);
        assert_eq!(members[1].bytes, Ok(b"one".to_vec()));
        assert!(!Archive::is_document(&bytes));
    }

    #[test]
    fn a_bomb_is_refused_where_it_lies() {
        let bytes = archive(&[("bomb", &vec![0; DEFAULT_SIZE_LIMIT + 1]), ("note.txt", b"pay")]);
        assert!(bytes.len() < 1 << 20);
        let members: Vec<Member> = Archive::open(&bytes).expect("it is whole").collect();
        assert!(matches!(members[0].bytes, Err(DecodeError::UnpacksTooLarge { .. })));
        assert_eq!(members[1].bytes, Ok(b"pay".to_vec()));
    }

    #[test]
    fn truncated_archives_are_damaged() {
        let bytes = archive(&[("note.txt", b"pay us today or tomorrow")]);
        for length in 0..bytes.len() {
            if let Ok(members) = Archive::open(&bytes[..length]) {
                assert!(members.into_iter().all(|member| member.bytes.is_err()), "{length}");
            }
        }
    }

    #[test]
    fn too_many_members_are_refused() {
        let names: Vec<String> = (0..=MOST_MEMBERS).map(|number| number.to_string()).collect();
        let members: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        let bytes = archive(&members);
        assert!(matches!(Archive::open(&bytes), Err(DecodeError::TooManyMembers { .. })));
    }
}
