//! What an object says of success and failure: its status, in whatever form.

use std::ops::Range;

use serde_json::{Map, Value};

use crate::diagnose::json::member;

/// HTTP statuses written as words.
const NAMED: [(&str, i64); 15] = [
    ("OK", 200),
    ("CREATED", 201),
    ("ACCEPTED", 202),
    ("NO_CONTENT", 204),
    ("BAD_REQUEST", 400),
    ("UNAUTHORIZED", 401),
    ("FORBIDDEN", 403),
    ("NOT_FOUND", 404),
    ("CONFLICT", 409),
    ("UNPROCESSABLE_ENTITY", 422),
    ("TOO_MANY_REQUESTS", 429),
    ("INTERNAL_SERVER_ERROR", 500),
    ("BAD_GATEWAY", 502),
    ("SERVICE_UNAVAILABLE", 503),
    ("GATEWAY_TIMEOUT", 504),
];
/// Members that hold a status.
const NAMES: [&str; 3] = ["status", "httpStatus", "statusCode"];
/// What a bare `code` can be a status of.
pub(super) const STATUSES: Range<i64> = 100..600;

/// The status of an object: a number, also where it is written as text, or a bare `code` that can be one. A number
/// outside the HTTP statuses (`400400`) does not count next to another one; alone it is the status of its first digits.
pub(super) fn of(members: &Map<String, Value>) -> Option<i64> {
    let written: Vec<i64> = NAMES
        .into_iter()
        .filter_map(|name| number(members, name).or_else(|| inner_status(members, name)))
        .collect();
    let mut statuses = written.iter().copied().filter(|status| STATUSES.contains(status));
    match (statuses.next(), written.first()) {
        // two that contradict each other say nothing
        (Some(status), Some(first)) if status != *first && is_success(status) => None,
        (Some(status), _) if statuses.any(|other| is_success(status) && other >= 400) => None,
        (Some(status), _) => Some(status),
        (None, Some(code)) if *code >= 1000 => leading_status(*code),
        (None, Some(_)) => None,
        (None, None) => number(members, "code").filter(|code| STATUSES.contains(code)),
    }
}

/// Whether an object gives its status by a name that means nothing else.
pub(super) fn is_written(members: &Map<String, Value>) -> bool {
    NAMES.into_iter().any(|name| number(members, name).is_some_and(|status| STATUSES.contains(&status)))
}

fn is_success(status: i64) -> bool {
    (200..300).contains(&status)
}

/// The HTTP status that a longer code of failure begins with: `400400` is a kind of 400.
fn leading_status(code: i64) -> Option<i64> {
    let digits = code.to_string();
    let status = digits.get(..3)?.parse().ok()?;
    (digits.len() == 6 && (400..600).contains(&status)).then_some(status)
}

/// `{"status": {"code": 400}}`.
fn inner_status(members: &Map<String, Value>, name: &str) -> Option<i64> {
    let inner = member(members, name)?.as_object()?;
    ["code", "value", "statusCode", "httpStatus"]
        .iter()
        .find_map(|name| number(inner, name))
        .filter(|status| STATUSES.contains(status))
}

pub(super) fn number(members: &Map<String, Value>, name: &str) -> Option<i64> {
    match member(members, name)? {
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok().or_else(|| named_status(text.trim())),
        _ => None,
    }
}

/// `400 BAD_REQUEST` or the name alone, as services in Java write it, and a status line: `HTTP/1.1 400 Bad Request`.
fn named_status(text: &str) -> Option<i64> {
    let text = without_protocol(text);
    if text.len() == 3
        && let Ok(status) = text.parse()
    {
        return Some(status).filter(|status| STATUSES.contains(status));
    }
    if let Some((digits, _)) = text.split_once(|c: char| c.is_whitespace() || c == ':')
        && digits.len() == 3
        && let Ok(status) = digits.parse()
    {
        return Some(status).filter(|status| STATUSES.contains(status));
    }
    NAMED.iter().find(|(name, _)| *name == text).map(|(_, status)| *status)
}

/// The text without `HTTP`, `HTTP/1.1` or `HTTP_` before it.
fn without_protocol(text: &str) -> &str {
    let Some(("HTTP", rest)) = text.split_at_checked(4) else { return text };
    let rest = rest
        .strip_prefix('/')
        .map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'));
    rest.trim_start_matches([' ', '_', ':'])
}

#[allow(clippy::cast_possible_truncation, reason = "only whole numbers of the size of a status")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 1e6).then_some(number as i64)
}

/// Provisioning APIs write the outcome as a word (Webex for BroadWorks: HTTP 200 with `status` `error`).
pub(super) fn says_failed(members: &Map<String, Value>) -> bool {
    let word = |name: &str| member(members, name).and_then(Value::as_str).unwrap_or_default().trim();
    // the validate calls of Webex Calling answer 200 with `status` `ERRORS`
    let failed = ["error", "errors", "failed", "failure"];
    failed.iter().any(|failed| word("status").eq_ignore_ascii_case(failed))
        || member(members, "error") == Some(&Value::Bool(true))
        || member(members, "success") == Some(&Value::Bool(false))
        || word("success").eq_ignore_ascii_case("false")
}
