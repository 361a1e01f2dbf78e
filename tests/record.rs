//! Records from a real browser if one is installed; otherwise the tests say that they were skipped.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const ONBOARD: &str = "/admin/api/v1/organizations/2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10/users/onboard";
const REQUEST: &str = r#"{"users":[{"email":"kim@corp.example"}]}"#;
const FAILURE: &str = r#"[{"email":"kim@corp.example","status":400,"errorList":[{"errorCode":5302,"description":"[Error 10991] Url already exists: kim@corp.example"}]}]"#;

/// A page that adds a user and navigates away soon after the response.
const PAGE: &str = "<!doctype html><title>Users</title><script>\
    fetch(PATH, {method: 'POST', headers: {'content-type': 'application/json', trackingid: 'ATLAS_1'}, body: BODY})\
    .then((answer) => answer.json()).then(() => setTimeout(() => { location = '/next'; }, 300))</script>";

fn browser() -> Option<&'static str> {
    let path = std::env::var_os("PATH")?;
    let installed = |name: &&str| std::env::split_paths(&path).any(|folder| folder.join(name).is_file());
    let found = ["chromium", "google-chrome", "chromium-browser"].into_iter().find(installed);
    if found.is_none() {
        eprintln!("NOT RUN: no Chromium and no Chrome in PATH, so that nothing can be recorded");
    }
    found
}

fn answer(mut stream: TcpStream) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut request_line = String::new();
    reader.read_line(&mut request_line).unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 || line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let page = PAGE.replace("PATH", &format!("'{ONBOARD}'")).replace("BODY", &format!("'{REQUEST}'"));
    let Some(path) = request_line.split(' ').nth(1) else { return };
    let (status, kind, text) = match path {
        "/" => ("200 OK", "text/html", page.as_str()),
        "/next" => ("200 OK", "text/html", "<!doctype html><title>Next</title>"),
        ONBOARD => ("200 OK", "application/json", FAILURE),
        _ => ("404 Not Found", "text/plain", "nothing here"),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nSet-Cookie: session=1; Path=/; HttpOnly\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        text.len()
    );
    // The browser may have exited.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(text.as_bytes()));
}

/// A local server that ends with the test.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(|| answer(stream));
        }
    });
    url
}

fn record(browser: &str, url: &str, output: &Path, more: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_harlens"))
        .args(["record", url, "--headless", "--fresh", "--browser", browser, "--lang", "en", "-o"])
        .arg(output)
        .args(more)
        // The sandbox does not work as root, which may run the tests.
        .args(["--", "--no-sandbox"])
        .output()
        .unwrap()
}

fn entries(output: &Path) -> Vec<Value> {
    let har: Value = serde_json::from_slice(&fs::read(output).unwrap()).unwrap();
    har["log"]["entries"].as_array().unwrap().clone()
}

#[test]
fn a_failure_is_recorded_whole_although_the_page_goes_away() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("a.har");
    let done = record(browser, &serve(), &output, &["--until-failure", "--for", "60"]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("stopped after the failure"), "{said}");
    let entries = entries(&output);
    let of = |path: &str| {
        entries.iter().find(|entry| entry["request"]["url"].as_str().unwrap().ends_with(path)).unwrap()
    };
    let post = of(ONBOARD);
    assert_eq!(post["request"]["method"], "POST");
    assert_eq!(post["request"]["postData"]["text"], REQUEST);
    assert_eq!(post["response"]["content"]["text"], FAILURE);
    assert_eq!(post["response"]["cookies"][0]["name"], "session");
    assert_eq!(post["request"]["cookies"][0]["value"], "1", "the page's cookie is sent with it");
    assert!(post["time"].as_f64().unwrap() > 0.0);
    of("/next");
    let starts: Vec<&str> = entries.iter().map(|entry| entry["startedDateTime"].as_str().unwrap()).collect();
    assert!(starts.is_sorted(), "{starts:?}");
    assert_eq!(fs::metadata(&output).unwrap().permissions().mode() & 0o777, 0o600);
    // A second recording does not overwrite the first.
    let again = record(browser, "about:blank", &output, &["--for", "1"]);
    assert_eq!(again.status.code(), Some(2));
}

#[test]
fn the_mocked_control_hub_is_recorded_as_its_server_saw_it() {
    let Some(browser) = browser() else { return };
    let Some(data) = common::shared("netlog") else { return };
    let tools: PathBuf = data.join("../../tools/mock-hub");
    let folder = tempfile::tempdir().unwrap();
    let (har, log) = (folder.path().join("nav.har"), folder.path().join("nav.jsonl"));
    let script = format!(
        "{} record \"$START\" -o {} --headless --fresh --browser {browser} --for 90 -- --no-sandbox --disable-quic \
         \"--host-resolver-rules=$RULES\" \"--ignore-certificate-errors-spki-list=$SPKI\" & \
         until [ -e \"$DONE\" ]; do sleep 0.2; done; kill -INT $!; wait $!",
        env!("CARGO_BIN_EXE_harlens"),
        har.display()
    );
    let hub = Command::new(tools.join("mock-hub"))
        .args(["--set", "nav", "--log"])
        .arg(&log)
        .args(["--", "bash", "-c", &script])
        .output()
        .unwrap();
    if hub.status.code() == Some(77) {
        eprintln!("NOT RUN: {}", String::from_utf8_lossy(&hub.stderr));
        return;
    }
    let compared =
        Command::new(tools.join("compare-log")).arg("--json").arg(&har).arg(&log).output().unwrap();
    let said = String::from_utf8_lossy(&compared.stdout).into_owned();
    let counts: Value = serde_json::from_str(&said).unwrap();
    // The browser's last requests before it exits may be missing: the scenario itself has 52.
    assert!(counts["requests"]["recorded"].as_u64().unwrap() >= 52, "{said}");
    assert_eq!(counts["statuses"]["wrong"], 0, "{said}");
    let output = common::harlens(&["diagnose", "--format", "json", har.to_str().unwrap()]);
    let report: Value = serde_json::from_str(&common::stdout(&output)).unwrap();
    assert_eq!(report["files"][0]["findings"].as_array().unwrap().len(), 7, "{said}");
}
