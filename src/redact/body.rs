//! Bodies: as text, as base64, compressed, or as a file next to the HAR.

use std::borrow::Cow;
use std::ops::Range;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::Kind;
use super::edit::{Edit, apply, escaped, moved};
use super::json::inside;
use super::layers::{decoded_base64, from_latin1, is_multipart, latin1, printable, utf16};
use super::marks::REDACTED;
use super::names::{self, Claim};
use super::redactor::{Context, Redactor};
use super::tape::Node;
use super::values;
use super::words::plain;
use crate::har::body::{self, Body, BodyContent, Step};
use crate::har::media_type::is_text;

/// A body as recorded.
struct Recorded<'a> {
    node: Node<'a>,
    mime: Cow<'a, str>,
    /// The `content-encoding` header.
    coding: Cow<'a, str>,
}

impl Recorded<'_> {
    /// Replaces the value of a member, if there is one.
    fn set(&self, key: &str, value: impl Into<String>) -> Option<Edit> {
        self.node.get(key).map(|node| Edit::new(node.range(), value))
    }

    /// The recorded size, corrected where it was right before.
    fn resized(&self, was: usize, is: usize) -> Option<Edit> {
        let size = self.node.get("size").filter(|size| size.written() == was.to_string())?;
        (was != is).then(|| Edit::new(size.range(), is.to_string()))
    }
}

impl Redactor<'_> {
    /// `content` or `postData` of a message.
    pub(super) fn body(&mut self, node: Node<'_>, message: Node<'_>, edits: &mut Vec<Edit>) {
        let mime = node.get("mimeType").and_then(|mime| mime.text()).unwrap_or_default();
        let encoding = node.get("encoding").and_then(|encoding| encoding.text()).unwrap_or_default();
        let is_base64 = encoding.eq_ignore_ascii_case("base64");
        let is_text = !is_base64 && node.get("_file").is_none();
        let coding = if is_text { Cow::default() } else { header(message, "content-encoding") };
        let recorded = Recorded { node, mime, coding };
        let text = node.get("text").filter(|text| text.is_string());
        let is_empty = text.is_none_or(|text| text.inside().is_empty());
        for child in node.children() {
            let key = child.key().unwrap_or_default();
            self.at_key(&key, |redactor| match key.as_ref() {
                "text" if !is_base64 && child.is_string() && !child.is_suspect() => {}
                "text" if child.is_string() => {
                    let text = child.text().unwrap_or_default();
                    let inner = if is_base64 { redactor.encoded(&recorded, child, &text) } else { None };
                    edits.extend(inner.unwrap_or_else(|| redactor.plain(&recorded, child, &text)));
                }
                "_file" if is_empty && child.is_string() => edits.extend(redactor.attached(&recorded, child)),
                "params" => redactor.node(child, "", Context::Parameters, edits),
                _ => redactor.node(child, &key, Context::Har, edits),
            });
        }
    }

    fn plain(&mut self, recorded: &Recorded<'_>, child: Node<'_>, text: &str) -> Vec<Edit> {
        let inner = self.text_body(text, &recorded.mime);
        let grown: usize = inner.iter().map(|edit| edit.with.len()).sum();
        let shrunk: usize = inner.iter().map(|edit| edit.range.len()).sum();
        let mut edits = inside(child, inner);
        edits.extend(recorded.resized(text.len(), text.len() + grown - shrunk));
        edits
    }

    /// A body in base64; `None` where it is not base64.
    fn encoded(&mut self, recorded: &Recorded<'_>, child: Node<'_>, text: &str) -> Option<Vec<Edit>> {
        let decoded = body::from_base64(text, &recorded.mime, &recorded.coding)?;
        self.has_layers |= !is_picture(&recorded.mime) || matches!(decoded.content, BodyContent::Text(_));
        let bytes_stay = decoded.steps == [Step::Base64];
        let Some(safe) = self.decoded(&decoded, &recorded.mime) else { return Some(Vec::new()) };
        let mut edits = Vec::new();
        let size = match &decoded.content {
            BodyContent::Text(text) => text.len(),
            BodyContent::Binary(bytes) => bytes.len(),
            BodyContent::Missing(_) => 0,
        };
        match safe {
            Safe::Text(safe) if bytes_stay => {
                edits.push(Edit::new(child.inside(), BASE64_STANDARD.encode(&safe)));
                edits.extend(recorded.resized(size, safe.len()));
            }
            // unpacked, or from another charset: written as the text it is
            Safe::Text(safe) => {
                edits.push(Edit::new(child.inside(), escaped(&safe)));
                edits.extend(recorded.set("encoding", "\"\""));
                edits.extend(recorded.set("size", safe.len().to_string()));
            }
            Safe::Bytes(safe) => {
                edits.push(Edit::new(child.inside(), BASE64_STANDARD.encode(&safe)));
                edits.extend(recorded.resized(size, safe.len()));
            }
        }
        Some(edits)
    }

    /// Replaces the secrets of a decoded body; once cancelled, it stays as it is.
    pub(super) fn decoded_body(&mut self, body: &mut Body) {
        let safe = match &body.content {
            BodyContent::Text(text) => {
                let edits = self.text_body(text, &body.mime);
                (!edits.is_empty()).then(|| BodyContent::Text(apply(text, edits)))
            }
            BodyContent::Binary(bytes) => self.bytes(bytes, &body.mime).map(BodyContent::Binary),
            BodyContent::Missing(_) => None,
        };
        if let Some(safe) = safe.filter(|_| !self.is_cancelled) {
            body.content = safe;
        }
    }

    /// A body without its secrets; `None` where it has none.
    fn decoded(&mut self, decoded: &Body, mime: &str) -> Option<Safe> {
        match &decoded.content {
            BodyContent::Text(text) => {
                let edits = self.text_body(text, mime);
                (!edits.is_empty()).then(|| Safe::Text(apply(text, edits)))
            }
            // Declared as text, but cannot be decoded.
            BodyContent::Binary(bytes) if is_text(mime) && !bytes.is_empty() => {
                self.count(Kind::Unreadable, "", REDACTED).then(|| Safe::Text(REDACTED.to_owned()))
            }
            BodyContent::Binary(bytes) => self.bytes(bytes, mime).map(Safe::Bytes),
            BodyContent::Missing(_) => None,
        }
    }

    /// Bytes that are no text, without what is a secret by its shape.
    pub(super) fn bytes(&mut self, bytes: &[u8], mime: &str) -> Option<Vec<u8>> {
        if is_picture(mime) {
            return None;
        }
        if mime.contains("multipart/") || is_multipart(bytes) {
            let text = latin1(bytes);
            if let Some(edits) = self.multipart(&text, mime) {
                return (!edits.is_empty()).then(|| from_latin1(&apply(&text, edits)));
            }
        }
        if let Some(packed) = self.archive(bytes) {
            return packed;
        }
        if let Some((text, to_bytes)) = utf16(bytes) {
            let edits = self.free(&text);
            return (!edits.is_empty())
                .then(|| apply(&text, edits).encode_utf16().flat_map(to_bytes).collect());
        }
        let named = self.named_runs(bytes);
        let bytes = named.as_deref().unwrap_or(bytes);
        let mut safe = Vec::new();
        let mut from = 0;
        for (at, text) in printable(bytes) {
            let edits = self.free_text(text);
            if !edits.is_empty() {
                safe.extend_from_slice(&bytes[from..at]);
                safe.extend_from_slice(apply(text, edits).as_bytes());
                from = at + text.len();
            }
        }
        if from == 0 {
            return named;
        }
        safe.extend_from_slice(&bytes[from..]);
        Some(safe)
    }

    /// Values that follow their names in binary formats with texts of a known length, such as MessagePack and protocol
    /// buffers. The mark is as long as the value, so that the lengths stay right.
    fn named_runs(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        /// Bytes of type and length between a name and its value.
        const LONGEST_GAP: usize = 4;
        let is_printable = |byte: &u8| (b'!'..=b'~').contains(byte);
        let mut safe: Option<Vec<u8>> = None;
        let mut name: Option<(usize, Claim)> = None;
        let mut at = 0;
        while let Some(start) = bytes[at..].iter().position(is_printable).map(|start| at + start) {
            let len = bytes[start..].iter().take_while(|byte| is_printable(byte)).count();
            at = start + len;
            if len < 3 {
                continue;
            }
            let range = sized_text(bytes, start..at);
            at = range.end;
            let text = std::str::from_utf8(&bytes[range.clone()]).unwrap_or_default();
            let follows = name.take().filter(|(end, _)| range.start - end <= LONGEST_GAP);
            if let Some((_, claim)) = follows
                && !values::is_harmless(text)
                && (!claim.needs_proof || values::is_opaque(text))
            {
                if let Some(edit) = self.replace(claim.kind, text, range.clone()) {
                    let mark = super::marks::of_length(&edit.with, text.len());
                    safe.get_or_insert_with(|| bytes.to_vec())[range].copy_from_slice(mark.as_bytes());
                }
                continue;
            }
            name = names::claim(text, false).map(|claim| (range.end, claim));
        }
        safe
    }

    /// A body from a file next to the HAR, which is embedded: the copy is one file.
    fn attached(&mut self, recorded: &Recorded<'_>, child: Node<'_>) -> Vec<Edit> {
        let (Some(files), Some(name)) = (self.files, child.text()) else { return Vec::new() };
        self.has_layers = true;
        let Some(bytes) = files.attachment(&name) else {
            self.report.not_attached += 1;
            return Vec::new();
        };
        self.report.attached += 1;
        let decoded = body::from_bytes(bytes, &recorded.mime, &recorded.coding);
        let safe = self.decoded(&decoded, &recorded.mime).or(match decoded.content {
            BodyContent::Text(text) => Some(Safe::Text(text)),
            BodyContent::Binary(bytes) => Some(Safe::Bytes(bytes)),
            BodyContent::Missing(_) => None,
        });
        let (text, encoding) = match safe {
            Some(Safe::Text(text)) => (format!("\"{}\"", escaped(&text)), "\"\""),
            Some(Safe::Bytes(bytes)) => (format!("\"{}\"", BASE64_STANDARD.encode(bytes)), "\"base64\""),
            None => return Vec::new(),
        };
        let mut edits: Vec<Edit> = [recorded.set("text", text.as_str()), recorded.set("encoding", encoding)]
            .into_iter()
            .flatten()
            .collect();
        let mut members = Vec::new();
        if recorded.node.get("text").is_none() {
            members.push(format!("\"text\":{text}"));
        }
        if recorded.node.get("encoding").is_none() && encoding != "\"\"" {
            members.push(format!("\"encoding\":{encoding}"));
        }
        if members.is_empty() {
            members.push("\"_file\":\"\"".to_owned());
        }
        let start = child.key_range().map_or(child.range().start, |key| key.start - 1);
        edits.push(Edit::new(start..child.range().end, members.join(",")));
        edits
    }

    /// A text of a declared type.
    pub(super) fn text_body(&mut self, text: &str, mime: &str) -> Vec<Edit> {
        self.document(|redactor| {
            redactor.layer(text, |redactor| redactor.typed(text, &mime.to_ascii_lowercase()))
        })
    }

    fn typed(&mut self, text: &str, mime: &str) -> Vec<Edit> {
        let begin = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
        let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| begin.starts_with(beginning));
        // What a body is shows better in its first character than in what it is declared as.
        if begins(&["{", "[", "\""]) {
            return self.json(text);
        }
        if mime.contains("multipart/") || is_multipart(text.as_bytes()) {
            return self.multipart(text, mime).unwrap_or_else(|| self.free_text(text));
        }
        if mime.contains("urlencoded") {
            return self.form(text);
        }
        if mime.contains("event-stream") || begins(&["data:", "event:", "id:", "retry:"]) {
            return self.events(text);
        }
        // A prefix against script inclusion may precede the JSON.
        if mime.contains("json")
            && let Some(start) = text.find(['{', '[']).filter(|start| *start < 32)
        {
            return moved(self.json(&text[start..]), start).collect();
        }
        if mime.contains("csv")
            && let Some(edits) = self.table(text)
        {
            return edits;
        }
        if mime.contains("html") || mime.contains("xml") {
            return self.page(text);
        }
        self.free(text)
    }

    /// A text that may be base64; `None` where it is not, or has no secret inside.
    pub(super) fn base64(&mut self, text: &str) -> Option<Vec<Edit>> {
        let decoded = decoded_base64(text)?;
        self.has_layers = true;
        let safe = match &decoded {
            BodyContent::Text(said) => {
                let edits = self.document(|redactor| redactor.free(said));
                (!edits.is_empty()).then(|| apply(said, edits).into_bytes())
            }
            BodyContent::Binary(bytes) => self.bytes(bytes, ""),
            BodyContent::Missing(_) => None,
        }?;
        let mut encoded = BASE64_STANDARD.encode(safe);
        if !text.len().is_multiple_of(4) {
            encoded.truncate(encoded.trim_end_matches('=').len());
        }
        if text.contains(['-', '_']) {
            encoded = encoded.replace('+', "-").replace('/', "_");
        }
        Some(vec![Edit::new(0..text.len(), encoded)])
    }
}

/// The text at the beginning of a run of printable bytes, by the length before it: as MessagePack (`0xa0` and the length,
/// or the length in a byte) and protocol buffers write it. All of the run where no length fits.
fn sized_text(bytes: &[u8], run: Range<usize>) -> Range<usize> {
    let before = run.start.checked_sub(1).map(|at| bytes[at]);
    // A length that is printable itself is the first byte of the run.
    let within = bytes.get(run.start).map(|len| (run.start + 1, usize::from(*len)));
    let short = before
        .map(|len| (run.start, usize::from(if (0xa0..=0xbf).contains(&len) { len & 0x1f } else { len })));
    let is_text = |range: &Range<usize>| {
        let text = bytes.get(range.clone()).and_then(|text| std::str::from_utf8(text).ok());
        range.len() >= 3 && text.is_some_and(|text| !text.contains(char::is_control))
    };
    // So is the tag of a field before the length.
    let tagged = bytes.get(run.start + 1).map(|len| (run.start + 2, usize::from(*len)));
    let ranges = [short, within, tagged].into_iter().flatten().map(|(from, len)| from..from + len);
    let ranges: Vec<_> = ranges.filter(is_text).collect();
    let ends_word = |range: &&Range<usize>| !bytes.get(range.end).is_some_and(u8::is_ascii_alphanumeric);
    ranges.iter().find(ends_word).or(ranges.first()).cloned().unwrap_or(run)
}

/// What may be sent on of a body.
enum Safe {
    Text(String),
    Bytes(Vec<u8>),
}

/// Whether a media type is one of pictures, fonts or sound, which are not searched.
fn is_picture(mime: &str) -> bool {
    ["image/", "font/", "audio/", "video/"].iter().any(|kind| mime.starts_with(kind)) && !mime.contains("svg")
}

/// The value of a header of a message; empty where it has none.
fn header<'a>(message: Node<'a>, wanted: &str) -> Cow<'a, str> {
    let Some(headers) = message.get("headers") else { return Cow::default() };
    let is_wanted = |name: Option<Cow<'_, str>>| name.is_some_and(|name| plain(&name) == plain(wanted));
    let mut values = headers.children().filter_map(|header| {
        if is_wanted(header.get("name").and_then(|name| name.text())) {
            return header.get("value")?.text();
        }
        is_wanted(header.key()).then(|| header.text()).flatten()
    });
    values.next().unwrap_or_default()
}
