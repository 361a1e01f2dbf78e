//! Network errors by their own names: what a browser or tool wrote into the capture in place of an answer, and what it means.

use serde::Deserialize;
use serde_json::Value;

use super::page::Page;
use super::rule::{Meaning, Pattern, Rule};
use crate::har::entry::Entry;

/// Whether a request can have reached the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reached {
    /// It was never sent, or ended before the server.
    No,
    /// The server answered.
    Yes,
    /// The error leaves it open.
    Possible,
}

impl Reached {
    /// The stable name: `no`, `yes` or `possible`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Yes => "yes",
            Self::Possible => "possible",
        }
    }
}

/// Why no answer of the server came: an item of `network.toml` or `gateways.toml`.
#[derive(Debug, Clone)]
pub struct NetworkError {
    /// What it is recognised by.
    pub sign: Sign,
    /// Whether the request can have reached the server.
    pub reached: Reached,
    /// Whoever runs the network, proxy or firewall can change it.
    pub concerns_network_team: bool,
    /// What it means.
    pub rule: Rule,
}

/// What a [`NetworkError`] is recognised by.
#[derive(Debug, Clone)]
pub enum Sign {
    /// The exporter's words match.
    Words(Pattern),
    /// A page of this kind came in place of the answer.
    Page(Page),
}

/// Fields in which exporters say why a request failed, in the entry or its response.
const FIELDS: [&str; 6] =
    ["_error", "_failureText", "_blocked", "_blockedReason", "blockedReason", "_corsErrorStatus"];

impl NetworkError {
    /// What is wrong with this item of the knowledge, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let no_source = || self.rule.sources.is_empty().then(|| "no source".to_owned());
        let bad_pattern = || match &self.sign {
            Sign::Words(pattern) => pattern.fault(),
            Sign::Page(_) => None,
        };
        Meaning::fault_of(&self.rule.en, &self.rule.ko).or_else(no_source).or_else(bad_pattern)
    }
}

/// Which of these errors the words of an exporter name; the first that matches counts.
#[must_use]
pub fn place(errors: &[NetworkError], words: &str) -> Option<usize> {
    errors.iter().position(|error| matches!(&error.sign, Sign::Words(pattern) if pattern.is_match(words)))
}

/// What the capture says of why the answer is not there: of all fields that say something, the most precise.
///
/// Where an answer came (`is_answered`), remarks and the status text are about that answer, and only the fields for errors
/// count.
#[must_use]
pub fn said(known: &[NetworkError], entry: &Entry, is_answered: bool) -> Option<String> {
    let fields = errors(entry);
    let mut all: Vec<String> = fields.clone();
    if !is_answered {
        all.extend(remarks(entry));
    }
    let named = all.iter().filter_map(|words| Some((place(known, words)?, words)));
    let most_precise = named.min_by_key(|(place, _)| *place).map(|(_, words)| words.clone());
    most_precise.or_else(|| fields.into_iter().next())
}

/// The texts of the fields for errors.
fn errors(entry: &Entry) -> Vec<String> {
    let response = entry.response.as_ref();
    let maps = [Some(&entry.extra), response.map(|response| &response.extra)];
    let fields =
        maps.into_iter().flatten().flat_map(|map| FIELDS.iter().map(move |name| (*name, map.get(*name))));
    let found = fields.filter_map(|(name, value)| text(name, value?));
    response.and_then(|response| response.error.clone()).into_iter().chain(found).collect()
}

/// Texts that may say why, among much else.
fn remarks(entry: &Entry) -> impl Iterator<Item = String> {
    let response = entry.response.as_ref();
    let comment = response.and_then(|response| response.extra.get("comment")?.as_str());
    let content = response.and_then(|response| response.content.comment.as_deref());
    let status = response.map(|response| response.status_text.as_str());
    let texts = [entry.comment.as_deref(), comment, content, status].into_iter().flatten();
    texts.filter(|text| !text.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// A reason for blocking is a word or number of its own; with its field before it, nothing else is written so.
fn text(name: &str, value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) if name.to_ascii_lowercase().contains("blocked") => number.to_string(),
        Value::Object(members) => {
            let member = |name: &str| members.get(name).and_then(Value::as_str);
            let text = ["message", "errorText", "corsError", "text", "msg"].into_iter().find_map(member);
            text.map_or_else(|| value.to_string(), str::to_owned)
        }
        _ => return None,
    };
    let is_bare = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    match name.to_ascii_lowercase() {
        _ if text.is_empty() || text == "0" => None,
        name if name.contains("cors") => Some(format!("cors: {text}")),
        name if name.contains("blocked") && is_bare(&text) => Some(format!("blocked:{text}")),
        _ => Some(text),
    }
}

#[cfg(test)]
#[path = "network_tests.rs"]
mod tests;
