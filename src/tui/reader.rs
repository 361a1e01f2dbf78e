//! Whole entries, read and laid out on a thread of their own.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

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
    /// What became of the file since it was opened.
    pub change: Change,
    /// The entry's JSON as the file has it.
    pub raw: Page,
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
    requests: Sender<Read>,
}

impl Reader {
    /// Starts the reader; `tell` gets each entry and returns whether anybody still listens.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        source: Arc<Source>,
        stamp: Stamp,
        tell: impl FnMut(Detail) -> bool + Send + 'static,
    ) -> io::Result<Self> {
        let (requests, inbox) = channel();
        thread::Builder::new().name("reader".to_owned()).spawn(move || run(&source, &stamp, &inbox, tell))?;
        Ok(Self { requests })
    }

    /// Asks for an entry. Of several requests that wait, only the newest is answered.
    pub fn read(&self, read: Read) {
        // The thread ends only when this handle is dropped.
        let _ = self.requests.send(read);
    }
}

fn run(source: &Source, stamp: &Stamp, inbox: &Receiver<Read>, mut tell: impl FnMut(Detail) -> bool) {
    while let Ok(read) = inbox.recv() {
        let newest = inbox.try_iter().last().unwrap_or(read);
        let detail = Detail { change: stamp.change(), ..detail(source, newest) };
        if !tell(detail) {
            return;
        }
    }
}

/// Reads an entry and lays it out.
#[must_use]
pub fn detail(source: &Source, read: Read) -> Detail {
    let mut bytes = Vec::new();
    match read_into(source, read.span, &mut bytes) {
        Ok(()) => {
            let entry = Entry::parse(&bytes, read.span.start);
            let raw = raw(&bytes, read.span, read.lang);
            drop(bytes);
            let unreadable = entry.unreadable.map(|reason| explain::unreadable(reason, read.span, read.lang));
            let response = match (&unreadable, &entry.response) {
                (Some(why), None) => Page::remark(why),
                _ => page(&body::response(&entry, source), &read.marks, read.lang),
            };
            let request = match &unreadable {
                Some(why) => Page::remark(why),
                None => page(&body::request(&entry, source), &[], read.lang),
            };
            let headers = headers(&entry, unreadable.as_deref(), read.lang);
            Detail { response, request, headers, raw, change: Change::Same, read }
        }
        Err(error) => {
            let text = words::fill(
                &words::words(read.lang).status.unreadable,
                &[("n", &read.number.to_string()), ("reason", &error.to_string())],
            );
            Detail {
                response: Page::remark(&text),
                request: Page::remark(&text),
                headers: Page::remark(&text),
                raw: Page::remark(&text),
                read,
                change: Change::Same,
            }
        }
    }
}

fn page(body: &Body, marks: &[String], lang: Lang) -> Page {
    let words = words::words(lang);
    match &body.content {
        BodyContent::Missing(reason) => Page::remark(&absence(reason, lang)),
        BodyContent::Text(text) => {
            let laid_out = pretty::json(text);
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
            info.push(words.body.binary.clone());
            info.extend(steps(&body.steps, lang));
            Page { text: Document::new(&hex(bytes), Syntax::Plain, &[]), info: info.join(" · ") }
        }
    }
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
