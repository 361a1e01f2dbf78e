//! Captures that cannot be diagnosed: what they lack, and how to record them again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use harlens::diagnose::engine::Engine;
use harlens::diagnose::explain;
use harlens::diagnose::exporter::Exporter;
use harlens::diagnose::knowledge::Knowledge;
use harlens::diagnose::recapture::{Capture, Lack, Recapture};
use harlens::har::source::Source;
use harlens::har::store::Store;
use harlens::text::Lang;
use harlens::text::words::words;
use strum::IntoEnumIterator as _;

const PAGE: &str = r#"{"request": {"method": "GET", "url": "https://admin.webex.com/"},
    "response": {"status": 200, "content": {"mimeType": "text/html"}}, "_resourceType": "document"}"#;
const USERS: &str = r#"{"request": {"method": "GET", "url": "https://identity.webex.com/identity/scim/o/v2/Users"},
    "response": {"status": 200, "content": {"mimeType": "application/json", "text": "{}"}}}"#;
const SITE: &str =
    r#"{"request": {"method": "GET", "url": "https://www.example.com/"}, "response": {"status": 200}}"#;
const ONBOARD: &str = r#"{"request": {"method": "POST", "url": "https://atlas-a.wbx2.com/admin/api/v1/organizations/o/users/onboard"},
    "response": {"status": 200, "content": {"mimeType": "application/json", "size": 90TEXT}}}"#;

fn lost() -> String {
    ONBOARD.replace("TEXT", "")
}

fn good() -> String {
    let body = r#", "text": "{\"userResponse\":[{\"email\":\"kim@x.example\",\"status\":200}]}""#;
    ONBOARD.replace("TEXT", body)
}

fn har(creator: &str, entries: &[&str]) -> String {
    format!(
        r#"{{"log": {{"creator": {{"name": "{creator}", "version": "1"}}, "entries": [{}]}}}}"#,
        entries.join(",")
    )
}

fn recapture(har: String) -> Option<Recapture> {
    let store = Store::scan(Source::from_bytes("a.har", har.into_bytes()).unwrap()).unwrap();
    let diagnosis = Engine::new(Knowledge::builtin()).diagnose(&store);
    Capture::of(&diagnosis, &store).recapture()
}

#[test]
fn a_capture_lacks_what_it_lacks() {
    let lack = |har: String| recapture(har).map(|recapture| recapture.lack);
    assert_eq!(lack(har("x", &[])), Some(Lack::Entries));
    assert_eq!(lack(har("x", &[PAGE, USERS])), Some(Lack::Request));
    assert_eq!(lack(har("x", &[USERS])), Some(Lack::Beginning));
    let whole = har("x", &[PAGE, USERS]);
    assert_eq!(lack(whole[..whole.len() - 40].to_owned()), Some(Lack::End));
    assert_eq!(lack(har("x", &[PAGE, &lost(), &lost()])), Some(Lack::Bodies(2)));
    assert_eq!(lack(har("x", &[PAGE, &good()])), None);
    assert_eq!(lack(har("x", &[SITE])), None, "a capture of another site is not about Webex");
}

#[test]
fn the_steps_are_those_of_the_exporter() {
    let text = |creator: &str, entries: &[&str], lang| {
        explain::to_text(&explain::recapture(recapture(har(creator, entries)).unwrap(), lang), lang)
    };
    let firefox = text("Firefox", &[USERS], Lang::En);
    assert!(firefox.contains("1. ") && firefox.contains("Persist Logs"), "{firefox}");
    assert!(firefox.contains("harlens record") && firefox.contains("net-export"), "{firefox}");
    assert!(text("WebInspector", &[USERS], Lang::Ko).contains("HAR 내보내기"));
    let lost = text("Firefox", &[&lost()], Lang::En);
    assert!(lost.contains("responseBodyLimit") && !lost.contains("2. "), "{lost}");
}

#[test]
fn every_exporter_has_its_steps_in_both_languages() {
    let wanted: BTreeSet<String> = Exporter::iter()
        .flat_map(|exporter| ["prepare", "save"].map(|part| format!("{}_{part}", exporter.id())))
        .collect();
    for lang in [Lang::En, Lang::Ko] {
        let texts: BTreeSet<String> = words(lang).recording.keys().cloned().collect();
        assert_eq!(texts, wanted, "{lang:?}");
    }
}
