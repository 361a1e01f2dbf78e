//! Headers as text, and the IDs that a support case asks for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::har::body::Body;
use crate::har::entry::{Entry, Header};
use crate::text::clean;

/// The headers of a request, below the line that says what was asked for.
#[must_use]
pub fn of_request(entry: &Entry) -> Option<String> {
    let request = &entry.request;
    let first = [request.method.as_str(), &request.url, &request.http_version];
    lines(&first, &request.headers)
}

/// The headers of a response, below the line with its status.
#[must_use]
pub fn of_response(entry: &Entry) -> Option<String> {
    let response = entry.response.as_ref()?;
    let status = response.status.map(|status| status.to_string()).unwrap_or_default();
    lines(&[&response.http_version, &status, &response.status_text], &response.headers)
}

fn lines(first: &[&str], headers: &[Header]) -> Option<String> {
    if headers.is_empty() {
        return None;
    }
    let first: Vec<&str> = first.iter().copied().filter(|part| !part.is_empty()).collect();
    let mut text = format!("{}\n", clean(&first.join(" ")));
    for header in headers {
        text.push_str(&format!("{}: {}\n", clean(&header.name), clean(&header.value)));
    }
    Some(text)
}

/// A tracking ID in a text: a service's name with what it appends to a UUID.
static TRACKING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b[A-Z][A-Z0-9-]{1,30}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:_[0-9]+)*").ok()
});

/// Longest body that is looked through for tracking IDs: they stand in error messages, which are short.
const MAX_BODY: usize = 1 << 20;

/// The tracking IDs of an entry: of its headers, then those that its answer names.
#[must_use]
pub fn tracking(entry: &Entry, response: &Body) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let sides = entry.response.iter().flat_map(|response| &response.headers).chain(&entry.request.headers);
    let named = sides.filter(|header| header.name.eq_ignore_ascii_case("trackingid"));
    let named = named.map(|header| header.value.trim().to_owned()).filter(|id| !id.is_empty());
    let text = response.text().filter(|text| text.len() <= MAX_BODY).unwrap_or_default();
    let in_text = TRACKING.iter().flat_map(|id| id.find_iter(text)).map(|id| id.as_str().to_owned());
    named.chain(in_text).map(|id| clean(&id).into_owned()).filter(|id| seen.insert(id.clone())).collect()
}
