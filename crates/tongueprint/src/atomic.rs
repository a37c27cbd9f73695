//! Files written whole or not at all.

use std::io::Write;
use std::path::Path;

use crate::Error;

/// Writes `bytes` beside `path` under a temporary name, flushes them to the disk and renames.
///
/// # Errors
/// [`ErrorKind::Unwritable`](crate::ErrorKind::Unwritable) with the path; the temporary file is
/// removed and what stood at `path` is untouched.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let fail = |error: std::io::Error| Error::io(path, error, true);
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".tongueprint-")
        .suffix(".tmp")
        .tempfile_in(folder)
        .map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    file.as_file().sync_all().map_err(fail)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is private; the finished one gets what a new file usually has, or what
        // the one that it replaces had.
        let mode = std::fs::metadata(path).map_or(0o644, |old| old.permissions().mode());
        file.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).map_err(fail)?;
    }
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}
