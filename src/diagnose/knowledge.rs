//! The rules and statuses: built in, and the user's own, with a report of what could not be loaded.

use std::{collections::HashMap, sync::OnceLock};

use serde::Deserialize;

use super::{
    endpoint::{Endpoint, Scope},
    finding::{Basis, Finding, Reason},
    foreign::Gateway,
    network::{self, NetworkError, Sign},
    page::Page,
    rule::{Case, Meaning, Pattern, Rank, Rule, Source, mark_derived},
    status::{self, Status, Statuses, Term, Transition},
};
use crate::text::lang::Lang;

mod check;
pub mod draft;
mod file;
mod load;
pub mod own;
mod raw;

pub use load::{Entry, File, What};

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        &[$((concat!($name, ".toml"), include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")))),*]
    };
}

/// The files compiled in, in their order: name, and what `assets/build.rs` makes of the text.
pub const BUILTIN: &[(&str, &str)] = built_in![
    "sources",
    "endpoints",
    "onboard",
    "license",
    "license-answers",
    "provisioning",
    "identity",
    "calling",
    "conditions",
    "jobs-bulk",
    "jobs-numbers",
    "jobs-move-request",
    "jobs-move-user",
    "jobs-moves-backend",
    "jobs-moves-blocks",
    "jobs-moves-carriers",
    "jobs-moves-impacts",
    "jobs-moves-numbers",
    "jobs-moves-recording",
    "http",
    "network",
    "http-general",
    "gateways",
    "statuses",
    "terms",
    "unknown",
];

/// All that is known.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// Requests that add users or assign licenses.
    pub endpoints: Vec<Endpoint>,
    /// What errors mean, in the order of the files.
    pub rules: Vec<Rule>,
    /// What HTTP statuses mean; 0 means "no answer".
    pub http: Vec<HttpStatus>,
    /// What HTTP statuses mean for requests that are not Webex's, where that differs.
    pub general: Vec<HttpStatus>,
    /// What network errors, and pages in place of answers, mean.
    pub network: Vec<NetworkError>,
    /// Products that answer in place of an API.
    pub gateways: Vec<Gateway>,
    /// The user statuses.
    pub statuses: Vec<Status>,
    /// How users come to a status.
    pub transitions: Vec<Transition>,
    /// Words of the help pages about users.
    pub terms: Vec<Term>,
    /// What to say of an error that no rule knows.
    pub unknown: Option<Unknown>,
    /// Documented conditions that have neither code nor message.
    pub conditions: Vec<Condition>,
    /// Everything by its id, and where it is written.
    pub contents: Vec<Entry>,
    /// What could not be loaded.
    pub faults: Vec<LoadError>,
    by_code: HashMap<i64, usize>,
}

/// An HTTP status, and for failures what to do.
#[derive(Debug, Clone)]
pub struct HttpStatus {
    /// The status; 0 for "no answer".
    pub code: i64,
    /// The reason phrase.
    pub reason: String,
    /// The status alone explains a failure, even next to a message without a code.
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

/// A documented condition that has neither code nor message: it never names the cause of an error, but some are
/// worth a remark next to an unknown one.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Its name.
    pub id: String,
    /// Kinds of request, or endpoints; empty for all.
    pub endpoint: Vec<Scope>,
    /// Only users with such an e-mail.
    pub email: Option<Pattern>,
    /// Only an answer of this status.
    pub http_status: Option<i64>,
    /// Only next to such a message.
    pub message: Option<Pattern>,
    /// Whether it is shown with unknown errors.
    pub is_remark: bool,
    /// English.
    pub en: Meaning,
    /// Korean.
    pub ko: Meaning,
    /// Where it is written.
    pub sources: Vec<Source>,
    /// Of each action, in their order: documented where a source names the step.
    pub action_bases: Vec<Basis>,
}

/// A file, or one thing in it, that could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {what}", line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct LoadError {
    /// The file.
    pub file: String,
    /// The line, from 1; `None` where the file as a whole could not be read.
    pub line: Option<usize>,
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

impl Condition {
    /// What is wrong with it, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let no_source = || self.sources.is_empty().then(|| "no source".to_owned());
        let patterns = || [&self.email, &self.message].into_iter().flatten().find_map(Pattern::fault);
        let unasked = || {
            let is_unasked = self.is_remark && self.message.is_none() && self.email.is_none();
            is_unasked
                .then(|| "a remark needs `message` or `email`: with any other error it misleads".to_owned())
        };
        Meaning::fault_of(&self.en, &self.ko).or_else(no_source).or_else(patterns).or_else(unasked)
    }

    /// The actions in `lang`. Where only some of them are documented, the others end in `mark`, in brackets.
    #[must_use]
    pub fn actions(&self, lang: Lang, mark: &str) -> Vec<String> {
        mark_derived(&self.meaning(lang).actions, &self.action_bases, mark)
    }

    /// What it says in `lang`.
    #[must_use]
    pub fn meaning(&self, lang: Lang) -> &Meaning {
        match lang {
            Lang::En => &self.en,
            Lang::Ko => &self.ko,
        }
    }

    /// Whether it is worth a remark with an unknown error.
    #[must_use]
    pub fn bears_on(&self, finding: &Finding) -> bool {
        let email = finding.user.as_ref().and_then(|user| user.email.as_deref());
        let message = finding.error.message.as_deref();
        let holds = |wanted: &Option<Pattern>, actual: Option<&str>| {
            wanted.as_ref().is_none_or(|pattern| actual.is_some_and(|actual| pattern.is_match(actual)))
        };
        self.is_remark
            && Scope::hold(&self.endpoint, finding.kind, &finding.endpoint)
            && self.http_status.is_none_or(|http| finding.http_status == Some(http))
            && holds(&self.email, email)
            && holds(&self.message, message)
    }
}

impl Knowledge {
    /// The knowledge that is compiled in, parsed once.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILT: OnceLock<Knowledge> = OnceLock::new();
        // a test holds that nothing is wrong with these files
        BUILT.get_or_init(|| Self::load(&Self::builtin_files()))
    }

    /// The files that are compiled in.
    #[must_use]
    pub fn builtin_files() -> Vec<File<'static>> {
        BUILTIN.iter().map(|(name, items)| File::BuiltIn { name, items }).collect()
    }

    /// The rule of this id, also one of an HTTP status (`http-504`, `no-response`) or network error (`net-timed-out`).
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let of_status = self.http.iter().map(|status| &status.rule);
        let general = self.general.iter().map(|status| &status.rule);
        let of_network = self.network.iter().map(|error| &error.rule);
        self.rules.iter().chain(of_status).chain(general).chain(of_network).find(|rule| rule.id == id)
    }

    /// What this HTTP status means; 0 for "no answer".
    #[must_use]
    pub fn http(&self, code: i64) -> Option<&HttpStatus> {
        self.by_code.get(&code).map(|&place| &self.http[place])
    }

    /// What this HTTP status means for a request of Webex, or of anything else; 0 for "no answer".
    #[must_use]
    pub fn http_for(&self, code: i64, is_webex: bool) -> Option<&HttpStatus> {
        let general = || self.general.iter().find(|status| status.code == code);
        // the Webex row for no answer speaks of a change to a user, which only a finding is about
        let general = if is_webex && code > 0 { None } else { general() };
        general.or_else(|| self.http(code))
    }

    /// What these words of an exporter mean, where they are a network error.
    #[must_use]
    pub fn network_error(&self, words: &str) -> Option<&NetworkError> {
        network::place(&self.network, words).and_then(|place| self.network.get(place))
    }

    /// What it means that a page of this kind came in place of an answer.
    #[must_use]
    pub fn page(&self, page: Page) -> Option<&NetworkError> {
        self.network.iter().find(|error| matches!(error.sign, Sign::Page(own) if own == page))
    }

    /// Why a request is undecided: a network error, or what answered in place of the API.
    #[must_use]
    pub fn error_behind(&self, reason: &Reason) -> Option<&NetworkError> {
        match reason {
            Reason::Withheld(words) => self.network_error(words),
            Reason::Foreign(foreign) => self.page(foreign.page),
            _ => None,
        }
    }

    /// The network error whose rule has this id.
    #[must_use]
    pub fn network_rule(&self, id: &str) -> Option<&NetworkError> {
        self.network.iter().find(|error| error.rule.id == id)
    }

    /// The user statuses, to look one up.
    #[must_use]
    pub fn statuses(&self) -> Statuses<'_> {
        Statuses(&self.statuses)
    }

    /// The meaning of a name: statuses by name, alias, id or JSON value, and terms.
    #[must_use]
    pub fn named(&self, name: &str) -> (Vec<&Status>, Vec<&Term>) {
        let terms = self.terms.iter().filter(|term| status::is_one_of(name, term.names())).collect();
        let mut statuses: Vec<_> = self.statuses().of_name(name).into_iter().collect();
        // a value may show more statuses than the one of its name
        for status in self.statuses().of_value(name) {
            if !statuses.contains(&status) {
                statuses.push(status);
            }
        }
        (statuses, terms)
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

#[cfg(test)]
#[path = "knowledge_tests.rs"]
mod tests;
