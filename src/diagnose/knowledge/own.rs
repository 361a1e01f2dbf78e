//! The user's own files: those of a folder, and those named on the command line.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{File, Knowledge, LoadError};
use crate::error::Error;
use crate::folders;

/// The folder of the user's own knowledge: `knowledge` in the [configuration folder](folders::config). It need not be
/// there.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    Some(folders::config()?.join("knowledge"))
}

/// The knowledge files of a folder, by name.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_toml = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml");
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(is_toml).collect();
    files.sort_by_key(|path| path.file_name().map_or_else(OsString::new, OsString::from));
    files
}

impl Knowledge {
    /// What is built in, with the user's own files: those of `folder`, then those of `named`. What cannot be read of the
    /// folder is a fault like any other; a file that was asked for by its name has to be there.
    ///
    /// # Errors
    /// When a named file cannot be read.
    pub fn with_own(folder: Option<&Path>, named: &[PathBuf]) -> Result<Cow<'static, Self>, Error> {
        let mut texts = Vec::new();
        let mut unread = Vec::new();
        for path in folder.map(files).unwrap_or_default() {
            match fs::read_to_string(&path) {
                Ok(text) => texts.push((path.display().to_string(), text)),
                Err(error) => unread.push(unreadable(&path, &error)),
            }
        }
        for path in named {
            let name = path.display().to_string();
            match fs::read_to_string(path) {
                Ok(text) => texts.push((name, text)),
                Err(source) => return Err(Error::Read { name, source }),
            }
        }
        if texts.is_empty() && unread.is_empty() {
            return Ok(Cow::Borrowed(Self::builtin()));
        }
        let mut all = Self::builtin_files();
        all.extend(texts.iter().map(|(name, text)| File::Own { name: name.clone(), text }));
        let mut knowledge = Self::load(&all);
        knowledge.faults.extend(unread);
        Ok(Cow::Owned(knowledge))
    }
}

fn unreadable(path: &Path, error: &io::Error) -> LoadError {
    LoadError { file: path.display().to_string(), line: None, what: format!("cannot be read: {error}") }
}
