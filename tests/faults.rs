//! Small files on which the program was wrong once, with the right result. They are not part of the project: where they
//! are absent, the tests say so and pass.

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

/// The codes of a file's findings, outer and inner, those of further errors too.
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
