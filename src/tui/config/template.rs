//! The file of settings with everything in it as it is without one, to be changed.

use std::fmt::Write as _;

use crate::query::sort::COLUMNS;
use crate::text::{Lang, words};
use crate::tui::action::BINDINGS;

/// Every setting.
pub(super) const SETTINGS: [&str; 3] = ["language", "columns", "keys"];

/// The file of defaults.
#[must_use]
pub fn template(lang: Lang) -> String {
    let words = words::words(lang);
    let columns: Vec<&str> = COLUMNS.iter().map(|(_, name)| *name).collect();
    let mut text = format!(
        "# {}\n\n# {}\nlanguage = \"auto\"\n\n# {}\n# {}\ncolumns = []\n\n# {}\n[keys]\n",
        words.config.about,
        words.config.language,
        words.config.columns,
        columns.join(", "),
        words.config.keys,
    );
    for binding in BINDINGS {
        let keys: Vec<String> =
            binding.keys.iter().map(|key| toml::Value::String((*key).to_owned()).to_string()).collect();
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{} = [{}]  # {}", binding.name, keys.join(", "), binding.description(words));
    }
    text
}
