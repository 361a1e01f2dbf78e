use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::har::source::Source;
use crate::redact::Marks;

const TOKEN: &str = "Zk3vQ8xR1mT6yB9nW2cL";

fn opened(bytes: Vec<u8>) -> Option<Store> {
    Store::scan(Source::from_bytes("x", bytes).ok()?).ok()
}

/// The copy of a file, made the fast way or the plain one.
fn copied(store: &Store, options: &Options, is_thorough: bool) -> (String, Report) {
    let entries: Vec<usize> = (0..store.index.len()).collect();
    let frame = Frame::of(store).unwrap();
    let pass = Pass { is_thorough, ..Pass::new(store, &frame, &entries, options) };
    let mut go_on = |_| ControlFlow::Continue(());
    let learned = pass.learn(&mut go_on).unwrap().unwrap();
    let mut out = Vec::new();
    let report = pass.write(&learned, "x", &mut out, &mut go_on).unwrap().unwrap();
    (String::from_utf8(out).unwrap(), report)
}

fn assert_alike(name: &str, store: &Store, options: &Options) {
    let ((fast, report), (plain, expected)) = (copied(store, options, false), copied(store, options, true));
    let differs = fast.bytes().zip(plain.bytes()).position(|(one, other)| one != other);
    let near = |text: &str, at: usize| {
        String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(200)..(at + 60).min(text.len())])
            .into_owned()
    };
    if let Some(at) = differs {
        panic!("{name}: at {at}:\n{}\nand plainly\n{}", near(&fast, at), near(&plain, at));
    }
    assert_eq!(fast.len(), plain.len(), "{name}");
    assert_eq!(report, expected, "{name}");
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path()) {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// An optimized build takes the large ones, too.
#[test]
fn the_fast_way_replaces_what_the_plain_one_does_in_real_files() {
    let mut found = Vec::new();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    files(&project.join("../shared/data"), &mut found);
    files(&project.join("assets/samples"), &mut found);
    let most = if cfg!(debug_assertions) { 400_000 } else { u64::MAX };
    for path in found.iter().filter(|path| path.metadata().is_ok_and(|about| about.len() <= most)) {
        let Some(store) = fs::read(path).ok().and_then(opened) else { continue };
        assert_alike(
            &path.display().to_string(),
            &store,
            &Options { marks: Marks::with_key([1, 2]), ..Options::default() },
        );
    }
}

fn har(entries: &[serde_json::Value]) -> Vec<u8> {
    json!({"log": {"version": "1.2", "creator": {"name": "a", "version": "1"}, "entries": entries}})
        .to_string()
        .into_bytes()
}

fn entry(url: &str, value: &str, text: &str, mime: &str) -> serde_json::Value {
    json!({
        "startedDateTime": "2026-01-01T00:00:00Z", "time": 1,
        "request": {"method": "GET", "url": url, "headers": [{"name": "X-Note", "value": value}],
            "postData": {"mimeType": mime, "text": text}},
        "response": {"status": 200, "headers": [], "content": {"size": text.len(), "mimeType": mime, "text": text}},
        "_more": {value: text, "name": value, "value": text},
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_fast_way_replaces_what_the_plain_one_does_in_made_files(
        texts in prop::collection::vec(
            prop::collection::vec(prop_oneof![
                "(access|refresh|x-auth|session)[_-]?(token|key|code|id)s?",
                "(?i)(set-)?cookie|authorization|password|saml_?response|secret|pin|code|state|grant_type",
                "[:=?&#;,%\"'\\\\ \n]{1,3}|%3[dDfF]|%26|&quot;|://|@|_PF84_|\": \"|\",\"|\\{\"|\"\\}|name=\"",
                "(?i)bearer |basic |https://a.example/|eyJ|<input name=",
                "[A-Za-z0-9._-]{1,40}|홍길동|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
                Just(TOKEN.to_owned()),
                Just("WmszdlE4eFIxbVQ2eUI5blcyY0wgYW5kIG1vcmU=".to_owned()),
                Just("token=Zk3vQ8xR1mT6yB9nW2cL&".to_owned()),
            ], 0..7),
            1..6,
        ),
        mime in prop::sample::select(vec!["", "application/json", "text/html", "application/x-www-form-urlencoded"]),
        list_places: bool,
        hide_people: bool,
    ) {
        let texts: Vec<String> = texts.iter().map(|pieces| pieces.concat()).collect();
        let made: Vec<_> = texts.iter().zip(texts.iter().cycle().skip(1))
            .map(|(one, other)| entry(&format!("https://a.example/{one}"), other, one, mime)).collect();
        let store = opened(har(&made)).unwrap();
        assert_alike("made", &store, &Options { hide_people, list_places, marks: Marks::with_key([1, 2]), ..Options::default() });
    }
}

#[test]
fn a_value_that_is_secret_in_one_place_is_replaced_in_every_other() {
    let base64 = "WmszdlE4eFIxbVQ2eUI5blcyY0wgYW5kIG1vcmU=";
    let entries = [
        entry(&format!("https://a.example/{TOKEN}/x"), TOKEN, &format!("seen {TOKEN} there"), "text/plain"),
        entry(
            "https://a.example/y",
            "x",
            &format!("{{\"a\": \"{base64}\", \"{TOKEN}\": 1}}"),
            "application/json",
        ),
        entry(&format!("https://a.example/?access_token={TOKEN}"), "y", "", ""),
    ];
    let store = opened(har(&entries)).unwrap();
    let (copy, report) = copied(&store, &Options { list_places: true, ..Options::default() }, false);
    assert!(!copy.contains(TOKEN) && !copy.contains(base64), "{copy}");
    assert!(
        report.places.iter().any(|place| place.path == "request.headers[0].value"),
        "{:?}",
        report.places
    );
    let read: serde_json::Value = serde_json::from_str(&copy).unwrap();
    let content = &read["log"]["entries"][0]["response"]["content"];
    assert_eq!(content["size"], content["text"].as_str().unwrap().len());
    let again = copied(&opened(copy.clone().into_bytes()).unwrap(), &Options::default(), false).0;
    let before_comment = |copy: &str| copy[..copy.find("\"comment\":\"harlens").unwrap()].to_owned();
    assert_eq!(before_comment(&again), before_comment(&copy));
}

#[test]
fn words_dates_and_ids_are_not_looked_for_elsewhere() {
    for value in [
        "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10",
        "ATLAS_2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10_30",
        "20260101000000.000",
        "admin.webex.example.2026",
        "Administrator",
    ] {
        assert!(!super::super::values::is_distinct(value), "{value}");
    }
    assert!(super::super::values::is_distinct(TOKEN));
}
