//! Decodes bodies (base64 → content coding → charset → text or bytes) and determines why a body is missing.

mod absence;
mod base64;
mod charset;
mod content_coding;
mod long;

use std::collections::HashSet;

use serde_json::{Map, Value};

pub use long::LongBody;

use super::{
    convert,
    entry::{Entry, PostData},
    format::{form, msgpack, multipart},
    source::Source,
};

/// A body, decoded as far as possible.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// The declared media type including parameters, as written; empty where absent.
    pub mime: String,
    /// The decoded content, or why it is missing.
    pub content: BodyContent,
    /// The decoding steps, in order.
    pub steps: Vec<Step>,
}

/// The result of decoding.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyContent {
    /// Text, without its byte order mark.
    Text(String),
    /// Bytes that are not text.
    Binary(Vec<u8>),
    /// No body, and the reason.
    Missing(Absence),
}

/// A decoding step, or a problem met on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Decoded from base64.
    Base64,
    /// Declared as base64 but invalid; decoded as far as possible, or else taken as plain text.
    InvalidBase64,
    /// Decompressed from this content coding (`gzip`, `deflate`, `br`, `zstd`).
    Decompressed(&'static str),
    /// The compressed bytes are damaged or end early; what could be decompressed is kept.
    DamagedCoding(&'static str),
    /// Converted from this charset (WHATWG name, such as `EUC-KR`).
    Charset(&'static str),
    /// Converted from MessagePack to JSON.
    MessagePack,
    /// This number of trailing NUL characters was removed: Firefox pads truncated bodies with them.
    Padding(usize),
    /// Truncated by the exporter at its size limit.
    Cut {
        /// Bytes in the file.
        kept: u64,
        /// Bytes of the original body.
        size: u64,
    },
    /// Read from this file next to the HAR.
    Attached(String),
    /// Rebuilt from `postData.params`, because there is no `text`.
    FromParams,
}

/// Why a body is missing, as far as the file reveals it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// No response: aborted, reset or blocked; with the exporter's error text, if any.
    NoResponse(Option<String>),
    /// The request has no body (no `postData`).
    NotSent,
    /// The recorded size is 0.
    Empty,
    /// Status 204 or 205, which has no body.
    NoContent(i64),
    /// A redirect with this status: browsers do not keep its body.
    Redirect(i64),
    /// Status 304: the browser used its cached copy.
    NotModified,
    /// The response to a HEAD request, which has no body.
    Head,
    /// A CORS preflight, whose response browsers do not record.
    Preflight,
    /// The exporter's comment gives the reason.
    Comment(String),
    /// The browser served the response from its cache, and the exporter did not record it.
    FromCache,
    /// A sanitizer replaced the body with this placeholder.
    Sanitized(String),
    /// The body is in this separate file, which does not exist.
    FileMissing(String),
    /// The response had a body of this size, but the file does not contain it: not exported, over the exporter's
    /// limit, or lost in a navigation.
    NotRecorded(Option<u64>),
}

impl Body {
    fn missing(mime: &str, absence: Absence) -> Self {
        Self { mime: mime.to_owned(), content: BodyContent::Missing(absence), steps: Vec::new() }
    }

    /// The body as text, or `None` if it is binary or missing.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            BodyContent::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A body as recorded, before decoding.
#[derive(Debug, Default)]
struct Recorded<'a> {
    mime: &'a str,
    /// The `content-type` header.
    declared: &'a str,
    /// The `content-encoding` header.
    coding: &'a str,
    /// The recorded size in bytes.
    size: Option<u64>,
    text: Option<&'a str>,
    encoding: Option<&'a str>,
    file: Option<&'a str>,
}

/// Decodes the response body of `entry`; files next to the HAR are read through `source`.
#[must_use]
pub fn response(entry: &Entry, source: &Source) -> Body {
    let Some(response) = &entry.response else {
        return Body::missing("", absence::of_response(entry));
    };
    let recorded = Recorded {
        mime: &response.content.mime,
        declared: response.header("content-type").unwrap_or_default(),
        coding: response.header("content-encoding").unwrap_or_default(),
        size: response.content.size,
        text: response.content.text.as_deref(),
        encoding: response.content.encoding.as_deref(),
        file: response.content.file.as_deref(),
    };
    recorded.decode(source).unwrap_or_else(|| Body::missing(recorded.mime, absence::of_response(entry)))
}

/// Decodes the request body of `entry`.
#[must_use]
pub fn request(entry: &Entry, source: &Source) -> Body {
    let Some(post) = &entry.request.post_data else {
        return Body::missing("", absence::of_request(entry));
    };
    let recorded = Recorded {
        mime: &post.mime,
        declared: entry.request.header("content-type").unwrap_or_default(),
        coding: entry.request.header("content-encoding").unwrap_or_default(),
        size: None,
        text: post.text.as_deref(),
        encoding: post.encoding.as_deref(),
        file: post.file.as_deref(),
    };
    if let Some(body) = recorded.decode(source) {
        return body;
    }
    match from_params(post) {
        Some(text) => {
            Body { mime: post.mime.clone(), content: BodyContent::Text(text), steps: vec![Step::FromParams] }
        }
        None => Body::missing(&post.mime, absence::of_request(entry)),
    }
}

/// The bytes of the request body as sent, still compressed, as far as the file has them; `None` where it has
/// none.
#[must_use]
pub fn raw_request(entry: &Entry, source: &Source) -> Option<Vec<u8>> {
    let post = entry.request.post_data.as_ref()?;
    let is_base64 = post.encoding.as_deref().is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"));
    match (post.text.as_deref().filter(|text| !text.is_empty()), &post.file) {
        (Some(text), _) if absence::sanitized(text).is_some() => None,
        (Some(text), _) if is_base64 => {
            Some(base64::decode(text, &mut Vec::new()).unwrap_or_else(|| text.as_bytes().to_vec()))
        }
        (Some(text), _) => {
            let declared = entry.request.header("content-type").unwrap_or_default();
            let binary = charset::binary_string(text, [&post.mime, declared]);
            Some(binary.unwrap_or_else(|| text.as_bytes().to_vec()))
        }
        (None, Some(file)) => source.attachment(file),
        (None, None) => from_params(post).map(String::into_bytes),
    }
}

/// Decodes raw bytes, compressed or not; `coding` is the `content-encoding` header.
#[must_use]
pub fn from_bytes(bytes: Vec<u8>, mime: &str, coding: &str) -> Body {
    let mut steps = Vec::new();
    let recorded = Recorded { mime, coding, ..Recorded::default() };
    let content = recorded.decode_bytes(bytes, &mut steps);
    Body { mime: mime.to_owned(), content, steps }
}

/// Like [`from_bytes`] for base64 text; `None` if it is not base64.
#[must_use]
pub fn from_base64(text: &str, mime: &str, coding: &str) -> Option<Body> {
    let mut steps = Vec::new();
    let bytes = base64::decode(text, &mut steps)?;
    let body = from_bytes(bytes, mime, coding);
    steps.extend(body.steps);
    Some(Body { steps, ..body })
}

/// The decoded length of a base64 text; `None` if it is not base64.
pub(super) fn base64_size(text: &str) -> Option<u64> {
    base64::decode(text, &mut Vec::new()).map(|bytes| bytes.len() as u64)
}

/// Whether the browser served the response from its cache.
#[must_use]
pub fn is_from_cache(entry: &Entry) -> bool {
    entry.response.as_ref().is_some_and(|response| absence::is_from_cache(entry, response))
}

impl Recorded<'_> {
    /// The decoded body, or `None` if none of it was recorded.
    fn decode(&self, source: &Source) -> Option<Body> {
        let mut steps = Vec::new();
        if let Some(words) = self.text.and_then(absence::sanitized) {
            return Some(Body::missing(self.mime, Absence::Sanitized(words.to_owned())));
        }
        let content = match (self.text.filter(|text| !text.is_empty()), self.file) {
            (Some(text), _)
                if self.encoding.is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64")) =>
            {
                match base64::decode(text, &mut steps) {
                    Some(bytes) => self.decode_bytes(bytes, &mut steps),
                    None => plain(text, &mut steps),
                }
            }
            // HAR 1.2: `text` without `encoding` is already decompressed and decoded, regardless of the headers.
            (Some(text), _) => match charset::binary_string(text, [self.mime, self.declared]) {
                Some(bytes) => self.decode_bytes(bytes, &mut steps),
                None => {
                    steps.extend(self.cut(text));
                    plain(text, &mut steps)
                }
            },
            (None, Some(file)) => {
                let Some(bytes) = source.attachment(file) else {
                    return Some(Body::missing(self.mime, Absence::FileMissing(file.to_owned())));
                };
                steps.push(Step::Attached(file.to_owned()));
                self.decode_bytes(bytes, &mut steps)
            }
            (None, None) => return None,
        };
        Some(Body { mime: self.mime.to_owned(), content, steps })
    }

    /// Firefox keeps the first 1 MiB of a text body, counted in UTF-16 code units
    /// (`devtools.netmonitor.responseBodyLimit`).
    fn cut(&self, text: &str) -> Option<Step> {
        const LIMIT: usize = 1 << 20;
        let kept = text.len() as u64;
        let size = self.size.filter(|size| *size > kept)?;
        (text.len() >= LIMIT && text.encode_utf16().count() == LIMIT).then_some(Step::Cut { kept, size })
    }

    fn decode_bytes(&self, bytes: Vec<u8>, steps: &mut Vec<Step>) -> BodyContent {
        let bytes = content_coding::decode(bytes, self.coding, self.mime, steps);
        if msgpack::is_type(self.mime)
            && let Some(json) = msgpack::to_json(&bytes)
        {
            steps.push(Step::MessagePack);
            return BodyContent::Text(json);
        }
        charset::decode(bytes, [self.mime, self.declared], steps)
    }
}

/// Text that needs no decoding.
fn plain(text: &str, steps: &mut Vec<Step>) -> BodyContent {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let kept = text.trim_end_matches('\0');
    if kept.len() < text.len() {
        steps.push(Step::Padding(text.len() - kept.len()));
    }
    BodyContent::Text(kept.to_owned())
}

/// Rebuilds a body from `postData.params`: a form, or the JSON object that chrome-har split into fields.
fn from_params(post: &PostData) -> Option<String> {
    let field = |param: &Value| {
        let name = convert::text(param.get("name")?).value;
        Some((name, param.get("value").cloned()))
    };
    let is_empty = |(name, value): &(String, Option<Value>)| {
        name.is_empty() && value.as_ref().is_none_or(|value| convert::text(value).value.is_empty())
    };
    let fields: Vec<(String, Option<Value>)> = post.params.iter().filter_map(field).collect();
    // OWASP ZAP writes a single field without name and value when there is no body.
    if fields.iter().all(is_empty) {
        return None;
    }
    let mime = post.mime.to_ascii_lowercase();
    if mime.starts_with("multipart/") {
        return Some(multipart::build(&post.params, &post.mime));
    }
    let is_json = |value: &Option<Value>| match value {
        Some(Value::Object(_) | Value::Array(_)) => true,
        // In a form this is just a field whose value happens to be JSON.
        Some(Value::String(text)) => !mime.contains("form") && json_container(text).is_some(),
        _ => false,
    };
    if mime.contains("json") || fields.iter().any(|(_, value)| is_json(value)) {
        return Some(Value::Object(as_object(fields)).to_string());
    }
    let pair = |(name, value): (String, Option<Value>)| match value {
        Some(value) => format!("{}={}", form::encode(&name), form::encode(&convert::text(&value).value)),
        None => form::encode(&name),
    };
    Some(fields.into_iter().map(pair).collect::<Vec<_>>().join("&"))
}

/// Parses a text that is a JSON object or array.
fn json_container(text: &str) -> Option<Value> {
    let is_one = text.trim_start().starts_with(['{', '[']);
    is_one.then(|| serde_json::from_str(text).ok()).flatten()
}

/// Undoes the splitting: repeated names become an array, and values that are JSON text are parsed.
fn as_object(fields: Vec<(String, Option<Value>)>) -> Map<String, Value> {
    let mut object = Map::new();
    let mut repeated = HashSet::new();
    for (name, value) in fields {
        let value = value.unwrap_or_default();
        let value = value.as_str().and_then(json_container).unwrap_or(value);
        match object.get_mut(&name) {
            None => _ = object.insert(name, value),
            Some(Value::Array(list)) if repeated.contains(&name) => list.push(value),
            Some(first) => {
                *first = Value::Array(vec![first.take(), value]);
                repeated.insert(name);
            }
        }
    }
    object
}

#[cfg(test)]
mod tests;
