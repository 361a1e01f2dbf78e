//! One whole entry, read leniently: a field of the wrong type becomes what can be made of it, and is noted.

mod read;

use serde_json::{Map, Value};

use super::{
    anomaly::{Anomalies, Anomaly, AnomalyKind, Unreadable},
    convert, lenient,
};

/// The member of an entry that was damaged, in a copy where its JSON is rewritten as valid JSON: what is missing may
/// still have been lost.
pub const WAS_DAMAGED: &str = "_wasDamaged";

/// One request and its response, as `log.entries[i]` holds it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// `startedDateTime`, as written in the file; empty where absent.
    pub started: String,
    /// `time` in milliseconds, or the sum of the timings where that is absent, zero, negative or not a number.
    pub time_ms: Option<f64>,
    /// The request.
    pub request: Request,
    /// The response; `None` where the file holds none (or `null`).
    pub response: Option<Response>,
    /// Phases in milliseconds.
    pub timings: Timings,
    /// `serverIPAddress`, where recorded and not empty.
    pub server_address: Option<String>,
    /// `connection`, as text.
    pub connection: Option<String>,
    /// `pageref`.
    pub page: Option<String>,
    /// `comment` of the entry.
    pub comment: Option<String>,
    /// All other fields of the entry, as they are (`_resourceType`, `_webSocketMessages`, `cache` …).
    pub extra: Map<String, Value>,
    /// Why it cannot be shown as a request, where that is so.
    pub unreadable: Option<Unreadable>,
    /// What was odd in this entry.
    pub anomalies: Vec<Anomaly>,
    /// Its JSON is broken or cut off: what is missing may have been lost with the rest.
    pub damaged: bool,
}

/// `request`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// The method as written, or as the raw headers have it; empty where absent.
    pub method: String,
    /// The URL as written; empty where absent.
    pub url: String,
    /// `httpVersion` as written.
    pub http_version: String,
    /// Headers in file order, repeated names kept.
    pub headers: Vec<Header>,
    /// Cookies as recorded (not the `Cookie` header).
    pub cookies: Vec<Cookie>,
    /// `queryString` as recorded.
    pub query: Vec<Header>,
    /// The request body, where recorded.
    pub post_data: Option<PostData>,
    /// All other fields, as they are.
    pub extra: Map<String, Value>,
}

/// `response`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Response {
    /// The HTTP status; 0 and negative numbers as written (aborted); `None` where it is no number.
    pub status: Option<i64>,
    /// `statusText`.
    pub status_text: String,
    /// `httpVersion` as written.
    pub http_version: String,
    /// Headers in file order, repeated names kept.
    pub headers: Vec<Header>,
    /// Cookies as recorded.
    pub cookies: Vec<Cookie>,
    /// `content`.
    pub content: Content,
    /// `redirectURL`, where not empty.
    pub redirect_url: Option<String>,
    /// Why there was no response: `_error`, `_failureText` or `comment`, where the exporter says so.
    pub error: Option<String>,
    /// All other fields, as they are (`_transferSize`, `headersSize`, `bodySize` …).
    pub extra: Map<String, Value>,
}

/// A name and its value: a header or a query parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The name as written.
    pub name: String,
    /// The value as text; empty where it was null.
    pub value: String,
}

/// A recorded cookie; only what a person looks at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cookie {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// All other fields, as they are (`path`, `expires`, `httpOnly` …).
    pub extra: Map<String, Value>,
}

/// `postData`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PostData {
    /// `mimeType` as written.
    pub mime: String,
    /// `text`; `None` where absent or null.
    pub text: Option<String>,
    /// `encoding` (HAR 1.3 proposal), such as `base64`.
    pub encoding: Option<String>,
    /// `params` as they are: form fields, or what an exporter made of a JSON body.
    pub params: Vec<Value>,
    /// `_file`: the body is a file next to the HAR.
    pub file: Option<String>,
    /// `comment`.
    pub comment: Option<String>,
}

/// `response.content`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Content {
    /// `size` in bytes, of the decoded body by the specification; `None` where absent or negative.
    pub size: Option<u64>,
    /// `mimeType` as written, with its parameters; that of the `Content-Type` header where it is absent.
    pub mime: String,
    /// `text`; `None` where absent or null.
    pub text: Option<String>,
    /// `encoding`, such as `base64`.
    pub encoding: Option<String>,
    /// `_file`: the body is a file next to the HAR (Playwright).
    pub file: Option<String>,
    /// `comment`: some exporters say here why a body is missing.
    pub comment: Option<String>,
}

/// `timings`, each in milliseconds; `None` where absent or -1 ("does not apply").
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Timings {
    /// Waiting in the browser's queue.
    pub blocked: Option<f64>,
    /// Name resolution.
    pub dns: Option<f64>,
    /// Connecting, TLS included.
    pub connect: Option<f64>,
    /// The TLS part of `connect`.
    pub ssl: Option<f64>,
    /// Sending the request.
    pub send: Option<f64>,
    /// Waiting for the first byte.
    pub wait: Option<f64>,
    /// Receiving the response.
    pub receive: Option<f64>,
}

impl Entry {
    /// Reads an entry from its JSON, damaged or not; never fails. `base` is where `bytes` stand in the file, for the
    /// places in [`Entry::anomalies`].
    #[must_use]
    pub fn parse(bytes: &[u8], base: u64) -> Self {
        let (value, anomalies) = parse_json(bytes);
        let damaged = anomalies.iter().any(|anomaly| anomaly.kind != AnomalyKind::OutOfRange);
        let mut notes = Anomalies::default();
        for anomaly in anomalies {
            notes.push(Anomaly { at: anomaly.at.map(|at| base.saturating_add(at)), ..anomaly });
        }
        let entry = read::entry(value, notes);
        let damaged = damaged || entry.extra.contains_key(WAS_DAMAGED);
        Self { damaged, ..entry }
    }

    /// Reads an entry from a JSON value.
    #[must_use]
    pub fn from_value(value: Value) -> Self {
        read::entry(value, Anomalies::default())
    }
}

/// The JSON of an entry, strictly where that works: it is faster and knows of nothing odd.
pub(super) fn parse_json(bytes: &[u8]) -> (Value, Vec<Anomaly>) {
    serde_json::from_slice(bytes).map_or_else(|_| lenient::parse(bytes), |value| (value, Vec::new()))
}

impl Timings {
    /// The sum of the phases in milliseconds; `None` where none took any time. TLS is part of `connect`.
    #[must_use]
    pub fn sum(&self) -> Option<f64> {
        let phases = [self.blocked, self.dns, self.connect, self.send, self.wait, self.receive];
        convert::sum(phases.into_iter().flatten())
    }
}

impl Request {
    /// The value of the first header of this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

impl Response {
    /// The value of the first header of this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn header<'a>(headers: &'a [Header], name: &str) -> Option<&'a str> {
    headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value.as_str())
}
