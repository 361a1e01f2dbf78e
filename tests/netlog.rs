//! Compares real NetLogs of a mock Control Hub with what its server received.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;

use common::{harlens, shared, stdout};
use harlens::har::body::response;
use harlens::har::store::Store;
use serde_json::Value;

/// The statuses of the server's requests by method and URL, in any order.
fn seen_by_server(log: &str) -> BTreeMap<(String, String), Vec<u64>> {
    let mut seen: BTreeMap<_, Vec<u64>> = BTreeMap::new();
    for line in log.lines() {
        let request: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| request[name].as_str().unwrap().to_owned();
        seen.entry((text("method"), text("url"))).or_default().push(request["status"].as_u64().unwrap_or(0));
    }
    seen.values_mut().for_each(|statuses| statuses.sort_unstable());
    seen
}

#[test]
fn every_request_of_the_server_is_there_with_its_status() {
    let Some(folder) = shared("netlog") else { return };
    for name in ["full-everything", "nav-everything", "nav-default", "nav-includesensitive"] {
        let store = Store::open(&folder.join(format!("{name}.json.gz"))).unwrap();
        let mut recorded: BTreeMap<_, Vec<u64>> = BTreeMap::new();
        for number in 0..store.index.len() {
            let entry = store.entry(number).unwrap();
            let status = entry.response.as_ref().and_then(|response| response.status).unwrap_or(0);
            let status = u64::try_from(status).unwrap();
            // The fragment is not sent to the server.
            let url = entry.request.url.split('#').next().unwrap().to_owned();
            recorded.entry((entry.request.method, url)).or_default().push(status);
        }
        let log = std::fs::read_to_string(folder.join(format!("{name}.server.jsonl"))).unwrap();
        for (request, statuses) in seen_by_server(&log) {
            let mut found = recorded.get(&request).cloned().unwrap_or_default();
            found.sort_unstable();
            // Requests answered from the cache never reach the server, so there may be more.
            let missing = statuses.iter().filter(|status| !found.contains(status)).count();
            assert!(
                missing == 0 && found.len() >= statuses.len(),
                "{name} {request:?}: {statuses:?} in {found:?}"
            );
        }
    }
}

#[test]
fn bodies_are_those_that_the_server_sent_where_the_log_has_them() {
    let Some(folder) = shared("netlog") else { return };
    let store = Store::open(&folder.join("nav-everything.json.gz")).unwrap();
    let with_body = (0..store.index.len()).filter(|number| {
        let entry = store.entry(*number).unwrap();
        response(&entry, &store.source).text().is_some_and(|text| text.contains("10991"))
    });
    assert!(with_body.count() >= 3);
    let default = Store::open(&folder.join("nav-default.json.gz")).unwrap();
    let entry = (0..default.index.len()).map(|number| default.entry(number).unwrap());
    let onboard = entry.into_iter().find(|entry| entry.request.url.ends_with("/users/onboard")).unwrap();
    assert!(response(&onboard, &default.source).text().is_none_or(str::is_empty));
}

#[test]
fn the_findings_are_those_of_the_captures_of_the_same_sessions() {
    let Some(folder) = shared("netlog") else { return };
    for (name, findings) in [("full-everything", 63), ("nav-everything", 7)] {
        let file = folder.join(format!("{name}.json.gz"));
        let output = harlens(&["diagnose", "--format", "json", file.to_str().unwrap()]);
        let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_eq!(report["files"][0]["findings"].as_array().unwrap().len(), findings, "{name}");
    }
}
