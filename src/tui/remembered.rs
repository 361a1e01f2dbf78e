//! Window layout and list columns, remembered between runs. A convenience, so I/O errors are ignored: an unreadable
//! file counts as missing.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::layout::Shares;
use crate::folders;
use crate::query::sort::Column;

/// The state file, in the [state folder](folders::state).
pub fn file() -> Option<PathBuf> {
    Some(folders::state()?.join("layout.toml"))
}

/// The remembered settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// How the window is divided.
    #[serde(flatten)]
    pub shares: Shares,
    /// Columns of the list; empty for the default ones.
    #[serde(default)]
    pub columns: Vec<Column>,
}

/// The settings at the last exit.
pub fn read(file: &Path) -> Remembered {
    let text = fs::read_to_string(file).unwrap_or_default();
    toml::from_str(&text).unwrap_or_default()
}

/// Saves the settings completely or, on failure, leaves the old file unchanged.
pub fn write(file: &Path, remembered: &Remembered) {
    let _ = try_write(file, remembered);
}

fn try_write(file: &Path, remembered: &Remembered) -> io::Result<()> {
    let folder = file.parent().ok_or(io::ErrorKind::NotFound)?;
    let text = toml::to_string(remembered).map_err(io::Error::other)?;
    fs::create_dir_all(folder)?;
    let mut new = NamedTempFile::new_in(folder)?;
    new.write_all(b"# How harlens shares out its window, in thousandths, and the list's columns. It writes this file itself.\n")?;
    new.write_all(text.as_bytes())?;
    new.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_round_trip_and_an_invalid_file_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state/layout.toml");
        assert_eq!(read(&file), Remembered::default());
        for shares in [
            Shares { list: Some(400), panel: None },
            Shares { list: Some(1), panel: Some(999) },
            Shares::default(),
        ] {
            let remembered = Remembered { shares, columns: vec![Column::Time, Column::Url] };
            write(&file, &remembered);
            assert_eq!(read(&file), remembered);
        }
        for broken in ["list = ", "list = -1", "list = 99999", "list = 'much'", "[[list]]", "\u{0}"] {
            fs::write(&file, broken).unwrap();
            assert_eq!(read(&file), Remembered::default(), "{broken}");
        }
        fs::write(&file, "list = 300\nlater = true\n").unwrap();
        assert_eq!(read(&file).shares, Shares { list: Some(300), panel: None });
        // The parent path is a file, not a folder.
        write(&file.join("layout.toml"), &Remembered::default());
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    }
}
