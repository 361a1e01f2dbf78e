//! Whole entries, read and laid out on a thread of their own.

mod recent;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use self::recent::Recent;
use super::app::panes::Tab;
use super::effect::Read;
use super::widget::document::{Document, Syntax};
use crate::diagnose::{explain, words as diagnose_words};
use crate::har::body::{self, Absence, Body, BodyContent, Step};
use crate::har::entry::{Entry, Header};
use crate::har::stamp::{Change, Stamp};
use crate::har::summary::Span;
use crate::har::{source::Source, store::read_into};
use crate::text::{Lang, clean, human, pretty, words};

/// How many bytes of a binary body are shown; `harlens body` writes all of them.
const SHOWN_BYTES: usize = 64 * 1024;

/// How many bytes of an entry's JSON are shown.
const SHOWN_RAW: usize = 4 << 20;

/// A whole entry, ready to be shown.
#[derive(Debug)]
pub struct Detail {
    /// Which entry, and how it was asked for.
    pub read: Read,
    /// The decoded response body.
    pub response: Page,
    /// The decoded request body.
    pub request: Page,
    /// The headers of both, below what was odd in the entry.
    pub headers: Page,
    /// The entry's JSON as the file has it.
    pub raw: Page,
}

impl Detail {
    /// What a tab shows; `None` for the diagnosis, which is not read from the entry.
    #[must_use]
    pub fn page(&self, tab: Tab) -> Option<&Page> {
        match tab {
            Tab::Diagnosis => None,
            Tab::Response => Some(&self.response),
            Tab::Request => Some(&self.request),
            Tab::Headers => Some(&self.headers),
            Tab::Raw => Some(&self.raw),
        }
    }

    /// Bytes of text it holds.
    #[must_use]
    pub fn weight(&self) -> usize {
        [&self.response, &self.request, &self.headers, &self.raw].iter().map(|page| page.text.weight()).sum()
    }
}

/// What a tab shows.
#[derive(Debug, Default)]
pub struct Page {
    /// The text.
    pub text: Document,
    /// What it is, in a few words: `json · 443 B · decoded from base64`.
    pub info: String,
}

impl Page {
    fn remark(text: &str) -> Self {
        Self { text: Document::new(text, Syntax::Remark, &[]), info: String::new() }
    }
}

/// The running reader. Dropping it ends it.
#[derive(Debug)]
pub struct Reader {
    requests: Sender<(u64, Read)>,
    /// The number of the newest request.
    newest: Arc<AtomicU64>,
}

impl Reader {
    /// Starts the reader; `tell` gets each entry, with what became of the file meanwhile, and returns whether anybody
    /// still listens.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        source: Arc<Source>,
        stamp: Stamp,
        tell: impl FnMut(Arc<Detail>, Change) -> bool + Send + 'static,
    ) -> io::Result<Self> {
        let (requests, inbox) = channel();
        let newest = Arc::new(AtomicU64::new(0));
        let desk = Desk { source, stamp, newest: Arc::clone(&newest), recent: Recent::default() };
        thread::Builder::new().name("reader".to_owned()).spawn(move || desk.serve(&inbox, tell))?;
        Ok(Self { requests, newest })
    }

    /// Asks for an entry. Only the newest request is answered: one that is being worked on is given up for it.
    pub fn read(&self, read: Read) {
        let number = self.newest.fetch_add(1, Ordering::Relaxed) + 1;
        // The thread ends only when this handle is dropped.
        let _ = self.requests.send((number, read));
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.newest.fetch_add(1, Ordering::Relaxed);
    }
}

/// What the reader's thread works with.
struct Desk {
    source: Arc<Source>,
    stamp: Stamp,
    newest: Arc<AtomicU64>,
    recent: Recent,
}

impl Desk {
    fn serve(mut self, inbox: &Receiver<(u64, Read)>, mut tell: impl FnMut(Arc<Detail>, Change) -> bool) {
        while let Ok(request) = inbox.recv() {
            let (number, read) = inbox.try_iter().last().unwrap_or(request);
            let Some(detail) = self.answer(number, read) else { continue };
            if !tell(detail, self.stamp.change()) {
                return;
            }
        }
    }

    fn answer(&mut self, number: u64, read: Read) -> Option<Arc<Detail>> {
        if let Some(detail) = self.recent.get(&read) {
            return Some(detail);
        }
        let detail = detail(&self.source, read, &|| self.newest.load(Ordering::Relaxed) == number)?;
        let detail = Arc::new(detail);
        self.recent.keep(&detail);
        Some(detail)
    }
}

/// Reads an entry and lays it out; `None` once `wanted` says that nobody waits for it any more. It is asked every few
/// megabytes: what takes long is a body of hundreds of them.
#[must_use]
pub fn detail(source: &Source, read: Read, wanted: &dyn Fn() -> bool) -> Option<Detail> {
    let mut bytes = Vec::new();
    if let Err(error) = read_into(source, read.span, &mut bytes) {
        return Some(unread(read, &error.to_string()));
    }
    if !wanted() {
        return None;
    }
    let entry = Entry::parse(&bytes, read.span.start);
    let raw = raw(&bytes, read.span, read.lang);
    drop(bytes);
    let unreadable = entry.unreadable.map(|reason| explain::unreadable(reason, read.span, read.lang));
    if !wanted() {
        return None;
    }
    let response = match (&unreadable, &entry.response) {
        (Some(why), None) => Page::remark(why),
        _ => page(&body::response(&entry, source), &read.marks, read.lang, wanted)?,
    };
    let request = match &unreadable {
        Some(why) => Page::remark(why),
        None => page(&body::request(&entry, source), &[], read.lang, wanted)?,
    };
    let headers = headers(&entry, unreadable.as_deref(), read.lang);
    Some(Detail { read, response, request, headers, raw })
}

/// An entry whose bytes the system did not give.
fn unread(read: Read, reason: &str) -> Detail {
    let template = &words::words(read.lang).status.unreadable;
    let text = words::fill(template, &[("n", &read.number.to_string()), ("reason", reason)]);
    let page = || Page::remark(&text);
    Detail { read, response: page(), request: page(), headers: page(), raw: page() }
}

/// A body, laid out; `None` once it is not `wanted` any more.
fn page(body: &Body, marks: &[String], lang: Lang, wanted: &dyn Fn() -> bool) -> Option<Page> {
    if !wanted() {
        return None;
    }
    Some(match &body.content {
        BodyContent::Missing(reason) => Page::remark(&absence(reason, lang)),
        BodyContent::Text(text) => {
            let words = words::words(lang);
            let laid_out = pretty::json_while(text, wanted);
            if !wanted() {
                return None;
            }
            let mut info = vec![kind(&body.mime, laid_out.is_some()), human::bytes(text.len() as u64)];
            if laid_out.is_none() && human::media_type(&body.mime) == "json" {
                info.push(words.body.not_pretty.clone());
            }
            info.extend(steps(&body.steps, lang));
            let text = match laid_out {
                Some(text) => Document::new(&text, Syntax::Json, marks),
                None => Document::new(text, Syntax::Plain, marks),
            };
            Page { text, info: info.join(" · ") }
        }
        BodyContent::Binary(bytes) => {
            let mut info = vec![human::media_type(&body.mime), human::bytes(bytes.len() as u64)];
            info.push(words::words(lang).body.binary.clone());
            info.extend(steps(&body.steps, lang));
            Page { text: Document::new(&hex(bytes), Syntax::Plain, &[]), info: info.join(" · ") }
        }
    })
}

/// Why a body is missing, in a sentence.
fn absence(absence: &Absence, lang: Lang) -> String {
    let words = &words::words(lang).absence;
    match absence {
        Absence::NoResponse(None) => words.no_response.clone(),
        Absence::NoResponse(Some(reason)) => words::fill(&words.no_response_reason, &[("reason", reason)]),
        Absence::NotSent => words.not_sent.clone(),
        Absence::Empty => words.empty.clone(),
        Absence::NoContent(status) => words::fill(&words.no_content, &[("status", &status.to_string())]),
        Absence::Redirect(status) => words::fill(&words.redirect, &[("status", &status.to_string())]),
        Absence::NotModified => words.not_modified.clone(),
        Absence::Head => words.head.clone(),
        Absence::Preflight => words.preflight.clone(),
        Absence::Comment(comment) => words::fill(&words.comment, &[("comment", comment)]),
        Absence::FromCache => words.from_cache.clone(),
        Absence::Sanitized(said) => words::fill(&words.sanitized, &[("said", said)]),
        Absence::FileMissing(name) => words::fill(&words.file_missing, &[("name", name)]),
        Absence::NotRecorded(None) => words.not_recorded.clone(),
        Absence::NotRecorded(Some(size)) => {
            words::fill(&words.not_recorded_size, &[("size", &human::bytes(*size))])
        }
    }
}

/// What a text is: what it is said to be, unless it turned out to be JSON.
fn kind(mime: &str, is_json: bool) -> String {
    if is_json { "json".to_owned() } else { human::media_type(mime) }
}

/// How a body was decoded, in words.
fn steps(steps: &[Step], lang: Lang) -> Vec<String> {
    let words = &words::words(lang).body;
    let mut plain = Vec::new();
    let mut said = Vec::new();
    for step in steps {
        match step {
            Step::Base64 => plain.push("base64".to_owned()),
            Step::Unpacked(coding) => plain.push((*coding).to_owned()),
            Step::Charset(charset) => plain.push((*charset).to_owned()),
            Step::BrokenBase64 => said.push(words.broken_base64.clone()),
            Step::BrokenPacking(coding) => {
                said.push(words::fill(&words.broken_packing, &[("coding", coding)]))
            }
            Step::Attached(name) => said.push(words::fill(&words.attached, &[("name", &clean(name))])),
            Step::Cut { kept, size } => {
                let sizes = [("kept", human::bytes(*kept)), ("size", human::bytes(*size))];
                let sizes = sizes.each_ref().map(|(name, size)| (*name, size.as_str()));
                said.push(words::fill(&words.cut, &sizes));
            }
            Step::Padding(_) => said.push(words.padding.clone()),
            Step::FromParams => said.push(words.params.clone()),
        }
    }
    if !plain.is_empty() {
        said.insert(0, words::fill(&words.decoded, &[("steps", &plain.join(", "))]));
    }
    said
}

/// The entry as it stands in the file. What is no text is replaced, what could deceive is made visible.
fn raw(bytes: &[u8], span: Span, lang: Lang) -> Page {
    let words = &words::words(lang).body;
    let shown = bytes.get(..SHOWN_RAW).unwrap_or(bytes);
    let end = span.start.saturating_add(span.len.saturating_sub(1));
    let place = [("start", span.start.to_string()), ("end", end.to_string())];
    let place = place.each_ref().map(|(name, at)| (*name, at.as_str()));
    let mut info = vec![words::fill(&words.raw_place, &place), human::bytes(span.len)];
    if shown.len() < bytes.len() {
        info.push(words::fill(&words.raw_cut, &[("size", &human::bytes(shown.len() as u64))]));
    }
    let text = Document::new(&String::from_utf8_lossy(shown), Syntax::Json, &[]);
    Page { text, info: info.join(" · ") }
}

fn headers(entry: &Entry, unreadable: Option<&str>, lang: Lang) -> Page {
    if let (Some(why), None) = (unreadable, &entry.response) {
        return Page::remark(why);
    }
    let words = &words::words(lang).body;
    let mut text = String::new();
    let odd = explain::oddities(&entry.oddities, lang);
    if !odd.is_empty() {
        text.push_str(&format!("{}\n", diagnose_words::of(lang).odd_in_entry));
        text.extend(odd.iter().map(|line| format!("  {line}\n")));
        text.push('\n');
    }
    let mut section = |title: &str, first: String, headers: &[Header]| {
        text.push_str(title);
        text.push('\n');
        text.push_str(&format!("  {}\n", clean(&first)));
        for header in headers {
            text.push_str(&format!("{}: {}\n", clean(&header.name), clean(&header.value)));
        }
        if headers.is_empty() {
            text.push_str(&format!("  {}\n", words.no_headers));
        }
        text.push('\n');
    };
    let request = &entry.request;
    let first = format!("{} {} {}", request.method, request.url, request.http_version);
    section(&words.request_headers, first, &request.headers);
    if let Some(response) = &entry.response {
        let status = response.status.map_or_else(|| "–".to_owned(), |status| status.to_string());
        let first = format!("{} {status} {}", response.http_version, response.status_text);
        section(&words.response_headers, first.trim().to_owned(), &response.headers);
    }
    Page { text: Document::new(text.trim_end(), Syntax::Headers, &[]), info: String::new() }
}

/// Bytes as a hex dump: offset, sixteen bytes, the characters among them.
fn hex(bytes: &[u8]) -> String {
    let mut dump = String::new();
    for (row, chunk) in bytes[..bytes.len().min(SHOWN_BYTES)].chunks(16).enumerate() {
        let codes: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
        let characters: String = chunk
            .iter()
            .map(|byte| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' })
            .collect();
        dump.push_str(&format!("{:08x}  {:<47}  {characters}\n", row * 16, codes.join(" ")));
    }
    if bytes.len() > SHOWN_BYTES {
        dump.push_str(&format!("… +{}\n", human::bytes((bytes.len() - SHOWN_BYTES) as u64)));
    }
    dump.truncate(dump.trim_end().len());
    dump
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn entry() -> Vec<u8> {
        let text = format!("[{}1]", "123456,".repeat(2_000_000));
        serde_json::to_vec(&serde_json::json!({"request": {"method": "GET", "url": "https://h.example/"},
            "response": {"status": 200, "content": {"mimeType": "application/json", "text": text}}}))
        .unwrap_or_default()
    }

    #[test]
    fn what_nobody_waits_for_any_more_is_given_up() {
        let bytes = entry();
        let len = bytes.len() as u64;
        let source = Source::from_bytes("x.har", bytes).unwrap();
        let read = || Read { number: 0, span: Span { start: 0, len }, marks: Vec::new(), lang: Lang::En };
        let asked = Cell::new(0);
        let count = || {
            asked.set(asked.get() + 1);
            true
        };
        assert!(detail(&source, read(), &count).is_some());
        let times = asked.get();
        assert!(times > 8, "a long layout asks as it goes: {times}");
        for last in 1..times {
            let left = Cell::new(last);
            let wanted = || {
                left.set(left.get() - 1);
                left.get() > 0
            };
            assert!(detail(&source, read(), &wanted).is_none(), "{last}");
            assert!(left.get() >= -1, "given up at once");
        }
    }
}
