//! Splits a NetLog into its constants and its events, each a JSON object.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Read};

use memchr::{memchr3, memmem};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::CaptureMode;

/// Bytes per read.
const BLOCK: usize = 1 << 20;

/// Longer events, in bytes, are skipped: Chrome writes at most one read buffer into an event.
const MAX_EVENT: usize = 64 << 20;

/// Reads the JSON objects of a NetLog in blocks.
pub(super) struct Events<'r> {
    from: &'r mut dyn Read,
    buffer: Vec<u8>,
    /// Number of bytes consumed from the buffer.
    at: usize,
    is_at_end: bool,
    is_complete: bool,
}

impl<'r> Events<'r> {
    pub(super) fn new(from: &'r mut dyn Read) -> Self {
        Self { from, buffer: Vec::new(), at: 0, is_at_end: false, is_complete: false }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The next event; `None` at the end of the array or of a truncated file.
    pub(super) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        loop {
            match self.buffer.get(self.at) {
                Some(b'{') => return self.object(),
                Some(b']') => {
                    self.is_complete = true;
                    return Ok(None);
                }
                Some(_) => self.at += 1,
                None if self.is_at_end => return Ok(None),
                None => self.fill()?,
            }
        }
    }

    /// The object that starts here.
    fn object(&mut self) -> io::Result<Option<&[u8]>> {
        let mut scan = ObjectEnd::default();
        let start = self.at;
        let mut from = start;
        loop {
            if let Some(end) = scan.find(&self.buffer, from) {
                self.at = end;
                return Ok(self.buffer.get(start..end));
            }
            if self.is_at_end || self.buffer.len() - start > MAX_EVENT {
                self.at = self.buffer.len();
                return Ok(None);
            }
            from = self.buffer.len();
            self.extend()?;
        }
    }

    /// Reads the next block, overwriting the consumed bytes.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.at);
        self.at = 0;
        self.extend()
    }

    fn extend(&mut self) -> io::Result<()> {
        let read = self.from.take(BLOCK as u64).read_to_end(&mut self.buffer)?;
        self.is_at_end = read == 0;
        Ok(())
    }

    /// The value of the `constants` member, which precedes the events.
    fn constants(&mut self) -> io::Result<Option<Value>> {
        while self.buffer.len() < BLOCK && !self.is_at_end {
            self.extend()?;
        }
        let Some(key) = memmem::find(&self.buffer, b"\"constants\"") else { return Ok(None) };
        self.at = key + "\"constants\"".len();
        let constants = self.next()?.and_then(|bytes| serde_json::from_slice(bytes).ok());
        self.skip_to_events()?;
        Ok(constants)
    }

    fn skip_to_events(&mut self) -> io::Result<()> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            if let Some(array) = memmem::find(rest, b"\"events\"")
                .and_then(|key| Some(key + rest.get(key..)?.iter().position(|byte| *byte == b'[')?))
            {
                self.at += array + 1;
                return Ok(());
            }
            if self.is_at_end {
                return Ok(());
            }
            self.extend()?;
        }
    }
}

/// Finds the end of an object across blocks.
#[derive(Default)]
struct ObjectEnd {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
}

impl ObjectEnd {
    /// The end of the object, exclusive; `from` is where the last call stopped.
    fn find(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            if self.is_escaped {
                // Skips the byte escaped by a backslash.
                bytes.get(at)?;
                self.is_escaped = false;
                at += 1;
            }
            let rest = bytes.get(at..)?;
            let found = match self.in_string {
                true => memchr3(b'"', b'\\', b'\n', rest),
                false => memchr3(b'"', b'{', b'}', rest),
            };
            at += found?;
            match bytes[at] {
                b'"' => self.in_string = !self.in_string,
                b'\\' => self.is_escaped = true,
                b'{' => self.depth += 1,
                // JSON strings contain no raw line break: the event is damaged, and the next one begins on its
                // own line.
                b'\n' => return Some(at + 1),
                _ => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
            }
            at += 1;
        }
    }
}

/// The event types that are used; all others are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    BytesSent,
    BytesReceived,
    Cancelled,
    ConnectJobSocket,
    CookieStatus,
    CorsError,
    CorsPreflight,
    CorsRequest,
    Failed,
    FilteredBytesRead,
    BytesRead,
    Http2SendHeaders,
    HttpCacheRead,
    JobBoundToConnectJob,
    JobBoundToSession,
    JobBoundToSocket,
    ReadHeaders,
    ReadResponseHeaders,
    RequestAlive,
    RequestBoundToJob,
    ResolveAttached,
    Resolve,
    SendRequest,
    SendHttp1Headers,
    SendHttp2Headers,
    SendQuicHeaders,
    SessionSocket,
    SslBytesSent,
    SslBytesReceived,
    SslConnect,
    StartJob,
    StreamRequest,
    TcpConnect,
    TransportConnected,
    WebSocketReceived,
    WebSocketSent,
}

/// Names from Chromium's list of event types.
const KINDS: &[(&str, Kind)] = &[
    ("SOCKET_BYTES_SENT", Kind::BytesSent),
    ("SOCKET_BYTES_RECEIVED", Kind::BytesReceived),
    ("CANCELLED", Kind::Cancelled),
    ("CONNECT_JOB_SET_SOCKET", Kind::ConnectJobSocket),
    ("COOKIE_INCLUSION_STATUS", Kind::CookieStatus),
    ("CORS_PREFLIGHT_ERROR", Kind::CorsError),
    ("CORS_PREFLIGHT_URL_REQUEST", Kind::CorsPreflight),
    ("CORS_REQUEST", Kind::CorsRequest),
    ("FAILED", Kind::Failed),
    ("URL_REQUEST_JOB_FILTERED_BYTES_READ", Kind::FilteredBytesRead),
    ("URL_REQUEST_JOB_BYTES_READ", Kind::BytesRead),
    ("HTTP2_SESSION_SEND_HEADERS", Kind::Http2SendHeaders),
    ("HTTP_CACHE_READ_INFO", Kind::HttpCacheRead),
    ("SOCKET_POOL_BOUND_TO_CONNECT_JOB", Kind::JobBoundToConnectJob),
    ("HTTP2_SESSION_POOL_FOUND_EXISTING_SESSION", Kind::JobBoundToSession),
    ("HTTP2_SESSION_POOL_FOUND_EXISTING_SESSION_FROM_IP_POOL", Kind::JobBoundToSession),
    ("HTTP2_SESSION_POOL_IMPORTED_SESSION_FROM_SOCKET", Kind::JobBoundToSession),
    ("HTTP_STREAM_JOB_HTTP2_SESSION_AVAILABLE", Kind::JobBoundToSession),
    ("SOCKET_POOL_BOUND_TO_SOCKET", Kind::JobBoundToSocket),
    ("HTTP_TRANSACTION_READ_HEADERS", Kind::ReadHeaders),
    ("HTTP_TRANSACTION_READ_RESPONSE_HEADERS", Kind::ReadResponseHeaders),
    ("REQUEST_ALIVE", Kind::RequestAlive),
    ("HTTP_STREAM_REQUEST_BOUND_TO_JOB", Kind::RequestBoundToJob),
    ("HOST_RESOLVER_MANAGER_JOB_ATTACH", Kind::ResolveAttached),
    ("HOST_RESOLVER_MANAGER_JOB", Kind::Resolve),
    ("HTTP_TRANSACTION_SEND_REQUEST", Kind::SendRequest),
    ("HTTP_TRANSACTION_SEND_REQUEST_HEADERS", Kind::SendHttp1Headers),
    ("HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS", Kind::SendHttp2Headers),
    ("HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS", Kind::SendQuicHeaders),
    ("HTTP2_SESSION_INITIALIZED", Kind::SessionSocket),
    ("SSL_SOCKET_BYTES_SENT", Kind::SslBytesSent),
    ("SSL_SOCKET_BYTES_RECEIVED", Kind::SslBytesReceived),
    ("SSL_CONNECT", Kind::SslConnect),
    ("URL_REQUEST_START_JOB", Kind::StartJob),
    ("HTTP_STREAM_REQUEST", Kind::StreamRequest),
    ("TCP_CONNECT", Kind::TcpConnect),
    ("LOCAL_NETWORK_ACCESS_CHECK", Kind::TransportConnected),
    ("WEBSOCKET_RECV_FRAME_HEADER", Kind::WebSocketReceived),
    ("WEBSOCKET_SENT_FRAME_HEADER", Kind::WebSocketSent),
];

/// Whether an event begins or ends an operation, or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    None,
    Begin,
    End,
}

/// One event.
#[derive(Debug)]
pub(super) struct Event<'e> {
    pub(super) kind: Kind,
    pub(super) phase: Phase,
    /// Milliseconds since 1970.
    pub(super) time: f64,
    /// ID of its source: a request, socket or job.
    pub(super) source: u64,
    params: Option<&'e RawValue>,
}

impl<'e> Event<'e> {
    /// The parameters; defaults if they do not have the expected form.
    pub(super) fn params<T: Deserialize<'e> + Default>(&self) -> T {
        self.params.and_then(|params| serde_json::from_str(params.get()).ok()).unwrap_or_default()
    }

    /// ID of the source that this one depends on.
    pub(super) fn dependency(&self) -> Option<u64> {
        self.params::<Dependency>().source_dependency.map(|source| source.id)
    }

    /// The bytes carried by the event, if the capture mode includes them.
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        use base64::Engine as _;
        let params: Bytes = self.params();
        base64::engine::general_purpose::STANDARD.decode(params.bytes?.as_bytes()).ok()
    }

    /// The net error code; 0 is success.
    pub(super) fn net_error(&self) -> Option<i64> {
        self.params::<NetError>().net_error.filter(|error| *error != 0)
    }
}

#[derive(Deserialize, Default)]
struct Dependency {
    source_dependency: Option<SourceId>,
}

#[derive(Deserialize, Default)]
struct Bytes<'b> {
    #[serde(borrow)]
    bytes: Option<Cow<'b, str>>,
}

#[derive(Deserialize, Default)]
struct NetError {
    net_error: Option<i64>,
}

#[derive(Deserialize)]
struct SourceId {
    id: u64,
}

#[derive(Deserialize)]
struct RawEvent<'e> {
    r#type: i64,
    #[serde(default)]
    phase: u8,
    #[serde(borrow)]
    time: &'e RawValue,
    source: SourceId,
    #[serde(borrow)]
    params: Option<&'e RawValue>,
}

/// The constants of a log, which map its numbers to names.
pub(super) struct Constants {
    pub(super) mode: CaptureMode,
    kinds: HashMap<i64, Kind>,
    errors: HashMap<i64, String>,
    /// Milliseconds since 1970 at which the log's clock started.
    tick_offset: f64,
    client: Value,
}

impl Constants {
    pub(super) fn read(events: &mut Events<'_>) -> io::Result<Self> {
        let damaged = |what| io::Error::new(io::ErrorKind::InvalidData, what);
        let constants =
            events.constants()?.ok_or_else(|| damaged("the NetLog's constants are cut off or damaged"))?;
        let numbers = |name: &str| constants.get(name).and_then(Value::as_object);
        let types = numbers("logEventTypes").ok_or_else(|| damaged("the NetLog names no event types"))?;
        let kinds = KINDS.iter().filter_map(|(name, kind)| Some((types.get(*name)?.as_i64()?, *kind)));
        let errors = numbers("netError").into_iter().flatten();
        let errors = errors.filter_map(|(name, number)| Some((number.as_i64()?, name.clone())));
        let mode = constants.get("logCaptureMode").and_then(Value::as_str);
        let offset = constants.get("timeTickOffset").and_then(number);
        Ok(Self {
            mode: mode.map_or(CaptureMode::default(), CaptureMode::named),
            kinds: kinds.collect(),
            errors: errors.collect(),
            tick_offset: offset.unwrap_or_default(),
            client: constants.get("clientInfo").cloned().unwrap_or_default(),
        })
    }

    /// The name of an error code as displayed by browsers: `net::ERR_ABORTED`.
    pub(super) fn error(&self, number: i64) -> String {
        self.errors.get(&number).map_or_else(|| format!("net error {number}"), |name| format!("net::{name}"))
    }

    /// `log.browser`.
    pub(super) fn browser(&self) -> Value {
        let text = |name: &str| self.client.get(name).and_then(Value::as_str).unwrap_or_default();
        json!({"name": text("name"), "version": text("version"), "comment": text("os_type")})
    }

    /// Parses an event; `None` for types that are ignored.
    pub(super) fn event<'e>(&self, bytes: &'e [u8]) -> Option<Event<'e>> {
        let raw: RawEvent<'e> = serde_json::from_slice(bytes).ok()?;
        let kind = *self.kinds.get(&raw.r#type)?;
        let phase = match raw.phase {
            1 => Phase::Begin,
            2 => Phase::End,
            _ => Phase::None,
        };
        let time: f64 = raw.time.get().trim_matches('"').parse().ok()?;
        Some(Event { kind, phase, time: time + self.tick_offset, source: raw.source.id, params: raw.params })
    }
}

/// A number, which some versions write as text.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}
