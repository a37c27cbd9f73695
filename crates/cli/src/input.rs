//! From paths on the command line to inputs in a fixed order.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use tongueprint::features::text::DecodeError;
use tongueprint_report::FailureCode;

use crate::args::InputKind;

/// The largest single input, in bytes: 64 MiB.
pub(crate) const MAX_INPUT_BYTES: u64 = 64 << 20;

/// One place that texts come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Stdin,
    File(PathBuf),
    /// Named on the command line and not there or not readable.
    Broken(PathBuf, FailureCode, String),
}

impl Source {
    /// The name as it is printed.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) | Self::Broken(path, ..) => path.display().to_string(),
        }
    }

    /// How it is read.
    pub(crate) fn kind(&self, asked: InputKind) -> InputKind {
        match (asked, self) {
            (InputKind::Auto, Self::File(path)) => kind_by_name(path),
            (InputKind::Auto, _) => InputKind::Text,
            (asked, _) => asked,
        }
    }

    /// Its bytes, at most [`MAX_INPUT_BYTES`].
    pub(crate) fn read(&self) -> Result<Vec<u8>, (FailureCode, String)> {
        match self {
            Self::Stdin => bounded(io::stdin().lock(), None),
            Self::File(path) => {
                let file = fs::File::open(path).map_err(|error| told(&error))?;
                let length = file.metadata().map_err(|error| told(&error))?.len();
                bounded(file, Some(length))
            }
            Self::Broken(_, code, message) => Err((*code, message.clone())),
        }
    }
}

/// Arguments as given; folders recursive and byte-sorted, links inside them not followed.
pub(crate) fn expand(paths: &[PathBuf]) -> Vec<Source> {
    let mut sources = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            sources.push(Source::Stdin);
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => folder(path, &mut sources),
            Ok(_) => sources.push(Source::File(path.clone())),
            Err(error) => {
                let (code, message) = told(&error);
                sources.push(Source::Broken(path.clone(), code, message));
            }
        }
    }
    sources
}

fn folder(root: &Path, sources: &mut Vec<Source>) {
    // A stack of our own: a folder tree of any depth must not exhaust the program's.
    let mut pending = vec![root.to_path_buf()];
    while let Some(path) = pending.pop() {
        let is_folder = path == root
            || fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.file_type().is_dir());
        if !is_folder {
            sources.push(Source::File(path));
            continue;
        }
        let entries =
            fs::read_dir(&path).and_then(|entries| entries.collect::<Result<Vec<_>, io::Error>>());
        match entries {
            Ok(mut entries) => {
                entries.sort_by_key(fs::DirEntry::file_name);
                pending.extend(entries.iter().rev().filter_map(|entry| {
                    let kind = entry.file_type().ok()?;
                    (kind.is_dir() || kind.is_file()).then(|| entry.path())
                }));
            }
            Err(error) => {
                let (code, message) = told(&error);
                sources.push(Source::Broken(path, code, message));
            }
        }
    }
}

fn kind_by_name(path: &Path) -> InputKind {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
    let name = name.unwrap_or_default();
    let stem = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    match stem.rsplit_once('.').map(|(_, ending)| ending) {
        Some("jsonl" | "ndjson") => InputKind::Jsonl,
        Some("csv") => InputKind::Csv,
        Some("tsv") => InputKind::Tsv,
        _ => InputKind::Text,
    }
}

/// How a member of an archive is read; one that is packed once more is read as a text.
pub(crate) fn kind_of_member(name: &str, asked: InputKind) -> InputKind {
    let packed = [".gz", ".zst"].iter().any(|ending| name.to_lowercase().ends_with(ending));
    match asked {
        InputKind::Auto if packed => InputKind::Text,
        InputKind::Auto => kind_by_name(Path::new(name)),
        asked => asked,
    }
}

fn bounded(reader: impl io::Read, length: Option<u64>) -> Result<Vec<u8>, (FailureCode, String)> {
    let too_large = || {
        (
            FailureCode::TooLarge,
            format!(
                "larger than {} MiB; split it, or give its messages as rows of a .jsonl file",
                MAX_INPUT_BYTES >> 20
            ),
        )
    };
    if length.is_some_and(|length| length > MAX_INPUT_BYTES) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    reader.take(MAX_INPUT_BYTES + 1).read_to_end(&mut bytes).map_err(|error| told(&error))?;
    if bytes.len() as u64 > MAX_INPUT_BYTES { Err(too_large()) } else { Ok(bytes) }
}

fn told(error: &io::Error) -> (FailureCode, String) {
    match error.kind() {
        io::ErrorKind::NotFound => {
            (FailureCode::NotFound, "no such file or folder; check the path".to_owned())
        }
        io::ErrorKind::PermissionDenied => {
            (FailureCode::Unreadable, "no permission to read it".to_owned())
        }
        _ => (FailureCode::Unreadable, format!("cannot be read: {error}")),
    }
}

/// The contract's code of an error.
pub(crate) const fn code(error: &DecodeError) -> FailureCode {
    match error {
        DecodeError::Empty(_) => FailureCode::Empty,
        DecodeError::Binary { .. } => FailureCode::Binary,
        DecodeError::Unsupported { .. } => FailureCode::Unsupported,
        DecodeError::Damaged { .. } => FailureCode::Parse,
        DecodeError::TooLarge { .. }
        | DecodeError::UnpacksTooLarge { .. }
        | DecodeError::TooManyMembers { .. } => FailureCode::TooLarge,
        DecodeError::Encoding { .. } => FailureCode::Encoding,
        _ => FailureCode::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_known_by_name() {
        assert_eq!(kind_by_name(Path::new("a/posts.JSONL.gz")), InputKind::Jsonl);
        assert_eq!(kind_by_name(Path::new("posts.csv.zst")), InputKind::Csv);
        assert_eq!(kind_by_name(Path::new("README")), InputKind::Text);
        assert_eq!(kind_by_name(Path::new("note.txt")), InputKind::Text);
    }
}
