//! A request to replay, without the headers that a client adds by itself, so that the server receives the same.

use super::{Secrets, bodies};
use crate::har::body::{self, Step};
use crate::har::entry::{Entry, Header};
use crate::har::format::multipart;
use crate::har::media_type;
use crate::har::source::Source;
use crate::har::url::Url;
use crate::text::clean::is_plain;

/// A request to replay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// The method: an HTTP token.
    pub method: String,
    /// The URL, with scheme; ASCII only after the host.
    pub url: String,
    /// The headers that the client would not send by itself, with valid names and single-line values.
    pub headers: Vec<Header>,
    /// Whether the response may be compressed.
    pub compressed: bool,
    /// The request body.
    pub body: Option<Vec<u8>>,
}

/// Headers that belong to one connection or are recomputed by the client.
const OMITTED_HEADERS: [&str; 9] = [
    "content-length",
    "transfer-encoding",
    "accept-encoding",
    "connection",
    "proxy-connection",
    "keep-alive",
    "http2-settings",
    "expect",
    "cookie",
];

impl Call {
    /// The request of an entry from [`super::entry`]; `None` if its URL is not a web address.
    #[must_use]
    pub fn of(entry: &Entry, source: &Source, secrets: Secrets) -> Option<Self> {
        let request = &entry.request;
        let (method, url) = target(entry)?;
        let (body, is_packed) = sent(entry, source, secrets);
        let needs_body = ["POST", "PUT", "PATCH"].contains(&method);
        // Without an empty body, the client would send no `Content-Length`, and a server may wait for one.
        let body = body.or_else(|| needs_body.then(Vec::new)).filter(|_| method != "HEAD");
        Some(Self {
            method: method.to_owned(),
            headers: headers(entry, &url, body.as_deref(), is_packed),
            compressed: request.header("accept-encoding").is_some_and(is_packing),
            url,
            body,
        })
    }

    /// Whether the URL contains characters that curl expands without `--globoff`.
    pub(super) fn has_globs(&self) -> bool {
        self.url.contains(['[', ']', '{', '}'])
    }

    /// Whether the path contains dot segments, which curl resolves without `--path-as-is`.
    pub(super) fn has_dots(&self) -> bool {
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        path.split('/').skip(3).any(|part| part == "." || part == "..")
    }
}

/// Whether the request of an entry can be replayed.
#[must_use]
pub fn can_be_sent(entry: &Entry) -> bool {
    target(entry).is_some()
}

/// The method and the URL.
fn target(entry: &Entry) -> Option<(&str, String)> {
    let request = &entry.request;
    let method = if request.method.is_empty() { "GET" } else { request.method.as_str() };
    Some((method, web_url(&request.url)?)).filter(|(method, _)| is_token(method))
}

/// The body as sent, and whether it is still compressed.
fn sent(entry: &Entry, source: &Source, secrets: Secrets) -> (Option<Vec<u8>>, bool) {
    let decoded = bodies::request(entry, source, secrets);
    let is_attached = entry.request.post_data.as_ref().is_some_and(|post| post.file.is_some());
    if is_attached && secrets == Secrets::Replaced {
        return (bodies::bytes(&decoded).map(<[u8]>::to_vec), false);
    }
    let is_packed =
        decoded.steps.iter().any(|step| matches!(step, Step::Decompressed(_) | Step::DamagedCoding(_)));
    (body::raw_request(entry, source), is_packed)
}

fn headers(entry: &Entry, url: &str, body: Option<&[u8]>, is_packed: bool) -> Vec<Header> {
    let mut kept: Vec<Header> = Vec::new();
    for Header { name, value } in &entry.request.headers {
        let lower = name.to_ascii_lowercase();
        // Pseudo-headers such as `:authority` are not headers, and invalid names are dangerous: curl reads
        // `@file`.
        let is_sent = is_token(name) && !OMITTED_HEADERS.contains(&lower.as_str());
        let is_own = match lower.as_str() {
            "host" => !value.eq_ignore_ascii_case(authority(url)),
            "content-encoding" => body.is_none() || is_packed,
            _ => true,
        };
        if is_sent && is_own {
            kept.push(Header { name: name.clone(), value: one_line(value) });
        }
    }
    if let Some(value) = multipart_type(entry, body) {
        kept.retain(|header| !header.name.eq_ignore_ascii_case("content-type"));
        kept.push(Header { name: "Content-Type".to_owned(), value });
    }
    let cookies = cookies(entry);
    if !cookies.is_empty() {
        kept.push(Header { name: "Cookie".to_owned(), value: one_line(&cookies) });
    }
    kept
}

/// The media type of a multipart body whose boundary is not in any header.
fn multipart_type(entry: &Entry, body: Option<&[u8]>) -> Option<String> {
    let mime = &entry.request.post_data.as_ref()?.mime;
    let mime = entry.request.header("content-type").filter(|mime| !mime.is_empty()).unwrap_or(mime);
    let essence = media_type::essence(mime);
    if !essence.starts_with("multipart/") || media_type::parameter(mime, "boundary").is_some() {
        return None;
    }
    Some(format!("{essence}; boundary={}", multipart::boundary(body?, "")?))
}

/// All cookies joined into one header: over HTTP/2 each may have its own.
fn cookies(entry: &Entry) -> String {
    let request = &entry.request;
    let sent = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("cookie"));
    let mut all: Vec<String> =
        sent.map(|header| header.value.clone()).filter(|value| !value.is_empty()).collect();
    if all.is_empty() {
        all.extend(request.cookies.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)));
    }
    all.join("; ")
}

fn is_packing(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    ["gzip", "deflate", "br", "zstd"].iter().any(|coding| value.contains(coding))
}

/// RFC 9110 `token`: the syntax of methods and header names.
fn is_token(name: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    // No legitimate name consists of punctuation or starts like an option.
    name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') && name.bytes().all(is_sign)
}

/// Joins the lines of a header value.
fn one_line(value: &str) -> String {
    value.trim().replace(['\r', '\n', '\0'], " ")
}

/// The host with its port.
fn authority(url: &str) -> &str {
    Url::parse(url).host_and_port()
}

/// A web address, encoded as browsers send it; `None` if it is not one.
fn web_url(url: &str) -> Option<String> {
    let url = Some(Url::parse(url)).filter(Url::is_web)?;
    let mut encoded = format!("{}://", url.scheme.to_ascii_lowercase());
    push_encoded(&mut encoded, url.authority, |c| is_plain(c) && c != ' ');
    push_encoded(&mut encoded, url.rest, |c| c.is_ascii_graphic());
    Some(encoded)
}

fn push_encoded(encoded: &mut String, text: &str, stays: impl Fn(char) -> bool) {
    for c in text.chars() {
        if stays(c) {
            encoded.push(c);
        } else {
            let mut bytes = [0; 4];
            encoded.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
}
