//! The HAR reader on real and on damaged files: the shared captures, if present.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
};

use common::shared;
use harlens::{
    diagnose::words,
    har::{
        self,
        anomaly::Anomaly,
        body::{self, Absence, BodyContent, Step},
        source::{Encoding, Packing, Source},
        store::Store,
    },
    text::Lang,
};
use serde_json::Value;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()).collect();
    files.sort();
    files
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// The text of a response body.
fn text(store: &Store, number: usize) -> Option<String> {
    body::response(&store.entry(number).unwrap(), &store.source).text().map(str::to_owned)
}

/// Asserts that every whole entry matches its summary.
fn agree(store: &Store, file: &str) {
    for (number, summary) in summaries(store).iter().enumerate() {
        let entry = store.entry(number).unwrap();
        let response = entry.response.as_ref();
        let place = format!("{file} entry {number}");
        assert_eq!(*summary.started, *entry.started, "{place}");
        assert_eq!(*summary.method, *entry.request.method, "{place}");
        assert!(entry.request.url.starts_with(&*summary.url), "{place}");
        assert!(summary.url.len() > 2000 || *summary.url == *entry.request.url, "{place}");
        assert_eq!(summary.status, response.and_then(|response| response.status), "{place}");
        assert_eq!(*summary.mime, *response.map_or("", |response| &response.content.mime), "{place}");
        assert_eq!(summary.time_ms, entry.time_ms, "{place}");
        if let Some(size) = response.and_then(|response| response.content.size) {
            assert_eq!(summary.size, Some(size), "{place}");
        }
        assert!(
            !summary.odd || !entry.anomalies.is_empty(),
            "{place}: odd in the list, but the entry does not say why"
        );
    }
}

/// Asserts that the summaries match what serde_json reads.
fn equals_serde(store: &Store, entries: &[Value], file: &str) {
    assert_eq!(summaries(store).len(), entries.len(), "{file}");
    for (summary, entry) in summaries(store).iter().zip(entries) {
        let url = entry["request"]["url"].as_str().unwrap_or_default();
        assert!(
            url == &*summary.url || (summary.url.len() > 2000 && url.starts_with(&*summary.url)),
            "{file}"
        );
        assert_eq!(entry["response"]["status"].as_i64(), summary.status, "{file}");
    }
}

#[test]
fn every_odd_file_shows_its_entries() {
    let Some(folder) = shared("odd") else { return };
    let files = files(&folder);
    assert_eq!(files.len(), 48);
    for path in &files {
        let file = name(path);
        if file.starts_with("36_empty") {
            assert!(matches!(Store::open(path), Err(har::Error::Empty { .. })), "{file}");
            continue;
        }
        let store = Store::open(path).unwrap_or_else(|error| panic!("{file}: {error}"));
        agree(&store, file);
        let expected = match file {
            "37_bare_array.har" => 1,
            _ => 3,
        };
        assert_eq!(summaries(&store).len(), expected, "{file}");
        // The first and the last entry are valid, except in the file whose first entry is odd.
        let odd: Vec<bool> = summaries(&store).iter().map(|summary| summary.odd).collect();
        if !file.starts_with("31_") && !file.starts_with("34_") {
            assert!(!odd[0] && !odd[odd.len() - 1], "{file}: {odd:?}");
            assert_eq!(text(&store, 0).as_deref(), Some("{\"err\":\"needle\"}"), "{file}");
        }
    }
}

/// The value and the English text: `"400" is text, read as a number`.
fn wording(anomaly: &Anomaly) -> String {
    format!("{} {}", anomaly.value.as_deref().unwrap_or_default(), words::anomaly(&anomaly.kind, Lang::En))
}

#[test]
fn an_odd_entry_says_what_is_odd() {
    let Some(folder) = shared("odd") else { return };
    for (file, number, field, what) in [
        ("02_null_header_value.har", 1, "response.headers[1].value", "null"),
        ("03_status_string.har", 1, "response.status", "\"400\" is text, read as a number"),
        ("04_status_error_word.har", 1, "response.status", "\"error\" is not a number"),
        ("06_no_started.har", 1, "startedDateTime", "missing"),
        ("07_started_empty.har", 1, "startedDateTime", "empty"),
        ("09_no_httpversion.har", 1, "request.httpVersion", "missing"),
        ("10_headers_missing.har", 1, "request.headers", "missing"),
        ("20_response_null.har", 1, "response", "missing"),
        ("26_lone_surrogate.har", 1, "response.content.text", "surrogate"),
        ("31_truncated.har", 2, "request", "cut off"),
        ("34_nan.har", 0, "time", "NaN"),
        ("45_timings_missing.har", 1, "timings", "missing"),
        ("48_cookies_missing.har", 1, "request.cookies", "missing"),
        ("49_querystring_missing.har", 1, "request.queryString", "missing"),
        ("51_status_float.har", 1, "response.status", "400.0 is not a whole number, read as one"),
        ("52_header_value_number.har", 1, "response.headers[1].value", "12 is a number, read as text"),
        ("58_redirecturl_missing.har", 1, "response.redirectURL", "missing"),
        ("60_statustext_null.har", 1, "response.statusText", "null"),
        ("63_queryparam_null.har", 1, "request.queryString[0].value", "null"),
    ] {
        let entry = Store::open(&folder.join(file)).unwrap().entry(number).unwrap();
        let found =
            entry.anomalies.iter().any(|anomaly| anomaly.field == field && wording(anomaly).contains(what));
        assert!(found, "{file}: {:?}", entry.anomalies);
    }
    for file in [
        "00_ok.har",
        "16_status_zero.har",
        "21_h3.har",
        "46_serverip_empty.har",
        "50_cookie_expires_null.har",
    ] {
        let entry = Store::open(&folder.join(file)).unwrap().entry(1).unwrap();
        assert_eq!(entry.anomalies, [], "{file}");
    }
}

#[test]
fn an_odd_file_says_what_is_odd() {
    let Some(folder) = shared("odd") else { return };
    for (file, field, what) in [
        ("31_truncated.har", "", "cut off here"),
        ("37_bare_array.har", "log", "bare array"),
        ("70_creator_missing.har", "log.creator", "missing"),
        ("71_version_missing.har", "log.version", "missing"),
        ("73_pages_null.har", "log.pages", "null instead of an array"),
        ("75_entries_only_no_log.har", "log", "missing"),
        ("76_harp_jsonp.har", "", "JSONP"),
    ] {
        let anomalies = Store::open(&folder.join(file)).unwrap().outcome.anomalies;
        let found = anomalies.iter().any(|anomaly| anomaly.field == field && wording(anomaly).contains(what));
        assert!(found && anomalies.len() == 1, "{file}: {anomalies:?}");
    }
    let utf16 = Store::open(&folder.join("35_utf16.har")).unwrap();
    assert_eq!(utf16.source.container().encoding, Encoding::Utf16Le);
    assert_eq!(Store::open(&folder.join("00_ok.har")).unwrap().outcome.anomalies, []);
}

#[test]
fn odd_bodies_are_decoded() {
    let Some(folder) = shared("odd") else { return };
    let response = |file: &str| {
        let store = Store::open(&folder.join(file)).unwrap();
        body::response(&store.entry(1).unwrap(), &store.source)
    };
    let broken = response("14_bad_base64.har");
    assert_eq!((broken.text(), &broken.steps[..]), (Some("@@@notb64"), &[Step::InvalidBase64][..]));
    let good = response("15_good_base64.har");
    assert_eq!((good.text(), &good.steps[..]), (Some("{\"err\":\"b64needle\"}"), &[Step::Base64][..]));
    assert_eq!(response("22_content_encoding_br_but_text_decoded.har").text(), Some("{\"err\":\"needle\"}"));
    assert_eq!(response("26_lone_surrogate.har").text(), Some("\u{fffd}x"));
    for (file, absence) in [
        ("13_content_text_null.har", Absence::NotRecorded(Some(15))),
        ("16_status_zero.har", Absence::NoResponse(None)),
        ("20_response_null.har", Absence::NoResponse(None)),
        ("40_mitm_failed_content_empty_obj.har", Absence::NoResponse(Some("server disconnect".into()))),
        ("43_content_mime_missing_only.har", Absence::NotRecorded(None)),
    ] {
        assert_eq!(response(file).content, BodyContent::Missing(absence), "{file}");
    }
    let store = Store::open(&folder.join("41_mitm_postdata_text_null.har")).unwrap();
    let request = body::request(&store.entry(1).unwrap(), &store.source);
    assert_eq!(request.content, BodyContent::Missing(Absence::NotRecorded(Some(2))));
}

#[test]
fn public_files_show_what_serde_json_reads() {
    let Some(folder) = shared("corpus") else { return };
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let mut lines = manifest.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let column = lines.next().unwrap().iter().position(|column| *column == "entries").unwrap();
    let mut parsed = 0;
    for line in lines {
        let file = line[0];
        let store = Store::open(&folder.join(file));
        let expected = match file {
            "janodvarko__harviewer__not-json.har"
            | "janodvarko__harviewer__not-valid.har"
            | "mitmproxy__mitmproxy__brokenfile.har" => {
                assert!(matches!(store, Err(har::Error::NotHar { .. })), "{file}");
                continue;
            }
            // Not readable by a strict parser, so counted by hand.
            "janodvarko__harviewer__inline-scripts-block.badjson.har" => 4,
            "mandrean__har-rs__someapi123.badjson.har" => 1,
            // `log` is missing or misplaced.
            "haralyzer__haralyzer__single_entry.har" | "mitmproxy__mitmproxy__har_extractor.har" => 1,
            _ => line[column].parse().unwrap_or_else(|_| panic!("{file}: no count in the manifest")),
        };
        let store = store.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(summaries(&store).len(), expected, "{file}");
        agree(&store, file);
        let bytes = fs::read(folder.join(file)).unwrap();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        if let Some(entries) = serde_json::from_slice::<Value>(bytes)
            .ok()
            .and_then(|har| har["log"]["entries"].as_array().cloned())
        {
            parsed += 1;
            equals_serde(&store, &entries, file);
        }
    }
    assert!(parsed >= 50, "{parsed}");
}

#[test]
fn captures_of_all_exporters_are_read_whole() {
    let Some(folder) = shared("capture") else { return };
    for path in files(&folder.join("truth")) {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        if stem == "secrets" {
            continue;
        }
        let truth: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let har = ["har", "zip"].iter().map(|end| folder.join("har").join(format!("{stem}.{end}")));
        let har = har.chain([folder.join("har").join(stem)]).find(|path| path.exists()).unwrap();
        let store = Store::open(&har).unwrap_or_else(|error| panic!("{stem}: {error}"));
        assert_eq!(summaries(&store).len() as u64, truth["summary"]["entries"].as_u64().unwrap(), "{stem}");
        assert_eq!(store.outcome.anomalies, [], "{stem}");
        assert!(!store.outcome.head.creator.is_empty(), "{stem}");
        agree(&store, stem);
        has_bodies(&store, &truth, stem);
    }
}

/// Asserts that the bodies that describe failures are present and that absent bodies have a reason.
fn has_bodies(store: &Store, truth: &Value, file: &str) {
    for fact in truth["entries"].as_array().unwrap() {
        let number = usize::try_from(fact["index"].as_u64().unwrap()).unwrap();
        let body = body::response(&store.entry(number).unwrap(), &store.source);
        let needed = fact["flaggable_from_har"] == true && fact["flag_needs_body"] == true;
        assert!(!needed || body.text().is_some(), "{file} entry {number}: {body:?}");
        if fact["body_in_har"] == "absent" {
            assert!(matches!(body.content, BodyContent::Missing(_)), "{file} entry {number}: {body:?}");
        }
    }
}

#[test]
fn bodies_kept_beside_the_har_are_found() {
    let Some(folder) = shared("capture/har") else { return };
    for (path, packing) in [
        ("playwright-full-attach.zip", Packing::Zip("har.har".into())),
        ("playwright-mini-attach-dir", Packing::Plain),
    ] {
        let store = Store::open(&folder.join(path)).unwrap();
        assert_eq!(store.source.container().packing, packing);
        let bodies: Vec<_> = (0..summaries(&store).len())
            .map(|number| body::response(&store.entry(number).unwrap(), &store.source))
            .filter(|body| body.steps.iter().any(|step| matches!(step, Step::Attached(_))))
            .collect();
        assert!(bodies.len() >= 19, "{path}: {}", bodies.len());
        assert!(bodies.iter().all(|body| !matches!(body.content, BodyContent::Missing(_))), "{path}");
    }
}

#[test]
fn a_body_that_firefox_cut_loses_its_filling() {
    let Some(folder) = shared("capture/har") else { return };
    let store = Store::open(&folder.join("firefox-netmonitor-full.har")).unwrap();
    let body = body::response(&store.entry(166).unwrap(), &store.source);
    assert_eq!(body.text().map(|text| text.chars().count()), Some(723_046));
    assert_eq!(body.steps, [Step::Padding(1_937_689 - 723_046)]);
}

#[test]
fn a_body_that_firefox_left_out_is_not_called_empty() {
    let Some(folder) = shared("capture/har") else { return };
    let store = Store::open(&folder.join("firefox-netmonitor-limit300b.har")).unwrap();
    for (number, absence) in [
        (58, "NotRecorded(Some("),
        (92, "Empty"),
        (118, "NoContent(204)"),
        (85, "Redirect(307)"),
        (162, "Head"),
        (168, "NotModified"),
        (184, "Preflight"),
        (65, "NoResponse("),
    ] {
        let body = body::response(&store.entry(number).unwrap(), &store.source);
        let BodyContent::Missing(found) = body.content else { panic!("entry {number} has a body") };
        assert!(format!("{found:?}").starts_with(absence), "entry {number}: {found:?}");
    }
}

#[test]
fn a_request_body_taken_apart_is_put_together() {
    let Some(folder) = shared("capture/har") else { return };
    let store = Store::open(&folder.join("chrome-har-full.har")).unwrap();
    let request = |number| body::request(&store.entry(number).unwrap(), &store.source);
    let form = request(7);
    assert!(form.text().unwrap().starts_with("IDToken1=admin%40corp.example&IDToken2="), "{form:?}");
    let json: Value = serde_json::from_str(request(44).text().unwrap()).unwrap();
    assert_eq!(json["users"]["email"], "new.ok@corp.example");
    assert_eq!(request(44).steps, [Step::FromParams]);
}

#[test]
fn what_is_no_har_says_what_it_is() {
    for (bytes, expected) in [
        (&b"\x89PNG\r\n\x1a\n\0\0\0"[..], "at byte 0 it has a PNG picture"),
        (b"<!DOCTYPE html><html>", "at byte 0 it has an HTML page"),
        (b"  Received: from mail.example", "at byte 2 it has an e-mail"),
        (b"hello", "at byte 0 it has text that is no JSON"),
        (
            b"{\"log\": {\"version\": \"1.2\", \"pages\": []}}",
            "its log has no entries array (keys found: version, pages)",
        ),
        (
            b"{\"users\": [1], \"next\": {\"a\": 1}}",
            "it is JSON without log.entries (keys found: users, next)",
        ),
        (b"{\"log\": {\"version\": \"1.2\", \"pa", "it is cut off at byte 30"),
        (b"[1, 2, 3]", "it is an array, but at byte 1 no entry of a HAR begins"),
        (b"[]", "it is an array"),
    ] {
        let error = Source::from_bytes("my.har", bytes.to_vec()).and_then(Store::scan).unwrap_err();
        assert!(matches!(error, har::Error::NotHar { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    for bytes in [&b""[..], b" \n\t ", b"\xef\xbb\xbf \n"] {
        let error = Source::from_bytes("my.har", bytes.to_vec()).and_then(Store::scan).unwrap_err();
        assert!(matches!(error, har::Error::Empty { .. }), "{error}");
    }
    let none =
        Source::from_bytes("my.har", b"{\"log\": {\"entries\": []}}".to_vec()).and_then(Store::scan).unwrap();
    assert!(summaries(&none).is_empty());
    assert!(matches!(none.entry(0), Err(har::Error::NoEntry { count: 0, .. })));
}

/// The summaries of all entries.
fn summaries(store: &Store) -> Vec<&harlens::har::summary::Summary> {
    store.index.iter().map(|(_, summary)| summary).collect()
}
