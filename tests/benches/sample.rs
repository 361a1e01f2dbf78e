//! Generates HAR files of any size like those of Control Hub: mostly JSON responses, stored as strings full of
//! escapes, and a few large scripts. Deterministic.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench fails by panicking")]
#![allow(dead_code, reason = "each bench uses a part of it")]

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};

/// The layout of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Pretty-printed, as Chrome writes it.
    Pretty,
    /// Minified.
    OneLine,
}

/// Writes a HAR of at least this number of bytes.
pub fn write(path: &Path, shape: Shape, bytes: u64) -> io::Result<()> {
    let mut out = Counted { to: BufWriter::new(File::create(path)?), bytes: 0 };
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    write!(
        out,
        r#"{{"log": {{"version": "1.2", "creator": {{"name": "WebInspector", "version": "537.36"}}, "#
    )?;
    write!(out, r#""pages": [], "entries": ["#)?;
    let mut number = 0;
    while out.bytes < bytes {
        let between: &[u8] = match shape {
            _ if number == 0 => b"",
            Shape::Pretty => b",\n",
            Shape::OneLine => b",",
        };
        out.write_all(between)?;
        let entry = entry(number, &mut numbers);
        match shape {
            Shape::Pretty => serde_json::to_writer_pretty(&mut out, &entry)?,
            Shape::OneLine => serde_json::to_writer(&mut out, &entry)?,
        }
        number += 1;
    }
    out.write_all(b"]}}\n")?;
    out.to.flush()
}

/// An entry; every 200th is an onboard POST that failed inside HTTP 200. As in most captures, the lists of users
/// do not contain the one who could not be added.
fn entry(number: usize, numbers: &mut Numbers) -> Value {
    let onboard = number % 200 == 199;
    let (method, url, mime, text) = match numbers.below(10) {
        _ if onboard => ("POST", onboard_url(), "application/json", failure(number)),
        0 => (
            "GET",
            format!("https://admin.webex.example/static/js/{number}.js"),
            "text/javascript",
            script(numbers),
        ),
        1..=3 => (
            "POST",
            "https://metrics.webex.example/metrics/api/v1/clientmetrics".to_owned(),
            "",
            String::new(),
        ),
        _ => (
            "GET",
            format!("https://idb.webex.example/identity/scim/v2/Users?startIndex={number}"),
            "application/json",
            answer(numbers),
        ),
    };
    json!({
        "_initiator": {"type": "script", "stack": {"callFrames": frames(numbers)}},
        "_resourceType": "xhr",
        "cache": {},
        "connection": "443",
        "request": {
            "method": method, "url": url, "httpVersion": "h2", "headers": headers(), "queryString": [], "cookies": [],
            "headersSize": -1, "bodySize": 0,
        },
        "response": {
            "status": 200, "statusText": "", "httpVersion": "h2", "headers": headers(), "cookies": [],
            "content": {"size": text.len(), "mimeType": mime, "text": text},
            "redirectURL": "", "headersSize": -1, "bodySize": -1, "_transferSize": 1234, "_error": null,
        },
        "serverIPAddress": "192.0.2.1",
        "startedDateTime": format!("2026-11-21T10:{:02}:{:02}.{:03}Z", number / 60 % 60, number % 60, number % 1000),
        "time": 31.25,
        "timings": {"blocked": 1.5, "dns": -1, "ssl": -1, "connect": -1, "send": 0.25, "wait": 28.5, "receive": 1},
    })
}

fn onboard_url() -> String {
    "https://atlas.webex.example/admin/api/v1/organizations/2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10/users/onboard"
        .to_owned()
}

fn failure(number: usize) -> String {
    json!({"userResponse": [{
        "status": 400, "httpStatus": 400, "email": format!("new.hire{number}@corp.example"), "message": "400000",
        "errorList": [{"errorCode": "5302", "description": format!("[Error 10991] Url already exists: new.hire{number}@corp.example")}],
    }]})
    .to_string()
}

/// A list of users of one to about two hundred kilobytes.
fn answer(numbers: &mut Numbers) -> String {
    let count = 1 << numbers.below(9);
    let users: Vec<Value> = (0..count)
        .map(|_| {
            let id = numbers.next();
            json!({
                "id": format!("{id:016x}"), "userName": format!("user{}@corp.example", id % 10_000), "active": true,
                "displayName": "홍길동 \"Kim\"", "entitlements": ["webex-squared", "ciscouc", "squared-syncup"],
                "meta": {"location": "https:\\/\\/idb.webex.example/identity/scim", "version": id},
                "licenseID": [format!("MS_{id:032x}"), format!("CF_{id:032x}")],
                "note": "two\nlines\tof \\text\\",
            })
        })
        .collect();
    json!({"totalResults": count, "Resources": users}).to_string()
}

fn script(numbers: &mut Numbers) -> String {
    "!function(e,t){\"use strict\";var n=t(42);e.exports=function(r){return n(r)?\"a\\n\":'b'}}(module);\n"
        .repeat(usize::try_from(numbers.below(2000)).unwrap_or(0))
}

fn frames(numbers: &mut Numbers) -> Vec<Value> {
    (0..numbers.below(6))
        .map(|line| json!({"functionName": "send", "scriptId": "17", "url": "https://admin.webex.example/app.js", "lineNumber": line, "columnNumber": 4711}))
        .collect()
}

fn headers() -> Value {
    let header = |name: &str, value: &str| json!({"name": name, "value": value});
    json!([
        header("accept", "application/json, text/plain, */*"),
        header("accept-encoding", "gzip, deflate, br, zstd"),
        header("content-type", "application/json;charset=UTF-8"),
        header("sec-ch-ua", "\"Chromium\";v=\"142\", \"Not_A Brand\";v=\"99\""),
        header("trackingid", "ATLAS_b08b4631-6907-4cd0-ad65-c6513301345a_11"),
        header(
            "user-agent",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        ),
    ])
}

/// Pseudo-random numbers (xorshift64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

struct Counted<W> {
    to: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
