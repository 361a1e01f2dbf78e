//! Compares the diagnosis with the known truth about captures of many exporters.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use common::{harlens, shared, stdout};
use serde_json::Value;

fn diagnose(file: &Path) -> Value {
    let output = harlens(&["diagnose", "--format", "json", file.to_str().unwrap()]);
    let json: Value =
        serde_json::from_str(&stdout(&output)).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    json["files"][0].clone()
}

/// Each capture with its expected results.
fn captures(folder: &Path) -> Vec<(PathBuf, Value)> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder.join("har")).unwrap().map(|file| file.unwrap().path()) {
        if file.to_str().unwrap().ends_with(".review.json") {
            continue;
        }
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let truth = std::fs::read(folder.join("truth").join(format!("{name}.json"))).unwrap();
        found.push((file, serde_json::from_slice(&truth).unwrap()));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn by_entry(list: &Value) -> BTreeMap<u64, Vec<Value>> {
    let mut found: BTreeMap<u64, Vec<Value>> = BTreeMap::new();
    for item in list.as_array().unwrap() {
        found.entry(item["entry"].as_u64().unwrap()).or_default().push(item.clone());
    }
    found
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}

#[test]
fn every_failure_of_the_captures_is_found_and_none_invented() {
    let Some(folder) = shared("capture") else { return };
    for (file, truth) in captures(&folder) {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let found = diagnose(&file);
        assert_eq!(found["entries"], truth["summary"]["entries"], "{name}");
        let findings = by_entry(&found["findings"]);
        let undecided = by_entry(&found["undecided"]);
        let failed: BTreeMap<u64, &Value> = truth["entries"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| entry["expected_flag"] == true)
            .map(|entry| (entry["index"].as_u64().unwrap(), entry))
            .collect();
        let invented: Vec<_> = findings.keys().filter(|entry| !failed.contains_key(entry)).collect();
        assert!(invented.is_empty(), "{name}: invented {invented:?}");
        for (entry, truth) in failed {
            let place = format!("{name} entry {entry} ({})", text(&truth["case"]));
            if truth["flaggable_from_har"] == false {
                assert!(undecided.contains_key(&entry), "{place}: its body is not kept, and nothing says so");
                continue;
            }
            let found = findings.get(&entry).unwrap_or_else(|| panic!("{place}: missed"));
            let body = text(&truth["body_in_har"]);
            if !body.starts_with("absent") && !body.starts_with("empty") {
                users_match(&place, truth, found);
            }
        }
    }
}

fn users_match(place: &str, truth: &Value, found: &[Value]) {
    let failed: Vec<&Value> =
        truth["users"].as_array().unwrap().iter().filter(|user| user["expected_flag"] == true).collect();
    let wanted: BTreeSet<String> = failed.iter().map(|user| text(&user["email"])).collect();
    let got: BTreeSet<String> = found.iter().map(|finding| text(&finding["user"]["email"])).collect();
    if !wanted.is_empty() {
        assert_eq!(wanted, got, "{place}");
    }
    for user in failed {
        let finding = found.iter().find(|finding| finding["user"]["email"] == user["email"]).unwrap();
        assert_eq!(text(&finding["user"]["status"]), text(&user["status"]), "{place}");
        let errors = user["errors"].as_array().unwrap();
        let documented = errors.iter().any(|error| text(&error["inner_error"]) == "10991");
        if documented && truth["truncated_json"] != true {
            assert_eq!(finding["error"]["inner_code"], "10991", "{place}");
            assert_eq!(finding["rule"]["id"], "calling-email-exists", "{place}");
        }
        let is_wrapper = finding["error"]["code"] == "5302" && finding["error"]["inner_code"].is_null();
        if !documented && !is_wrapper {
            assert!(
                finding["rule"].is_null(),
                "{place}: explained, though its code is made up: {}",
                finding["rule"]
            );
        }
    }
}

#[test]
fn public_files_hold_no_onboard_or_license_failure() {
    let Some(folder) = shared("corpus") else { return };
    let mut opened = 0;
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if !file.extension().is_some_and(|extension| extension == "har" || extension == "harp") {
            continue;
        }
        let output = harlens(&["diagnose", "--format", "json", file.to_str().unwrap()]);
        let code = output.status.code();
        assert!(code == Some(0) || code == Some(2), "{}: {code:?}", file.display());
        if code == Some(0) {
            opened += 1;
            let json: Value = serde_json::from_str(&stdout(&output)).unwrap();
            assert_eq!(json["files"][0]["findings"], serde_json::json!([]), "{}", file.display());
            assert_eq!(json["files"][0]["undecided"], serde_json::json!([]), "{}", file.display());
        }
    }
    assert!(opened >= 56, "only {opened} of the public files were read");
}
