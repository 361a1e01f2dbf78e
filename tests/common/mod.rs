//! What the integration tests share.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod harness;
pub mod planted;
pub mod pty;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A sample that comes with the project.
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

/// A folder of real captures that may stand beside the project; says loudly where it does not.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    // Not by the macro, whose output the test runner keeps to itself.
    let _ = writeln!(std::io::stderr(), "SKIPPED: the shared captures are not here ({})", path.display());
    None
}

/// The program, run without a terminal.
pub fn harlens(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// The program, ready to be run without a terminal; English, whatever the locale.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_harlens"));
    command.args(arguments).env("LC_ALL", "C");
    // whoever runs the tests may have knowledge of their own
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
