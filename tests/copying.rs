//! Copying, exporting and opening in other programs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use harlens::tui::message::copy::CopyItem;
use std::fs;
use std::ops::ControlFlow;

use common::harness::{Harness, Setup};
use common::{harlens, sample, shared, stderr, stdout};
use harlens::export::{self, Form, Secrets};
use harlens::har::source::Source;
use harlens::har::store::Store;
use harlens::text::Lang;
use harlens::tui::picture::Protocol;
use harlens::tui::state::overlay::Overlay;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

fn open(name: &str, setup: Setup) -> Harness {
    Harness::open(&sample(name), setup)
}

/// A HAR with one entry whose response has this body.
fn with_body(mime: &str, text: &str) -> Vec<u8> {
    json!({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [{
        "startedDateTime": "2026-11-21T10:00:00Z", "time": 1,
        "request": {"method": "GET", "url": "https://a.example/x", "headers": [
            {"name": "Authorization", "value": "Bearer s3cr3t"}, {"name": "Accept-Encoding", "value": "br"}]},
        "response": {"status": 200, "headers": [], "content": {"mimeType": mime, "text": text}}}]}})
    .to_string()
    .into_bytes()
}

#[test]
fn both_menus_in_both_languages() {
    for (lang, name) in [(Lang::En, "en"), (Lang::Ko, "ko")] {
        for size in [(80, 24), (120, 36)] {
            let mut harness = open("new-user-fails.har", Setup { size, lang, ..Setup::default() });
            for (key, menu) in [("c", "copy"), ("e", "export")] {
                harness.keys(&[key]);
                insta::assert_snapshot!(format!("{menu}-{name}-{}x{}", size.0, size.1), harness.screen());
                harness.keys(&["Esc"]);
            }
        }
    }
}

#[test]
fn every_letter_copies_what_it_says() {
    let mut harness = open("new-user-fails.har", Setup::default());
    harness.keys(&["Enter", "g", "j", "j"]);
    let wanted = [
        ("d", "What to do"),
        ("t", "# Support case: new-user-fails"),
        ("u", "https://atlas-a.wbx2.example/admin/api/v1/organizations/"),
        ("c", "curl 'https://atlas-a.wbx2.example/"),
        ("w", "curl.exe --config $request"),
        ("r", "POST https://atlas-a.wbx2.example/"),
        ("a", "200"),
        ("b", "\"errorCode\": 5302"),
        ("p", "kim.minjun@corp.example"),
        ("v", "kim.minjun@corp.example"),
        ("k", "$[0].email"),
        ("i", "ATLAS_b08b4631-6907-4cd0-ad65-c6513301345a_11\nATLAS_b08b4631-6907-4cd0-ad65-c6513301345a_30"),
        ("h", "\"entries\""),
        ("m", "| entry | method | url | status | size | time |\n|---|---|---|---|---|---|\n| 10 | POST |"),
    ];
    assert_eq!(wanted.len(), CopyItem::MENU.len());
    for (letter, text) in wanted {
        harness.keys(&["c", letter]);
        let copied = harness.copied.last().unwrap();
        assert!(copied.contains(text), "{letter}: {copied}");
        assert!(!copied.contains("SAMPLE-NOT-A-REAL-TOKEN"), "{letter}");
        assert!(harness.screen().contains("copied to the clipboard"), "{letter}: {}", harness.screen());
    }
    let har: Value = serde_json::from_str(&harness.copied[12]).unwrap();
    assert_eq!(har["log"]["entries"].as_array().unwrap().len(), 1);
    harness.keys(&["c", "R"]);
    assert!(harness.copied.last().unwrap().contains("SAMPLE-NOT-A-REAL-TOKEN"));
    assert!(harness.screen().contains("Request headers (with secrets) copied"), "{}", harness.screen());
}

#[test]
fn only_what_is_there_can_be_chosen() {
    let mut harness = open("new-user-fails.har", Setup::default());
    harness.keys(&["Home", "j", "j", "c"]);
    let screen = harness.screen();
    assert_eq!(harness.style_of("URL"), harness.style_of("Request headers"));
    assert_ne!(harness.style_of("URL"), harness.style_of("Request body"), "{screen}");
    for (letter, what) in [("p", "Request body"), ("b", "Response body"), ("v", "JSON value")] {
        harness.keys(&["Esc", "c", letter]);
        assert!(harness.screen().contains(&format!("has none: {what}")), "{}", harness.screen());
    }
    assert!(harness.copied.is_empty());
    harness.keys(&["c", "Down", "x"]);
    assert!(harness.app.overlay.is_none() && harness.copied.is_empty(), "a letter of none closes");
}

#[test]
fn what_the_screen_shows_is_copied_only_where_that_is_true() {
    let har = with_body("application/json", r#"{"access_token":"s3cr3t","user":"a"}"#);
    let mut harness = Harness::open_bytes("a.har", har, Setup::default());
    harness.keys(&["Right", "Right", "Right", "Enter", "g", "j", "c", "V"]);
    assert!(
        harness.copied.is_empty() && harness.screen().contains("X shows them, then V"),
        "{}",
        harness.screen()
    );
    harness.keys(&["v", "Y"]);
    assert!(harness.copied.is_empty() && harness.screen().contains("X shows them, then Y"));
    harness.keys(&["v", "j", "y"]);
    assert_eq!(harness.copied.pop().unwrap(), "  \"access_token\": \"REDACTED\",\n  \"user\": \"a\"");
    harness.keys(&["X", "g", "j", "c", "v"]);
    assert!(
        harness.copied.is_empty() && harness.screen().contains("X hides them; V copies"),
        "{}",
        harness.screen()
    );
    harness.keys(&["c", "V"]);
    assert_eq!(harness.copied.pop().unwrap(), "s3cr3t");
    harness.keys(&["v", "y"]);
    assert!(harness.copied.is_empty() && harness.screen().contains("X hides them; Y copies"));
    harness.keys(&["Y"]);
    assert_eq!(harness.copied.pop().unwrap(), "  \"access_token\": \"s3cr3t\",", "the lines stayed selected");
    harness.keys(&["Y"]);
    assert!(harness.screen().contains("v begins to select"));
    harness.keys(&["c", "b"]);
    assert_eq!(harness.copied.pop().unwrap(), r#"{"access_token":"REDACTED","user":"a"}"#);
}

#[test]
fn what_is_too_large_or_no_text_is_offered_as_a_file() {
    let text = format!("[{}1]", "12345678,".repeat(200_000));
    let mut harness = Harness::open_bytes("big.har", with_body("application/json", &text), Setup::default());
    harness.keys(&["c", "b"]);
    assert!(harness.screen().contains("saves it as big-0-body.json"), "{}", harness.screen());
    harness.keys(&["Esc", "c", "b", "Enter"]);
    assert!(harness.screen().contains("big-0-body.json is written"), "{}", harness.screen());
    assert_eq!(fs::read_to_string(harness.folder.path().join("big-0-body.json")).unwrap(), text);
    assert_eq!(fs::read_dir(harness.folder.path()).unwrap().count(), 1, "Esc saves nothing");
    assert!(harness.copied.is_empty());
    let har = json!({"log": {"entries": [{"request": {"method": "GET", "url": "https://a.example/i"}, "response":
        {"status": 200, "content": {"mimeType": "image/png", "encoding": "base64", "text": "iVBORw0KGgoAAAA="}}}]}});
    let mut harness = Harness::open_bytes("i.har", har.to_string().into_bytes(), Setup::default());
    harness.keys(&["c", "b", "Enter", "o"]);
    assert!(
        harness.shown.is_empty() && harness.screen().contains("e then b saves it"),
        "{}",
        harness.screen()
    );
    assert!(harness.folder.path().join("i-0-body.png").exists());
}

#[test]
fn what_is_listed_is_exported_in_its_order_and_nothing_is_overwritten() {
    let mut harness = open("several-users.har", Setup::default());
    let path = |harness: &Harness, name: &str| harness.folder.path().join(name);
    harness.keys(&["2", "s", "s", "e"]);
    let screen = harness.screen();
    assert!(screen.contains("HAR: several-users-export.har"), "{screen}");
    let listed: Vec<String> = (0..harness.app.list.len())
        .map(|position| {
            let number = harness.app.list.number_at(position).unwrap();
            harness.app.index.get(number).unwrap().started.to_string()
        })
        .collect();
    assert!(listed.len() > 1 && listed.len() < harness.app.index.len());
    harness.keys(&["h", "Enter"]);
    assert!(harness.screen().contains("several-users-export.har is written"), "{}", harness.screen());
    let store = Store::open(&path(&harness, "several-users-export.har")).unwrap();
    assert!(store.outcome.anomalies.is_empty(), "{:?}", store.outcome.anomalies);
    let written: Vec<String> = store.index.iter().map(|(_, summary)| summary.started.to_string()).collect();
    assert_eq!(written, listed);
    harness.keys(&["e"]);
    assert!(harness.screen().contains("HAR: several-users-export-2.har"), "the name that will be");
    harness.keys(&["H"]);
    assert!(path(&harness, "several-users-export-2.har").exists());
    harness.keys(&["e", "c", "e", "n", "e", "m", "e", "a", "e", "b"]);
    let text =
        |name: &str| fs::read_to_string(path(&harness, &format!("several-users-export.{name}"))).unwrap();
    assert!(text("csv").starts_with("entry,started,method,url,status,mime_type,resource_type,size,time\r\n"));
    assert_eq!(text("csv").lines().count(), listed.len() + 1);
    let first: Value = serde_json::from_str(text("ndjson").lines().next().unwrap()).unwrap();
    assert_eq!(first["started"], listed[0]);
    assert_eq!(text("md").lines().count(), listed.len() + 2);
    assert!(fs::read_dir(path(&harness, "several-users-bodies")).unwrap().count() > 0);
    #[cfg(unix)]
    for name in ["several-users-export.har", "several-users-export.csv"] {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(path(&harness, name)).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_running_export_is_shown_and_stopped() {
    use harlens::tui::message::event::Event;
    use harlens::tui::message::export::ExportOutcome;
    let mut harness = open("several-users.har", Setup::default());
    harness.keys(&["e", "h", "Enter"]);
    // As exporting a large file reports it.
    harness.event(Event::Export(ExportOutcome::Done(34)));
    harness.keys(&["e"]);
    assert!(harness.screen().contains("34 %") && harness.screen().contains("Esc stops it"));
    harness.keys(&["Esc"]);
    harness.event(Event::Export(ExportOutcome::Stopped));
    assert!(harness.screen().contains("nothing of it stays") && harness.app.overlay.is_none());
}

#[test]
fn the_body_opens_elsewhere_clean_and_without_secrets() {
    let text = "{\"access_token\":\"s3cr3t\",\"a\":\"\u{1b}[31m\u{202e}\"}";
    let mut harness = Harness::open_bytes("a.har", with_body("text/plain", text), Setup::default());
    harness.keys(&["o", "X", "o"]);
    let shown: Vec<String> =
        harness.shown.iter().map(|sheet| fs::read_to_string(sheet.path()).unwrap()).collect();
    assert!(shown[0].contains("REDACTED") && !shown[0].contains("s3cr3t"), "{shown:?}");
    assert!(shown[1].contains("s3cr3t"), "{shown:?}");
    assert!(shown.iter().all(|text| text.chars().all(harlens::text::clean::is_plain_or_line_feed)));
    harness.keys(&["X", "p"]);
    assert!(harness.printed[0].contains("entry 0 · Overview"), "{:?}", harness.printed);
    assert!(harness.printed[0].contains("https://a.example/x") && !harness.printed[0].contains("s3cr3t"));
    // Only Enter has an effect now.
    harness.keys(&["q", "j"]);
    assert!(matches!(harness.app.overlay, Some(Overlay::Printed)) && !harness.has_quit);
    harness.keys(&["Enter"]);
    assert!(harness.app.overlay.is_none());
}

/// However damaged a file is, its export is valid JSON, a HAR, and has all entries.
#[test]
fn any_file_is_exported_as_a_sound_har() {
    let Some(folder) = shared("odd") else { return };
    let mut count = 0;
    for file in harlens::har::folder::files(&folder).unwrap() {
        if fs::metadata(&file).unwrap().len() > 1 << 20 {
            continue;
        }
        let Ok(store) = Store::open(&file) else { continue };
        let entries: Vec<usize> = (0..store.index.len()).rev().collect();
        for secrets in [Secrets::Replaced, Secrets::Kept] {
            let (mut out, name) = (Vec::new(), file.display().to_string());
            let go_on = &mut |_| ControlFlow::Continue(());
            export::write(&store, &entries, (Form::Har, secrets), &name, &mut out, go_on).unwrap();
            // A lone surrogate is valid JSON, though not valid text.
            let sound = serde_json::from_slice::<IgnoredAny>(&out);
            assert!(sound.is_ok(), "{name}: {sound:?}");
            let Ok(har) = serde_json::from_slice::<Value>(&out) else { continue };
            assert_eq!(har["log"]["entries"].as_array().unwrap().len(), entries.len(), "{name}");
            assert!(har["log"]["version"].is_string() && har["log"]["creator"]["name"].is_string(), "{name}");
            let again = Store::scan(Source::from_bytes(&name, out).unwrap());
            assert!(entries.is_empty() || again.unwrap().index.len() == entries.len(), "{name}");
        }
        count += 1;
    }
    assert!(count > 10, "only {count}");
}

#[test]
fn the_same_without_a_terminal() {
    let file = sample("several-users.har");
    let file = file.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.har");
    let arguments = ["export", file, "--filter", "is:failed", "--sort", "-number", "--format", "har"];
    let done = harlens(&[&arguments[..], &["-o", out.to_str().unwrap()]].concat());
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let again = harlens(&[&arguments[..], &["-o", out.to_str().unwrap()]].concat());
    assert_eq!(again.status.code(), Some(2), "nothing is overwritten");
    let count = |arguments: &[&str]| stdout(&harlens(arguments)).trim().to_owned();
    assert_eq!(
        count(&["list", out.to_str().unwrap(), "--count"]),
        count(&["list", file, "--filter", "is:failed", "--count"])
    );
    assert_eq!(harlens(&["check", out.to_str().unwrap()]).status.code(), Some(0), "a sound HAR");
    let list: Value =
        serde_json::from_str(&stdout(&harlens(&["list", file, "--format", "json", "--sort", "-time"])))
            .unwrap();
    let lines = stdout(&harlens(&["export", file, "--format", "ndjson", "--sort", "-time"]));
    for (row, line) in list["entries"].as_array().unwrap().iter().zip(lines.lines()) {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!((&row["entry"], &row["url"]), (&line["entry"], &line["url"]));
    }
    let wrong = harlens(&["export", file, "--format", "csv", "--filter", "stauts:1"]);
    assert_eq!(wrong.status.code(), Some(2));
    let none = harlens(&["curl", file, "999"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(stdout(&harlens(&["curl", file, "0", "--powershell"])).contains("curl.exe --config"));
}

#[test]
fn a_picture_is_printed_as_one_where_the_terminal_can() {
    let png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let mut har: Value = serde_json::from_slice(&with_body("image/png", png)).unwrap();
    har["log"]["entries"][0]["response"]["content"]["encoding"] = "base64".into();
    let mut harness = Harness::open_bytes("a.har", har.to_string().into_bytes(), Setup::default());
    harness.keys(&["Right", "Right", "Right"]);
    assert!(harness.screen().contains("1 × 1"), "{}", harness.screen());
    harness.keys(&["p", "Enter"]);
    let printed = harness.printed.pop().unwrap();
    assert!(printed.contains("cannot show the picture here; e saves it in a file"), "{printed}");
    harness.app.pictures = Some(Protocol::Kitty);
    harness.keys(&["p", "Enter"]);
    let printed = harness.printed.pop().unwrap();
    assert!(printed.contains(&format!("\u{1b}_Ga=T,f=100,q=2,c=1,m=0;{png}\u{1b}\\")), "{printed}");
    harness.keys(&["t", "p", "Enter"]);
    assert!(!harness.printed.pop().unwrap().contains('\u{1b}'), "its bytes are text");
}
