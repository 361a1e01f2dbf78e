//! Checks the dependencies: every crate comes from the public registry and has a permissive license that only
//! requires including its text. Known vulnerabilities are checked by `cargo audit`, which needs the network.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::process::Command;

use serde_json::Value;
use spdx::{Expression, LicenseReq, ParseMode};

/// Licenses that dependencies may have.
const ALLOWED: [&str; 11] = [
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ISC",
    "Zlib",
    "0BSD",
    "CC0-1.0",
    "Unicode-3.0",
    "Unlicense",
];

fn command(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output =
        Command::new(program).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Every crate built on this platform.
fn packages() -> Vec<Value> {
    let about = String::from_utf8(command("rustc", &["-vV"])).unwrap();
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let arguments = ["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host];
    let metadata: Value = serde_json::from_slice(&command(env!("CARGO"), &arguments)).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn is_allowed(request: &LicenseReq) -> bool {
    request.license.id().is_some_and(|license| ALLOWED.contains(&license.name))
}

#[test]
fn every_crate_is_licensed_freely_and_comes_from_the_registry() {
    let packages = packages();
    assert!(packages.len() > 50, "these are all of them");
    for package in &packages {
        let name = &package["name"];
        let license = package["license"].as_str().unwrap_or_else(|| panic!("{name} names no license"));
        let expression = Expression::parse_mode(license, ParseMode::LAX).unwrap();
        assert!(expression.evaluate(is_allowed), "{name} is licensed under {license}");
        let is_own = package["source"].is_null() && name == env!("CARGO_PKG_NAME");
        let source = package["source"].as_str().unwrap_or_default();
        assert!(is_own || source.starts_with("registry+"), "{name} comes from {source:?}");
    }
}

#[test]
fn other_licenses_are_told() {
    for license in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "LicenseRef-own"] {
        let expression = Expression::parse_mode(license, ParseMode::LAX).unwrap();
        assert!(!expression.evaluate(is_allowed), "{license}");
    }
}
