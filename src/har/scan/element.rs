//! Scans one element of the entry list: its byte range and summary.

use serde_json::Value;

use super::{Cursor, Member, Scanner};
use crate::har::{
    anomaly::AnomalyKind,
    entry,
    source::Source,
    summary::{Deferred, Fields, RequestFields, ResponseFields, Span, Summary, TimingFields},
};

/// A longer broken entry, in bytes, is not parsed a second time for its summary.
const MAX_REPARSED: u64 = 32 << 20;

/// The keys needed from an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Started,
    Time,
    Resource,
    Request,
    Response,
    Method,
    Url,
    Status,
    BodySize,
    Content,
    Mime,
    Size,
    Timings,
    Page,
    Blocked,
    Dns,
    Connect,
    Send,
    Wait,
    Receive,
    Headers,
    RawHeaders,
    Other,
}

impl Key {
    fn of(bytes: &[u8]) -> Self {
        match bytes {
            b"\"startedDateTime\"" => Self::Started,
            b"\"time\"" => Self::Time,
            b"\"_resourceType\"" => Self::Resource,
            b"\"request\"" => Self::Request,
            b"\"response\"" => Self::Response,
            b"\"method\"" => Self::Method,
            b"\"url\"" => Self::Url,
            b"\"status\"" => Self::Status,
            b"\"bodySize\"" => Self::BodySize,
            b"\"content\"" => Self::Content,
            b"\"mimeType\"" => Self::Mime,
            b"\"size\"" => Self::Size,
            b"\"timings\"" => Self::Timings,
            b"\"pageref\"" => Self::Page,
            b"\"blocked\"" => Self::Blocked,
            b"\"dns\"" => Self::Dns,
            b"\"connect\"" => Self::Connect,
            b"\"send\"" => Self::Send,
            b"\"wait\"" => Self::Wait,
            b"\"receive\"" => Self::Receive,
            b"\"headers\"" => Self::Headers,
            b"\"_headers\"" => Self::RawHeaders,
            // No exporter escapes characters in keys, but JSON allows it.
            bytes if bytes.contains(&b'\\') => {
                let plain = serde_json::from_slice::<String>(bytes).unwrap_or_default();
                if plain.contains(['\\', '"']) {
                    Self::Other
                } else {
                    Self::of(format!("\"{plain}\"").as_bytes())
                }
            }
            _ => Self::Other,
        }
    }
}

impl Scanner<'_> {
    /// Scans the list element that starts here, whatever it is.
    pub(super) fn element(&mut self) {
        let start = self.cursor.offset();
        let (fields, closed) = match self.cursor.peek() {
            Some(b'{') => {
                self.cursor.enter_entry(self.careful);
                entry_fields(&mut self.cursor)
            }
            _ if self.is_element() => (Fields { not_an_object: true, ..Fields::default() }, true),
            _ => return,
        };
        if !closed {
            self.cursor.suspect_damage();
        }
        let (mut end, at_end) = (self.cursor.offset(), self.cursor.peek().is_none());
        let (damaged, next) = self.cursor.leave_entry();
        let mut cut = false;
        match next {
            // In a broken entry brackets are unreliable, the next entry's start is not.
            Some(next) if damaged => {
                self.cursor.seek(next);
                end = self.end_before(start, next);
                if !closed {
                    self.careful = true;
                    self.note(&self.path(), AnomalyKind::EntryDamaged, Some(end));
                }
            }
            _ => cut = !closed && at_end,
        }
        self.cut |= cut;
        let span = Span { start, len: end.saturating_sub(start) };
        self.finish(span, fields, damaged, cut);
    }

    fn finish(&mut self, span: Span, fields: Fields, damaged: bool, cut: bool) {
        self.is_valid &= !damaged && !cut;
        if !damaged && fields.has_request() {
            self.cursor.learn(span.start);
        }
        let fields =
            if damaged && span.len <= MAX_REPARSED { self.reparse(span).unwrap_or(fields) } else { fields };
        if cut && !fields.has_request() {
            return;
        }
        let summary = Summary::new(span, &fields, damaged, self.source, &mut self.interner);
        self.push(summary);
    }

    /// Scans an element that is not an object; it still counts as an entry. False if this is not an element at
    /// all, in which case it is skipped.
    fn is_element(&mut self) -> bool {
        let start = self.cursor.offset();
        let closed = self.cursor.skip_value();
        match self.cursor.peek_token() {
            Some(b',' | b']') if closed => return true,
            // The rest of an entry that was closed too early: a key and its value.
            Some(b':') => {
                self.cursor.bump();
                self.cursor.skip_value();
            }
            _ => {
                if let Some(next) = self.cursor.next_entry(start + 1) {
                    self.cursor.seek(next);
                }
            }
        }
        self.note("log.entries", AnomalyKind::StrayBytes, Some(start));
        false
    }

    fn path(&self) -> String {
        format!("log.entries[{}]", self.found)
    }

    /// The end of an entry whose successor begins at `next`: before the comma and white space in between.
    fn end_before(&self, start: u64, next: u64) -> u64 {
        let from = next.saturating_sub(64).max(start);
        let mut tail = [0; 64];
        let len = usize::try_from(next - from).unwrap_or(0).min(64);
        let tail = tail.get_mut(..len).unwrap_or_default();
        let read = self.source.read_exact_at(from, tail).unwrap_or(0);
        let tail = tail.get(..read).unwrap_or_default().trim_ascii_end();
        from + tail.strip_suffix(b",").unwrap_or(tail).trim_ascii_end().len() as u64
    }

    /// Parses a broken entry like the whole entry will be, so that list and entry agree.
    fn reparse(&self, span: Span) -> Option<Fields> {
        let mut bytes = vec![0; usize::try_from(span.len).ok()?];
        let read = self.source.read_exact_at(span.start, &mut bytes).ok()?;
        Some(Fields::of(&entry::parse_json(bytes.get(..read)?).0))
    }
}

/// Calls `member` for each member of the object whose opening bracket is next; it must consume the value. False
/// if the object does not end.
fn object(cursor: &mut Cursor<'_>, mut member: impl FnMut(&mut Cursor<'_>, Key) -> bool) -> bool {
    cursor.bump();
    let mut first = true;
    loop {
        match cursor.next_member(&mut first) {
            Member::End => return true,
            Member::Cut => return false,
            Member::Stray => {
                cursor.skip_value();
            }
            Member::Key(start, end) => {
                let key = Key::of(cursor.slice(start, end));
                if !member(cursor, key) {
                    return false;
                }
            }
        }
    }
}

/// The inside of the string with the body of the request or response of an entry, and whether it is in base64.
pub(in crate::har) fn find_body(source: &Source, entry: Span, is_request: bool) -> Option<(Span, bool)> {
    let path: [&[u8]; 2] =
        if is_request { [b"\"request\"", b"\"postData\""] } else { [b"\"response\"", b"\"content\""] };
    let mut cursor = Cursor::new(source);
    cursor.seek(entry.start);
    path.iter().all(|key| go_to(&mut cursor, key)).then_some(())?;
    let content = cursor.offset();
    (go_to(&mut cursor, b"\"text\"") && cursor.peek() == Some(b'"')).then_some(())?;
    let start = cursor.offset() + 1;
    let len = if cursor.skip_string() { cursor.offset() - 1 - start } else { return None };
    cursor.seek(content);
    let is_base64 = go_to(&mut cursor, b"\"encoding\"")
        && cursor.value().as_str().is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"));
    Some((Span { start, len }, is_base64))
}

/// Goes to the value of a member of the object that is next.
fn go_to(cursor: &mut Cursor<'_>, key: &[u8]) -> bool {
    if cursor.peek_token() != Some(b'{') {
        return false;
    }
    cursor.bump();
    let mut first = true;
    while let Member::Key(start, end) = cursor.next_member(&mut first) {
        if cursor.slice(start, end) == key {
            return cursor.peek_token().is_some();
        }
        if !cursor.skip_value() {
            break;
        }
    }
    false
}

fn keep(cursor: &mut Cursor<'_>, field: &mut Option<Value>) -> bool {
    *field = Some(cursor.value());
    true
}

/// Skips a value and records its location.
fn defer(cursor: &mut Cursor<'_>, field: &mut Deferred) -> bool {
    cursor.peek_token();
    let start = cursor.offset();
    let closed = cursor.skip_value();
    *field = Deferred::At(Span { start, len: cursor.offset().saturating_sub(start) });
    closed
}

fn entry_fields(cursor: &mut Cursor<'_>) -> (Fields, bool) {
    let mut fields = Fields::default();
    let closed = object(cursor, |cursor, key| match (key, cursor.peek_token()) {
        (Key::Started, _) => keep(cursor, &mut fields.started),
        (Key::Time, _) => keep(cursor, &mut fields.time),
        (Key::Page, _) => keep(cursor, &mut fields.page),
        (Key::Timings, token) => {
            fields.timings = TimingFields::default();
            if token == Some(b'{') { timing_fields(cursor, &mut fields.timings) } else { cursor.skip_value() }
        }
        (Key::Resource, _) => keep(cursor, &mut fields.resource),
        (Key::RawHeaders, _) => defer(cursor, &mut fields.raw_headers),
        (Key::Request, token) => {
            fields.request = None;
            if token != Some(b'{') {
                return cursor.skip_value();
            }
            request_fields(cursor, fields.request.insert(RequestFields::default()))
        }
        (Key::Response, token) => {
            fields.response = None;
            if token != Some(b'{') {
                return cursor.skip_value();
            }
            response_fields(cursor, fields.response.insert(ResponseFields::default()))
        }
        _ => cursor.skip_value(),
    });
    (fields, closed)
}

fn request_fields(cursor: &mut Cursor<'_>, fields: &mut RequestFields) -> bool {
    object(cursor, |cursor, key| match key {
        Key::Method => keep(cursor, &mut fields.method),
        Key::Url => keep(cursor, &mut fields.url),
        Key::Headers => defer(cursor, &mut fields.headers),
        _ => cursor.skip_value(),
    })
}

fn response_fields(cursor: &mut Cursor<'_>, fields: &mut ResponseFields) -> bool {
    object(cursor, |cursor, key| match (key, cursor.peek_token()) {
        (Key::Status, _) => keep(cursor, &mut fields.status),
        (Key::BodySize, _) => keep(cursor, &mut fields.body_size),
        (Key::Headers, _) => defer(cursor, &mut fields.headers),
        (Key::Content, token) => {
            (fields.mime, fields.size) = (None, None);
            if token == Some(b'{') { content_fields(cursor, fields) } else { cursor.skip_value() }
        }
        _ => cursor.skip_value(),
    })
}

fn timing_fields(cursor: &mut Cursor<'_>, fields: &mut TimingFields) -> bool {
    object(cursor, |cursor, key| match key {
        Key::Blocked => keep(cursor, &mut fields.blocked),
        Key::Dns => keep(cursor, &mut fields.dns),
        Key::Connect => keep(cursor, &mut fields.connect),
        Key::Send => keep(cursor, &mut fields.send),
        Key::Wait => keep(cursor, &mut fields.wait),
        Key::Receive => keep(cursor, &mut fields.receive),
        _ => cursor.skip_value(),
    })
}

fn content_fields(cursor: &mut Cursor<'_>, fields: &mut ResponseFields) -> bool {
    object(cursor, |cursor, key| match key {
        Key::Mime => keep(cursor, &mut fields.mime),
        Key::Size => keep(cursor, &mut fields.size),
        _ => cursor.skip_value(),
    })
}
