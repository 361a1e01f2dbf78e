//! Determines why a body is missing.

use serde_json::{Map, Value};

use super::Absence;
use crate::har::{
    convert,
    entry::{Entry, PostData, Request, Response},
};

pub(super) fn of_response(entry: &Entry) -> Absence {
    let Some(response) = &entry.response else {
        let said =
            ["_error", "_failureText"].iter().find_map(|key| entry.extra.get(*key).and_then(Value::as_str));
        return Absence::NoResponse(said.filter(|said| !said.is_empty()).map(str::to_owned));
    };
    let content = &response.content;
    match response.status {
        None | Some(..=0) => return Absence::NoResponse(response.error.clone()),
        Some(status @ (301 | 302 | 303 | 307 | 308)) => return Absence::Redirect(status),
        _ => {}
    }
    if let Some(comment) = content.comment.as_deref().or_else(|| status_words(&response.extra)) {
        return Absence::Comment(comment.to_owned());
    }
    if entry.request.method.eq_ignore_ascii_case("HEAD") {
        return Absence::Head;
    }
    if is_preflight(&entry.request) {
        return Absence::Preflight;
    }
    match (response.status, content.size, &content.text) {
        (Some(status @ (204 | 205)), ..) => Absence::NoContent(status),
        (Some(304), ..) => Absence::NotModified,
        // 101 Switching Protocols: what follows is not a body.
        (Some(100..=199), ..) | (_, Some(0), _) => Absence::Empty,
        _ if is_from_cache(entry, response) => Absence::FromCache,
        (_, None, Some(_)) => Absence::Empty,
        (_, Some(size), _) => Absence::NotRecorded(Some(size)),
        (_, None, None) => Absence::NotRecorded(sent_size(response)),
    }
}

/// HTTP Toolkit records why it dropped a body: `discarded:too-large`.
fn status_words(extra: &Map<String, Value>) -> Option<&str> {
    ["_responseBodyStatus", "_requestBodyStatus"].iter().find_map(|key| extra.get(*key)?.as_str())
}

/// Chromium marks it in the entry, chrome-har in the response, WebKit in the response's fetch type. A response
/// with a size of which nothing was transferred can only come from the cache, too.
pub(super) fn is_from_cache(entry: &Entry, response: &Response) -> bool {
    let is_set = |value: &Value| !matches!(value, Value::Null | Value::Bool(false));
    let fetched = response.extra.get("_fetchType").and_then(Value::as_str).unwrap_or_default();
    let transferred = response.extra.get("_transferSize").and_then(Value::as_u64);
    entry.extra.get("_fromCache").is_some_and(is_set)
        || ["fromDiskCache", "_fromDiskCache", "fromPrefetchCache"]
            .iter()
            .any(|key| response.extra.get(*key).is_some_and(is_set))
        || fetched.ends_with("Cache")
        || (entry.request.method.eq_ignore_ascii_case("GET")
            && transferred == Some(0)
            && response.content.size.is_some_and(|size| size > 0))
}

/// The placeholder of a sanitizer: a text that is nothing but a remark in brackets.
pub(super) fn sanitized(text: &str) -> Option<&str> {
    let text = text.trim();
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .or_else(|| text.strip_prefix('<').and_then(|text| text.strip_suffix('>')))?;
    let says_so = || {
        let inner = inner.to_ascii_lowercase();
        ["redacted", "removed", "sanitized", "scrubbed"]
            .iter()
            .any(|word| inner.split(' ').any(|part| part == *word))
    };
    (inner.len() <= 100 && !inner.contains(['"', '{', '<', '[']) && says_so()).then_some(text)
}

/// Fetch standard: an OPTIONS request with `Access-Control-Request-Method`.
fn is_preflight(request: &Request) -> bool {
    request.method.eq_ignore_ascii_case("OPTIONS")
        && request.header("access-control-request-method").is_some()
}

fn sent_size(response: &Response) -> Option<u64> {
    positive(response.extra.get("bodySize"))
}

pub(super) fn of_request(entry: &Entry) -> Absence {
    let request = &entry.request;
    let length = || request.header("content-length").and_then(|length| length.trim().parse::<u64>().ok());
    let size = positive(request.extra.get("bodySize")).or_else(length).filter(|size| *size > 0);
    match (&request.post_data, size) {
        (Some(PostData { comment: Some(comment), .. }), _) => Absence::Comment(comment.clone()),
        _ if status_words(&request.extra).is_some() => {
            Absence::Comment(status_words(&request.extra).unwrap_or_default().to_owned())
        }
        (_, Some(size)) => Absence::NotRecorded(Some(size)),
        (None, None) => Absence::NotSent,
        (Some(post), None) if post.text.is_some() => Absence::Empty,
        (Some(_), None) => Absence::NotRecorded(None),
    }
}

fn positive(size: Option<&Value>) -> Option<u64> {
    convert::size(size?).value.filter(|size| *size > 0)
}
