//! User statuses: names, JSON values, meaning, how users get there.

use std::collections::HashSet;

use serde::Deserialize;

use super::{finding::Basis, rule::Source};
use crate::text::lang::Lang;

/// A user status of Control Hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Of each action, in their order: documented where a source names the step.
    pub action_bases: Vec<Basis>,
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

/// How users come to a status (help.webex.com bl994).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// Its name.
    pub id: String,
    /// From where; one of them suffices.
    pub from: Vec<Beginning>,
    /// The id of the status it leads to.
    pub to: String,
    /// When, in English.
    pub en: String,
    /// When, in Korean.
    pub ko: String,
    /// Where it is written.
    pub sources: Vec<Source>,
}

/// Where a transition begins.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "String")]
pub enum Beginning {
    /// Nowhere: the user is new.
    New,
    /// In any status: the user is there.
    Existing,
    /// The user has been claimed.
    Claimed,
    /// In the status of this id, in another organization.
    Elsewhere(String),
    /// In the status of this id.
    Status(String),
}

impl From<String> for Beginning {
    fn from(name: String) -> Self {
        match name.as_str() {
            "new" => Self::New,
            "existing" => Self::Existing,
            "claimed" => Self::Claimed,
            _ => match name.strip_prefix("elsewhere:") {
                Some(status) => Self::Elsewhere(status.to_owned()),
                None => Self::Status(name),
            },
        }
    }
}

impl Beginning {
    /// The id of the status it names.
    #[must_use]
    pub fn status(&self) -> Option<&str> {
        match self {
            Self::Elsewhere(status) | Self::Status(status) => Some(status),
            Self::New | Self::Existing | Self::Claimed => None,
        }
    }
}

impl Transition {
    /// When it happens, in `lang`.
    #[must_use]
    pub fn when(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Ko => &self.ko,
        }
    }

    /// Whether it begins in this status, or leads to it.
    #[must_use]
    pub fn touches(&self, status: &str) -> bool {
        self.to == status || self.from.iter().any(|from| from.status() == Some(status))
    }

    /// What is wrong with it: a status that does not exist, or a missing text or source.
    #[must_use]
    pub fn fault(&self, statuses: &HashSet<String>) -> Option<String> {
        let named = self.from.iter().filter_map(Beginning::status).chain([self.to.as_str()]);
        let unknown = named.into_iter().find(|id| !statuses.contains(*id));
        if self.from.is_empty()
            || self.en.trim().is_empty()
            || self.ko.trim().is_empty()
            || self.sources.is_empty()
        {
            return Some("from, en, ko or a source is missing".to_owned());
        }
        unknown.map(|id| format!("no [[status]] has the id {id}"))
    }
}

/// A word of the help pages about users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its name in the knowledge.
    pub id: String,
    /// English.
    pub en: TermText,
    /// Korean.
    pub ko: TermText,
    /// Where it is written.
    pub sources: Vec<Source>,
}

/// A word in one language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermText {
    /// The word.
    pub name: String,
    /// Other words for the same.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What it means.
    pub meaning: String,
}

impl Term {
    /// The word in `lang`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &TermText {
        match lang {
            Lang::En => &self.en,
            Lang::Ko => &self.ko,
        }
    }

    /// Every name it goes by.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = [&self.id, &self.en.name, &self.ko.name].into_iter();
        names.chain(&self.en.aliases).chain(&self.ko.aliases).map(String::as_str)
    }
}

impl Status {
    /// Every name it goes by, in both languages.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = [&self.id, &self.en.name, &self.ko.name].into_iter();
        names.chain(&self.en.aliases).chain(&self.ko.aliases).map(String::as_str)
    }

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
        self.0.iter().find(|status| is_one_of(name, status.names()))
    }

    /// The statuses that a JSON value shows: `pending`, or with its field `accountStatus=pending`.
    #[must_use]
    pub fn of_value(self, text: &str) -> Vec<&'k Status> {
        let (field, value) = match text.split_once('=') {
            Some((field, value)) => (Some(field.trim()), value.trim()),
            None => (None, text.trim()),
        };
        let fits = |json: &JsonValue| {
            json.value.eq_ignore_ascii_case(value)
                && field.is_none_or(|field| json.field.eq_ignore_ascii_case(field))
        };
        self.0.iter().filter(|status| status.json.iter().any(fits)).collect()
    }
}

/// Whether a name is one of these; case, spaces and hyphens do not count.
pub(super) fn is_one_of<'n>(name: &str, mut names: impl Iterator<Item = &'n str>) -> bool {
    // Cisco's Korean pages write "license" in two ways
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        letters.collect::<String>().replace("라이센스", "라이선스")
    };
    let wanted = plain(name);
    !wanted.is_empty() && names.any(|own| plain(own) == wanted)
}
