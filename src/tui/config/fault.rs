//! What can be wrong with the user's settings, in words.

use crate::text::words::{self, fill};
use crate::text::{Lang, clean};

/// A mistake in the file of settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line in which it is, from 1; 0 where the file itself could not be read.
    pub line: usize,
    /// What is wrong.
    pub(super) what: What,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// What somebody else said of it: the parser, the system, whoever reads themes.
    Said(String),
    /// There is no such setting.
    NoSetting { name: String, nearest: Vec<String> },
    /// There is no such column.
    NoColumn { name: String, nearest: Vec<String> },
    /// There is no such action.
    NoAction { name: String, nearest: Vec<String> },
    /// No key is written like this.
    NoKey(String),
    /// Another action has been given the key already.
    KeyTwice { key: String, action: String },
    /// The key always leaves the program.
    Leaves,
    /// The value is of another kind than this.
    Wanted(String),
}

impl Fault {
    /// What is wrong, where, and what is meant perhaps.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let words = &words::words(lang).config;
        let line = fill(&words.line, &[("n", &self.line.to_string())]);
        let what = match &self.what {
            What::Said(said) if self.line == 0 => return clean(said).into_owned(),
            What::Said(said) => said.clone(),
            What::NoSetting { name, nearest } => unknown(&words.no_setting, name, nearest, lang),
            What::NoColumn { name, nearest } => unknown(&words.no_column, name, nearest, lang),
            What::NoAction { name, nearest } => unknown(&words.no_action, name, nearest, lang),
            What::NoKey(key) => fill(&words.no_key, &[("key", key)]),
            What::KeyTwice { key, action } => fill(&words.key_twice, &[("key", key), ("action", action)]),
            What::Leaves => words.leaves.clone(),
            What::Wanted(wanted) => fill(&words.wanted, &[("wanted", wanted)]),
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
