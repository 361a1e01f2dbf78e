//! Secrets planted in every place of a HAR, and none of them in anything that leaves the program.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use harlens::tui::message::copy::CopyItem;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use common::harness::{Harness, Setup};
use common::planted::{ORG, gzip, percent, planted};
use common::{command, harlens, shared, stderr, stdout};
use harlens::har::source::Source;
use harlens::har::store::Store;
use harlens::redact::{self, Marks, Options};
use harlens::tui::page::{Content, Tab};
use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// How a secret can be written: as it is, and in base64 behind any number of other bytes.
fn writings(secret: &str) -> Vec<Vec<u8>> {
    let mut all = vec![secret.as_bytes().to_vec()];
    for before in 0..3 {
        let encoded = BASE64_STANDARD.encode([&vec![b' '; before], secret.as_bytes()].concat());
        // the first and the last symbols also hold bits of what stands before and behind
        let from = (before * 8).div_ceil(6);
        let to = (before + secret.len()) * 8 / 6;
        let middle = &encoded[from..to];
        all.push(middle.as_bytes().to_vec());
        all.push(middle.replace('+', "-").replace('/', "_").into_bytes());
    }
    all
}

fn assert_clean(what: &str, bytes: &[u8], secrets: &[String]) {
    for secret in secrets {
        for writing in writings(secret) {
            let found = memchr::memmem::find(bytes, &writing);
            assert!(
                found.is_none(),
                "{what}: {secret} is left: {}",
                String::from_utf8_lossy(
                    &bytes[found.unwrap().saturating_sub(80)..(found.unwrap() + 40).min(bytes.len())]
                )
            );
        }
    }
}

/// Every place where two values differ.
fn differences(one: &Value, other: &Value, at: &str, found: &mut BTreeSet<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            assert!(one.keys().eq(other.keys().take(one.len())), "{at}: other members");
            for (key, value) in one {
                differences(value, &other[key], &format!("{at}/{key}"), found);
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            assert_eq!(one.len(), other.len(), "{at}");
            for (place, (one, other)) in one.iter().zip(other).enumerate() {
                differences(one, other, &format!("{at}/{place}"), found);
            }
        }
        _ if one == other => {}
        _ => _ = found.insert(at.to_owned()),
    }
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn no_planted_secret_leaves_and_nothing_else_changes() {
    let (har, planted) = planted();
    let secrets = planted.secrets();
    assert!(secrets.len() >= 60, "only {}", secrets.len());
    for secret in &secrets {
        assert!(
            writings(secret).iter().any(|writing| memchr::memmem::find(har.as_bytes(), writing).is_some())
                || har.contains("H4sI")
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "planted.har", &har);
    let out = folder.path().join("safe.har").to_str().unwrap().to_owned();
    let done = harlens(&["sanitize", &file, "-o", &out, "--report=json"]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let safe = std::fs::read(&out).unwrap();
    assert_clean("sanitize", &safe, &secrets);
    assert_clean("its report", &done.stdout, &secrets);
    assert_clean("its words", &done.stderr, &secrets);
    let before: Value = serde_json::from_str(&har).unwrap();
    let after: Value = serde_json::from_slice(&safe).unwrap();
    let mut changed = BTreeSet::new();
    differences(&before, &after, "", &mut changed);
    let is_planted =
        |at: &String| planted.places.iter().any(|place| at == place || at.starts_with(&format!("{place}/")));
    let more: Vec<_> =
        changed.iter().filter(|at| !is_planted(at) && !at.ends_with("/content/size")).collect();
    assert!(more.is_empty(), "changed, but no secret was there: {more:?}");
    let report: Value = serde_json::from_str(&stdout(&done)).unwrap();
    assert!(report["replaced"].as_u64().unwrap() >= secrets.len() as u64, "{}", report["replaced"]);
    assert!(report["places"].as_array().unwrap().iter().any(|place| place["entry"] == 0
        && place["path"] == "request.headers[2].value"
        && place["kind"] == "authorization"));
    // sizes that were right are right again
    for entry in after["log"]["entries"].as_array().unwrap() {
        let content = &entry["response"]["content"];
        if content["encoding"] == "base64" && content["mimeType"] == "application/json" {
            let bytes = BASE64_STANDARD.decode(content["text"].as_str().unwrap()).unwrap();
            assert_eq!(content["size"], bytes.len());
        }
    }
    for form in [&[][..], &["--hide-people"]] {
        let case = folder.path().join(format!("case{}", form.len()));
        let done = harlens(&[&["case", &file, "-o", case.to_str().unwrap()], form].concat());
        assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
        assert_clean("the words of a case", &[done.stdout, done.stderr].concat(), &secrets);
        let files = files_in(&case);
        assert!(files.len() >= 2);
        for file in files {
            assert_clean(&file.display().to_string(), &std::fs::read(&file).unwrap(), &secrets);
        }
    }
    for file in [&file, &out] {
        for arguments in [
            &["diagnose"][..],
            &["diagnose", "--format", "markdown"],
            &["diagnose", "--format", "json"],
            &["list"],
            &["list", "--format", "json"],
            &["check"],
            &["check", "--format", "json"],
        ] {
            let output = harlens(&[arguments, &[file]].concat());
            assert_clean(&format!("{arguments:?}"), &[output.stdout, output.stderr].concat(), &secrets);
        }
        for number in 0..before["log"]["entries"].as_array().unwrap().len() {
            for side in [&[][..], &["--request"]] {
                let output = harlens(&[&["body", file, &number.to_string()], side].concat());
                assert_clean(
                    &format!("body {number} {side:?}"),
                    &[output.stdout, output.stderr].concat(),
                    &secrets,
                );
            }
        }
    }
}

/// All files of a folder and of the folders in it.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let (folders, mut files): (Vec<_>, Vec<_>) =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| files_in(folder)));
    files
}

/// Everything that the tabs and the list show of each entry.
fn shown(har: &str, shows_secrets: bool) -> Vec<u8> {
    let setup = Setup { size: (600, 60), ..Setup::default() };
    let mut harness = Harness::open_bytes("planted.har", har.as_bytes().to_vec(), setup);
    if shows_secrets {
        harness.keys(&["X"]);
    }
    let mut all = Vec::new();
    harness.keys(&["Home"]);
    for _ in 0..harness.app.index.len() {
        all.extend(harness.screen().into_bytes());
        for page in Tab::ALL.iter().filter_map(|tab| harness.app.panes.page(*tab)) {
            all.extend(page.info.as_bytes());
            for view in page.views() {
                match &view.content {
                    Content::Text(document) => all.extend(document.text().as_bytes()),
                    Content::Bytes(bytes) => all.extend(bytes.bytes()),
                    Content::Lines(lines) => {
                        let spans = lines.iter().flat_map(|line| &line.spans);
                        spans.for_each(|span| all.extend(span.text.as_bytes()));
                    }
                }
                all.push(b'\n');
            }
        }
        harness.keys(&["Down"]);
    }
    all
}

#[test]
fn the_screen_shows_secrets_only_when_asked_to() {
    let (har, planted) = planted();
    let secrets = planted.secrets();
    assert_clean("the screen", &shown(&har, false), &secrets);
    let all = shown(&har, true);
    let seen = secrets.iter().filter(|secret| memchr::memmem::find(&all, secret.as_bytes()).is_some());
    assert!(seen.count() > secrets.len() / 2, "and with X they are there");
}

#[test]
fn no_copy_holds_a_secret_whatever_the_screen_shows() {
    let (har, planted) = planted();
    let secrets = planted.secrets();
    for shows_secrets in [false, true] {
        let mut harness = Harness::open_bytes("planted.har", har.as_bytes().to_vec(), Setup::default());
        if shows_secrets {
            harness.keys(&["X"]);
        }
        harness.keys(&["Home"]);
        for _ in 0..harness.app.index.len() {
            harness.keys(&["y", "Enter"]);
            for (letter, _) in CopyItem::MENU.iter().filter(|(_, item)| *item != CopyItem::Case) {
                harness.keys(&["c", &letter.to_string(), "Esc", "Enter"]);
            }
            for _ in Tab::ALL {
                // The first value, and all lines together; some lines each for itself.
                harness.keys(&["g", "c", "v", "c", "k", "v", "G", "y", "Esc", "Enter", "g"]);
                for _ in 0..4 {
                    harness.keys(&["j", "j", "c", "v", "c", "k", "v", "y", "Esc", "Enter"]);
                }
                harness.keys(&["l"]);
            }
            harness.keys(&["Esc", "Esc", "Down"]);
        }
        assert!(harness.copied.len() > harness.app.index.len());
        let copied = harness.copied.join("\n");
        assert_clean(&format!("copied, with secrets shown: {shows_secrets}"), copied.as_bytes(), &secrets);
        if !shows_secrets {
            harness.keys(&["c", "t"]);
            assert_clean("the case", harness.copied.join("\n").as_bytes(), &secrets);
        }
    }
}

#[test]
fn a_capital_letter_copies_what_the_file_has_and_says_so() {
    let (har, planted) = planted();
    let secrets = planted.secrets();
    let mut harness = Harness::open_bytes("planted.har", har.as_bytes().to_vec(), Setup::default());
    harness.keys(&["Home"]);
    for _ in 0..harness.app.index.len() {
        for letter in ["U", "C", "R", "A", "B", "P", "H"] {
            let before = harness.copied.len();
            harness.keys(&["c", letter]);
            let is_said = harness.screen().contains("(with secrets)");
            assert_eq!(harness.copied.len() > before, is_said, "{}", harness.screen());
            harness.keys(&["Esc"]);
        }
        harness.keys(&["Down"]);
    }
    let copied = harness.copied.join("\n");
    let seen = secrets.iter().filter(|secret| copied.contains(secret.as_str())).count();
    assert!(seen > secrets.len() / 2, "{seen} of {}", secrets.len());
}

#[test]
fn no_export_holds_a_secret_unless_asked_to() {
    let (har, planted) = planted();
    let secrets = planted.secrets();
    let mut harness = Harness::open_bytes("planted.har", har.as_bytes().to_vec(), Setup::default());
    for letter in ["h", "c", "n", "m", "a"] {
        harness.keys(&["e", letter]);
        assert_clean("the screen", harness.screen().as_bytes(), &secrets);
        if letter == "h" {
            harness.keys(&["Enter"]);
        }
    }
    harness.keys(&["Home"]);
    for _ in 0..harness.app.index.len() {
        harness.keys(&["e", "b", "Esc", "Down"]);
    }
    let files = files_in(harness.folder.path());
    assert!(files.len() > 20, "{}", files.len());
    for file in files {
        assert_clean(&file.display().to_string(), &std::fs::read(&file).unwrap(), &secrets);
        assert_clean("the name of a file", file.as_os_str().as_encoded_bytes(), &secrets);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "planted.har", &har);
    let entries = serde_json::from_str::<Value>(&har).unwrap()["log"]["entries"].as_array().unwrap().len();
    for format in ["har", "csv", "ndjson", "markdown"] {
        let safe = harlens(&["export", &file, "--format", format]);
        assert_eq!(safe.status.code(), Some(0), "{}", stderr(&safe));
        assert_clean(format, &[safe.stdout, safe.stderr].concat(), &secrets);
        let whole = harlens(&["export", &file, "--format", format, "--show-secrets"]);
        let seen = secrets.iter().filter(|secret| stdout(&whole).contains(secret.as_str())).count();
        assert!(seen > 2 && stderr(&whole).contains("as the file has them"), "{format}: {seen}");
    }
    for number in 0..entries {
        for way in [&[][..], &["--powershell"]] {
            let safe = harlens(&[&["curl", &file, &number.to_string()], way].concat());
            assert_clean(&format!("curl {number}"), &[safe.stdout, safe.stderr].concat(), &secrets);
        }
    }
}

#[test]
fn what_a_case_needs_stays() {
    let (har, _) = planted();
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "planted.har", &har);
    let safe = stdout(&harlens(&["sanitize", &file, "-o", "-"]));
    for kept in
        [ORG, "kim.minjun@corp.example", "kim@corp.example", "400112", "5302", "page-2", "홍길동", "C1"]
    {
        assert!(safe.contains(kept), "{kept}");
    }
    assert_eq!(
        safe.matches(&format!("ATLAS_{ORG}_30")).count(),
        har.matches(&format!("ATLAS_{ORG}_30")).count()
    );
    let diagnose = |file: &str| -> Value {
        let json: Value =
            serde_json::from_str(&stdout(&harlens(&["diagnose", "--format", "json", file]))).unwrap();
        json["files"][0]["findings"].clone()
    };
    let out = write(folder.path(), "safe.har", &safe);
    assert_eq!(diagnose(&file), diagnose(&out));
    let findings = diagnose(&out);
    assert!(findings.as_array().unwrap().iter().any(|found| found["rule"]["id"] == "calling-email-exists"));
}

#[test]
fn a_body_shows_its_secrets_only_when_asked_to() {
    let text = "{\"password\": \"pl4nt3d\", \"n\": 0.10}";
    let har = json!({"log": {"entries": [{"request": {"method": "GET", "url": "https://a.example/"},
        "response": {"status": 200, "content": {"mimeType": "application/json", "text": text}}}]}});
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "a.har", har.to_string());
    let safe = harlens(&["body", &file, "0"]);
    assert_eq!(stdout(&safe), "{\"password\": \"REDACTED\", \"n\": 0.10}");
    assert!(
        stderr(&safe).contains("1 secret is replaced") && stderr(&safe).contains("--show-secrets"),
        "{}",
        stderr(&safe)
    );
    let whole = harlens(&["body", "--show-secrets", &file, "0"]);
    assert_eq!((stdout(&whole).as_str(), stderr(&whole).as_str()), (text, ""));
}

#[test]
fn a_cut_uncovers_no_half_of_a_secret() {
    // the list keeps 2,048 bytes of a URL, a finding 4,000 characters of a message
    let opaque = format!("{}_PF84_{ORG}", "pl4nt3d".repeat(20));
    let entries: Vec<Value> = [1900, 1950, 2000, 2040]
        .into_iter()
        .map(|len| {
            let url = format!("https://a.example/users/onboard?q={}/{opaque}", "x".repeat(len - 40));
            let message = format!("{}. \"password\": \"pl4nt3d in words pl4nt3d in words\"", "no good ".repeat((len + 60) / 4));
            let answer = json!([{"email": "a@b.example", "status": 400, "errorList": [{"errorCode": 1, "description": message}]}]);
            json!({"request": {"method": "POST", "url": url, "headers": []}, "response": {"status": 400, "headers": [],
                "content": {"mimeType": "application/json", "text": answer.to_string()}}})
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "a.har", json!({"log": {"entries": entries}}).to_string());
    for arguments in [
        &["diagnose"][..],
        &["diagnose", "--format", "markdown"],
        &["diagnose", "--format", "json"],
        &["list"],
        &["list", "--format", "json"],
    ] {
        let text = stdout(&harlens(&[arguments, &[&file]].concat()));
        assert!(text.contains("no good") || arguments[0] == "list", "{text}");
        assert!(
            !text.contains("pl4nt3d"),
            "{arguments:?}: {}",
            &text[text.find("pl4nt3d").unwrap().saturating_sub(200)..]
        );
    }
}

#[test]
fn a_field_that_is_none_of_its_kind_shows_no_secret() {
    let header = json!({"name": "authorization", "value": {"raw": "pl4nt3d"}});
    let har = json!({"log": {"entries": [{"request": {"method": "GET https://a.example/?code=pl4nt3d",
        "url": "https://a.example/", "headers": [header]},
        "response": {"status": 200, "headers": [], "content": {"mimeType": "text/x; access_token=pl4nt3d"}}}]}});
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "a.har", har.to_string());
    for arguments in
        [&["list"][..], &["list", "--format", "json"], &["check"], &["check", "--format", "json"]]
    {
        let text = stdout(&harlens(&[arguments, &[&file]].concat()));
        assert!(!text.is_empty() && !text.contains("pl4nt3d"), "{arguments:?}: {text}");
    }
}

#[test]
fn a_token_in_a_place_where_none_belongs_leaves_no_other_way() {
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOjF9.pl4nt3d";
    let entry = |member: &str, value: Value| {
        let mut entry = json!({"startedDateTime": "2026-11-21T10:00:00Z", "serverIPAddress": "::1",
            "request": {"method": "GET", "url": "https://a.example/", "httpVersion": "h2", "headers": []},
            "response": {"status": 200, "httpVersion": "h2", "headers": [], "content": {}}});
        *entry.pointer_mut(member).unwrap() = value;
        entry
    };
    let entries = [
        entry("/startedDateTime", format!("2026-11-21T10:00:00Z {token}").into()),
        entry("/serverIPAddress", token.into()),
        entry("/request/method", format!("GET-{token}").into()),
        entry("/response/httpVersion", token.into()),
        entry("/request/url", format!("https://{token}.a.example/x").into()),
        entry("/request/url", format!("https://a.example/?{token}=1&{token}#{token}=").into()),
        entry("/request/url", format!("data:text/plain,{token}").into()),
        entry("/request/url", "data:application/json,{\"password\":\"pl4nt3d\"}".into()),
        entry(
            "/request",
            json!({"method": "POST", "url": "https://a.example/", "headers": [],
            "postData": {"mimeType": "application/x-www-form-urlencoded", "text": format!("{token}=1&x=y")}}),
        ),
        entry("/startedDateTime", "2026-11-21T10:00:01Z".into()),
    ];
    let har = json!({"log": {"creator": {"name": token, "version": "1"}, "entries": entries}});
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "a.har", har.to_string());
    let told = |arguments: &[&str]| {
        let output = harlens(arguments);
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(!text.is_empty() && !text.to_lowercase().contains("pl4nt3d"), "{arguments:?}: {text}");
    };
    for number in ["0", "1", "2", "3", "4", "5", "6", "7", "8"] {
        for format in ["text", "markdown", "json"] {
            told(&["compare", "--format", format, &file, number, "9"]);
        }
        told(&["curl", &file, number]);
    }
    for format in ["har", "csv", "ndjson", "markdown"] {
        told(&["export", "--format", format, &file]);
    }
    for arguments in [
        &["list", "--format", "json"][..],
        &["list", "--group", "host"],
        &["check"],
        &["check", "--format", "json"],
        &["diagnose"],
        &["diagnose", "--format", "json"],
        &["diagnose", "--format", "markdown"],
    ] {
        told(&[arguments, &[&file]].concat());
    }
    let mut harness = Harness::open_bytes("a.har", har.to_string().into_bytes(), Setup::default());
    for _ in 0..3 {
        assert!(!harness.screen().contains("pl4nt3d"), "{}", harness.screen());
        harness.keys(&["P"]);
    }
    harness.keys(&["Home"]);
    for _ in 0..harness.app.index.len() {
        harness.keys(&["y", "c", "d", "Esc", "c", "m", "Esc", "c", "c", "Esc", "Down"]);
    }
    assert_clean("copied", harness.copied.join("\n").as_bytes(), &["pl4nt3d".to_owned()]);
    assert_clean("the screen", &shown(&har.to_string(), false), &["pl4nt3d".to_owned()]);
}

#[test]
fn people_become_the_same_pseudonym_everywhere() {
    let url = "https://a.example/v1/people?email=kim.minjun%40corp.example&q=Kim%20Minjun";
    let answer = json!([{"email": "Kim.Minjun@corp.example", "displayName": "Kim Minjun", "name": {"givenName": "민준"},
        "phoneNumbers": [{"type": "work", "value": "+82 2-1234-5678"}], "uuid": ORG, "status": 400,
        "errorList": [{"errorCode": 5302, "description": "[Error 10991] Url already exists: kim.minjun@corp.example"}]},
        {"email": "lee@x.example.convert-user.local", "name": "Lee", "status": 200, "state": "active"}]);
    let har = json!({"log": {"entries": [
        {"comment": "asked for by Kim Minjun", "request": {"method": "POST", "url": format!("{url}#x/users/onboard"), "headers": []},
         "response": {"status": 200, "headers": [], "content": {"mimeType": "application/json", "text": answer.to_string()}}}]}});
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "a.har", har.to_string());
    let safe: Value =
        serde_json::from_str(&stdout(&harlens(&["sanitize", "--hide-people", &file, "-o", "-"]))).unwrap();
    let entry = &safe["log"]["entries"][0];
    assert_eq!(entry["comment"], "asked for by name-1");
    assert_eq!(
        entry["request"]["url"],
        "https://a.example/v1/people?email=user-1%40redacted.example&q=name-1#x/users/onboard"
    );
    let body: Value = serde_json::from_str(entry["response"]["content"]["text"].as_str().unwrap()).unwrap();
    assert_eq!(
        body,
        json!([{"email": "user-1@redacted.example", "displayName": "name-1", "name": {"givenName": "name-2"},
        "phoneNumbers": [{"type": "work", "value": "phone-1"}], "uuid": ORG, "status": 400,
        "errorList": [{"errorCode": 5302, "description": "[Error 10991] Url already exists: user-1@redacted.example"}]},
        {"email": "user-2@redacted.example.convert-user.local", "name": "name-3", "status": 200, "state": "active"}])
    );
}

#[test]
fn every_container_and_every_damage_gives_a_sound_har() {
    let (har, planted) = planted();
    let secrets = planted.secrets();
    let value: Value = serde_json::from_str(&har).unwrap();
    let entries = value["log"]["entries"].clone();
    let utf16 = |text: &str| -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let zip = {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("har.har", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(har.as_bytes()).unwrap();
        zip.finish().unwrap().into_inner()
    };
    // inside of the entry before the last, so that one is cut and one is lost
    let cut = har.rfind("_accessToken").unwrap() + 20;
    let files = [
        ("gz", gzip(har.as_bytes())),
        ("zip", zip),
        ("utf16", utf16(&har)),
        ("mark", [b"\xef\xbb\xbf", har.as_bytes()].concat()),
        ("call", format!("onInputData({har});").into_bytes()),
        ("array", entries.to_string().into_bytes()),
        ("no log", json!({ "entries": entries }).to_string().into_bytes()),
        ("one", entries[0].to_string().into_bytes()),
        ("cut", har.as_bytes()[..cut].to_vec()),
        ("nan", har.replace("12.5", "NaN").into_bytes()),
        (
            "bytes",
            [har.as_bytes()[..cut].to_vec(), b"\xff\xfe\xe9\n\0".to_vec(), har.as_bytes()[cut..].to_vec()]
                .concat(),
        ),
        ("tail", format!("{har}\nBearer {}", secrets[0]).into_bytes()),
        (
            "nothing",
            json!({"log": {"entries": [null, secrets[1], {"password": secrets[2]}, 3]}})
                .to_string()
                .into_bytes(),
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let file = write(folder.path(), &format!("{name}.har"), bytes);
        let output = harlens(&["sanitize", &file, "-o", "-"]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        assert_clean(name, &output.stdout, &secrets);
        let safe: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{name}: {error}"));
        let count = stdout(&harlens(&["list", "--count", &file])).trim().parse::<usize>().unwrap();
        assert_eq!(safe["log"]["entries"].as_array().map(Vec::len), Some(count), "{name}");
        assert!(safe["log"]["version"].is_string() || name == "nothing", "{name}");
        assert!(safe["log"]["comment"].as_str().unwrap().contains("harlens"), "{name}");
    }
}

#[test]
fn standard_input_is_read_and_nothing_is_overwritten_unasked() {
    let (har, planted) = planted();
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "a.har", &har);
    let refused = harlens(&["sanitize", &file, "-o", &file]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("the capture itself"), "{}", stderr(&refused));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), har);
    let out = folder.path().join("out.har");
    let mut child = command(&["sanitize", "-", "-o", out.to_str().unwrap(), "--plain-marks"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(har.as_bytes()).unwrap();
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
    let safe = std::fs::read(&out).unwrap();
    assert_clean("from standard input", &safe, &planted.secrets());
    // another file, on demand
    assert_eq!(harlens(&["sanitize", &file, "-o", &out.display().to_string()]).status.code(), Some(2));
    assert_eq!(
        harlens(&["sanitize", &file, "-o", &out.display().to_string(), "--force", "--plain-marks"])
            .status
            .code(),
        Some(0)
    );
    assert_eq!(std::fs::read(&out).unwrap(), safe);
    // a failure leaves nothing behind
    let before = std::fs::read_dir(folder.path()).unwrap().count();
    let gone = folder.path().join("none.har");
    let failed =
        harlens(&["sanitize", gone.to_str().unwrap(), "-o", folder.path().join("x.har").to_str().unwrap()]);
    assert_eq!(failed.status.code(), Some(2));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), before);
}

#[test]
fn bodies_beside_the_har_are_taken_in() {
    const NAME: &str = "047bb4ce0f50e177f26288586f34c6f2d83f1f1e.json";
    const PICTURE: &str = "147bb4ce0f50e177f26288586f34c6f2d83f1f1e.png";
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), NAME, "{\"access_token\":\"pl4nt3d\",\"x\":\"홍\"}");
    write(folder.path(), PICTURE, b"\x89PNG\r\n\x1a\n\0");
    let content = |file: &str, mime: &str| {
        json!({"request": {"method": "GET", "url": "https://a.example/"}, "response":
        {"status": 200, "content": {"size": 3, "mimeType": mime, "_file": file}}})
    };
    let gone = NAME.replace("047", "999");
    let har = json!({"log": {"entries": [content(NAME, "application/json"), content(PICTURE, "image/png"), content(&gone, "text/plain")]}});
    let file = write(folder.path(), "a.har", har.to_string());
    let output = harlens(&["sanitize", &file, "-o", "-", "--plain-marks"]);
    let safe: Value = serde_json::from_slice(&output.stdout).unwrap();
    let content = |entry: usize| safe["log"]["entries"][entry]["response"]["content"].clone();
    assert_eq!(
        content(0),
        json!({"size": 3, "mimeType": "application/json", "text": "{\"access_token\":\"REDACTED\",\"x\":\"홍\"}"})
    );
    let picture = BASE64_STANDARD.encode(b"\x89PNG\r\n\x1a\n\0");
    assert_eq!(
        content(1),
        json!({"size": 3, "mimeType": "image/png", "text": picture, "encoding": "base64"})
    );
    assert_eq!(content(2)["_file"], gone);
    assert!(
        stderr(&output).contains("next to the HAR: 2") && stderr(&output).contains("file is missing: 1"),
        "{}",
        stderr(&output)
    );
}

/// A file in memory, sanitized.
fn sanitized(bytes: Vec<u8>, options: &Options) -> Option<(Vec<u8>, usize)> {
    let store = Store::scan(Source::from_bytes("x", bytes).ok()?).ok()?;
    let mut out = Vec::new();
    redact::sanitize(&store, options.clone(), "x", &mut out).unwrap();
    Some((out, store.index.len()))
}

/// The bytes without what the program says of itself.
fn without_comment(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let said = text.rfind(" sanitize: ").unwrap();
    let start = text[..said].rfind("\"comment\":\"").unwrap();
    let end = said + text[said..].find('"').unwrap();
    format!("{}{}", &text[..start], &text[end..])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_damage_gives_a_sound_har_that_stays_as_it_is(
        splices in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 0..12), 0_usize..40), 0..4),
        text in r#"[\[\]{},:"\\a-c0-9 u\n-]{0,30}"#,
        at in any::<prop::sample::Index>(),
        hide_people: bool,
    ) {
        let mut har = std::fs::read(common::sample("several-users.har")).unwrap();
        har.truncate(40_000);
        for (at, bytes, gone) in &splices {
            let at = at.index(har.len());
            har.splice(at..(at + gone).min(har.len()), bytes.iter().copied());
        }
        let at = at.index(har.len());
        har.splice(at..at, text.bytes());
        let options = Options { hide_people, list_places: true, marks: Marks::with_key([1, 2]), ..Options::default() };
        if let Some((safe, count)) = sanitized(har, &options) {
            let read = serde_json::from_slice::<IgnoredAny>(&safe);
            prop_assert!(read.is_ok(), "{:?}", read);
            let (again, recount) = sanitized(safe.clone(), &options).unwrap();
            prop_assert_eq!(count, recount);
            prop_assert_eq!(without_comment(&safe), without_comment(&again));
        }
    }
}

/// Every way to put up to three layers around a secret, so that none is left to chance.
#[test]
fn a_secret_is_found_behind_any_writing() {
    let keys = [
        "access_token",
        "accessToken",
        "access-Token",
        "password",
        "Password",
        "PASSWORD",
        "X-Auth-Token",
        "new_password",
    ];
    let further = |ways: &[Vec<u8>]| -> Vec<Vec<u8>> {
        ways.iter().flat_map(|way| (0..5).map(move |layer| [way.as_slice(), &[layer]].concat())).collect()
    };
    let mut ways = vec![vec![]];
    for _ in 0..=3 {
        for (key, layers) in keys.iter().flat_map(|key| ways.iter().map(move |layers| (key, layers))) {
            let secret = json!({ *key: "pl4nt3d-secret" }).to_string();
            let text = layers.iter().fold(secret, |inner, layer| wrapped(*layer, &inner));
            let safe = redact::body_text(&text, "", "").to_string();
            let inner = layers.iter().rev().fold(safe, |outer, layer| unwrapped(*layer, &outer));
            assert!(
                inner.contains("REDACTED") && !inner.contains("pl4nt3d"),
                "{layers:?}: {inner} in {text}"
            );
        }
        ways = further(&ways);
    }
}

fn wrapped(layer: u8, inner: &str) -> String {
    match layer {
        0 => json!({"a": [1, {"b": inner}]}).to_string(),
        1 => json!({"id": 7, "b": BASE64_STANDARD.encode(inner)}).to_string(),
        2 => format!("x=1&data={}", percent(inner)),
        3 => format!("https://a.example/p?x=1&data={}#f", percent(inner)),
        _ => format!("{{\"n\": 1e400, \"b\": {}}}", Value::from(inner)),
    }
}

fn unwrapped(layer: u8, outer: &str) -> String {
    let json = || serde_json::from_str::<Value>(&outer.replace("1e400", "1")).unwrap();
    let decoded = || {
        let value = outer.split("data=").nth(1).unwrap().split('#').next().unwrap();
        let mut bytes = Vec::new();
        let mut rest = value.as_bytes();
        while let [first, tail @ ..] = rest {
            let digits = (*first == b'%').then(|| std::str::from_utf8(&tail[..2]).unwrap());
            bytes.push(digits.map_or(*first, |digits| u8::from_str_radix(digits, 16).unwrap()));
            rest = if digits.is_some() { &tail[2..] } else { tail };
        }
        String::from_utf8(bytes).unwrap()
    };
    match layer {
        0 => json()["a"][1]["b"].as_str().unwrap().to_owned(),
        1 => String::from_utf8(BASE64_STANDARD.decode(json()["b"].as_str().unwrap()).unwrap()).unwrap(),
        2 | 3 => decoded(),
        _ => json()["b"].as_str().unwrap().to_owned(),
    }
}

/// The files of a folder that may stand beside the project. A build that is not optimized would take minutes for the
/// large ones.
fn files(folder: &str) -> Vec<PathBuf> {
    let Some(folder) = shared(folder) else { return Vec::new() };
    let is_har = |path: &PathBuf| {
        path.extension().is_some_and(|ending| ["har", "harp", "zip"].iter().any(|known| ending == *known))
    };
    let most = if cfg!(debug_assertions) { 1_000_000 } else { u64::MAX };
    let is_quick = |path: &PathBuf| path.metadata().is_ok_and(|about| about.len() <= most);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(is_har)
        .filter(is_quick)
        .collect();
    files.sort();
    files
}

#[test]
fn real_files_keep_their_entries_and_their_diagnosis() {
    let secrets: Vec<String> =
        ["ACCESS_", "REFRESH_", "IMPLICIT_", "CODE_", "SESSION_", "CSRF_", "PASSWORD_", "CLIENT_SECRET"]
            .iter()
            .map(|secret| format!("S3CR3T_{secret}"))
            .collect();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.har").to_str().unwrap().to_owned();
    let found = |file: &str| -> Option<Value> {
        let json: Value =
            serde_json::from_str(&stdout(&harlens(&["diagnose", "--format", "json", file]))).unwrap();
        let file = json["files"].get(0)?;
        Some(json!([file["entries"], file["findings"], file["undecided"]]))
    };
    for file in ["capture/har", "corpus", "odd"].iter().flat_map(|folder| files(folder)) {
        let name = file.to_str().unwrap();
        let done = harlens(&["sanitize", name, "-o", &out, "--force"]);
        let before = found(name);
        assert_eq!(done.status.code() == Some(0), before.is_some(), "{name}");
        if before.is_none() {
            continue;
        }
        let safe = std::fs::read(&out).unwrap();
        assert!(serde_json::from_slice::<IgnoredAny>(&safe).is_ok(), "{name}");
        assert_eq!(before, found(&out), "{name}");
        assert_clean(name, &safe, &secrets);
    }
}

#[test]
fn a_damaged_file_and_its_copy_give_the_same_findings() {
    // A quote is missing in the request, so that what follows reads as a part of it; its brackets are whole.
    let har = r#"{"log": {"version": "1.2", "creator": {"name": "a", "version": "1"}, "entries": [{"startedDateTime": "2026-01-02T03:04:05.678Z", "time": 12.5,
        "request": {"method": "POST", "url": "https://atlas-a.example.com/admin/api/v1/organization/x/users/onboard",
            "headers": [{"name": "content-type", "value": "application/json"}], "postData": {"mimeType "application/json", "text": "{}}},
        "response": {"status": 400, "headers": [], "content": {"size": 15, "mimeType": "application/json", "text": "{\"err\":\"needle\"}"}},
        "cache": {}, "timings": {"wait": 12}}]}}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "a.har", har);
    let copy = folder.path().join("copy.har").to_str().unwrap().to_owned();
    assert_eq!(harlens(&["sanitize", &file, "-o", &copy]).status.code(), Some(0));
    let found = |file: &str| {
        let json: Value =
            serde_json::from_str(&stdout(&harlens(&["diagnose", "--format", "json", file]))).unwrap();
        json["files"][0]["findings"].clone()
    };
    let (before, after) = (found(&file), found(&copy));
    assert_eq!(before[0]["http_status"], 400, "{before}");
    assert_eq!(before, after);
}

/// A file with one entry, whose answer is this body.
fn with_body(folder: &Path, body: &str, mime: &str) -> String {
    let har = json!({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": [
        {"startedDateTime": "2026-11-21T10:00:00Z", "request": {"method": "GET", "url": "https://a.example/"},
         "response": {"status": 200, "content": {"size": body.len(), "mimeType": mime, "text": body}}}]}});
    write(folder, "a.har", har.to_string())
}

fn copy_of(file: &str, arguments: &[&str]) -> String {
    let output = harlens(&[&["sanitize", file, "-o", "-"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn rules_of_the_user_are_checked_and_hold_everywhere() {
    const RULES: &str = r#"format = 1
[always]
password = ["door phrase"]
[words]
never = ["session name"]
[names]
matches = ["doorPhrase", "DOOR_PHRASE"]
does_not_match = ["door", "sessionName"]
[[shape]]
prefix = "hyb_"
alphabet = "alnum"
min = 10
max = 30
matches = ["hyb_a1b2c3d4e5f6"]
[[pattern]]
pattern = '\bHB-([0-9]{6})\b'
matches = ["HB-123456"]
does_not_match = ["HB-12"]
[[path]]
path = "users[*].badge"
action = "replace"
matches = ["users[3].badge"]
[[path]]
path = "**.token"
action = "keep"
"#;
    let folder = tempfile::tempdir().unwrap();
    let rules = write(folder.path(), "rules.toml", RULES);
    let checked = harlens(&["rules", "check", &rules]);
    assert_eq!(stdout(&checked), "1 files, 0 mistakes\n");
    let body = r#"{"doorPhrase":"open sesame","sessionName":"a1B2c3D4e5F6","users":[{"badge":7788,"n":1}],"token":"kept-as-it-is","t":"hyb_a1b2c3d4e5f6 HB-123456"}"#;
    let file = with_body(folder.path(), body, "application/json");
    let safe = copy_of(&file, &["--rules", &rules, "--plain-marks"]);
    let expected = r#"{"doorPhrase":"REDACTED","sessionName":"a1B2c3D4e5F6","users":[{"badge":"REDACTED","n":1}],"token":"kept-as-it-is","t":"REDACTED HB-REDACTED"}"#;
    let safe: Value = serde_json::from_str(&safe).unwrap();
    assert_eq!(safe["log"]["entries"][0]["response"]["content"]["text"], expected);
    let shown = stdout(&harlens(&["body", &file, "0", "--rules", &rules]));
    assert!(!shown.contains("sesame") && !shown.contains("7788") && !shown.contains("hyb_a1"), "{shown}");
    // mistakes
    let wrong = write(folder.path(), "wrong.toml", RULES.replace("\"HB-123456\"", "\"HB-1\""));
    let checked = harlens(&["rules", "check", &wrong]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(stdout(&checked).contains("does not match its sample \"HB-1\""), "{}", stdout(&checked));
    let broken = write(folder.path(), "broken.toml", "format = 1\n[[pattern]]\npattern = '('\n");
    let refused = harlens(&["sanitize", &file, "-o", "-", "--rules", &broken]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("broken.toml:3"), "{}", stderr(&refused));
}

#[test]
fn marks_tell_values_apart_and_claims_follow_them_where_asked_for() {
    let claims = "eyJpc3MiOiJodHRwczovL2lkYnJva2VyLmV4YW1wbGUvaWRiIiwic3ViIjoia2ltIiwiZXhwIjoxNzk1MjU1MjAwfQ";
    let token = format!("eyJhbGciOiJSUzI1NiJ9.{claims}.c2lnbmF0dXJl");
    let folder = tempfile::tempdir().unwrap();
    let body =
        json!({"access_token": token, "again": format!("Bearer {token}"), "password": "hunter2"}).to_string();
    let file = with_body(folder.path(), &body, "application/json");
    let bodies = |copy: &str| -> Value {
        let copy: Value = serde_json::from_str(copy).unwrap();
        let text = copy["log"]["entries"][0]["response"]["content"]["text"].as_str().unwrap().to_owned();
        serde_json::from_str(&text).unwrap()
    };
    let copy = copy_of(&file, &[]);
    let body = bodies(&copy);
    let mark = body["access_token"].as_str().unwrap();
    assert!(mark.starts_with("REDACTED-") && mark.len() == 15, "{mark}");
    assert_eq!(body["again"], format!("Bearer {mark}"));
    assert_ne!(body["password"], mark);
    let another = copy_of(&file, &[]);
    assert_ne!(bodies(&another)["access_token"], mark, "each copy has a key of its own");
    // a copy of the copy has the same marks
    let copied = write(folder.path(), "copy.har", &copy);
    assert_eq!(copy_of(&copied, &[]), copy);
    let told = copy_of(&file, &["--keep-claims"]);
    let mark = bodies(&told)["access_token"].as_str().unwrap().to_owned();
    assert!(mark.ends_with("(iss:idbroker.example,exp:2026-11-21T10:00:00Z)"), "{mark}");
    let copied = write(folder.path(), "told.har", &told);
    for arguments in [&[][..], &["--keep-claims"]] {
        assert_eq!(copy_of(&copied, arguments), told);
    }
}

#[test]
fn the_list_of_people_is_a_new_file_of_the_user_alone() {
    let folder = tempfile::tempdir().unwrap();
    let body = r#"{"email":"kim.minjun@corp.example","displayName":"Kim Minjun","ip":"203.0.113.7","card":4111111111111111,"version":"1.2.3.4"}"#;
    let file = with_body(folder.path(), body, "application/json");
    let list = folder.path().join("people.tsv").display().to_string();
    let copy = copy_of(&file, &["--hide-people", "--people-list", &list]);
    for gone in ["kim.minjun", "Kim Minjun", "203.0.113.7", "4111111111111111"] {
        assert!(!copy.contains(gone), "{gone}");
    }
    assert!(copy.contains("1.2.3.4") && copy.contains("user-1@redacted.example"), "{copy}");
    let listed = std::fs::read_to_string(&list).unwrap();
    assert!(listed.contains("user-1@redacted.example\te-mail\tkim.minjun@corp.example\n"), "{listed}");
    assert!(listed.contains("ip-1\tIP address\t203.0.113.7\n"), "{listed}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&list).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let refused = harlens(&["sanitize", &file, "-o", "-", "--hide-people", "--people-list", &list]);
    assert_eq!(refused.status.code(), Some(2), "nothing is overwritten");
    assert_eq!(harlens(&["sanitize", &file, "-o", "-", "--people-list", "x"]).status.code(), Some(2));
}
