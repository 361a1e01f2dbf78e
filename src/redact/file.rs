//! A whole file without its secrets, and an entry of it.

use std::io::{self, Write};
use std::ops::ControlFlow;

use serde_json::{Map, Value, json};

use super::choices::Choices;
use super::edit::{Edit, apply};
use super::frame::Frame;
use super::json::path_to;
use super::pass::{Learned, Options, Pass, is_covered};
use super::people::Pseudonym;
use super::redactor::{Context, Redactor};
use super::report::{Detail, Kind, Replacement, Report};
use super::tape::{Kind as Form, Tape};
use crate::error::Error;
use crate::har::body::Body;
use crate::har::entry::WAS_DAMAGED;
use crate::har::lenient;
use crate::har::store::Store;
use crate::har::summary::Summary;

/// A file to be passed on without its secrets: as a whole, or a body of it. A person has the same pseudonym in all that
/// one of these writes, and a value that is secret in one place is replaced in every other.
#[derive(Debug)]
pub struct Sanitizer<'s> {
    store: &'s Store,
    frame: Frame,
    entries: Vec<usize>,
    options: Options,
    learned: Learned,
}

impl<'s> Sanitizer<'s> {
    /// Goes through a file once, to learn its secret values and, where they are to be hidden, its people.
    ///
    /// # Errors
    /// [`Error::Read`] when reading fails.
    pub fn new(store: &'s Store, options: Options) -> Result<Self, Error> {
        let (frame, entries) = (Frame::of(store)?, (0..store.index.len()).collect());
        let mut new = Self { store, frame, entries, options, learned: Learned::default() };
        let learned = new.pass().learn(&mut |_| ControlFlow::Continue(()))?;
        new.learned = learned.unwrap_or_default();
        Ok(new)
    }

    /// The replacements that [`Self::write`] would make, in the order of the file: each with what the file has and what
    /// the copy would have. What the choices keep is not among them. Nothing is written. `go_on` is called after each
    /// entry with the number of entries done; `None` where it breaks.
    ///
    /// # Errors
    /// [`Error::Read`] when reading fails.
    pub fn preview(
        &self,
        go_on: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Option<Vec<Replacement>>, Error> {
        let pass = Pass { detail: Detail::Replacements, ..self.pass() };
        let report = pass.write(&self.learned, "nowhere", &mut io::sink(), go_on)?;
        Ok(report.map(|report| report.replacements))
    }

    /// Everyone who has a pseudonym, to be kept by the user alone.
    #[must_use]
    pub fn pseudonyms(&self) -> Vec<Pseudonym> {
        self.learned.pseudonyms()
    }

    fn pass(&self) -> Pass<'_> {
        Pass::new(self.store, &self.frame, &self.entries, &self.options)
    }

    /// Writes the file, a few entries in memory at a time. `name` is what errors call the output.
    ///
    /// # Errors
    /// [`Error::Read`] when reading fails, [`Error::Write`] when writing does.
    pub fn write(&self, name: &str, out: &mut dyn Write) -> Result<Report, Error> {
        let report = self.pass().write(&self.learned, name, out, &mut |_| ControlFlow::Continue(()))?;
        Ok(report.unwrap_or_default())
    }

    /// Replaces the secrets in a decoded body of the file, and its people; `url` is where the request went.
    pub fn body(&self, body: &mut Body, url: &str) {
        let mut people = self.learned.people();
        let people = self.options.hide_people.then_some(&mut people);
        let known = Some(self.learned.known());
        let Options { marks, keeps_claims, .. } = self.options;
        Redactor {
            people,
            known,
            marks,
            keeps_claims,
            is_exchange: gives_tokens(url),
            ..Redactor::default()
        }
        .decoded_body(body);
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
/// secrets, or as they are. A value that is secret in one of them is replaced in all of them. `go_on` is asked after
/// each entry with the number of entries written; `None` where it breaks.
///
/// # Errors
/// As [`sanitize`].
pub fn extract(
    store: &Store,
    entries: &[usize],
    options: &Options,
    keeps_secrets: bool,
    name: &str,
    out: &mut dyn Write,
    go_on: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<Option<Report>, Error> {
    let frame = Frame::of(store)?.narrowed(store, entries);
    let pass = Pass { keeps_secrets, is_part: true, ..Pass::new(store, &frame, entries, options) };
    let Some(learned) = pass.learn(go_on)? else { return Ok(None) };
    pass.write(&learned, name, out, go_on)
}

impl Redactor<'_> {
    /// An entry without its secrets. A damaged one is rewritten as far as it can be read; one of which
    /// nothing can be read is left out, with a note in its place. `summary` is what the scan found.
    pub(super) fn entry_text(&mut self, bytes: &[u8], summary: Option<&Summary>) -> String {
        if let Some(safe) = std::str::from_utf8(bytes).ok().and_then(|text| self.sound_entry(text)) {
            return safe;
        }
        let (mut read, _) = lenient::parse(bytes);
        let is_entry = ["request", "response"].iter().any(|key| read.get(key).is_some());
        if let Some(entry) = read.as_object_mut() {
            restore_status(entry, summary);
            entry.insert(WAS_DAMAGED.to_owned(), Value::Bool(true));
        }
        if let Some(safe) = is_entry.then(|| self.sound_entry(&read.to_string())).flatten() {
            self.report.repaired.extend(self.entry);
            return safe;
        }
        self.report.lost.extend(self.entry);
        let url = summary.map(|summary| &*summary.url).unwrap_or_default();
        let edits = if self.keeps_secrets { Vec::new() } else { self.url(url) };
        let url = apply(url, edits);
        placeholder(&url).to_string()
    }

    /// `None` where the text is not one sound JSON object.
    pub(super) fn sound_entry(&mut self, text: &str) -> Option<String> {
        let edits = self.entry_edits(text)?;
        Some(if edits.is_empty() { text.to_owned() } else { apply(text, edits) })
    }

    /// The replacements in an entry, in order; `None` where the text is not one sound JSON object.
    pub(super) fn entry_edits(&mut self, text: &str) -> Option<Vec<Edit>> {
        let tape = self.tape(text);
        let root = tape.roots().next().filter(|root| tape.is_sound && root.kind() == Form::Object)?;
        let mut edits = Vec::new();
        if self.keeps_secrets {
            return Some(edits);
        }
        let url = root.get("request").and_then(|request| request.get("url")).and_then(|url| url.text());
        self.is_exchange = url.is_some_and(|url| gives_tokens(&url));
        self.node(root, "", Context::Har, &mut edits);
        self.is_exchange = false;
        edits.sort_by_key(|edit| edit.range.start);
        self.replace_known(text, &mut edits);
        Some(edits)
    }

    /// Replaces known values where no rule applies, such as in a key.
    fn replace_known(&mut self, text: &str, edits: &mut Vec<Edit>) {
        let Some(known) = self.known else { return };
        let left = known.find(text.as_bytes()).into_iter().filter(|range| !is_covered(range, edits));
        for range in left.collect::<Vec<_>>() {
            let value = text.get(range.clone()).unwrap_or_default();
            if self.choices.is_some_and(|choices| {
                choices.keeps_any() && self.keeps_at(choices, text, range.start, value)
            }) {
                continue;
            }
            let mark = self.marks.of(value);
            self.count_at(Kind::Elsewhere, value, &mark);
            edits.push(Edit::new(range, mark));
        }
        edits.sort_by_key(|edit| edit.range.start);
    }

    /// Whether the user keeps the known value at an offset of an entry.
    fn keeps_at(&self, choices: &Choices, entry: &str, at: usize, value: &str) -> bool {
        let tape = Tape::read(entry);
        let path = tape.roots().next().map(|root| path_to(root, at)).unwrap_or_default();
        choices.keeps_inside(self.entry, &path, value)
    }
}

/// Whether a URL is one where tokens are given out.
pub(super) fn gives_tokens(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
    path.contains("/oauth")
        || ["/token", "/access_token", "/authorize", "/activationcode"].iter().any(|end| path.ends_with(end))
}

/// Where quotes are damaged, the answer may be read as a part of the request. The scan, which goes by brackets, has seen
/// its status all the same, and without it the copy would not show the failure that the file shows.
fn restore_status(entry: &mut Map<String, Value>, summary: Option<&Summary>) {
    if let Some(status) = summary.and_then(|summary| summary.status)
        && !entry.contains_key("response")
    {
        entry.insert("response".to_owned(), json!({ "status": status }));
    }
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
