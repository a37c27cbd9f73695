//! A folder with one subfolder a label, a file a document.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::ReadOptions;
use crate::error::ReadError;
use crate::record::Record;

/// The documents below `root`, in byte order of their paths.
///
/// Hidden files, links and files beside the subfolders are passed over.
pub(super) fn read(
    root: &Path,
    options: &ReadOptions,
) -> Result<impl Iterator<Item = Result<Record, ReadError>> + Send + 'static, ReadError> {
    let mut documents: Vec<(String, PathBuf)> = Vec::new();
    let mut labels = 0;
    for entry in entries(root)? {
        if entry.is_folder {
            let name = entry.path.file_name().and_then(|name| name.to_str());
            let label = name.ok_or_else(|| ReadError::Format {
                path: entry.path.display().to_string(),
                message: "a folder's name is its documents' label and must be UTF-8".to_owned(),
            })?;
            labels += 1;
            documents.extend(files(&entry.path)?.into_iter().map(|file| (label.to_owned(), file)));
        }
    }
    if labels == 0 {
        return Err(ReadError::Format {
            path: root.display().to_string(),
            message: "a folder needs one subfolder a label, a file a document; \
                      give .jsonl, .csv and .tsv files by their own paths"
                .to_owned(),
        });
    }
    let (labelled, limit) = (options.label_field.is_some(), options.max_record_bytes);
    Ok(documents.into_iter().map(move |(label, path)| {
        let source = path.display().to_string();
        let text = text(&path, &source, limit)?;
        Ok(Record { source, text, label: labelled.then_some(label), ..Record::default() })
    }))
}

struct Entry {
    path: PathBuf,
    is_folder: bool,
}

/// The visible files and folders directly in `folder`, byte-sorted.
fn entries(folder: &Path) -> Result<Vec<Entry>, ReadError> {
    let failed = |error| ReadError::opening(&folder.display().to_string(), error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !hidden && (kind.is_dir() || kind.is_file()) {
            found.push(Entry { path: entry.path(), is_folder: kind.is_dir() });
        }
    }
    found.sort_by(|a, b| {
        let bytes = |entry: &Entry| entry.path.as_os_str().as_encoded_bytes().to_owned();
        bytes(a).cmp(&bytes(b))
    });
    Ok(found)
}

/// The files below `folder`, at any depth.
fn files(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let mut files = Vec::new();
    // A stack of our own: a tree of any depth must not exhaust the program's.
    let mut pending = entries(folder)?;
    pending.reverse();
    while let Some(entry) = pending.pop() {
        if entry.is_folder {
            pending.extend(entries(&entry.path)?.into_iter().rev());
        } else {
            files.push(entry.path);
        }
    }
    Ok(files)
}

fn text(path: &Path, source: &str, limit: usize) -> Result<String, ReadError> {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| ReadError::opening(source, error))?;
    let path = || source.to_owned();
    if bytes.len() > limit {
        return Err(ReadError::TooLarge { path: path(), line: None, limit });
    }
    let mut text = String::from_utf8(bytes).map_err(|error| ReadError::Encoding {
        path: path(),
        line: None,
        offset: error.utf8_error().valid_up_to() as u64,
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}
