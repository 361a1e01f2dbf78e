//! Who may import whom: a lower room never imports a higher one, and only one room knows the terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room with the rooms it may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("worker", &[]),
    ("text", &["worker"]),
    ("har_writer", &[]),
    ("record", &["har_writer", "worker"]),
    ("error", &["record", "har"]),
    ("folders", &[]),
    ("netlog", &["har_writer"]),
    ("har", &["netlog"]),
    ("redact", &["text", "error", "worker", "har"]),
    ("diagnose", &["text", "error", "worker", "folders", "har", "redact"]),
    ("query", &["text", "error", "worker", "har", "redact", "diagnose"]),
    ("compare", &["text", "error", "worker", "har", "redact", "diagnose", "query"]),
    ("export", &["text", "error", "worker", "har", "redact", "diagnose", "query"]),
    ("report", &["text", "error", "worker", "har", "redact", "diagnose", "query", "export"]),
    ("case", &["text", "error", "worker", "har", "redact", "diagnose", "query", "export", "report"]),
    (
        "cli",
        &[
            "text", "error", "worker", "folders", "har", "redact", "diagnose", "query", "compare", "export",
            "record", "report", "case",
        ],
    ),
    (
        "tui",
        &[
            "text", "error", "worker", "folders", "har", "redact", "diagnose", "query", "compare", "export",
            "case",
        ],
    ),
];

/// Crates that only one room, or one file, may name.
const ONLY: &[(&str, &str)] = &[
    ("ratatui", "src/tui"),
    ("crossterm", "src/tui"),
    ("arboard", "src/tui"),
    ("etcetera", "src/folders.rs"),
    ("fuzzy_matcher", "src/query/fuzzy.rs"),
    ("clap", "src/cli"),
];

fn sources() -> BTreeMap<String, String> {
    fn collect(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
        for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if file.is_dir() {
                collect(&file, root, found);
            } else {
                let name = file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read_to_string(&file).unwrap());
            }
        }
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeMap::new();
    collect(&root.join("src"), &root, &mut found);
    found
}

fn room(file: &str) -> &str {
    let inner = file.trim_start_matches("src/");
    inner.split(['/', '.']).next().unwrap()
}

/// The crate's own rooms a file names: `crate::har::…`, also inside `use crate::{har::…, text}`.
fn imports(source: &str) -> Vec<String> {
    let code: String =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            let mut at_start = true;
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => at_start = true,
                    _ => {}
                }
                if depth == 0 && at_start {
                    if c.is_alphanumeric() || c == '_' {
                        name.push(c);
                    } else if !name.is_empty() {
                        found.push(std::mem::take(&mut name));
                        at_start = false;
                    }
                }
            }
            found.extend((!name.is_empty()).then_some(name));
        } else {
            found.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn a_lower_room_never_imports_a_higher_one() {
    let rooms: BTreeMap<_, _> = ROOMS.iter().copied().collect();
    for (file, source) in sources() {
        let own = room(&file);
        if ["lib", "main"].contains(&own) {
            continue;
        }
        let allowed = rooms.get(own).unwrap_or_else(|| panic!("{file}: {own} is no room of the plan"));
        for import in imports(&source) {
            let is_room = rooms.contains_key(import.as_str());
            assert!(
                !is_room || import == own || allowed.contains(&import.as_str()),
                "{file}: {own} may not import {import}"
            );
        }
    }
}

#[test]
fn only_one_room_knows_each_outer_library() {
    for (file, source) in sources() {
        for (library, place) in ONLY {
            let names_it = source.contains(&format!("{library}::"));
            assert!(!names_it || file.starts_with(place), "{file} names {library}; only {place} may");
        }
    }
}

#[test]
fn imports_are_seen() {
    assert_eq!(
        imports("use crate::{\n  har::{a, b},\n  text,\n};\ncrate::error::E"),
        ["har", "text", "error"]
    );
    assert!(imports("// crate::tui").is_empty());
}
