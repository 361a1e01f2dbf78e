//! The fixed words of an explanation: those of the knowledge's own types, and why a body is missing.

mod anomaly;

pub use anomaly::{anomaly, container};

use super::finding::Reason;
use super::network::Reached;
use super::preflight::{Preflight, Refusal};
use super::request::Person;
use super::status::{Era, Services};
pub use crate::text::words::{Explain as Words, fill};
use crate::{
    har::body::Absence,
    redact,
    text::{lang::Lang, words},
};

/// The words of a language.
#[must_use]
pub fn of(lang: Lang) -> &'static Words {
    &words::words(lang).explain
}

/// An HTTP status in words; `None` where no answer came.
#[must_use]
pub fn http_status(status: Option<i64>, words: &Words) -> String {
    match status {
        Some(status) => fill(&words.http_status, &[("http", &status.to_string())]),
        None => words.no_answer.clone(),
    }
}

/// Why a body is missing, in a few words that fit into brackets.
#[must_use]
pub fn absence(absence: &Absence, lang: Lang) -> String {
    let words = of(lang);
    match absence {
        Absence::NoResponse(Some(said)) | Absence::Comment(said) | Absence::Sanitized(said) => said.clone(),
        Absence::NoResponse(None) => words.missing_no_response.to_owned(),
        Absence::NoContent(http) | Absence::Redirect(http) => {
            fill(&words.missing_http, &[("http", &http.to_string())])
        }
        Absence::NotModified | Absence::FromCache => words.missing_cached.to_owned(),
        Absence::FileMissing(name) => fill(&words.missing_file, &[("name", name)]),
        Absence::NotRecorded(Some(size)) => fill(&words.missing_size, &[("n", &size.to_string())]),
        Absence::NotSent | Absence::Empty | Absence::Head | Absence::Preflight => {
            words.missing_empty.to_owned()
        }
        Absence::NotRecorded(None) => words.missing_not_kept.to_owned(),
    }
}

/// Names of a sentence that are listed before the rest is only counted.
const MAX_NAMES: usize = 10;

/// The first of several values: `a, b and 9 more`.
#[must_use]
pub fn listed(first: &[impl AsRef<str>], count: usize, words: &Words) -> String {
    let text = first.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
    match count.checked_sub(first.len()) {
        Some(more @ 1..) => format!("{text} {}", fill(&words.and_more, &[("n", &more.to_string())])),
        _ => text,
    }
}

/// Why it cannot be said whether a request failed, in one sentence.
#[must_use]
pub fn reason(reason: &Reason, lang: Lang) -> String {
    let words = of(lang);
    match reason {
        Reason::BodyMissing(why) => fill(&words.body_missing, &[("why", &absence(why, lang))]),
        Reason::EmptyAnswer => words.empty_answer.clone(),
        Reason::CutOff => words.cut_off.clone(),
        Reason::NotJson => words.not_json.clone(),
        Reason::NotTold => words.not_told.clone(),
        Reason::UsersNotAnswered(users) => {
            let names: Vec<&str> = users.iter().filter_map(Person::name).take(MAX_NAMES).collect();
            fill(&words.users_not_answered, &[("who", &listed(&names, users.len(), words))])
        }
        Reason::NoStatus => words.no_status.clone(),
        Reason::RequestMissing => words.request_missing.clone(),
        Reason::NoResponse => words.no_response.clone(),
        Reason::NoStatusButAnswer => words.no_status_but_answer.clone(),
        Reason::Redirected(to) => fill(&words.redirected, &[("to", &redact::url(to))]),
        Reason::RedirectFollowed { target, entry } => {
            let values = [("to", &*redact::url(target)), ("n", &entry.to_string())];
            fill(&words.redirect_followed, &values)
        }
        Reason::RedirectedToSignIn(to) => fill(&words.redirected_to_sign_in, &[("to", &redact::url(to))]),
        Reason::Withheld(error) => fill(&words.withheld, &[("error", error)]),
        Reason::Foreign(_) => words.foreign_undecided.clone(),
        Reason::Unreadable(error) => fill(&words.unreadable, &[("error", error)]),
    }
}

/// Which preflight kept a request from being sent, and why, in one sentence.
#[must_use]
pub fn preflight(preflight: &Preflight, lang: Lang) -> String {
    let words = of(lang);
    let (text, what) = match &preflight.refusal {
        Refusal::Failed => (&words.preflight_failed, ""),
        Refusal::Origin => (&words.preflight_origin, ""),
        Refusal::Method(method) => (&words.preflight_method, method.as_str()),
        Refusal::Header(name) => (&words.preflight_header, name.as_str()),
    };
    fill(text, &[("n", &preflight.entry.to_string()), ("what", what)])
}

impl Reached {
    /// In a sentence.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let words = of(lang);
        match self {
            Self::No => &words.reached_no,
            Self::Yes => &words.reached_yes,
            Self::Possible => &words.reached_possible,
        }
    }
}

impl Services {
    /// In words.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let words = of(lang);
        match self {
            Self::Yes => &words.yes,
            Self::Ready => &words.ready,
            Self::No => &words.no,
            Self::Unstated => &words.unstated,
        }
    }
}

impl Era {
    /// In words: which of the two lists has the status.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let words = of(lang);
        match self {
            Self::Older => &words.era_older,
            Self::Today => &words.era_today,
            Self::Both => &words.era_both,
            Self::Legacy => &words.era_legacy,
        }
    }
}
