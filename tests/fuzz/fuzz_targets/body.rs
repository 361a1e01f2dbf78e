//! Arbitrary bodies: the first three lines are media type, `encoding` and content coding, the rest is the text.
//! The encoding `raw` stands for "base64 of the rest", so that decompressors and charsets receive arbitrary
//! bytes.
#![no_main]

use base64::{Engine as _, prelude::BASE64_STANDARD};
use harlens::har::body::{self, Body, BodyContent};
use harlens::har::{entry::Entry, source::Source};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

/// No body may exceed the decompression limit, as text at most three bytes for each of its bytes.
const LARGEST: usize = 3 * (256 << 20);

fuzz_target!(|bytes: &[u8]| {
    let mut lines = bytes.splitn(4, |byte| *byte == b'\n');
    let mut line = || String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned();
    let (mime, encoding, coding) = (line(), line(), line());
    let rest = lines.next().unwrap_or_default();
    let (encoding, text) = if encoding == "raw" {
        ("base64".to_owned(), BASE64_STANDARD.encode(rest))
    } else {
        (encoding, String::from_utf8_lossy(rest).into_owned())
    };
    let headers = json!([{"name": "Content-Encoding", "value": coding}, {"name": "Content-Type", "value": mime}]);
    let content = json!({"mimeType": mime, "encoding": encoding, "text": text});
    let entry = Entry::from_value(json!({
        "request": {"method": "POST", "url": "https://a.example/", "headers": headers, "postData": content},
        "response": {"status": 200, "headers": headers, "content": content},
    }));
    let source = Source::from_bytes("fuzz", b"{}".to_vec()).expect("plain bytes");
    let response = body::response(&entry, &source);
    assert!(len(&response) <= LARGEST);
    if encoding.is_empty() && !text.is_empty() {
        let plain = text.strip_prefix('\u{feff}').unwrap_or(&text).trim_end_matches('\0');
        assert_eq!(response.text(), Some(plain), "a plain text stays");
    }
    let request = body::request(&entry, &source);
    if !text.is_empty() {
        assert_eq!(request.content, response.content, "both sides are decoded alike");
    }
});

fn len(body: &Body) -> usize {
    match &body.content {
        BodyContent::Text(text) => text.len(),
        BodyContent::Binary(bytes) => bytes.len(),
        BodyContent::Missing(_) => 0,
    }
}
