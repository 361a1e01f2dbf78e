//! The files of the knowledge as they are written, and what becomes of them.

use std::collections::HashMap;

use serde::Deserialize;

use super::{Hint, HttpStatus, Unknown, UnknownText};
use crate::diagnose::{
    endpoint::Endpoint,
    finding::{Basis, Kind},
    rule::{Meaning, Pattern, Rule, Samples, Source, When},
    status::{Era, JsonValue, Services, Status, Text},
};

/// The only format there is.
const FORMAT: u32 = 1;

/// Reads a file.
pub(super) fn parse(text: &str) -> Result<File, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    if file.format == FORMAT {
        Ok(file)
    } else {
        Err(format!("format {} is not known; this program reads format {FORMAT}", file.format))
    }
}

/// The sources by their ids.
pub(super) type Known = HashMap<String, RawSource>;

/// A file of the knowledge, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) format: u32,
    #[serde(default)]
    pub(super) source: Vec<RawSource>,
    #[serde(default)]
    pub(super) endpoint: Vec<Endpoint>,
    #[serde(default)]
    pub(super) rule: Vec<RawRule>,
    #[serde(default)]
    pub(super) http: Vec<RawHttp>,
    #[serde(default)]
    pub(super) status: Vec<RawStatus>,
    #[serde(default)]
    pub(super) hint: Vec<RawHint>,
    pub(super) unknown: Option<RawUnknown>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub(super) id: String,
    title: String,
    link: String,
}

/// A source as a rule names it: the id of a `[[source]]`, and the basis.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cited {
    id: String,
    basis: Basis,
}

fn cite(owner: &str, cited: Vec<Cited>, known: &Known) -> Result<Vec<Source>, String> {
    let mut sources = Vec::with_capacity(cited.len());
    for Cited { id, basis } in cited {
        let source = known.get(&id).ok_or_else(|| format!("{owner}: no [[source]] has the id {id}"))?;
        sources.push(Source { title: source.title.clone(), link: source.link.clone(), basis });
    }
    Ok(sources)
}

/// What to do is derived where nobody says otherwise.
fn derived() -> Basis {
    Basis::Derived
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    id: String,
    when: Vec<When>,
    #[serde(default = "derived")]
    actions_basis: Basis,
    en: Meaning,
    ko: Meaning,
    sources: Vec<Cited>,
    #[serde(default)]
    samples: Samples,
}

impl RawRule {
    pub(super) fn resolve(self, known: &Known) -> Result<Rule, String> {
        Ok(Rule {
            sources: cite(&self.id, self.sources, known)?,
            id: self.id,
            when: self.when,
            actions_basis: self.actions_basis,
            en: self.en,
            ko: self.ko,
            samples: self.samples,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHttp {
    code: i64,
    reason: String,
    #[serde(default)]
    explains: bool,
    #[serde(default = "derived")]
    actions_basis: Basis,
    en: HttpText,
    ko: HttpText,
    sources: Vec<Cited>,
}

/// As [`Meaning`], but a status that is no failure needs nothing to be done.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HttpText {
    title: String,
    meaning: String,
    #[serde(default)]
    actions: Vec<String>,
}

impl From<HttpText> for Meaning {
    fn from(text: HttpText) -> Self {
        Self { title: text.title, cause: text.meaning, actions: text.actions }
    }
}

impl RawHttp {
    pub(super) fn resolve(self, known: &Known) -> Result<HttpStatus, String> {
        let id = if self.code == 0 { "no-response".to_owned() } else { format!("http-{}", self.code) };
        let rule = Rule {
            sources: cite(&id, self.sources, known)?,
            id,
            when: vec![When { http_status: Some(self.code), ..When::default() }],
            actions_basis: self.actions_basis,
            en: self.en.into(),
            ko: self.ko.into(),
            samples: Samples::default(),
        };
        Ok(HttpStatus { code: self.code, reason: self.reason, explains: self.explains, rule })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStatus {
    id: String,
    era: Era,
    services: Services,
    en: Text,
    ko: Text,
    /// `cisco`, or `own` where this project translated it.
    ko_name: KoName,
    #[serde(default)]
    json: Vec<JsonValue>,
    #[serde(default)]
    older: Vec<String>,
    sources: Vec<Cited>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KoName {
    Cisco,
    Own,
}

impl RawStatus {
    pub(super) fn resolve(self, known: &Known) -> Result<Status, String> {
        Ok(Status {
            sources: cite(&self.id, self.sources, known)?,
            id: self.id,
            era: self.era,
            services: self.services,
            en: self.en,
            ko: self.ko,
            ko_name_of_cisco: self.ko_name == KoName::Cisco,
            json: self.json,
            older: self.older,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHint {
    id: String,
    #[serde(default)]
    endpoint: Vec<Kind>,
    email: Option<Pattern>,
    en: String,
    ko: String,
    sources: Vec<Cited>,
}

impl RawHint {
    pub(super) fn resolve(self, known: &Known) -> Result<Hint, String> {
        Ok(Hint {
            sources: cite(&self.id, self.sources, known)?,
            id: self.id,
            endpoint: self.endpoint,
            email: self.email,
            en: self.en,
            ko: self.ko,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawUnknown {
    en: UnknownText,
    ko: UnknownText,
    sources: Vec<Cited>,
}

impl RawUnknown {
    pub(super) fn resolve(self, known: &Known) -> Result<Unknown, String> {
        Ok(Unknown { en: self.en, ko: self.ko, sources: cite("unknown", self.sources, known)? })
    }
}
