//! What is remembered between runs: how the window was shared out, and the columns of the list. It is a convenience, so that nothing about it is ever
//! an error: what cannot be read is as if it were not there, what cannot be written is forgotten.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::layout::Shares;
use crate::folders;
use crate::query::sort::Column;

/// The file in which it is remembered, in the [folder for that](folders::state).
pub fn file() -> Option<PathBuf> {
    Some(folders::state()?.join("layout.toml"))
}

/// What is remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// How the window was shared out.
    #[serde(flatten)]
    pub shares: Shares,
    /// The columns of the list; none for the usual ones.
    #[serde(default)]
    pub columns: Vec<Column>,
}

/// How it was when the program was left last.
pub fn read(file: &Path) -> Remembered {
    let text = fs::read_to_string(file).unwrap_or_default();
    toml::from_str(&text).unwrap_or_default()
}

/// Remembers how it is: all of it, or (where that fails) what was remembered before.
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
    fn what_is_written_is_read_and_what_is_broken_is_as_if_not_there() {
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
        // A file has the folder's name.
        write(&file.join("layout.toml"), &Remembered::default());
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    }
}
