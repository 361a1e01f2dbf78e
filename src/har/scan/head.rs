//! Everything outside the entries: metadata, wrappers, and files that are not HARs.

use serde_json::Value;

use super::{Page, Scanner};
use crate::har::{
    anomaly::{AnomalyKind, JsonType, Quirk},
    convert,
    error::Error,
    source::begin::{self, AGAIN},
};

/// Further pages are only counted.
const MAX_PAGES: usize = 4096;

/// A longer page, in bytes, is not parsed.
const MAX_PAGE: u64 = 1 << 16;

/// Maximum length in bytes of a page's texts: the same as for `pageref` of entries.
const MAX_TEXT: usize = 256;

fn page_of(page: &Value) -> Page {
    let text = |key: &str| {
        let mut text = page.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        convert::shorten(&mut text, MAX_TEXT);
        text
    };
    Page { id: text("id"), title: text("title"), started: text("startedDateTime") }
}

impl Scanner<'_> {
    pub(super) fn not_har(&self, reason: String) -> Error {
        Error::NotHar { name: self.source.name().to_owned(), reason }
    }

    /// Moves to the outermost `{` or `[`. Returns whether it is inside a function call (JSONP).
    pub(super) fn prologue(&mut self) -> Result<bool, Error> {
        if self.cursor.peek() == Some(0xef) {
            self.skip_byte_order_mark();
        }
        match self.cursor.peek_token() {
            None if self.cursor.error.is_none() => {
                return Err(Error::Empty { name: self.source.name().to_owned() });
            }
            None | Some(b'{' | b'[') => return Ok(false),
            Some(_) => {}
        }
        let start = self.cursor.offset();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.');
        while self.cursor.peek().is_some_and(is_name) && self.cursor.offset() - start < 256 {
            self.cursor.bump();
        }
        if self.cursor.offset() > start && self.cursor.peek_token() == Some(b'(') {
            self.cursor.bump();
            if matches!(self.cursor.peek_token(), Some(b'{' | b'[')) {
                self.in_call = true;
                self.note("", AnomalyKind::Jsonp, Some(start));
                return Ok(true);
            }
        }
        Err(self.not_json(start))
    }

    fn skip_byte_order_mark(&mut self) {
        let mut mark = [0; 3];
        let read = self.source.read_exact_at(0, &mut mark).unwrap_or(0);
        if read == 3 && mark == *b"\xef\xbb\xbf" {
            self.cursor.seek(3);
        }
    }

    fn not_json(&self, at: u64) -> Error {
        let mut begin = [0; 32];
        let read = self.source.read_exact_at(at, &mut begin).unwrap_or(0);
        self.not_har(begin::not_json(at, begin.get(..read).unwrap_or_default()))
    }

    /// The error for a file without entries, which describes what was found instead.
    pub(super) fn no_entries(&self) -> Error {
        let at = self.source.len();
        let whole =
            if self.has_log { "its log has no entries array" } else { "it is JSON without log.entries" };
        let keys = match self.keys.as_slice() {
            [] => String::new(),
            keys => format!(" (keys found: {})", keys.join(", ")),
        };
        let end = if self.cut { format!("; it is cut off at byte {at}") } else { String::new() };
        self.not_har(format!("{whole}{keys}{end}; {AGAIN}"))
    }

    /// Checks what follows the outermost value.
    pub(super) fn epilogue(&mut self, wrapped: bool) {
        if self.stopped {
            return;
        }
        while let Some(byte) = self.cursor.peek_token() {
            if !(wrapped && matches!(byte, b')' | b';')) {
                break;
            }
            self.cursor.bump();
        }
        let at = self.cursor.offset();
        if self.cut {
            let end = self.source.len();
            self.cut_at = Some(end);
            self.note("", AnomalyKind::FileCut, Some(end));
        } else if self.cursor.peek().is_some() {
            let left = self.source.len().saturating_sub(at);
            self.note("", Quirk::of(left.to_string(), AnomalyKind::BytesAfterEnd), Some(at));
        }
    }

    /// Stores `log.creator`, `log.browser` or `log.version`.
    pub(super) fn head_field(&mut self, key: &str, value: &Value) {
        let text = match value {
            Value::Object(map) => {
                let part = |key: &str| map.get(key).map(|part| convert::text(part).value).unwrap_or_default();
                format!("{} {}", part("name"), part("version")).trim().to_owned()
            }
            Value::Null => String::new(),
            other => convert::text(other).value,
        };
        let field = match key {
            "creator" => &mut self.head.creator,
            "browser" => &mut self.head.browser,
            _ => &mut self.head.version,
        };
        // In a file of several HARs, the first one counts.
        if field.is_empty() {
            *field = text;
        }
    }

    /// Counts `log.pages` and keeps the first ones.
    pub(super) fn pages(&mut self) {
        if self.cursor.peek() != Some(b'[') {
            let at = self.cursor.offset();
            let value = self.cursor.value();
            self.note("log.pages", convert::wrong_type(&value, JsonType::Array), Some(at));
            return;
        }
        self.cursor.bump();
        loop {
            match self.cursor.peek_token() {
                None => return,
                Some(b']') => return self.cursor.bump(),
                Some(b',') => self.cursor.bump(),
                Some(_) => {
                    self.head.page_count += 1;
                    let at = self.cursor.offset();
                    let keeps = self.head.pages.len() < MAX_PAGES;
                    let page = self.cursor.value_within(if keeps { MAX_PAGE } else { 0 });
                    self.head.pages.extend(page.as_ref().map(page_of));
                    if self.cursor.offset() == at {
                        self.cursor.bump();
                    }
                }
            }
        }
    }

    /// Adds anomalies for required metadata that is missing.
    pub(super) fn note_head(&mut self) {
        if let Some(at) = self.cursor.broken {
            self.note("log", AnomalyKind::DamagedOutsideEntries, Some(at));
        }
        if self.stopped || !self.has_entries {
            return;
        }
        if !self.has_log {
            self.note("log", AnomalyKind::EntriesOutsideLog, None);
        }
        if self.head.creator.is_empty() {
            self.note("log.creator", AnomalyKind::Missing, None);
        }
        if self.head.version.is_empty() {
            self.note("log.version", AnomalyKind::Missing, None);
        }
    }
}
