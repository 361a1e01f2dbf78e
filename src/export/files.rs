//! Creates files and folders that are readable only by their owner, appear under their name only when complete,
//! and never overwrite anything.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{failed, temporary};
use crate::error::Error;
use crate::har::source::STDIN;

/// Maximum number of names tried.
const MAX_NAMES: usize = 1000;

/// The names to try: the name itself, then numbered: `capture-export.har`, `capture-export-2.har` …
pub fn names(name: &str) -> impl Iterator<Item = String> {
    let is_extension = |end: &str| end.chars().all(|c| c.is_ascii_alphanumeric());
    let parts = name.rsplit_once('.').filter(|(stem, end)| !stem.is_empty() && is_extension(end));
    let numbered = move |number| match parts {
        Some((stem, extension)) => format!("{stem}-{number}.{extension}"),
        None => format!("{name}-{number}"),
    };
    std::iter::once(name.to_owned()).chain((2..=MAX_NAMES).map(numbered))
}

/// Maximum length in bytes of the stem taken from a capture's name: file systems allow 255, and exports append a
/// suffix.
const MAX_STEM: usize = 180;

/// A capture's name without folder and extensions, from which its exports are named.
#[must_use]
pub fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = if ["", "-", STDIN].contains(&name) { "capture" } else { name };
    let end = [".har.gz", ".har", ".zhar", ".zip", ".gz"].iter().find_map(|end| name.strip_suffix(end));
    let stem = end.filter(|stem| !stem.is_empty()).unwrap_or(name);
    let end = (0..=stem.len().min(MAX_STEM)).rev().find(|at| stem.is_char_boundary(*at));
    stem.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// The first name that is not taken in a folder.
#[must_use]
pub fn free(folder: &Path, name: &str) -> String {
    let is_free = |name: &String| fs::symlink_metadata(folder.join(name)).is_err();
    names(name).find(is_free).unwrap_or_else(|| name.to_owned())
}

/// Moves something to the first name that is not taken.
fn move_to_free_name<T>(
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
            // Another program has taken the name in the meantime.
            Err((error, back)) if error.kind() == io::ErrorKind::AlreadyExists => thing = back,
            Err((error, _)) => return Err(failed(name)(error)),
        }
    }
    Err(Error::Exists { name: name.to_owned(), can_force: false })
}

/// Whether two paths refer to the same file, including through symbolic links, hard links and case-insensitive
/// names. `-` is standard input. A file inside a folder that is a capture belongs to the capture.
#[must_use]
pub fn is_same(capture: &Path, other: &Path) -> bool {
    let capture = if capture.as_os_str() == "-" { Path::new("/dev/stdin") } else { capture };
    let whole = |path: &Path| fs::canonicalize(path).ok();
    let Some(path) = whole(other) else { return false };
    let is_inside = capture.is_dir() && path.parent() == whole(capture).as_deref();
    is_inside || whole(capture) == Some(path) || is_same_node(capture, other)
}

#[cfg(unix)]
fn is_same_node(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let node =
        |path| fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|about| (about.dev(), about.ino()));
    node(one).is_some_and(|node_of_one| node(other) == Some(node_of_one))
}

#[cfg(not(unix))]
fn is_same_node(_: &Path, _: &Path) -> bool {
    false
}

/// Writes a new file in a folder, under this name or the next one that is not taken; leaves nothing behind on
/// failure.
///
/// # Errors
/// The error from `fill`; [`Error::Write`].
pub fn save<T>(
    folder: &Path,
    name: &str,
    fill: impl FnOnce(&mut dyn Write) -> Result<T, Error>,
) -> Result<(PathBuf, T), Error> {
    let file = temporary::file(folder).map_err(failed(name))?;
    let mut out = BufWriter::with_capacity(1 << 20, file.as_file());
    let filled = fill(&mut out)?;
    out.flush().map_err(failed(name))?;
    drop(out);
    let path = move_to_free_name(folder, name, file, |file, path| match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) => Err((error.error, error.file)),
    })?;
    Ok((path, filled))
}

/// Creates a file that only its owner may read.
///
/// # Errors
/// The error of the operating system, also if the name is taken.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A new folder being filled.
#[derive(Debug)]
pub struct Folder {
    parent: PathBuf,
    name: String,
    folder: TempDir,
}

impl Folder {
    /// Creates a temporary folder inside `parent`, to be renamed to `name`.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn begin(parent: &Path, name: &str) -> Result<Self, Error> {
        let folder = temporary::folder(parent).map_err(failed(name))?;
        Ok(Self { parent: parent.to_owned(), name: name.to_owned(), folder })
    }

    /// Creates a file in the folder.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn file(&self, name: &str) -> Result<File, Error> {
        create(&self.folder.path().join(name)).map_err(failed(name))
    }

    /// Renames the folder to its final name.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn finish(self) -> Result<PathBuf, Error> {
        let Self { parent, name, folder } = self;
        let path = move_to_free_name(&parent, &name, (), |(), path| {
            // If a folder of this name was created in the meantime, renaming fails unless it is empty.
            fs::rename(folder.path(), path).map_err(|error| (error, ()))
        })?;
        // The renamed folder must not be removed.
        let _ = folder.keep();
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_after_the_capture() {
        for (name, expected) in
            [("/a/b.har", "b"), (r"c:\x.har.gz", "x"), ("-", "capture"), (STDIN, "capture"), (".har", ".har")]
        {
            assert_eq!(stem(name), expected);
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
    #[cfg(unix)]
    #[test]
    fn a_file_is_known_by_each_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a.har"), "x").unwrap();
        fs::write(path("b.har"), "x").unwrap();
        std::os::unix::fs::symlink(path("a.har"), path("link")).unwrap();
        fs::hard_link(path("a.har"), path("hard")).unwrap();
        for name in ["a.har", "link", "hard", "./a.har"] {
            assert!(is_same(&path("a.har"), &path(name)) && is_same(&path(name), &path("a.har")), "{name}");
        }
        assert!(is_same(folder.path(), &path("b.har")), "a capture that is a folder");
        for name in ["b.har", "c.har"] {
            assert!(!is_same(&path("a.har"), &path(name)), "{name}");
        }
    }
}
