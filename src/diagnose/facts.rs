//! Facts of an entry: the organization, the tracking ID, header values.

use base64::{Engine as _, alphabet, engine::DecodePaddingMode, engine::general_purpose};
use jiff::Timestamp;
use serde_json::Value;

use super::{endpoint, json};
use crate::har::entry::{Entry, Header};
use crate::har::summary::Summary;

/// The organization's UUID in a URL, in lower case: in the path after `/organization/`, `/organizations/`, `/customers/`,
/// `/identity/scim/`, else in the query as `orgId`.
#[must_use]
pub fn organization_in_url(url: &str) -> Option<String> {
    let path = endpoint::decoded(endpoint::path(url));
    let mut segments = path.split('/').peekable();
    let mut before = "";
    while let Some(segment) = segments.next() {
        let names_one = matches!(segment, "organization" | "organizations" | "customers")
            || (segment == "scim" && before == "identity");
        if names_one && let Some(id) = segments.peek().filter(|id| is_uuid(id)) {
            return Some(id.to_ascii_lowercase());
        }
        before = segment;
    }
    let query = url.split('#').next()?.split_once('?')?.1;
    query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let is_id = ["orgid", "organizationid"].iter().any(|own| name.eq_ignore_ascii_case(own));
        is_id.then(|| organization_id(&endpoint::decoded(value)))?
    })
}

/// The organization's UUID in a JSON body: `orgId` (`organizationId`), plain or as base64 of `ciscospark://…/ORGANIZATION/<uuid>`.
#[must_use]
pub fn organization_in_body(body: &Value) -> Option<String> {
    match body {
        Value::Object(members) => ["orgId", "organizationId"]
            .iter()
            .find_map(|name| organization_id(json::member(members, name)?.as_str()?))
            .or_else(|| members.values().filter(|value| value.is_array()).find_map(organization_in_body)),
        Value::Array(items) => {
            items.iter().take(16).filter(|item| item.is_object()).find_map(organization_in_body)
        }
        _ => None,
    }
}

/// The UUID of an organization's ID, in lower case: plain or as base64 of `ciscospark://…/ORGANIZATION/<uuid>`.
#[must_use]
pub fn organization_id(text: &str) -> Option<String> {
    plain_id(text, "ORGANIZATION")
}

/// The UUID of a person's ID, in lower case: plain or as base64 of `ciscospark://…/PEOPLE/<uuid>`.
#[must_use]
pub fn person_id(text: &str) -> Option<String> {
    plain_id(text, "PEOPLE")
}

fn plain_id(text: &str, kind: &str) -> Option<String> {
    if is_uuid(text) {
        return Some(text.to_ascii_lowercase());
    }
    let config =
        general_purpose::GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let decoded = general_purpose::GeneralPurpose::new(&alphabet::STANDARD, config).decode(text).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (before, id) = decoded.rsplit_once('/')?;
    let is_kind = before.strip_suffix(kind).is_some_and(|before| before.ends_with('/'));
    (is_kind && is_uuid(id)).then(|| id.to_ascii_lowercase())
}

/// Whether the text is a UUID: `8-4-4-4-12` hexadecimal digits.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The entry's tracking ID: of the response's header, else of the request's.
#[must_use]
pub fn tracking_in_headers(entry: &Entry) -> Option<String> {
    let response = entry.response.as_ref().and_then(|response| header(&response.headers, "trackingid"));
    response.or_else(|| header(&entry.request.headers, "trackingid")).map(undoubled)
}

/// Whether the file holds a part of an answer, whatever its status says.
pub(super) fn holds_answer(entry: &Entry) -> bool {
    entry.response.as_ref().is_some_and(|response| {
        !response.headers.is_empty() || response.content.text.as_deref().is_some_and(|text| !text.is_empty())
    })
}

/// The first value of a header, any case of its name, where it is not empty.
#[must_use]
pub fn header<'h>(headers: &'h [Header], name: &str) -> Option<&'h str> {
    headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case(name))
        .map(|header| header.value.trim())
        .find(|value| !value.is_empty())
}

/// The request's address without what a browser does not send.
pub(super) fn address(summary: &Summary) -> &str {
    summary.url.split('#').next().unwrap_or_default()
}

/// When a request began; `None` where its time has no zone.
pub(super) fn time(summary: &Summary) -> Option<Timestamp> {
    summary.started.parse().ok()
}

/// Proxies double the header: `a, a` is `a`.
fn undoubled(value: &str) -> String {
    let first = value.split(',').next().unwrap_or_default().trim();
    if value.split(',').all(|part| part.trim() == first) { first.to_owned() } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: &str = "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10";

    #[test]
    fn organizations() {
        for url in [
            format!("https://a.example/admin/api/v1/organization/{ORG}/users/onboard"),
            format!("https://a.example/organizations/{ORG}?x"),
            format!("https://a.example/identity/scim/{ORG}/v2/Users"),
            format!("https://a.example/org%61nizations/{}", ORG.to_uppercase()),
            format!("https://a.example/v1/people?email=a&orgId={ORG}#x"),
        ] {
            assert_eq!(organization_in_url(&url).as_deref(), Some(ORG), "{url}");
        }
        assert_eq!(organization_in_url(&format!("https://a.example/users/{ORG}")), None);
        assert_eq!(organization_in_url("https://a.example/organizations/list"), None);
        let encoded = general_purpose::STANDARD_NO_PAD.encode(format!("ciscospark://us/ORGANIZATION/{ORG}"));
        assert_eq!(
            organization_in_body(&serde_json::json!({"users": [{"orgId": encoded}]})).as_deref(),
            Some(ORG)
        );
        assert_eq!(organization_in_body(&serde_json::json!({"orgId": "none"})), None);
    }

    #[test]
    fn tracking_headers() {
        let header = |name: &str, value: &str| Header { name: name.into(), value: value.into() };
        let mut entry = Entry::default();
        entry.request.headers = vec![header("TrackingID", "ATLAS_1, ATLAS_1")];
        assert_eq!(tracking_in_headers(&entry).as_deref(), Some("ATLAS_1"));
        entry.response = Some(crate::har::entry::Response {
            headers: vec![header("trackingid", "CPAPI_2")],
            ..Default::default()
        });
        assert_eq!(tracking_in_headers(&entry).as_deref(), Some("CPAPI_2"));
    }
}
