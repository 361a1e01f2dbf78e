//! Parses and builds `multipart/…` bodies.

use memchr::memmem;
use serde_json::Value;

use crate::har::{convert, media_type};

/// A part of a multipart body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// Its headers, in order.
    pub headers: Vec<(String, String)>,
    /// Its content.
    pub content: &'a [u8],
}

/// The boundary used if the media type names none.
const OWN_BOUNDARY: &str = "----harlens-part";

/// Maximum number of parts parsed.
const MAX: usize = 1000;

/// The parts of a body, split at the boundary from [`boundary`].
#[must_use]
pub fn parts<'a>(body: &'a [u8], mime: &str) -> Vec<Part<'a>> {
    let Some(boundary) = boundary(body, mime) else { return Vec::new() };
    let delimiter = format!("--{boundary}");
    let starts: Vec<usize> = memmem::find_iter(body, &delimiter).take(MAX + 1).collect();
    let mut parts = Vec::new();
    for (i, start) in starts.iter().enumerate() {
        let from = start + delimiter.len();
        let to = starts.get(i + 1).copied().unwrap_or(body.len());
        let Some(text) = body.get(from..to).filter(|text| !text.starts_with(b"--")) else { continue };
        parts.push(part(trimmed(text)));
    }
    parts
}

/// The boundary of the media type, or else the one that the body begins with.
#[must_use]
pub fn boundary<'a>(body: &'a [u8], mime: &'a str) -> Option<&'a str> {
    let first_line = || {
        let end = memchr::memchr(b'\n', body)?;
        std::str::from_utf8(body.get(2..end)?).ok().filter(|_| body.starts_with(b"--")).map(str::trim_end)
    };
    media_type::parameter(mime, "boundary").or_else(first_line).filter(|boundary| !boundary.is_empty())
}

/// Builds a body from the fields and files in `postData.params`, with the boundary of `mime` or else a fixed one.
pub(in crate::har) fn build(params: &[Value], mime: &str) -> String {
    let text = |param: &Value, key: &str| param.get(key).map(|value| convert::text(value).value);
    let occurs = |boundary: &str| {
        params.iter().any(|param| text(param, "value").is_some_and(|value| value.contains(boundary)))
    };
    let mut boundary = media_type::parameter(mime, "boundary").unwrap_or(OWN_BOUNDARY).to_owned();
    while occurs(&boundary) {
        boundary.push('x');
    }
    let quoted = |text: &str| text.replace('"', "%22").replace(['\r', '\n'], " ");
    let mut body = String::new();
    for param in params {
        let name = quoted(&text(param, "name").unwrap_or_default());
        body.push_str(&format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\""));
        if let Some(file) = text(param, "fileName") {
            body.push_str(&format!("; filename=\"{}\"", quoted(&file)));
        }
        if let Some(kind) = text(param, "contentType").filter(|kind| !kind.is_empty()) {
            body.push_str(&format!("\r\nContent-Type: {}", quoted(&kind)));
        }
        body.push_str(&format!("\r\n\r\n{}\r\n", text(param, "value").unwrap_or_default()));
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    body
}

/// Strips the line break after the boundary and the one before the next.
fn trimmed(text: &[u8]) -> &[u8] {
    let text = text.strip_prefix(b"\r\n").or_else(|| text.strip_prefix(b"\n")).unwrap_or(text);
    text.strip_suffix(b"\r\n").or_else(|| text.strip_suffix(b"\n")).unwrap_or(text)
}

fn part(text: &[u8]) -> Part<'_> {
    let (mut headers, mut rest) = (Vec::new(), text);
    loop {
        let end = memchr::memchr(b'\n', rest);
        let line = &rest[..end.unwrap_or(rest.len())];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let after = end.map_or(&rest[rest.len()..], |end| &rest[end + 1..]);
        if line.is_empty() {
            return Part { headers, content: after };
        }
        let line = String::from_utf8_lossy(line);
        match line.split_once(':') {
            Some((name, value)) => headers.push((name.trim().to_owned(), value.trim().to_owned())),
            // Without a blank line there are no headers and everything is content.
            None => return Part { headers: Vec::new(), content: text },
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_have_headers_and_content() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo\r\n--x\r\n\r\nplain\r\n--x--\r\n";
        let headers = vec![("Content-Disposition".to_owned(), "form-data; name=\"a\"".to_owned())];
        let expected =
            [Part { headers, content: b"one\r\ntwo" }, Part { headers: Vec::new(), content: b"plain" }];
        assert_eq!(parts(body, "multipart/form-data; boundary=x"), expected);
        assert_eq!(parts(body, "multipart/form-data"), expected, "the boundary is in the body too");
        assert!(parts(b"text", "multipart/form-data").is_empty());
    }

    #[test]
    fn a_body_is_built_of_fields_and_files() {
        let params = [
            serde_json::json!({"name": "q", "value": "1"}),
            serde_json::json!({"name": "f", "fileName": "a b.png", "contentType": "image/png", "value": ""}),
        ];
        let body = build(&params, "multipart/form-data");
        let parts = parts(body.as_bytes(), "multipart/form-data");
        assert_eq!((parts.len(), parts[0].content), (2, &b"1"[..]));
        assert!(parts[1].headers[0].1.ends_with("name=\"f\"; filename=\"a b.png\""), "{:?}", parts[1]);
        assert_eq!(parts[1].headers[1].1, "image/png");
    }

    proptest! {
        #[test]
        fn never_panics(body in "(--x|\r|\n|a: b|[a-z-]){0,30}") {
            prop_assert!(parts(body.as_bytes(), "multipart/mixed; boundary=x").len() <= MAX + 1);
        }
    }
}
