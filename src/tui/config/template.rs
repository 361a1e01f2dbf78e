//! The settings file with every default, as a template to edit.

use std::fmt::Write as _;

use crate::query::sort::Column;
use crate::text::{Lang, words};
use crate::tui::action::BINDINGS;
use crate::tui::theme::Theme;

/// The names of all settings.
pub(super) const SETTINGS: [&str; 5] = ["language", "theme", "mouse", "columns", "keys"];

pub fn template(lang: Lang) -> String {
    let words = words::words(lang);
    let columns: Vec<&str> = Column::ALL.iter().map(|column| column.name()).collect();
    let themes: Vec<&str> = Theme::names().collect();
    let settings = [
        (words.config.language.clone(), "language = \"auto\""),
        (format!("{} {}", words.config.theme, themes.join(", ")), "theme = \"auto\""),
        (words.config.mouse.clone(), "mouse = true"),
        (format!("{}\n# {}", words.config.columns, columns.join(", ")), "columns = []"),
        (words.config.keys.clone(), "[keys]"),
    ];
    let mut text = format!("# {}\n", words.config.about);
    for (about, setting) in settings {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n# {about}\n{setting}");
    }
    for binding in BINDINGS {
        let keys: Vec<String> =
            binding.keys.iter().map(|key| toml::Value::String((*key).to_owned()).to_string()).collect();
        let _ = writeln!(text, "{} = [{}]  # {}", binding.name, keys.join(", "), binding.description(words));
    }
    text
}
