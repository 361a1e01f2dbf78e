//! Tracks connections: which request used which one, since when it exists, and what was sent over it.

use std::collections::HashMap;

use serde::Deserialize;

use super::events::{Event, Kind, Phase};
use super::frames::{self, Http2, Message};

/// Maximum bytes kept of an HTTP/1.1 exchange or a WebSocket, per direction.
const MAX_KEPT: usize = 64 << 20;

/// Begin and end, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Period {
    pub(super) begin: f64,
    pub(super) end: f64,
}

impl Period {
    pub(super) fn length(self) -> f64 {
        (self.end - self.begin).max(0.0)
    }
}

/// The connection that a stream job found or opened for its request.
#[derive(Debug, Default)]
struct Job {
    socket: Option<u64>,
    session: Option<u64>,
    connect_job: Option<u64>,
}

#[derive(Debug, Default)]
struct ConnectJob {
    socket: Option<u64>,
    resolve: Option<u64>,
}

#[derive(Debug, Default)]
struct Socket {
    resolve: Option<u64>,
    tcp: Option<Period>,
    tls: Option<Period>,
    remote: Option<String>,
    http2: Option<Http2>,
    /// Bytes sent since the last HTTP/1.1 request began.
    sent: Vec<u8>,
    /// Bytes received since then, if the request asks for a WebSocket.
    received: Option<Vec<u8>>,
}

/// How and when a connection was established.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Established {
    pub(super) resolve: Option<Period>,
    pub(super) tcp: Option<Period>,
    pub(super) tls: Option<Period>,
    /// Address and port of the peer.
    pub(super) remote: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Connections {
    jobs: HashMap<u64, Job>,
    connect_jobs: HashMap<u64, ConnectJob>,
    resolves: HashMap<u64, Period>,
    /// Socket by HTTP/2 session.
    sessions: HashMap<u64, u64>,
    sockets: HashMap<u64, Socket>,
}

#[derive(Deserialize, Default)]
struct TcpParams {
    remote_address: Option<String>,
}

impl Connections {
    /// Processes an event of a job, session or socket.
    pub(super) fn take(&mut self, event: &Event<'_>) {
        let source = event.source;
        match event.kind {
            Kind::JobBoundToSocket => self.jobs.entry(source).or_default().socket = event.dependency(),
            Kind::JobBoundToSession => self.jobs.entry(source).or_default().session = event.dependency(),
            Kind::JobBoundToConnectJob => {
                self.jobs.entry(source).or_default().connect_job = event.dependency()
            }
            Kind::ConnectJobSocket => {
                let job = self.connect_jobs.entry(source).or_default();
                job.socket = event.dependency();
                if let Some(socket) = job.socket {
                    self.sockets.entry(socket).or_default().resolve = job.resolve;
                }
            }
            Kind::ResolveAttached => {
                self.connect_jobs.entry(source).or_default().resolve = event.dependency()
            }
            Kind::Resolve => period(self.resolves.entry(source).or_default(), event),
            Kind::SessionSocket => _ = event.dependency().map(|socket| self.sessions.insert(source, socket)),
            Kind::TcpConnect => {
                let socket = self.sockets.entry(source).or_default();
                period(socket.tcp.get_or_insert_default(), event);
                socket.remote = event.params::<TcpParams>().remote_address.or(socket.remote.take());
            }
            Kind::SslConnect => {
                period(self.sockets.entry(source).or_default().tls.get_or_insert_default(), event);
            }
            Kind::SslBytesSent | Kind::BytesSent | Kind::SslBytesReceived | Kind::BytesReceived => {
                self.bytes(event);
            }
            _ => {}
        }
    }

    fn bytes(&mut self, event: &Event<'_>) {
        let socket = self.sockets.entry(event.source).or_default();
        let is_encrypted =
            matches!(event.kind, Kind::BytesSent | Kind::BytesReceived) && socket.tls.is_some();
        if is_encrypted {
            return;
        }
        let is_sent = matches!(event.kind, Kind::SslBytesSent | Kind::BytesSent);
        if !is_sent && socket.received.is_none() {
            return;
        }
        let Some(bytes) = event.bytes() else { return };
        if is_sent && socket.http2.is_none() && Http2::is_preface(&bytes) {
            socket.http2 = Some(Http2::default());
        }
        match (&mut socket.http2, &mut socket.received) {
            (Some(http2), _) if is_sent => http2.push(&bytes),
            (None, Some(received)) if !is_sent => keep(received, &bytes),
            (None, _) if is_sent => keep(&mut socket.sent, &bytes),
            _ => {}
        }
    }

    /// Marks the start of an HTTP/1.1 request on this job's connection.
    pub(super) fn begin_http1(&mut self, job: Option<u64>, is_web_socket: bool) {
        if let Some(socket) = self.socket_of(job) {
            socket.sent.clear();
            socket.received = is_web_socket.then(Vec::new);
        }
    }

    /// The body of the last HTTP/1.1 request on this job's connection.
    pub(super) fn http1_body(&mut self, job: Option<u64>) -> Option<Vec<u8>> {
        frames::http1_body(&self.socket_of(job)?.sent)
    }

    /// The body sent on a stream of an HTTP/2 session.
    pub(super) fn http2_body(&mut self, session: u64, stream: u32) -> Option<Vec<u8>> {
        let socket = self.sockets.get_mut(self.sessions.get(&session)?)?;
        socket.http2.as_mut()?.claim(stream)
    }

    /// The WebSocket messages sent and received over this job's connection.
    pub(super) fn messages(&mut self, job: Option<u64>) -> Option<(Vec<Message>, Vec<Message>)> {
        let socket = self.socket_of(job)?;
        let received = socket.received.as_deref().map(frames::messages)?;
        Some((frames::messages(&socket.sent), received))
    }

    /// How this job's connection was established.
    pub(super) fn established(&self, job: Option<u64>) -> Established {
        let Some(number) = self.socket_number(job) else { return Established::default() };
        let Some(socket) = self.sockets.get(&number) else { return Established::default() };
        Established {
            resolve: socket.resolve.and_then(|resolve| self.resolves.get(&resolve)).copied(),
            tcp: socket.tcp,
            tls: socket.tls,
            remote: socket.remote.clone(),
        }
    }

    /// The source ID of the socket that a job's request used.
    pub(super) fn socket_number(&self, job: Option<u64>) -> Option<u64> {
        let job = self.jobs.get(&job?)?;
        let of_session = || self.sessions.get(&job.session?).copied();
        let of_connect_job = || self.connect_jobs.get(&job.connect_job?)?.socket;
        of_session().or(job.socket).or_else(of_connect_job)
    }

    fn socket_of(&mut self, job: Option<u64>) -> Option<&mut Socket> {
        let number = self.socket_number(job)?;
        self.sockets.get_mut(&number)
    }
}

fn period(period: &mut Period, event: &Event<'_>) {
    match event.phase {
        Phase::Begin => *period = Period { begin: event.time, end: event.time },
        _ => period.end = event.time,
    }
}

fn keep(kept: &mut Vec<u8>, bytes: &[u8]) {
    let room = MAX_KEPT.saturating_sub(kept.len());
    kept.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
}
