//! A finished exchange as a HAR 1.2 entry, with the extension fields of Chrome's own export.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::connection::Period;
use super::frames::Message;
use super::request::{CookieStatus, Hop, Protocol};

/// The entry of an exchange that began at `started`, in milliseconds since 1970.
pub(super) fn of(started: f64, hop: Hop) -> Value {
    let timings = timings(started, &hop);
    let time: f64 = ["blocked", "dns", "connect", "send", "wait", "receive"]
        .iter()
        .filter_map(|phase| timings.get(*phase)?.as_f64())
        .filter(|part| *part > 0.0)
        .sum();
    let mut entry = json!({
        "startedDateTime": date(started),
        "time": rounded(time),
        "request": request(&hop),
        "response": response(&hop),
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
    let cookies = values(&headers, "cookie").flat_map(|line| line.split(';').map(name_and_value));
    let body_size = hop.request_body.as_ref().map_or(0, Vec::len);
    let mut request = json!({
        "method": hop.method,
        "url": hop.url,
        "httpVersion": version(hop),
        "cookies": cookies.collect::<Vec<_>>(),
        "headers": listed(&headers),
        "queryString": query(&hop.url),
        "headersSize": -1,
        "bodySize": declared_size(&headers).unwrap_or(body_size as u64),
    });
    if let (Some(body), Some(members)) = (&hop.request_body, request.as_object_mut()) {
        let mime = values(&headers, "content-type").next().unwrap_or_default();
        let (text, encoding) = text(body);
        let mut data = json!({"mimeType": mime, "text": text});
        if let (Some(encoding), Some(data)) = (encoding, data.as_object_mut()) {
            data.insert("encoding".to_owned(), json!(encoding));
        }
        members.insert("postData".to_owned(), data);
    }
    request
}

fn response(hop: &Hop) -> Value {
    let (status_line, lines) =
        hop.response_headers.split_first().map_or(("", [].as_slice()), |(line, rest)| (line, rest));
    let mut parts = status_line.splitn(3, ' ').skip(1);
    let status: u16 = parts.next().and_then(|status| status.parse().ok()).unwrap_or_default();
    let headers = pairs(lines);
    let mut response = json!({
        "status": status,
        "statusText": parts.next().unwrap_or_default(),
        "httpVersion": if status == 0 { "" } else { version(hop) },
        "cookies": values(&headers, "set-cookie").map(set_cookie).collect::<Vec<_>>(),
        "headers": listed(&headers),
        "content": content(hop, &headers),
        "redirectURL": values(&headers, "location").next().unwrap_or_default(),
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

/// The decoded body. Where the log has only its size, or the beginning, the size says so.
fn content(hop: &Hop, headers: &[(String, String)]) -> Value {
    let mime = values(headers, "content-type").next().unwrap_or_default();
    let mut content = json!({"size": hop.body_size, "mimeType": mime});
    if let (Some(body), Some(members)) = (&hop.body, content.as_object_mut()) {
        let (text, encoding) = text(body);
        members.insert("text".to_owned(), json!(text));
        if let Some(encoding) = encoding {
            members.insert("encoding".to_owned(), json!(encoding));
        }
    } else if hop.body_size == 0 && !hop.response_headers.is_empty() && hop.error.is_none() {
        // The log counts every byte of a body: there were none.
        content["text"] = json!("");
    }
    content
}

/// The phases, by the convention of Chrome's export: -1 where one did not happen, `ssl` inside of `connect`.
fn timings(started: f64, hop: &Hop) -> Map<String, Value> {
    let established = &hop.established;
    let waited_from = hop.stream.map_or(started, |stream| stream.begin);
    // A connection that was there before is not made for this request.
    let is_own = |period: &Period| period.begin >= waited_from;
    let dns = established.resolve.filter(is_own).map(Period::length);
    let tls = established.tls.filter(is_own);
    let tcp = established.tcp.filter(is_own);
    let connect = tcp.map(|tcp| tls.map_or(tcp.end, |tls| tls.end) - tcp.begin);
    let ready = hop.send.map(|send| send.begin).or(hop.headers_at).unwrap_or(hop.end);
    let blocked = ready - started - dns.unwrap_or_default() - connect.unwrap_or_default();
    let sent = hop.send.map_or(ready, |send| send.end);
    let answered = hop.headers_at.unwrap_or(hop.end);
    let phases = [
        ("blocked", Some(blocked)),
        ("dns", dns),
        ("connect", connect),
        ("ssl", tls.map(Period::length)),
        ("send", Some(sent - ready)),
        ("wait", Some(answered - sent)),
        ("receive", Some(hop.end - answered)),
    ];
    phases
        .into_iter()
        .map(|(name, length)| {
            (name.to_owned(), json!(length.map_or(-1.0, |length| rounded(length.max(0.0)))))
        })
        .collect()
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
        // A cookie of another site is not refused, it was never a candidate.
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

/// Bytes as JSON can hold them.
fn text(bytes: &[u8]) -> (String, Option<&'static str>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => (STANDARD.encode(bytes), Some("base64")),
    }
}

/// Header lines as names and values; a pseudo-header keeps its colon.
fn pairs(lines: &[String]) -> Vec<(String, String)> {
    let pair = |line: &String| {
        let at = line.get(1..)?.find(':')? + 1;
        Some((line[..at].to_owned(), line[at + 1..].trim().to_owned()))
    };
    lines.iter().filter_map(pair).collect()
}

fn listed(headers: &[(String, String)]) -> Vec<Value> {
    headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}

fn values<'h>(headers: &'h [(String, String)], name: &'h str) -> impl Iterator<Item = &'h str> {
    headers.iter().filter(move |(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn declared_size(headers: &[(String, String)]) -> Option<u64> {
    values(headers, "content-length").next()?.parse().ok()
}

fn name_and_value(pair: &str) -> Value {
    let (name, value) = pair.trim().split_once('=').unwrap_or((pair.trim(), ""));
    json!({"name": name, "value": value})
}

fn set_cookie(line: &str) -> Value {
    let mut parts = line.split(';');
    let mut cookie = name_and_value(parts.next().unwrap_or_default());
    for part in parts {
        let (name, value) = part.trim().split_once('=').unwrap_or((part.trim(), ""));
        match name.to_ascii_lowercase().as_str() {
            "path" => cookie["path"] = json!(value),
            "domain" => cookie["domain"] = json!(value),
            "expires" => cookie["expires"] = json!(value),
            "samesite" => cookie["sameSite"] = json!(value),
            "httponly" => cookie["httpOnly"] = json!(true),
            "secure" => cookie["secure"] = json!(true),
            _ => {}
        }
    }
    cookie
}

fn query(url: &str) -> Vec<Value> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    query.split('&').filter(|pair| !pair.is_empty()).map(name_and_value).collect()
}

fn date(millis: f64) -> String {
    // A time outside of what a date can say is that of a damaged log.
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit by far")]
    let time = jiff::Timestamp::from_microsecond((millis * 1000.0) as i64).unwrap_or_default();
    format!("{time:.3}")
}

fn rounded(millis: f64) -> f64 {
    (millis * 1000.0).round() / 1000.0
}
