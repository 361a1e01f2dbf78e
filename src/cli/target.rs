//! A file that a command writes: in place only once it is whole.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::headless::name;
use crate::error::Error;
use crate::export::files;

/// Who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    /// Who may read any new file.
    Any,
    /// Its owner.
    Owner,
}

/// What happens to a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overwrite {
    /// It stays; the command cannot overwrite.
    Never,
    /// It stays, unless `--force` is given.
    OnForce(bool),
}

impl Overwrite {
    fn is_forced(self) -> bool {
        self == Self::OnForce(true)
    }

    fn refused(self, name: String) -> Error {
        Error::Exists { name, can_force: self != Self::Never }
    }
}

/// A file to write: what was there before stays until the new one is whole.
pub(super) struct Target {
    path: PathBuf,
    shown: String,
    overwrite: Overwrite,
    file: NamedTempFile,
}

impl Target {
    pub(super) fn new(path: &Path, overwrite: Overwrite, readers: Readers) -> Result<Self, Error> {
        let shown = name(path);
        let failed = |source| Error::Write { name: shown.clone(), source };
        let exists = fs::symlink_metadata(path).is_ok();
        if exists && !overwrite.is_forced() {
            return Err(overwrite.refused(shown));
        }
        // Through a link, the file that it leads to is written; a folder or a device is none.
        let path = if exists { fs::canonicalize(path).map_err(failed)? } else { path.to_owned() };
        if exists && !path.is_file() {
            return Err(failed(io::Error::other("it is no file; `-o -` writes to standard output")));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = new_file(folder, readers).map_err(failed)?;
        Ok(Self { path, shown, overwrite, file })
    }

    pub(super) fn fill<T>(self, work: impl FnOnce(&mut dyn Write) -> Result<T, Error>) -> Result<T, Error> {
        let Self { path, shown, overwrite, file } = self;
        let done = work(&mut BufWriter::with_capacity(1 << 20, file.as_file()))?;
        let kept = if overwrite.is_forced() { file.persist(&path) } else { file.persist_noclobber(&path) };
        match kept {
            Ok(_) => Ok(done),
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Err(overwrite.refused(shown)),
            Err(error) => Err(Error::Write { name: shown, source: error.error }),
        }
    }
}

/// A temporary file; it becomes the one that was asked for.
fn new_file(folder: &Path, readers: Readers) -> io::Result<NamedTempFile> {
    let mut builder = files::temporary();
    #[cfg(unix)]
    if readers == Readers::Any {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = readers;
    builder.tempfile_in(folder)
}
