//! Why a body is missing, as precisely as the file tells.

use serde_json::Value;

use super::Absence;
use crate::har::{
    convert,
    entry::{Entry, Request, Response},
};

/// Why there is no response body.
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
    if let Some(comment) = &content.comment {
        return Absence::Comment(comment.clone());
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
        // Switching protocols: what follows is no body.
        (Some(100..=199), ..) | (_, Some(0), _) | (_, None, Some(_)) => Absence::Empty,
        (_, Some(size), _) => Absence::NotRecorded(Some(size)),
        (_, None, None) => Absence::NotRecorded(sent_size(response)),
    }
}

/// Fetch standard: an OPTIONS request that asks for another method.
fn is_preflight(request: &Request) -> bool {
    request.method.eq_ignore_ascii_case("OPTIONS")
        && request.header("access-control-request-method").is_some()
}

fn sent_size(response: &Response) -> Option<u64> {
    positive(response.extra.get("bodySize"))
}

/// Why there is no request body.
pub(super) fn of_request(entry: &Entry) -> Absence {
    let request = &entry.request;
    let length = || request.header("content-length").and_then(|length| length.trim().parse::<u64>().ok());
    let size = positive(request.extra.get("bodySize")).or_else(length).filter(|size| *size > 0);
    match (&request.post_data, size) {
        (Some(post), _) if post.comment.is_some() => {
            Absence::Comment(post.comment.clone().unwrap_or_default())
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
