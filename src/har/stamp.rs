//! Whether a file is still the one that was opened.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file's length and time of its last change, as they were once.
#[derive(Debug, Clone)]
pub struct Stamp {
    path: PathBuf,
    seen: Option<Snapshot>,
}

/// What the system says of a file.
type Snapshot = (u64, Option<SystemTime>);

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing: it is as it was.
    Same,
    /// It was written again, made longer or shorter.
    Changed,
    /// It is not there any more.
    Gone,
}

impl Stamp {
    /// Looks at a file now. Standard input (`-`) never changes.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), seen: snapshot(path) }
    }

    /// Looks at the same file again.
    #[must_use]
    pub fn again(&self) -> Self {
        Self::of(&self.path)
    }

    /// Whether there is a file that could change.
    #[must_use]
    pub fn is_of_file(&self) -> bool {
        self.seen.is_some()
    }

    /// What became of the file since.
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
        assert!(!input.is_of_file() && input.change() == Change::Same);
    }
}
