//! Checks the layers: a lower room (top-level module) never imports a higher one, and only one room uses the
//! terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each room with the rooms it may import.
const ROOMS: &[(&str, &[&str])] = &[
    ("worker", &[]),
    ("json_string", &[]),
    ("text", &["json_string", "worker"]),
    ("har_writer", &[]),
    ("record", &["har_writer", "worker"]),
    ("error", &["record", "har"]),
    ("folders", &[]),
    ("netlog", &["har_writer"]),
    ("saz", &["har_writer"]),
    ("har", &["json_string", "netlog", "saz"]),
    ("redact", &["json_string", "text", "error", "worker", "har"]),
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

/// Crates that only one room or file may use.
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

/// The code of a file without comments and unit tests.
fn code(source: &str) -> String {
    let tested = source.split("\n#[cfg(test)]\nmod tests").next().unwrap();
    tested.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The paths in a file that start with `crate`, `super` or `self`, with braces expanded.
fn paths(source: &str) -> Vec<Vec<String>> {
    let code = code(source);
    let mut found = Vec::new();
    for root in ["crate", "super", "self"] {
        for (at, _) in code.match_indices(&format!("{root}::")) {
            let before = &code[..at];
            // `pub(in crate::tui)` is not an import.
            let is_root = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            if is_root && !before.ends_with("in ") {
                expand(&code[at..], &mut Vec::new(), &mut found);
            }
        }
    }
    found
}

/// Parses one path and returns the rest.
fn expand<'a>(code: &'a str, prefix: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let depth = prefix.len();
    let mut rest = code.trim_start();
    loop {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        prefix.push(rest[..end].to_owned());
        match rest[end..].strip_prefix("::") {
            Some(next) if next.starts_with('{') => {
                rest = next;
                while let Some(next) = rest.strip_prefix(['{', ',']) {
                    rest = expand(next, prefix, found).trim_start();
                }
                rest = rest.strip_prefix('}').unwrap_or(rest);
                break;
            }
            Some(next) if next.starts_with(|c: char| c.is_alphabetic() || c == '_') => rest = next,
            _ => {
                rest = &rest[end..];
                // `name as other`
                if let Some(other) = rest.strip_prefix(" as ") {
                    let end = other.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(other.len());
                    rest = &other[end..];
                }
                // A trailing comma in a list in braces.
                if end > 0 {
                    found.push(prefix.clone());
                }
                break;
            }
        }
    }
    prefix.truncate(depth);
    rest
}

/// The file to which a path in another file refers.
fn target(file: &str, path: &[String], sources: &BTreeMap<String, String>) -> Option<String> {
    let own: Vec<&str> = file.strip_prefix("src/")?.strip_suffix(".rs")?.split('/').collect();
    let mut module: Vec<&str> = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "super" => own[..own.len() - 1].to_vec(),
        _ => own,
    };
    for name in &path[1..] {
        match name.as_str() {
            "super" => _ = module.pop(),
            name => module.push(name),
        }
    }
    let files = (1..=module.len()).rev().map(|count| format!("src/{}.rs", module[..count].join("/")));
    files.into_iter().find(|name| sources.contains_key(name)).filter(|name| name != file)
}

/// The files each file imports.
fn graph(sources: &BTreeMap<String, String>) -> BTreeMap<String, BTreeSet<String>> {
    let imports = |file: &String, source: &String| {
        paths(source).iter().filter_map(|path| target(file, path, sources)).collect()
    };
    sources.iter().map(|(file, source)| (file.clone(), imports(file, source))).collect()
}

/// The groups of files that import each other in a loop.
fn circles(graph: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<Vec<String>> {
    let reached = |from: &String| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(file) = next.pop() {
            next.extend(graph[file].iter().filter(|import| seen.insert((*import).clone())));
        }
        seen
    };
    let reach: BTreeMap<&String, BTreeSet<String>> = graph.keys().map(|file| (file, reached(file))).collect();
    let circle = |file: &&String| -> Vec<String> {
        reach[file].iter().filter(|other| reach[other].contains(*file)).cloned().collect()
    };
    graph.keys().map(|file| circle(&file)).filter(|circle| circle.len() > 1).collect()
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
        for path in paths(&source).iter().filter(|path| path[0] == "crate" && path.len() > 1) {
            let import = path[1].as_str();
            let is_room = rooms.contains_key(import);
            assert!(
                !is_room || import == own || allowed.contains(&import),
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

/// The layers of the terminal interface: each imports only layers below it.
const TUI: &[&[&str]] = &[
    &["action", "theme", "picture"],
    &["keymap", "widget"],
    &["page", "config"],
    &["message", "layout"],
    &["remembered", "state"],
    &["view", "worker"],
    &["run"],
];

/// The rooms that widgets may import: text and its appearance, nothing about captures.
const WIDGETS: &[&str] = &["text", "worker", "tui"];

/// Known import cycles; remove one from the list when it is broken up.
const CIRCLES: &[&[&str]] = &[];

#[test]
fn the_parts_of_the_interface_stand_on_each_other() {
    let floor = |part: &str| TUI.iter().position(|parts| parts.contains(&part));
    let part = |file: &str| room(file.trim_start_matches("src/tui/")).to_owned();
    for (file, imports) in graph(&sources()) {
        if !file.starts_with("src/tui/") {
            continue;
        }
        let own = floor(&part(&file)).unwrap_or_else(|| panic!("{file} is no part of the plan"));
        for import in imports.iter().filter(|import| import.starts_with("src/tui/")) {
            let is_lower = floor(&part(import)).is_some_and(|floor| floor < own);
            assert!(is_lower || part(import) == part(&file), "{file} may not import {import}");
        }
        for import in imports.iter().filter(|_| file.starts_with("src/tui/widget")) {
            assert!(WIDGETS.contains(&room(import)), "{file}: a widget may not import {import}");
        }
    }
}

#[test]
fn no_files_import_each_other_in_a_loop() {
    let found = circles(&graph(&sources()));
    let known: BTreeSet<Vec<String>> =
        CIRCLES.iter().map(|files| files.iter().map(|file| (*file).to_owned()).collect()).collect();
    let new: Vec<_> = found.difference(&known).collect();
    assert!(new.is_empty(), "these files import each other in a loop: {new:#?}");
    let open: Vec<_> = known.difference(&found).collect();
    assert!(open.is_empty(), "these circles are open: take them out of the list: {open:#?}");
}

#[test]
fn paths_are_seen() {
    let seen = |code: &str| paths(code).iter().map(|path| path.join("::")).collect::<Vec<_>>();
    assert_eq!(
        seen("use crate::{\n  har::{a, b},\n  text,\n};\ncrate::error::E"),
        ["crate::har::a", "crate::har::b", "crate::text", "crate::error::E"]
    );
    assert_eq!(seen("use super::text as t;\nself::x::y()"), ["super::text", "self::x::y"]);
    assert!(seen("// crate::tui\npub(in crate::tui) fn f()").is_empty());
}

#[test]
fn circles_are_seen() {
    let graph = [("a", vec!["b"]), ("b", vec!["c"]), ("c", vec!["b"])];
    let graph = graph.map(|(file, imports)| {
        (file.to_owned(), imports.into_iter().map(str::to_owned).collect::<BTreeSet<_>>())
    });
    let found = circles(&graph.into_iter().collect());
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [["b".to_owned(), "c".to_owned()]]);
}

#[test]
fn threads_start_in_one_room() {
    for (file, source) in sources() {
        let code = source.split("#[cfg(test)]").next().unwrap();
        let starts = ["thread::spawn", "thread::Builder"].iter().any(|start| code.contains(start));
        // `har` is meant to become a separate crate and therefore does not use `worker`'s threads.
        let may_start = ["src/worker", "src/har/"].iter().any(|room| file.starts_with(room));
        assert!(!starts || may_start, "{file}: start threads by crate::worker");
    }
}
