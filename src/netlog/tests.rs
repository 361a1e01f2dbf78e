//! Small logs as browsers write them.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{CaptureMode, Converted, PROLOGUE, convert, is_netlog};

/// Numbers that no real version uses: only the constants define them.
const TYPES: &[&str] = &[
    "REQUEST_ALIVE",
    "URL_REQUEST_START_JOB",
    "HTTP_STREAM_REQUEST_BOUND_TO_JOB",
    "SOCKET_POOL_BOUND_TO_SOCKET",
    "HTTP2_SESSION_POOL_IMPORTED_SESSION_FROM_SOCKET",
    "HTTP2_SESSION_INITIALIZED",
    "HTTP2_SESSION_SEND_HEADERS",
    "HTTP_TRANSACTION_SEND_REQUEST",
    "HTTP_TRANSACTION_SEND_REQUEST_HEADERS",
    "HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS",
    "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
    "URL_REQUEST_JOB_FILTERED_BYTES_READ",
    "SSL_SOCKET_BYTES_SENT",
    "SOCKET_BYTES_SENT",
    "SOCKET_BYTES_RECEIVED",
    "SSL_CONNECT",
    "TCP_CONNECT",
    "CORS_REQUEST",
    "CORS_PREFLIGHT_URL_REQUEST",
    "CORS_PREFLIGHT_ERROR",
    "CANCELLED",
    "FAILED",
    "COOKIE_INCLUSION_STATUS",
    "WEBSOCKET_SENT_FRAME_HEADER",
    "WEBSOCKET_RECV_FRAME_HEADER",
    "A_TYPE_OF_TOMORROW",
];

struct Log {
    mode: CaptureMode,
    events: Vec<String>,
    time: u64,
}

impl Log {
    fn new() -> Self {
        Self { mode: CaptureMode::Everything, events: Vec::new(), time: 100 }
    }

    /// Each event is one millisecond after the previous one.
    fn event(&mut self, name: &str, phase: u8, source: u64, params: Value) -> &mut Self {
        self.time += 1;
        let kind = 7_000 + TYPES.iter().position(|own| *own == name).unwrap();
        let source = json!({"id": source, "start_time": "100", "type": 1});
        let event = json!({"params": params, "phase": phase, "source": source, "time": self.time.to_string(), "type": kind});
        self.events.push(event.to_string());
        self
    }

    fn start(&mut self, source: u64, method: &str, url: &str) -> &mut Self {
        self.event(
            "URL_REQUEST_START_JOB",
            1,
            source,
            json!({"method": method, "url": url, "initiator": "https://a.example"}),
        )
    }

    fn alive(&mut self, source: u64, url: &str) -> &mut Self {
        self.event("REQUEST_ALIVE", 1, source, json!({"priority": "MEDIUM", "url": url}))
    }

    fn answer(&mut self, source: u64, lines: &[&str]) -> &mut Self {
        self.event("HTTP_TRANSACTION_READ_RESPONSE_HEADERS", 0, source, json!({"headers": lines}))
    }

    fn body(&mut self, source: u64, bytes: &[u8]) -> &mut Self {
        let params = json!({"byte_count": bytes.len(), "bytes": STANDARD.encode(bytes)});
        self.event("URL_REQUEST_JOB_FILTERED_BYTES_READ", 0, source, params)
    }

    fn bytes(&mut self, name: &str, source: u64, bytes: &[u8]) -> &mut Self {
        self.event(name, 0, source, json!({"byte_count": bytes.len(), "bytes": STANDARD.encode(bytes)}))
    }

    fn end(&mut self, source: u64) -> &mut Self {
        self.event("REQUEST_ALIVE", 2, source, Value::Null)
    }

    fn text(&self) -> String {
        let types: serde_json::Map<_, _> =
            TYPES.iter().enumerate().map(|(i, name)| ((*name).to_owned(), json!(7_000 + i))).collect();
        let constants = json!({
            "clientInfo": {"name": "Chromium", "version": "156"},
            "logCaptureMode": self.mode.name(),
            "logEventTypes": types,
            "netError": {"ERR_ABORTED": -3, "ERR_NAME_NOT_RESOLVED": -105},
            "timeTickOffset": 1_795_838_680_000_u64,
        });
        format!(
            "{{\"constants\":{constants},\n\"events\": [\n{}],\n\"polledData\": []}}\n",
            self.events.join(",\n")
        )
    }
}

fn har(log: &str) -> (Converted, Value) {
    let mut har = Vec::new();
    let converted = convert(&mut log.as_bytes(), &mut Cursor::new(Vec::new()), &mut har).unwrap();
    (converted, serde_json::from_slice(&har).unwrap())
}

fn entries(log: &Log) -> Vec<Value> {
    har(&log.text()).1["log"]["entries"].as_array().unwrap().clone()
}

fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
}

/// A POST over HTTP/2 with an interim response and a body in two frames, one of them padded.
fn http2(log: &mut Log) -> &mut Log {
    let url = "https://a.example/users/onboard?x=1";
    let headers = json!({"headers": [":method: POST", ":path: /users/onboard?x=1", "content-type: application/json", "cookie: a=1; b=2"]});
    log.event("TCP_CONNECT", 1, 50, json!({})).event(
        "TCP_CONNECT",
        2,
        50,
        json!({"remote_address": "[::1]:443"}),
    );
    log.event("SSL_CONNECT", 1, 50, json!({})).event("SSL_CONNECT", 2, 50, json!({}));
    log.event("HTTP2_SESSION_INITIALIZED", 0, 60, json!({"source_dependency": {"id": 50, "type": 10}}));
    log.event(
        "HTTP2_SESSION_POOL_IMPORTED_SESSION_FROM_SOCKET",
        0,
        70,
        json!({"source_dependency": {"id": 60, "type": 11}}),
    );
    log.bytes("SSL_SOCKET_BYTES_SENT", 50, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    log.alive(1, url).start(1, "POST", url);
    log.event("HTTP_STREAM_REQUEST_BOUND_TO_JOB", 0, 1, json!({"source_dependency": {"id": 70, "type": 17}}));
    log.event("HTTP_TRANSACTION_SEND_REQUEST", 1, 1, Value::Null);
    log.event("HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS", 0, 1, headers.clone());
    let mut of_session = headers;
    of_session["stream_id"] = json!(13);
    log.event("HTTP2_SESSION_SEND_HEADERS", 0, 60, of_session);
    let first = frame(0, 8, 13, b"\x02{\"us\0\0");
    log.bytes("SSL_SOCKET_BYTES_SENT", 50, &first[..5]).bytes("SSL_SOCKET_BYTES_SENT", 50, &first[5..]);
    log.bytes(
        "SSL_SOCKET_BYTES_SENT",
        50,
        &[frame(0, 0, 15, b"other"), frame(0, 1, 13, b"ers\":1}")].concat(),
    );
    log.event("HTTP_TRANSACTION_SEND_REQUEST", 2, 1, Value::Null);
    log.answer(1, &["HTTP/1.1 103"]);
    log.answer(
        1,
        &["HTTP/1.1 200", "content-type: application/json", "set-cookie: s=1; Path=/; Secure; HttpOnly"],
    );
    log.body(1, b"[{\"status\"").body(1, b":400}]").end(1)
}

#[test]
fn a_request_over_http2_has_its_bodies_headers_cookies_and_times() {
    let mut log = Log::new();
    http2(&mut log);
    let [entry] = entries(&log).try_into().unwrap();
    let (request, response) = (&entry["request"], &entry["response"]);
    assert_eq!(request["method"], "POST");
    assert_eq!(request["httpVersion"], "h2");
    assert_eq!(request["postData"], json!({"mimeType": "application/json", "text": "{\"users\":1}"}));
    assert_eq!(request["cookies"], json!([{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]));
    assert_eq!(request["queryString"], json!([{"name": "x", "value": "1"}]));
    assert_eq!(request["headers"][0], json!({"name": ":method", "value": "POST"}));
    assert_eq!(response["status"], 200);
    assert_eq!(response["content"]["text"], "[{\"status\":400}]");
    assert_eq!(
        response["cookies"][0],
        json!({"name": "s", "value": "1", "path": "/", "secure": true, "httpOnly": true})
    );
    assert_eq!(entry["serverIPAddress"], "::1");
    assert_eq!(entry["_priority"], "MEDIUM");
    assert_eq!(entry["startedDateTime"], "2026-11-28T04:04:40.109Z");
    assert_eq!(entry["timings"]["send"], 6.0);
    assert_eq!(entry["timings"]["wait"], 2.0);
    assert_eq!(entry["timings"]["connect"], -1.0, "it was there before");
}

#[test]
fn each_hop_of_a_redirect_is_an_entry_and_entries_are_in_the_order_of_their_start() {
    let mut log = Log::new();
    log.alive(2, "https://a.example/late");
    log.alive(1, "http://a.example/").start(1, "GET", "http://a.example/");
    log.answer(1, &["HTTP/1.1 301 Moved", "Location: https://a.example/"]);
    log.start(1, "GET", "https://a.example/").answer(1, &["HTTP/1.1 204"]).end(1);
    log.start(2, "GET", "https://a.example/late").answer(2, &["HTTP/1.1 200 OK"]);
    let entries = entries(&log);
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| {
            (entry["request"]["url"].as_str().unwrap(), entry["response"]["status"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(
        seen,
        [("http://a.example/", 301), ("https://a.example/", 204), ("https://a.example/late", 200)]
    );
    assert_eq!(entries[0]["response"]["redirectURL"], "https://a.example/");
}

#[test]
fn a_request_that_its_preflight_stopped_is_there_with_the_reason() {
    let mut log = Log::new();
    let url = "https://b.example/users/onboard";
    let headers = json!({"headers": ["trackingid: t"], "line": "POST /users/onboard HTTP/1.1\r\n"});
    log.event("CORS_REQUEST", 1, 1, json!({"url": url, "request_headers": headers}));
    log.event("CORS_PREFLIGHT_URL_REQUEST", 0, 1, json!({"source_dependency": {"id": 2, "type": 1}}));
    log.alive(2, url).start(2, "OPTIONS", url).answer(2, &["HTTP/1.1 403"]).end(2);
    log.event("CORS_PREFLIGHT_ERROR", 0, 1, json!({"error": "ERR_FAILED", "cors-error": "kInvalidResponse"}));
    log.event("CORS_REQUEST", 2, 1, Value::Null);
    let [post, preflight] = entries(&log).try_into().unwrap();
    assert_eq!(post["request"]["method"], "POST");
    assert_eq!(post["request"]["headers"][0]["name"], "trackingid");
    assert_eq!(post["response"]["status"], 0);
    assert_eq!(post["response"]["_error"], "net::ERR_FAILED");
    assert_eq!(post["response"]["_corsError"], "kInvalidResponse");
    assert_eq!(preflight["_resourceType"], "preflight");
    assert_eq!(preflight["_initiator"]["type"], "preflight");
}

#[test]
fn errors_have_their_names_and_refused_cookies_their_reason() {
    let mut log = Log::new();
    for (source, ending) in [(1, "FAILED"), (2, "CANCELLED")] {
        log.alive(source, "https://a.example/").start(source, "GET", "https://a.example/");
        let status = json!({"operation": "send", "name": "s", "domain": "a.example", "status": "EXCLUDE_SAMESITE_STRICT, DO_NOT_WARN"});
        log.event("COOKIE_INCLUSION_STATUS", 0, source, status);
        let params = if ending == "FAILED" { json!({"net_error": -105}) } else { Value::Null };
        log.event(ending, 0, source, params).end(source);
    }
    let [failed, cancelled] = entries(&log).try_into().unwrap();
    assert_eq!(failed["response"]["_error"], "net::ERR_NAME_NOT_RESOLVED");
    assert_eq!(cancelled["response"]["_error"], "net::ERR_ABORTED");
    assert_eq!(failed["_refusedCookies"][0]["reason"], "EXCLUDE_SAMESITE_STRICT, DO_NOT_WARN");
}

#[test]
fn bodies_of_http1_and_messages_of_a_web_socket_come_from_the_bytes_of_the_socket() {
    let mut log = Log::new();
    let bound = |log: &mut Log, source: u64| {
        log.event(
            "SOCKET_POOL_BOUND_TO_SOCKET",
            0,
            source + 70,
            json!({"source_dependency": {"id": 50, "type": 10}}),
        );
        log.event(
            "HTTP_STREAM_REQUEST_BOUND_TO_JOB",
            0,
            source,
            json!({"source_dependency": {"id": source + 70, "type": 17}}),
        );
    };
    log.alive(1, "http://a.example/").start(1, "POST", "http://a.example/");
    bound(&mut log, 1);
    log.event(
        "HTTP_TRANSACTION_SEND_REQUEST_HEADERS",
        0,
        1,
        json!({"headers": ["Transfer-Encoding: chunked"]}),
    );
    log.bytes(
        "SOCKET_BYTES_SENT",
        50,
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\n\xff\xfe\r\n0\r\n\r\n",
    );
    log.answer(1, &["HTTP/1.1 200 OK"]).end(1);
    log.alive(2, "ws://a.example/s").start(2, "GET", "ws://a.example/s");
    bound(&mut log, 2);
    log.event("HTTP_TRANSACTION_SEND_REQUEST_HEADERS", 0, 2, json!({"headers": ["Upgrade: websocket"]}));
    log.bytes("SOCKET_BYTES_SENT", 50, b"GET /s HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
    log.answer(2, &["HTTP/1.1 101 Switching Protocols"]);
    log.bytes("SOCKET_BYTES_RECEIVED", 50, b"HTTP/1.1 101 Switching Protocols\r\n\r\n").end(2);
    let masked: Vec<u8> =
        b"hello".iter().zip([1, 2, 3, 4].iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
    log.bytes("SOCKET_BYTES_SENT", 50, &[b"\x81\x85\x01\x02\x03\x04".as_slice(), &masked].concat());
    log.event("WEBSOCKET_SENT_FRAME_HEADER", 0, 2, json!({}));
    let mut deflate = flate2::Compress::new(flate2::Compression::default(), false);
    let mut deflated = Vec::with_capacity(100);
    deflate.compress_vec(b"{\"a\":1}", &mut deflated, flate2::FlushCompress::Sync).unwrap();
    deflated.truncate(deflated.len() - 4);
    log.bytes(
        "SOCKET_BYTES_RECEIVED",
        50,
        &[&[0xc1, u8::try_from(deflated.len()).unwrap()], deflated.as_slice()].concat(),
    );
    log.event("WEBSOCKET_RECV_FRAME_HEADER", 0, 2, json!({}));
    let [post, socket] = entries(&log).try_into().unwrap();
    assert_eq!(post["request"]["postData"]["text"], STANDARD.encode(b"abc\xff\xfe"));
    assert_eq!(post["request"]["postData"]["encoding"], "base64");
    let messages = socket["_webSocketMessages"].as_array().unwrap();
    let seen: Vec<_> = messages
        .iter()
        .map(|message| (message["type"].as_str().unwrap(), message["data"].as_str().unwrap()))
        .collect();
    assert_eq!(seen, [("send", "hello"), ("receive", "{\"a\":1}")]);
}

#[test]
fn what_the_mode_left_out_is_missing_and_not_empty() {
    let mut log = Log::new();
    log.mode = CaptureMode::Default;
    log.alive(1, "https://a.example/").start(1, "GET", "https://a.example/").answer(1, &["HTTP/1.1 200"]);
    log.event("URL_REQUEST_JOB_FILTERED_BYTES_READ", 0, 1, json!({"byte_count": 359})).end(1);
    let (converted, har) = har(&log.text());
    assert_eq!(converted.mode, CaptureMode::Default);
    let content = &har["log"]["entries"][0]["response"]["content"];
    assert_eq!((content["size"].as_u64(), content.get("text")), (Some(359), None));
    assert!(content["comment"].as_str().unwrap().contains("Include raw bytes"));
}

#[test]
fn a_log_that_is_cut_anywhere_gives_every_complete_event() {
    let mut log = Log::new();
    http2(&mut log);
    log.alive(3, "https://a.example/3")
        .start(3, "GET", "https://a.example/3")
        .answer(3, &["HTTP/1.1 404"])
        .end(3);
    let text = log.text();
    let begin = text.find("\"events\"").unwrap();
    let end = text.rfind("],\n\"polledData\"").unwrap();
    let mut last = 0;
    for cut in (begin..text.len()).filter(|cut| text.is_char_boundary(*cut)) {
        let (converted, _) = har(&text[..cut]);
        assert!(converted.entries >= last, "{cut}: a longer log never has fewer requests");
        last = converted.entries;
        assert_eq!(converted.is_complete, cut > end, "{cut}");
    }
    assert_eq!(last, 2);
    let constants = text[..begin].rfind('}').unwrap();
    for cut in 0..=constants {
        let mut log = &text.as_bytes()[..cut];
        let error = convert(&mut log, &mut Cursor::new(Vec::new()), &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidData, "{cut}");
    }
}

#[test]
fn a_damaged_event_and_one_of_another_version_cost_only_themselves() {
    let mut log = Log::new();
    log.alive(1, "https://a.example/").start(1, "GET", "https://a.example/");
    log.event("A_TYPE_OF_TOMORROW", 0, 1, json!({"x": {"y": []}}));
    log.events.push("{\"params\":{\"a\":\"cut in a str".to_owned());
    log.events.push("{\"params\":7,\"type\":\"none\"}".to_owned());
    log.answer(1, &["HTTP/1.1 200"]).end(1);
    let [entry] = entries(&log).try_into().unwrap();
    assert_eq!(entry["response"]["status"], 200);
}

#[test]
fn a_netlog_is_known_by_its_first_member() {
    assert!(is_netlog(b"{\"constants\":{"));
    assert!(is_netlog(b"\n { \"constants\": {"));
    for other in ["{\"log\":{\"constants\":1}}", "[]", "", "{", "{\"const"] {
        assert!(!is_netlog(&other.as_bytes()[..other.len().min(PROLOGUE)]), "{other}");
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_among_the_events_are_read_without_panic(at in 0..4_000_usize, noise: Vec<u8>) {
        let mut log = Log::new();
        http2(&mut log);
        let mut bytes = log.text().into_bytes();
        let begin = log.text().find("\"events\"").unwrap();
        let at = begin + at % (bytes.len() - begin);
        bytes.splice(at..at, noise);
        let mut har = Vec::new();
        if convert(&mut bytes.as_slice(), &mut Cursor::new(Vec::new()), &mut har).is_ok() {
            serde_json::from_slice::<Value>(&har).unwrap();
        }
    }
}
