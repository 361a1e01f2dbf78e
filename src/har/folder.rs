//! Finds the HAR files in a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// File name endings of HAR files, compressed or not.
const ENDS: [&str; 5] = [".har", ".har.gz", ".har.zip", ".zip", ".saz"];

/// The HAR files in a folder and its subfolders, sorted by name; a path that is not a folder is returned
/// unchanged. Symbolic links to folders are not followed, because they may form a cycle.
///
/// # Errors
/// When a folder cannot be read.
pub fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if is_har(&path) && path.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_har(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    ENDS.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subfolders_are_searched_and_other_files_ignored() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("b/c")).unwrap();
        for name in ["z.HAR", "b/c/a.har.gz", "b/p.zip", "b/notes.txt", "b/x.har.bak"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let found = files(folder.path()).unwrap();
        let names: Vec<_> = found.iter().map(|path| path.strip_prefix(folder.path()).unwrap()).collect();
        assert_eq!(names, ["b/c/a.har.gz", "b/p.zip", "z.HAR"].map(Path::new));
        let one = folder.path().join("no-such.har");
        assert_eq!(files(&one).unwrap(), [one]);
    }
}
