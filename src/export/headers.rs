//! Headers as text, and the tracking IDs that a support case asks for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::har::body::Body;
use crate::har::entry::{Entry, Header};
use crate::text::clean;

/// The request line and the headers of a request.
#[must_use]
pub fn of_request(entry: &Entry) -> Option<String> {
    let request = &entry.request;
    let first = [request.method.as_str(), &request.url, &request.http_version];
    lines(&first, &request.headers)
}

/// The status line and the headers of a response.
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

/// A tracking ID in a text: a service's name, and a UUID with what the service appends to it.
#[expect(clippy::unwrap_used, reason = "a test compiles the pattern")]
static TRACKING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b[A-Z][A-Z0-9-]{1,30}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:_[0-9]+)*").unwrap()
});

/// Maximum size in bytes of bodies searched for tracking IDs, which occur in short error messages.
const MAX_BODY: usize = 1 << 20;

/// The tracking IDs of an entry: those of its headers, then those in its response body.
#[must_use]
pub fn tracking(entry: &Entry, response: &Body) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let sides = entry.response.iter().flat_map(|response| &response.headers).chain(&entry.request.headers);
    let named = sides.filter(|header| header.name.eq_ignore_ascii_case("trackingid"));
    let named = named.map(|header| header.value.trim().to_owned()).filter(|id| !id.is_empty());
    let text = response.text().filter(|text| text.len() <= MAX_BODY).unwrap_or_default();
    let in_text = TRACKING.find_iter(text).map(|id| id.as_str().to_owned());
    named.chain(in_text).map(|id| clean(&id).into_owned()).filter(|id| seen.insert(id.clone())).collect()
}
