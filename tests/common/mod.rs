//! Helpers shared by the integration tests.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod harness;
pub mod planted;
pub mod pty;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A sample of the project.
pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples").join(name)
}

/// All samples, by name.
pub fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples");
    let mut found: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    found.sort();
    found
}

/// A folder of real captures next to the project; prints a notice if it is missing.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    // Not with the macro, whose output the test runner captures.
    let _ = writeln!(std::io::stderr(), "SKIPPED: the shared captures are not here ({})", path.display());
    None
}

/// Runs the program without a terminal.
pub fn harlens(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// The program, to be run without a terminal; in English, whatever the locale.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_harlens"));
    command.args(arguments).env("LC_ALL", "C");
    // The person running the tests may have user-defined knowledge.
    command.env("HARLENS_CONFIG_DIR", env!("CARGO_TARGET_TMPDIR"));
    command
}

/// Standard output as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
