//! New files and folders: their owner's alone, in place once they are whole, and never over something that is there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::failed;
use crate::error::Error;
use crate::har::source::STDIN;

/// So many names are tried.
const MAX_NAMES: usize = 1000;

/// The names to try: the name itself, then with numbers: `capture-export.har`, `capture-export-2.har` …
pub fn names(name: &str) -> impl Iterator<Item = String> {
    let is_extension = |end: &str| end.chars().all(|c| c.is_ascii_alphanumeric());
    let parts = name.rsplit_once('.').filter(|(stem, end)| !stem.is_empty() && is_extension(end));
    let numbered = move |number| match parts {
        Some((stem, extension)) => format!("{stem}-{number}.{extension}"),
        None => format!("{name}-{number}"),
    };
    std::iter::once(name.to_owned()).chain((2..=MAX_NAMES).map(numbered))
}

/// Of a longer name only the beginning is taken, in bytes: systems take no name of more than 255, and what is made of a
/// capture says in its name what it is.
const MAX_STEM: usize = 180;

/// A capture's name without its folder and endings: what is made of it is called after it.
#[must_use]
pub fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = if ["", "-", STDIN].contains(&name) { "capture" } else { name };
    let end = [".har.gz", ".har", ".zhar", ".zip", ".gz"].iter().find_map(|end| name.strip_suffix(end));
    let stem = end.filter(|stem| !stem.is_empty()).unwrap_or(name);
    let end = (0..=stem.len().min(MAX_STEM)).rev().find(|at| stem.is_char_boundary(*at));
    stem.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// The first of the names that is free in a folder.
#[must_use]
pub fn free(folder: &Path, name: &str) -> String {
    let is_free = |name: &String| fs::symlink_metadata(folder.join(name)).is_err();
    names(name).find(is_free).unwrap_or_else(|| name.to_owned())
}

/// Puts something in the first place that is free.
fn place<T>(
    folder: &Path,
    name: &str,
    mut thing: T,
    put: impl Fn(T, &Path) -> Result<(), (io::Error, T)>,
) -> Result<PathBuf, Error> {
    for free in names(name) {
        let path = folder.join(free);
        if fs::symlink_metadata(&path).is_ok() {
            continue;
        }
        match put(thing, &path) {
            Ok(()) => return Ok(path),
            // Something came there meanwhile.
            Err((error, back)) if error.kind() == io::ErrorKind::AlreadyExists => thing = back,
            Err((error, _)) => return Err(failed(name)(error)),
        }
    }
    Err(Error::Exists { name: name.to_owned(), can_force: false })
}

/// What makes a file or folder that is its owner's alone, until it is whole and gets its name.
#[must_use]
pub fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".harlens-").suffix(".tmp");
    builder
}

/// Writes a new file in a folder, under this name or the next one that is free; nothing stays where it fails.
///
/// # Errors
/// What `fill` says; [`Error::Write`].
pub fn save<T>(
    folder: &Path,
    name: &str,
    fill: impl FnOnce(&mut dyn Write) -> Result<T, Error>,
) -> Result<(PathBuf, T), Error> {
    let file = temporary().tempfile_in(folder).map_err(failed(name))?;
    let mut out = BufWriter::with_capacity(1 << 20, file.as_file());
    let filled = fill(&mut out)?;
    out.flush().map_err(failed(name))?;
    drop(out);
    let path = place(folder, name, file, |file, path| match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) => Err((error.error, error.file)),
    })?;
    Ok((path, filled))
}

/// A new folder that is being filled.
#[derive(Debug)]
pub struct Folder {
    beside: PathBuf,
    name: String,
    folder: TempDir,
}

impl Folder {
    /// Begins one beside its place.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn begin(beside: &Path, name: &str) -> Result<Self, Error> {
        let folder = temporary().tempdir_in(beside).map_err(failed(name))?;
        Ok(Self { beside: beside.to_owned(), name: name.to_owned(), folder })
    }

    /// A new file in it.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn file(&self, name: &str) -> Result<File, Error> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(self.folder.path().join(name)).map_err(failed(name))
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn finish(self) -> Result<PathBuf, Error> {
        let Self { beside, name, folder } = self;
        let path = place(&beside, &name, (), |(), path| {
            // Onto a folder that came meanwhile, the system refuses it unless that one is empty.
            fs::rename(folder.path(), path).map_err(|error| (error, ()))
        })?;
        // It is no temporary one any more.
        let _ = folder.keep();
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_after_the_capture() {
        for (name, wanted) in
            [("/a/b.har", "b"), (r"c:\x.har.gz", "x"), ("-", "capture"), (STDIN, "capture"), (".har", ".har")]
        {
            assert_eq!(stem(name), wanted);
        }
        let long = "홍".repeat(83);
        let folder = tempfile::tempdir().unwrap();
        let name = format!("{}-100000-response-headers.txt", stem(&format!("{long}.har")));
        assert!(save(folder.path(), &name, |_| Ok(())).is_ok(), "{name}");
    }

    #[test]
    fn nothing_is_overwritten_and_nothing_half_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let write = |text: &'static str| {
            save(folder.path(), "a.b.har", move |out| out.write_all(text.as_bytes()).map_err(failed("a")))
        };
        assert_eq!(free(folder.path(), "a.b.har"), "a.b.har");
        assert_eq!(write("one").unwrap().0, path("a.b.har"));
        assert_eq!(free(folder.path(), "a.b.har"), "a.b-2.har");
        assert_eq!(write("two").unwrap().0, path("a.b-2.har"));
        assert_eq!(fs::read_to_string(path("a.b.har")).unwrap(), "one");
        let failing = save(folder.path(), "c", |_| Err::<(), _>(Error::NoFolder));
        assert!(failing.is_err());
        for name in ["d", "d-2"] {
            let new = Folder::begin(folder.path(), "d").unwrap();
            new.file("x").unwrap();
            assert_eq!(new.finish().unwrap(), path(name));
        }
        drop(Folder::begin(folder.path(), "e").unwrap());
        assert_eq!(super::names("a.b-case").nth(1).unwrap(), "a.b-case-2", "what is no extension stays");
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["a.b-2.har", "a.b.har", "d", "d-2"]);
        #[cfg(unix)]
        for name in ["a.b.har", "d/x"] {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(path(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        }
    }
}
