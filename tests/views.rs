//! The tabs of an entry and their actions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::harness::{Harness, Setup};
use common::sample;
use harlens::text::Lang;
use harlens::tui::theme::Theme;
use ratatui::style::Color;
use serde_json::{Value, json};

/// A token with claims; its signature is not real.
fn token() -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({"sub": "admin@corp.example", "iat": 1_795_255_200, "exp": 1_795_258_800});
    format!("{}.{}.bm90LWEtc2lnbmF0dXJl", part(json!({"alg": "RS256", "typ": "JWT"})), part(claims))
}

/// The header of a PNG of 3 × 2 pixels.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0\x12\x16\xf1\x4d";

fn header(name: &str, value: &str) -> Value {
    json!({"name": name, "value": value})
}

/// An entry with content for every tab.
fn full() -> Value {
    json!({
        "startedDateTime": "2026-11-21T10:02:24.626Z", "time": 812.0, "pageref": "page_1",
        "serverIPAddress": "203.0.113.7", "connection": "443",
        "_resourceType": "xhr", "_priority": "High",
        "_initiator": {"type": "script", "stack": {"callFrames": [
            {"functionName": "load", "url": "https://admin.webex.example/app.js", "lineNumber": 11}]}},
        "timings": {"blocked": 12.0, "dns": 30.0, "connect": 90.0, "ssl": 60.0, "send": 1.0, "wait": 600.0, "receive": 79.0},
        "request": {
            "method": "POST", "httpVersion": "h2",
            "url": "https://atlas-a.wbx2.example/admin/api/v1/users?q=%ED%99%8D%EA%B8%B8%EB%8F%99&limit=100&flag",
            "headers": [header("authorization", &format!("Bearer {}", token())), header("content-type", "application/json")],
            "cookies": [{"name": "locale", "value": "ko_KR"}],
            "queryString": [], "headersSize": 300, "bodySize": 38,
            "postData": {"mimeType": "application/json", "text": "{\"filter\":[\"pending\",\"active\"],\"n\":1.50}"}},
        "response": {
            "status": 429, "statusText": "Too Many Requests", "httpVersion": "h2",
            "headers": [header("trackingid", "ATLAS_b08b4631-6907-4cd0-ad65-c6513301345a_11"), header("retry-after", "30"),
                header("content-type", "application/json; charset=utf-8"), header("server", "envoy"),
                header("set-cookie", "session=opaque; Path=/; Secure; HttpOnly; SameSite=Lax")],
            "cookies": [], "headersSize": 210, "bodySize": 120, "_transferSize": 330, "redirectURL": "",
            "content": {"size": 108, "mimeType": "application/json; charset=utf-8",
                "text": "{\"items\":[{\"email\":\"a@corp.example\",\"roles\":[\"x\",\"y\"]},{\"email\":\"b@corp.example\"}],\"total\":2,\"note\":\"두 명\"}"}}})
}

/// A small entry with a request body and a response body.
fn with_bodies(request: Option<(&str, &str)>, response: (&str, &[u8])) -> Value {
    let (mime, bytes) = response;
    let content = match std::str::from_utf8(bytes) {
        Ok(text) => json!({"size": bytes.len(), "mimeType": mime, "text": text}),
        Err(_) => {
            json!({"size": bytes.len(), "mimeType": mime, "text": STANDARD.encode(bytes), "encoding": "base64"})
        }
    };
    let mut entry = json!({"startedDateTime": "2026-11-21T10:00:00Z", "time": 1,
        "request": {"method": "POST", "url": "https://h.example/x", "headers": []},
        "response": {"status": 200, "statusText": "OK", "headers": [], "content": content}});
    if let Some((mime, text)) = request {
        entry["request"]["postData"] = json!({"mimeType": mime, "text": text});
    }
    entry
}

fn open(entry: &Value, setup: Setup) -> Harness {
    let har =
        json!({"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": [entry]}});
    Harness::open_bytes("views.har", har.to_string().into_bytes(), setup)
}

fn sized(width: u16, height: u16) -> Setup {
    Setup { size: (width, height), ..Setup::default() }
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 60)];

#[test]
fn every_tab_at_three_sizes() {
    for (width, height) in SIZES {
        let mut harness = open(&full(), sized(width, height));
        // In a narrow window the diagnosis is the first tab.
        if width < 100 {
            harness.keys(&["Right"]);
        }
        for tab in ["overview", "request", "response", "body", "timings", "cookies", "raw"] {
            insta::assert_snapshot!(format!("{tab}-{width}x{height}"), harness.screen());
            harness.keys(&["Right"]);
        }
    }
}

#[test]
fn the_same_in_korean() {
    let mut harness = open(&full(), Setup { lang: Lang::Ko, ..sized(100, 36) });
    for tab in ["overview", "request", "response", "body", "timings", "cookies"] {
        insta::assert_snapshot!(format!("{tab}-ko-100x36"), harness.screen());
        harness.keys(&["Right"]);
    }
}

#[test]
fn a_failed_answer_is_shown_first_and_other_entries_begin_with_the_overview() {
    let mut harness = Harness::open(&sample("new-user-fails.har"), sized(120, 36));
    assert!(harness.screen().contains("[Body]"));
    harness.keys(&["Up"]);
    assert!(harness.screen().contains("[Overview]"));
    harness.keys(&["Right", "n"]);
    assert!(harness.screen().contains("[Request]"), "who has chosen a tab keeps it");
    let mut harness = Harness::open(&sample("new-user-fails.har"), sized(80, 24));
    assert!(harness.screen().contains("[Diagnosis]"));
    for _ in 0..9 {
        let rows = harness.rows();
        let tabs =
            rows.iter().find(|row| row.contains('[') && row.contains(']') && row.starts_with('─')).unwrap();
        assert!(harlens::text::width(tabs) <= 80, "{tabs}");
        harness.keys(&["Right"]);
    }
}

#[test]
fn a_tree_folds_and_tells_where_one_is() {
    let mut harness = open(&full(), sized(120, 36));
    harness.keys(&["Right", "Right", "Right", "Enter", "j"]);
    assert!(harness.screen().contains("$.items "));
    harness.keys(&["j", "j"]);
    assert!(harness.screen().contains("$.items[0].email"));
    harness.keys(&["H", "Enter"]);
    assert!(harness.screen().contains("{ … 2 },"), "{}", harness.screen());
    harness.keys(&["}"]);
    assert!(harness.screen().contains("$.items[1]"));
    harness.keys(&["{", "H", "}"]);
    assert!(harness.screen().contains("$.total"));
    harness.keys(&["Enter", "z"]);
    assert!(!harness.screen().contains(" … "), "a number folds nothing, and z unfolds what is folded");
    harness.keys(&["z"]);
    insta::assert_snapshot!("folded-120x36", harness.screen());
    assert_eq!(harness.style_of("\"total\"").bg, Some(Color::Indexed(238)), "the cursor's row");
    assert_eq!(harness.style_of("\"note\"").fg, Some(Color::Blue));
    harness.keys(&["Esc"]);
    assert_eq!(harness.style_of("\"total\"").bg, Some(Color::Reset), "no cursor where the keys do not go");
}

#[test]
fn values_paths_and_lines_are_copied() {
    let mut harness = open(&full(), sized(120, 36));
    harness.keys(&["Right", "Right", "Right", "Enter", "j", "j", "j", "c", "v", "c", "k"]);
    assert_eq!(harness.copied, ["a@corp.example", "$.items[0].email"]);
    assert!(harness.screen().contains("Path of the JSON value copied to the clipboard"));
    harness.keys(&["v", "j", "y"]);
    assert_eq!(harness.copied[2], "      \"email\": \"a@corp.example\",\n      \"roles\": [");
    assert!(harness.screen().contains("2 lines copied"));
    harness.keys(&["v", "j", "Esc"]);
    assert!(harness.screen().contains("$.items"), "Esc ends the selection, not the reading");
    harness.keys(&["Left", "Left", "g", "c", "v"]);
    assert!(harness.copied.len() == 3 && harness.screen().contains("has none: JSON value"));
    harness.keys(&["v", "y"]);
    assert!(harness.copied[3].starts_with("POST https://atlas-a"));
    harness.keys(&["y"]);
    assert!(harness.copied[4].contains("429"), "without a selection y copies the diagnosis");
}

#[test]
fn a_token_is_decoded_once_secrets_are_shown() {
    let mut harness = open(&full(), sized(200, 60));
    harness.keys(&["l"]);
    let hidden = harness.screen();
    assert!(hidden.contains("Bearer REDACTED") && hidden.contains("X shows them"), "{hidden}");
    harness.keys(&["X"]);
    let shown = harness.screen();
    assert!(shown.contains("Bearer eyJ") && shown.contains("2026-11-21T11:00:00Z"), "{shown}");
    assert!(shown.contains("copies stay without them"), "{shown}");
    harness.keys(&["X"]);
    assert!(harness.screen().contains("Bearer REDACTED"), "{}", harness.screen());
}

#[test]
fn secrets_stay_out_of_what_is_copied() {
    let text = r#"{"access_token":"s3cr3t-s3cr3t","user":"a"}"#;
    let mut harness = open(&with_bodies(None, ("application/json", text.as_bytes())), sized(120, 36));
    harness.keys(&["Right", "Right", "Right", "Enter", "j", "c", "v", "k", "c", "v", "v", "G", "y"]);
    assert_eq!(harness.copied[0], "REDACTED");
    assert!(harness.copied.iter().all(|text| !text.contains("s3cr3t")), "{:?}", harness.copied);
}

#[test]
fn lines_are_reached_by_number_wrapped_or_not_numbered_or_not() {
    let lines: Vec<String> = (1..=500).map(|line| format!("{line} {}", "word ".repeat(40))).collect();
    let mut harness = open(&with_bodies(None, ("text/plain", lines.join("\n").as_bytes())), sized(120, 36));
    harness.keys(&["Right", "Right", "Right", "Enter", ":"]).type_text("250").keys(&["Enter"]);
    assert!(harness.screen().contains("250 250 word"), "{}", harness.screen());
    harness.keys(&["W"]);
    insta::assert_snapshot!("unwrapped-120x36", harness.screen());
    harness.keys(&[">", "#"]);
    assert!(!harness.screen().contains("250 250") && harness.screen().contains("d word word"));
    harness.keys(&["<", "W", "Ctrl-g", "x", "Enter"]);
    assert!(harness.screen().contains("no number of a line"));
    harness.keys(&["End"]);
    assert!(harness.screen().contains("500 word"));
}

#[test]
fn a_line_longer_than_the_pane_is_gone_through_row_by_row() {
    let text = "x ".repeat(20_000);
    let mut harness = open(&with_bodies(None, ("text/plain", text.as_bytes())), sized(80, 24));
    harness.keys(&["Right", "Right", "Right", "Right", "Enter"]);
    let mut seen = vec![harness.screen()];
    for _ in 0..3 {
        harness.keys(&["PageDown"]);
        assert!(!seen.contains(&harness.screen()));
        seen.push(harness.screen());
    }
    harness.keys(&["Home"]);
    assert_eq!(harness.screen(), seen[0]);
}

/// The initial view of a response body, and all available views.
fn shown(harness: &mut Harness) -> String {
    harness.keys(&["Right", "Right", "Right"]);
    harness.screen()
}

#[test]
fn bodies_are_shown_as_what_they_are() {
    let cases: [(&str, &str, &[u8]); 6] = [
        ("image", "image/png", PNG),
        ("token", "application/jwt", &token().into_bytes()),
        ("lines", "application/x-ndjson", b"{\"a\":1}\n{\"a\":2}"),
        ("cut", "application/json", b"{\"a\":[1,2,{\"b\":\"cu"),
        ("broken", "application/json", b"<html>no JSON</html>"),
        (
            "bytes",
            "application/octet-stream",
            &[0, 159, 146, 150, 27, 91, 50, 74, 0xff, 65, 66, 67, 68, 69, 70, 71, 72],
        ),
    ];
    for (name, mime, bytes) in cases {
        let mut harness = open(&with_bodies(None, (mime, bytes)), sized(120, 30));
        insta::assert_snapshot!(format!("body-{name}-120x30"), shown(&mut harness));
    }
}

#[test]
fn requests_are_shown_as_what_they_are() {
    let multipart = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"users.csv\"\r\nContent-Type: text/csv\r\n\r\nemail\r\na@corp.example\r\n--b--\r\n";
    let graphql = r#"{"operationName":"Users","query":"query Users($n: Int) { users(first: $n) { email status } }","variables":{"n":10}}"#;
    let cases = [
        ("form", "application/x-www-form-urlencoded", "name=%ED%99%8D+%EA%B8%B8&empty=&word&x=1%3D2"),
        ("multipart", "multipart/form-data; boundary=b", multipart),
        ("graphql", "application/json", graphql),
    ];
    for (name, mime, text) in cases {
        let mut harness = open(&with_bodies(Some((mime, text)), ("text/plain", b"ok")), sized(120, 36));
        harness.keys(&["Right"]);
        insta::assert_snapshot!(format!("request-{name}-120x36"), harness.screen());
        let first = harness.screen();
        let ways = if name == "graphql" { 5 } else { 4 };
        for _ in 0..ways {
            harness.keys(&["t"]);
        }
        assert_eq!(harness.screen(), first, "around all ways");
    }
}

#[test]
fn bytes_are_there_to_the_last() {
    let bytes: Vec<u8> = (0..300_000_u32).map(|i| (i % 251) as u8).collect();
    let mut harness = open(&with_bodies(None, ("application/octet-stream", &bytes)), sized(160, 36));
    harness.keys(&["Right", "Right", "Right", "Enter", "End"]);
    assert!(harness.screen().contains("000493d0"), "{}", harness.screen());
    harness.keys(&["Ctrl-g"]).type_text("0x10000").keys(&["Enter"]);
    assert!(harness.screen().contains("00010000"));
}

#[test]
fn messages_have_a_tab_where_there_are_any() {
    let mut entry = with_bodies(None, ("x-unknown", b""));
    entry["_webSocketMessages"] = json!([
        {"type": "send", "time": 1_795_255_344.12, "opcode": 1, "data": "{\"id\":\"7\",\"type\":\"authorization\"}"},
        {"type": "receive", "time": 1_795_255_344.2, "opcode": 1, "data": "pong"},
        {"type": "receive", "time": 1_795_255_345.0, "opcode": 2, "data": "AAECAw=="}]);
    let mut harness = open(&entry, sized(120, 36));
    harness.keys(&["Left", "Left"]);
    insta::assert_snapshot!("messages-120x36", harness.screen());
    let stream = b"event: progress\nid: 1\ndata: {\"done\":10}\n\ndata: end\n\n";
    let mut harness = open(&with_bodies(None, ("text/event-stream", stream)), sized(120, 36));
    harness.keys(&["Left", "Left"]);
    insta::assert_snapshot!("events-120x36", harness.screen());
    assert!(!open(&full(), sized(120, 36)).screen().contains("Messages"));
}

#[test]
fn timings_that_are_not_told_are_not_made_up() {
    let mut entry = full();
    entry["timings"] =
        json!({"blocked": -1, "dns": -1, "connect": -1, "ssl": 40, "send": 0, "wait": 500, "receive": 0});
    let mut harness = open(&entry, sized(120, 36));
    harness.keys(&["Right", "Right", "Right", "Right"]);
    insta::assert_snapshot!("timings-odd-120x36", harness.screen());
    entry["timings"] = json!({});
    entry["time"] = Value::Null;
    let mut harness = open(&entry, sized(120, 36));
    harness.keys(&["Right", "Right", "Right", "Right"]);
    assert!(harness.screen().contains("no timings"));
}

#[test]
fn without_colour_the_cursor_and_the_shown_tab_are_seen() {
    let mut harness = open(&full(), Setup { theme: Theme::mono(), ..sized(120, 36) });
    harness.keys(&["Right", "Right", "Right", "Enter", "j"]);
    let style = harness.style_of("\"items\"");
    assert!(style.add_modifier.contains(ratatui::style::Modifier::REVERSED));
    assert!(harness.screen().contains("[Body]") && harness.screen().contains("[tree]"));
}

#[test]
fn what_is_too_large_to_copy_is_offered_as_a_file() {
    let text = format!("[{}1]", "12345678,".repeat(200_000));
    let mut harness = open(&with_bodies(None, ("application/json", text.as_bytes())), sized(120, 36));
    harness.keys(&["Right", "Right", "Right", "Enter", "c", "v"]);
    assert!(harness.copied.is_empty() && harness.screen().contains("more than anybody pastes"));
    harness.keys(&["Enter"]);
    assert!(harness.screen().contains("-value.txt is written"), "{}", harness.screen());
    harness.keys(&["z", "j", "c", "v"]);
    assert_eq!(harness.copied, ["12345678"]);
}

#[test]
fn a_search_reaches_what_is_folded_and_what_is_no_body() {
    let mut harness = open(&full(), sized(120, 36));
    harness.keys(&["Right", "Right", "Right", "Enter", "z", "/"]).type_text("b@corp");
    assert!(harness.screen().contains("$.items[1].email"), "{}", harness.screen());
    harness.keys(&["Enter", "Left"]);
    assert!(harness.screen().contains("not in this text"));
    harness.keys(&["/", "Ctrl-u"]).type_text("retry-after");
    assert!(harness.screen().contains("1 of 1"));
    harness.keys(&["Enter", "Right", "t"]);
    assert!(harness.screen().contains("not in this text"), "each way of showing is searched anew");
}

#[test]
fn values_of_facts_stand_below_each_other_whatever_their_labels() {
    let mut entry = full();
    let long = [header("x-ratelimit-remaining", "7 left"), header("content-encoding", "br")];
    entry["response"]["headers"].as_array_mut().unwrap().extend(long);
    let mut harness = open(&entry, sized(120, 36));
    harness.keys(&["Right"; 7]);
    let columns = ["7 left", "br ", "envoy", "203.0.113.7"].map(|value| harness.place_of(value).0);
    assert!(columns.iter().all(|column| *column == columns[0]), "{columns:?}\n{}", harness.screen());
}

#[test]
fn what_the_file_does_not_say_is_not_said() {
    let mut entry = full();
    entry.as_object_mut().unwrap().remove("response");
    entry["request"]["method"] = "".into();
    let mut harness = open(&entry, sized(120, 36));
    let screen = harness.screen();
    assert!(!screen.contains("abort") && screen.contains("Request  https://atlas"), "{screen}");
    harness.keys(&["/"]).type_text("is:failed");
    assert!(harness.screen().contains("0 of 1"), "{}", harness.screen());
}
