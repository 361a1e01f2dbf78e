//! Parses HTTP/1.1 messages (RFC 9112).

use super::values;

/// A parsed message.
#[derive(Debug, Default)]
pub(crate) struct Message {
    /// The request line or status line.
    pub(crate) start_line: String,
    /// Header names and values, in order.
    pub(crate) headers: Vec<(String, String)>,
    /// Size in bytes of the start line and headers, including the empty line.
    pub(crate) head_size: usize,
    /// The body, with chunked coding removed.
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// Parses a message. Without an empty line, everything is head.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let end = memchr::memmem::find(bytes, b"\r\n\r\n");
        let (head, body) = match end {
            Some(end) => (&bytes[..end], &bytes[end + 4..]),
            None => (bytes, [].as_slice()),
        };
        let text = String::from_utf8_lossy(head);
        let mut lines = text.lines();
        let start_line = lines.next().unwrap_or_default().to_owned();
        let headers: Vec<_> = lines.filter_map(header).collect();
        let is_chunked = values(&headers, "transfer-encoding")
            .any(|coding| coding.to_ascii_lowercase().contains("chunked"));
        let body = if is_chunked { unchunked(body) } else { body.to_vec() };
        Self {
            start_line,
            headers,
            head_size: bytes.len() - end.map_or(0, |end| bytes.len() - end - 4),
            body,
        }
    }
}

/// Splits a header line into name and value; a pseudo-header keeps its colon.
pub(crate) fn header(line: &str) -> Option<(String, String)> {
    let at = line.get(1..)?.find(':')? + 1;
    Some((line[..at].to_owned(), line[at + 1..].trim().to_owned()))
}

/// Removes chunked coding (RFC 9112, 7.1), up to the first chunk that is missing or malformed.
fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = memchr::memmem::find(rest, b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).ok().and_then(|line| line.split(';').next());
        let Some(size) = size.and_then(|size| usize::from_str_radix(size.trim(), 16).ok()) else { break };
        rest = &rest[end + 2..];
        let chunk = rest.get(..size).unwrap_or(rest);
        body.extend_from_slice(chunk);
        if size == 0 || chunk.len() < size {
            break;
        }
        rest = rest.get(size + 2..).unwrap_or_default();
    }
    body
}
