//! Whether an entry meets the terms, in steps: what the list knows, the entry's raw bytes, the whole entry.

use std::cell::OnceCell;
use std::sync::LazyLock;

use regex::Regex;

use super::number::Numbers;
use super::table::{Field, Need};
use super::text::{Text, unescaped};
use super::{Filter, SLOW_MS, State, Term, Test};
use crate::har::body::{self, Body, BodyContent};
use crate::har::entry::{Entry, Header};
use crate::har::source::Source;
use crate::har::summary::Summary;
use crate::query::finding_index::{Facts, FindingIndex, Outcome};

impl Filter {
    /// Whether an entry meets all terms, as far as its summary and what was found in it tell; `None` where the whole
    /// entry has to be looked at.
    #[must_use]
    pub fn decide(&self, number: usize, summary: &Summary, found: &FindingIndex) -> Option<bool> {
        let facts = found.of(number);
        all(self.terms.iter().map(|term| term.decide(summary, facts)))
    }

    /// The same by the entry's raw bytes: what surely stands nowhere in them need not be decoded.
    #[must_use]
    pub fn decide_raw(&self, summary: &Summary, facts: Option<&Facts>, raw: &[u8]) -> Option<bool> {
        all(self.terms.iter().map(|term| {
            term.decide(summary, facts).or_else(|| term.is_surely_not_in(raw).then_some(term.negated))
        }))
    }

    /// Whether the whole entry meets all terms.
    #[must_use]
    pub fn holds(&self, summary: &Summary, facts: Option<&Facts>, seen: &Seen) -> bool {
        let holds = |term: &Term| term.decide(summary, facts).unwrap_or_else(|| term.holds(seen));
        // Headers first: decoding bodies is what takes time.
        let mut terms: Vec<&Term> = self.terms.iter().collect();
        terms.sort_by_key(|term| term.need());
        terms.into_iter().all(holds)
    }
}

/// All of them: one no is enough, and every one has to be a yes.
fn all(mut each: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    each.try_fold(Some(true), |so_far, next| match (so_far, next) {
        (_, Some(false)) => Err(()),
        (Some(true), next) => Ok(next),
        (so_far, _) => Ok(so_far),
    })
    .unwrap_or(Some(false))
}

impl Term {
    fn decide(&self, summary: &Summary, facts: Option<&Facts>) -> Option<bool> {
        let mut open = false;
        for test in &self.tests {
            match self.field_decides(test, summary, facts) {
                Some(true) => return Some(!self.negated),
                Some(false) => {}
                None => open = true,
            }
        }
        if open { None } else { Some(self.negated) }
    }

    fn field_decides(&self, test: &Test, summary: &Summary, facts: Option<&Facts>) -> Option<bool> {
        let number =
            |number: Option<f64>, numbers: &Numbers| number.is_some_and(|number| numbers.holds(number));
        match (test, self.field) {
            (Test::Numbers(numbers), Field::Status) => {
                Some(number(summary.status.map(|status| status as f64), numbers))
            }
            (Test::Numbers(numbers), Field::Time) => Some(number(summary.time_ms, numbers)),
            (Test::Numbers(numbers), _) => Some(number(summary.size.map(|size| size as f64), numbers)),
            (Test::Resource(resource), _) => Some(summary.resource == *resource),
            (Test::Is(state), _) => state.decide(summary, facts),
            (Test::Text(text), Field::Method) => Some(text.is_in(&summary.method)),
            (Test::Text(text), Field::Domain) => Some(text.is_in(summary.host())),
            (Test::Text(text), Field::Scheme) => Some(text.is_in(scheme(&summary.url))),
            // What is kept of a very long URL does not decide.
            (Test::Text(_), Field::Url) if summary.is_url_cut() => None,
            (Test::Text(text), Field::Url) => Some(text.is_in(&summary.url)),
            (Test::Text(text), Field::Mime) => {
                Some(text.is_in(summary.mime.split(';').next().unwrap_or_default().trim()))
            }
            (Test::Text(text), Field::User) if text.is_in(&summary.url) => Some(true),
            (Test::Text(text), field) => facts.is_some_and(|facts| facts.name(field, text)).then_some(true),
        }
    }

    /// Whether none of its texts can stand in the entry, whatever it is decoded to.
    fn is_surely_not_in(&self, raw: &[u8]) -> bool {
        let bodies = self.need() == Need::Bodies;
        self.tests.iter().all(|test| matches!(test, Test::Text(text) if text.is_surely_not_in(raw, bodies)))
    }

    fn holds(&self, seen: &Seen) -> bool {
        self.tests.iter().any(|test| self.is_seen(test, seen)) != self.negated
    }

    fn is_seen(&self, test: &Test, seen: &Seen) -> bool {
        let Test::Text(text) = test else {
            return matches!(test, Test::Is(State::FromCache)) && seen.is_from_cache();
        };
        let (request, response) = (&seen.entry.request, seen.entry.response.as_ref());
        let names = |headers: &[Header]| headers.iter().any(|header| text.is_in(&header.name));
        match self.field {
            Field::Url => text.is_in(&request.url),
            Field::RequestHeader => names(&request.headers),
            Field::ResponseHeader => response.is_some_and(|response| names(&response.headers)),
            Field::CookieName => request.cookies.iter().any(|cookie| text.is_in(&cookie.name)),
            Field::SetCookieName => response
                .is_some_and(|response| response.cookies.iter().any(|cookie| text.is_in(&cookie.name))),
            Field::Code => seen.has_code(text),
            Field::Tracking => seen.has_tracking(text),
            Field::User if text.is_in(&request.url) => true,
            _ => seen.bodies().iter().any(|body| text.is_in_body(body)),
        }
    }
}

impl State {
    fn decide(self, summary: &Summary, facts: Option<&Facts>) -> Option<bool> {
        let outcome = |wanted| facts.is_some_and(|facts| facts.outcome == wanted);
        let kind = |wanted| facts.is_some_and(|facts| facts.kind == wanted);
        Some(match self {
            Self::Failed => (summary.unreadable.is_none() && summary.is_failed()) || outcome(Outcome::Failed),
            Self::Aborted => summary.is_aborted(),
            Self::Finding => outcome(Outcome::Failed),
            Self::Undecided => outcome(Outcome::Undecided),
            Self::Onboard => kind(crate::diagnose::finding::Kind::Onboard),
            Self::License => kind(crate::diagnose::finding::Kind::License),
            Self::Slow => summary.time_ms.is_some_and(|ms| ms >= SLOW_MS),
            Self::Odd => summary.odd,
            Self::FromCache => return None,
        })
    }
}

impl Facts {
    /// Whether what was found names this user, code or tracking ID.
    fn name(&self, field: Field, text: &Text) -> bool {
        let names = match field {
            Field::User => &self.users,
            Field::Code => &self.codes,
            Field::Tracking => &self.tracking,
            _ => return false,
        };
        names.iter().any(|name| text.is_in(name))
    }
}

fn scheme(url: &str) -> &str {
    url.split_once(':').map_or("", |(scheme, _)| scheme)
}

/// A whole entry, its bodies decoded when they are asked for.
#[derive(Debug)]
pub struct Seen<'s> {
    entry: Entry,
    source: &'s Source,
    bodies: OnceCell<[String; 2]>,
}

/// An error's code in a body: `"errorCode": "5302"`, `code = 5302`, `[Error 10991]`.
static CODES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)\b(?:\w*error_?)?code\\?["']?\s*[:=]\s*\\?["']?([\w.-]+)|\[(?:Error|Informational) ([0-9]+)\]"#,
    )
    .ok()
});
/// A tracking ID in a body: `"trackingId": "ATLAS_…"`, `TrackingId = ATLAS_…`.
static TRACKING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)tracking[-_ ]?id\W{1,8}([\w.-]+)").ok());

impl<'s> Seen<'s> {
    /// An entry of a file.
    #[must_use]
    pub fn new(entry: Entry, source: &'s Source) -> Self {
        Self { entry, source, bodies: OnceCell::new() }
    }

    /// The decoded bodies: the answer's, the request's.
    fn bodies(&self) -> &[String; 2] {
        self.bodies.get_or_init(|| {
            [body::response(&self.entry, self.source), body::request(&self.entry, self.source)].map(plain)
        })
    }

    fn is_from_cache(&self) -> bool {
        body::is_from_cache(&self.entry)
    }

    fn headers(&self) -> impl Iterator<Item = &Header> {
        let response = self.entry.response.iter().flat_map(|response| &response.headers);
        self.entry.request.headers.iter().chain(response)
    }

    fn has_code(&self, text: &Text) -> bool {
        let in_headers =
            self.headers().filter(|header| header.name.to_ascii_lowercase().ends_with("error-codes"));
        let in_headers = in_headers.flat_map(|header| header.value.split([',', ' ', ';']));
        in_headers.into_iter().any(|code| text.is_in(code.trim()))
            || captured(&CODES, &self.bodies()[0], text)
    }

    fn has_tracking(&self, text: &Text) -> bool {
        let in_headers =
            self.headers().filter(|header| header.name.to_ascii_lowercase().contains("tracking"));
        in_headers.into_iter().any(|header| text.is_in(&header.value))
            || self.bodies().iter().any(|body| captured(&TRACKING, body, text))
    }
}

/// A body as text; bytes that are none as far as they are.
fn plain(body: Body) -> String {
    match body.content {
        BodyContent::Text(text) => text,
        BodyContent::Binary(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        BodyContent::Missing(_) => String::new(),
    }
}

/// Whether one of the groups that a pattern finds in a body is the text.
fn captured(pattern: &LazyLock<Option<Regex>>, body: &str, text: &Text) -> bool {
    let Some(pattern) = pattern.as_ref() else { return false };
    let body = unescaped(body);
    pattern
        .captures_iter(&body)
        .any(|found| found.iter().skip(1).flatten().any(|group| text.is_in(group.as_str())))
}
