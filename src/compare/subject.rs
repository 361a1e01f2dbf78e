//! Reads an entry for comparing: each value as sent, and as displayed.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::fields::Field;
use super::{Fact, Head, Options, Subject};
use crate::error::Error;
use crate::har::body::{self, Body, BodyContent};
use crate::har::entry::{Entry, Header};
use crate::har::format::form;
use crate::har::store::read_bytes_exact;
use crate::har::url::Url;
use crate::redact;
use crate::text::{human, words};
use crate::worker::CancelToken;

/// The compared facts, in the order in which they are listed.
pub(super) const FACTS: [Fact; 10] = [
    Fact::Status,
    Fact::Error,
    Fact::Redirect,
    Fact::Method,
    Fact::Host,
    Fact::Path,
    Fact::Protocol,
    Fact::Started,
    Fact::Took,
    Fact::Address,
];

/// An entry prepared for comparing.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) head: Head,
    facts: Vec<(Fact, Field)>,
    pub(super) query: Vec<Field>,
    pub(super) response: Decoded,
    pub(super) request: Decoded,
    pub(super) response_headers: Vec<Field>,
    pub(super) request_headers: Vec<Field>,
}

/// A decoded body, redacted unless secrets are shown.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) body: Body,
    /// Hash of the original body: bodies with the same hash were equal before redaction.
    pub(super) hash: u64,
}

impl Decoded {
    fn new(mut body: Body, url: &str, options: Options) -> Self {
        let mut hasher = DefaultHasher::new();
        match &body.content {
            BodyContent::Text(text) => text.hash(&mut hasher),
            BodyContent::Binary(bytes) => bytes.hash(&mut hasher),
            BodyContent::Missing(_) => {}
        }
        if !options.shows_secrets {
            redact::body(&mut body, url, &CancelToken::never());
        }
        Self { body, hash: hasher.finish() }
    }
}

impl Prepared {
    pub(super) fn fact(&self, fact: Fact) -> Option<&Field> {
        self.facts.iter().find(|(own, _)| *own == fact).map(|(_, field)| field)
    }
}

/// Reads an entry; `None` if cancelled. Its bodies are redacted unless secrets are shown.
pub(super) fn read(
    subject: Subject<'_>,
    options: Options,
    drops_marks: bool,
    cancel: &CancelToken,
) -> Result<Option<Prepared>, Error> {
    let mut bytes = Vec::new();
    read_bytes_exact(subject.source, subject.span, &mut bytes)?;
    if drops_marks
        && let Ok(text) = std::str::from_utf8(&bytes)
        && let Cow::Owned(plain) = redact::with_plain_marks(text)
    {
        bytes = plain.into_bytes();
    }
    let entry = Entry::parse(&bytes, subject.span.start);
    // These can be large and are no longer needed.
    drop(bytes);
    Ok(if cancel.is_cancelled() { None } else { prepare(entry, subject, options, cancel) })
}

fn prepare(
    mut entry: Entry,
    subject: Subject<'_>,
    options: Options,
    cancel: &CancelToken,
) -> Option<Prepared> {
    let response = body::response(&entry, subject.source);
    let request = body::request(&entry, subject.source);
    // These can be large and are no longer needed.
    if let Some(response) = &mut entry.response {
        response.content.text = None;
    }
    entry.request.post_data = None;
    let response = Decoded::new(response, &entry.request.url, options);
    if cancel.is_cancelled() {
        return None;
    }
    let request = Decoded::new(request, &entry.request.url, options);
    if cancel.is_cancelled() {
        return None;
    }
    let url = match options.shows_secrets {
        true => entry.request.url.clone(),
        false => redact::url(&entry.request.url).into(),
    };
    let message = |text: &str| message(text, options);
    let answered = entry.response.as_ref();
    let head = Head {
        file: subject.file.to_owned(),
        number: subject.number,
        method: message(&entry.request.method),
        status: answered.and_then(|response| response.status).filter(|status| *status > 0),
        started: message(&entry.started),
        url,
    };
    let response_headers = answered.map(|response| response.headers.as_slice()).unwrap_or_default();
    Some(Prepared {
        facts: facts(&entry, &head, options),
        query: query(&entry, options),
        response_headers: headers(response_headers, options),
        request_headers: headers(&entry.request.headers, options),
        head,
        response,
        request,
    })
}

fn facts(entry: &Entry, head: &Head, options: Options) -> Vec<(Fact, Field)> {
    let mut facts = Vec::new();
    let mut fact = |fact, sent: &str, shown: &str| {
        let field = Field { name: String::new(), sent: sent.to_owned(), shown: shown.to_owned() };
        facts.extend((!sent.is_empty()).then_some((fact, field)));
    };
    let message = |text: &str| message(text, options);
    let no_answer = &words::words(options.lang).compare.no_answer;
    let status = head.status.map_or_else(|| no_answer.clone(), |status| status.to_string());
    fact(Fact::Status, &status, &status);
    if let Some(response) = &entry.response {
        let error = response.error.as_deref().unwrap_or_default();
        fact(Fact::Error, error, &message(error));
        let to = response.redirect_url.as_deref().unwrap_or_default();
        fact(Fact::Redirect, to, &message(to));
        fact(Fact::Protocol, &protocol(&response.http_version), &protocol(&message(&response.http_version)));
    }
    fact(Fact::Method, &entry.request.method, &head.method);
    let (host, path) = address(&entry.request.url);
    let (shown_host, shown_path) = address(&head.url);
    fact(Fact::Host, host, shown_host);
    fact(Fact::Path, path, shown_path);
    fact(Fact::Started, &entry.started, &head.started);
    let took = entry.time_ms.map(human::duration).unwrap_or_default();
    fact(Fact::Took, &took, &took);
    let server = entry.server_address.as_deref().unwrap_or_default();
    fact(Fact::Address, server, &message(server));
    facts
}

/// A text for display: in a damaged file, any text may contain secrets.
fn message(text: &str, options: Options) -> String {
    match options.shows_secrets {
        true => text.to_owned(),
        false => redact::text(text).into(),
    }
}

/// A URL's host with its port, and its path without the query.
fn address(url: &str) -> (&str, &str) {
    let url = Url::parse(url);
    (url.host_and_port(), url.path)
}

/// Normalizes the protocol: exporters write HTTP/2 in many ways.
fn protocol(version: &str) -> String {
    let upper = version.to_ascii_uppercase();
    match upper.as_str() {
        "H2" | "HTTP/2.0" | "HTTP/2" => "HTTP/2".to_owned(),
        "H3" | "HTTP/3.0" | "HTTP/3" | "H3-29" => "HTTP/3".to_owned(),
        _ => upper,
    }
}

fn query(entry: &Entry, options: Options) -> Vec<Field> {
    let sent = form::fields(Url::parse(&entry.request.url).query);
    let sent: Vec<Header> =
        sent.into_iter().map(|(name, value)| Header { name, value: value.unwrap_or_default() }).collect();
    let shown = if options.shows_secrets { sent.clone() } else { redact::parameters(&sent) };
    let name = |name: &str| format!("?{}", message(name, options));
    paired(sent, shown).map(|field| Field { name: name(&field.name), ..field }).collect()
}

/// The headers without those that repeat the URL: pseudo-headers in HTTP/2 and `Host` in HTTP/1.
fn headers(headers: &[Header], options: Options) -> Vec<Field> {
    let is_own = |name: &str| !name.starts_with(':') && !name.eq_ignore_ascii_case("host");
    let sent: Vec<Header> = headers.iter().filter(|header| is_own(&header.name)).cloned().collect();
    let shown = if options.shows_secrets { sent.clone() } else { redact::headers(&sent) };
    paired(sent, shown).map(|field| Field { name: message(&field.name, options), ..field }).collect()
}

/// Pairs fields as sent with the same fields for display.
pub(super) fn paired(sent: Vec<Header>, shown: Vec<Header>) -> impl Iterator<Item = Field> {
    sent.into_iter().zip(shown).map(|(sent, shown)| Field {
        name: sent.name,
        sent: sent.value,
        shown: shown.value,
    })
}
