//! The folder or the zip that a case is written into: there once it is whole, and not before.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::write_error;
use crate::error::Error;
use crate::export::files;

/// How a case is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A folder of files.
    Folder,
    /// One zip archive.
    Zip,
}

impl Form {
    /// What its name ends in.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Folder => "",
            Self::Zip => ".zip",
        }
    }
}

/// A case that is being written.
pub(super) struct Package {
    to: PathBuf,
    into: Into,
}

enum Into {
    Folder(TempDir),
    Zip(Box<ZipWriter<NamedTempFile>>),
}

/// Writes one file of the case; it is given the file's name for its errors.
type Fill<'f> = &'f mut dyn FnMut(&mut dyn Write, &str) -> Result<(), Error>;

impl Package {
    /// Begins one beside its place.
    pub(super) fn begin(to: &Path, form: Form) -> Result<Self, Error> {
        let shown = to.display().to_string();
        if fs::symlink_metadata(to).is_ok() {
            return Err(Error::Exists { name: shown, can_force: false });
        }
        let beside = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temporary = files::temporary();
        let into = match form {
            Form::Folder => temporary.tempdir_in(beside).map(Into::Folder),
            Form::Zip => temporary.tempfile_in(beside).map(|file| Into::Zip(Box::new(ZipWriter::new(file)))),
        };
        Ok(Self { to: to.to_owned(), into: into.map_err(|source| write_error(&shown, source))? })
    }

    /// Adds a file; its name may lead into a folder.
    pub(super) fn add(&mut self, name: &str, fill: Fill<'_>) -> Result<(), Error> {
        let failed = |source| write_error(name, source);
        match &mut self.into {
            Into::Folder(folder) => {
                let path = folder.path().join(name);
                if let Some(inner) = path.parent() {
                    fs::create_dir_all(inner).map_err(failed)?;
                }
                let mut out = BufWriter::with_capacity(1 << 20, File::create_new(path).map_err(failed)?);
                fill(&mut out, name)?;
                out.flush().map_err(failed)
            }
            Into::Zip(zip) => {
                // The capture may be larger than a plain zip can tell.
                let options = SimpleFileOptions::default().large_file(true);
                zip.start_file(name, options).map_err(|error| failed(error.into()))?;
                let mut out = BufWriter::with_capacity(1 << 20, zip);
                fill(&mut out, name)?;
                out.flush().map_err(failed)
            }
        }
    }

    /// Puts it in its place.
    pub(super) fn finish(self) -> Result<PathBuf, Error> {
        let Self { to, into } = self;
        let shown = to.display().to_string();
        let failed = |source| write_error(&shown, source);
        match into {
            Into::Folder(folder) => {
                open_to_others(folder.path()).map_err(failed)?;
                // Onto a folder that came meanwhile, the system refuses it unless that one is empty.
                fs::rename(folder.path(), &to).map_err(failed)?;
                // It is no temporary one any more.
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

/// A temporary folder is its owner's alone; a case has the rights of any new folder.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    // A folder made in it has them.
    let probe = folder.join(".rights");
    fs::create_dir(&probe)?;
    let mode = fs::metadata(&probe)?.permissions().mode();
    fs::remove_dir(&probe)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}
