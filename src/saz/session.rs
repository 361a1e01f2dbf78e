//! Converts a session of a SAZ to a HAR 1.2 entry.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::har_writer as har;
use crate::har_writer::http1::Message;

/// Times and flags of a session: its `m.xml`.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    /// When the client started to send the request.
    pub(super) begin: Option<Timestamp>,
    timers: Timers,
    /// The address that the host name resolved to.
    address: Option<String>,
    /// The program that sent the request, such as `msedge:12140`.
    process: Option<String>,
    comment: Option<String>,
}

/// Timestamps, absent for steps that Fiddler did not reach, and durations in milliseconds.
#[derive(Debug, Default)]
struct Timers {
    sent_on: Option<Timestamp>,
    got_request: Option<Timestamp>,
    begin_response: Option<Timestamp>,
    done_response: Option<Timestamp>,
    dns: f64,
    connect: f64,
    tls: f64,
}

impl Metadata {
    /// Parses `m.xml`; damaged XML yields no metadata.
    pub(super) fn read(xml: &[u8]) -> Self {
        let text = String::from_utf8_lossy(xml);
        let Ok(document) = roxmltree::Document::parse(text.trim_start_matches('\u{feff}')) else {
            return Self::default();
        };
        let timers = document.descendants().find(|node| node.has_tag_name("SessionTimers"));
        let attribute = |name: &str| timers.and_then(|timers| timers.attribute(name));
        // Steps that were not reached have a date in year 1.
        let time = |name: &str| {
            let time: Timestamp = attribute(name)?.parse().ok()?;
            (time.as_second() > 0).then_some(time)
        };
        let length = |name: &str| attribute(name).and_then(|text| text.parse().ok()).unwrap_or_default();
        let flag = |name: &str| {
            let is_named = |node: &roxmltree::Node<'_, '_>| {
                node.has_tag_name("SessionFlag")
                    && node.attribute("N").is_some_and(|own| own.eq_ignore_ascii_case(name))
            };
            document.descendants().find(is_named)?.attribute("V").map(str::to_owned)
        };
        Self {
            begin: time("ClientBeginRequest"),
            timers: Timers {
                sent_on: time("FiddlerBeginRequest"),
                got_request: time("ServerGotRequest"),
                begin_response: time("ServerBeginResponse"),
                done_response: time("ClientDoneResponse").or_else(|| time("ServerDoneResponse")),
                dns: length("DNSTime"),
                connect: length("TCPConnectTime"),
                tls: length("HTTPSHandshakeTime"),
            },
            address: flag("x-hostip"),
            process: flag("x-processinfo"),
            comment: flag("ui-comments"),
        }
    }

    /// Phases by HAR's convention, in which `ssl` is part of `connect`.
    fn timings(&self) -> Map<String, Value> {
        let timers = &self.timers;
        let between = |from: Option<Timestamp>, to: Option<Timestamp>| {
            Some(to?.duration_since(from?).as_secs_f64() * 1000.0)
        };
        let took = |length: f64| (length > 0.0).then_some(length);
        let connect = timers.connect + timers.tls;
        let blocked = between(self.begin, timers.sent_on).map(|waited| waited - timers.dns - connect);
        har::timings([
            blocked,
            took(timers.dns),
            took(connect),
            took(timers.tls),
            between(timers.sent_on, timers.got_request),
            between(timers.got_request, timers.begin_response),
            between(timers.begin_response, timers.done_response),
        ])
    }
}

/// The entry of a session; `response` is empty if there was none.
pub(super) fn entry(request: &[u8], response: &[u8], metadata: &Metadata) -> Value {
    let timings = metadata.timings();
    let mut entry = json!({
        "startedDateTime": metadata.begin.map(|time| format!("{time:.3}")).unwrap_or_default(),
        "time": har::time(&timings),
        "request": request_of(&Message::read(request)),
        "response": response_of(response),
        "cache": {},
        "timings": timings,
    });
    let extra = [
        ("serverIPAddress", &metadata.address),
        ("_process", &metadata.process),
        ("comment", &metadata.comment),
    ];
    for (name, value) in extra {
        if let Some(value) = value {
            entry[name] = json!(value);
        }
    }
    entry
}

fn request_of(message: &Message) -> Value {
    let mut line = message.start_line.splitn(3, ' ');
    let (method, url) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
    let mut request = json!({
        "method": method,
        "url": url,
        "httpVersion": line.next().unwrap_or_default(),
        "cookies": har::sent_cookies(&message.headers),
        "headers": har::headers(&message.headers),
        "queryString": har::query(url),
        "headersSize": message.head_size,
        "bodySize": message.body.len(),
    });
    if !message.body.is_empty() {
        request["postData"] = har::post_data(&message.body, &message.headers);
    }
    request
}

/// A missing response has status 0, as in Chrome's export.
fn response_of(bytes: &[u8]) -> Value {
    let message = Message::read(bytes);
    let mut line = message.start_line.splitn(3, ' ');
    let version = line.next().unwrap_or_default();
    let status: u16 = line.next().and_then(|status| status.parse().ok()).unwrap_or_default();
    let (text, encoding) = har::text(&message.body);
    let mut content = json!({
        "size": message.body.len(),
        "mimeType": har::values(&message.headers, "content-type").next().unwrap_or_default(),
        "text": text,
    });
    if let Some(encoding) = encoding {
        content["encoding"] = json!(encoding);
    }
    let mut response = json!({
        "status": status,
        "statusText": line.next().unwrap_or_default(),
        "httpVersion": version,
        "cookies": har::set_cookies(&message.headers),
        "headers": har::headers(&message.headers),
        "content": content,
        "redirectURL": har::values(&message.headers, "location").next().unwrap_or_default(),
        "headersSize": message.head_size,
        "bodySize": message.body.len(),
    });
    if bytes.is_empty() {
        response["_error"] = json!("no response");
    }
    response
}
