//! An output file that is moved into place only when it is complete.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::output::name;
use crate::error::Error;
use crate::export::{files, temporary};

/// What to do if the output file exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overwrite {
    /// Fail; the command has no `--force`.
    Never,
    /// Fail, unless the flag is set.
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

/// An output file, readable by its owner only. An existing file is replaced only when the new one is complete.
pub(super) struct Target {
    path: PathBuf,
    shown: String,
    overwrite: Overwrite,
    file: NamedTempFile,
}

impl Target {
    /// `capture` is the input file, which is never overwritten.
    pub(super) fn new(path: &Path, capture: &Path, overwrite: Overwrite) -> Result<Self, Error> {
        let shown = name(path);
        if files::is_same(capture, path) {
            return Err(Error::SameFile { name: shown });
        }
        let failed = |source| Error::Write { name: shown.clone(), source };
        let exists = fs::symlink_metadata(path).is_ok();
        if exists && !overwrite.is_forced() {
            return Err(overwrite.refused(shown));
        }
        // Write the target of a symbolic link and keep the link.
        let path = if exists { fs::canonicalize(path).map_err(failed)? } else { path.to_owned() };
        if exists && !path.is_file() {
            return Err(failed(io::Error::other("it is not a file; `-o -` writes to standard output")));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        temporary::remove_on_signals();
        let file = temporary::file(folder).map_err(failed)?;
        Ok(Self { path, shown, overwrite, file })
    }

    pub(super) fn fill<T>(self, work: impl FnOnce(&mut dyn Write) -> Result<T, Error>) -> Result<T, Error> {
        let Self { path, shown, overwrite, file } = self;
        let mut out = BufWriter::with_capacity(1 << 20, file.as_file());
        let done = work(&mut out)?;
        out.flush().map_err(|source| Error::Write { name: shown.clone(), source })?;
        drop(out);
        let kept = if overwrite.is_forced() { file.persist(&path) } else { file.persist_noclobber(&path) };
        match kept {
            Ok(_) => Ok(done),
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Err(overwrite.refused(shown)),
            Err(error) => Err(Error::Write { name: shown, source: error.error }),
        }
    }
}

/// Fails if standard output is the capture itself, as with `>> capture.har`.
pub(super) fn check_stdout(capture: &Path) -> Result<(), Error> {
    let is_same = cfg!(unix) && files::is_same(capture, Path::new("/dev/stdout"));
    if is_same { Err(Error::SameFile { name: name(capture) }) } else { Ok(()) }
}
