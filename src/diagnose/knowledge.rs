//! The rules and statuses: built in, and the user's own, with a report of what could not be loaded.

use std::{collections::HashMap, sync::OnceLock};

use serde::Deserialize;

use self::file::{File, Known};
use super::{
    endpoint::Endpoint,
    finding::Kind,
    rule::{Case, Pattern, Rank, Rule, Source},
    status::{Status, Statuses},
};
use crate::text::lang::Lang;

mod file;

/// The files compiled in: name and text.
pub const BUILTIN: [(&str, &str); 7] = [
    ("sources.toml", include_str!("../../assets/knowledge/sources.toml")),
    ("endpoints.toml", include_str!("../../assets/knowledge/endpoints.toml")),
    ("onboard.toml", include_str!("../../assets/knowledge/onboard.toml")),
    ("license.toml", include_str!("../../assets/knowledge/license.toml")),
    ("http.toml", include_str!("../../assets/knowledge/http.toml")),
    ("statuses.toml", include_str!("../../assets/knowledge/statuses.toml")),
    ("unknown.toml", include_str!("../../assets/knowledge/unknown.toml")),
];

/// All that is known.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// Requests that add users or assign licenses.
    pub endpoints: Vec<Endpoint>,
    /// What errors mean, in the order of the files.
    pub rules: Vec<Rule>,
    /// What HTTP statuses mean; 0 stands for "no answer".
    pub http: Vec<HttpStatus>,
    /// The user statuses.
    pub statuses: Vec<Status>,
    /// What to say of an error that no rule knows.
    pub unknown: Option<Unknown>,
    /// Remarks beside an unknown error.
    pub hints: Vec<Hint>,
    by_code: HashMap<i64, usize>,
}

/// An HTTP status, and for failures what to do.
#[derive(Debug, Clone)]
pub struct HttpStatus {
    /// The status; 0 for "no answer".
    pub code: i64,
    /// The reason phrase.
    pub reason: String,
    /// The status alone explains a failure, even beside a message without a code.
    pub explains: bool,
    /// What it means, as a rule: `http-504`, `no-response`.
    pub rule: Rule,
}

/// What to say of an error that no rule knows.
#[derive(Debug, Clone)]
pub struct Unknown {
    /// English.
    pub en: UnknownText,
    /// Korean.
    pub ko: UnknownText,
    /// Where the list of what a TAC case needs is written.
    pub sources: Vec<Source>,
}

/// The fallback in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnknownText {
    /// One line.
    pub title: String,
    /// One or two sentences.
    pub cause: String,
    /// What to do, before the list.
    pub action: String,
    /// What a TAC case needs, in order.
    pub tac: Vec<TacItem>,
}

/// One thing a TAC case needs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TacItem {
    /// Which fact fills it in.
    pub what: TacFact,
    /// Its name.
    pub label: String,
    /// What to say where no fact fills it in.
    pub otherwise: String,
}

/// A fact that a TAC case needs (Cisco 222122).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TacFact {
    /// The organization ID.
    Organization,
    /// The affected user's e-mail.
    Email,
    /// A description of the problem.
    Description,
    /// The HAR file.
    Har,
    /// The content of the POST response.
    Response,
}

/// A remark shown beside an unknown error; it claims nothing.
#[derive(Debug, Clone)]
pub struct Hint {
    /// Its name.
    pub id: String,
    /// Kinds of request; empty for all.
    pub endpoint: Vec<Kind>,
    /// Regular expression over the user's e-mail; where absent, it is shown beside every unknown message.
    pub email: Option<Pattern>,
    /// English.
    pub en: String,
    /// Korean.
    pub ko: String,
    /// Where it is written.
    pub sources: Vec<Source>,
}

/// A file, or one thing in it, that could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct LoadError {
    /// The file.
    pub file: String,
    /// What is wrong, and where.
    pub what: String,
}

impl Unknown {
    /// The fallback in `lang`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &UnknownText {
        match lang {
            Lang::En => &self.en,
            Lang::Ko => &self.ko,
        }
    }
}

impl Hint {
    /// What is wrong with the remark, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let fault = self.email.as_ref().and_then(Pattern::fault)?;
        Some(format!("hint {}: {fault}", self.id))
    }

    /// The remark in `lang`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Ko => &self.ko,
        }
    }
}

impl Knowledge {
    /// The knowledge that is compiled in, parsed once.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILT: OnceLock<Knowledge> = OnceLock::new();
        // a test holds that nothing is wrong with these files
        BUILT.get_or_init(|| Self::load(&BUILTIN, false).0)
    }

    /// Loads files of rules, in this order; an id that comes again replaces the earlier one. A file that is
    /// no valid TOML is left out whole, a faulty rule alone. `check` also compiles every pattern: for files
    /// that no test has seen.
    #[must_use]
    pub fn load(files: &[(&str, &str)], check: bool) -> (Self, Vec<LoadError>) {
        let mut knowledge = Self::default();
        let mut errors = Vec::new();
        let mut sources = HashMap::new();
        for &(name, text) in files {
            let found = file::parse(text).and_then(|file| {
                for source in &file.source {
                    sources.insert(source.id.clone(), source.clone());
                }
                knowledge.add(file, &sources, check)
            });
            let wrong = found.unwrap_or_else(|what| vec![what]);
            errors.extend(wrong.into_iter().map(|what| LoadError { file: name.to_owned(), what }));
        }
        knowledge.by_code =
            knowledge.http.iter().enumerate().map(|(place, status)| (status.code, place)).collect();
        (knowledge, errors)
    }

    /// Adds a parsed file; gives what was wrong with single items.
    fn add(&mut self, file: File, sources: &Known, check: bool) -> Result<Vec<String>, String> {
        let mut wrong = Vec::new();
        for endpoint in file.endpoint {
            let fault = endpoint.fault();
            keep(&mut self.endpoints, Ok(endpoint), |e| &e.id, |_| fault.clone(), &mut wrong);
        }
        for raw in file.rule {
            let fault = |rule: &Rule| if check { rule.fault() } else { None };
            keep(&mut self.rules, raw.resolve(sources), |rule| &rule.id, fault, &mut wrong);
        }
        for raw in file.http {
            let fault = |status: &HttpStatus| if check { status.rule.fault() } else { None };
            keep(&mut self.http, raw.resolve(sources), |status| &status.rule.id, fault, &mut wrong);
        }
        for raw in file.status {
            keep(&mut self.statuses, raw.resolve(sources), |status| &status.id, Status::fault, &mut wrong);
        }
        for raw in file.hint {
            let fault = |hint: &Hint| if check { hint.fault() } else { None };
            keep(&mut self.hints, raw.resolve(sources), |hint| &hint.id, fault, &mut wrong);
        }
        match file.unknown.map(|raw| raw.resolve(sources)) {
            Some(Ok(unknown)) => self.unknown = Some(unknown),
            Some(Err(what)) => wrong.push(what),
            None => {}
        }
        Ok(wrong)
    }

    /// The rule of this id, also one of an HTTP status (`http-504`, `no-response`).
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().chain(self.http.iter().map(|status| &status.rule)).find(|rule| rule.id == id)
    }

    /// What this HTTP status means; 0 for "no answer".
    #[must_use]
    pub fn http(&self, code: i64) -> Option<&HttpStatus> {
        self.by_code.get(&code).map(|&place| &self.http[place])
    }

    /// The user statuses, to look one up.
    #[must_use]
    pub fn statuses(&self) -> Statuses<'_> {
        Statuses(&self.statuses)
    }

    /// The rule that knows this case best, and how well.
    #[must_use]
    pub fn match_case(&self, case: &Case<'_>) -> Option<(&Rule, Rank)> {
        let mut best: Option<(&Rule, Rank)> = None;
        for rule in &self.rules {
            if let Some(rank) = rule.rank(case)
                && best.is_none_or(|(_, so_far)| rank > so_far)
            {
                best = Some((rule, rank));
            }
        }
        best
    }
}

/// Puts a valid item in the place of an earlier one of the same id, or at the end.
fn keep<T>(
    items: &mut Vec<T>,
    item: Result<T, String>,
    id: impl Fn(&T) -> &String,
    fault: impl Fn(&T) -> Option<String>,
    wrong: &mut Vec<String>,
) {
    match item.and_then(|item| fault(&item).map_or(Ok(item), Err)) {
        Err(what) => wrong.push(what),
        Ok(item) => match items.iter().position(|own| id(own) == id(&item)) {
            Some(place) => items[place] = item,
            None => items.push(item),
        },
    }
}

#[cfg(test)]
#[path = "knowledge_tests.rs"]
mod tests;
