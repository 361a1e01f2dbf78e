//! The items of the knowledge as they are written, and what becomes of them.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::{Condition, HttpStatus, Unknown, UnknownText};
use crate::diagnose::{
    endpoint::Scope,
    finding::{Basis, Severity},
    foreign::Gateway,
    network::{NetworkError, Reached, Sign},
    page::Page,
    rule::{Meaning, Pattern, Rule, Samples, Source, When},
    status::{Beginning, Era, JsonValue, Services, Status, Term, TermText, Text, Transition},
};

/// The sources by their ids.
pub(super) type Known = HashMap<String, RawSource>;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub(super) id: String,
    title: String,
    link: String,
    link_ko: Option<String>,
}

/// A source as a rule names it: the id of a `[[source]]`, and the basis.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cited {
    id: String,
    basis: Basis,
}

fn cite(cited: Vec<Cited>, known: &Known) -> Result<Vec<Source>, String> {
    let mut sources = Vec::with_capacity(cited.len());
    for Cited { id, basis } in cited {
        let source = known.get(&id).ok_or_else(|| format!("no [[source]] has the id {id}"))?;
        sources.push(Source {
            title: source.title.clone(),
            link: source.link.clone(),
            link_ko: source.link_ko.clone(),
            basis,
        });
    }
    Ok(sources)
}

/// Both languages; a file with only one uses it for both. A test requires both of the built-in files.
fn both(en: Option<Meaning>, ko: Option<Meaning>) -> Result<(Meaning, Meaning), String> {
    match (en, ko) {
        (Some(en), Some(ko)) => Ok((en, ko)),
        (Some(one), None) | (None, Some(one)) => Ok((one.clone(), one)),
        (None, None) => Err("neither `en` nor `ko` is there".to_owned()),
    }
}

/// `actions_basis`: one word for all actions, or one for each.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ActionsBasis {
    All(Basis),
    Each(Vec<Basis>),
}

impl Default for ActionsBasis {
    fn default() -> Self {
        Self::All(Basis::Derived)
    }
}

impl ActionsBasis {
    /// The basis of each of `count` actions. A documented one needs a source that says so.
    fn resolve(self, count: usize, sources: &[Source]) -> Result<Vec<Basis>, String> {
        let bases = match self {
            Self::All(basis) => vec![basis; count],
            Self::Each(bases) if bases.len() == count => bases,
            Self::Each(bases) => {
                return Err(format!("actions_basis is for {}, not {count} actions", bases.len()));
            }
        };
        let is_documented = |basis: Basis| basis == Basis::Documented;
        if bases.iter().copied().any(is_documented)
            && !sources.iter().any(|source| is_documented(source.basis))
        {
            return Err("actions_basis is documented, but no source is".to_owned());
        }
        Ok(bases)
    }
}

/// Documented where one of them is.
fn together(bases: &[Basis]) -> Basis {
    bases.iter().copied().min().unwrap_or(Basis::Derived)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    id: String,
    #[serde(default)]
    severity: Severity,
    when: Vec<When>,
    #[serde(default)]
    actions_basis: ActionsBasis,
    en: Option<Meaning>,
    ko: Option<Meaning>,
    sources: Vec<Cited>,
    #[serde(default)]
    samples: Samples,
}

impl RawRule {
    pub(super) fn id(&self) -> String {
        self.id.clone()
    }

    pub(super) fn resolve(self, known: &Known) -> Result<Rule, String> {
        let (en, ko) = both(self.en, self.ko)?;
        let sources = cite(self.sources, known)?;
        let action_bases = self.actions_basis.resolve(en.actions.len(), &sources)?;
        Ok(Rule {
            sources,
            id: self.id,
            severity: self.severity,
            when: self.when,
            actions_basis: together(&action_bases),
            action_bases,
            en,
            ko,
            samples: self.samples,
            is_own: false,
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
    #[serde(default)]
    actions_basis: ActionsBasis,
    en: HttpText,
    ko: HttpText,
    sources: Vec<Cited>,
}

/// As [`Meaning`], without actions for a status of success.
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

/// The rule of a status or network error, which only the shipped files have.
fn built_in(
    id: String,
    when: Vec<When>,
    actions_basis: ActionsBasis,
    [en, ko]: [HttpText; 2],
    sources: Vec<Source>,
) -> Result<Rule, String> {
    let action_bases = actions_basis.resolve(en.actions.len(), &sources)?;
    Ok(Rule {
        sources,
        id,
        severity: Severity::Error,
        when,
        actions_basis: together(&action_bases),
        action_bases,
        en: en.into(),
        ko: ko.into(),
        samples: Samples::default(),
        is_own: false,
    })
}

impl RawHttp {
    pub(super) fn id(&self) -> String {
        if self.code == 0 { "no-response".to_owned() } else { format!("http-{}", self.code) }
    }

    pub(super) fn resolve(self, known: &Known) -> Result<HttpStatus, String> {
        let id = self.id();
        let when = vec![When { http_status: Some(self.code), ..When::default() }];
        let rule = built_in(id, when, self.actions_basis, [self.en, self.ko], cite(self.sources, known)?)?;
        Ok(HttpStatus { code: self.code, reason: self.reason, explains: self.explains, rule })
    }
}

/// A status in the words for requests that are not Webex's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGeneral {
    code: i64,
    en: HttpText,
    ko: HttpText,
    sources: Vec<Cited>,
}

impl RawGeneral {
    pub(super) fn resolve(self, known: &Known) -> Result<HttpStatus, String> {
        let (code, en, ko, sources) = (self.code, self.en, self.ko, self.sources);
        let http = RawHttp {
            code,
            reason: String::new(),
            explains: false,
            actions_basis: ActionsBasis::default(),
            en,
            ko,
            sources,
        };
        let status = http.resolve(known)?;
        let id = format!("general-{}", status.rule.id);
        Ok(HttpStatus { rule: Rule { id, ..status.rule }, ..status })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNetwork {
    id: String,
    r#match: Option<String>,
    page: Option<Page>,
    reached: Reached,
    #[serde(default)]
    network_team: bool,
    #[serde(default)]
    actions_basis: ActionsBasis,
    en: HttpText,
    ko: HttpText,
    sources: Vec<Cited>,
}

impl RawNetwork {
    pub(super) fn id(&self) -> String {
        self.id.clone()
    }

    pub(super) fn resolve(self, known: &Known) -> Result<NetworkError, String> {
        let sign = match (self.r#match, self.page) {
            (Some(words), None) => Sign::Words(Pattern::from(format!("(?i){words}"))),
            (None, Some(page)) => Sign::Page(page),
            _ => return Err("it needs either `match` or `page`".to_owned()),
        };
        let sources = cite(self.sources, known)?;
        let rule = built_in(self.id, Vec::new(), self.actions_basis, [self.en, self.ko], sources)?;
        Ok(NetworkError { sign, reached: self.reached, concerns_network_team: self.network_team, rule })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGateway {
    id: String,
    name: String,
    page: Page,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<String>,
    sources: Vec<Cited>,
}

impl RawGateway {
    pub(super) fn id(&self) -> String {
        self.id.clone()
    }

    pub(super) fn resolve(self, known: &Known) -> Result<Gateway, String> {
        let pattern = |text: String| Pattern::from(format!("(?is){text}"));
        Ok(Gateway {
            sources: cite(self.sources, known)?,
            id: self.id,
            name: self.name,
            page: self.page,
            headers: self.headers.into_iter().map(|(name, value)| (name, pattern(value))).collect(),
            body: self.body.map(pattern),
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStatus {
    id: String,
    #[serde(default)]
    actions_basis: ActionsBasis,
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
    pub(super) fn id(&self) -> String {
        self.id.clone()
    }

    pub(super) fn resolve(self, known: &Known) -> Result<Status, String> {
        let sources = cite(self.sources, known)?;
        Ok(Status {
            action_bases: self.actions_basis.resolve(self.en.actions.len(), &sources)?,
            sources,
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
pub(super) struct RawCondition {
    id: String,
    #[serde(default)]
    actions_basis: ActionsBasis,
    #[serde(default)]
    endpoint: Vec<Scope>,
    email: Option<Pattern>,
    http_status: Option<i64>,
    message: Option<Pattern>,
    #[serde(default)]
    remark: bool,
    en: Option<Meaning>,
    ko: Option<Meaning>,
    sources: Vec<Cited>,
}

impl RawCondition {
    pub(super) fn id(&self) -> String {
        self.id.clone()
    }

    pub(super) fn resolve(self, known: &Known) -> Result<Condition, String> {
        let (en, ko) = both(self.en, self.ko)?;
        let sources = cite(self.sources, known)?;
        Ok(Condition {
            action_bases: self.actions_basis.resolve(en.actions.len(), &sources)?,
            sources,
            id: self.id,
            endpoint: self.endpoint,
            email: self.email,
            http_status: self.http_status,
            message: self.message,
            is_remark: self.remark,
            en,
            ko,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTransition {
    id: String,
    from: Vec<Beginning>,
    to: String,
    en: String,
    ko: String,
    sources: Vec<Cited>,
}

impl RawTransition {
    pub(super) fn id(&self) -> String {
        self.id.clone()
    }

    pub(super) fn resolve(self, known: &Known) -> Result<Transition, String> {
        let Self { id, from, to, en, ko, sources } = self;
        Ok(Transition { id, from, to, en, ko, sources: cite(sources, known)? })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTerm {
    id: String,
    en: TermText,
    ko: TermText,
    sources: Vec<Cited>,
}

impl RawTerm {
    pub(super) fn id(&self) -> String {
        self.id.clone()
    }

    pub(super) fn resolve(self, known: &Known) -> Result<Term, String> {
        Ok(Term { id: self.id, en: self.en, ko: self.ko, sources: cite(self.sources, known)? })
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
        Ok(Unknown { en: self.en, ko: self.ko, sources: cite(self.sources, known)? })
    }
}
