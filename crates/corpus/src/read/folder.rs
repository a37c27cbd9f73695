//! A folder with one subfolder a label; every file in it, however deep, is one document.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::ReadOptions;
use super::error::ReadError;
use super::source::without_mark;
use crate::record::Record;

/// The documents, labels and files in byte order; links are not followed.
pub(super) fn records(
    root: &Path,
    options: &ReadOptions,
) -> Result<impl Iterator<Item = Result<Record, ReadError>> + Send + use<>, ReadError> {
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    for (path, is_folder) in entries(root)? {
        if is_folder {
            let label = path.file_name().map(|n| n.to_string_lossy().into_owned());
            collect(&path, &label.unwrap_or_default(), &mut files)?;
        }
    }
    if files.is_empty() {
        return Err(ReadError::Empty { path: root.display().to_string() });
    }
    let limit = options.max_record_bytes;
    let labelled = options.label_field.is_some();
    Ok(files.into_iter().map(move |(label, path)| {
        let text = text(&path, limit)?;
        let source = path.display().to_string();
        let label = labelled.then_some(label);
        Ok(Record { id: None, source, text, label, fields: BTreeMap::new() })
    }))
}

fn collect(
    folder: &Path,
    label: &str,
    files: &mut Vec<(String, PathBuf)>,
) -> Result<(), ReadError> {
    // A stack of our own: a tree of any depth must not exhaust the program's.
    let mut pending = vec![(folder.to_path_buf(), true)];
    while let Some((path, is_folder)) = pending.pop() {
        if is_folder {
            pending.extend(entries(&path)?.into_iter().rev());
        } else {
            files.push((label.to_owned(), path));
        }
    }
    Ok(())
}

/// Files and folders of a folder, byte-sorted, each with whether it is a folder.
fn entries(folder: &Path) -> Result<Vec<(PathBuf, bool)>, ReadError> {
    let io = |error: std::io::Error| ReadError::io(&folder.display().to_string(), &error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        let kind = entry.file_type().map_err(io)?;
        if kind.is_dir() || kind.is_file() {
            found.push((entry.path(), kind.is_dir()));
        }
    }
    found.sort();
    Ok(found)
}

fn text(path: &Path, limit: usize) -> Result<String, ReadError> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| ReadError::io(&name, &error))?;
    if bytes.len() > limit {
        return Err(ReadError::TooLarge { path: name, line: 1, limit });
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..offset].iter().filter(|&&b| b == b'\n').count() as u64;
        ReadError::Encoding { path: name, line, offset }
    })?;
    Ok(without_mark(&text).to_owned())
}
