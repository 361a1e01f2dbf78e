//! `multipart/…` bodies.

use memchr::memmem;

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// Its headers, as they stand there.
    pub headers: Vec<(String, String)>,
    /// Its content.
    pub content: &'a [u8],
}

/// More parts are left out.
const MAX: usize = 1000;

/// The parts of a body. The boundary is that of its media type, or the one that the body begins with.
#[must_use]
pub fn parts<'a>(body: &'a [u8], mime: &str) -> Vec<Part<'a>> {
    let first_line = || {
        let end = memchr::memchr(b'\n', body)?;
        std::str::from_utf8(body.get(2..end)?).ok().filter(|_| body.starts_with(b"--")).map(str::trim_end)
    };
    let boundary = super::parameter(mime, "boundary").or_else(first_line).unwrap_or_default();
    if boundary.is_empty() {
        return Vec::new();
    }
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

/// Without the line break behind the boundary and the one before the next.
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
            // No header: then there are none, and all of it is content.
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
        assert_eq!(parts(body, "multipart/form-data"), expected, "the boundary stands in the body too");
        assert!(parts(b"text", "multipart/form-data").is_empty());
    }

    proptest! {
        #[test]
        fn never_panics(body in "(--x|\r|\n|a: b|[a-z-]){0,30}") {
            prop_assert!(parts(body.as_bytes(), "multipart/mixed; boundary=x").len() <= MAX + 1);
        }
    }
}
