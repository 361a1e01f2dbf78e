//! Writes the folder or zip of a case, which gets its name only when complete.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::write_error;
use crate::error::Error;
use crate::export::{files, temporary};

/// The format of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A folder of files.
    Folder,
    /// A zip archive.
    Zip,
}

impl Form {
    /// The file extension.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Folder => "",
            Self::Zip => ".zip",
        }
    }
}

/// A case being written.
pub(super) struct Package {
    to: PathBuf,
    into: Into,
}

enum Into {
    Folder(TempDir),
    Zip(Box<ZipWriter<NamedTempFile>>),
}

/// Writes one file of the case; receives the file's name for errors.
type Fill<'f> = &'f mut dyn FnMut(&mut dyn Write, &str) -> Result<(), Error>;

impl Package {
    /// Starts a temporary folder or zip next to `to`.
    pub(super) fn begin(to: &Path, form: Form) -> Result<Self, Error> {
        let shown = to.display().to_string();
        if fs::symlink_metadata(to).is_ok() {
            return Err(Error::Exists { name: shown, can_force: false });
        }
        let parent = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let into = match form {
            Form::Folder => temporary::folder(parent).map(Into::Folder),
            Form::Zip => temporary::file(parent).map(|file| Into::Zip(Box::new(ZipWriter::new(file)))),
        };
        Ok(Self { to: to.to_owned(), into: into.map_err(|source| write_error(&shown, source))? })
    }

    /// Adds a file; its name may contain a folder.
    pub(super) fn add(&mut self, name: &str, fill: Fill<'_>) -> Result<(), Error> {
        let failed = |source| write_error(name, source);
        match &mut self.into {
            Into::Folder(folder) => {
                let path = folder.path().join(name);
                if let Some(inner) = path.parent() {
                    fs::create_dir_all(inner).map_err(failed)?;
                }
                let mut out = BufWriter::with_capacity(1 << 20, files::create(&path).map_err(failed)?);
                fill(&mut out, name)?;
                out.flush().map_err(failed)
            }
            Into::Zip(zip) => {
                // The capture may exceed the 4 GiB limit of plain zip.
                let options = SimpleFileOptions::default().large_file(true);
                zip.start_file(name, options).map_err(|error| failed(error.into()))?;
                let mut out = BufWriter::with_capacity(1 << 20, zip);
                fill(&mut out, name)?;
                out.flush().map_err(failed)
            }
        }
    }

    /// Renames it to its final name.
    pub(super) fn finish(self) -> Result<PathBuf, Error> {
        let Self { to, into } = self;
        let shown = to.display().to_string();
        let failed = |source| write_error(&shown, source);
        match into {
            Into::Folder(folder) => {
                // If a folder of this name was created in the meantime, renaming fails unless it is empty.
                fs::rename(folder.path(), &to).map_err(failed)?;
                // The renamed folder must not be removed.
                let _ = folder.keep();
            }
            Into::Zip(zip) => {
                let file = zip.finish().map_err(|error| failed(error.into()))?;
                file.persist_noclobber(&to).map_err(|error| match error.error.kind() {
                    io::ErrorKind::AlreadyExists => Error::Exists { name: shown.clone(), can_force: false },
                    _ => failed(error.error),
                })?;
            }
        }
        Ok(to)
    }
}
