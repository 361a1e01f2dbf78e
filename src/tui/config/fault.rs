//! Errors in the settings file, and their texts.

use crate::text::words::{self, fill};
use crate::text::{Lang, clean};

/// An error in the settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line number from 1; 0 if the file could not be read.
    pub line: usize,
    pub(super) what: FaultKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// A message of the TOML parser, the system or the theme parser.
    Message(String),
    UnknownSetting {
        name: String,
        nearest: Vec<String>,
    },
    UnknownColumn {
        name: String,
        nearest: Vec<String>,
    },
    UnknownAction {
        name: String,
        nearest: Vec<String>,
    },
    /// Not a valid key name.
    InvalidKey(String),
    /// The key is already bound to this action.
    DuplicateKey {
        key: String,
        action: String,
    },
    /// The key is reserved for quitting.
    ReservedKey,
    /// The value has the wrong type; this is the expected one.
    WrongType(String),
}

impl Fault {
    /// The message, with the line and a suggestion.
    pub fn text(&self, lang: Lang) -> String {
        let words = &words::words(lang).config;
        let line = fill(&words.line, &[("n", &self.line.to_string())]);
        let what = match &self.what {
            FaultKind::Message(said) if self.line == 0 => return clean(said).into_owned(),
            FaultKind::Message(said) => said.clone(),
            FaultKind::UnknownSetting { name, nearest } => unknown(&words.no_setting, name, nearest, lang),
            FaultKind::UnknownColumn { name, nearest } => unknown(&words.no_column, name, nearest, lang),
            FaultKind::UnknownAction { name, nearest } => unknown(&words.no_action, name, nearest, lang),
            FaultKind::InvalidKey(key) => fill(&words.no_key, &[("key", key)]),
            FaultKind::DuplicateKey { key, action } => {
                fill(&words.key_twice, &[("key", key), ("action", action)])
            }
            FaultKind::ReservedKey => words.leaves.clone(),
            FaultKind::WrongType(wanted) => fill(&words.wanted, &[("wanted", wanted)]),
        };
        clean(&format!("{line}: {what}")).into_owned()
    }
}

fn unknown(text: &str, name: &str, nearest: &[String], lang: Lang) -> String {
    let said = fill(text, &[("name", name)]);
    match nearest.first() {
        Some(name) => said + &fill(&words::words(lang).config.did_you_mean, &[("name", name)]),
        None => said,
    }
}
