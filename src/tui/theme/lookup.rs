//! Finding a theme by name or file.

use std::fs;
use std::path::{Path, PathBuf};

use super::Theme;
use crate::error::Error;
use crate::folders;
use crate::text::nearest::nearest;

/// The theme with this name: a built-in one, a file, or a file in the folder `themes` next to the knowledge folder.
/// Fails if there is no such theme, or its file cannot be read or parsed.
pub fn find(name: &str) -> Result<Theme, Error> {
    if let Some(theme) = Theme::built_in(name) {
        return Ok(theme);
    }
    let path = path(name);
    let file = path.display().to_string();
    match fs::read_to_string(&path) {
        Ok(text) => match Theme::from_toml(&text) {
            Ok(theme) => Ok(theme.named(&path.file_stem().unwrap_or_default().to_string_lossy())),
            Err(mistake) => Err(Error::Theme { name: file, mistake: mistake.to_string() }),
        },
        Err(source) if is_path(name) => Err(Error::Read { name: file, source }),
        Err(_) => Err(Error::UnknownName {
            what: "theme",
            name: name.to_owned(),
            near: nearest(name, Theme::names()),
            list: "harlens --help",
        }),
    }
}

fn is_path(name: &str) -> bool {
    name.ends_with(".toml") || name.contains(std::path::is_separator)
}

fn path(name: &str) -> PathBuf {
    if is_path(name) {
        return PathBuf::from(name);
    }
    let folder = folders::config().map(|folder| folder.join("themes")).unwrap_or_default();
    folder.join(Path::new(name).with_extension("toml"))
}
