//! A whole file, entry by entry.

use std::collections::HashSet;
use std::io::{self, Write};
use std::ops::ControlFlow;

use serde_json::{Map, Value, json};

use super::edit::{Edit, apply, escaped};
use super::people::People;
use super::redactor::{Context, Redactor};
use super::report::Report;
use super::tape::{Kind as Form, Node, Tape};
use crate::error::Error;
use crate::har::body::Body;
use crate::har::entry::WAS_DAMAGED;
use crate::har::lenient;
use crate::har::store::{Store, read_into, read_whole};
use crate::har::summary::Span;

/// What to do beside taking the secrets out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Put pseudonyms in the place of e-mails, names and phone numbers.
    pub hide_people: bool,
    /// List every place in the report, and not only the counts.
    pub list_places: bool,
}

/// A file that is to go out without its secrets: as a whole, or a body of it. A person has the same pseudonym in all
/// that one of these writes.
#[derive(Debug)]
pub struct Sanitizer<'s> {
    store: &'s Store,
    frame: Frame,
    options: Options,
    people: People,
}

impl<'s> Sanitizer<'s> {
    /// Gets to know the people of a file, where they are to be hidden.
    ///
    /// # Errors
    /// [`Error::Read`] when reading fails.
    pub fn new(store: &'s Store, options: Options) -> Result<Self, Error> {
        let mut new = Self { store, frame: Frame::of(store)?, options, people: People::default() };
        if options.hide_people {
            // A name is known where it has one; from then on it is known in any text, also in what came before.
            new.write("", &mut io::sink())?;
            new.people.know_names();
        }
        Ok(new)
    }

    /// Writes the file: one entry after the other, each held in memory for itself. `name` is what errors call the
    /// output.
    ///
    /// # Errors
    /// [`Error::Read`] when reading fails, [`Error::Write`] when writing does.
    pub fn write(&mut self, name: &str, out: &mut dyn Write) -> Result<Report, Error> {
        let entries: Vec<usize> = (0..self.store.index.len()).collect();
        let copy = Copy { store: self.store, frame: &self.frame, entries: &entries, name };
        let mut redactor = Redactor {
            people: self.options.hide_people.then_some(&mut self.people),
            files: Some(&self.store.source),
            lists_places: self.options.list_places,
            ..Redactor::default()
        };
        copy.write(&mut redactor, out, &mut |_| ControlFlow::Continue(()))?;
        Ok(redactor.report)
    }

    /// Takes the secrets out of a decoded body of the file, and its people; `url` is where the request went.
    pub fn body(&mut self, body: &mut Body, url: &str) {
        let people = self.options.hide_people.then_some(&mut self.people);
        Redactor { people, is_exchange: gives_tokens(url), ..Redactor::default() }.decoded_body(body);
    }
}

/// Writes a file without its secrets. `name` is what errors call the output.
///
/// # Errors
/// [`Error::Read`] when reading fails, [`Error::Write`] when writing does.
pub fn sanitize(store: &Store, options: Options, name: &str, out: &mut dyn Write) -> Result<Report, Error> {
    Sanitizer::new(store, options)?.write(name, out)
}

/// Writes some entries of a file as a file of their own, in this order, with the pages they belong to; without their
/// secrets, or just as they are. `go_on` is asked after each entry, with how many are written; `None` where it said no.
///
/// # Errors
/// As [`sanitize`].
pub fn extract(
    store: &Store,
    entries: &[usize],
    keeps_secrets: bool,
    name: &str,
    out: &mut dyn Write,
    go_on: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<Option<Report>, Error> {
    let frame = Frame::of(store)?.narrowed(store, entries);
    let mut redactor = Redactor { files: Some(&store.source), keeps_secrets, ..Redactor::default() };
    redactor.report.of = Some(store.index.len());
    let is_whole = Copy { store, frame: &frame, entries, name }.write(&mut redactor, out, go_on)?;
    Ok(is_whole.then_some(redactor.report))
}

/// A copy to be written: these entries, each in its hole of the frame.
struct Copy<'c> {
    store: &'c Store,
    frame: &'c Frame,
    entries: &'c [usize],
    name: &'c str,
}

impl Copy<'_> {
    /// Writes it; whether all of it, since `go_on` may say no.
    fn write(
        &self,
        redactor: &mut Redactor<'_>,
        out: &mut dyn Write,
        go_on: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<bool, Error> {
        let Self { store, frame, entries, name } = self;
        let failed = |source| Error::Write { name: (*name).to_owned(), source };
        redactor.report.head_repaired = frame.is_rebuilt;
        let mut edits = frame.edits(redactor);
        let mut from = 0;
        let mut bytes = Vec::new();
        for (number, hole) in entries.iter().zip(&frame.holes) {
            let Some(summary) = store.index.get(*number) else { continue };
            out.write_all(frame.part(from, *hole, &edits).as_bytes()).map_err(failed)?;
            from = hole + HOLE.len();
            read_whole(&store.source, summary.span, &mut bytes)?;
            redactor.entry = Some(*number);
            out.write_all(redactor.entry_text(&bytes, &summary.url).as_bytes()).map_err(failed)?;
            redactor.report.entries += 1;
            if go_on(redactor.report.entries).is_break() {
                return Ok(false);
            }
        }
        redactor.entry = None;
        edits.extend(frame.comment(redactor));
        edits.sort_by_key(|edit| edit.range.start);
        out.write_all(frame.part(from, frame.text.len(), &edits).as_bytes()).map_err(failed)?;
        out.flush().map_err(failed)?;
        Ok(true)
    }
}

impl Redactor<'_> {
    /// An entry without its secrets. One that is damaged is written anew, as far as it can be read; one of which
    /// nothing can be read is not passed on: something in its place says so.
    pub(super) fn entry_text(&mut self, bytes: &[u8], url: &str) -> String {
        if let Some(safe) = std::str::from_utf8(bytes).ok().and_then(|text| self.sound_entry(text)) {
            return safe;
        }
        let (mut read, _) = lenient::parse(bytes);
        let is_entry = ["request", "response"].iter().any(|key| read.get(key).is_some());
        if let Some(entry) = read.as_object_mut() {
            entry.insert(WAS_DAMAGED.to_owned(), Value::Bool(true));
        }
        if let Some(safe) = is_entry.then(|| self.sound_entry(&read.to_string())).flatten() {
            self.report.repaired.extend(self.entry);
            return safe;
        }
        self.report.lost.extend(self.entry);
        let edits = if self.keeps_secrets { Vec::new() } else { self.url(url) };
        let url = apply(url, edits);
        placeholder(&url).to_string()
    }

    /// `None` where the text is no sound JSON object.
    pub(super) fn sound_entry(&mut self, text: &str) -> Option<String> {
        let tape = self.tape(text);
        let root = tape.roots().next().filter(|root| tape.is_sound && root.kind() == Form::Object)?;
        if self.keeps_secrets {
            return Some(text.to_owned());
        }
        let url = root.get("request").and_then(|request| request.get("url")).and_then(|url| url.text());
        self.is_exchange = url.is_some_and(|url| gives_tokens(&url));
        let mut edits = Vec::new();
        self.node(root, "", Context::Har, &mut edits);
        self.is_exchange = false;
        Some(if edits.is_empty() { text.to_owned() } else { apply(text, edits) })
    }
}

/// Whether a URL is one where tokens are given out.
pub(super) fn gives_tokens(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
    path.contains("/oauth")
        || ["/token", "/access_token", "/authorize", "/activationcode"].iter().any(|end| path.ends_with(end))
}

fn placeholder(url: &str) -> Value {
    json!({
        "startedDateTime": "", "time": 0,
        "request": {"method": "", "url": url, "httpVersion": "", "cookies": [], "headers": [], "queryString": [],
            "headersSize": -1, "bodySize": -1},
        "response": {"status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
            "content": {"size": 0, "mimeType": ""}, "redirectURL": "", "headersSize": -1, "bodySize": -1},
        "cache": {}, "timings": {"send": -1, "wait": -1, "receive": -1},
        "comment": "harlens: this entry could not be read, so it was left out",
    })
}

/// What stands where an entry comes in.
const HOLE: &str = "null";

/// What stands around the entries is held in memory; a file that has more of it is read only so far.
const MAX_AROUND: usize = 32 << 20;

/// A HAR without its entries.
#[derive(Debug)]
struct Frame {
    text: String,
    /// Where each entry comes in.
    holes: Vec<usize>,
    is_rebuilt: bool,
}

impl Frame {
    fn of(store: &Store) -> Result<Self, Error> {
        let mut text = Vec::new();
        let mut holes = Vec::new();
        let mut from = 0;
        let end = Span { start: store.source.len(), len: 0 };
        let spans = store.index.iter().map(|(_, summary)| summary.span).chain([end]);
        let mut around = Vec::new();
        for span in spans {
            let left = MAX_AROUND.saturating_sub(text.len()) as u64;
            let between = Span { start: from, len: span.start.saturating_sub(from).min(left) };
            read_into(&store.source, between, &mut around)?;
            text.extend_from_slice(&around);
            from = span.start + span.len;
            holes.push(text.len());
            text.extend_from_slice(HOLE.as_bytes());
        }
        // the last one is the file's end
        holes.pop();
        text.truncate(text.len() - HOLE.len());
        let mark = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        holes.iter_mut().for_each(|hole| *hole -= mark);
        Ok(Self::whole(text.get(mark..).unwrap_or_default(), &holes)
            .unwrap_or_else(|| Self::rebuilt(&text, holes.len())))
    }

    /// The frame as the file has it; `None` where it is not a sound HAR around the entries.
    fn whole(text: &[u8], holes: &[usize]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        let tape = Tape::read(text);
        let entries = tape.roots().next().filter(|_| tape.is_sound)?.get("log")?.get("entries")?;
        let places: Vec<usize> = entries.children().map(|entry| entry.range().start).collect();
        let fits = entries.kind() == Form::Array && places == holes;
        fits.then(|| Self { text: text.to_owned(), holes: places, is_rebuilt: false })
    }

    /// A frame made of what can be read of a damaged one.
    fn rebuilt(text: &[u8], count: usize) -> Self {
        let (read, _) = lenient::parse(text);
        let mut log = log(read);
        let version = log.entry("version").or_insert_with(|| "1.2".into());
        if !version.is_string() {
            *version = "1.2".into();
        }
        if !log.get("creator").is_some_and(Value::is_object) {
            log.insert("creator".into(), json!({"name": "harlens", "version": env!("CARGO_PKG_VERSION")}));
        }
        if let Some(creator) = log.get_mut("creator").and_then(Value::as_object_mut) {
            ["name", "version"].iter().for_each(|key| _ = creator.entry(*key).or_insert_with(|| "".into()));
        }
        log.shift_remove("entries");
        log.insert("entries".into(), Value::Array(vec![Value::Null; count]));
        Self::with_holes(json!({ "log": log }).to_string(), true)
    }

    /// A frame in whose text each entry is a hole.
    fn with_holes(text: String, is_rebuilt: bool) -> Self {
        let tape = Tape::read(&text);
        let entries = tape.roots().next().and_then(|root| root.get("log")?.get("entries"));
        let holes = entries.map(|entries| entries.children().map(|entry| entry.range().start).collect());
        Self { holes: holes.unwrap_or_default(), text, is_rebuilt }
    }

    /// The frame of some entries alone, with what the format asks for, and without the pages of others.
    fn narrowed(self, store: &Store, entries: &[usize]) -> Self {
        let whole = if self.is_har() { self } else { Self::rebuilt(self.text.as_bytes(), 0) };
        let kept: HashSet<&str> =
            entries.iter().filter_map(|number| Some(&*store.index.get(*number)?.page)).collect();
        let is_kept = |page: &Node<'_>| {
            page.get("id").and_then(|id| id.text()).is_some_and(|id| kept.contains(id.as_ref()))
        };
        let tape = Tape::read(&whole.text);
        let log = whole.log(&tape);
        let pages = log.and_then(|log| log.get("pages")).filter(|pages| pages.kind() == Form::Array);
        let pages = pages.map(|pages| {
            let texts: Vec<&str> = pages.children().filter(is_kept).map(|page| page.written()).collect();
            Edit::new(pages.range(), format!("[{}]", texts.join(",")))
        });
        let holes = log.and_then(|log| log.get("entries")).map(|all| {
            let holes = vec![HOLE; entries.len()].join(",\n");
            Edit::new(all.range(), format!("[\n{holes}\n]"))
        });
        let text = apply(&whole.text, pages.into_iter().chain(holes).collect());
        Self::with_holes(text, whole.is_rebuilt)
    }

    /// Whether what the format asks for stands around the entries.
    fn is_har(&self) -> bool {
        let tape = Tape::read(&self.text);
        self.log(&tape).is_some_and(|log| {
            let is_creator = |creator: Node<'_>| {
                ["name", "version"].iter().all(|key| creator.get(key).is_some_and(|value| value.is_string()))
            };
            log.get("version").is_some_and(|version| version.is_string())
                && log.get("creator").is_some_and(is_creator)
        })
    }

    fn edits(&self, redactor: &mut Redactor<'_>) -> Vec<Edit> {
        if redactor.keeps_secrets {
            return self.old_comment(&Tape::read(&self.text)).into_iter().collect();
        }
        let tape = Tape::read(&self.text);
        let mut edits = Vec::new();
        for root in tape.roots() {
            redactor.node(root, "", Context::Har, &mut edits);
        }
        // the comment is written anew in the end
        let comment = self.log(&tape).and_then(|log| log.get("comment")).map(|comment| comment.range());
        edits.retain(|edit| comment.as_ref().is_none_or(|comment| !comment.contains(&edit.range.start)));
        edits.extend(self.old_comment(&tape));
        edits.sort_by_key(|edit| edit.range.start);
        edits
    }

    fn log<'a>(&self, tape: &'a Tape<'a>) -> Option<Node<'a>> {
        tape.roots().next()?.get("log")
    }

    /// A comment before the entries goes: what was done to them is known behind them.
    fn old_comment(&self, tape: &Tape<'_>) -> Option<Edit> {
        let log = self.log(tape)?;
        let (comment, entries) = (log.get("comment")?, log.get("entries")?);
        let from = comment.key_range()?.start - 1;
        let next = log.children().find(|child| child.range().start > comment.range().start)?;
        let to = next.key_range()?.start - 1;
        (comment.range().start < entries.range().start).then(|| Edit::new(from..to, ""))
    }

    /// What was done, behind what the comment said before.
    fn comment(&self, redactor: &mut Redactor<'_>) -> Option<Edit> {
        let tape = Tape::read(&self.text);
        let log = self.log(&tape)?;
        let done = redactor.report.comment(redactor.people.is_some(), redactor.keeps_secrets);
        let before = log.get("comment").and_then(|comment| comment.text()).filter(|text| !text.is_empty());
        let words = match before {
            Some(before) => {
                let edits = if redactor.keeps_secrets { Vec::new() } else { redactor.free(&before) };
                format!("{}; {done}", apply(&before, edits))
            }
            None => done,
        };
        let entries = log.get("entries")?.range();
        Some(match log.get("comment").filter(|comment| comment.range().start > entries.end) {
            Some(comment) => Edit::new(comment.range(), format!("\"{}\"", escaped(&words))),
            None => Edit::new(entries.end..entries.end, format!(",\"comment\":\"{}\"", escaped(&words))),
        })
    }

    /// A part of the frame with its edits, which are in order.
    fn part(&self, from: usize, to: usize, edits: &[Edit]) -> String {
        let first = edits.partition_point(|edit| edit.range.start < from);
        let inside = edits.iter().skip(first).take_while(|edit| edit.range.end <= to);
        let inside =
            inside.map(|edit| Edit::new(edit.range.start - from..edit.range.end - from, edit.with.as_str()));
        apply(self.text.get(from..to).unwrap_or_default(), inside.collect())
    }
}

/// `log` of a file that may keep it anywhere, or not at all.
fn log(read: Value) -> Map<String, Value> {
    let Value::Object(mut root) = read else { return Map::new() };
    match root.shift_remove("log") {
        Some(Value::Object(log)) => return log,
        Some(other) => _ = root.insert("log".into(), other),
        None => {}
    }
    if root.contains_key("entries") || root.contains_key("request") {
        // no log around the entries, or one bare entry, whose own members are no log's
        root.retain(|key, _| !matches!(key.as_str(), "request" | "response" | "timings" | "cache"));
        return root;
    }
    let inner = root.into_iter().find_map(|(_, inner)| match inner {
        Value::Object(mut inner) => inner.shift_remove("log").filter(Value::is_object),
        _ => None,
    });
    match inner {
        Some(Value::Object(log)) => log,
        _ => Map::new(),
    }
}
