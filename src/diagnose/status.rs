//! User statuses: names, JSON values, meaning, how users get there.

use serde::Deserialize;

use super::{finding::Basis, rule::Source};
use crate::text::lang::Lang;

/// A user status of Control Hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Stable name, such as `not_verified`.
    pub id: String,
    /// The list it belongs to.
    pub era: Era,
    /// Whether such a user can use the services.
    pub services: Services,
    /// English.
    pub en: Text,
    /// Korean.
    pub ko: Text,
    /// The Korean name is Cisco's own; otherwise it is this project's translation.
    pub ko_name_of_cisco: bool,
    /// JSON values that show it; none was ever seen where this is empty.
    pub json: Vec<JsonValue>,
    /// Statuses of the older list that this one took over.
    pub older: Vec<String>,
    /// Where it is written.
    pub sources: Vec<Source>,
}

/// Which of Control Hub's two lists of statuses has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Era {
    /// Only the list of help.webex.com bl994.
    Older,
    /// Only today's list (2026-09).
    Today,
    /// Both lists.
    Both,
    /// Neither: a label of older help pages.
    Legacy,
}

/// Whether a user in a status can use the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Services {
    /// Yes.
    Yes,
    /// Ready to, once signed in.
    Ready,
    /// No.
    No,
    /// The sources do not say.
    Unstated,
}

/// What is said of a status in one language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The name in Control Hub.
    pub name: String,
    /// Other names of the same status.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// One or two sentences.
    pub meaning: String,
    /// What an administrator can do, in order.
    pub actions: Vec<String>,
    /// How users get there.
    pub ways: Vec<String>,
}

/// A JSON value that shows a status.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonValue {
    /// The field, such as `accountStatus`.
    pub field: String,
    /// The value as text.
    pub value: String,
    /// Whether a source says that the value means this status.
    pub basis: Basis,
}

impl Status {
    /// What is said of it in `lang`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &Text {
        match lang {
            Lang::En => &self.en,
            Lang::Ko => &self.ko,
        }
    }

    /// What is wrong with this entry of the knowledge, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let blank = |text: &Text| {
            [&text.name, &text.meaning]
                .into_iter()
                .chain(&text.actions)
                .chain(&text.ways)
                .any(|line| line.trim().is_empty())
                || text.ways.is_empty()
                || text.actions.is_empty()
        };
        (blank(&self.en) || blank(&self.ko) || self.sources.is_empty())
            .then(|| format!("status {}: a name, meaning, action, way or source is missing", self.id))
    }
}

/// Finds statuses among those of the knowledge.
#[derive(Debug, Clone, Copy)]
pub struct Statuses<'k>(pub &'k [Status]);

impl<'k> Statuses<'k> {
    /// The status of this id.
    #[must_use]
    pub fn get(self, id: &str) -> Option<&'k Status> {
        self.0.iter().find(|status| status.id == id)
    }

    /// The status that a JSON field's value shows; a documented reading before a concluded one.
    #[must_use]
    pub fn of_json(self, field: &str, value: &str) -> Option<(&'k Status, Basis)> {
        self.0
            .iter()
            .flat_map(|status| status.json.iter().map(move |json| (status, json)))
            .filter(|(_, json)| json.field == field && json.value.eq_ignore_ascii_case(value.trim()))
            .map(|(status, json)| (status, json.basis))
            .min_by_key(|(_, basis)| *basis)
    }

    /// The status of this name, in either language, also by an alias or its id.
    #[must_use]
    pub fn of_name(self, name: &str) -> Option<&'k Status> {
        let plain = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let wanted = plain(name);
        let names = |status: &'k Status| {
            [&status.id, &status.en.name, &status.ko.name]
                .into_iter()
                .chain(&status.en.aliases)
                .chain(&status.ko.aliases)
        };
        (!wanted.is_empty())
            .then(|| self.0.iter().find(|status| names(status).any(|own| plain(own) == wanted)))
            .flatten()
    }
}
