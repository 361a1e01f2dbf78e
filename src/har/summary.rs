//! What the list shows of an entry: small, kept for every entry of the file.

use std::sync::Arc;

/// Where an entry's JSON stands in the (unpacked, UTF-8) file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Offset of the first byte (`{`).
    pub start: u64,
    /// Length in bytes.
    pub len: u64,
}

/// One row of the list. At most about 300 bytes with its strings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Where the whole entry stands.
    pub span: Span,
    /// `startedDateTime` as written.
    pub started: Box<str>,
    /// The request's method as written; shared between entries.
    pub method: Arc<str>,
    /// The request's URL as written.
    pub url: Box<str>,
    /// The response's status; `None` where there is no response or no number.
    pub status: Option<i64>,
    /// `response.content.mimeType` as written; shared between entries.
    pub mime: Arc<str>,
    /// `response.content.size` in bytes, else `response.bodySize`; `None` where neither is known.
    pub size: Option<u64>,
    /// `time` in milliseconds.
    pub time_ms: Option<f64>,
    /// Something about the entry was odd; the whole entry says what.
    pub odd: bool,
}

impl Summary {
    /// No answer came: there is no response, or its status is 0 or negative.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.status.is_none_or(|status| status <= 0)
    }

    /// The answer's HTTP status is 400 or above, or no answer came.
    #[must_use]
    pub fn is_failed(&self) -> bool {
        self.is_aborted() || self.status.is_some_and(|status| status >= 400)
    }
}
