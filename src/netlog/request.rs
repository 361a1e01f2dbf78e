//! Follows each request of a log from its first event to its last.

use std::collections::HashMap;

use serde::Deserialize;

use super::connection::{Connections, Established, Period};
use super::events::{Constants, Event, Kind, Phase};
use super::frames::Message;

/// Response bodies are truncated to this number of bytes.
const MAX_BODY: usize = 256 << 20;

/// The protocol that transported the response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Protocol {
    /// No protocol: the request was answered from the cache or never sent.
    #[default]
    None,
    Http1,
    Http2,
    Http3,
}

/// One request and its response. Each hop of a redirect is an exchange of its own.
#[derive(Debug, Default)]
pub(super) struct Hop {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) priority: String,
    /// The initiating origin.
    pub(super) initiator: Option<String>,
    /// `main frame` or `other`.
    pub(super) request_type: Option<String>,
    /// Whether it is the preflight of another request.
    pub(super) is_preflight: bool,
    pub(super) protocol: Protocol,
    pub(super) request_headers: Vec<String>,
    pub(super) request_body: Option<Vec<u8>>,
    /// The status line followed by the header lines.
    pub(super) response_headers: Vec<String>,
    /// The decoded body; `None` if it is not in the log.
    pub(super) body: Option<Vec<u8>>,
    /// Size of the decoded body in bytes, even if the bytes are not in the log.
    pub(super) body_size: u64,
    /// Size of the content-coded body in bytes.
    pub(super) encoded_size: u64,
    pub(super) is_from_cache: bool,
    pub(super) error: Option<String>,
    /// Why the browser blocked the response (CORS).
    pub(super) cors_error: Option<String>,
    pub(super) cookies: Vec<CookieStatus>,
    /// WebSocket messages: whether sent, time, message.
    pub(super) messages: Vec<(bool, f64, Message)>,
    pub(super) stream: Option<Period>,
    pub(super) send: Option<Period>,
    pub(super) headers_at: Option<f64>,
    pub(super) end: f64,
    pub(super) established: Established,
    pub(super) socket: Option<u64>,
    job: Option<u64>,
    http2_stream: Option<(u64, u32)>,
    frame_times: Vec<(bool, f64)>,
    is_web_socket: bool,
    /// Whether a network job was started: without one the request never reached the network.
    is_started: bool,
}

/// Whether a cookie was included or excluded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct CookieStatus {
    /// `send` or `store`.
    #[serde(default)]
    pub(super) operation: String,
    /// Absent if the capture mode excludes it.
    pub(super) name: Option<String>,
    pub(super) domain: Option<String>,
    /// `INCLUDE` or the reasons for exclusion, then warnings.
    #[serde(default)]
    pub(super) status: String,
}

/// A finished exchange.
#[derive(Debug)]
pub(super) struct Finished {
    /// Milliseconds since 1970.
    pub(super) started: f64,
    pub(super) source: u64,
    pub(super) hop: Hop,
}

/// A request in progress.
#[derive(Debug, Default)]
struct Request {
    priority: String,
    started: f64,
    hop: Hop,
    is_preflight: bool,
    /// The last event arrived, but the WebSocket may still be open.
    is_over: bool,
}

#[derive(Deserialize, Default)]
struct AliveParams {
    #[serde(default)]
    url: String,
    #[serde(default)]
    priority: String,
}

#[derive(Deserialize, Default)]
struct StartParams {
    #[serde(default)]
    url: String,
    #[serde(default)]
    method: String,
    initiator: Option<String>,
    request_type: Option<String>,
}

#[derive(Deserialize, Default)]
struct CorsParams {
    #[serde(default)]
    url: String,
    #[serde(default)]
    request_headers: CorsHeaders,
}

#[derive(Deserialize, Default)]
struct CorsHeaders {
    #[serde(default)]
    headers: Vec<String>,
    #[serde(default)]
    line: String,
}

#[derive(Deserialize, Default)]
struct CorsErrorParams {
    error: Option<String>,
    #[serde(rename = "cors-error", alias = "cors_error")]
    cors_error: Option<serde_json::Value>,
}

/// Older versions write the headers as an object instead of a list.
#[derive(Deserialize, Default)]
struct HeaderParams {
    #[serde(default)]
    headers: HeaderList,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum HeaderList {
    Lines(Vec<String>),
    Members(serde_json::Map<String, serde_json::Value>),
}

impl Default for HeaderList {
    fn default() -> Self {
        Self::Lines(Vec::new())
    }
}

impl From<HeaderList> for Vec<String> {
    fn from(list: HeaderList) -> Self {
        match list {
            HeaderList::Lines(lines) => lines,
            HeaderList::Members(members) => {
                let line = |(name, value): (String, serde_json::Value)| {
                    format!("{name}: {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                };
                members.into_iter().map(line).collect()
            }
        }
    }
}

#[derive(Deserialize, Default)]
struct SendHeadersParams {
    #[serde(default)]
    headers: HeaderList,
    #[serde(default)]
    stream_id: u32,
}

#[derive(Deserialize, Default)]
struct ReadParams {
    #[serde(default)]
    byte_count: u64,
}

/// All requests in progress, and the connections.
pub(super) struct Requests<'c> {
    constants: &'c Constants,
    open: HashMap<u64, Request>,
    /// Requests announced as preflights before their first event.
    preflights: Vec<u64>,
    connections: Connections,
    last_time: f64,
}

impl<'c> Requests<'c> {
    pub(super) fn new(constants: &'c Constants) -> Self {
        Self {
            constants,
            open: HashMap::new(),
            preflights: Vec::new(),
            connections: Connections::default(),
            last_time: 0.0,
        }
    }

    /// Processes an event and returns the exchanges that it finishes.
    pub(super) fn take(&mut self, event: &Event<'_>) -> Vec<Finished> {
        self.last_time = self.last_time.max(event.time);
        match event.kind {
            Kind::RequestAlive if event.phase != Phase::End => self.alive(event),
            Kind::CorsRequest if event.phase == Phase::Begin => self.cors_request(event),
            Kind::CorsPreflight => self.preflights.extend(event.dependency()),
            Kind::StartJob if event.phase == Phase::Begin => return self.start(event),
            Kind::RequestAlive | Kind::CorsRequest => return self.end(event),
            Kind::Http2SendHeaders => self.http2_headers(event),
            _ if self.open.contains_key(&event.source) => self.progress(event),
            _ => self.connections.take(event),
        }
        Vec::new()
    }

    /// The exchanges still open at the end of the log.
    pub(super) fn finish(mut self) -> Vec<Finished> {
        let open: Vec<u64> = self.open.keys().copied().collect();
        let end = self.last_time;
        open.into_iter().filter_map(|source| self.close(source, end)).collect()
    }

    fn alive(&mut self, event: &Event<'_>) {
        let params: AliveParams = event.params();
        let is_preflight = self.preflights.iter().position(|source| *source == event.source);
        if let Some(at) = is_preflight {
            self.preflights.swap_remove(at);
        }
        let request = self.open.entry(event.source).or_default();
        request.is_preflight = is_preflight.is_some();
        request.priority = params.priority;
        if request.hop.url.is_empty() {
            request.started = event.time;
            request.hop.url = params.url;
        }
    }

    /// The page made the request; whether it is sent depends on its preflight.
    fn cors_request(&mut self, event: &Event<'_>) {
        let params: CorsParams = event.params();
        let request = self.open.entry(event.source).or_default();
        request.started = event.time;
        request.hop.url = params.url;
        let method = params.request_headers.line.split(' ').next();
        request.hop.method = method.unwrap_or_default().to_owned();
        request.hop.request_headers = params.request_headers.headers;
    }

    fn start(&mut self, event: &Event<'_>) -> Vec<Finished> {
        let is_another = self.open.get(&event.source).is_some_and(|request| request.hop.is_started);
        let finished = if is_another { self.close(event.source, event.time) } else { None };
        let params: StartParams = event.params();
        let request = self.open.entry(event.source).or_default();
        request.is_preflight |= finished.as_ref().is_some_and(|last| last.hop.is_preflight);
        if let Some(last) = &finished {
            request.priority.clone_from(&last.hop.priority);
        }
        request.started = event.time;
        request.hop = Hop {
            method: params.method,
            url: params.url,
            initiator: params.initiator,
            request_type: params.request_type,
            request_headers: std::mem::take(&mut request.hop.request_headers),
            is_started: true,
            ..Hop::default()
        };
        finished.into_iter().collect()
    }

    /// The last event of a request. A WebSocket stays open after it.
    fn end(&mut self, event: &Event<'_>) -> Vec<Finished> {
        let Some(request) = self.open.get_mut(&event.source) else { return Vec::new() };
        if event.kind == Kind::CorsRequest && request.hop.is_started {
            return Vec::new();
        }
        if let Some(error) = event.net_error().filter(|_| !request.hop.is_web_socket) {
            request.hop.error = Some(self.constants.error(error));
        } else if !request.hop.is_started {
            request.hop.error.get_or_insert_with(|| "net::ERR_FAILED".to_owned());
        }
        if request.hop.is_web_socket && request.hop.error.is_none() {
            request.is_over = true;
            return Vec::new();
        }
        self.close(event.source, event.time).into_iter().collect()
    }

    /// Events between the first and the last.
    fn progress(&mut self, event: &Event<'_>) {
        let Some(request) = self.open.get_mut(&event.source) else { return };
        let hop = &mut request.hop;
        match event.kind {
            Kind::RequestBoundToJob => hop.job = event.dependency(),
            Kind::StreamRequest => mark(&mut hop.stream, event),
            Kind::SendRequest => mark(&mut hop.send, event),
            Kind::SendHttp1Headers => {
                hop.sent(Protocol::Http1, event);
                let is_web_socket = hop.asks_for_web_socket();
                hop.is_web_socket = is_web_socket;
                self.connections.begin_http1(hop.job, is_web_socket);
            }
            Kind::SendHttp2Headers => hop.sent(Protocol::Http2, event),
            Kind::SendQuicHeaders => hop.sent(Protocol::Http3, event),
            Kind::ReadResponseHeaders => {
                hop.response_headers = event.params::<HeaderParams>().headers.into();
                hop.headers_at = Some(event.time);
            }
            Kind::HttpCacheRead => hop.is_from_cache = true,
            Kind::FilteredBytesRead => hop.read(event),
            Kind::BytesRead => hop.encoded_size += event.params::<ReadParams>().byte_count,
            Kind::CookieStatus => hop.cookies.push(event.params()),
            Kind::CorsError => hop.cors(event, self.constants),
            Kind::Cancelled | Kind::Failed | Kind::StartJob | Kind::ReadHeaders => {
                hop.failed(event, self.constants)
            }
            Kind::WebSocketSent => hop.frame_times.push((true, event.time)),
            Kind::WebSocketReceived => hop.frame_times.push((false, event.time)),
            _ => {}
        }
    }

    /// Assigns an HTTP/2 stream to a request: by the request's job, else by its headers.
    fn http2_headers(&mut self, event: &Event<'_>) {
        let params: SendHeadersParams = event.params();
        let headers: Vec<String> = params.headers.into();
        let job = event.dependency();
        let waits = |hop: &Hop| hop.protocol == Protocol::Http2 && hop.http2_stream.is_none();
        let by_job =
            self.open.values_mut().find(|open| job.is_some() && open.hop.job == job && waits(&open.hop));
        let found = match by_job {
            Some(open) => Some(open),
            None => {
                self.open.values_mut().find(|open| waits(&open.hop) && open.hop.request_headers == headers)
            }
        };
        if let Some(open) = found {
            open.hop.http2_stream = Some((event.source, params.stream_id));
        }
    }

    fn close(&mut self, source: u64, end: f64) -> Option<Finished> {
        let Request { started, mut hop, priority, is_preflight, .. } = self.open.remove(&source)?;
        if hop.url.is_empty() {
            return None;
        }
        hop.end = end;
        hop.priority = priority;
        hop.is_preflight = is_preflight;
        hop.established = self.connections.established(hop.job);
        hop.socket = self.connections.socket_number(hop.job);
        hop.request_body = match (hop.protocol, hop.http2_stream) {
            (Protocol::Http1, _) if !hop.is_web_socket => self.connections.http1_body(hop.job),
            (_, Some((session, stream))) => self.connections.http2_body(session, stream),
            _ => None,
        };
        if hop.is_web_socket {
            hop.end = hop.frame_times.last().map_or(hop.headers_at.unwrap_or(end), |(_, time)| *time);
            hop.messages = timed(&hop.frame_times, self.connections.messages(hop.job));
        }
        Some(Finished { started, source, hop })
    }
}

impl Hop {
    fn sent(&mut self, protocol: Protocol, event: &Event<'_>) {
        self.protocol = protocol;
        self.request_headers = event.params::<HeaderParams>().headers.into();
    }

    fn asks_for_web_socket(&self) -> bool {
        self.request_headers.iter().any(|line| line.eq_ignore_ascii_case("upgrade: websocket"))
    }

    fn read(&mut self, event: &Event<'_>) {
        self.body_size += event.params::<ReadParams>().byte_count;
        if let Some(bytes) = event.bytes() {
            let body = self.body.get_or_insert_default();
            let room = MAX_BODY.saturating_sub(body.len());
            body.extend_from_slice(bytes.get(..room).unwrap_or(&bytes));
        }
    }

    fn failed(&mut self, event: &Event<'_>, constants: &Constants) {
        const ERR_ABORTED: i64 = -3;
        let error = event.net_error();
        let error = if event.kind == Kind::Cancelled { error.or(Some(ERR_ABORTED)) } else { error };
        // A WebSocket request always ends with an error once the handshake is done.
        if let Some(error) = error.filter(|_| !self.is_web_socket || self.response_headers.is_empty()) {
            self.error.get_or_insert_with(|| constants.error(error));
        }
    }

    fn cors(&mut self, event: &Event<'_>, constants: &Constants) {
        let params: CorsErrorParams = event.params();
        let cors =
            params.cors_error.map(|error| error.as_str().map_or_else(|| error.to_string(), str::to_owned));
        self.cors_error = cors.or(params.error);
        self.failed(event, constants);
    }
}

fn mark(period: &mut Option<Period>, event: &Event<'_>) {
    match event.phase {
        Phase::Begin => *period = Some(Period { begin: event.time, end: event.time }),
        _ => period.get_or_insert(Period { begin: event.time, end: event.time }).end = event.time,
    }
}

/// Pairs messages with frame times, in order; empty if the bytes are not in the log.
fn timed(times: &[(bool, f64)], messages: Option<(Vec<Message>, Vec<Message>)>) -> Vec<(bool, f64, Message)> {
    let Some((sent, received)) = messages else { return Vec::new() };
    let (mut sent, mut received) = (sent.into_iter(), received.into_iter());
    let one = |(is_sent, time): &(bool, f64)| {
        let message = if *is_sent { sent.next() } else { received.next() }?;
        Some((*is_sent, *time, message))
    };
    times.iter().filter_map(one).collect()
}
