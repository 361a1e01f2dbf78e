//! Files to knowledge: what comes in, in which order, and what is said of what could not.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use super::file::{self, AtLine, Raw};
use super::raw::Known as Sources;
use super::{Condition, HttpStatus, Knowledge, LoadError};
use crate::diagnose::endpoint::{Endpoint, Scope};
use crate::diagnose::foreign::Gateway;
use crate::diagnose::network::NetworkError;
use crate::diagnose::rule::Rule;
use crate::diagnose::status::{Status, Term, Transition};

/// A file of the knowledge, not yet parsed.
#[derive(Debug, Clone)]
pub enum File<'t> {
    /// Compiled in, and held to be right: a test looks.
    BuiltIn {
        /// Its name.
        name: &'static str,
        /// Its items, as `assets/build.rs` writes them.
        items: &'static str,
    },
    /// The user's own.
    Own {
        /// Its name, for people.
        name: String,
        /// Its text, in TOML.
        text: &'t str,
    },
}

/// What an item of the knowledge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// A document.
    Source,
    /// Requests.
    Endpoint,
    /// What an error means.
    Rule,
    /// What an HTTP status means.
    Http,
    /// What a network error, or a page in place of an answer, means.
    Network,
    /// A product that answers in place of an API.
    Gateway,
    /// A user status.
    Status,
    /// A documented condition without code or message.
    Condition,
    /// How users come to a status.
    Transition,
    /// A word of the help pages.
    Term,
}

impl What {
    /// The name of its table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Endpoint => "endpoint",
            Self::Rule => "rule",
            Self::Http => "http",
            Self::Network => "network",
            Self::Gateway => "gateway",
            Self::Status => "status",
            Self::Condition => "condition",
            Self::Transition => "transition",
            Self::Term => "term",
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something that is known, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub what: What,
    /// Its id.
    pub id: String,
    /// The file.
    pub file: Arc<str>,
    /// The line at which it begins.
    pub line: usize,
    /// The file is the user's own.
    pub is_own: bool,
    /// It replaces an earlier one of the same id.
    pub replaces: bool,
}

/// An item that has a place in the knowledge.
trait Item {
    const WHAT: What;
    fn id(&self) -> &str;
    /// What is wrong with it, if anything, given what else is known.
    fn fault(&self, known: &Known) -> Option<String>;
    fn of(knowledge: &mut Knowledge) -> &mut Vec<Self>
    where
        Self: Sized;
}

impl Item for Endpoint {
    const WHAT: What = What::Endpoint;
    fn id(&self) -> &str {
        &self.id
    }
    fn fault(&self, _: &Known) -> Option<String> {
        self.fault()
    }
    fn of(knowledge: &mut Knowledge) -> &mut Vec<Self> {
        &mut knowledge.endpoints
    }
}

impl Item for Rule {
    const WHAT: What = What::Rule;
    fn id(&self) -> &str {
        &self.id
    }
    fn fault(&self, known: &Known) -> Option<String> {
        let of_samples = self.samples.yes.iter().chain(&self.samples.no);
        let scopes = self.scopes().chain(of_samples.filter_map(|sample| sample.endpoint.as_ref()));
        self.fault().or_else(|| unknown_scope(scopes, &known.endpoints))
    }
    fn of(knowledge: &mut Knowledge) -> &mut Vec<Self> {
        &mut knowledge.rules
    }
}

impl Item for HttpStatus {
    const WHAT: What = What::Http;
    fn id(&self) -> &str {
        &self.rule.id
    }
    fn fault(&self, _: &Known) -> Option<String> {
        self.rule.sources.is_empty().then(|| "no source".to_owned())
    }
    fn of(knowledge: &mut Knowledge) -> &mut Vec<Self> {
        &mut knowledge.http
    }
}

impl Item for NetworkError {
    const WHAT: What = What::Network;
    fn id(&self) -> &str {
        &self.rule.id
    }
    fn fault(&self, _: &Known) -> Option<String> {
        self.fault()
    }
    fn of(knowledge: &mut Knowledge) -> &mut Vec<Self> {
        &mut knowledge.network
    }
}

impl Item for Gateway {
    const WHAT: What = What::Gateway;
    fn id(&self) -> &str {
        &self.id
    }
    fn fault(&self, _: &Known) -> Option<String> {
        self.fault()
    }
    fn of(knowledge: &mut Knowledge) -> &mut Vec<Self> {
        &mut knowledge.gateways
    }
}

impl Item for Status {
    const WHAT: What = What::Status;
    fn id(&self) -> &str {
        &self.id
    }
    fn fault(&self, _: &Known) -> Option<String> {
        self.fault()
    }
    fn of(knowledge: &mut Knowledge) -> &mut Vec<Self> {
        &mut knowledge.statuses
    }
}

impl Item for Condition {
    const WHAT: What = What::Condition;
    fn id(&self) -> &str {
        &self.id
    }
    fn fault(&self, known: &Known) -> Option<String> {
        self.fault().or_else(|| unknown_scope(self.endpoint.iter(), &known.endpoints))
    }
    fn of(knowledge: &mut Knowledge) -> &mut Vec<Self> {
        &mut knowledge.conditions
    }
}

impl Item for Transition {
    const WHAT: What = What::Transition;
    fn id(&self) -> &str {
        &self.id
    }
    fn fault(&self, known: &Known) -> Option<String> {
        self.fault(&known.statuses)
    }
    fn of(knowledge: &mut Knowledge) -> &mut Vec<Self> {
        &mut knowledge.transitions
    }
}

impl Item for Term {
    const WHAT: What = What::Term;
    fn id(&self) -> &str {
        &self.id
    }
    fn fault(&self, _: &Known) -> Option<String> {
        let blank = [&self.en, &self.ko]
            .into_iter()
            .any(|text| text.name.trim().is_empty() || text.meaning.trim().is_empty());
        (blank || self.sources.is_empty()).then(|| "a name, meaning or source is missing".to_owned())
    }
    fn of(knowledge: &mut Knowledge) -> &mut Vec<Self> {
        &mut knowledge.terms
    }
}

fn unknown_scope<'s>(
    mut scopes: impl Iterator<Item = &'s Scope>,
    endpoints: &HashSet<String>,
) -> Option<String> {
    scopes.find_map(|scope| match scope {
        Scope::Endpoint(id) if !endpoints.contains(id) => Some(format!(
            "endpoint {id} is neither a kind (onboard, license, job, calling, identity, partner, other) nor the id of an [[endpoint]]"
        )),
        _ => None,
    })
}

/// What an item may name.
#[derive(Default)]
struct Known {
    sources: Sources,
    endpoints: HashSet<String>,
    statuses: HashSet<String>,
}

/// Takes the items of files in.
struct Loader {
    knowledge: Knowledge,
    known: Known,
    file: Arc<str>,
    is_own: bool,
}

impl Knowledge {
    /// Loads files, in this order; an id that comes again replaces the earlier item. A file of invalid TOML is
    /// left out, of other files only the faulty items; [`Knowledge::faults`] lists both. Sources and endpoints come first: an
    /// item may name those of any file.
    #[must_use]
    pub fn load(files: &[File<'_>]) -> Self {
        let mut loader =
            Loader { knowledge: Self::default(), known: Known::default(), file: "".into(), is_own: false };
        let mut rest = Vec::new();
        for file in files {
            let (name, is_own, parsed) = match file {
                File::BuiltIn { name, items } => (*name, false, file::built_in(items)),
                File::Own { name, text } => (name.as_str(), true, file::parse(text)),
            };
            loader.begin(name.into(), is_own);
            parsed.faults.into_iter().for_each(|(line, what)| loader.say(line, what));
            let mut later = Vec::new();
            for (line, item) in parsed.items {
                match item {
                    Raw::Source(source) => loader.source((line, source)),
                    Raw::Endpoint(endpoint) => loader.keep(line, Ok(endpoint), ""),
                    item => {
                        if let Raw::Status(status) = &item {
                            loader.known.statuses.insert(status.id());
                        }
                        later.push((line, item));
                    }
                }
            }
            rest.push((Arc::clone(&loader.file), is_own, later));
        }
        loader.known.endpoints =
            loader.knowledge.endpoints.iter().map(|endpoint| endpoint.id.clone()).collect();
        for (file, is_own, items) in rest {
            loader.begin(file, is_own);
            items.into_iter().for_each(|(line, item)| loader.item(line, item));
        }
        let mut knowledge = loader.knowledge;
        knowledge.endpoints.sort_by_key(Endpoint::is_catch_all);
        knowledge.by_code =
            knowledge.http.iter().enumerate().map(|(place, status)| (status.code, place)).collect();
        knowledge
    }
}

impl Loader {
    fn begin(&mut self, file: Arc<str>, is_own: bool) {
        (self.file, self.is_own) = (file, is_own);
    }

    fn say(&mut self, line: usize, what: String) {
        self.knowledge.faults.push(LoadError { file: self.file.to_string(), line: Some(line), what });
    }

    fn source(&mut self, (line, source): AtLine<super::raw::RawSource>) {
        self.note(What::Source, &source.id, line);
        self.known.sources.insert(source.id.clone(), source);
    }

    fn item(&mut self, line: usize, item: Raw) {
        let sources = &self.known.sources;
        match item {
            Raw::Source(_) | Raw::Endpoint(_) => {}
            Raw::Rule(raw) => {
                let (id, is_own) = (raw.id(), self.is_own);
                let rule = raw.resolve(sources).map(|rule| Rule { is_own, ..rule });
                self.keep(line, rule, &id);
            }
            Raw::Http(raw) => {
                let id = raw.id();
                let status = raw.resolve(sources);
                self.keep(line, status, &id);
            }
            Raw::General(raw) => match raw.resolve(sources) {
                Ok(status) => {
                    self.knowledge.general.retain(|own| own.code != status.code);
                    self.knowledge.general.push(status);
                }
                Err(what) => self.say(line, format!("general: {what}")),
            },
            Raw::Network(raw) => {
                let id = raw.id();
                let error = raw.resolve(sources);
                self.keep(line, error, &id);
            }
            Raw::Gateway(raw) => {
                let id = raw.id();
                let gateway = raw.resolve(sources);
                self.keep(line, gateway, &id);
            }
            Raw::Status(raw) => {
                let id = raw.id();
                let status = raw.resolve(sources);
                self.keep(line, status, &id);
            }
            Raw::Condition(raw) => {
                let id = raw.id();
                let condition = raw.resolve(sources);
                self.keep(line, condition, &id);
            }
            Raw::Transition(raw) => {
                let id = raw.id();
                let transition = raw.resolve(sources);
                self.keep(line, transition, &id);
            }
            Raw::Term(raw) => {
                let id = raw.id();
                let term = raw.resolve(sources);
                self.keep(line, term, &id);
            }
            Raw::Unknown(raw) => match raw.resolve(sources) {
                Ok(unknown) => self.knowledge.unknown = Some(unknown),
                Err(what) => self.say(line, format!("unknown: {what}")),
            },
        }
    }

    /// Puts a valid item in the place of an earlier one of the same id, or at the end.
    fn keep<T: Item>(&mut self, line: usize, item: Result<T, String>, id: &str) {
        let item = match item {
            Ok(item) => item,
            Err(what) => return self.say(line, format!("{} {id}: {what}", T::WHAT)),
        };
        if self.is_own
            && let Some(what) = item.fault(&self.known)
        {
            return self.say(line, format!("{} {}: {what}", T::WHAT, item.id()));
        }
        self.note(T::WHAT, item.id(), line);
        let items = T::of(&mut self.knowledge);
        match items.iter().position(|own| own.id() == item.id()) {
            Some(place) => items[place] = item,
            None => items.push(item),
        }
    }

    /// Notes where an item is written. One that replaces another of the same file is reported as a mistake.
    fn note(&mut self, what: What, id: &str, line: usize) {
        let mut entry = Entry {
            what,
            id: id.to_owned(),
            file: Arc::clone(&self.file),
            line,
            is_own: self.is_own,
            replaces: false,
        };
        let same = |own: &Entry| own.what == what && own.id == id;
        match self.knowledge.contents.iter().position(same) {
            Some(place) => {
                let old = &self.knowledge.contents[place];
                let twice = (Arc::ptr_eq(&old.file, &entry.file)).then_some(old.line);
                entry.replaces = true;
                self.knowledge.contents[place] = entry;
                if let Some(first) = twice {
                    self.say(line, format!("{what} {id}: the same id as in line {first}, which it replaces"));
                }
            }
            None => self.knowledge.contents.push(entry),
        }
    }
}
