//! Converts a finished exchange to a HAR 1.2 entry with the extension fields of Chrome's own export.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::CaptureMode;
use super::connection::Period;
use super::frames::Message;
use super::request::{CookieStatus, Hop, Protocol};
use crate::har_writer::{self as har, http1};

/// The entry of an exchange that began at `started`, in milliseconds since 1970.
pub(super) fn of(started: f64, hop: Hop, mode: CaptureMode) -> Value {
    let timings = timings(started, &hop);
    let mut entry = json!({
        "startedDateTime": har::date(started / 1000.0),
        "time": har::time(&timings),
        "request": request(&hop),
        "response": response(&hop, mode),
        "cache": {},
        "timings": timings,
    });
    let mut set = |name: &str, value: Value| {
        if let Value::Object(members) = &mut entry {
            members.insert(name.to_owned(), value);
        }
    };
    if let Some(remote) = &hop.established.remote {
        let address = remote.rsplit_once(':').map_or(remote.as_str(), |(address, _)| address);
        set("serverIPAddress", json!(address.trim_matches(['[', ']'])));
    }
    if let Some(socket) = hop.socket {
        set("connection", json!(socket.to_string()));
    }
    if !hop.priority.is_empty() {
        set("_priority", json!(hop.priority));
    }
    set("_initiator", initiator(&hop));
    if let Some(kind) = resource_type(&hop) {
        set("_resourceType", json!(kind));
    }
    if hop.is_from_cache && hop.protocol == Protocol::None {
        set("_fromCache", json!("disk"));
    }
    let refused: Vec<Value> = hop.cookies.iter().filter(|cookie| !cookie.is_included()).map(cookie).collect();
    if !refused.is_empty() {
        set("_refusedCookies", json!(refused));
    }
    if !hop.messages.is_empty() {
        set("_webSocketMessages", hop.messages.iter().map(message).collect());
    }
    entry
}

fn request(hop: &Hop) -> Value {
    let headers = pairs(&hop.request_headers);
    let body_size = hop.request_body.as_ref().map_or(0, Vec::len);
    let mut request = json!({
        "method": hop.method,
        "url": hop.url,
        "httpVersion": version(hop),
        "cookies": har::sent_cookies(&headers),
        "headers": har::headers(&headers),
        "queryString": har::query(&hop.url),
        "headersSize": -1,
        "bodySize": har::declared_length(&headers).unwrap_or(body_size as u64),
    });
    if let Some(body) = &hop.request_body {
        request["postData"] = har::post_data(body, &headers);
    }
    request
}

fn response(hop: &Hop, mode: CaptureMode) -> Value {
    let (status_line, lines) =
        hop.response_headers.split_first().map_or(("", [].as_slice()), |(line, rest)| (line, rest));
    let mut parts = status_line.splitn(3, ' ').skip(1);
    let status: u16 = parts.next().and_then(|status| status.parse().ok()).unwrap_or_default();
    let headers = pairs(lines);
    let mut response = json!({
        "status": status,
        "statusText": parts.next().unwrap_or_default(),
        "httpVersion": if status == 0 { "" } else { version(hop) },
        "cookies": har::set_cookies(&headers),
        "headers": har::headers(&headers),
        "content": content(hop, &headers, mode),
        "redirectURL": har::values(&headers, "location").next().unwrap_or_default(),
        "headersSize": -1,
        "bodySize": if hop.encoded_size > 0 { json!(hop.encoded_size) } else { json!(-1) },
    });
    let mut set = |name: &str, value: Value| {
        if let Value::Object(members) = &mut response {
            members.insert(name.to_owned(), value);
        }
    };
    if let Some(error) = &hop.error {
        set("_error", json!(error));
    }
    if let Some(error) = &hop.cors_error {
        set("_corsError", json!(error));
    }
    response
}

/// The decoded body. If the log has only its size or beginning, the size still counts the whole body.
fn content(hop: &Hop, headers: &[(String, String)], mode: CaptureMode) -> Value {
    let mime = har::values(headers, "content-type").next().unwrap_or_default();
    let mut content = json!({"size": hop.body_size, "mimeType": mime});
    if let (Some(body), Some(members)) = (&hop.body, content.as_object_mut()) {
        let (text, encoding) = har::text(body);
        members.insert("text".to_owned(), json!(text));
        if let Some(encoding) = encoding {
            members.insert("encoding".to_owned(), json!(encoding));
        }
    } else if hop.body_size > 0 && mode != CaptureMode::Everything {
        content["comment"] = json!(format!(
            "not in the NetLog, whose capture mode is {}: choose \"Include raw bytes\" to record bodies",
            mode.name()
        ));
    } else if hop.body_size == 0 && !hop.response_headers.is_empty() && hop.error.is_none() {
        // The log counts every byte of a body, so this one is empty.
        content["text"] = json!("");
    }
    content
}

/// The phases, as in Chrome's export: -1 where one did not happen, `ssl` as part of `connect`.
fn timings(started: f64, hop: &Hop) -> Map<String, Value> {
    let established = &hop.established;
    let waited_from = hop.stream.map_or(started, |stream| stream.begin);
    // An existing connection was not established for this request.
    let is_own = |period: &Period| period.begin >= waited_from;
    let dns = established.resolve.filter(is_own).map(Period::length);
    let tls = established.tls.filter(is_own);
    let tcp = established.tcp.filter(is_own);
    let connect = tcp.map(|tcp| tls.map_or(tcp.end, |tls| tls.end) - tcp.begin);
    let ready = hop.send.map(|send| send.begin).or(hop.headers_at).unwrap_or(hop.end);
    let blocked = ready - started - dns.unwrap_or_default() - connect.unwrap_or_default();
    let sent = hop.send.map_or(ready, |send| send.end);
    let answered = hop.headers_at.unwrap_or(hop.end);
    har::timings([
        Some(blocked),
        dns,
        connect,
        tls.map(Period::length),
        Some(sent - ready),
        Some(answered - sent),
        Some(hop.end - answered),
    ])
}

fn version(hop: &Hop) -> &'static str {
    match hop.protocol {
        Protocol::None => "",
        Protocol::Http1 => "http/1.1",
        Protocol::Http2 => "h2",
        Protocol::Http3 => "h3",
    }
}

fn initiator(hop: &Hop) -> Value {
    let kind = if hop.is_preflight { "preflight" } else { "other" };
    match &hop.initiator {
        Some(origin) if origin != "not an origin" => json!({"type": kind, "url": origin}),
        _ => json!({"type": kind}),
    }
}

fn resource_type(hop: &Hop) -> Option<&'static str> {
    match hop.request_type.as_deref() {
        _ if hop.is_preflight => Some("preflight"),
        _ if !hop.messages.is_empty() => Some("websocket"),
        Some("main frame" | "main_frame" | "sub frame") => Some("document"),
        _ => None,
    }
}

fn cookie(status: &CookieStatus) -> Value {
    json!({
        "operation": status.operation,
        "name": status.name,
        "domain": status.domain,
        "reason": status.status,
    })
}

impl CookieStatus {
    fn is_included(&self) -> bool {
        // A cookie of another site is not rejected, it was never a candidate.
        self.status.starts_with("INCLUDE") || self.status.starts_with("EXCLUDE_DOMAIN_MISMATCH")
    }
}

fn message((is_sent, time, message): &(bool, f64, Message)) -> Value {
    let kind = if *is_sent { "send" } else { "receive" };
    let data = match std::str::from_utf8(&message.data) {
        Ok(text) if message.opcode == 1 => text.to_owned(),
        _ => STANDARD.encode(&message.data),
    };
    json!({"type": kind, "time": time / 1000.0, "opcode": message.opcode, "data": data})
}

/// Splits header lines into names and values; pseudo-headers keep their colon.
fn pairs(lines: &[String]) -> Vec<(String, String)> {
    lines.iter().filter_map(|line| http1::header(line)).collect()
}
