//! The fields of an entry that lists and filters need, kept in memory for every entry of the file.

use std::{collections::HashSet, sync::Arc};

use serde_json::Value;

use super::{
    anomaly::{Severity, Unreadable},
    convert,
    entry::parse_json,
    resource::Resource,
    source::Source,
    url::{Url, host_of, is_absolute},
};

/// Location of an entry's JSON in the uncompressed UTF-8 file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Offset of the first byte (`{`).
    pub start: u64,
    /// Length in bytes.
    pub len: u64,
}

/// The summary of an entry: at most about 300 bytes including its strings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Location of the whole entry.
    pub span: Span,
    /// `startedDateTime` as written.
    pub started: Box<str>,
    /// The request's method as written; shared between entries.
    pub method: Arc<str>,
    /// The request's URL as written, truncated at 2,048 bytes (`data:` URLs can have megabytes).
    pub url: Box<str>,
    /// The `Host` header if the URL is relative, else empty.
    pub host_header: Box<str>,
    /// The response's status; `None` if there is no response or the status is not a number.
    pub status: Option<i64>,
    /// Whether the status is text that indicates a failure, such as `error`.
    pub has_error_status: bool,
    /// `response.content.mimeType` as written, or the `Content-Type` header; shared between entries.
    pub mime: Arc<str>,
    /// `response.content.size` in bytes, else `response.bodySize`; `None` where neither is known.
    pub size: Option<u64>,
    /// `time` in milliseconds, or the sum of the timings where that is absent or zero.
    pub time_ms: Option<f64>,
    /// Durations by phase.
    pub phases: Phases,
    /// `pageref` as written, empty where absent; shared between entries.
    pub page: Arc<str>,
    /// Resource type: `_resourceType`, else inferred.
    pub resource: Resource,
    /// Why the entry cannot be shown as a request, if so.
    pub unreadable: Option<Unreadable>,
    /// Whether these fields or the entry's JSON deviate from the specification. The whole entry lists the
    /// deviations and may have more, because the scan skips headers and bodies.
    pub odd: bool,
}

/// Durations of an entry's phases in milliseconds, from `timings`; 0 where unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Phases {
    /// Before the request was out: `blocked`, `dns`, `connect` (TLS included), `send`.
    pub before: f32,
    /// Until the first byte of the response: `wait`.
    pub waiting: f32,
    /// `receive`.
    pub receiving: f32,
}

impl Summary {
    /// Whether the status says that no response arrived: 0 or negative. An entry without a response is not
    /// aborted, because its outcome is unknown.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.status.is_some_and(|status| status <= 0)
    }

    /// Whether the status is 400 or above, or says that no response arrived.
    #[must_use]
    pub fn is_failed(&self) -> bool {
        self.has_error_status || self.is_aborted() || self.status.is_some_and(|status| status >= 400)
    }

    /// [`Summary::is_failed`], and it is a request that can be shown: what counts as failed everywhere.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.unreadable.is_none() && self.is_failed()
    }

    /// Time to first byte in milliseconds; `None` where the timings do not record it.
    #[must_use]
    pub fn wait_ms(&self) -> Option<f32> {
        let Phases { before, waiting, receiving } = self.phases;
        Some(waiting).filter(|_| before + waiting + receiving > 0.0)
    }

    /// Time from the first byte of the response to the last in milliseconds; `None` as in [`Summary::wait_ms`].
    #[must_use]
    pub fn download_ms(&self) -> Option<f32> {
        self.wait_ms().map(|_| self.phases.receiving)
    }

    /// Whether the URL may have been truncated.
    #[must_use]
    pub fn is_url_cut(&self) -> bool {
        self.url.len() + char::MAX.len_utf8() > MAX_URL
    }

    /// The URL's host without port and user, or that of the `Host` header if the URL is relative; else empty.
    #[must_use]
    pub fn host(&self) -> &str {
        let host = Url::parse(&self.url).host();
        if host.is_empty() { host_of(&self.host_header) } else { host }
    }

    /// The URL after its host: path, query and fragment; the whole URL if it has no host.
    #[must_use]
    #[expect(clippy::misnamed_getters, reason = "the list's path column includes the query")]
    pub fn path(&self) -> &str {
        Url::parse(&self.url).rest
    }
}

/// Maximum length in bytes of a URL; longer ones are truncated.
pub const MAX_URL: usize = 2048;

/// Maximum length in bytes of the other texts.
const MAX_TEXT: usize = 256;

/// The fields from which a summary is built, as in the file; `None` where absent.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) started: Option<Value>,
    pub(super) time: Option<Value>,
    pub(super) page: Option<Value>,
    pub(super) timings: TimingFields,
    /// `_resourceType`, as browsers write it.
    pub(super) resource: Option<Value>,
    /// `None` if the request is absent or not an object.
    pub(super) request: Option<RequestFields>,
    /// `None` if the response is absent or not an object.
    pub(super) response: Option<ResponseFields>,
    /// WebPageTest's raw headers (`_headers.request`).
    pub(super) raw_headers: Deferred,
    /// Whether the entry itself is not an object.
    pub(super) not_an_object: bool,
}

/// A field that few summaries need: the scan only records its location.
#[derive(Debug, Default)]
pub(super) enum Deferred {
    #[default]
    Absent,
    At(Span),
    Value(Value),
}

impl Deferred {
    /// The field's value; `null` if it is absent or unreadable.
    fn read(&self, source: &Source) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Value(value) => value.clone(),
            Self::At(span) => {
                let Ok(len) = usize::try_from(span.len) else { return Value::Null };
                let mut bytes = vec![0; len];
                let read = source.read_exact_at(span.start, &mut bytes).unwrap_or_default();
                parse_json(bytes.get(..read).unwrap_or_default()).0
            }
        }
    }
}

/// Fields of `request`.
#[derive(Debug, Default)]
pub(super) struct RequestFields {
    pub(super) method: Option<Value>,
    pub(super) url: Option<Value>,
    pub(super) headers: Deferred,
}

/// Fields of `response`.
#[derive(Debug, Default)]
pub(super) struct ResponseFields {
    pub(super) status: Option<Value>,
    pub(super) body_size: Option<Value>,
    pub(super) mime: Option<Value>,
    pub(super) size: Option<Value>,
    pub(super) headers: Deferred,
}

/// Fields of `timings`.
#[derive(Debug, Default)]
pub(super) struct TimingFields {
    pub(super) blocked: Option<Value>,
    pub(super) dns: Option<Value>,
    pub(super) connect: Option<Value>,
    pub(super) send: Option<Value>,
    pub(super) wait: Option<Value>,
    pub(super) receive: Option<Value>,
}

impl TimingFields {
    fn phases(&self) -> Phases {
        let sum = |fields: &[&Option<Value>]| {
            let times = fields.iter().filter_map(|field| convert::number(field.as_ref()?).value);
            #[expect(clippy::cast_possible_truncation, reason = "drawn as a bar a few columns wide")]
            let sum = times.filter(|time| *time > 0.0).sum::<f64>() as f32;
            sum
        };
        Phases {
            before: sum(&[&self.blocked, &self.dns, &self.connect, &self.send]),
            waiting: sum(&[&self.wait]),
            receiving: sum(&[&self.receive]),
        }
    }

    fn sum(&self) -> Option<f64> {
        let fields = [&self.blocked, &self.dns, &self.connect, &self.send, &self.wait, &self.receive];
        convert::sum(fields.iter().filter_map(|field| convert::number(field.as_ref()?).value))
    }
}

impl Fields {
    /// Extracts the fields from a whole entry.
    pub(super) fn of(entry: &Value) -> Self {
        let get = |pointer: &str| entry.pointer(pointer).cloned();
        let deferred = |pointer: &str| get(pointer).map_or(Deferred::Absent, Deferred::Value);
        let response =
            entry.get("response").filter(|response| response.is_object()).map(|_| ResponseFields {
                status: get("/response/status"),
                body_size: get("/response/bodySize"),
                mime: get("/response/content/mimeType"),
                size: get("/response/content/size"),
                headers: deferred("/response/headers"),
            });
        let request = entry.get("request").filter(|request| request.is_object()).map(|_| RequestFields {
            method: get("/request/method"),
            url: get("/request/url"),
            headers: deferred("/request/headers"),
        });
        let timings = TimingFields {
            blocked: get("/timings/blocked"),
            dns: get("/timings/dns"),
            connect: get("/timings/connect"),
            send: get("/timings/send"),
            wait: get("/timings/wait"),
            receive: get("/timings/receive"),
        };
        Self {
            started: get("/startedDateTime"),
            time: get("/time"),
            page: get("/pageref"),
            timings,
            resource: get("/_resourceType"),
            request,
            response,
            raw_headers: deferred("/_headers"),
            not_an_object: !entry.is_object(),
        }
    }

    /// Whether any part of the request was recorded.
    pub(super) fn has_request(&self) -> bool {
        let some = |value: &Option<Value>| {
            value.as_ref().is_some_and(|value| !convert::text(value).value.is_empty())
        };
        self.request.as_ref().is_some_and(|request| some(&request.method) || some(&request.url))
    }
}

/// Interned strings that many entries share.
#[derive(Debug, Default)]
pub(super) struct Interner(HashSet<Arc<str>>);

impl Interner {
    /// Bounds the memory for files whose texts are all different.
    const MAX: usize = 1024;

    fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(shared) = self.0.get(text) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = text.into();
        if self.0.len() < Self::MAX {
            self.0.insert(Arc::clone(&shared));
        }
        shared
    }
}

impl Summary {
    /// Builds the summary of an entry; `damaged` means that its JSON is broken.
    pub(super) fn new(
        span: Span,
        fields: &Fields,
        damaged: bool,
        source: &Source,
        interner: &mut Interner,
    ) -> Self {
        let mut odd = damaged;
        let mut text = |value: &Option<Value>, required: bool, longest: usize| {
            let Some(value) = value else {
                odd |= required;
                return String::new();
            };
            let mut read = convert::text(value);
            odd |= read.quirk.is_some() || (required && read.value.is_empty());
            convert::shorten(&mut read.value, longest);
            read.value
        };
        let started = text(&fields.started, true, MAX_TEXT);
        let nothing = RequestFields::default();
        let request = fields.request.as_ref().unwrap_or(&nothing);
        let mut method = text(&request.method, true, MAX_TEXT);
        let url = text(&request.url, true, MAX_URL);
        let empty = ResponseFields::default();
        let response = fields.response.as_ref().unwrap_or(&empty);
        let mut mime = text(&response.mime, false, MAX_TEXT);
        // A `pageref` of another type is not a page; the whole entry records the anomaly.
        let mut page = fields.page.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
        convert::shorten(&mut page, MAX_TEXT);
        if mime.is_empty() && fields.response.is_some() {
            mime = convert::header(&response.headers.read(source), "content-type").unwrap_or_default();
            convert::shorten(&mut mime, MAX_TEXT);
        }
        let mut host_header = String::new();
        if method.is_empty() || !is_absolute(&url) {
            let headers = request.headers.read(source);
            let header = |name: &str| convert::header(&headers, name).filter(|value| !value.is_empty());
            if method.is_empty() {
                let raw = || convert::raw_method(&fields.raw_headers.read(source));
                method = header(":method").or_else(raw).unwrap_or_default();
                convert::shorten(&mut method, MAX_TEXT);
            }
            if !url.is_empty() && Url::parse(&url).authority.is_empty() {
                host_header = header("host").or_else(|| header(":authority")).unwrap_or_default();
                convert::shorten(&mut host_header, MAX_TEXT);
            }
        }
        let time = fields.time.as_ref().map(convert::duration);
        let status = response.status.as_ref().map(convert::whole);
        let content_size = response.size.as_ref().map(convert::size);
        let body_size = response.body_size.as_ref().map(convert::size);
        odd |= convert::date(&started).is_some_and(|(_, severity)| severity == Severity::Odd);
        odd |= !is_absolute(&url);
        odd |= time.as_ref().is_none_or(|time| time.quirk.is_some());
        odd |= status.as_ref().is_none_or(|status| status.quirk.is_some());
        odd |= content_size.as_ref().is_some_and(|size| size.quirk.is_some());
        let status = status.and_then(|status| status.value);
        let time_ms = time.and_then(|time| time.value);
        let resource = match fields.resource.as_ref().and_then(Value::as_str) {
            Some(name) => Resource::of_name(name),
            None => Resource::guess(&method, &url, status, &mime),
        };
        Self {
            span,
            started: started.into(),
            method: interner.get(&method),
            url: url.into(),
            host_header: host_header.into(),
            status,
            has_error_status: response.status.as_ref().is_some_and(convert::is_failure),
            mime: interner.get(&mime),
            size: content_size.and_then(|size| size.value).or(body_size.and_then(|size| size.value)),
            time_ms: time_ms.filter(|time| *time > 0.0).or_else(|| fields.timings.sum()).or(time_ms),
            phases: fields.timings.phases(),
            page: interner.get(&page),
            resource,
            unreadable: match fields {
                Fields { not_an_object: true, .. } => Some(Unreadable::NotAnObject),
                Fields { request: None, .. } => Some(Unreadable::NoRequest),
                _ => None,
            },
            odd,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_paths() {
        let parts = |url: &str| {
            let summary = Summary { url: url.into(), ..Summary::default() };
            (summary.host().to_owned(), summary.path().to_owned())
        };
        let owned = |host: &str, path: &str| (host.to_owned(), path.to_owned());
        assert_eq!(parts("https://u:p@h.example:8443/a?b"), owned("h.example", "/a?b"));
        assert_eq!(parts("wss://[::1]:1/x"), owned("::1", "/x"));
        assert_eq!(parts("https://h.example"), owned("h.example", ""));
        assert_eq!(parts("data:text/plain,x"), owned("", "data:text/plain,x"));
        assert_eq!(parts("h.example:443"), owned("h.example", ""));
    }
}
