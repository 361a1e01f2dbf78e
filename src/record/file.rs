//! Writes the HAR of a recording: a valid HAR after every entry, sorted by start at the end.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Error;

const HEAD: &str = "{\"log\":{\"version\":\"1.2\",\"creator\":";
const TAIL: &[u8] = b"\n]}}\n";

/// A growing HAR file.
#[derive(Debug)]
pub(super) struct HarFile {
    path: PathBuf,
    file: File,
    browser: Value,
    entries: Vec<Span>,
    /// Offset of the next entry: before the closing brackets.
    end: u64,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    started: f64,
    at: u64,
    len: usize,
}

impl HarFile {
    /// Creates a file that only its owner can read; fails if it exists.
    pub(super) fn create(path: &Path) -> Result<Self, Error> {
        let mut options = File::options();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|source| write_error(path, source))?;
        let mut har = Self { path: path.to_owned(), file, browser: json!({}), entries: Vec::new(), end: 0 };
        har.write_head()?;
        Ok(har)
    }

    /// Sets `log.browser`; only before the first entry.
    pub(super) fn describe(&mut self, browser: Value) -> Result<(), Error> {
        self.browser = browser;
        self.write_head()
    }

    /// Appends an entry. The file is a valid HAR afterwards.
    pub(super) fn push(&mut self, started: f64, entry: &str) -> Result<(), Error> {
        let separator: &[u8] = if self.entries.is_empty() { b"\n" } else { b",\n" };
        let at = self.end + separator.len() as u64;
        let bytes = [separator, entry.as_bytes(), TAIL].concat();
        self.write_at(self.end, &bytes)?;
        self.entries.push(Span { started, at, len: entry.len() });
        self.end = at + entry.len() as u64;
        Ok(())
    }

    /// Sorts the entries by start and adds the pages, by writing a new file that replaces this one.
    pub(super) fn finish(&mut self, pages: &[Value]) -> Result<(), Error> {
        let error = |source| write_error(&self.path, source);
        let folder =
            self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut sorted = tempfile::NamedTempFile::new_in(folder).map_err(error)?;
        sorted.write_all(head(&self.browser, pages).as_bytes()).map_err(error)?;
        self.entries.sort_by(|a, b| a.started.total_cmp(&b.started));
        let mut entry = Vec::new();
        for (number, span) in self.entries.iter().enumerate() {
            entry.resize(span.len, 0);
            self.file.seek(SeekFrom::Start(span.at)).map_err(error)?;
            self.file.read_exact(&mut entry).map_err(error)?;
            sorted.write_all(if number == 0 { b"\n" } else { b",\n" }).map_err(error)?;
            sorted.write_all(&entry).map_err(error)?;
        }
        sorted.write_all(TAIL).map_err(error)?;
        sorted.as_file().sync_all().map_err(error)?;
        sorted.persist(&self.path).map_err(|failed| write_error(&self.path, failed.error))?;
        Ok(())
    }

    /// Removes the file; for a recording that could not start.
    pub(super) fn discard(self) {
        // The file has no entries, so failing to remove it loses nothing.
        let _ = std::fs::remove_file(&self.path);
    }

    fn write_head(&mut self) -> Result<(), Error> {
        let head = head(&self.browser, &[]);
        self.end = head.len() as u64;
        self.write_at(0, &[head.as_bytes(), TAIL].concat())
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> Result<(), Error> {
        let error = |source| write_error(&self.path, source);
        self.file.seek(SeekFrom::Start(at)).map_err(error)?;
        self.file.write_all(bytes).map_err(error)?;
        self.file.set_len(at + bytes.len() as u64).map_err(error)
    }
}

fn head(browser: &Value, pages: &[Value]) -> String {
    let creator = json!({"name": "harlens", "version": env!("CARGO_PKG_VERSION")});
    format!("{HEAD}{creator},\"browser\":{browser},\"pages\":{},\"entries\":[", json!(pages))
}

fn write_error(path: &Path, source: std::io::Error) -> Error {
    Error::Write { name: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_har_is_valid_after_every_entry_and_finally_sorted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.har");
        let read = || serde_json::from_slice::<Value>(&std::fs::read(&path).unwrap()).unwrap();
        let mut file = HarFile::create(&path).unwrap();
        assert_eq!(read()["log"]["entries"], json!([]));
        file.describe(json!({"name": "Chromium", "version": "156"})).unwrap();
        for (started, name) in [(2.0, "b"), (1.0, "a"), (3.0, "c")] {
            file.push(started, &json!({"name": name}).to_string()).unwrap();
            assert!(read()["log"]["entries"].as_array().unwrap().iter().any(|entry| entry["name"] == name));
        }
        file.finish(&[json!({"id": "page_1"})]).unwrap();
        assert_eq!(read()["log"]["entries"], json!([{"name": "a"}, {"name": "b"}, {"name": "c"}]));
        assert_eq!(read()["log"]["browser"]["name"], "Chromium");
        assert!(HarFile::create(&path).is_err(), "nothing is overwritten");
    }
}
