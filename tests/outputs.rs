//! Output files: never overwrite the capture, are readable only by their owner, and are complete or absent.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use common::{command, harlens, sample, stderr, stdout};
use serde_json::Value;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_capture_is_never_overwritten_by_any_of_its_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::copy(sample("several-users.har"), path("a.har")).unwrap();
    std::os::unix::fs::symlink(path("a.har"), path("link.har")).unwrap();
    fs::hard_link(path("a.har"), path("hard.har")).unwrap();
    let before = fs::read(path("a.har")).unwrap();
    for output in ["a.har", "./a.har", "link.har", "hard.har"] {
        for arguments in [&["sanitize", "--force"][..], &["export", "--format", "har"]] {
            let done = harlens(&[arguments, &[&path("a.har"), "-o", &path(output)]].concat());
            assert_eq!(done.status.code(), Some(2), "{output}");
            assert!(stderr(&done).contains("the capture itself"), "{}", stderr(&done));
        }
    }
    let append = fs::OpenOptions::new().append(true).open(path("a.har")).unwrap();
    let done = command(&["sanitize", &path("a.har"), "-o", "-"]).stdout(append).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    let stdin = fs::File::open(path("a.har")).unwrap();
    let done = command(&["sanitize", "-", "-o", &path("a.har"), "--force"]).stdin(stdin).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(fs::read(path("a.har")).unwrap(), before);
}

#[test]
fn outputs_are_readable_by_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = sample("several-users.har").to_str().unwrap().to_owned();
    for arguments in [
        &["sanitize", &file, "-o", &path("copy.har")][..],
        &["export", &file, "--format", "csv", "-o", &path("list.csv")],
        &["case", &file, "-o", &path("case")],
        &["case", &file, "--zip", "-o", &path("case.zip")],
    ] {
        assert_eq!(harlens(arguments).status.code(), Some(0), "{arguments:?}");
    }
    for name in ["copy.har", "list.csv", "case.zip", "case/case.md"] {
        let mode = fs::metadata(path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}: {mode:o}");
    }
    assert_eq!(names(folder.path()), ["case", "case.zip", "copy.har", "list.csv"]);
}

/// A command that never finishes writing, because its standard input stays open after the first bytes.
fn ended_by(signal: &str, folder: &Path) -> Vec<String> {
    let out = folder.join("out.har");
    let mut child = command(&["sanitize", "-", "-o", out.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"{\"log\": {\"entries\": [").unwrap();
    let begun = Instant::now();
    while names(folder).is_empty() && begun.elapsed() < Duration::from_secs(20) {
        sleep(Duration::from_millis(20));
    }
    assert_eq!(names(folder).len(), 1, "it has begun a temporary file");
    // The signal thread is started before the file is created.
    let kill = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert!(!child.wait().unwrap().success());
    names(folder)
}

#[test]
fn a_signal_leaves_nothing_and_what_a_kill_leaves_goes_at_the_next_start() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(ended_by(signal, folder.path()), Vec::<String>::new(), "{signal}");
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(ended_by("-KILL", folder.path()).len(), 1);
    let (file, out) = (sample("several-users.har"), folder.path().join("out.har"));
    let done = harlens(&["sanitize", file.to_str().unwrap(), "-o", out.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    assert_eq!(names(folder.path()), ["out.har"]);
}

#[test]
fn a_full_disk_is_an_error_and_leaves_nothing() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let file = sample("several-users.har").to_str().unwrap().to_owned();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let done = command(&["sanitize", &file, "-o", "-"]).stdout(full).output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{}", stderr(&done));
}

#[test]
fn a_copy_is_verified_with_an_exit_status_for_pipelines() {
    const TOKEN: &str = "Zk3vQ8xR1mT6yB9nW2cL";
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let har = format!(
        r#"{{"log":{{"version":"1.2","creator":{{"name":"a","version":"1"}},"entries":[{{"request":{{"method":"GET","url":"https://a.example/{TOKEN}","headers":[{{"name":"Authorization","value":"Bearer {TOKEN}"}}]}},"response":{{"status":200}}}}]}}}}"#
    );
    fs::write(path("a.har"), &har).unwrap();
    assert_eq!(harlens(&["sanitize", &path("a.har"), "-o", &path("safe.har")]).status.code(), Some(0));
    let clean = harlens(&["sanitize", "--verify", &path("safe.har"), &path("a.har")]);
    assert_eq!(clean.status.code(), Some(0), "{}", stdout(&clean));
    // A copy redacted by hand, in which the URL was forgotten.
    fs::write(path("by-hand.har"), har.replace(&format!("Bearer {TOKEN}"), "removed")).unwrap();
    assert_eq!(harlens(&["sanitize", "--verify", &path("by-hand.har")]).status.code(), Some(0));
    let found = harlens(&["sanitize", "--verify", &path("by-hand.har"), &path("a.har"), "--report=json"]);
    assert_eq!(found.status.code(), Some(1));
    let json: Value = serde_json::from_str(&stdout(&found)).unwrap();
    let one = &json["survivors"][0];
    assert_eq!((&one["certainty"], &one["path"]), (&"certain".into(), &"request.url".into()), "{json}");
    assert!(!stdout(&found).contains(TOKEN) && json["values"] == 1);
    for (lang, says) in [("en", "certainly a secret"), ("ko", "확실한 비밀 값")] {
        let found = harlens(&["sanitize", "--lang", lang, "--verify", &path("by-hand.har"), &path("a.har")]);
        assert!(stdout(&found).contains(says), "{}", stdout(&found));
    }
    assert_eq!(harlens(&["sanitize", "--verify", &path("none.har")]).status.code(), Some(2));
    assert_eq!(harlens(&["sanitize", &path("a.har")]).status.code(), Some(2), "a copy has to be named");
}
