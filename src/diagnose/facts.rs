//! Facts out of an entry: organization, tracking ID, the call behind the call, codes in a message.

use std::sync::LazyLock;

use base64::{Engine as _, alphabet, engine::DecodePaddingMode, engine::general_purpose};
use regex::Regex;
use serde_json::Value;

use super::{
    endpoint,
    finding::{ApiError, Field},
};
use crate::har::entry::{Entry, Header};
use crate::redact;

/// `POST failed: HTTP/1.1 409 Conflict (`, the word for "failed" in any language.
static CALL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?P<method>[A-Z]{3,7}) [^\s:]+: HTTP/[0-9.]+ (?P<status>[0-9]{3})\b(?: (?P<reason>[^(\n]*))?",
    )
    .ok()
});
/// `url = https://…,`; it may be cut at the end of the text.
static URL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\burl = (?P<value>https?://[^,\s)]+)").ok());
/// `TrackingId = …,`; only whole, so something must follow.
static TRACKING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bTrackingId = (?P<value>[^,\s)']+)[,\s)]").ok());
/// `errorCode = '5302'`.
static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\berrorCode = '(?P<value>[^']+)'").ok());
/// `[Error 10991] Url already exists: …`.
static INNER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\[(?P<kind>Error|Informational) (?P<number>[0-9]{3,6})\]\s*(?P<message>[^\[\]]*)").ok()
});

/// Longest text of a fault, in characters; the entry itself shows the whole.
const MAX_LEN: usize = 4000;
/// Longest code, number or ID of a fault, in characters.
const MAX_NAME: usize = 200;

/// A fault out of a message and what stands beside it. Every part of the message is read on its own, so
/// translated or cut messages give what they hold (pattern: four specimens, Cisco 222122 among them). The message is
/// shortened here, once, so that whoever shows, compares or redacts it later need not ask how long it is.
#[must_use]
pub fn fault(code: Option<String>, message: Option<String>, field: Field) -> ApiError {
    let code = code.map(|code| shortened(code, MAX_NAME));
    let mut fault = ApiError { code, field, ..ApiError::default() };
    let Some(text) = message.filter(|text| !text.trim().is_empty()) else { return fault };
    if let Some(call) = captures(&CALL, &text) {
        fault.upstream_method = named(&call, "method");
        fault.upstream_status = call.name("status").and_then(|status| status.as_str().parse().ok());
        fault.upstream_reason = named(&call, "reason");
    }
    fault.upstream_url = value(&URL, &text);
    fault.tracking_id = value(&TRACKING, &text);
    fault.code = fault.code.or_else(|| value(&CODE, &text));
    if let Some((number, message)) = inner(&text) {
        fault.inner_code = Some(number);
        fault.inner_message = message;
    }
    fault.message = Some(shortened(text, MAX_LEN));
    fault
}

/// A text that is only shown, no longer than a message may be.
#[must_use]
pub fn message(text: String) -> String {
    shortened(text, MAX_LEN)
}

/// Cuts a long text, and marks the cut. Half a secret is no longer known as one: secrets go before.
fn shortened(text: String, longest: usize) -> String {
    if text.char_indices().nth(longest).is_none() {
        return text;
    }
    let mut text = String::from(redact::text(&text));
    let Some((end, _)) = text.char_indices().nth(longest) else { return text };
    text.truncate(end);
    let word = |c: char| c.is_ascii_alphanumeric() || "._~+/=-".contains(c);
    let whole = text.trim_end_matches(word).len();
    if whole > 0 {
        text.truncate(whole);
    }
    text.push('…');
    text
}

/// The number and text of the first `[Error N]`, else of the first `[Informational N]`.
fn inner(text: &str) -> Option<(String, Option<String>)> {
    let inner = INNER.as_ref()?;
    let chosen =
        inner.captures_iter(text).find(|found| &found["kind"] == "Error").or_else(|| inner.captures(text))?;
    let message = chosen["message"].trim();
    let message = message.strip_suffix("')").unwrap_or(message).trim();
    let message = (!message.is_empty()).then(|| shortened(message.to_owned(), MAX_LEN));
    Some((chosen["number"].to_owned(), message))
}

fn captures<'t>(regex: &LazyLock<Option<Regex>>, text: &'t str) -> Option<regex::Captures<'t>> {
    regex.as_ref()?.captures(text)
}

fn value(regex: &LazyLock<Option<Regex>>, text: &str) -> Option<String> {
    named(&captures(regex, text)?, "value")
}

fn named(captures: &regex::Captures<'_>, name: &str) -> Option<String> {
    let text = captures.name(name)?.as_str().trim();
    (!text.is_empty()).then(|| shortened(text.to_owned(), MAX_LEN))
}

/// The organization's UUID in a URL's path: after `/organization/`, `/organizations/`, `/customers/`, `/identity/scim/`.
#[must_use]
pub fn organization_in_url(url: &str) -> Option<String> {
    let mut segments = endpoint::path(url).split('/').peekable();
    let mut before = "";
    while let Some(segment) = segments.next() {
        let names_one = matches!(segment, "organization" | "organizations" | "customers")
            || (segment == "scim" && before == "identity");
        if names_one && let Some(id) = segments.peek().filter(|id| is_uuid(id)) {
            return Some((*id).to_owned());
        }
        before = segment;
    }
    None
}

/// The organization's UUID in a JSON body: `orgId` (`organizationId`), plain or as base64 of `ciscospark://…/ORGANIZATION/<uuid>`.
#[must_use]
pub fn organization_in_body(body: &Value) -> Option<String> {
    match body {
        Value::Object(members) => ["orgId", "organizationId", "organizationID"]
            .iter()
            .find_map(|name| organization_id(members.get(*name)?.as_str()?))
            .or_else(|| members.values().filter(|value| value.is_array()).find_map(organization_in_body)),
        Value::Array(items) => {
            items.iter().take(16).filter(|item| item.is_object()).find_map(organization_in_body)
        }
        _ => None,
    }
}

fn organization_id(text: &str) -> Option<String> {
    if is_uuid(text) {
        return Some(text.to_owned());
    }
    let config =
        general_purpose::GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let decoded = general_purpose::GeneralPurpose::new(&alphabet::STANDARD, config).decode(text).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (before, id) = decoded.rsplit_once('/')?;
    (before.ends_with("/ORGANIZATION") && is_uuid(id)).then(|| id.to_owned())
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

/// The first value of a header, any case of its name, where it is not empty.
#[must_use]
pub fn header<'h>(headers: &'h [Header], name: &str) -> Option<&'h str> {
    headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case(name))
        .map(|header| header.value.trim())
        .find(|value| !value.is_empty())
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

    fn read(text: &str) -> ApiError {
        fault(Some("5302".into()), Some(text.into()), Field::ErrorList)
    }

    #[test]
    fn the_document_s_message() {
        let read = read(&format!(
            "POST failed: HTTP/1.1 409 Conflict (url = https://cpapi.example/api/v1/customers/{ORG}/users, \
             request/response TrackingId = ATLAS_8666bff8_30, errorCode = '5302', \
             error = '[Error 10991] Url already exists: o'brien@example.com')"
        ));
        assert_eq!(read.inner_code.as_deref(), Some("10991"));
        assert_eq!(read.inner_message.as_deref(), Some("Url already exists: o'brien@example.com"));
        assert_eq!(read.upstream_method.as_deref(), Some("POST"));
        assert_eq!(read.upstream_status, Some(409));
        assert_eq!(read.upstream_reason.as_deref(), Some("Conflict"));
        assert_eq!(read.tracking_id.as_deref(), Some("ATLAS_8666bff8_30"));
        assert_eq!(read.upstream_url.as_deref().and_then(organization_in_url).as_deref(), Some(ORG));
        assert!(read.wrapped());
    }

    #[test]
    fn a_translated_message() {
        let read = fault(
            None,
            Some(
                "POST 실패: HTTP/1.1 409 충돌 (url = https://c.example/users, 요청/응답 TrackingId = A_30, \
                 errorCode = '5302', error = '[Error 10991] URL이 이미 있습니다: a@b.example')"
                    .into(),
            ),
            Field::ErrorList,
        );
        assert_eq!(
            (read.code.as_deref(), read.inner_code.as_deref(), read.upstream_status),
            (Some("5302"), Some("10991"), Some(409))
        );
        assert_eq!(read.upstream_reason.as_deref(), Some("충돌"));
        assert_eq!(read.tracking_id.as_deref(), Some("A_30"));
    }

    #[test]
    fn a_cut_message_gives_what_it_holds() {
        let read =
            read("POST failed: HTTP/1.1 409 Conflict (url = https://c.example/customers/2c6f4a1e-93b7");
        assert_eq!(read.upstream_status, Some(409));
        assert_eq!(read.upstream_url.as_deref(), Some("https://c.example/customers/2c6f4a1e-93b7"));
        assert_eq!((read.inner_code, read.tracking_id), (None, None));
        let cut = super::fault(
            None,
            Some("GET failed: HTTP/2 500 X (url = https://c, TrackingId = ATL".into()),
            Field::Errors,
        );
        assert_eq!(cut.tracking_id, None, "half an ID is no ID");
    }

    #[test]
    fn a_long_message_is_cut_after_its_facts_were_taken() {
        let end = " [Error 10991] Url already exists: a@b.example";
        let long = read(&("가나 ".repeat(1_000_000) + end));
        assert_eq!(long.inner_code.as_deref(), Some("10991"));
        let message = long.message.unwrap_or_default();
        assert!(message.chars().count() <= MAX_LEN + 1 && message.ends_with('…'));
        let secret = format!("{} eyJ{}", "x".repeat(MAX_LEN - 20), "a".repeat(40));
        let cut = read(&secret).message.unwrap_or_default();
        assert!(cut.ends_with("x …"), "half a secret is none that could be known: {cut}");
    }

    #[test]
    fn an_error_before_an_informational() {
        let read = read("[Informational 4000] note [Error 8363] DN is in use : +1214");
        assert_eq!(read.inner_code.as_deref(), Some("8363"));
        assert_eq!(read.inner_message.as_deref(), Some("DN is in use : +1214"));
        assert!(!read.wrapped());
    }

    #[test]
    fn organizations() {
        for url in [
            format!("https://a.example/admin/api/v1/organization/{ORG}/users/onboard"),
            format!("https://a.example/organizations/{ORG}?x"),
            format!("https://a.example/identity/scim/{ORG}/v2/Users"),
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
