//! Redaction: takes secrets out of text that leaves the program.
//!
//! A value is a secret by its name (a header, member or parameter called `token`), by its shape (a JWT, an API key), or
//! because the same value is a secret elsewhere in the file. Structured text is parsed and not searched: JSON value by
//! value, URLs and forms parameter by parameter, bodies in the encoding they were sent in. Only free text is searched for
//! shapes. A replacement covers the value alone; every other byte stays.
//!
//! `code` and `state` are secrets of a sign-in, but every error has a `code`, and a user may have a `state`. They are
//! replaced as parameters of a URL or form, and in JSON next to the members of a token exchange.
//!
//! Tracking IDs, UUIDs and e-mail addresses stay: a support case needs them.
//!
//! ```
//! use harlens::har::{source::Source, store::Store};
//! use harlens::redact::{Marks, Options, Sanitizer};
//!
//! let har = br#"{"log": {"entries": [{"request": {"method": "GET", "url": "https://a.example/?token=Zk3vQ8xR1mT6yB9n",
//!     "headers": [{"name": "Authorization", "value": "Bearer Zk3vQ8xR1mT6yB9n"}]}}]}}"#;
//! let store = Store::scan(Source::from_bytes("a.har", har.to_vec())?)?;
//! let options = Options { marks: Marks::default(), ..Options::default() };
//! let mut copy = Vec::new();
//! Sanitizer::new(&store, options)?.write("copy", &mut copy)?;
//! let copy = String::from_utf8_lossy(&copy);
//! assert!(!copy.contains("Zk3vQ8xR1mT6yB9n") && copy.contains("?token=REDACTED"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod archives;
mod assignments;
mod body;
mod choices;
mod claims;
mod contacts;
mod edit;
mod file;
mod formats;
mod frame;
mod html;
mod id_numbers;
mod json;
mod known;
mod layers;
mod marks;
mod multipart;
mod names;
mod needles;
mod pass;
mod paths;
mod patterns;
mod people;
mod prefilter;
mod redacted;
mod redactor;
mod report;
mod rule_samples;
pub mod rules;
mod shapes;
mod table;
pub(crate) mod tape;
mod values;
mod verify;
mod words;

use crate::worker::CancelToken;
use std::borrow::Cow;

pub use choices::Choices;
pub use file::{Sanitizer, extract, sanitize};
pub use marks::{Marks, REDACTED, with_plain_marks};
pub use pass::Options;
pub use people::Pseudonym;
pub use redacted::{Outgoing, Redacted};
pub use report::{Kind, Place, Replacement, Report};
pub use rule_samples::failed_samples;
pub use verify::{Certainty, Survivor, Verification, verify};

use crate::har::body::Body;
use crate::har::entry::{Cookie, Header};
use crate::har::summary::{MAX_URL, Summary};
use edit::{Edit, apply};
use redactor::Redactor;

/// A text to be read by people. It has the bare word for each mark, so that findings about a file and about its copy
/// read the same.
fn readable(text: &str, edits: Vec<Edit>) -> Redacted<'_> {
    if edits.is_empty() {
        return Redacted::new(marks::with_plain_marks(text));
    }
    Redacted::new(marks::with_plain_marks(&apply(text, edits)).into_owned())
}

fn edited(text: &str, edits: Vec<Edit>) -> Redacted<'_> {
    if edits.is_empty() { Redacted::new(text) } else { Redacted::new(apply(text, edits)) }
}

/// A URL, the values of secret parameters of its query and fragment replaced.
#[must_use]
pub fn url(url: &str) -> Redacted<'_> {
    readable(url, Redactor::default().url(url))
}

/// The URL of a summary, which keeps only the beginning of a long one.
#[must_use]
pub fn summary_url(summary: &Summary) -> Redacted<'_> {
    shortened_url(&summary.url)
}

/// A URL of which only the beginning may have been kept. Half a token has no shape, so what follows the last delimiter
/// of a cut URL is left out.
#[must_use]
pub fn shortened_url(shortened: &str) -> Redacted<'_> {
    let is_cut = shortened.len() + char::MAX.len_utf8() > MAX_URL;
    if !is_cut {
        return url(shortened);
    }
    let end = shortened.rfind(['/', '?', '#', '&', '=', ';', ',']).map_or(0, |sign| sign + 1);
    let whole = shortened.get(..end).unwrap_or_default();
    Redacted::new(format!("{}…", url(whole)))
}

/// A message, the secrets in it replaced.
#[must_use]
pub fn text(text: &str) -> Redacted<'_> {
    readable(text, Redactor::default().free_text(text))
}

/// A value as it was found in a field of the HAR. In a list of names and values its `name` tells whether it may be
/// shown; without one it may not.
#[must_use]
pub fn field<'t>(field: &str, name: Option<&str>, value: &'t str) -> Redacted<'t> {
    match name {
        Some(name) if field.starts_with("request.queryString") => {
            edited(value, Redactor::default().value(name, value, redactor::Context::Parameters))
        }
        Some(name) => header(name, value),
        None if field.ends_with("].value") => Redacted::from(REDACTED),
        None => text(value),
    }
}

/// The value of a header.
#[must_use]
pub fn header<'t>(name: &str, value: &'t str) -> Redacted<'t> {
    edited(value, Redactor::default().value(name, value, redactor::Context::Headers))
}

/// Headers, as they may be shown to anybody.
#[must_use]
pub fn headers(headers: &[Header]) -> Vec<Header> {
    let safe =
        |given: &Header| Header { name: given.name.clone(), value: header(&given.name, &given.value).into() };
    headers.iter().map(safe).collect()
}

/// Parameters of a query or form.
#[must_use]
pub fn parameters(parameters: &[Header]) -> Vec<Header> {
    let safe = |given: &Header| {
        let edits = Redactor::default().value(&given.name, &given.value, redactor::Context::Parameters);
        Header { name: given.name.clone(), value: edited(&given.value, edits).into() }
    };
    parameters.iter().map(safe).collect()
}

/// Cookies: their names stay.
#[must_use]
pub fn cookies(cookies: &[Cookie]) -> Vec<Cookie> {
    let safe = |cookie: &Cookie| {
        let value = if cookie.value.is_empty() { "" } else { REDACTED };
        Cookie { value: value.to_owned(), ..cookie.clone() }
    };
    cookies.iter().map(safe).collect()
}

/// A decoded body of a declared type; `url` is where the request went.
#[must_use]
pub fn body_text<'t>(text: &'t str, mime: &str, url: &str) -> Redacted<'t> {
    body_counted(text, mime, url).0
}

/// As [`body_text`], with how many values were replaced.
#[must_use]
pub fn body_counted<'t>(text: &'t str, mime: &str, url: &str) -> (Redacted<'t>, usize) {
    let mut redactor = Redactor { is_exchange: file::gives_tokens(url), ..Redactor::default() };
    let edits = redactor.text_body(text, mime);
    (edited(text, edits), redactor.report.replaced())
}

/// A decoded body that is no text, with how many values were replaced.
#[must_use]
pub fn body_bytes<'b>(bytes: &'b [u8], mime: &str) -> (Cow<'b, [u8]>, usize) {
    let mut redactor = Redactor::default();
    let safe = redactor.bytes(bytes, mime);
    (safe.map_or(Cow::Borrowed(bytes), Cow::Owned), redactor.report.replaced())
}

/// Replaces the secrets in a decoded body and counts them. `url` is where the request went. `None`, with nothing
/// replaced, once it is cancelled.
pub fn body(body: &mut Body, url: &str, cancel: &CancelToken) -> Option<usize> {
    let is_exchange = file::gives_tokens(url);
    let mut redactor = Redactor { is_exchange, cancel: cancel.clone(), ..Redactor::default() };
    redactor.decoded_body(body);
    (!redactor.is_cancelled).then(|| redactor.report.replaced())
}

/// The JSON of an entry without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SafeEntry {
    /// There is none in it.
    Same,
    /// Each is replaced in its place.
    Replaced(Redacted<'static>),
    /// The JSON is damaged: what could be read, serialized.
    Anew(Redacted<'static>),
}

/// The JSON of an entry as it stands in the file; `None` once `wanted` says that nobody waits for it any more. It is
/// asked every megabyte.
#[must_use]
pub fn entry(bytes: &[u8], cancel: &CancelToken) -> Option<SafeEntry> {
    let mut redactor = Redactor { cancel: cancel.clone(), ..Redactor::default() };
    let sound = std::str::from_utf8(bytes).ok().and_then(|text| redactor.sound_entry(text));
    let safe = match sound {
        _ if redactor.is_cancelled => return None,
        Some(text) if text.as_bytes() == bytes => SafeEntry::Same,
        Some(text) => SafeEntry::Replaced(Redacted::new(text)),
        None => SafeEntry::Anew(Redacted::new(redactor.entry_text(bytes, None))),
    };
    (!redactor.is_cancelled).then_some(safe)
}

/// The JSON of an entry, byte for byte; a damaged one is serialized from what could be read.
#[must_use]
pub fn entry_json(bytes: &[u8]) -> Redacted<'static> {
    Redacted::new(Redactor::default().entry_text(bytes, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: &str = "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10";

    #[test]
    fn parameters_of_a_url() {
        assert_eq!(
            url("https://a.example/p?access_token=s&x=1;State=q1w2e3#id_token=t&y"),
            "https://a.example/p?access_token=REDACTED&x=1;State=REDACTED#id_token=REDACTED&y"
        );
        let plain = format!("https://a.example/organizations/{ORG}/users/onboard?locale=ko_KR&codec=x");
        assert!(url(&plain).is_borrowed() && url(&plain) == plain.as_str());
        assert_eq!(url("https://a.example/p?code="), "https://a.example/p?code=");
    }

    #[test]
    fn secrets_in_a_text() {
        let token = format!("{}_PF84_{ORG}", "NTQ1".repeat(16));
        for secret in [token.as_str(), "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"] {
            assert_eq!(text(&format!("a {secret} b")), "a REDACTED b");
        }
        assert_eq!(text("Authorization: Bearer abc.def_ghi"), "Authorization: Bearer REDACTED");
        assert_eq!(
            text("see https://a.example/p?x=1&code=s3cr3t#y"),
            "see https://a.example/p?x=1&code=REDACTED#y"
        );
        assert_eq!(text("basic QzBtb2NrOnB3"), "basic REDACTED");
        assert_eq!(text(r#"{"access_token":"s3cr3t","x":1}"#), r#"{"access_token":"REDACTED","x":1}"#);
        assert_eq!(url(&format!("https://a.example/{token}/x")), "https://a.example/REDACTED/x");
    }

    #[test]
    fn headers_quotes_and_user_info() {
        for (secret, safe) in [
            ("Cookie: a=1; b=s3cr3t next", "Cookie: REDACTED next"),
            ("X-CSRF-Token: s3cr3t", "X-CSRF-Token: REDACTED"),
            ("Authorization: Digest s3cr3t", "Authorization: Digest REDACTED"),
            (r#"{"password":"s3 cr\"3t","x":1}"#, r#"{"password":"REDACTED","x":1}"#),
            (r#"{\"clientSecret\":\"s3cr3t\"}"#, r#"{\"clientSecret\":\"REDACTED\"}"#),
            ("https://u:s3cr3t@a.example/x", "https://u:REDACTED@a.example/x"),
            ("auth=Bearer%20s3cr3ts3cr3t", "auth=Bearer%20REDACTED"),
            ("client-secret=s3cr3t", "client-secret=REDACTED"),
        ] {
            assert_eq!(text(secret), safe);
        }
        assert_eq!(
            url("https://a.example/?client%5Fsecret=s&apikey=t"),
            "https://a.example/?client%5Fsecret=REDACTED&apikey=REDACTED"
        );
        for free_text in ["the code 5302", "token expired", "https://a.example:443/x?y=a@b.example"] {
            assert_eq!(text(free_text), free_text);
        }
    }

    #[test]
    fn secrets_in_scripts_and_in_json_inside_of_a_message() {
        for (secret, safe) in [
            (r#"window.__S={auth:{token:"S3CR3T",x:1}};"#, r#"window.__S={auth:{token:"REDACTED",x:1}};"#),
            ("var newPassword = 'S3CR3T'", "var newPassword = 'REDACTED'"),
            (r#"cb({"sparkAccessToken":"S3CR3T"})"#, r#"cb({"sparkAccessToken":"REDACTED"})"#),
            (r#"a["{\"token\":\"S3CR3T\"}"]"#, r#"a["{\"token\":\"REDACTED\"}"]"#),
            ("{&quot;token&quot;:&quot;S3CR3T&quot;}", "{&quot;token&quot;:&quot;REDACTED&quot;}"),
            ("seen token=S3CR3T0123456789", "seen token=REDACTED"),
            (
                "(url = https://a.example/?x=https%3A%2F%2Fb.example%2F%3Fcode%3DS3CR3T)",
                "(url = https://a.example/?x=https%3A%2F%2Fb.example%2F%3Fcode%3DREDACTED)",
            ),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nS3CR3T\n-----END",
                "-----BEGIN RSA PRIVATE KEY-----REDACTED-----END",
            ),
            ("eyJhbGciOiJkaXIi..S3CR3T.S3CR3T.S3CR3T", "REDACTED"),
        ] {
            assert_eq!(text(secret), safe);
            assert_eq!(text(safe), safe);
        }
        for free_text in [
            "Invalid password: too short",
            "token: 'expired'",
            "token=null",
            r#"{"nextPageToken":"a1"} {"pinned":"no"}"#,
        ] {
            assert_eq!(text(free_text), free_text);
        }
    }

    #[test]
    fn what_a_case_needs_survives() {
        let kept = format!(
            "ATLAS_75710713-5b8e-428d-8b6a-c3f5a8ea2463_30 {ORG} o'brien+x@corp.example errorCode = '5302' \
             error = '[Error 10991] Url already exists: a@b.example' Basic messaging."
        );
        assert_eq!(text(&kept), kept);
    }
}
