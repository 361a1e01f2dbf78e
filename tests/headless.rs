//! The binary without a terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::io::Write as _;
use std::process::Stdio;

use common::{command, harlens, sample, samples, stderr, stdout};
use serde_json::{Value, json};

fn sample_name(name: &str) -> String {
    sample(name).to_str().unwrap().to_owned()
}

fn diagnose_json(files: &[&str]) -> Value {
    let mut arguments = vec!["diagnose", "--format", "json"];
    arguments.extend(files);
    serde_json::from_str(&stdout(&harlens(&arguments))).unwrap()
}

#[test]
fn the_source_documents_case_in_full() {
    let file = sample_name("new-user-fails.har");
    let found = diagnose_json(&[&file]);
    assert_eq!(found["format"], 1);
    let found = &found["files"][0];
    assert_eq!(found["file"], json!(file));
    assert_eq!(found["entries"], 14);
    assert_eq!(found["undecided"], json!([]));
    let findings = found["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1);
    let finding = &findings[0];
    let expected = json!({
        "entry": 10, "kind": "onboard", "method": "POST", "http_status": 200,
        "organization_id": "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10",
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&finding[field], value, "{field}");
    }
    assert_eq!(finding["user"]["email"], "kim.minjun@corp.example");
    assert_eq!(finding["user"]["status"], 400);
    assert_eq!(finding["user"]["account_status"], "pending");
    assert_eq!(finding["error"]["code"], "5302");
    assert_eq!(finding["error"]["inner_code"], "10991");
    assert_eq!(finding["error"]["upstream_status"], 409);
    assert!(finding["error"]["tracking_id"].as_str().unwrap().starts_with("ATLAS_"));
    assert!(finding["error"]["upstream_url"].as_str().unwrap().ends_with("/users"));
    assert_eq!(finding["other_errors"], json!([]));
    assert_eq!(finding["rule"]["id"], "calling-email-exists");
    assert!(finding["rule"]["actions"].as_array().unwrap().len() >= 2);
    assert!(finding["rule"]["sources"][0].to_string().contains("222122"));
}

#[test]
fn the_exit_status_tells_what_happened() {
    let status = |arguments: &[&str]| harlens(arguments).status.code();
    assert_eq!(status(&["diagnose", &sample_name("nothing-fails.har")]), Some(0));
    assert_eq!(
        status(&["diagnose", &sample_name("bodies-left-out.har")]),
        Some(0),
        "undecided is no failure"
    );
    assert_eq!(status(&["diagnose", &sample_name("several-users.har")]), Some(1));
    assert_eq!(status(&["diagnose", "/nowhere/at-all.har"]), Some(2));
    assert_eq!(status(&["diagnose"]), Some(2));
    assert_eq!(status(&["nonsense-file-that-is-not-there"]), Some(2));
    // An unreadable file does not prevent the others from being read.
    let both = harlens(&["diagnose", "/nowhere/at-all.har", &sample_name("new-user-fails.har")]);
    assert_eq!(both.status.code(), Some(2));
    assert!(stdout(&both).contains("kim.minjun@corp.example"));
    assert!(stderr(&both).contains("/nowhere/at-all.har"));
}

#[test]
fn without_a_terminal_a_file_is_diagnosed_as_text() {
    let file = sample_name("new-user-fails.har");
    let plain = harlens(&[&file]);
    assert_eq!(plain.status.code(), Some(1));
    assert_eq!(stdout(&plain), stdout(&harlens(&["diagnose", &file])));
    for expected in ["kim.minjun@corp.example", "10991", "409", "Pending", "222122"] {
        assert!(stdout(&plain).contains(expected), "{expected}");
    }
}

#[test]
fn korean_on_request_and_by_locale() {
    let file = sample_name("new-user-fails.har");
    let asked = stdout(&harlens(&["diagnose", "--lang", "ko", &file]));
    let by_locale = stdout(&command(&["diagnose", &file]).env("LC_ALL", "ko_KR.UTF-8").output().unwrap());
    assert_eq!(asked, by_locale);
    assert!(asked.contains("조치") && asked.contains("이메일"), "{asked}");
}

#[test]
fn several_users_are_several_findings() {
    let found = diagnose_json(&[&sample_name("several-users.har")]);
    let findings = found["files"][0]["findings"].as_array().unwrap();
    let seen: Vec<_> = findings
        .iter()
        .map(|finding| (finding["user"]["email"].as_str().unwrap(), finding["rule"]["id"].as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("kang.doyun@corp.example", Some("calling-email-exists")),
            ("jung.hayun@corp.example", Some("calling-email-exists")),
            ("priya.nair@corp.example", None)
        ]
    );
    let text = stdout(&harlens(&["diagnose", &sample_name("several-users.har")]));
    assert!(text.contains("Another code that no knowledge base holds."), "{text}");
}

#[test]
fn a_license_call_that_names_no_user_is_about_the_one_of_the_request() {
    let found = diagnose_json(&[&sample_name("license-edit-fails.har")]);
    let findings = found["files"][0]["findings"].as_array().unwrap();
    let license = findings.iter().find(|finding| finding["kind"] == "license").unwrap();
    assert_eq!(license["user"]["name_source"], "request");
    assert_eq!((license["user"]["uuid"].is_null(), license["method"].as_str()), (true, Some("PATCH")));
    assert!(license["rule"].is_null(), "an unknown code is never explained");
}

#[test]
fn what_the_exporter_left_out_is_undecided() {
    let found = diagnose_json(&[&sample_name("bodies-left-out.har")]);
    let undecided = found["files"][0]["undecided"].as_array().unwrap();
    assert_eq!(undecided.len(), 1);
    assert!(undecided[0]["url"].as_str().unwrap().ends_with("/users/onboard"));
    assert!(!undecided[0]["reason"].as_str().unwrap().is_empty());
}

#[test]
fn no_secret_leaves_in_a_diagnosis() {
    let opaque = format!("{}_P0A1_2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10", "SAMPLEopaque0".repeat(5));
    let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJTQU1QTEUiOiJqd3QifQ.U0FNUExFLWp3dA";
    let long = "x".repeat(2040 - "https://h.example/a/users/onboard?long=".len());
    let urls = [
        "https://h.example/a/users/onboard#access_token=SAMPLE-FRAGMENT&x=1".to_owned(),
        format!("https://h.example/{jwt}/users/onboard"),
        format!("https://h.example/a/users/onboard?whatever={opaque}&locale=ko"),
        format!("https://h.example/a/users/onboard?long={long}&code=SAMPLE-BEYOND&end=END-OF-LONG"),
    ];
    let entries: Vec<Value> = urls
        .iter()
        .map(|url| {
            json!({"startedDateTime": "2026-11-21T10:00:00Z", "time": 1, "timings": {},
            "request": {"method": "POST", "url": url, "headers": []},
            "response": {"status": 400, "headers": [], "content": {"mimeType": "text/plain", "text": format!("no: {url}")}}})
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let planted = folder.path().join("planted.har");
    std::fs::write(&planted, json!({"log": {"version": "1.2", "entries": entries}}).to_string()).unwrap();
    let secrets = [
        "SAMPLE-NOT-A-REAL-TOKEN",
        "SAMPLE-CODE",
        "SAMPLE-FRAGMENT",
        "eyJTQU1QTEUi",
        "SAMPLEopaque0",
        "SAMPLE-BEYOND",
    ];
    for file in samples().into_iter().chain([planted.clone()]) {
        for arguments in [
            ["diagnose", "--format", "text"],
            ["diagnose", "--format", "markdown"],
            ["diagnose", "--format", "json"],
            ["list", "--format", "table"],
            ["list", "--format", "json"],
        ] {
            let text = stdout(&harlens(&[&arguments[..], &[file.to_str().unwrap()]].concat()));
            for secret in secrets {
                assert!(!text.contains(secret), "{} {arguments:?}: {secret}", file.display());
            }
        }
    }
    let list = stdout(&harlens(&["list", planted.to_str().unwrap()]));
    assert!(list.contains("END-OF-LONG"), "a long URL comes whole");
}

#[test]
fn a_file_that_was_cut_off_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.har");
    let whole = std::fs::read(sample("new-user-fails.har")).unwrap();
    let onboard = whole.windows(14).position(|part| part == b"/users/onboard").unwrap();
    let end = onboard + whole[onboard..].windows(10).position(|part| part == b"\"response\"").unwrap();
    for end in [end, 20_000.min(end), onboard / 2] {
        std::fs::write(&path, &whole[..end]).unwrap();
        let file = path.to_str().unwrap();
        let found = diagnose_json(&[file]);
        assert_eq!(found["files"][0]["findings"], json!([]), "cut at {end}");
        assert!(found["files"][0]["oddities"][0]["what"].as_str().unwrap().contains("cut off"), "{found}");
        for (lang, words) in [("en", "The file is cut off"), ("ko", "파일이 중간에 잘려")] {
            for format in ["text", "markdown"] {
                let output = harlens(&["diagnose", "--lang", lang, "--format", format, file]);
                assert!(stdout(&output).contains(words), "{}", stdout(&output));
                assert_eq!(output.status.code(), Some(0));
            }
        }
    }
    assert_eq!(diagnose_json(&[&sample_name("new-user-fails.har")])["files"][0]["oddities"], json!([]));
}

#[test]
fn a_refused_call_names_the_one_that_followed() {
    let call = |second: usize, status: i64, user: &str, answer: Value| {
        json!({"startedDateTime": format!("2026-11-21T10:00:{second:02}Z"), "time": 1, "timings": {},
            "request": {"method": "POST", "url": "https://h.example/a/users/onboard?t=1", "headers": [], "postData": {
                "mimeType": "application/json", "text": json!({"users": [{"email": user}]}).to_string()}},
            "response": {"status": status, "headers": [], "content": {"mimeType": "application/json", "text": answer.to_string()}}})
    };
    let entries = json!([
        call(0, 401, "a@x.example", json!({"message": "expired"})),
        call(1, 200, "other@x.example", json!([{"email": "other@x.example", "status": 200}])),
        call(2, 429, "a@x.example", json!({"message": "slow down"})),
        call(3, 200, "a@x.example", json!([{"email": "a@x.example", "status": 200}])),
        call(4, 401, "b@x.example", json!({"message": "expired"})),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("again.har");
    std::fs::write(&path, json!({"log": {"version": "1.2", "entries": entries}}).to_string()).unwrap();
    let file = path.to_str().unwrap();
    let found = diagnose_json(&[file]);
    let retries: Vec<_> = found["files"][0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["retry"].clone())
        .collect();
    let retry =
        |entry: usize, succeeded: bool| json!({"entry": entry, "succeeded": succeeded, "same_call": true});
    assert_eq!(retries, [retry(2, false), retry(3, true), Value::Null]);
    let text = harlens(&["diagnose", file]);
    assert!(
        stdout(&text).contains("Entry 3 made the same call again, and it succeeded."),
        "{}",
        stdout(&text)
    );
    let (text_of, weights) = (stdout(&text), ["warning", "warning", "error"]);
    for (finding, weight) in found["files"][0]["findings"].as_array().unwrap().iter().zip(weights) {
        assert_eq!(finding["severity"], weight, "{finding:#}");
    }
    assert!(text_of.contains("✗ 1 onboard failure · 1 user · 2 other failed\n"), "{text_of}");
    let places = ["Entry 4 · ", "✗ Adding", "Entry 0 · ", "Refused for the moment", "Entry 2 · "];
    let places = places.map(|part| text_of.find(part).unwrap_or_else(|| panic!("{part}: {text_of}")));
    assert!(places.is_sorted(), "what failed comes first: {text_of}");
    assert_eq!(text.status.code(), Some(1));
}

#[test]
fn a_body_of_many_megabytes_is_no_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.har");
    let har = json!({"log": {"version": "1.2", "entries": [{
        "request": {"method": "POST", "url": "https://h.example/users/onboard", "headers": []},
        "response": {"status": 400, "headers": [], "content": {"mimeType": "text/plain", "text": "no good ".repeat(1 << 20)}}
    }]}});
    std::fs::write(&path, har.to_string()).unwrap();
    let text = stdout(&harlens(&["diagnose", path.to_str().unwrap()]));
    assert!(text.len() < 20_000, "{}", text.len());
}

#[test]
fn the_list_has_every_entry() {
    let file = sample_name("new-user-fails.har");
    assert_eq!(stdout(&harlens(&["list", &file, "--count"])), "14\n");
    let table = stdout(&harlens(&["list", &file]));
    assert_eq!(table.lines().count(), 14);
    let json: Value = serde_json::from_str(&stdout(&harlens(&["list", &file, "--format", "json"]))).unwrap();
    assert_eq!((&json["format"], &json["file"]), (&json!(1), &json!(file)));
    let entry = &json["entries"][10];
    assert_eq!(entry["entry"], 10);
    assert_eq!(entry["method"], "POST");
    assert_eq!(entry["status"], 200);
    assert_eq!(entry["mime_type"], "application/json");
    assert_eq!(entry["time"], 812.0);
    assert!(entry["started"].as_str().unwrap().starts_with("2026-11-21T10:02"));
    assert!(entry["size"].as_u64().unwrap() > 300);
}

#[test]
fn the_list_is_filtered_sorted_and_cut_to_columns() {
    let file = sample_name("several-users.har");
    let list = |arguments: &[&str]| stdout(&harlens(&[&["list", file.as_str()], arguments].concat()));
    assert_eq!(list(&["--filter", "is:finding", "--count"]), "1\n");
    assert_eq!(
        list(&["--filter", "user:kang.doyun code:10991", "--columns", "number,method,host"]).lines().count(),
        1
    );
    assert_eq!(list(&["--filter", "-is:failed", "--count"]), "12\n");
    assert_eq!(
        list(&["--filter", "onboard method:POST", "--columns", "number", "--sort", "-number"]),
        "11\n10\n"
    );
    let json: Value = serde_json::from_str(&list(&[
        "--filter",
        "is:slow",
        "--format",
        "json",
        "--columns",
        "number,time,type",
    ]))
    .unwrap();
    assert_eq!(json["filter"], "is:slow");
    let entry = json["entries"][0].as_object().unwrap();
    assert_eq!(entry.keys().collect::<Vec<_>>(), ["entry", "time", "resource_type"]);
    let times: Value = serde_json::from_str(&list(&["--format", "json", "--sort", "-time"])).unwrap();
    let times: Vec<f64> =
        times["entries"].as_array().unwrap().iter().map(|entry| entry["time"].as_f64().unwrap()).collect();
    assert!(times.is_sorted_by(|one, next| one >= next), "{times:?}");
    assert!(list(&["--columns", "path,status"]).contains("/users/onboard"));
    let grouped = list(&["--group", "host", "--columns", "number,path", "--sort", "-number"]);
    let headings: Vec<&str> = grouped.lines().filter(|line| line.contains(" · ")).collect();
    assert!(headings.iter().any(|line| line.starts_with("atlas-a.wbx2.example · ")), "{grouped}");
    assert!(headings.iter().any(|line| line.contains(" · 2 failed · ")), "{grouped}");
    assert_eq!(grouped.lines().filter(|line| !line.is_empty()).count(), 15 + headings.len());
    let json: Value = serde_json::from_str(&list(&["--group", "page", "--format", "json"])).unwrap();
    let counted: u64 =
        json["groups"].as_array().unwrap().iter().map(|group| group["count"].as_u64().unwrap()).sum();
    assert_eq!(counted, 15);
    assert!(!harlens(&["list", &file, "--group", "colour"]).status.success());
}

#[test]
fn a_mistake_in_a_filter_is_pointed_at() {
    let file = sample_name("several-users.har");
    let output = harlens(&["list", &file, "--filter", "users staus-code:404"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = stderr(&output);
    assert!(said.contains("status-code:"), "{said}");
    assert!(said.ends_with("  users staus-code:404\n        ^^^^^^^^^^^\n"), "{said}");
    let korean = stderr(&harlens(&["--lang", "ko", "list", &file, "--filter", "홍길동 is:x"]));
    assert!(korean.ends_with("  홍길동 is:x\n            ^\n"), "{korean}");
    for wrong in [["--sort", "nonsense"], ["--columns", "number,nonsense"]] {
        let output = harlens(&[&["list", file.as_str()], &wrong[..]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("number, status, method"), "{}", stderr(&output));
    }
}

#[test]
fn bodies_come_decoded() {
    let file = sample_name("base64-body.har");
    let list: Value = serde_json::from_str(&stdout(&harlens(&["list", &file, "--format", "json"]))).unwrap();
    let place = |end: &str| {
        let entries = list["entries"].as_array().unwrap();
        entries.iter().position(|entry| entry["url"].as_str().unwrap().ends_with(end)).unwrap().to_string()
    };
    let body = stdout(&harlens(&["body", &file, &place("/users/onboard")]));
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body[0]["email"], "hong.gildong@corp.example");
    let request = stdout(&harlens(&["body", "--request", &file, &place("/users/onboard")]));
    assert!(request.contains("길동"));
    let image = harlens(&["body", &file, &place("/avatar.png")]);
    assert!(image.stdout.starts_with(b"\x89PNG\r\n"));
    let missing = harlens(&["body", &file, &place("app.7f3c2a.js")]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("cache"), "{}", stderr(&missing));
    let beyond = harlens(&["body", &file, "999"]);
    assert_eq!(beyond.status.code(), Some(2));
    assert!(stderr(&beyond).contains("999"));
}

#[test]
fn standard_input_is_a_file_too() {
    let mut child = command(&["diagnose", "--format", "json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let bytes = std::fs::read(sample("new-user-fails.har")).unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("calling-email-exists"));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let file = sample_name("several-users.har");
    for arguments in
        [&["diagnose", file.as_str()][..], &["list", file.as_str()], &["body", file.as_str(), "7"]]
    {
        let mut child = command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_ne!(output.status.code(), Some(2), "{arguments:?}");
        assert_ne!(output.status.code(), None, "{arguments:?}");
        assert_eq!(stderr(&output), "", "{arguments:?}");
    }
}

#[test]
fn what_is_no_har_is_told_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let files = [
        write("empty.har", b""),
        write("blank.har", b" \n"),
        write("page.har", b"<!doctype html><title>404</title>"),
        write("other.json", br#"{"name":"something else","version":1}"#),
        write("image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        folder.path().to_str().unwrap().to_owned(),
        folder.path().join("missing.har").to_str().unwrap().to_owned(),
    ];
    for file in files {
        for arguments in
            [vec![file.as_str()], vec!["diagnose", &file], vec!["list", &file], vec!["body", &file, "0"]]
        {
            if std::path::Path::new(&file).is_dir() && !matches!(arguments[0], "list" | "body") {
                continue; // a folder is all its files there
            }
            let output = harlens(&arguments);
            let message = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
            assert!(message.starts_with("harlens: "), "{arguments:?}: {message}");
            assert!(
                message.contains(&file) && message.trim_end().lines().count() == 1,
                "{arguments:?}: {message}"
            );
        }
    }
}

#[test]
fn nothing_in_a_file_reaches_the_terminal_raw() {
    let evil = "\u{1b}]0;owned\u{7}\u{202e}\u{200b}\u{9b}31m";
    let har = json!({"log": {"version": "1.2", "creator": {"name": evil, "version": evil}, "entries": [{
        "startedDateTime": evil, "time": 1,
        "request": {"method": "POST", "url": format!("https://h.example/{evil}/users/onboard"), "headers": []},
        "response": {"status": 200, "statusText": evil, "headers": [{"name": "trackingid", "value": evil}], "content": {
            "mimeType": format!("application/json{evil}"),
            "text": json!([{"email": format!("a{evil}@corp.example"), "uuid": evil, "status": 400,
                "errorList": [{"errorCode": evil, "description": evil}]}]).to_string()}}
    }]}});
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evil.har");
    std::fs::write(&path, har.to_string()).unwrap();
    let file = path.to_str().unwrap();
    let commands = [
        vec![file],
        vec!["diagnose", "--format", "markdown", file],
        vec!["diagnose", "--format", "json", file],
        vec!["diagnose", "--lang", "ko", file],
        vec!["list", file],
        vec!["list", "--format", "json", file],
    ];
    for arguments in commands {
        let output = harlens(&arguments);
        for text in [stdout(&output), stderr(&output)] {
            let raw: Vec<char> = text
                .chars()
                .filter(|c| (c.is_control() && *c != '\n') || "\u{202e}\u{200b}".contains(*c))
                .collect();
            assert!(raw.is_empty(), "{arguments:?}: {raw:?}");
        }
    }
}

#[test]
fn a_body_is_raw_in_a_pipe_and_safe_in_a_terminal() {
    let evil = "a\u{1b}]0;owned\u{7}\u{202e}b\r\n";
    let content = |content: Value| json!({"request": {"method": "GET", "url": "https://h.example/"}, "response": {"status": 200, "content": content}});
    let har = json!({"log": {"version": "1.2", "entries": [
        content(json!({"mimeType": "text/plain", "text": evil})),
        content(json!({"mimeType": "image/png", "encoding": "base64", "text": "iVBORw0KGgoAAAANSUhEUgAA/w=="})),
    ]}});
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evil.har");
    std::fs::write(&path, har.to_string()).unwrap();
    let file = path.to_str().unwrap();
    assert_eq!(stdout(&harlens(&["body", file, "0"])), evil);
    assert!(harlens(&["body", file, "1"]).stdout.starts_with(b"\x89PNG\r\n"));
    let shown = |entry: &str, end: &str| {
        let mut session = common::pty::Session::start(&["body", file, entry], 100, 10, &[]);
        session.wait(|session| session.bytes().ends_with(end.as_bytes()), end);
        (session.end(), session.bytes())
    };
    let (status, bytes) = shown("0", "b\r\n");
    assert_eq!((status, String::from_utf8(bytes).unwrap().as_str()), (0, "a␛]0;owned␇<U+202E>b\r\n"));
    let (status, bytes) = shown("1", "> file`\r\n");
    let said = String::from_utf8(bytes).unwrap();
    assert!(status == 2 && said.contains("image/png") && said.contains("> file"), "{said}");
}

/// A HAR of onboard requests and responses, ten seconds apart.
fn har_of(folder: &std::path::Path, calls: &[(&str, &str, i64, Value, Value)]) -> String {
    let entry = |(place, (method, url, status, asked, answer)): (usize, &(&str, &str, i64, Value, Value))| {
        json!({"startedDateTime": format!("2026-11-21T10:00:{:02}Z", place * 10), "time": 1, "timings": {},
            "request": {"method": method, "url": url, "headers": [],
                "postData": {"mimeType": "application/json", "text": asked.to_string()}},
            "response": {"status": status, "headers": [],
                "content": {"mimeType": "application/json", "text": answer.to_string()}}})
    };
    let entries: Vec<Value> = calls.iter().enumerate().map(entry).collect();
    let path = folder.join("calls.har");
    std::fs::write(&path, json!({"log": {"version": "1.2", "entries": entries}}).to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn what_came_of_a_failed_user_later_is_told() {
    let onboard = "https://h.wbx.example/users/onboard";
    let users = |emails: &[&str]| {
        let users: Vec<Value> = emails.iter().map(|email| json!({"email": email})).collect();
        json!({ "users": users })
    };
    let failed = |email: &str| json!({"email": email, "status": 400, "errorList": [{"errorCode": 4091, "description": "no"}]});
    let good = |email: &str| json!({"email": email, "status": 200});
    let (a, b) = ("a@x.example", "b@x.example");
    let shows = |status: &str| json!({"Resources": [{"userName": a, "accountStatus": status, "status": "DoNotDisturb"}]});
    let scim = "https://h.wbx.example/identity/scim/2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10/v2/Users";
    let folder = tempfile::tempdir().unwrap();
    let file = har_of(
        folder.path(),
        &[
            ("GET", scim, 200, Value::Null, shows("pending")),
            ("POST", onboard, 200, users(&[a, b]), json!([failed(a), failed(b)])),
            ("POST", onboard, 200, users(&[b]), json!([failed(b)])),
            ("POST", onboard, 401, users(&[a]), json!({"message": "expired"})),
            ("POST", onboard, 200, users(&[a]), json!([good(a)])),
            ("GET", scim, 200, Value::Null, shows("active")),
        ],
    );
    let found = diagnose_json(&[&file]);
    let findings = found["files"][0]["findings"].as_array().unwrap();
    let retries: Vec<_> =
        findings.iter().map(|found| (found["entry"].clone(), found["retry"].clone())).collect();
    let later = |entry: usize, succeeded: bool, same: bool| json!({"entry": entry, "succeeded": succeeded, "same_call": same});
    assert_eq!(
        retries,
        [
            (json!(1), later(4, true, false)),
            (json!(1), later(2, false, false)),
            (json!(2), Value::Null),
            (json!(3), later(4, true, true)),
        ]
    );
    let user = &findings[0]["user"];
    assert_eq!(
        (&user["account_status"], &user["account_status_seen"]["entry"]),
        (&json!("pending"), &json!(0))
    );
    let later = &user["account_status_later"];
    assert_eq!(
        (&later["entry"], &later["value"], &later["user_status"]),
        (&json!(5), &json!("active"), &json!("active"))
    );
    assert_eq!(findings[0]["organization_id"], Value::Null);
    assert_eq!(findings[0]["organization_id_elsewhere"], "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10");
    let told = stdout(&harlens(&["diagnose", &file]));
    for part in [
        "Entry 4 is the next call for the same user, and it succeeded.",
        "Entry 2 is the next call for the same user, and it failed too.",
        "Seen in: entry 0: accountStatus = pending",
        "Later: entry 5: accountStatus = active, so it changed to Active",
        "1a7be0d94e10 (from other requests of this file)",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("DoNotDisturb"), "the presence is no user status");
}

#[test]
fn throttling_before_an_unknown_failure_is_mentioned() {
    let other = ("GET", "https://api.wbx.example/v1/locations", 429, Value::Null, json!({}));
    let refused = (
        "POST",
        "https://h.wbx.example/users/onboard",
        400,
        json!({"users": [{"email": "a@x.example"}]}),
        json!({"message": "no"}),
    );
    let folder = tempfile::tempdir().unwrap();
    let file = har_of(folder.path(), &[other.clone(), other.clone(), other, refused]);
    let finding = diagnose_json(&[&file])["files"][0]["findings"][0].clone();
    assert_eq!(finding["around"], json!([{"status": "429", "count": 3, "seconds": 30}]));
    let told = stdout(&harlens(&["diagnose", &file]));
    assert!(told.contains("3 requests were answered 429 within 30 s before this failure."), "{told}");
}

#[test]
fn a_folder_is_all_its_files_a_line_for_each_finding() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("deep")).unwrap();
    for place in 0..20 {
        let to = folder.path().join(format!("deep/{place:02}.har"));
        std::fs::copy(sample("several-users.har"), to).unwrap();
    }
    std::fs::write(folder.path().join("deep/07.har"), "no HAR").unwrap();
    std::fs::copy(sample("nothing-fails.har"), folder.path().join("fine.har")).unwrap();
    let name = folder.path().to_str().unwrap();
    let output = harlens(&["diagnose", "--format", "ndjson", name]);
    assert_eq!(output.status.code(), Some(2), "a file could not be read");
    let lines: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let files: Vec<&str> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
    assert!(files.is_sorted() && files[0].ends_with("deep/00.har"), "{files:?}");
    let unread: Vec<_> =
        lines.iter().filter(|line| line.get("error").is_some_and(Value::is_string)).collect();
    assert!(unread.len() == 1 && unread[0]["file"].as_str().unwrap().ends_with("07.har"), "{unread:?}");
    assert!(stderr(&output).contains("07.har is not a HAR file"));
    let one = &diagnose_json(&[&sample_name("several-users.har")])["files"][0]["findings"];
    let mut first = lines[0].clone();
    first.as_object_mut().unwrap().remove("file");
    assert_eq!(first, one[0], "the same as in json");
    assert_eq!(lines.len(), 1 + 19 * one.as_array().unwrap().len());

    let text = stdout(&harlens(&["diagnose", name]));
    assert_eq!(text.matches(" · 15 entries\n").count(), 19, "{text}");
    let (first, fine) = (text.lines().next().unwrap(), text.lines().nth(19).unwrap());
    assert!(first.contains("00.har · ✗ ") && first.contains(" users"), "a line for each file: {first}");
    assert!(fine.contains("fine.har · ") && fine.contains("request OK"), "{fine}");
    assert_eq!(diagnose_json(&[name])["files"].as_array().unwrap().len(), 20);
    let empty = tempfile::tempdir().unwrap();
    let nothing = harlens(&["diagnose", empty.path().to_str().unwrap()]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(stderr(&nothing).contains("no file that ends in .har"), "{}", stderr(&nothing));
}

#[test]
fn users_of_many_requests_are_grouped_by_what_failed_them() {
    let folder = tempfile::tempdir().unwrap();
    let answer = |email: &str, code: &str| {
        let description = format!("[Error {code}] Url already exists: {email}");
        json!([{"email": email, "uuid": "u", "status": 400, "errorList": [{"errorCode": 5302, "description": description}]}])
    };
    let url = "https://h.example/organization/o/users/onboard";
    let calls: Vec<_> = [("a@x.example", "10991"), ("b@x.example", "99999"), ("c@x.example", "10991")]
        .into_iter()
        .map(|(email, code)| ("POST", url, 200, json!({"users": [{"email": email}]}), answer(email, code)))
        .collect();
    let file = har_of(folder.path(), &calls);
    let text = stdout(&harlens(&["diagnose", &file]));
    let causes = text.split("\nCauses\n").nth(1).unwrap_or_else(|| panic!("{text}"));
    let first =
        "2 users, same cause: The e-mail already belongs to another Webex Calling account (entries 0, 2)";
    assert!(causes.trim_start().trim_start_matches("- ").starts_with(first), "{text}");
    assert!(causes.contains("1 user: Url already exists: b@x.example · 5302 › 99999 (entry 1)"), "{text}");
    assert!(text.contains("2 users of this file failed for the same cause (entries 0, 2)."), "{text}");
    let markdown = stdout(&harlens(&["diagnose", "--format", "markdown", &file]));
    assert!(markdown.contains("### Causes") && markdown.contains("2 users, same cause"), "{markdown}");
    let json = &diagnose_json(&[&file])["files"][0]["causes"];
    let wanted = json!({"rule": "calling-email-exists", "code": "5302", "inner_code": "10991", "severity": "error",
        "users": 2, "entries": [0, 2]});
    assert_eq!(json[0], wanted, "{json}");
    assert_eq!(json.as_array().unwrap().len(), 2, "{json}");
    let one = stdout(&harlens(&["diagnose", &sample_name("new-user-fails.har")]));
    assert!(!one.contains("Causes") && !one.contains("same cause"), "{one}");
}

#[test]
fn two_entries_are_compared() {
    let (failed, worked) = (sample_name("new-user-fails.har"), sample_name("nothing-fails.har"));
    let output = harlens(&["compare", &failed, "10", &worked, "10"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    for expected in [
        "  $[0].status\n  - 400\n  + 200\n",
        "Response body · ",
        "Differs in any two messages · ",
        "The same",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(!text.contains("SAMPLE-NOT-A-REAL-TOKEN"));
    let json = harlens(&["compare", &failed, "10", &worked, "10", "--format", "json"]);
    let found: Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!((&found["format"], &found["same"]), (&json!(1), &json!(false)));
    assert_eq!((&found["left"]["entry"], &found["right"]["file"]), (&json!(10), &json!(worked)));
    let status = json!({"part": "response-body", "name": "$[0].status", "change": "changed", "left": "400", "right": "200"});
    assert!(found["different"].as_array().unwrap().contains(&status), "{found:#}");
    let markdown = stdout(&harlens(&["compare", &failed, "10", &worked, "10", "--format", "markdown"]));
    assert!(markdown.contains("| $\\[0\\].status | 400 | 200 |"), "{markdown}");
    let korean = stdout(&harlens(&["compare", &failed, "10", "11", "--lang", "ko"]));
    assert!(korean.contains("응답 본문"), "{korean}");
}

#[test]
fn what_can_be_compared_decides_the_exit_status() {
    let file = sample_name("new-user-fails.har");
    let status = |arguments: &[&str]| harlens(arguments).status.code();
    assert_eq!(status(&["compare", &file, "10", "10"]), Some(0));
    assert_eq!(status(&["compare", &file, "10", "0"]), Some(1));
    assert_eq!(status(&["compare", &file, "10", "99"]), Some(2));
    assert_eq!(status(&["compare", &file, "10", "missing.har", "0"]), Some(2));
    for wrong in [&["compare", &file, "10"][..], &["compare", &file, "x", "1"], &["compare", &file, "1", "x"]]
    {
        assert_eq!(status(wrong), Some(2), "{wrong:?}");
    }
}

#[test]
fn what_is_wrong_is_said_as_the_command_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let (file, to) = (sample_name("nothing-fails.har"), folder.path().join("out"));
    let to = to.to_str().unwrap();
    for (arguments, can_force) in [(["case", &file, "-o", to], false), (["sanitize", &file, "-o", to], true)]
    {
        let first = harlens(&arguments);
        assert_eq!(first.status.code(), Some(if can_force { 2 } else { 0 }));
        let again = stderr(&harlens(&arguments));
        assert!(again.contains("is there already: choose another name"), "{again}");
        assert_eq!(again.contains("--force"), can_force, "{again}");
    }
    let behind = stderr(&harlens(&[&file, "diagnose"]));
    assert!(behind.contains("FILE comes after the command") && !behind.contains("Usage"), "{behind}");
    for (hars, says) in [(0, "there is no .har file in it"), (2, "or all of them: harlens diagnose ")] {
        let folder = tempfile::tempdir().unwrap();
        for place in 0..hars {
            std::fs::copy(sample("nothing-fails.har"), folder.path().join(format!("{place}.har"))).unwrap();
        }
        let said = stderr(&harlens(&["list", folder.path().to_str().unwrap()]));
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn several_files_without_a_terminal_are_all_diagnosed() {
    let output =
        harlens(&[&sample_name("new-user-fails.har"), &sample_name("nothing-fails.har"), "missing.har"]);
    assert_eq!(output.status.code(), Some(2));
    let text = stdout(&output);
    assert!(text.contains("new-user-fails.har · ") && text.contains("nothing-fails.har · "), "{text}");
    assert!(stderr(&output).contains("missing.har"));
}

#[test]
fn yaml_holds_what_json_holds() {
    fn value(yaml: &yaml_rust2::Yaml) -> Value {
        use yaml_rust2::Yaml;
        match yaml {
            Yaml::String(text) => json!(text),
            Yaml::Integer(number) => json!(number),
            Yaml::Real(text) => text.parse::<f64>().map_or(Value::Null, |number| json!(number)),
            Yaml::Boolean(is) => json!(is),
            Yaml::Array(items) => items.iter().map(value).collect(),
            Yaml::Hash(members) => {
                members.iter().map(|(key, own)| (key.as_str().unwrap().to_owned(), value(own))).collect()
            }
            _ => Value::Null,
        }
    }
    for file in common::samples() {
        let run = |format| stdout(&harlens(&["diagnose", "--format", format, file.to_str().unwrap()]));
        let json: Value = serde_json::from_str(&run("json")).unwrap();
        let yaml = yaml_rust2::YamlLoader::load_from_str(&run("yaml")).unwrap();
        assert_eq!(value(&yaml[0]), json, "{}", file.display());
    }
}

#[test]
fn a_mistyped_command_is_asked_about() {
    let output = harlens(&["diagnos"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean the command diagnose"), "{}", stderr(&output));
}

#[test]
fn a_word_that_no_url_contains_finds_nothing_but_says_what_is_similar() {
    let folder = tempfile::tempdir().unwrap();
    let file = har_of(folder.path(), &[("GET", "https://h.example/a/b/c", 200, json!({}), json!({}))]);
    let list = |filter: &str| harlens(&["list", &file, "--count", "--filter", filter]);
    let output = list("abc");
    assert_eq!(stdout(&output).trim(), "0");
    assert!(stderr(&output).contains("no URL contains 'abc' · 1 similar"), "{}", stderr(&output));
    assert_eq!(stdout(&list("A/B")).trim(), "1");
}
