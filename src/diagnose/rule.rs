//! One rule: when it matches, what it says, in English and Korean.

use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;

use super::api_error::{ApiError, Field};
use super::endpoint::Scope;
use super::finding::{Basis, Kind, Severity};
use crate::text::lang::Lang;

/// A rule of the knowledge: conditions, and what they mean.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Stable name, such as `calling-email-exists`.
    pub id: String,
    /// How severe it is.
    pub severity: Severity,
    /// Any one of these suffices.
    pub when: Vec<When>,
    /// Of the actions together: documented where one of them is.
    pub actions_basis: Basis,
    /// Of each action, in their order: documented where a source names the step.
    pub action_bases: Vec<Basis>,
    /// English.
    pub en: Meaning,
    /// Korean.
    pub ko: Meaning,
    /// Where it is written.
    pub sources: Vec<Source>,
    /// Cases that hold the rule to what it claims.
    pub samples: Samples,
    /// It comes from a file of the user's own.
    pub is_own: bool,
}

/// What a rule says in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// One line.
    pub title: String,
    /// One or two sentences.
    pub cause: String,
    /// What to do, in order.
    pub actions: Vec<String>,
}

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The document's title.
    pub title: String,
    /// Its address.
    pub link: String,
    /// The address of its Korean version, where there is one.
    pub link_ko: Option<String>,
    /// Whether it says what the rule says, or the rule was concluded from it.
    pub basis: Basis,
}

impl Source {
    /// The address of the version in `lang`, else of the one that there is.
    #[must_use]
    pub fn address(&self, lang: Lang) -> &str {
        match (lang, &self.link_ko) {
            (Lang::Ko, Some(link)) => link,
            _ => &self.link,
        }
    }
}

/// Conditions that must all hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// Kinds of request, or endpoints; empty for all.
    pub endpoint: Vec<Scope>,
    /// The part of the answer that holds the error.
    pub field: Option<Field>,
    /// The service's code; `none` for no code.
    pub code: Option<String>,
    /// The number in `[Error N]`; `none` for no such number.
    pub inner_code: Option<String>,
    /// The HTTP status.
    pub http_status: Option<i64>,
    /// The user's status inside the answer.
    pub user_status: Option<i64>,
    /// Regular expression over the message.
    pub message: Option<Pattern>,
}

/// A regular expression, compiled when first used. `assets/build.rs` has compiled each one of the built-in knowledge, and
/// loading has compiled each one of the user's own ([`Pattern::fault`]).
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub struct Pattern {
    text: String,
    compiled: OnceLock<Regex>,
}

/// Compiles an expression that was compiled before, or that a test compiles.
#[expect(clippy::panic, reason = "a pattern that matched nothing would hide what it is meant to find")]
pub(super) fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"))
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Self { text, compiled: OnceLock::new() }
    }
}

impl Pattern {
    /// The expression as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text holds what the expression looks for.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled.get_or_init(|| compiled(&self.text)).is_match(text)
    }

    /// What is wrong with the expression, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        Regex::new(&self.text).err().map(|error| format!("bad pattern {:?}: {error}", self.text))
    }
}

/// What a rule is matched with.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What the request was meant to do.
    pub kind: Kind,
    /// The id of the endpoint it went to.
    pub endpoint: &'a str,
    /// The HTTP status, where there was an answer.
    pub http_status: Option<i64>,
    /// The user's status inside the answer.
    pub user_status: Option<i64>,
    /// The error.
    pub error: &'a ApiError,
}

/// How well a rule matches: the greater, the better.
///
/// The order is: what names the cause before what only surrounds it, documented before derived, inner code
/// before outer code before message, more conditions before fewer, the user's own before what is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    names_cause: bool,
    documented: bool,
    layer: u8,
    conditions: u8,
    is_own: bool,
}

impl When {
    fn holds(&self, case: &Case<'_>) -> bool {
        let error = case.error;
        Scope::hold(&self.endpoint, case.kind, case.endpoint)
            && self.field.is_none_or(|field| field == error.field)
            && self.http_status.is_none_or(|status| case.http_status == Some(status))
            && self.user_status.is_none_or(|status| case.user_status == Some(status))
            && code_holds(self.code.as_deref(), error.code.as_deref())
            && code_holds(self.inner_code.as_deref(), error.inner_code.as_deref())
            && (self.message.is_none() || error.field != Field::Html)
            && pattern_holds(self.message.as_ref(), error.message.as_deref())
    }

    /// 3 inner code, 2 outer code, 1 message, 0 status alone.
    fn layer(&self) -> u8 {
        let named = |code: &Option<String>| code.as_deref().is_some_and(|code| code != NONE);
        match self {
            _ if named(&self.inner_code) => 3,
            _ if named(&self.code) => 2,
            When { message: Some(_), .. } => 1,
            _ => 0,
        }
    }

    fn conditions(&self) -> u8 {
        [
            !self.endpoint.is_empty(),
            self.field.is_some(),
            self.code.is_some(),
            self.inner_code.is_some(),
            self.http_status.is_some(),
            self.user_status.is_some(),
            self.message.is_some(),
        ]
        .into_iter()
        .map(u8::from)
        .sum()
    }
}

/// The word that asks for the absence of a code.
const NONE: &str = "none";

fn code_holds(wanted: Option<&str>, actual: Option<&str>) -> bool {
    match wanted {
        None => true,
        Some(NONE) => actual.is_none(),
        Some(code) => actual == Some(code),
    }
}

fn pattern_holds(wanted: Option<&Pattern>, actual: Option<&str>) -> bool {
    wanted.is_none_or(|pattern| actual.is_some_and(|text| pattern.is_match(text)))
}

impl Rule {
    /// Whether one of its conditions asks for this code, of the service or of the layer below it.
    #[must_use]
    pub fn names_code(&self, code: &str) -> bool {
        self.when
            .iter()
            .any(|when| [&when.code, &when.inner_code].into_iter().flatten().any(|own| own == code))
    }

    /// What the rule says in `lang`.
    #[must_use]
    pub fn meaning(&self, lang: Lang) -> &Meaning {
        match lang {
            Lang::En => &self.en,
            Lang::Ko => &self.ko,
        }
    }

    /// The actions in `lang`. Where only some of them are documented, the others end in `mark`, in brackets.
    #[must_use]
    pub fn actions(&self, lang: Lang, mark: &str) -> Vec<String> {
        mark_derived(&self.meaning(lang).actions, &self.action_bases, mark)
    }

    /// A source says it.
    #[must_use]
    pub fn basis(&self) -> Basis {
        self.sources.iter().map(|source| source.basis).min().unwrap_or(Basis::Derived)
    }

    /// How well the rule matches `case`; `None` where it does not. A status alone never explains a code.
    #[must_use]
    pub fn rank(&self, case: &Case<'_>) -> Option<Rank> {
        let documented = self.basis() == Basis::Documented;
        let coded = case.error.code.is_some() || case.error.inner_code.is_some();
        self.when
            .iter()
            .filter(|when| when.holds(case) && !(coded && when.layer() == 0))
            .map(|when| {
                let layer = when.layer();
                let conditions = when.conditions();
                Rank { names_cause: layer >= 1, documented, layer, conditions, is_own: self.is_own }
            })
            .max()
    }

    /// What is wrong with the rule, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        if self.when.is_empty() || self.when.iter().any(|when| when.conditions() == 0) {
            return Some("a `when` without a condition would match everything".to_owned());
        }
        if self.sources.is_empty() {
            return Some("no source".to_owned());
        }
        let mut patterns = self.when.iter().filter_map(|when| when.message.as_ref());
        Meaning::fault_of(&self.en, &self.ko).or_else(|| patterns.find_map(Pattern::fault))
    }

    /// Every scope that its conditions name.
    pub fn scopes(&self) -> impl Iterator<Item = &Scope> {
        self.when.iter().flat_map(|when| &when.endpoint)
    }
}

/// Actions as they are, except that the derived ones among documented ones end in `mark`, in brackets.
#[must_use]
pub fn mark_derived(actions: &[String], bases: &[Basis], mark: &str) -> Vec<String> {
    let is_mixed = bases.iter().any(|basis| Some(basis) != bases.first());
    let marked = |(place, action): (usize, &String)| match bases.get(place) {
        Some(Basis::Derived) if is_mixed => format!("{action} ({mark})"),
        _ => action.clone(),
    };
    actions.iter().enumerate().map(marked).collect()
}

impl Meaning {
    /// Whether the last action is to open a TAC case: then what the case needs belongs below it, filled in as far as the
    /// file goes ([`super::knowledge::Unknown`] has the list).
    #[must_use]
    pub fn asks_for_case(&self) -> bool {
        self.actions.last().is_some_and(|action| action.contains("TAC case") || action.contains("TAC 케이스"))
    }

    /// What is wrong with what is said in both languages, if anything.
    #[must_use]
    pub fn fault_of(en: &Self, ko: &Self) -> Option<String> {
        let of_one = |lang: &str, meaning: &Self| Some(format!("{lang}.{}", meaning.fault()?));
        let same = en.actions.len() == ko.actions.len();
        of_one("en", en)
            .or_else(|| of_one("ko", ko))
            .or_else(|| (!same).then(|| "en.actions and ko.actions are not the same number".to_owned()))
    }

    fn fault(&self) -> Option<&'static str> {
        let blank = |text: &String| text.trim().is_empty();
        if blank(&self.title) || self.title.contains('\n') {
            Some("title must be one line")
        } else if blank(&self.cause) {
            Some("cause is missing")
        } else if self.actions.is_empty() || self.actions.iter().any(blank) {
            Some("actions are missing")
        } else {
            None
        }
    }
}

/// Cases that must and must not match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Samples {
    /// The rule must be the one chosen.
    pub yes: Vec<Sample>,
    /// The rule must not be the one chosen.
    pub no: Vec<Sample>,
}

/// One case, as the knowledge writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sample {
    /// A kind, which means each of its endpoints, or the id of one; onboard where absent.
    pub endpoint: Option<Scope>,
    /// The service's code.
    pub code: Option<String>,
    /// The raw message; codes in it are read as from an answer.
    pub message: Option<String>,
    /// The part of the answer that holds it; `errorlist` where absent.
    pub field: Option<Field>,
    /// The HTTP status; 200 where absent.
    pub http_status: Option<i64>,
    /// The user's status inside the answer.
    pub user_status: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str, basis: Basis, when: When) -> Rule {
        let meaning = Meaning { title: "t".into(), cause: "c".into(), actions: vec!["a".into()] };
        Rule {
            id: id.into(),
            severity: Severity::Error,
            when: vec![when],
            actions_basis: Basis::Derived,
            action_bases: vec![Basis::Derived],
            en: meaning.clone(),
            ko: meaning,
            sources: vec![Source { title: "s".into(), link: "l".into(), link_ko: None, basis }],
            samples: Samples::default(),
            is_own: false,
        }
    }

    fn when(code: Option<&str>, inner: Option<&str>, message: Option<&str>) -> When {
        When {
            code: code.map(str::to_owned),
            inner_code: inner.map(str::to_owned),
            message: message.map(|text| Pattern::from(text.to_owned())),
            ..When::default()
        }
    }

    #[test]
    fn inner_before_outer_before_message_before_status() {
        let error = ApiError {
            code: Some("1".into()),
            inner_code: Some("2".into()),
            message: Some("text".into()),
            field: Field::ErrorList,
            ..ApiError::default()
        };
        let case = |error| Case {
            kind: Kind::Onboard,
            endpoint: "onboard",
            http_status: Some(400),
            user_status: None,
            error,
        };
        let rank = |basis, when| rule("r", basis, when).rank(&case(&error)).expect("must match");
        let inner = rank(Basis::Documented, when(None, Some("2"), None));
        let outer = rank(Basis::Documented, when(Some("1"), None, None));
        let message = rank(Basis::Documented, when(None, None, Some("tex")));
        let by_status = rule("r", Basis::Documented, When { http_status: Some(400), ..When::default() });
        assert_eq!(by_status.rank(&case(&error)), None, "a status alone never explains a code");
        let uncoded = ApiError { message: Some("text".into()), ..ApiError::default() };
        let status = by_status.rank(&case(&uncoded)).expect("must match");
        assert!(inner > outer && outer > message && message > status);

        let derived = rank(Basis::Derived, when(None, Some("2"), None));
        assert!(derived < outer, "a derived rule never hides a documented one");
        assert!(derived > status, "a status alone names no cause");
        assert!(rank(Basis::Documented, when(Some("1"), Some("2"), None)) > inner);
        assert_eq!(
            rule("r", Basis::Documented, when(Some("1"), Some("none"), None)).rank(&case(&error)),
            None
        );
    }

    #[test]
    fn a_derived_action_among_documented_ones_says_so() {
        let mut mixed = rule("r", Basis::Documented, when(Some("1"), None, None));
        assert_eq!(mixed.actions(Lang::En, "derived"), ["a"]);
        mixed.en.actions = vec!["a".into(), "b".into()];
        mixed.action_bases = vec![Basis::Documented, Basis::Derived];
        assert_eq!(mixed.actions(Lang::En, "derived"), ["a", "b (derived)"]);
    }

    #[test]
    fn a_rule_says_what_is_wrong_with_it() {
        assert!(rule("r", Basis::Derived, When::default()).fault().is_some());
        assert!(rule("r", Basis::Derived, when(None, None, Some("("))).fault().is_some());
        assert_eq!(rule("r", Basis::Derived, when(Some("1"), None, None)).fault(), None);
    }
}
