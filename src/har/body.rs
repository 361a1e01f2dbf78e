//! base64 → content coding → charset → text or bytes, and why a body is missing.

use super::{entry::Entry, source::Source};

/// A body, decoded as far as the file allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// The declared media type with its parameters, as written; empty where absent.
    pub mime: String,
    /// What could be decoded.
    pub content: BodyContent,
    /// What was done to get there, in order.
    pub steps: Vec<Step>,
}

/// What a decoded body is.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyContent {
    /// Text, a byte order mark removed.
    Text(String),
    /// Bytes that are no text.
    Binary(Vec<u8>),
    /// Nothing, and why.
    Missing(Absence),
}

/// One step of decoding, or something that stood in its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Decoded from base64.
    Base64,
    /// Said to be base64, but is not from this offset on; taken as far as it goes, or as plain text.
    BrokenBase64,
    /// Unpacked from this content coding (`gzip`, `deflate`, `br`, `zstd`).
    Unpacked(&'static str),
    /// The packed bytes end early or are damaged; what could be unpacked is shown.
    BrokenPacking(&'static str),
    /// Read from this charset (WHATWG name, such as `EUC-KR`).
    Charset(&'static str),
    /// Read from a file beside the HAR.
    Attached(String),
    /// Put together from `postData.params`, because there is no text.
    FromParams,
}

/// Why a body is missing, as far as the file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// No answer came: aborted, reset, blocked; the exporter's words where it gave any.
    NoResponse(Option<String>),
    /// The request has no body (no `postData`).
    NotSent,
    /// The answer had none: it is empty by its recorded size.
    Empty,
    /// 204 or 205: such an answer has no body.
    NoContent(i64),
    /// A redirect: browsers do not keep its body.
    Redirect(i64),
    /// 304: the browser used its cached copy.
    NotModified,
    /// An answer to a HEAD request has no body.
    Head,
    /// A CORS preflight: its answer has no body worth keeping.
    Preflight,
    /// The exporter says why.
    Comment(String),
    /// The body is a file beside the HAR, and that file is not there.
    FileMissing(String),
    /// The answer had a body of this size, but the file does not hold it (left out by the exporter, over its limit, or lost by a navigation).
    NotRecorded(Option<u64>),
}

impl Body {
    /// The text, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            BodyContent::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Decodes the response body of `entry`; files beside the HAR are read through `source`.
#[must_use]
pub fn response(entry: &Entry, source: &Source) -> Body {
    let _ = (entry, source);
    unimplemented!()
}

/// Decodes the request body of `entry`.
#[must_use]
pub fn request(entry: &Entry, source: &Source) -> Body {
    let _ = (entry, source);
    unimplemented!()
}
