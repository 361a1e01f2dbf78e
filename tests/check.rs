//! `harlens check`, run as a process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::io::Write as _;

use common::{harlens, sample, samples, shared, stderr, stdout};
use serde_json::{Value, json};

fn check_json(arguments: &[&str]) -> Value {
    let mut all = vec!["check", "--format", "json"];
    all.extend(arguments);
    serde_json::from_str(&stdout(&harlens(&all))).unwrap()
}

fn entry(status: &Value) -> Value {
    json!({"startedDateTime": "2026-01-02T03:04:05.678Z", "time": 1, "cache": {}, "timings": {},
        "request": {"method": "GET", "url": "https://h.example/", "httpVersion": "h2", "headers": [], "cookies": [],
            "queryString": [], "headersSize": -1, "bodySize": 0},
        "response": {"status": status, "statusText": "", "httpVersion": "h2", "headers": [], "cookies": [],
            "redirectURL": "", "headersSize": -1, "bodySize": -1,
            "content": {"size": 2, "mimeType": "text/plain", "text": "ok"}}})
}

fn har(entries: &[Value]) -> String {
    let creator = json!({"name": "test", "version": "1"});
    json!({"log": {"version": "1.2", "creator": creator, "entries": entries}}).to_string()
}

/// Creates files in a folder that lives as long as the result.
fn files<const N: usize>(contents: [(&str, Vec<u8>); N]) -> (tempfile::TempDir, [String; N]) {
    let folder = tempfile::tempdir().unwrap();
    let paths = contents.map(|(name, bytes)| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    });
    (folder, paths)
}

#[test]
fn the_report_says_what_was_odd_and_where() {
    let text = har(&[entry(&json!(200)), json!(7), entry(&json!("400")), entry(&json!("401"))]);
    let third = text.match_indices("{\"startedDateTime\"").nth(1).unwrap().0;
    let (_folder, [file]) = files([("a.har", text.into_bytes())]);
    let report = check_json(&[&file]);
    assert_eq!(report["format"], 1);
    let found = &report["files"][0];
    assert_eq!(found["file"], json!(file));
    assert_eq!((&found["container"], &found["creator"]), (&json!("plain"), &json!("test 1")));
    assert_eq!(found["entries"], json!({"total": 4, "good": 1, "odd": 2, "unreadable": 1}));
    assert_eq!((&found["cut_at"], &found["error"]), (&Value::Null, &Value::Null));
    let status =
        found["deviations"].as_array().unwrap().iter().find(|one| one["field"] == "response.status").unwrap();
    assert_eq!(status["what"], "is text, read as a number");
    assert_eq!((&status["count"], &status["weight"]), (&json!(2), &json!("odd")));
    assert_eq!(status["first"][0], json!({"entry": 2, "at": third, "value": "\"400\""}));
    let text = stdout(&harlens(&["check", &file]));
    for expected in [
        "4, 1 of them good, 2 odd, 1 unreadable",
        "response.status: is text, read as a number · 2 times · entry 2",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(stdout(&harlens(&["check", "--lang", "ko", &file])).contains("문자열 값을 숫자 값으로 읽음"));
}

#[test]
fn the_exit_status_is_the_worst() {
    let sound = har(&[entry(&json!(200))]);
    let mut cut = har(&[entry(&json!(200)), entry(&json!(200))]).into_bytes();
    cut.truncate(cut.len() - 100);
    let length = cut.len();
    let (_folder, [sound, odd, cut, broken]) = files([
        ("sound.har", sound.into_bytes()),
        ("odd.har", har(&[entry(&json!("x"))]).into_bytes()),
        ("cut.har", cut),
        ("broken.har", har(&[json!(1), json!(null)]).into_bytes()),
    ]);
    let status = |files: &[&str]| harlens(&[&["check"], files].concat()).status.code();
    assert_eq!(status(&[&sound]), Some(0));
    assert_eq!(status(&[&sound, &odd]), Some(1));
    assert_eq!(status(&[&cut]), Some(1));
    assert_eq!(check_json(&[&cut])["files"][0]["cut_at"], length);
    assert_eq!(status(&[&broken]), Some(2), "none of its entries can be read");
    let output = harlens(&["check", "/nowhere/at-all.har", &odd]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("/nowhere/at-all.har") && stdout(&output).contains("odd.har"));
    let report = check_json(&["/nowhere/at-all.har", &sound]);
    assert!(report["files"][0]["error"].as_str().unwrap().contains("/nowhere"));
    assert_eq!(report["files"][1]["entries"]["good"], 1);
}

#[test]
fn the_samples_are_sound() {
    for file in samples() {
        let output = harlens(&["check", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    }
}

#[test]
fn containers_and_the_limit_of_unpacking_are_told() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["one.har", "two.har", "three.har"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(har(&[entry(&json!(200))]).as_bytes()).unwrap();
    }
    let long = har(&vec![entry(&json!(200)); 1000]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(long.as_bytes()).unwrap();
    let (_folder, [zip, gzip]) =
        files([("a.zip", zip.finish().unwrap().into_inner()), ("a.har.gz", gzip.finish().unwrap())]);
    let found = &check_json(&[&zip])["files"][0];
    assert_eq!(found["container"], "zip member one.har");
    assert_eq!(found["deviations"][0]["first"][0]["value"], "two.har, three.har");
    assert_eq!(check_json(&[&gzip])["files"][0]["entries"]["total"], 1000);
    let limited = harlens(&["check", "--unpack-limit", "64K", &gzip]);
    let text = stdout(&limited);
    assert_eq!(limited.status.code(), Some(1));
    assert!(text.contains("Cut off: at byte 65536") && text.contains("--unpack-limit"), "{text}");
    assert_eq!(
        stdout(&harlens(&["list", "--count", "--unpack-limit", "64K", &gzip])).trim().parse::<u32>().unwrap()
            / 100,
        1
    );
    assert_eq!(harlens(&["check", "--unpack-limit", "lots", &gzip]).status.code(), Some(2));
}

#[test]
fn nothing_hostile_or_secret_leaves_in_a_report() {
    let evil = "\u{1b}[2J\u{202e}\u{7}";
    let mut odd = entry(&json!({"Authorization": format!("Bearer SAMPLE-NOT-A-REAL-TOKEN{evil}")}));
    odd["startedDateTime"] = json!(evil);
    let text = har(&[odd]).replacen("\"time\":1", &format!("\"{evil}\":NaN"), 1);
    let (_folder, [file]) = files([("evil.har", text.into_bytes())]);
    for arguments in
        [vec!["check", &file], vec!["check", "--format", "json", &file], vec!["check", "--lang", "ko", &file]]
    {
        let text = stdout(&harlens(&arguments));
        assert!(text.chars().all(harlens::text::clean::is_plain_or_line_feed), "{text:?}");
        assert!(!text.contains("SAMPLE-NOT-A-REAL"), "{text}");
    }
}

#[test]
fn every_odd_file_is_reported_with_the_right_entry() {
    let Some(folder) = shared("odd") else { return };
    let entry_of = [
        ("02_null", "response.headers[].value"),
        ("03_status", "response.status"),
        ("04_status", "response.status"),
        ("06_no_started", "startedDateTime"),
        ("07_started", "startedDateTime"),
        ("09_no_http", "request.httpVersion"),
        ("10_headers", "request.headers"),
        ("14_bad_base64", "response.content.text"),
        ("20_response", "response"),
        ("26_lone", "response.content.text"),
        ("40_mitm", "response.content.size"),
        ("42_ff", "request.headersSize"),
        ("43_content", "response.content.size"),
        ("45_timings", "timings"),
        ("48_cookies", "request.cookies"),
        ("49_query", "request.queryString"),
        ("51_status", "response.status"),
        ("52_header", "response.headers[].value"),
        ("54_date", "startedDateTime"),
        ("55_date", "startedDateTime"),
        ("57_cache", "cache"),
        ("58_redirect", "response.redirectURL"),
        ("60_status", "response.statusText"),
        ("61_url", "request.url"),
        ("63_query", "request.queryString[].value"),
    ];
    let of_the_file = [
        ("31_trunc", "", 1),
        ("33_bom", "", 0),
        ("35_utf16", "", 0),
        ("37_bare", "log", 1),
        ("70_creator", "log.creator", 1),
        ("71_version", "log.version", 1),
        ("73_pages", "log.pages", 1),
        ("75_entries", "log", 1),
        ("76_harp", "", 1),
    ];
    let sound = ["00_", "13_", "15_", "16_", "18_", "19_", "21_", "22_", "41_", "46_", "50_", "56_"];
    let mut seen = 0;
    for path in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let output = harlens(&["check", "--format", "json", path.to_str().unwrap()]);
        let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
        let found = &report["files"][0];
        let has = |field: &str, entry: Value| {
            let deviations = found["deviations"].as_array().unwrap();
            deviations.iter().any(|one| one["field"] == field && one["first"][0]["entry"] == entry)
        };
        let begins = |begin: &&str| name.starts_with(begin);
        if let Some((_, field)) = entry_of.iter().find(|(begin, _)| begins(begin)) {
            assert!(has(field, json!(1)), "{name}: {found}");
            let good = found["entries"]["good"].as_u64().unwrap();
            assert_eq!(output.status.code() == Some(0), good == 3, "{name}");
        } else if let Some((_, field, status)) = of_the_file.iter().find(|(begin, ..)| begins(begin)) {
            assert!(has(field, Value::Null), "{name}: {found}");
            assert_eq!(output.status.code(), Some(*status), "{name}");
        } else if name.starts_with("36_empty") {
            assert_eq!((output.status.code(), found["error"].is_string()), (Some(2), true));
        } else if name.starts_with("34_nan") {
            assert!(has("time", json!(0)), "{name}: {found}");
        } else {
            assert!(sound.iter().any(begins), "{name} is in no list");
            assert_eq!((output.status.code(), &found["deviations"]), (Some(0), &json!([])), "{name}");
        }
        seen += 1;
    }
    assert_eq!(seen, 48);
}

#[test]
fn ordinary_exports_are_not_drowned() {
    let Some(folder) = shared("capture") else { return };
    for path in std::fs::read_dir(folder.join("har")).unwrap().map(|file| file.unwrap().path()) {
        let found = &check_json(&[path.to_str().unwrap()])["files"][0];
        let entries = &found["entries"];
        let odd = entries["odd"].as_u64().unwrap();
        assert!(odd <= 2 && entries["unreadable"] == 0, "{}: {found}", path.display());
        assert!(found["deviations"].as_array().unwrap().len() <= 4, "{}: {found}", path.display());
    }
}

#[test]
fn standard_input_is_told() {
    let mut child = common::command(&["check", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(sample("nothing-fails.har")).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(stdout(&output).contains("from standard input") && output.status.code() == Some(0));
}
