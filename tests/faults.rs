//! Regression tests on small files with their correct results. The files are not part of the project; without
//! them the tests say so and pass.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::path::Path;

use common::{harlens, shared, stdout};
use serde_json::{Value, json};

/// The diagnosis of a file as JSON.
fn diagnosis(folder: &Path, name: &str) -> Value {
    let file = folder.join(format!("{name}.har"));
    let output = harlens(&["diagnose", "--format", "json", file.to_str().unwrap()]);
    let report: Value =
        serde_json::from_str(&stdout(&output)).unwrap_or_else(|error| panic!("{name}: {error}"));
    report["files"][0].clone()
}

/// The diagnosis of a file as text.
fn text(folder: &Path, name: &str, lang: &str) -> String {
    let file = folder.join(format!("{name}.har"));
    stdout(&harlens(&["diagnose", "--lang", lang, file.to_str().unwrap()]))
}

/// The codes of a file's findings: outer, inner and those of further errors.
fn codes(diagnosis: &Value) -> Vec<String> {
    let findings = diagnosis["findings"].as_array().unwrap();
    let errors = findings.iter().flat_map(|finding| {
        std::iter::once(&finding["error"]).chain(finding["other_errors"].as_array().unwrap())
    });
    errors
        .map(|error| {
            format!(
                "{} {}",
                error["code"].as_str().unwrap_or("-"),
                error["inner_code"].as_str().unwrap_or("-")
            )
        })
        .collect()
}

#[test]
fn codes_users_retries_and_statuses() {
    let Some(folder) = shared("faults") else { return };
    let of = |name: &str| diagnosis(&folder, name);
    for (name, wanted) in [
        ("bracket-nbsp", &["5302 8363"][..]),
        ("errorlist-error-text", &["5302 8363"]),
        ("message-array-per-user", &["5302 10991"]),
        ("encoded-letter-in-path", &["5302 10991"]),
        ("ndjson-second-user", &["5302 10991", "5302 10991"]),
    ] {
        assert_eq!(codes(&of(name)), wanted, "{name}");
    }
    let mut several = codes(&of("several-inner-codes"));
    several.sort();
    assert_eq!(several, ["5302 10991", "5302 8363"]);
    assert_eq!(of("http-status-reason")["findings"], json!([]));

    let a = json!("a@hayabusa.example");
    for (name, source, email) in [
        ("email-from-description", "description", a.clone()),
        ("email-from-request", "request", a.clone()),
        ("map-by-email", "answer_key", a.clone()),
        ("people-emails-array", "request", a.clone()),
        ("w-34-people-409", "request", json!("park.jisu@corp.example")),
    ] {
        let found = of(name);
        let users: Vec<_> =
            found["findings"].as_array().unwrap().iter().map(|found| &found["user"]).collect();
        assert_eq!(users.len(), 1, "{name}");
        assert_eq!((&users[0]["email"], users[0]["name_source"].as_str()), (&email, Some(source)), "{name}");
        for lang in ["en", "ko"] {
            assert!(text(&folder, name, lang).contains(email.as_str().unwrap()), "{name} {lang}");
        }
    }
    assert!(text(&folder, "email-from-request", "en").contains("from the request"));
    assert!(text(&folder, "email-from-request", "ko").contains("요청에서 가져왔습니다"));
    let open = of("asked-user-not-answered");
    assert_eq!((&open["findings"], &open["undecided"][0]["users"][0]["email"]), (&json!([]), &a));

    assert_eq!(of("license-removed-later")["findings"][0]["retry"], Value::Null);
    assert_eq!(of("retry-by-file-order")["findings"][0]["retry"], Value::Null);
    assert_eq!(of("retry-said-succeeded-unnamed")["findings"][0]["retry"]["succeeded"], Value::Null);

    assert_eq!(of("status-key-case")["findings"][0]["user"]["account_status"], "pending");
    assert_eq!(of("status-other-organization")["findings"][0]["user"]["account_status"], Value::Null);
}

/// The number of entries that a filter selects.
fn count(folder: &Path, name: &str, filter: &str) -> String {
    let file = folder.join(format!("{name}.har"));
    stdout(&harlens(&["list", file.to_str().unwrap(), "--count", "--filter", filter])).trim().to_owned()
}

#[test]
fn reading() {
    let Some(folder) = shared("faults") else { return };
    for (name, filter, wanted) in [
        ("connect-authority", "domain:app.example", "1"),
        ("data-url-with-http-inside", "domain:app.example", "1"),
        ("data-url-with-http-inside", "domain:w3.org", "0"),
        ("time-only-in-timings", "is:slow", "2"),
        ("mime-only-in-header", "mime:json", "1"),
        ("v01-status-error", "is:failed", "1"),
        ("wpt-null-method", "method:GET", "1"),
        ("v25-array-of-hars", "", "2"),
        ("v21-websocket", "body:\"user exists\"", "1"),
        ("t-emoji-ws", "body:\"user exists\"", "1"),
        ("v32-header-search", "header:needle", "2"),
        ("v32-header-search", "request-header:needle", "1"),
        ("v32-header-search", "response-header:abc-needle-1", "1"),
    ] {
        assert_eq!(count(&folder, name, filter), wanted, "{name} {filter}");
    }
    let run = |command: &str, name: &str, more: &[&str]| {
        let file = folder.join(format!("{name}.har"));
        let mut arguments = vec![command, file.to_str().unwrap()];
        arguments.extend(more);
        harlens(&arguments)
    };
    let icon = run("body", "nul-ends-binary-body", &["0", "--show-secrets"]);
    assert_eq!(icon.stdout, b"\0\0\x01\0ab\0\0");
    assert!(!stdout(&run("check", "nul-ends-binary-body", &[])).contains("NUL"));
    let gzip = "firefox-gzip-request-as-latin1";
    let unpacked = stdout(&run("body", gzip, &["0", "--request", "--show-secrets"]));
    assert!(unpacked.starts_with("{\"n\":1}") && unpacked.trim_end().len() == 280, "{unpacked}");
    assert!(stdout(&run("curl", gzip, &["0"])).contains("Content-Encoding: gzip"));
    assert!(!stdout(&run("curl", "zap-empty-form-param", &["0"])).contains("--data"));
    assert_eq!(run("body", "c-curl", &["15", "--request", "--show-secrets"]).stdout.len(), 256);
    assert!(stdout(&run("curl", "c-curl", &["10"])).contains("multipart/form-data; boundary="));
    assert!(common::stderr(&run("curl", "c-curl", &["16"])).contains("the file does not hold"));
    let received = stdout(&run("body", "v21-websocket", &["0"]));
    assert!(
        received.contains("user exists") && received.contains("AAEC") && !received.contains("hello"),
        "{received}"
    );
    assert!(stdout(&run("body", "v21-websocket", &["0", "--request"])).contains("hello"));
    let emoji = stdout(&run("body", "t-emoji-ws", &["0"]));
    assert!(
        emoji.contains("\u{1f468}\u{200d}\u{1f469}") && emoji.contains("\u{94d}\u{200d}\u{937}"),
        "{emoji}"
    );
    let number = stdout(&run("check", "number-in-header", &[]));
    assert!(number.contains("744 is a number, read as text"), "{number}");
    let range = stdout(&run("check", "v30-dupkeys", &[]));
    assert!(range.contains("1e400 is out of range") && !range.contains("is not JSON"), "{range}");
    let korean = stdout(&run("check", "v30-dupkeys", &["--lang", "ko"]));
    assert!(!korean.contains("out of range"), "{korean}");
}

#[test]
fn unanswered_foreign_and_other_calls() {
    let Some(folder) = shared("faults") else { return };
    let rule = |found: &Value| found["findings"][0]["rule"]["id"].clone();
    for (name, wanted) in [
        ("plain-text-in-html-type", "page-proxy"),
        ("proxy-block-page", "page-block"),
        ("onboard-method-null", "calling-email-exists"),
    ] {
        let found = diagnosis(&folder, name);
        assert_eq!(found["findings"].as_array().unwrap().len(), 1, "{name}");
        assert_eq!(rule(&found), wanted, "{name}");
    }
    let removed = diagnosis(&folder, "w-02-remove-number-502");
    assert!(codes(&removed)[0].starts_with("4251 ") && rule(&removed).is_string(), "{removed}");
    for name in ["onboard-request-only", "html-in-200", "redirect-to-sign-in", "cors-said-empty"] {
        let found = diagnosis(&folder, name);
        assert_eq!(found["findings"], json!([]), "{name}");
        assert_eq!(found["undecided"].as_array().unwrap().len(), 1, "{name}");
        let file = folder.join(format!("{name}.har"));
        assert_eq!(harlens(&["diagnose", file.to_str().unwrap()]).status.code(), Some(0), "{name}");
    }
    assert!(text(&folder, "html-in-200", "en").contains("Sign in to Guest Wi-Fi"));
    assert!(text(&folder, "plain-text-in-html-type", "ko").contains("DNS Lookup for"));
    assert!(!text(&folder, "proxy-block-page", "en").contains("role"));
    assert!(!text(&folder, "cors-said-empty", "en").contains("was empty"));
    let exists = diagnosis(&folder, "w-01-number-exists");
    assert!(codes(&exists).iter().any(|codes| codes.ends_with(" 8363")) && rule(&exists).is_string());
    for name in ["w-18-scim-409", "w-20-validateNumbers"] {
        let found = diagnosis(&folder, name);
        let count = |list: &str| found[list].as_array().unwrap().len();
        assert!(count("findings") + count("other_failures") > 0, "{name}: a failed call is at least named");
    }
    let number = text(&folder, "w-20-validateNumbers", "en");
    assert!(number.contains("8361") && number.contains("8362"), "{number}");
    assert_eq!(diagnosis(&folder, "request-only")["other_failures"], json!([]));
    assert_eq!(diagnosis(&folder, "status0-with-answer")["other_failures"], json!([]));
}

/// A sanitized copy of a file; `None` if the file is not present.
fn sanitized(name: &str, arguments: &[&str]) -> Option<String> {
    let file = shared("faults")?.join(name);
    if !file.is_file() {
        eprintln!("SKIPPED: {name} is not here");
        return None;
    }
    Some(stdout(&harlens(&[&["sanitize", file.to_str()?, "-o", "-"], arguments].concat())))
}

#[test]
fn sanitize_takes_the_secrets_and_nothing_else() {
    let mut wrong = Vec::new();
    for (name, gone, stay) in [
        ("auth-names-and-google-key.har", &["AIzaSy", "8B83CAE8", "f7b2df44"][..], &["maps.example"][..]),
        ("cookie-in-json-lines.har", &["GA1.2.3"], &["_ga=", "; _gat="]),
        ("encoded-ampersand-in-script.har", &["abcdefgh12345678"], &["%26orderId%3D77%26errorCode%3D5302"]),
        ("nested-authorization-object.har", &[], &[r#"\"type\":\"basic\",\"realm\":\"x\""#]),
        ("script-code.har", &[], &[r#"var a={password:!0,input:1};token=tokens[0].type===\"x\""#]),
        ("session-id-elsewhere.har", &["7k55h0kkcfmx1q2z08"], &["SessionID"]),
        ("wpt-score-cookies.har", &[], &[r#""_score_cookies":"-1""#]),
        ("sanitized-twice.har", &[], &["token%3DREDACTED%26orderId%3D77"]),
        (
            "s3-multipart.har",
            &["CANARYa", "CANARYb", "CANARYc", "CANARYf", "CANARYg", "CANARYh", "CANARYi"],
            &["a.bin"],
        ),
        (
            "s2-shapes.har",
            // Also in base64, at each of its three alignments.
            &["CANARY", "Q0FOQVJZ", "NBTkFSW", "DQU5BUl", "AKIAIOSFODNN7EXAMPLE"],
            &["state=ACTIVE", "code=94105&state=TX"],
        ),
        (
            "partial-leak.har",
            &[
                "LEAK1", "LEAK2", "LEAK3", "LEAK4", "LEAK5", "LEAK6", "LEAK7", "LEAK8", "LEAK9", "LEAKa",
                "LEAKb", "LEAKc", "LEAKd", "LEAKe", "LEAKf", "LEAKg", "LEAKh", "LEAKi", "LEAKj", "LEAKk",
                "LEAKl", "LEAKm", "LEAKn", "LEAKo",
            ],
            &["Kim"],
        ),
        (
            "s3-multipart.har",
            &[
                "CANARYa", "CANARYb", "CANARYc", "CANARYd", "CANARYe", "CANARYf", "CANARYg", "CANARYh",
                "CANARYi", "CANARYj", "CANARYk", "CANARYl", "CANARYm", "CANARYo", "Q0FOQVJZ", "NBTkFSW",
                "DQU5BUl",
            ],
            &["a.bin", "/h;jsessionid=", "?x=1"],
        ),
        ("email-not-redacted.har", &["Zq0000", "eyJzdWI", "WnEwMD"], &["admin.webex.example/users"]),
    ] {
        let Some(safe) = sanitized(name, &["--plain-marks"]) else { continue };
        // The file's comment contains the expected result.
        let safe = safe.split("expected:").next().unwrap_or_default();
        let safe = safe.replace("\": \"", "\":\"");
        let left = gone.iter().filter(|secret| safe.contains(**secret));
        wrong.extend(left.map(|secret| format!("{name}: {secret} is left")));
        let lost = stay.iter().filter(|kept| !safe.contains(**kept));
        wrong.extend(lost.map(|kept| format!("{name}: {kept} is gone")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn people_are_nowhere_in_a_copy_that_hides_them() {
    let Some(safe) = sanitized("s4-people.har", &["--hide-people"]) else { return };
    let left = [
        "김민준",
        "민준",
        "Sora",
        "Lee",
        "kim.minjun",
        "lee.sora",
        "555-0143",
        "5550143",
        "5550177",
        "10.20.30.40",
    ];
    let left: Vec<_> = left.iter().filter(|value| safe.contains(**value)).collect();
    assert!(left.is_empty(), "{left:?} in {safe}");
}
