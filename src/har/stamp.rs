//! Detects whether a file changed since it was opened.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file's length and modification time at one moment.
#[derive(Debug, Clone)]
pub struct Stamp {
    path: PathBuf,
    seen: Option<Snapshot>,
}

/// Length and modification time.
type Snapshot = (u64, Option<SystemTime>);

/// How a file changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Unchanged.
    Same,
    /// Rewritten, extended or truncated.
    Changed,
    /// Deleted or moved.
    Gone,
}

impl Stamp {
    /// The current state of a file. Standard input (`-`) never changes.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), seen: snapshot(path) }
    }

    /// The current state of the same file.
    #[must_use]
    pub fn refreshed(&self) -> Self {
        Self::of(&self.path)
    }

    /// Whether this is a file, not standard input.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.seen.is_some()
    }

    /// How the file changed since.
    #[must_use]
    pub fn change(&self) -> Change {
        match (&self.seen, snapshot(&self.path)) {
            (None, _) => Change::Same,
            (Some(_), None) => Change::Gone,
            (Some(seen), Some(now)) if *seen == now => Change::Same,
            _ => Change::Changed,
        }
    }
}

fn snapshot(path: &Path) -> Option<Snapshot> {
    if path == Path::new("-") {
        return None;
    }
    let about = fs::metadata(path).ok()?;
    Some((about.len(), about.modified().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_same_until_it_is_written_or_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.har");
        fs::write(&path, "one").unwrap();
        let stamp = Stamp::of(&path);
        assert_eq!(stamp.change(), Change::Same);
        fs::write(&path, "longer").unwrap();
        assert_eq!(stamp.change(), Change::Changed);
        fs::remove_file(&path).unwrap();
        assert_eq!(stamp.change(), Change::Gone);
        let input = Stamp::of(Path::new("-"));
        assert!(!input.is_file() && input.change() == Change::Same);
    }
}
