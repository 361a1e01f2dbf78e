use std::io::Cursor;

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const REQUEST: &str = "POST https://atlas-a.wbx2.com/admin/api/v1/organizations/o/users/onboard HTTP/1.1\r\n\
    Host: atlas-a.wbx2.com\r\nContent-Type: application/json\r\nCookie: a=1; b=2\r\n\r\n{\"users\":[]}";
const RESPONSE: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\
    Set-Cookie: c=3; Path=/; Secure\r\n\r\n5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n";

/// Metadata of a session that started at this second.
fn metadata(second: u32) -> String {
    format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Session SID=\"2\"><SessionTimers \
         ClientBeginRequest=\"2026-03-01T10:00:{second:02}.0000000+09:00\" \
         FiddlerBeginRequest=\"2026-03-01T10:00:{second:02}.2500000+09:00\" DNSTime=\"10\" TCPConnectTime=\"20\" \
         HTTPSHandshakeTime=\"30\" ServerGotRequest=\"2026-03-01T10:00:{second:02}.2600000+09:00\" \
         ServerBeginResponse=\"2026-03-01T10:00:{second:02}.4600000+09:00\" \
         ClientDoneResponse=\"2026-03-01T10:00:{second:02}.5000000+09:00\" GatewayTime=\"0\"/><SessionFlags>\
         <SessionFlag N=\"x-hostIP\" V=\"192.0.2.7\"/><SessionFlag N=\"ui-comments\" V=\"&lt;here&gt;\"/>\
         </SessionFlags></Session>"
    )
}

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn converted(archive: Vec<u8>, limit: u64) -> (Converted, Value) {
    let mut har = Vec::new();
    let mut zip = ZipArchive::new(Cursor::new(archive)).unwrap();
    let converted = convert(&mut zip, limit, &mut har).unwrap();
    (converted, serde_json::from_slice(&har).unwrap())
}

#[test]
fn a_session_becomes_an_entry() {
    let bytes = archive(&[
        ("raw/07_c.txt", REQUEST.as_bytes()),
        ("raw/07_s.txt", RESPONSE.as_bytes()),
        ("raw/07_m.xml", metadata(5).as_bytes()),
        ("_index.htm", b"<html>"),
    ]);
    let (result, har) = converted(bytes, 1 << 20);
    assert_eq!(result, Converted { entries: 1, is_damaged: false });
    let entry = &har["log"]["entries"][0];
    assert_eq!(entry["startedDateTime"], "2026-03-01T01:00:05.000Z");
    assert_eq!(entry["time"], 500.0);
    let timings = serde_json::json!({"blocked": 190.0, "dns": 10.0, "connect": 50.0, "ssl": 30.0, "send": 10.0, "wait": 200.0, "receive": 40.0});
    assert_eq!(entry["timings"], timings);
    assert_eq!(entry["serverIPAddress"], "192.0.2.7");
    assert_eq!(entry["comment"], "<here>");
    let (request, response) = (&entry["request"], &entry["response"]);
    assert_eq!(request["method"], "POST");
    assert_eq!(request["url"], "https://atlas-a.wbx2.com/admin/api/v1/organizations/o/users/onboard");
    assert_eq!(request["postData"]["text"], "{\"users\":[]}");
    assert_eq!(request["cookies"][1]["value"], "2");
    assert_eq!(response["status"], 200);
    assert_eq!(response["statusText"], "OK");
    assert_eq!(response["content"]["text"], "{\"a\":1}", "chunks are put together");
    assert_eq!(response["cookies"][0]["path"], "/");
}

#[test]
fn sessions_come_in_the_order_of_their_start() {
    let get = |path: &str| format!("GET https://h.example/{path} HTTP/1.1\r\n\r\n").into_bytes();
    let bytes = archive(&[
        ("raw/1_c.txt", &get("late")),
        ("raw/1_m.xml", metadata(9).as_bytes()),
        ("raw/2_c.txt", &get("early")),
        ("raw/2_m.xml", metadata(1).as_bytes()),
    ]);
    let (_, har) = converted(bytes, 1 << 20);
    let urls: Vec<_> =
        har["log"]["entries"].as_array().unwrap().iter().map(|e| &e["request"]["url"]).collect();
    assert_eq!(urls, ["https://h.example/early", "https://h.example/late"]);
    assert_eq!(har["log"]["entries"][0]["response"]["status"], 0, "no response came");
}

#[test]
fn what_is_damaged_or_too_large_is_noted_and_the_rest_is_read() {
    let sessions = [
        ("raw/1_c.txt", REQUEST.as_bytes()),
        ("raw/1_s.txt", RESPONSE.as_bytes()),
        ("raw/1_m.xml", b"<Session".as_slice()),
        ("raw/2_c.txt", b"\xff\xfe no request".as_slice()),
        ("raw/2_s.txt", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".as_slice()),
    ];
    let (result, har) = converted(archive(&sessions), 1 << 20);
    assert_eq!(result, Converted { entries: 2, is_damaged: false });
    assert_eq!(har["log"]["entries"][0]["startedDateTime"], "");
    let (result, har) = converted(archive(&sessions), 300);
    assert!(result.is_damaged);
    assert_eq!(har["log"]["entries"].as_array().unwrap().len(), 2);
    let mut broken = archive(&sessions);
    let at = memchr::memmem::find(&broken, b"raw/1_s.txt").unwrap() + 15;
    broken[at] ^= 0xff;
    assert!(converted(broken, 1 << 20).0.is_damaged);
}

#[test]
fn other_archives_are_none() {
    let is = |names: &[&str]| is_saz(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    assert!(is(&["_index.htm", "raw/001_c.txt"]) && is(&["raw\\1_c.txt"]));
    assert!(!is(&["har.har", "raw/a_c.txt", "raw/_c.txt", "1_c.txt"]));
}
