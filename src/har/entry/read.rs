//! Converts JSON of any shape to an entry and records anomalies.

use serde_json::{Map, Value};

use super::{Content, Cookie, Entry, Header, PostData, Request, Response, Timings};
use crate::har::{
    anomaly::{Anomalies, Anomaly, AnomalyKind, JsonType, Quirk, Unreadable},
    convert::{self, Converted},
    url::is_absolute,
};

/// A JSON object whose fields are moved out one by one.
struct Object<'n> {
    path: &'static str,
    map: Map<String, Value>,
    notes: &'n mut Anomalies,
}

pub(super) fn entry(value: Value, mut notes: Anomalies) -> Entry {
    let mut entry = Entry::default();
    if let Value::Object(map) = value {
        fill(&mut entry, Object { path: "", map, notes: &mut notes });
    } else {
        notes.add("", AnomalyKind::EntryNotAnObject { found: convert::json_type(&value) }, None);
        entry.unreadable = Some(Unreadable::NotAnObject);
    }
    entry.anomalies = notes.list;
    entry
}

fn fill(entry: &mut Entry, mut object: Object<'_>) {
    entry.started = object.not_empty("startedDateTime");
    if let Some((kind, severity)) = convert::date(&entry.started).filter(|_| !entry.started.is_empty()) {
        let value = convert::brief(&entry.started.as_str().into());
        object.notes.push(Anomaly { severity, ..Quirk::of(value, kind).located("startedDateTime", None) });
    }
    entry.time_ms = match object.take("time") {
        Some(time) => object.keep("time", convert::duration(&time)),
        None => object.missing("time"),
    };
    match object.required_object("request", "request") {
        Some(inner) => entry.request = request(inner),
        None => entry.unreadable = Some(Unreadable::NoRequest),
    }
    entry.response = object.required_object("response", "response").map(response);
    entry.timings = object.required_object("timings", "timings").map(timings).unwrap_or_default();
    entry.time_ms =
        entry.time_ms.filter(|time| *time > 0.0).or_else(|| entry.timings.sum()).or(entry.time_ms);
    object.note_missing("cache");
    entry.server_address = object.optional("serverIPAddress").filter(|address| !address.is_empty());
    entry.connection = match object.map.get("connection") {
        // An id that some exporters write as a number.
        Some(Value::Number(number)) => {
            let id = number.to_string();
            object.take("connection");
            Some(id)
        }
        _ => object.optional("connection"),
    };
    entry.page = object.optional("pageref");
    entry.comment = object.optional("comment");
    entry.extra = object.map;
    if entry.request.method.is_empty() {
        let own = entry.request.header(":method").map(str::to_owned);
        let raw = || entry.extra.get("_headers").and_then(convert::raw_method);
        entry.request.method = own.filter(|method| !method.is_empty()).or_else(raw).unwrap_or_default();
    }
    if let Some(response) = &mut entry.response {
        let said = response.error.take();
        response.error = said.or_else(|| error_text(&entry.extra));
    }
}

fn request(mut object: Object<'_>) -> Request {
    let post_data = object.object("postData", "request.postData").map(post_data);
    object.note_missing("headersSize");
    object.note_missing("bodySize");
    let request = Request {
        method: object.not_empty("method"),
        url: object.not_empty("url"),
        http_version: object.required("httpVersion"),
        headers: object.pairs("headers"),
        cookies: object.cookies("cookies"),
        query: object.pairs("queryString"),
        post_data,
        extra: Map::new(),
    };
    if !request.url.is_empty() && !is_absolute(&request.url) {
        object.add("url", AnomalyKind::RelativeUrl);
    }
    let declared = request.header("content-type").unwrap_or_default().to_owned();
    let request = Request { extra: object.map, ..request };
    let is_recorded = |post: &PostData| post.text.is_some() || post.file.is_some() || !post.params.is_empty();
    match request.extra.get("_content").and_then(|content| own_content(content, declared)) {
        Some(post) if !request.post_data.as_ref().is_some_and(is_recorded) => {
            Request { post_data: Some(post), ..request }
        }
        _ => request,
    }
}

/// HTTP Toolkit writes a binary request body to `request._content`, shaped like `response.content`.
fn own_content(content: &Value, mime: String) -> Option<PostData> {
    let text = |key: &str| content.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(PostData { mime, text: Some(text("text")?), encoding: text("encoding"), ..PostData::default() })
}

fn response(mut object: Object<'_>) -> Response {
    let status = match object.take("status") {
        Some(status) => object.keep("status", convert::whole(&status)),
        None => object.missing("status"),
    };
    let has_answer = status.is_some_and(|status| status > 0);
    object.note_missing("headersSize");
    object.note_missing("bodySize");
    let mut error = error_text(&object.map);
    let content = match object.required_object("content", "response.content") {
        Some(inner) => {
            error = error.or_else(|| error_text(&inner.map));
            content(inner, has_answer)
        }
        None => Content::default(),
    };
    if error.is_none() && status.is_none_or(|status| status <= 0) {
        error = object.map.get("comment").and_then(words);
    }
    // Charles writes `null` when there is no redirect.
    let redirect_url = if object.map.get("redirectURL").is_some_and(Value::is_null) {
        object.notes.note("response.redirectURL", AnomalyKind::NullAsEmpty);
        object.take("redirectURL");
        String::new()
    } else {
        object.required("redirectURL")
    };
    let response = Response {
        status,
        status_text: object.required("statusText"),
        http_version: object.required("httpVersion"),
        headers: object.pairs("headers"),
        cookies: object.cookies("cookies"),
        content,
        redirect_url: Some(redirect_url).filter(|url| !url.is_empty()),
        error,
        extra: Map::new(),
    };
    let mut response = Response { extra: object.map, ..response };
    if response.content.mime.is_empty() {
        response.content.mime = response.header("content-type").unwrap_or_default().to_owned();
    }
    response
}

/// Without a response or a recorded body, several exporters omit `size` and `mimeType`.
fn content(mut object: Object<'_>, has_answer: bool) -> Content {
    let has_body = has_answer && object.map.get("text").is_some_and(|text| !text.is_null() && text != "");
    if !has_body {
        object.note_missing("size");
        object.note_missing("mimeType");
    }
    let size = match object.take("size") {
        Some(size) => object.keep("size", convert::size(&size)),
        None if has_body => object.missing("size"),
        None => None,
    };
    let mime = match object.map.contains_key("mimeType") || has_body {
        true => object.required("mimeType"),
        false => String::new(),
    };
    Content {
        size,
        mime,
        text: object.optional("text"),
        encoding: object.optional("encoding").filter(|encoding| !encoding.is_empty()),
        file: object.optional("_file").filter(|file| !file.is_empty()),
        comment: object.optional("comment").filter(|comment| !comment.is_empty()),
    }
}

fn post_data(mut object: Object<'_>) -> PostData {
    let params = match object.take("params") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(list)) => list,
        Some(Value::Object(map)) => {
            object.add("params", AnomalyKind::ObjectAsPairs);
            map.into_iter().map(|(name, value)| serde_json::json!({ "name": name, "value": value })).collect()
        }
        Some(other) => {
            object.add("params", convert::wrong_type(&other, JsonType::Array));
            Vec::new()
        }
    };
    PostData {
        mime: object.required("mimeType"),
        text: object.optional("text"),
        encoding: object.optional("encoding").filter(|encoding| !encoding.is_empty()),
        params,
        file: object.optional("_file").filter(|file| !file.is_empty()),
        comment: object.optional("comment").filter(|comment| !comment.is_empty()),
    }
}

fn timings(mut object: Object<'_>) -> Timings {
    let mut phase = |name: &'static str| {
        let value = object.take(name)?;
        if value.is_null() {
            return None;
        }
        // -1 means "does not apply".
        let Converted { value, quirk } = convert::number(&value);
        object.keep(name, Converted { value: value.filter(|time| *time >= 0.0), quirk })
    };
    Timings {
        blocked: phase("blocked"),
        dns: phase("dns"),
        connect: phase("connect"),
        ssl: phase("ssl"),
        send: phase("send"),
        wait: phase("wait"),
        receive: phase("receive"),
    }
}

/// The exporter's reason for a missing response: `_error` (Chromium, mitmproxy), `_failureText` (Playwright).
fn error_text(map: &Map<String, Value>) -> Option<String> {
    ["_error", "_failureText"].iter().find_map(|key| map.get(*key).and_then(words))
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Object(map) => map.get("message").map_or_else(|| Some(value.to_string()), words),
        _ => None,
    }
}

impl Object<'_> {
    fn path(&self, field: &str) -> String {
        match (self.path, field) {
            (path, "") => path.to_owned(),
            ("", field) => field.to_owned(),
            (path, field) => format!("{path}.{field}"),
        }
    }

    fn add(&mut self, field: &str, quirk: impl Into<Quirk>) {
        self.notes.add(self.path(field), quirk, None);
    }

    /// Notes the absence of a field that the specification requires but nothing here uses.
    fn note_missing(&mut self, key: &str) {
        if !self.map.contains_key(key) {
            self.notes.note(self.path(key), AnomalyKind::Missing);
        }
    }

    fn missing<T: Default>(&mut self, field: &str) -> T {
        self.add(field, AnomalyKind::Missing);
        T::default()
    }

    fn take(&mut self, key: &str) -> Option<Value> {
        self.map.shift_remove(key)
    }

    fn keep<T>(&mut self, field: &str, read: Converted<T>) -> T {
        if let Some(quirk) = read.quirk {
            self.add(field, quirk);
        }
        read.value
    }

    /// A nested object; `None` if it is absent or of another type.
    fn object(&mut self, key: &str, path: &'static str) -> Option<Object<'_>> {
        match self.take(key)? {
            Value::Object(map) => Some(Object { path, map, notes: self.notes }),
            Value::Null => None,
            other => {
                self.add(key, convert::wrong_type(&other, JsonType::Object));
                None
            }
        }
    }

    /// A nested object that the specification requires.
    fn required_object(&mut self, key: &str, path: &'static str) -> Option<Object<'_>> {
        if self.map.get(key).is_none_or(Value::is_null) {
            self.add(key, AnomalyKind::Missing);
        }
        self.object(key, path)
    }

    /// A string that the specification requires.
    fn required(&mut self, key: &str) -> String {
        match self.take(key) {
            Some(value) => {
                let read = convert::text(&value);
                self.keep(key, read)
            }
            None => self.missing(key),
        }
    }

    /// A required string that must not be empty.
    fn not_empty(&mut self, key: &str) -> String {
        if self.map.get(key).and_then(Value::as_str) == Some("") {
            self.add(key, AnomalyKind::Empty);
        }
        self.required(key)
    }

    /// A string that may be absent or `null`.
    fn optional(&mut self, key: &str) -> Option<String> {
        let value = self.take(key).filter(|value| !value.is_null())?;
        let read = convert::text(&value);
        Some(self.keep(key, read))
    }

    fn keep_or_missing(&mut self, field: &str, value: Option<Value>) -> String {
        match value {
            Some(value) => self.keep(field, convert::text(&value)),
            None => self.missing(field),
        }
    }

    /// Headers or query parameters, in any of the shapes that exporters write.
    fn pairs(&mut self, key: &str) -> Vec<Header> {
        match self.take(key) {
            Some(Value::Array(list)) => list
                .into_iter()
                .enumerate()
                .filter_map(|(at, item)| self.pair(&format!("{key}[{at}]"), item))
                .collect(),
            Some(Value::Object(map)) => {
                self.add(key, AnomalyKind::ObjectAsPairs);
                let header = |(name, value)| Header { name, value: convert::text(&value).value };
                map.into_iter().map(header).collect()
            }
            Some(other) => {
                self.add(key, convert::wrong_type(&other, JsonType::Array));
                Vec::new()
            }
            None => self.missing(key),
        }
    }

    fn pair(&mut self, field: &str, item: Value) -> Option<Header> {
        let (name, value) = match item {
            Value::Object(mut map) => (map.shift_remove("name"), map.shift_remove("value")),
            Value::Array(pair) => {
                self.add(field, AnomalyKind::ArrayAsPair);
                let mut pair = pair.into_iter();
                (pair.next(), pair.next())
            }
            other => {
                self.add(field, convert::wrong_type(&other, JsonType::Object));
                return None;
            }
        };
        let name = self.keep_or_missing(&format!("{field}.name"), name);
        let before = self.notes.list.len();
        let value = self.keep_or_missing(&format!("{field}.value"), value);
        for anomaly in self.notes.list.iter_mut().skip(before) {
            anomaly.name = Some(name.clone());
        }
        Some(Header { name, value })
    }

    fn cookies(&mut self, key: &str) -> Vec<Cookie> {
        match self.take(key) {
            Some(Value::Array(list)) => list
                .into_iter()
                .enumerate()
                .filter_map(|(at, item)| self.cookie(&format!("{key}[{at}]"), item))
                .collect(),
            // Internet Explorer writes a single cookie without the array.
            Some(Value::Object(map)) if map.contains_key("name") && map.contains_key("value") => {
                self.add(key, AnomalyKind::ObjectAsCookie);
                self.cookie(key, Value::Object(map)).into_iter().collect()
            }
            Some(Value::Object(map)) => {
                self.add(key, AnomalyKind::ObjectAsPairs);
                let cookie =
                    |(name, value)| Cookie { name, value: convert::text(&value).value, extra: Map::new() };
                map.into_iter().map(cookie).collect()
            }
            Some(other) => {
                self.add(key, convert::wrong_type(&other, JsonType::Array));
                Vec::new()
            }
            None => self.missing(key),
        }
    }

    fn cookie(&mut self, field: &str, item: Value) -> Option<Cookie> {
        let Value::Object(mut map) = item else {
            return self.pair(field, item).map(|Header { name, value }| Cookie {
                name,
                value,
                extra: Map::new(),
            });
        };
        let name = map.shift_remove("name");
        let value = map.shift_remove("value");
        let Header { name, value } = self.pair(
            field,
            serde_json::json!({ "name": name.unwrap_or_default(), "value": value.unwrap_or_default() }),
        )?;
        Some(Cookie { name, value, extra: map })
    }
}
