//! Converts Chrome's NetLog to a HAR.
//!
//! `chrome://net-export` and `edge://net-export` write a NetLog: the events of the browser's network stack,
//! recorded without developer tools and across page navigations. One pass over the events turns every request
//! into a HAR entry, so that everything that reads HARs works on it unchanged.
//!
//! * `events`: splits the file into events, truncated files included
//! * `connection`: sockets, HTTP/2 sessions and stream jobs: which request used which connection, and the bytes
//!   sent
//! * `frames`: parses HTTP/1.1, HTTP/2 and WebSocket bytes
//! * `request`: collects the events of each request
//! * `entry`: builds the HAR entry of a finished request
//!
//! Events and parameters are defined in Chromium's `net/log/net_log_event_type_list.h`. Their numbers change
//! between versions, so only the names from the file's own constants are used.

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

/// How much of the traffic the browser wrote to the log: `logCaptureMode`.
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
    /// The name used in the log.
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

/// The result of a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Converted {
    /// How much of the traffic the log contains.
    pub mode: CaptureMode,
    /// Number of requests found.
    pub entries: usize,
    /// Whether the log is properly terminated; a browser that was killed leaves it open.
    pub is_complete: bool,
}

/// Number of bytes that [`is_netlog`] needs.
pub const PROLOGUE: usize = 64;

/// Whether a file that begins with these bytes is a NetLog.
#[must_use]
pub fn is_netlog(begin: &[u8]) -> bool {
    let begin = begin.trim_ascii_start();
    let Some(rest) = begin.strip_prefix(b"{") else { return false };
    rest.trim_ascii_start().starts_with(b"\"constants\"")
}

/// Writes the requests of a NetLog as a HAR, ordered by start. `spool` holds the entries until that order is
/// known; memory use depends on the number of requests open at the same time, not on the size of the file.
///
/// # Errors
/// If reading or writing fails, or if the log's constants are missing or damaged
/// ([`io::ErrorKind::InvalidData`]).
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
        // Unreadable events are skipped; the log may be truncated inside one.
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

/// Location of an entry in the spool.
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
