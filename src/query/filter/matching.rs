//! Matches entries against terms in steps: by summary, by the entry's raw bytes, by the whole entry.

use std::cell::OnceCell;
use std::iter;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::number::Numbers;
use super::table::{Field, Need};
use super::text::{Text, unescaped};
use super::{Filter, Part, SLOW_MS, State, Term, Test};
use crate::har::body::{self, Body, BodyContent};
use crate::har::entry::{Entry, Header};
use crate::har::format::stream::{self, Message};
use crate::har::source::Source;
use crate::har::summary::Summary;
use crate::query::finding_index::{self, Facts, FindingIndex, Outcome};
use crate::query::fuzzy::Pattern;

impl Filter {
    /// Whether an entry satisfies all terms, judged by its summary and findings; `None` if the whole entry is
    /// needed.
    #[must_use]
    pub fn decide(&self, number: usize, summary: &Summary, found: &FindingIndex) -> Option<bool> {
        let facts = found.of(number);
        let words = if self.needs_whole_url(summary) { None } else { Some(true) };
        all(iter::once(words).chain(self.terms.iter().map(|term| term.decide((number, summary), facts))))
    }

    /// Like [`Filter::decide`], using the entry's raw bytes as well: an entry that cannot contain a text need not
    /// be decoded.
    #[must_use]
    pub fn decide_raw(&self, entry: (usize, &Summary), facts: Option<&Facts>, raw: &[u8]) -> Option<bool> {
        let words = if self.needs_whole_url(entry.1) { None } else { Some(true) };
        all(iter::once(words).chain(self.terms.iter().map(|term| {
            term.decide(entry, facts).or_else(|| term.cannot_be_in(raw).then_some(term.negated))
        })))
    }

    /// Whether the whole entry satisfies all terms.
    #[must_use]
    pub fn holds(&self, entry: (usize, &Summary), facts: Option<&Facts>, seen: &WholeEntry) -> bool {
        let is_in = |pattern: &Pattern| pattern.is_in(&seen.entry.request.url);
        if self.needs_whole_url(entry.1) && !self.pattern.as_ref().is_some_and(is_in) {
            return false;
        }
        let holds = |term: &Term| term.decide(entry, facts).unwrap_or_else(|| term.holds(seen));
        // Headers first, because decoding bodies is expensive.
        let mut terms: Vec<&Term> = self.terms.iter().collect();
        terms.sort_by_key(|term| term.need());
        terms.into_iter().all(holds)
    }
}

/// Three-valued AND: false if any is false, true only if all are true.
fn all(mut each: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    each.try_fold(Some(true), |so_far, next| match (so_far, next) {
        (_, Some(false)) => Err(()),
        (Some(true), next) => Ok(next),
        (so_far, _) => Ok(so_far),
    })
    .unwrap_or(Some(false))
}

impl Term {
    fn decide(&self, entry: (usize, &Summary), facts: Option<&Facts>) -> Option<bool> {
        let mut open = false;
        for test in &self.tests {
            match self.field_decides(test, entry, facts) {
                Some(true) => return Some(!self.negated),
                Some(false) => {}
                None => open = true,
            }
        }
        if open { None } else { Some(self.negated) }
    }

    fn field_decides(
        &self,
        test: &Test,
        (number_of, summary): (usize, &Summary),
        facts: Option<&Facts>,
    ) -> Option<bool> {
        let number =
            |number: Option<f64>, numbers: &Numbers| number.is_some_and(|number| numbers.holds(number));
        match (test, self.field) {
            (Test::Numbers(numbers), Field::Status) => {
                Some(number(summary.status.map(|status| status as f64), numbers))
            }
            (Test::Numbers(numbers), Field::Entry) => Some(numbers.holds(number_of as f64)),
            (Test::Numbers(numbers), Field::Time) => Some(number(summary.time_ms, numbers)),
            (Test::Numbers(numbers), _) => Some(number(summary.size.map(|size| size as f64), numbers)),
            (Test::Resource(resource), _) => Some(summary.resource == *resource),
            (Test::Is(state), _) => state.decide(summary, facts),
            (Test::Text(text), Field::Method) => Some(text.is_in(&summary.method)),
            (Test::Text(text), Field::Domain) => Some(text.is_in(summary.host())),
            (Test::Text(text), Field::Scheme) => Some(text.is_in(scheme(&summary.url))),
            // A truncated URL cannot decide.
            (Test::Text(_), Field::Url) if summary.is_url_cut() => None,
            (Test::Text(text), Field::Url) => Some(text.is_in(&summary.url)),
            (Test::Text(text), Field::Mime) => {
                Some(text.is_in(summary.mime.split(';').next().unwrap_or_default().trim()))
            }
            (Test::Text(text), Field::User) if text.is_in(&summary.url) => Some(true),
            (Test::Has(Part::Query), _) if !summary.is_url_cut() => Some(summary.url.contains('?')),
            (Test::Has(_), _) => None,
            // Only findings have a cause.
            (Test::Text(text), Field::Cause) => {
                Some(facts.is_some_and(|facts| facts.name(Field::Cause, text)))
            }
            (Test::Text(text), field) => facts.is_some_and(|facts| facts.name(field, text)).then_some(true),
        }
    }

    /// Whether the entry cannot contain any of its texts, however it is decoded.
    fn cannot_be_in(&self, raw: &[u8]) -> bool {
        let bodies = self.need() == Need::Bodies;
        let is_text_of_entry =
            !matches!(self.field, Field::Header | Field::RequestHeader | Field::ResponseHeader);
        is_text_of_entry
            && self
                .tests
                .iter()
                .all(|test| matches!(test, Test::Text(text) if text.cannot_be_in(raw, bodies)))
    }

    fn holds(&self, seen: &WholeEntry) -> bool {
        self.tests.iter().any(|test| self.is_seen(test, seen)) != self.negated
    }

    fn is_seen(&self, test: &Test, seen: &WholeEntry) -> bool {
        let text = match test {
            Test::Text(text) => text,
            Test::Is(state) => return seen.is(*state),
            Test::Has(part) => return seen.has(*part),
            Test::Numbers(_) | Test::Resource(_) => return false,
        };
        let (request, response) = (&seen.entry.request, seen.entry.response.as_ref());
        let names = |headers: &[Header]| headers.iter().any(|header| text.is_in(&header.name));
        let lines = |headers: &[Header]| headers.iter().any(|header| has_line(header, text));
        let of_response = |lines: &dyn Fn(&[Header]) -> bool| response.is_some_and(|it| lines(&it.headers));
        match self.field {
            Field::Url => text.is_in(&request.url),
            Field::HasRequestHeader => names(&request.headers),
            Field::HasResponseHeader => of_response(&names),
            Field::RequestHeader => lines(&request.headers),
            Field::ResponseHeader => of_response(&lines),
            Field::Header => lines(&request.headers) || of_response(&lines),
            Field::Message => seen.messages().iter().any(|message| text.is_in_body(&message.data)),
            Field::Protocol => seen.protocols().any(|protocol| text.is_in(protocol)),
            Field::Remote => seen.entry.server_address.as_deref().is_some_and(|address| text.is_in(address)),
            Field::Initiator => seen.has_initiator(text),
            Field::CookieName => request.cookies.iter().any(|cookie| text.is_in(&cookie.name)),
            Field::SetCookieName => response
                .is_some_and(|response| response.cookies.iter().any(|cookie| text.is_in(&cookie.name))),
            Field::Code => seen.has_code(text),
            Field::Tracking => seen.has_tracking(text),
            Field::User if text.is_in(&request.url) => true,
            Field::Body if seen.messages().iter().any(|message| text.is_in_body(&message.data)) => true,
            _ => seen.bodies().iter().any(|body| text.is_in_body(body)),
        }
    }
}

impl State {
    fn decide(self, summary: &Summary, facts: Option<&Facts>) -> Option<bool> {
        let outcome = |expected| facts.is_some_and(|facts| facts.outcome == expected);
        let kind = |expected| facts.is_some_and(|facts| facts.kind == expected);
        Some(match self {
            Self::Failed => finding_index::has_failed(summary, facts),
            Self::Aborted => summary.is_aborted(),
            Self::Finding => outcome(Outcome::Failed) || outcome(Outcome::Noted),
            Self::Undecided => outcome(Outcome::Undecided),
            Self::Onboard => kind(crate::diagnose::finding::Kind::Onboard),
            Self::License => kind(crate::diagnose::finding::Kind::License),
            Self::Slow => summary.time_ms.is_some_and(|ms| ms >= SLOW_MS),
            Self::Odd => summary.odd,
            // A redirect names a new location; 304 does not.
            Self::Redirect => {
                summary.status.is_some_and(|status| [301, 302, 303, 307, 308].contains(&status))
            }
            Self::Cached if summary.status == Some(304) => true,
            Self::Preflight if !summary.method.eq_ignore_ascii_case("OPTIONS") => false,
            Self::FromCache | Self::Cached | Self::Cors | Self::Preflight | Self::ThirdParty => return None,
        })
    }
}

impl Facts {
    /// Whether the findings name this user, code or tracking ID.
    fn name(&self, field: Field, text: &Text) -> bool {
        let names = match field {
            Field::User => &self.users,
            Field::Code => &self.codes,
            Field::Tracking => &self.tracking,
            Field::Cause => &self.causes,
            _ => return false,
        };
        names.iter().any(|name| text.is_in(name))
    }
}

fn scheme(url: &str) -> &str {
    url.split_once(':').map_or("", |(scheme, _)| scheme)
}

/// A whole entry whose bodies are decoded on demand.
#[derive(Debug)]
pub struct WholeEntry<'s> {
    entry: Entry,
    source: &'s Source,
    bodies: OnceCell<[String; 2]>,
    messages: OnceCell<Vec<Message>>,
}

/// An error code in a body: `"errorCode": "5302"`, `code = 5302`, `[Error 10991]`.
#[expect(clippy::unwrap_used, reason = "a test compiles the pattern")]
static CODES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)\b(?:\w*error_?)?code\\?["']?\s*[:=]\s*\\?["']?([\w.-]+)|\[(?:Error|Informational) ([0-9]+)\]"#,
    )
    .unwrap()
});
/// A tracking ID in a body: `"trackingId": "ATLAS_…"`, `TrackingId = ATLAS_…`.
#[expect(clippy::unwrap_used, reason = "a test compiles the pattern")]
static TRACKING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)tracking[-_ ]?id\W{1,8}([\w.-]+)").unwrap());

impl<'s> WholeEntry<'s> {
    /// An entry of a file.
    #[must_use]
    pub fn new(entry: Entry, source: &'s Source) -> Self {
        Self { entry, source, bodies: OnceCell::new(), messages: OnceCell::new() }
    }

    /// The decoded response and request bodies.
    fn bodies(&self) -> &[String; 2] {
        self.bodies.get_or_init(|| {
            [body::response(&self.entry, self.source), body::request(&self.entry, self.source)].map(plain)
        })
    }

    /// Whether it has a part.
    fn has(&self, part: Part) -> bool {
        let request = &self.entry.request;
        match part {
            Part::Query => request.url.contains('?') || !request.query.is_empty(),
            Part::Body => !self.bodies()[1].is_empty(),
            Part::Response => self.entry.response.is_some(),
            Part::Messages => !self.messages().is_empty(),
        }
    }

    /// Whether it is in a state that only the whole entry reveals.
    fn is(&self, state: State) -> bool {
        let request = &self.entry.request;
        let header = |name: &str| request.header(name);
        match state {
            State::FromCache | State::Cached => body::is_from_cache(&self.entry),
            State::Preflight => header("access-control-request-method").is_some(),
            // The request headers say `same-origin` or name the origin; the response headers name the allowed
            // origin.
            State::Cors => {
                let allowed = self.entry.response.as_ref();
                header("sec-fetch-mode").is_some_and(|mode| mode.eq_ignore_ascii_case("cors"))
                    || header("access-control-request-method").is_some()
                    || allowed.is_some_and(|it| it.header("access-control-allow-origin").is_some())
            }
            State::ThirdParty => self.is_third_party(),
            _ => false,
        }
    }

    /// Whether the request goes to a different site than the page's.
    fn is_third_party(&self) -> bool {
        let request = &self.entry.request;
        if let Some(site) = request.header("sec-fetch-site") {
            return site.eq_ignore_ascii_case("cross-site");
        }
        let from =
            request.header("origin").filter(|origin| *origin != "null").or_else(|| request.header("referer"));
        from.is_some_and(|from| site(from) != site(&request.url))
    }

    fn messages(&self) -> &[Message] {
        self.messages.get_or_init(|| stream::messages(&self.entry, Some(&self.bodies()[0])))
    }

    fn protocols(&self) -> impl Iterator<Item = &str> {
        let response = self.entry.response.as_ref().map(|response| response.http_version.as_str());
        std::iter::once(self.entry.request.http_version.as_str()).chain(response)
    }

    /// Whether the initiator's type or a URL of its stack contains a text.
    fn has_initiator(&self, text: &Text) -> bool {
        let initiator = ["_initiator", "initiator"].iter().find_map(|name| self.entry.extra.get(*name));
        initiator.is_some_and(|initiator| any_text(initiator, &|value| text.is_in(value)))
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

/// Whether a header, as `name: value`, contains a text.
fn has_line(header: &Header, text: &Text) -> bool {
    text.is_in(&format!("{}: {}", header.name, header.value))
}

/// Whether any string in a value satisfies a condition.
fn any_text(value: &Value, is_met: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is_met(text),
        Value::Array(items) => items.iter().any(|item| any_text(item, is_met)),
        Value::Object(members) => members.values().any(|member| any_text(member, is_met)),
        _ => false,
    }
}

/// The last two labels of a URL's host: an approximation of the site without a public suffix list.
fn site(url: &str) -> String {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("").to_ascii_lowercase();
    let labels: Vec<&str> = host.rsplitn(3, '.').take(2).collect();
    labels.join(".")
}

/// A body as text; binary bodies are decoded lossily.
fn plain(body: Body) -> String {
    match body.content {
        BodyContent::Text(text) => text,
        BodyContent::Binary(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        BodyContent::Missing(_) => String::new(),
    }
}

/// Whether one of the groups that a pattern captures in a body is the text.
fn captured(pattern: &Regex, body: &str, text: &Text) -> bool {
    let body = unescaped(body);
    pattern
        .captures_iter(&body)
        .any(|found| found.iter().skip(1).flatten().any(|group| text.is_in(group.as_str())))
}
