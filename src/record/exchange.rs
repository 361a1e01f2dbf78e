//! Converts an exchange to a HAR 1.2 entry, following the conventions of Chrome's own export.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::har_writer as har;

/// A body as returned by the browser.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) is_base64: bool,
}

/// The collected data of an exchange; values as in the protocol.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    request: Value,
    initiator: Value,
    kind: String,
    /// Start in seconds since 1970, and on the browser's monotonic clock.
    wall_time: f64,
    timestamp: f64,
    page: Option<String>,
    pub(super) response: Option<Value>,
    pub(super) request_extra: Option<Value>,
    pub(super) response_extra: Option<Value>,
    /// Whether the browser sends the raw headers in separate `…ExtraInfo` events.
    pub(super) has_extra_info: bool,
    pub(super) failed: Option<Value>,
    pub(super) finished: Option<f64>,
    /// Number of bytes received, including headers.
    pub(super) encoded: Option<f64>,
    /// Size of the decoded body in bytes.
    decoded: u64,
    pub(super) body: Option<Body>,
    pub(super) post_data: Option<String>,
    is_from_cache: bool,
    socket_messages: Vec<Value>,
    events: Vec<Value>,
}

impl Exchange {
    /// From the parameters of `Network.requestWillBeSent`.
    pub(super) fn new(mut params: Value, page: Option<String>) -> Self {
        Self {
            wall_time: params["wallTime"].as_f64().unwrap_or_default(),
            timestamp: params["timestamp"].as_f64().unwrap_or_default(),
            kind: params["type"].as_str().unwrap_or_default().to_ascii_lowercase(),
            request: params["request"].take(),
            initiator: params["initiator"].take(),
            page,
            ..Self::default()
        }
    }

    /// From the parameters of `Network.webSocketCreated`.
    pub(super) fn socket(params: &Value, page: Option<String>) -> Self {
        Self {
            kind: "websocket".to_owned(),
            request: json!({"method": "GET", "url": params["url"], "headers": {}}),
            initiator: params["initiator"].clone(),
            page,
            ..Self::default()
        }
    }

    /// Start in seconds since 1970.
    pub(super) fn started(&self) -> f64 {
        self.wall_time
    }

    pub(super) fn can_have_body(&self) -> bool {
        let status = self.response.as_ref().and_then(|response| response["status"].as_u64());
        self.request["method"] != "HEAD"
            && self.kind != "preflight"
            && !matches!(status, None | Some(101 | 204 | 304))
    }

    /// Processes an event between the first and the last.
    pub(super) fn note(&mut self, method: &str, mut params: Value) {
        match method {
            "Network.responseReceived" => {
                self.has_extra_info = params["hasExtraInfo"] == true;
                self.response = Some(params["response"].take());
            }
            "Network.dataReceived" => self.decoded += params["dataLength"].as_u64().unwrap_or_default(),
            "Network.requestServedFromCache" => self.is_from_cache = true,
            "Network.resourceChangedPriority" => {
                self.request["initialPriority"] = params["newPriority"].take()
            }
            "Network.webSocketWillSendHandshakeRequest" => {
                self.wall_time = params["wallTime"].as_f64().unwrap_or_default();
                self.timestamp = params["timestamp"].as_f64().unwrap_or_default();
                self.request["headers"] = params["request"]["headers"].take();
            }
            "Network.webSocketHandshakeResponseReceived" => self.handshake(params["response"].take()),
            "Network.webSocketFrameSent" => self.frame("send", &params),
            "Network.webSocketFrameReceived" => self.frame("receive", &params),
            "Network.eventSourceMessageReceived" => self.events.push(json!({
                "time": self.wall_time_of(&params),
                "eventName": params["eventName"],
                "eventId": params["eventId"],
                "data": params["data"],
            })),
            _ => {}
        }
    }

    fn handshake(&mut self, mut response: Value) {
        if response["requestHeaders"].is_object() {
            self.request["headers"] = response["requestHeaders"].take();
        }
        self.response = Some(response);
    }

    fn frame(&mut self, kind: &str, params: &Value) {
        let frame = &params["response"];
        self.socket_messages.push(json!({
            "type": kind,
            "time": self.wall_time_of(params),
            "opcode": frame["opcode"],
            "data": frame["payloadData"],
        }));
    }

    /// Converts a timestamp of the browser's monotonic clock to seconds since 1970.
    fn wall_time_of(&self, params: &Value) -> f64 {
        self.wall_time + params["timestamp"].as_f64().map_or(0.0, |at| at - self.timestamp)
    }

    pub(super) fn into_entry(self) -> Value {
        let timings = self.timings();
        let mut entry = json!({
            "startedDateTime": har::date(self.wall_time),
            "time": har::time(&timings),
            "request": self.request_member(),
            "response": self.response_member(),
            "cache": {},
            "timings": timings,
            "_initiator": self.initiator,
            "_priority": self.request["initialPriority"],
            "_resourceType": self.kind,
        });
        let mut set = |name: &str, value: Value| {
            if !value.is_null() {
                entry[name] = value;
            }
        };
        set("pageref", json!(self.page));
        if let Some(response) = &self.response {
            let address = response["remoteIPAddress"].as_str().unwrap_or_default().trim_matches(['[', ']']);
            set("serverIPAddress", if address.is_empty() { Value::Null } else { json!(address) });
            let connection = response["connectionId"].as_f64().filter(|id| *id > 0.0);
            set("connection", connection.map_or(Value::Null, |id| json!(id.to_string())));
            set("_fetchedViaServiceWorker", response["fromServiceWorker"].as_bool().filter(|is| *is).into());
        }
        set("_fromCache", self.cache());
        if !self.socket_messages.is_empty() {
            set("_webSocketMessages", json!(self.socket_messages));
        }
        if !self.events.is_empty() {
            set("_eventSourceMessages", json!(self.events));
        }
        entry
    }

    fn cache(&self) -> Value {
        let response = |name: &str| self.response.as_ref().is_some_and(|response| response[name] == true);
        match () {
            () if response("fromDiskCache") => json!("disk"),
            () if response("fromPrefetchCache") => json!("prefetch"),
            () if self.is_from_cache => json!("memory"),
            () => Value::Null,
        }
    }

    fn request_member(&self) -> Value {
        let headers = self.request_headers();
        let url = format!("{}{}", self.text("url"), self.request["urlFragment"].as_str().unwrap_or_default());
        let data = self.post_data_member(&headers);
        let mut request = json!({
            "method": self.request["method"],
            "url": url,
            "httpVersion": self.version(),
            "headers": har::headers(&headers),
            "queryString": har::query(&url),
            "cookies": har::sent_cookies(&headers),
            "headersSize": -1,
            "bodySize": har::declared_length(&headers).unwrap_or(0),
        });
        if let Some(data) = data {
            request["postData"] = data;
        }
        request
    }

    fn text(&self, name: &str) -> &str {
        self.request[name].as_str().unwrap_or_default()
    }

    fn request_headers(&self) -> Vec<(String, String)> {
        let extra = self.request_extra.as_ref().map(|extra| &extra["headers"]);
        pairs(extra.filter(|headers| headers.is_object()).unwrap_or(&self.request["headers"]))
    }

    fn post_data_member(&self, headers: &[(String, String)]) -> Option<Value> {
        if let Some(bytes) = self.post_data_bytes() {
            return Some(har::post_data(&bytes, headers));
        }
        let text = self.post_data.as_deref().or(self.request["postData"].as_str())?;
        Some(har::post_data(text.as_bytes(), headers))
    }

    /// The bytes of all parts if the browser has each in memory, which is not so for uploaded files.
    fn post_data_bytes(&self) -> Option<Vec<u8>> {
        let parts = self.request["postDataEntries"].as_array()?;
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend(STANDARD.decode(part["bytes"].as_str()?).ok()?);
        }
        Some(bytes)
    }

    fn response_member(&self) -> Value {
        let headers = self.response_headers();
        let response = self.response.as_ref();
        let status = self.response_extra.as_ref().and_then(|extra| extra["statusCode"].as_u64());
        // A revalidated cached response is shown with the status that the page received.
        let of_page = response.and_then(|response| response["status"].as_u64());
        let mut member = json!({
            "status": if self.is_validated() { of_page } else { status.or(of_page) }.unwrap_or_default(),
            "statusText": response.map_or("", |response| response["statusText"].as_str().unwrap_or_default()),
            "httpVersion": if response.is_some() { self.version() } else { String::new() },
            "headers": har::headers(&headers),
            "cookies": har::set_cookies(&headers),
            "content": self.content(),
            "redirectURL": har::values(&headers, "location").next().unwrap_or_default(),
            "headersSize": -1,
            "bodySize": -1,
            "_transferSize": self.encoded.map_or(0.0, f64::round),
            "_error": self.error(),
        });
        let cors = self.failed.as_ref().map(|failed| &failed["corsErrorStatus"]["corsError"]);
        if let Some(cors) = cors.filter(|cors| cors.is_string()) {
            member["_corsError"] = cors.clone();
        }
        member
    }

    fn is_validated(&self) -> bool {
        self.response.as_ref().is_some_and(|response| response["fromDiskCache"] == true)
    }

    fn response_headers(&self) -> Vec<(String, String)> {
        let extra = self.response_extra.as_ref().map(|extra| &extra["headers"]);
        let own = self.response.as_ref().map_or(&Value::Null, |response| &response["headers"]);
        let headers =
            pairs(extra.filter(|headers| headers.is_object() && !self.is_validated()).unwrap_or(own));
        // Headers with the same name are joined by line feeds.
        let lines = |(name, value): (String, String)| {
            value.split('\n').map(|line| (name.clone(), line.to_owned())).collect::<Vec<_>>()
        };
        headers.into_iter().flat_map(lines).collect()
    }

    fn content(&self) -> Value {
        let mime =
            self.response.as_ref().map_or("", |response| response["mimeType"].as_str().unwrap_or_default());
        let mut content = json!({"size": self.decoded, "mimeType": mime});
        if let Some(body) = &self.body {
            content["text"] = json!(body.text);
            if body.is_base64 {
                content["encoding"] = json!("base64");
            }
        }
        content
    }

    /// Why the response is missing or incomplete.
    fn error(&self) -> Value {
        let Some(failed) = &self.failed else { return Value::Null };
        match (failed["errorText"].as_str(), failed["blockedReason"].as_str()) {
            (Some(text), _) if !text.is_empty() => json!(text),
            (_, Some(reason)) => json!(format!("blocked: {reason}")),
            _ => json!("net::ERR_ABORTED"),
        }
    }

    fn version(&self) -> String {
        let protocol = self.response.as_ref().and_then(|response| response["protocol"].as_str());
        protocol.unwrap_or(if self.kind == "websocket" { "http/1.1" } else { "" }).to_owned()
    }

    /// Phases in milliseconds; -1 where one did not happen, `ssl` as part of `connect`.
    fn timings(&self) -> Map<String, Value> {
        let end = self.finished.unwrap_or(self.timestamp);
        let total = ((end - self.timestamp) * 1000.0).max(0.0);
        let timing =
            self.response.as_ref().map(|response| &response["timing"]).filter(|timing| timing.is_object());
        let Some(timing) = timing else {
            return har::timings([Some(total), None, None, None, Some(0.0), Some(0.0), Some(0.0)]);
        };
        let at = |name: &str| timing[name].as_f64().unwrap_or(-1.0);
        let span = |from: &str, to: &str| (at(from) >= 0.0).then(|| at(to) - at(from));
        let queued = ((at("requestTime") - self.timestamp) * 1000.0).max(0.0);
        let first = ["dnsStart", "connectStart", "sendStart"].map(at).into_iter().find(|start| *start >= 0.0);
        let blocked = queued + first.unwrap_or_default();
        let (dns, connect) = (span("dnsStart", "dnsEnd"), span("connectStart", "connectEnd"));
        let send = span("sendStart", "sendEnd").unwrap_or_default();
        let wait = (at("receiveHeadersEnd") - at("sendEnd")).max(0.0);
        let before = blocked + dns.unwrap_or_default() + connect.unwrap_or_default() + send + wait;
        let ssl = span("sslStart", "sslEnd");
        har::timings([Some(blocked), dns, connect, ssl, Some(send), Some(wait), Some(total - before)])
    }
}

fn pairs(headers: &Value) -> Vec<(String, String)> {
    let pair = |(name, value): (&String, &Value)| {
        (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    headers.as_object().map(|headers| headers.iter().map(pair).collect()).unwrap_or_default()
}
