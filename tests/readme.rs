//! The generated parts of the README. `UPDATE_README=1 cargo test --test readme` updates them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fmt::Write as _;
use std::path::Path;

use common::{harlens, stdout};
use harlens::query::filter::table::TERMS;
use harlens::text::Lang;
use harlens::text::words::words;
use harlens::tui::action::{BINDINGS, shown};

/// The text between `<!-- name: … -->` and `<!-- /name -->`.
fn section<'a>(readme: &'a str, name: &str) -> (usize, &'a str) {
    let start = readme.find(&format!("<!-- {name}:")).unwrap();
    let start = start + readme[start..].find("-->\n").unwrap() + 4;
    let end = readme.find(&format!("<!-- /{name} -->")).unwrap();
    (start, &readme[start..end])
}

fn keys() -> String {
    let mut table = "| keys | what they do |\n|---|---|\n".to_owned();
    for binding in BINDINGS {
        // A `|` ends a table cell, even in code.
        let key = |key: &&str| format!("`{}`", shown(key).replace('|', "\\|"));
        let keys: Vec<_> = binding.keys.iter().map(key).collect();
        writeln!(table, "| {} | {} |", keys.join(" "), binding.description(words(Lang::En))).unwrap();
    }
    table
}

fn terms() -> String {
    let mut table = "| term | what it looks at |\n|---|---|\n".to_owned();
    for row in TERMS {
        let also: String = row.also.iter().map(|name| format!(", `{name}:`")).collect();
        let about = &words(Lang::En).terms[row.name];
        writeln!(table, "| `{}`{also} | {about} |", row.example).unwrap();
    }
    table
}

fn output() -> String {
    let file = "assets/samples/new-user-fails.har";
    let output =
        common::command(&["diagnose", file]).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    format!("```console\n$ harlens diagnose {file}\n{}```\n", stdout(&output))
}

#[test]
fn keys_and_output_are_those_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let mut readme = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    for (name, wanted) in [("keys", keys()), ("terms", terms()), ("output", output())] {
        let (start, kept) = section(&readme, name);
        if kept == wanted {
            continue;
        }
        assert!(
            std::env::var_os("UPDATE_README").is_some(),
            "README: {name} is out of date; UPDATE_README=1 cargo test --test readme writes it"
        );
        let end = start + kept.len();
        readme.replace_range(start..end, &wanted);
        std::fs::write(&path, &readme).unwrap();
    }
}

#[test]
fn every_command_of_the_readme_is_understood() {
    let help = stdout(&harlens(&["--help"]));
    for command in
        ["diagnose", "list", "body", "compare", "export", "curl", "check", "status", "knowledge", "sanitize"]
    {
        assert!(help.contains(command), "{command}");
        assert_eq!(harlens(&[command, "--help"]).status.code(), Some(0));
    }
}
