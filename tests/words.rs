//! The interface texts as a whole: none is unused, and none contains a key that users may have remapped.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use common::harness::{Harness, Setup};
use harlens::text::Lang;
use harlens::tui::action::{Action, BINDINGS};
use harlens::tui::keymap::Keymap;

const FILES: [&str; 2] = [include_str!("../assets/words/en.toml"), include_str!("../assets/words/ko.toml")];

/// Sections accessed by name, which other tests compare with the names.
const BY_NAME: [&str; 7] = ["synonyms", "actions", "hints", "terms", "chips", "about_columns", "recording"];

/// Texts with letters that are not keys of actions, or with fixed keys.
const OTHER_LETTERS: [&str; 7] = [
    // The copy menu, the column chooser and text input have fixed keys.
    "chooser.keys",
    "take.no_text_to_open",
    // The settings file shows how keys are written.
    "config.keys",
    "config.no_key",
    "explain.met_before",
    "terms.is",
    "terms.size",
];

/// An entry with a secret in it.
const HAR: &str = r#"{"log": {"entries": [{"request": {"method": "GET", "url": "https://h.example/",
    "headers": [{"name": "Cookie", "value": "id=31c4ba2f9a7d"}]}, "response": {"status": 200}}]}}"#;

fn texts(file: &str) -> Vec<(String, String, String)> {
    let sections: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(file).unwrap();
    let of_section = |(section, texts): (String, BTreeMap<String, String>)| {
        texts.into_iter().map(move |(name, text)| (section.clone(), name, text))
    };
    sections.into_iter().flat_map(of_section).collect()
}

fn source(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            source(&path, all);
        } else if !path.ends_with("text/words.rs") {
            all.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_word_is_said_somewhere() {
    let mut code = String::new();
    source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let said: BTreeSet<&str> =
        code.split('.').skip(1).map(|rest| rest.split(|c| !is_part(c)).next().unwrap()).collect();
    let mut texts = texts(FILES[0]);
    texts.retain(|(section, name, _)| !BY_NAME.contains(&section.as_str()) && !said.contains(name.as_str()));
    assert!(texts.is_empty(), "{texts:#?}");
}

#[test]
fn no_text_names_a_key_that_the_user_can_change() {
    let keys = BINDINGS.iter().flat_map(|binding| binding.keys).copied();
    let letters: BTreeSet<&str> =
        keys.filter(|key| key.len() == 1 && key.chars().all(char::is_alphabetic)).collect();
    let mut named = Vec::new();
    for (section, name, text) in FILES.iter().flat_map(|file| texts(file)) {
        let id = format!("{section}.{name}");
        let places: Vec<&str> = text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        for key in places.iter().filter_map(|place| place.strip_prefix("key:")) {
            assert!(BINDINGS.iter().any(|binding| binding.name == key), "{id}: no action is called {key}");
        }
        if OTHER_LETTERS.contains(&id.as_str()) {
            continue;
        }
        let plain: String =
            text.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect();
        let words = plain.split(|c: char| !(c.is_ascii_alphanumeric() || "-/_'".contains(c)));
        named.extend(
            words.filter(|word| letters.contains(word)).map(|word| format!("{id}: {word} in {text}")),
        );
    }
    assert!(named.is_empty(), "{named:#?}");
}

#[test]
fn texts_tell_the_keys_that_the_user_has_chosen() {
    let own = [
        (Action::NextView, "Ctrl-b"),
        (Action::Zoom, "Ctrl-y"),
        (Action::Mark, "Ctrl-k"),
        (Action::Compare, "Ctrl-o"),
        (Action::Secrets, "Ctrl-x"),
        (Action::Reverse, "Ctrl-r"),
    ];
    for lang in [Lang::En, Lang::Ko] {
        let setup = Setup { lang, ..Setup::default() };
        let mut harness = Harness::open_bytes("x.har", HAR.into(), setup);
        let own = own.iter().map(|(action, key)| (*action, vec![(*key).to_owned()])).collect();
        harness.app.keymap = Arc::new(Keymap::with_overrides(&own));
        for (pressed, told) in [("Ctrl-y", "Ctrl-y"), ("Ctrl-k", "Ctrl-o"), ("s", "Ctrl-r")] {
            harness.keys(&[pressed]);
            let notice = harness.app.notice.as_ref().unwrap().text.clone();
            assert!(notice.contains(told), "{notice}");
        }
        // An entry is rendered with the keys of that moment.
        harness.keys(&["Ctrl-y", "L", "L"]);
        let is_told = (0..8).any(|_| harness.keys(&["l"]).screen().contains("Ctrl-x"));
        assert!(is_told, "what hides secrets: {}", harness.screen());
    }
}
