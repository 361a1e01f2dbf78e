//! The knowledge commands and user-defined knowledge, run as a process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{command, harlens, sample, stderr, stdout};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A HAR of one rejected POST to a billing API unrelated to Webex.
fn billing(folder: &Path, answer: &str) -> PathBuf {
    let har = json!({"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": [{
        "startedDateTime": "2026-11-21T10:00:00.000Z", "time": 12,
        "request": {"method": "POST", "url": "https://pay.example/v2/accounts/4711/bills", "httpVersion": "h2",
            "headers": [], "queryString": [], "cookies": [], "headersSize": -1, "bodySize": 2,
            "postData": {"mimeType": "application/json", "text": "{}"}},
        "response": {"status": 422, "statusText": "", "httpVersion": "h2", "headers": [], "cookies": [],
            "redirectURL": "", "headersSize": -1, "bodySize": -1,
            "content": {"size": answer.len(), "mimeType": "application/json", "text": answer}},
        "cache": {}, "timings": {"send": 0, "wait": 12, "receive": 0}
    }]}});
    let path = folder.join("billing.har");
    fs::write(&path, har.to_string()).unwrap();
    path
}

const FAULT: &str = r#"{"fault":{"code":"E42","detail":"The account of kim@corp.example is closed"}}"#;

const OWN: &str = r#"format = 1
[[source]]
id = "handbook"
title = "Billing handbook, chapter 7"
link = "https://wiki.example/billing"
[[endpoint]]
id = "bills"
kind = "other"
methods = ["POST"]
path = "/accounts/{id}/bills"
[[rule]]
id = "account-closed"
severity = "warning"
when = [{ endpoint = ["bills"], code = "E42" }]
sources = [{ id = "handbook", basis = "documented" }]
[rule.en]
title = "The account is closed"
cause = "A closed account gets no bills."
actions = ["Open the account again."]
[rule.samples]
yes = [{ endpoint = "bills", code = "E42", http_status = 422 }]
no = [{ endpoint = "bills", code = "E43" }, { code = "E42" }]
"#;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn one_file_explains_an_error_of_an_api_that_has_nothing_to_do_with_webex() {
    let folder = TempDir::new().unwrap();
    let har = billing(folder.path(), FAULT);
    let unexplained = harlens(&["diagnose", text(&har)]);
    assert_eq!(unexplained.status.code(), Some(0));
    assert!(stdout(&unexplained).contains("no onboard or license request"));

    let own = folder.path().join("billing.toml");
    fs::write(&own, OWN).unwrap();
    assert_eq!(
        stdout(&harlens(&["knowledge", "check", text(&own)])),
        format!("{}: 3 items, 0 faults\n", text(&own))
    );
    let json = harlens(&["diagnose", "--format", "json", "--knowledge", text(&own), text(&har)]);
    let found: Value = serde_json::from_str(&stdout(&json)).unwrap();
    let finding = &found["files"][0]["findings"][0];
    assert_eq!(finding["rule"]["id"], "account-closed", "{found:#}");
    assert_eq!(
        (&finding["kind"], &finding["endpoint"], &finding["severity"]),
        (&json!("other"), &json!("bills"), &json!("warning"))
    );
    assert_eq!(finding["error"]["code"], "E42");
    for lang in ["en", "ko"] {
        let told = stdout(&harlens(&["--knowledge", text(&own), "diagnose", "--lang", lang, text(&har)]));
        assert!(told.contains("The account is closed") && told.contains("chapter 7"), "{told}");
    }
}

#[test]
fn files_of_the_folder_are_read_and_a_broken_one_only_loses_itself() {
    let folder = TempDir::new().unwrap();
    let har = billing(folder.path(), FAULT);
    fs::create_dir(folder.path().join("knowledge")).unwrap();
    fs::write(folder.path().join("knowledge/a.toml"), "format = 1\n[[rule]]\nid = 'x'\n").unwrap();
    fs::write(folder.path().join("knowledge/b.toml"), OWN).unwrap();
    fs::write(folder.path().join("knowledge/c.toml"), "format = 7\n").unwrap();
    fs::write(folder.path().join("knowledge/notes.txt"), "no knowledge").unwrap();
    let run =
        |arguments: &[&str]| command(arguments).env("HARLENS_CONFIG_DIR", folder.path()).output().unwrap();
    let told = run(&["diagnose", text(&har)]);
    assert!(stdout(&told).contains("The account is closed"), "{}", stdout(&told));
    let said = stderr(&told);
    assert!(
        said.contains("a.toml:2: missing field") && said.contains("c.toml:1: format 7 is newer"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(stdout(&run(&["knowledge", "path"])).trim_end().ends_with("knowledge"));

    let listed: Value =
        serde_json::from_str(&stdout(&run(&["knowledge", "list", "--format", "json"]))).unwrap();
    let own = |item: &&Value| item["id"] == "account-closed";
    let item = listed["items"].as_array().unwrap().iter().find(own).unwrap();
    assert_eq!(
        (&item["what"], &item["built_in"], &item["line"]),
        (&json!("rule"), &json!(false), &json!(11))
    );
    assert_eq!(listed["faults"].as_array().unwrap().len(), 2);
    let table = stdout(&run(&["knowledge", "list"]));
    assert!(table.lines().any(|line| line.starts_with("rule ") && line.contains("calling-email-exists")));
    let shown = stdout(&run(&["knowledge", "show", "account-closed"]));
    for part in
        ["The account is closed", "endpoint = bills, code = E42", "1 for it, 2 against it", "b.toml:11"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn an_item_of_the_same_id_replaces_the_built_in_one() {
    let folder = TempDir::new().unwrap();
    let own = folder.path().join("own.toml");
    let rule = OWN
        .replace("account-closed", "calling-email-exists")
        .replace(r#"{ endpoint = ["bills"], code = "E42" }"#, r#"{ inner_code = "10991" }"#);
    fs::write(&own, rule).unwrap();
    let file = sample("new-user-fails.har");
    let told = stdout(&harlens(&["diagnose", "--knowledge", text(&own), text(&file)]));
    assert!(told.contains("The account is closed") && !told.contains("Carrier"), "{told}");
    let shown = stdout(&harlens(&["knowledge", "--knowledge", text(&own), "show", "calling-email-exists"]));
    assert!(shown.contains("Replaces an earlier item"), "{shown}");
}

#[test]
fn a_new_rule_is_written_from_an_entry_and_works_as_it_is() {
    let folder = TempDir::new().unwrap();
    for answer in [FAULT, r#"{"detail":"Bill 17 of kim@corp.example is locked (Bearer abcdefghijklmnop)"}"#] {
        let har = billing(folder.path(), answer);
        let draft = stdout(&harlens(&["knowledge", "new", text(&har), "0"]));
        assert!(
            draft.contains(r#"path = "/v2/accounts/{id}/bills""#) && !draft.contains("abcdefgh"),
            "{draft}"
        );
        let own = folder.path().join("draft.toml");
        fs::write(&own, &draft).unwrap();
        let check = || harlens(&["knowledge", "check", text(&own)]);
        let unfilled = check();
        assert_eq!(unfilled.status.code(), Some(1), "{draft}");
        assert!(
            stdout(&unfilled).contains("TODO: this text is still to be written"),
            "{}",
            stdout(&unfilled)
        );
        let filled = draft.replace("TODO: ", "").replace("\"https://\"", "\"https://bills.example/errors\"");
        fs::write(&own, filled).unwrap();
        let checked = check();
        assert_eq!(checked.status.code(), Some(0), "{}{draft}", stdout(&checked));
        let told = stdout(&harlens(&["diagnose", "--knowledge", text(&own), text(&har)]));
        assert!(told.contains("one line"), "{told}{draft}");
    }
    let fine = harlens(&["knowledge", "new", text(&sample("nothing-fails.har")), "0"]);
    assert_eq!(fine.status.code(), Some(2));
    assert!(stderr(&fine).contains("did not fail"), "{}", stderr(&fine));
}

#[test]
fn an_unknown_error_names_the_way_to_a_rule() {
    let file = sample("new-user-fails.har");
    assert!(!stdout(&harlens(&["diagnose", text(&file)])).contains("knowledge new"));
    let folder = TempDir::new().unwrap();
    let unknown = folder.path().join("unknown.har");
    let har = fs::read_to_string(&file).unwrap().replace("10991", "19999");
    fs::write(&unknown, har).unwrap();
    let told = stdout(&harlens(&["diagnose", text(&unknown)]));
    let last = told.lines().last().unwrap();
    assert!(last.contains(&format!("`harlens knowledge new {} 10`", text(&unknown))), "{last}");
}

#[test]
fn wrong_usage_says_what_would_be_right() {
    let missing = harlens(&["diagnose", "--knowledge", "no-such.toml", text(&sample("nothing-fails.har"))]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("cannot read no-such.toml"));
    let unknown = harlens(&["knowledge", "show", "calling-email-exist"]);
    assert_eq!(unknown.status.code(), Some(2));
    let said = stderr(&unknown);
    assert!(
        said.contains("did you mean calling-email-exists") && said.contains("harlens knowledge list"),
        "{said}"
    );
    let folder = TempDir::new().unwrap();
    let broken = folder.path().join("broken.toml");
    fs::write(
        &broken,
        OWN.replace(
            r#"no = [{ endpoint = "bills", code = "E43" }"#,
            r#"no = [{ endpoint = "bills", code = "E42" }"#,
        ),
    )
    .unwrap();
    let checked = harlens(&["knowledge", "check", text(&broken), "no-such.toml"]);
    assert_eq!(checked.status.code(), Some(2));
    assert!(
        stdout(&checked).contains("broken.toml:11: rule account-closed: samples.no 1: the rule is chosen")
    );
    assert_eq!(harlens(&["knowledge", "check", text(&broken)]).status.code(), Some(1));
}

#[test]
fn a_status_is_found_by_any_of_its_names_in_either_language() {
    for names in [&["Not", "Verified"][..], &["확인되지 않음"], &["not_verified"], &["검증되지않음"]]
    {
        let told = stdout(&harlens(&[&["status"], names].concat()));
        assert!(told.starts_with("Not Verified (확인되지 않음) · older list"), "{told}");
        assert!(told.contains("├─▶ Not Verified   converted, domain not verified"), "{told}");
        assert!(!told.contains("Inactive"), "only what touches it: {told}");
    }
    let korean = stdout(&harlens(&["status", "--lang", "ko", "Not Verified"]));
    assert!(
        korean.starts_with("확인되지 않음 (Not Verified) · ") && korean.contains("현재 이름: 보류 중"),
        "{korean}"
    );
    let by_value = stdout(&harlens(&["status", "accountStatus=pending"]));
    assert!(by_value.contains("Pending (") && by_value.contains("Not Verified ("), "{by_value}");
    let claim = stdout(&harlens(&["status", "도메인 클레임"]));
    assert!(claim.starts_with("Domain claim (도메인 클레임)"), "{claim}");

    let all = stdout(&harlens(&["status"]));
    for name in ["Active (활성)", "Delayed Claim (", "Fraud (", "A new user", "└─▶ Active", "Site linking ("]
    {
        assert!(all.contains(name), "{name}: {all}");
    }
    let unknown = harlens(&["status", "pendign"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        stderr(&unknown).contains("(did you mean pending?): `harlens status` lists all"),
        "{}",
        stderr(&unknown)
    );
    let presence = harlens(&["status", "DoNotDisturb"]);
    assert_eq!(presence.status.code(), Some(2), "the presence is no user status");
}
