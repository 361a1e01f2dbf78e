//! Bodies in every encoding, and every reason for a missing one.

use std::io::Write;

use ::base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn source() -> Source {
    Source::from_bytes("t.har", b"{}".to_vec()).unwrap()
}

fn of(entry: Value) -> Body {
    response(&Entry::from_value(entry), &source())
}

/// The body of a response with this content and these headers.
fn content(content: Value, headers: Value) -> Body {
    of(
        json!({"request": {"method": "GET"}, "response": {"status": 200, "headers": headers, "content": content}}),
    )
}

fn bytes(bytes: &[u8], mime: &str, headers: Value) -> Body {
    content(json!({"mimeType": mime, "encoding": "base64", "text": STANDARD.encode(bytes)}), headers)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn base64_is_read_leniently() {
    for text in ["aGk_Pz8-", "aGk/\r\nPz8+\n", "aGk/Pz8+"] {
        let body = content(json!({"text": text, "encoding": "BASE64"}), json!({}));
        assert_eq!((body.text(), &body.steps[..]), (Some("hi???>"), &[Step::Base64][..]), "{text}");
    }
    let unpadded = content(json!({"text": "aGk", "encoding": "base64"}), json!({}));
    assert_eq!((unpadded.text(), &unpadded.steps[..]), (Some("hi"), &[Step::Base64][..]));
    let cut = content(json!({"text": "aGlob", "encoding": "base64"}), json!({}));
    assert_eq!((cut.text(), &cut.steps[..]), (Some("hih"), &[Step::InvalidBase64][..]));
    let plain = content(json!({"text": "{\"a\": 1}", "encoding": "base64"}), json!({}));
    assert_eq!((plain.text(), &plain.steps[..]), (Some("{\"a\": 1}"), &[Step::InvalidBase64][..]));
}

#[test]
fn packed_bytes_are_unpacked_and_others_left_alone() {
    let text = "{\"users\": [\"홍길동\"]}".repeat(20);
    let zlib = {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(text.as_bytes()).unwrap();
        zlib.finish().unwrap()
    };
    let bare = zlib[2..zlib.len() - 4].to_vec();
    let zstd =
        ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    // "hello brotli" as one uncompressed meta-block, and an empty last one.
    let brotli = [&[0x8b, 0x05, 0x80][..], b"hello brotli", &[0x03]].concat();
    for (packed, coding, name) in [
        (gzip(text.as_bytes()), "gzip", "gzip"),
        (gzip(text.as_bytes()), "", "gzip"),
        (zlib, "deflate", "deflate"),
        (bare, "deflate", "deflate"),
        (zstd, "zstd", "zstd"),
    ] {
        let body = bytes(&packed, "application/json", json!({"Content-Encoding": coding}));
        assert_eq!(body.steps, [Step::Base64, Step::Decompressed(name)], "{name}");
        assert_eq!(body.text(), Some(text.as_str()), "{name}");
    }
    let body = bytes(&brotli, "text/plain", json!({"content-encoding": "br"}));
    assert_eq!((body.text(), &body.steps[1..]), (Some("hello brotli"), &[Step::Decompressed("br")][..]));
    // The header names a coding that was removed before.
    for coding in ["br", "gzip", "deflate", "zstd"] {
        let body = bytes(text.as_bytes(), "application/json", json!({"content-encoding": coding}));
        assert_eq!((body.text(), &body.steps[..]), (Some(text.as_str()), &[Step::Base64][..]), "{coding}");
    }
    let download = bytes(&gzip(b"x"), "application/gzip", json!({}));
    assert_eq!(download.content, BodyContent::Binary(gzip(b"x")));
}

#[test]
fn damaged_packing_gives_what_can_be_unpacked() {
    let mut packed = gzip("0123456789".repeat(9_000).as_bytes());
    packed.truncate(packed.len() - 30);
    let body = bytes(&packed, "text/plain", json!({}));
    assert!(body.text().unwrap().starts_with("0123456789"));
    assert_eq!(body.steps, [Step::Base64, Step::DamagedCoding("gzip")]);
    let body = bytes(b"\x1f\x8b\x08\0garbage", "text/plain", json!({}));
    assert!(matches!(body.content, BodyContent::Binary(_)));
}

#[test]
fn decompression_bombs_are_stopped_in_any_layer() {
    let bomb = gzip(&gzip(&vec![b'0'; 32 << 20]));
    assert!(bomb.len() < 1000, "{}", bomb.len());
    let body = bytes(&bomb, "text/plain", json!({}));
    assert_eq!(body.text().map(str::len), Some(1 << 20));
    assert_eq!(body.steps, [Step::Base64, Step::Decompressed("gzip"), Step::DamagedCoding("gzip")]);
    let repeated = gzip(&vec![b'0'; 32 << 20]);
    let body = bytes(&repeated, "text/plain", json!({}));
    assert_eq!(body.text().map(str::len), Some(32 << 20), "as far as gzip can go, a body is a body");
}

#[test]
fn charsets_come_from_where_they_are_named() {
    let (korean, _, _) = encoding_rs::EUC_KR.encode("홍길동 사용자");
    for (mime, headers) in [
        ("text/plain; charset=euc-kr", json!([])),
        ("text/plain", json!([{"name": "Content-Type", "value": "text/plain; charset=\"EUC-KR\""}])),
    ] {
        let body = bytes(&korean, mime, headers);
        assert_eq!(body.text(), Some("홍길동 사용자"));
        assert_eq!(body.steps, [Step::Base64, Step::Charset("EUC-KR")]);
    }
    let page = [b"<html><meta charset='euc-kr'><p>".as_slice(), &korean].concat();
    assert!(bytes(&page, "text/html", json!([])).text().unwrap().ends_with("홍길동 사용자"));
    // A wrong label, and correct byte order marks.
    assert_eq!(bytes("홍".as_bytes(), "text/plain; charset=iso-8859-1", json!([])).text(), Some("홍"));
    assert_eq!(bytes("\u{feff}홍".as_bytes(), "text/plain", json!([])).text(), Some("홍"));
    let utf16: Vec<u8> = "\u{feff}{\"a\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(bytes(&utf16, "application/json", json!([])).text(), Some("{\"a\": 1}"));
    assert_eq!(bytes(b"caf\xe9 {}", "application/json", json!([])).text(), Some("caf\u{fffd} {}"));
}

#[test]
fn bytes_that_are_no_text_stay_bytes() {
    for raw in [
        &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
        b"GIF89a\x01\0\x01\0",
        b"\x01\x02\x03\x04",
        b"\xff\xd8\xff\xe0",
    ] {
        assert_eq!(bytes(raw, "image/x", json!([])).content, BodyContent::Binary(raw.to_vec()));
    }
    assert_eq!(
        bytes(b"{\"ok\": true}", "application/octet-stream", json!([])).text(),
        Some("{\"ok\": true}")
    );
}

#[test]
fn an_absence_says_why() {
    let absence = |method: &str, response: Value| {
        let headers = json!([{"name": "Access-Control-Request-Method", "value": "POST"}]);
        let body = of(
            json!({"request": {"method": method, "headers": headers}, "response": response, "_error": "net::ERR_X"}),
        );
        match body.content {
            BodyContent::Missing(absence) => absence,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(absence("GET", Value::Null), Absence::NoResponse(Some("net::ERR_X".into())));
    assert_eq!(absence("GET", json!({"status": 0})), Absence::NoResponse(Some("net::ERR_X".into())));
    assert_eq!(absence("HEAD", json!({"status": 200, "content": {"size": 5}})), Absence::Head);
    assert_eq!(absence("OPTIONS", json!({"status": 204})), Absence::Preflight);
    assert_eq!(absence("GET", json!({"status": 204})), Absence::NoContent(204));
    assert_eq!(absence("GET", json!({"status": 304, "content": {"size": 9}})), Absence::NotModified);
    let comment = json!({"size": 9, "comment": "Response bodies are not included."});
    assert_eq!(absence("GET", json!({"status": 307, "content": comment})), Absence::Redirect(307));
    let comment = json!({"size": 9, "comment": "over the limit"});
    assert_eq!(
        absence("GET", json!({"status": 200, "content": comment})),
        Absence::Comment("over the limit".into())
    );
    assert_eq!(absence("GET", json!({"status": 200, "content": {"size": 0, "text": ""}})), Absence::Empty);
    assert_eq!(
        absence("GET", json!({"status": 200, "content": {"size": 9, "text": ""}})),
        Absence::NotRecorded(Some(9))
    );
    assert_eq!(
        absence("GET", json!({"status": 200, "bodySize": 4, "content": {"size": -1}})),
        Absence::NotRecorded(Some(4))
    );
    for cached in [
        json!({"status": 200, "content": {"size": 9}, "_transferSize": 0}),
        json!({"status": 200, "content": {"size": 9}, "_fetchType": "Memory Cache"}),
        json!({"status": 200, "content": {"size": 9}, "fromDiskCache": true}),
    ] {
        assert_eq!(absence("GET", cached.clone()), Absence::FromCache, "{cached}");
    }
    let lost = json!({"status": 200, "content": {"size": 9}, "_transferSize": 0, "fromDiskCache": false});
    assert_eq!(absence("POST", lost), Absence::NotRecorded(Some(9)), "a POST is never answered from a cache");
    let dropped =
        json!({"status": 200, "content": {"size": 9}, "_responseBodyStatus": "discarded:too-large"});
    assert_eq!(absence("GET", dropped), Absence::Comment("discarded:too-large".into()));
    let taken_out = json!({"status": 200, "content": {"text": "[application/json redacted]"}});
    assert_eq!(absence("GET", taken_out), Absence::Sanitized("[application/json redacted]".into()));
    let file = json!({"status": 200, "content": {"_file": "gone.json"}});
    assert_eq!(absence("GET", file), Absence::FileMissing("gone.json".into()));
}

#[test]
fn a_body_cut_at_a_limit_says_so_and_a_short_remark_in_json_stays() {
    let text = "x".repeat(1 << 20);
    let body = content(json!({"size": 3_000_000, "text": text}), json!([]));
    assert_eq!(body.steps, [Step::Cut { kept: 1 << 20, size: 3_000_000 }]);
    assert_eq!(content(json!({"size": 1 << 20, "text": text}), json!([])).steps, []);
    for kept in ["[\"redacted\"]", "<p>redacted</p>", "[1]", "[]", "<redactedx>"] {
        assert_eq!(content(json!({"text": kept}), json!([])).text(), Some(kept));
    }
}

#[test]
fn a_body_that_came_with_status_0_is_there() {
    let body = of(json!({"response": {"status": 0, "content": {"text": "[]"}}}));
    assert_eq!(body.text(), Some("[]"));
}

#[test]
fn request_bodies_are_found_in_every_form() {
    let of = |post: Value| request(&Entry::from_value(json!({"request": {"postData": post}})), &source());
    assert_eq!(of(json!({"text": "a"})).text(), Some("a"));
    assert_eq!(of(json!({"text": "e30=", "encoding": "base64"})).text(), Some("{}"));
    let form =
        json!({"params": [{"name": "a b", "value": "1&2"}, {"name": "flag"}, {"name": "ü", "value": null}]});
    assert_eq!(of(form).text(), Some("a+b=1%262&flag&%C3%BC="));
    let object = json!({"mimeType": "application/json", "params": [{"name": "n", "value": "x"}, {"name": "u", "value": {"e": 1}}, {"name": "u", "value": {"e": 2}}]});
    assert_eq!(of(object).text(), Some(r#"{"n":"x","u":[{"e":1},{"e":2}]}"#));
    assert_eq!(of(json!({"text": ""})).content, BodyContent::Missing(Absence::Empty));
    assert_eq!(of(Value::Null).content, BodyContent::Missing(Absence::NotSent));
    let sent = json!({"request": {"bodySize": 7}});
    assert_eq!(
        request(&Entry::from_value(sent), &source()).content,
        BodyContent::Missing(Absence::NotRecorded(Some(7)))
    );
}

proptest! {
    #[test]
    fn arbitrary_bodies_never_panic(raw: Vec<u8>, magic in 0..6_usize, mime in "(text/html|image/png|)(; charset=[a-z0-9-]{0,9})?", coding in "(gzip|br|deflate|zstd|, ){0,3}", text in ".{0,30}") {
        let magic: &[u8] = [&b""[..], b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\x78\x9c", b"\xff\xfe", b"<meta charset="][magic];
        let _ = bytes(&[magic, &raw].concat(), &mime, json!({"content-encoding": coding}));
        let _ = content(json!({"text": text, "encoding": "base64", "mimeType": mime}), json!({"content-encoding": coding}));
    }
}

#[test]
fn a_binary_body_stored_one_byte_a_character_comes_out_as_bytes() {
    let icon = [0, 0, 1, 0, b'a', 0xe9, 0, 0];
    let text: String = icon.iter().map(|byte| char::from(*byte)).collect();
    let entry = Entry::from_value(json!({"request": {}, "response": {"status": 200, "headers": [],
        "content": {"mimeType": "image/x-icon", "text": text}}}));
    let body = response(&entry, &source());
    assert_eq!((body.content, body.steps), (BodyContent::Binary(icon.to_vec()), vec![]));
    // Text with a few control characters, or with Firefox's padding, stays text.
    for (text, kept) in
        [("caf\u{e9} \u{1}, and so on for a while without another", None), ("{}\0\0", Some("{}"))]
    {
        let entry = Entry::from_value(json!({"request": {}, "response": {"status": 200,
            "content": {"mimeType": "application/json", "text": text}}}));
        assert_eq!(response(&entry, &source()).text(), Some(kept.unwrap_or(text)));
    }
}

#[test]
fn a_packed_request_body_stored_one_byte_a_character_is_unpacked_and_sent_as_it_was() {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(b"{\"n\":1}").unwrap();
    let bytes = gzip.finish().unwrap();
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let entry =
        Entry::from_value(json!({"request": {"headers": [{"name": "Content-Encoding", "value": "gzip"}],
        "postData": {"mimeType": "application/json", "text": text}}}));
    let body = request(&entry, &source());
    assert_eq!((body.text(), &body.steps[..]), (Some("{\"n\":1}"), &[Step::Decompressed("gzip")][..]));
    assert_eq!(raw_request(&entry, &source()), Some(bytes));
}

#[test]
fn a_request_body_is_neither_invented_nor_overlooked() {
    let of = |request: serde_json::Value| Entry::from_value(json!({ "request": request }));
    let empty = of(json!({"postData": {"mimeType": "application/x-www-form-urlencoded", "text": "",
        "params": [{"name": "", "value": ""}]}}));
    assert!(matches!(request(&empty, &source()).content, BodyContent::Missing(Absence::Empty)));
    assert_eq!(raw_request(&empty, &source()), None);
    let own = of(json!({"headers": [{"name": "Content-Type", "value": "image/png"}],
        "_content": {"text": "AAEC/w==", "encoding": "base64", "size": 4}}));
    assert_eq!(request(&own, &source()).content, BodyContent::Binary(vec![0, 1, 2, 0xff]));
    assert_eq!(raw_request(&own, &source()), Some(vec![0, 1, 2, 0xff]));
    let dropped = of(json!({"bodySize": 700_000}));
    assert_eq!(
        request(&dropped, &source()).content,
        BodyContent::Missing(Absence::NotRecorded(Some(700_000)))
    );
    let parts = of(json!({"postData": {"mimeType": "multipart/form-data; boundary=b",
        "params": [{"name": "q", "value": "1"}]}}));
    let expected = "--b\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n1\r\n--b--\r\n";
    assert_eq!(request(&parts, &source()).text(), Some(expected));
}

#[test]
fn messagepack_is_read_as_json() {
    let body = bytes(b"\x81\xa5token\xa6S3CR3T", "application/x-msgpack; charset=utf-8", json!([]));
    assert_eq!((body.text(), body.steps.last()), (Some(r#"{"token":"S3CR3T"}"#), Some(&Step::MessagePack)));
    let damaged = bytes(b"\x81\xa5token", "application/msgpack", json!([]));
    assert_eq!(damaged.content, BodyContent::Binary(b"\x81\xa5token".to_vec()));
}
