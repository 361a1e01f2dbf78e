//! Builds members of HAR entries for captures made by this program, from a NetLog, a session archive or a browser.

pub(crate) mod http1;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// Header names and values, in order.
pub(crate) type Headers = [(String, String)];

/// `headers`.
pub(crate) fn headers(headers: &Headers) -> Vec<Value> {
    headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}

/// The values of a header, whose name is compared case-insensitively.
pub(crate) fn values<'h>(headers: &'h Headers, name: &'h str) -> impl Iterator<Item = &'h str> {
    headers.iter().filter(move |(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// `request.cookies`, from the `Cookie` headers.
pub(crate) fn sent_cookies(headers: &Headers) -> Vec<Value> {
    values(headers, "cookie").flat_map(|line| line.split(';').map(name_and_value)).collect()
}

/// `response.cookies`, from the `Set-Cookie` headers.
pub(crate) fn set_cookies(headers: &Headers) -> Vec<Value> {
    values(headers, "set-cookie").map(set_cookie).collect()
}

/// `queryString`: names and values as written in the URL.
pub(crate) fn query(url: &str) -> Vec<Value> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    query.split('&').filter(|pair| !pair.is_empty()).map(name_and_value).collect()
}

/// `postData` from raw bytes. HAR 1.2 has no encoding for it; `encoding` is from the proposed HAR 1.3.
pub(crate) fn post_data(bytes: &[u8], headers: &Headers) -> Value {
    let (text, encoding) = text(bytes);
    let mut data =
        json!({"mimeType": values(headers, "content-type").next().unwrap_or_default(), "text": text});
    if let Some(encoding) = encoding {
        data["encoding"] = json!(encoding);
    }
    data
}

/// The value of the `Content-Length` header.
pub(crate) fn declared_length(headers: &Headers) -> Option<u64> {
    values(headers, "content-length").next()?.parse().ok()
}

/// Bytes as text for JSON, and the encoding if it is not plain text.
pub(crate) fn text(bytes: &[u8]) -> (String, Option<&'static str>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => (STANDARD.encode(bytes), Some("base64")),
    }
}

/// `timings`, in milliseconds: blocked, dns, connect, ssl, send, wait, receive. `None` becomes -1, a phase that
/// did not happen; `ssl` is part of `connect`.
pub(crate) fn timings(phases: [Option<f64>; 7]) -> Map<String, Value> {
    let names = ["blocked", "dns", "connect", "ssl", "send", "wait", "receive"];
    let length = |length: Option<f64>| length.map_or(-1.0, |length| rounded(length.max(0.0)));
    names.into_iter().zip(phases).map(|(name, phase)| (name.to_owned(), json!(length(phase)))).collect()
}

/// `time`: the sum of the phases that happened.
pub(crate) fn time(timings: &Map<String, Value>) -> f64 {
    let phases = timings.iter().filter(|(name, _)| *name != "ssl");
    rounded(phases.filter_map(|(_, phase)| phase.as_f64()).filter(|phase| *phase > 0.0).sum())
}

/// `startedDateTime` from seconds since 1970.
pub(crate) fn date(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "microseconds since 1970 fit by far")]
    let micros = (seconds * 1e6).round() as i64;
    // Only a damaged log has a time outside the range of dates.
    format!("{:.3}", jiff::Timestamp::from_microsecond(micros).unwrap_or_default())
}

fn name_and_value(pair: &str) -> Value {
    let (name, value) = pair.trim().split_once('=').unwrap_or((pair.trim(), ""));
    json!({"name": name, "value": value})
}

fn set_cookie(line: &str) -> Value {
    let mut parts = line.split(';');
    let mut cookie = name_and_value(parts.next().unwrap_or_default());
    for part in parts {
        let (name, value) = part.trim().split_once('=').unwrap_or((part.trim(), ""));
        match name.to_ascii_lowercase().as_str() {
            "path" => cookie["path"] = json!(value),
            "domain" => cookie["domain"] = json!(value),
            "expires" => cookie["expires"] = json!(value),
            "samesite" => cookie["sameSite"] = json!(value),
            "httponly" => cookie["httpOnly"] = json!(true),
            "secure" => cookie["secure"] = json!(true),
            _ => {}
        }
    }
    cookie
}

fn rounded(millis: f64) -> f64 {
    (millis * 1000.0).round() / 1000.0
}
