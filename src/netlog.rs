//! Chrome's NetLog, rewritten as a HAR.
//!
//! `chrome://net-export` and `edge://net-export` write a NetLog: what the browser's network stack did, event by event,
//! without developer tools and across page changes. One pass over the events gives every request as a HAR entry; what
//! reads a HAR then works on it unchanged.
//!
//! * `events`: the file taken apart into events, damaged ends included
//! * `connection`: sockets, HTTP/2 sessions and stream jobs: which request used which connection, and the bytes sent
//! * `frames`: HTTP/1.1, HTTP/2 and WebSocket bytes taken apart
//! * `request`: one request, from its first event to its last
//! * `entry`: a finished request as a HAR entry
//!
//! The events and their parameters are those of Chromium's `net/log/net_log_event_type_list.h`; numbers are never used,
//! only the names that the file's own constants give them.

mod connection;
mod entry;
mod events;
mod frames;
mod request;

#[cfg(test)]
mod tests;

use std::io::{self, Read, Seek, SeekFrom, Write};

use serde_json::json;

use events::{Constants, Events};
use request::Requests;

/// How much of the traffic the browser wrote into the log: `logCaptureMode`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CaptureMode {
    /// "Strip private information": no cookies, no credentials, no bodies.
    #[default]
    Default,
    /// "Include cookies and credentials": no bodies.
    IncludeSensitive,
    /// "Include raw bytes": everything.
    Everything,
}

impl CaptureMode {
    /// The name that the log uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "Default",
            Self::IncludeSensitive => "IncludeSensitive",
            Self::Everything => "Everything",
        }
    }

    fn named(name: &str) -> Self {
        [Self::IncludeSensitive, Self::Everything]
            .into_iter()
            .find(|mode| mode.name() == name)
            .unwrap_or_default()
    }
}

/// What a NetLog turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Converted {
    /// How much the log holds.
    pub mode: CaptureMode,
    /// The requests found.
    pub entries: usize,
    /// Whether the log ends as the browser ends it; a browser that was killed leaves it open.
    pub is_complete: bool,
}

/// Bytes that are enough for [`is_netlog`].
pub const PROLOGUE: usize = 64;

/// Whether a file that begins with these bytes is a NetLog.
#[must_use]
pub fn is_netlog(begin: &[u8]) -> bool {
    let begin = begin.trim_ascii_start();
    let Some(rest) = begin.strip_prefix(b"{") else { return false };
    rest.trim_ascii_start().starts_with(b"\"constants\"")
}

/// Writes the requests of a NetLog as a HAR, in the order of their start. `spool` keeps the entries until that order is
/// known; the memory needed grows with the requests that are open at once, not with the file.
///
/// # Errors
/// When reading or writing fails, or when the log's constants are missing or damaged ([`io::ErrorKind::InvalidData`]).
pub fn convert(
    log: &mut dyn Read,
    spool: &mut (impl Read + Write + Seek),
    har: &mut dyn Write,
) -> io::Result<Converted> {
    let mut events = Events::new(log);
    let constants = Constants::read(&mut events)?;
    let mut requests = Requests::new(&constants);
    let mut spans: Vec<Span> = Vec::new();
    let mut end = 0;
    let mut keep = |finished: Vec<request::Finished>| -> io::Result<()> {
        for request in finished {
            let text = entry::of(request.started, request.hop, constants.mode).to_string();
            spool.write_all(text.as_bytes())?;
            spans.push(Span { started: request.started, source: request.source, at: end, len: text.len() });
            end += text.len() as u64;
        }
        Ok(())
    };
    while let Some(bytes) = events.next()? {
        // An event that cannot be read is passed over; the log may have been cut inside of it.
        let Some(event) = constants.event(bytes) else { continue };
        keep(requests.take(&event))?;
    }
    keep(requests.finish())?;
    spans.sort_by(|a, b| a.started.total_cmp(&b.started).then(a.source.cmp(&b.source)));
    write!(
        har,
        "{{\"log\":{{\"version\":\"1.2\",\"creator\":{},\"browser\":{},\"comment\":{},\"pages\":[],\"entries\":[",
        creator(),
        constants.browser(),
        json!(comment(constants.mode))
    )?;
    let mut entry = Vec::new();
    for (number, span) in spans.iter().enumerate() {
        entry.resize(span.len, 0);
        spool.seek(SeekFrom::Start(span.at))?;
        spool.read_exact(&mut entry)?;
        har.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        har.write_all(&entry)?;
    }
    har.write_all(b"\n]}}\n")?;
    Ok(Converted { mode: constants.mode, entries: spans.len(), is_complete: events.is_complete() })
}

/// Where an entry stands in the spool.
struct Span {
    started: f64,
    source: u64,
    at: u64,
    len: usize,
}

fn creator() -> serde_json::Value {
    json!({"name": "Chrome NetLog", "version": "1"})
}

fn comment(mode: CaptureMode) -> String {
    format!("read from a NetLog with capture mode {}", mode.name())
}
