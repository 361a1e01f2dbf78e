//! A whole entry, parsed leniently: a field of the wrong type is converted where possible, and the anomaly is
//! recorded.

mod read;

use serde_json::{Map, Value};

use super::{
    anomaly::{Anomalies, Anomaly, AnomalyKind, Unreadable},
    convert, lenient,
};

/// Marks an entry that was damaged in a file that this program rewrote as valid JSON: data may have been lost.
pub const WAS_DAMAGED: &str = "_wasDamaged";

/// One request and its response: `log.entries[i]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// `startedDateTime`, as written in the file; empty where absent.
    pub started: String,
    /// `time` in milliseconds, or the sum of the timings where that is absent, zero, negative or not a number.
    pub time_ms: Option<f64>,
    /// The request; all fields are empty where absent.
    pub request: Request,
    /// The response; `None` where absent or `null`.
    pub response: Option<Response>,
    /// The duration of each phase.
    pub timings: Timings,
    /// `serverIPAddress`, where recorded and not empty.
    pub server_address: Option<String>,
    /// `connection`, as text.
    pub connection: Option<String>,
    /// `pageref`.
    pub page: Option<String>,
    /// `comment` of the entry.
    pub comment: Option<String>,
    /// All other fields of the entry, unchanged (`_resourceType`, `_webSocketMessages`, `cache` …).
    pub extra: Map<String, Value>,
    /// Why the entry cannot be shown as a request, if so.
    pub unreadable: Option<Unreadable>,
    /// Deviations found in this entry.
    pub anomalies: Vec<Anomaly>,
    /// Whether the JSON is broken or truncated, so that absent fields may have been lost.
    pub damaged: bool,
}

/// `request`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// The method as written, or from the raw headers; empty where absent.
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
    /// All other fields, unchanged.
    pub extra: Map<String, Value>,
}

/// `response`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Response {
    /// The HTTP status; 0 and negative numbers (aborted) as written; `None` if it is not a number.
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
    /// The exporter's reason for a missing response: `_error`, `_failureText` or `comment`.
    pub error: Option<String>,
    /// All other fields, unchanged (`_transferSize`, `headersSize`, `bodySize` …).
    pub extra: Map<String, Value>,
}

/// A name and its value: a header or a query parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The name as written.
    pub name: String,
    /// The value as text; empty if it was `null`.
    pub value: String,
}

/// A recorded cookie.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cookie {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// All other fields, unchanged (`path`, `expires`, `httpOnly` …).
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
    /// `params`, unchanged: form fields, or what an exporter made of a JSON body.
    pub params: Vec<Value>,
    /// `_file`: name of the separate file that holds the body.
    pub file: Option<String>,
    /// `comment`.
    pub comment: Option<String>,
}

/// `response.content`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Content {
    /// `size` in bytes; HAR 1.2 defines it as that of the decoded body. `None` where absent or negative.
    pub size: Option<u64>,
    /// `mimeType` as written, including parameters; the `Content-Type` header where absent.
    pub mime: String,
    /// `text`; `None` where absent or null.
    pub text: Option<String>,
    /// `encoding`, such as `base64`.
    pub encoding: Option<String>,
    /// `_file`: name of the separate file that holds the body (Playwright).
    pub file: Option<String>,
    /// `comment`: some exporters state here why a body is missing.
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
    /// Parses an entry from JSON, damaged or not; never fails. `base` is the offset of `bytes` in the file, to
    /// which the offsets in [`Entry::anomalies`] refer.
    #[must_use]
    pub fn parse(bytes: &[u8], base: u64) -> Self {
        let (value, anomalies) = parse_json(bytes);
        let damaged = anomalies.iter().any(|anomaly| anomaly.kind != AnomalyKind::OutOfRange);
        let mut notes = Anomalies::default();
        for anomaly in anomalies {
            notes.push(Anomaly { offset: anomaly.offset.map(|at| base.saturating_add(at)), ..anomaly });
        }
        let entry = read::entry(value, notes);
        let damaged = damaged || entry.extra.contains_key(WAS_DAMAGED);
        Self { damaged, ..entry }
    }

    /// Converts an entry from a JSON value.
    #[must_use]
    pub fn from_value(value: Value) -> Self {
        read::entry(value, Anomalies::default())
    }
}

/// Parses JSON strictly, which is faster, and leniently only if that fails.
pub(super) fn parse_json(bytes: &[u8]) -> (Value, Vec<Anomaly>) {
    serde_json::from_slice(bytes).map_or_else(|_| lenient::parse(bytes), |value| (value, Vec::new()))
}

impl Timings {
    /// The sum of the phases in milliseconds, without `ssl`, which is part of `connect`; `None` if it is 0.
    #[must_use]
    pub fn sum(&self) -> Option<f64> {
        let phases = [self.blocked, self.dns, self.connect, self.send, self.wait, self.receive];
        convert::sum(phases.into_iter().flatten())
    }
}

impl Request {
    /// The value of the first header with this name, compared case-insensitively.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

impl Response {
    /// The value of the first header with this name, compared case-insensitively.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn header<'a>(headers: &'a [Header], name: &str) -> Option<&'a str> {
    headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value.as_str())
}
