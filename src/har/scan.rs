//! Finds the byte range and summary of every entry in one pass over the file.

mod cursor;
mod element;
mod head;
pub(crate) mod masks;
mod parallel;
mod resync;

use std::ops::ControlFlow;

use cursor::{Cursor, Member};
pub(in crate::har) use element::find_body;
use parallel::{ParallelScan, Plan};

use super::{
    anomaly::{Anomalies, Anomaly, AnomalyKind, Quirk},
    error::Error,
    source::Source,
    summary::{Interner, Summary},
};

/// The file's metadata outside its entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// `log.creator` as "name version"; empty where absent.
    pub creator: String,
    /// `log.browser` as "name version"; empty where absent.
    pub browser: String,
    /// `log.version` as written; empty where absent.
    pub version: String,
    /// Number of `log.pages`.
    pub page_count: usize,
    /// The first pages, in file order.
    pub pages: Vec<Page>,
}

/// A page of `log.pages`; texts are empty where absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Its id, to which an entry's `pageref` refers.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `startedDateTime` as written.
    pub started: String,
}

/// Progress of a running scan.
#[derive(Debug)]
pub enum Progress {
    /// The next entries, in file order.
    Entries(Vec<Summary>),
    /// Number of bytes scanned so far.
    Read(u64),
}

/// The result of a finished scan, besides the entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The file's metadata.
    pub head: Head,
    /// Anomalies of the file as a whole (truncated, trailing bytes, NaN …).
    pub anomalies: Vec<Anomaly>,
    /// Offset in bytes at which the file is truncated, if it is.
    pub cut_at: Option<u64>,
    /// Whether the HAR is the argument of a function call (JSONP).
    pub in_call: bool,
}

/// Scans the file once. `sink` receives the entries in batches as they are found and may stop the scan.
///
/// # Errors
/// [`Error::Read`] if reading fails, [`Error::Empty`] or [`Error::NotHar`] if there are no entries.
pub fn scan(source: &Source, sink: &mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<Outcome, Error> {
    scan_by(Plan::for_this_machine(), source, sink)
}

fn scan_by(
    plan: Plan,
    source: &Source,
    sink: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Outcome, Error> {
    let mut scanner = Scanner { plan: Some(plan), ..Scanner::new(source, sink) };
    let found = scanner.file();
    scanner.flush();
    if let Some(error) = scanner.cursor.error.take() {
        return Err(Error::Read { name: source.name().to_owned(), source: error });
    }
    if scanner.has_panicked {
        return Err(Error::Panicked { name: source.name().to_owned() });
    }
    found?;
    scanner.note_head();
    let mut anomalies = source.anomalies().to_vec();
    anomalies.append(&mut scanner.notes.list);
    Ok(Outcome { head: scanner.head, anomalies, cut_at: scanner.cut_at, in_call: scanner.in_call })
}

/// Entries in the first batch: enough to fill a screen.
const FIRST_BATCH: usize = 50;

/// Entries in the largest batch.
const MAX_BATCH: usize = 4096;

/// A batch is sent at the latest after this number of bytes.
const BATCH_BYTES: u64 = 8 << 20;

/// Keys that only entries have.
const ENTRY_KEYS: [&str; 2] = ["request", "response"];

/// Keys that only HARs have.
const HAR_KEYS: [&str; 2] = ["log", "entries"];

/// The nesting level of an object, which determines what its keys mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The outermost object.
    Root,
    /// `log`.
    Log,
    /// Another object in the outermost one, in which some exporters put `log`.
    Wrapper,
}

struct Scanner<'a> {
    source: &'a Source,
    cursor: Cursor<'a>,
    sink: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    stopped: bool,
    batch: Vec<Summary>,
    batch_limit: usize,
    reported: u64,
    interner: Interner,
    /// How to divide the file between threads; `None` if it is not divided, or already was.
    plan: Option<Plan>,
    /// An earlier broken entry ran into its neighbors: from here on, check every entry for it.
    careful: bool,
    /// Nothing odd was found so far, in or between entries.
    is_valid: bool,
    /// A thread that scanned a part panicked.
    has_panicked: bool,
    /// Number of entries found so far, sent or not.
    found: usize,
    /// Whether an `entries` array was found.
    has_entries: bool,
    has_log: bool,
    cut: bool,
    cut_at: Option<u64>,
    in_call: bool,
    head: Head,
    /// The keys seen before any entry, for the error message if there are none.
    keys: Vec<String>,
    notes: Anomalies,
}

impl<'a> Scanner<'a> {
    fn new(source: &'a Source, sink: &'a mut dyn FnMut(Progress) -> ControlFlow<()>) -> Self {
        Self {
            source,
            cursor: Cursor::new(source),
            sink,
            stopped: false,
            batch: Vec::new(),
            batch_limit: FIRST_BATCH,
            reported: 0,
            interner: Interner::default(),
            plan: None,
            careful: false,
            is_valid: true,
            has_panicked: false,
            found: 0,
            has_entries: false,
            has_log: false,
            cut: false,
            cut_at: None,
            in_call: false,
            head: Head::default(),
            keys: Vec::new(),
            notes: Anomalies::default(),
        }
    }

    fn file(&mut self) -> Result<(), Error> {
        let wrapped = self.prologue()?;
        let start = self.cursor.offset();
        if self.cursor.peek() == Some(b'[') {
            self.array(start)?;
        } else {
            self.root(start)?;
            self.following_hars();
        }
        self.epilogue(wrapped);
        Ok(())
    }

    /// An array of entries, or of HARs.
    fn array(&mut self, start: u64) -> Result<(), Error> {
        self.cursor.bump();
        let first = self.cursor.peek_token();
        let inside = self.cursor.offset();
        if first == Some(b'{') && self.has_key(&ENTRY_KEYS) {
            self.cursor.seek(inside);
            self.note("log", AnomalyKind::BareArray, Some(start));
            self.entries();
            return Ok(());
        }
        self.cursor.seek(inside);
        if first != Some(b'{') || !self.has_key(&HAR_KEYS) {
            return Err(
                self.not_har(format!("it is an array, but at byte {inside} no entry of a HAR begins"))
            );
        }
        self.cursor.seek(inside);
        self.note("", AnomalyKind::SeveralHars, Some(start));
        while !self.stopped {
            match self.cursor.peek_token() {
                None => {
                    self.cut = true;
                    break;
                }
                Some(b']') => {
                    self.cursor.bump();
                    break;
                }
                Some(b'{') => _ = self.members(Level::Root),
                Some(b',') => self.cursor.bump(),
                Some(_) => _ = self.cursor.skip_value(),
            }
        }
        if self.has_entries { Ok(()) } else { Err(self.no_entries()) }
    }

    /// Further HARs or bare entries after the first one: JSON Lines, or concatenated files.
    fn following_hars(&mut self) {
        let mut is_noted = false;
        while !self.stopped && !self.cut {
            let has_comma = self.cursor.peek_token() == Some(b',');
            if has_comma {
                self.cursor.bump();
            }
            let start = self.cursor.offset();
            if self.cursor.peek_token() != Some(b'{') {
                return self.cursor.seek(start);
            }
            let begin = self.cursor.offset();
            let is_har = self.has_key(&HAR_KEYS);
            self.cursor.seek(begin);
            let is_entry = !is_har && self.has_key(&ENTRY_KEYS);
            self.cursor.seek(begin);
            if !is_har && !is_entry {
                return;
            }
            if !std::mem::replace(&mut is_noted, true) {
                self.note("", AnomalyKind::SeveralHars, Some(begin));
            }
            if is_har {
                self.members(Level::Root);
            } else {
                self.element();
            }
        }
    }

    /// Scans the outermost object, which starts here.
    fn root(&mut self, start: u64) -> Result<(), Error> {
        self.members(Level::Root);
        if self.stopped || self.has_entries {
            return Ok(());
        }
        if self.keys.iter().any(|key| key == "request") && !self.has_log {
            self.note("log", AnomalyKind::BareEntry, Some(start));
            self.cursor.seek(start);
            self.cut = false;
            self.element();
        } else {
            self.salvage(start);
        }
        if self.found == 0 { Err(self.no_entries()) } else { Ok(()) }
    }

    /// No path leads to the entries: takes every object that looks like an entry.
    fn salvage(&mut self, start: u64) {
        let mut from = start;
        self.careful = true;
        while let Some(next) = self.cursor.next_entry(from) {
            if self.stopped {
                return;
            }
            let found = self.found;
            self.cursor.seek(next);
            if self.has_key(&ENTRY_KEYS) {
                self.cursor.seek(next);
                self.element();
            }
            from = self.cursor.offset().max(next + 1);
            if found == 0 && self.found == 1 {
                self.note("log.entries", AnomalyKind::EntriesNotFound, Some(next));
            }
        }
    }

    /// Whether the object that starts here has one of these keys. Moves the cursor into the object.
    fn has_key(&mut self, names: &[&str]) -> bool {
        self.cursor.enter_entry(true);
        self.cursor.bump();
        let mut first = true;
        let mut found = false;
        while let Member::Key(start, end) = self.cursor.next_member(&mut first) {
            found = names.contains(&self.key(start, end).as_str());
            if found || !self.cursor.skip_value() {
                break;
            }
        }
        self.cursor.leave_entry();
        found
    }

    /// Scans the members of the object whose opening bracket is next. False if the object does not end.
    fn members(&mut self, level: Level) -> bool {
        self.cursor.bump();
        let mut first = true;
        while !self.stopped {
            match self.cursor.next_member(&mut first) {
                Member::End => return true,
                Member::Cut => {
                    self.cut |= self.cursor.peek().is_none();
                    return false;
                }
                Member::Stray if self.has_entries => {
                    let at = self.cursor.offset();
                    self.note("log.entries", AnomalyKind::EntriesClosedEarly, Some(at));
                    self.entries();
                }
                Member::Stray => {
                    self.cursor.skip_value();
                }
                Member::Key(start, end) => {
                    let key = self.key(start, end);
                    self.member(level, &key);
                }
            }
        }
        false
    }

    fn member(&mut self, level: Level, key: &str) {
        let value = self.cursor.peek_token();
        let top = matches!(level, Level::Root | Level::Log);
        if !self.has_entries && top && self.keys.len() < 12 && key != "log" {
            self.keys.push(key.to_owned());
        }
        match (key, value) {
            ("log", Some(b'{')) if level != Level::Log => {
                self.has_log = true;
                if level == Level::Wrapper {
                    let at = self.cursor.offset();
                    self.note("log", AnomalyKind::NestedLog, Some(at));
                }
                self.members(Level::Log);
            }
            ("entries", Some(b'[')) if top => {
                self.has_entries = true;
                self.cursor.bump();
                self.entries();
            }
            ("creator" | "browser" | "version", _) if top => {
                let value = self.cursor.value();
                self.head_field(key, &value);
            }
            ("pages", _) if top => self.pages(),
            ("request" | "response", _) => {
                self.cursor.skip_value();
            }
            (_, Some(b'{')) if level == Level::Root => {
                self.members(Level::Wrapper);
            }
            _ => {
                self.cursor.skip_value();
            }
        }
    }

    /// Scans the entries of the array whose opening bracket was just consumed.
    fn entries(&mut self) {
        if let Some(plan) = self.plan.take().filter(|plan| plan.threads > 0) {
            let first = self.cursor.offset() + plan.sequential;
            if !self.entries_until(first) {
                return;
            }
            if !self.careful {
                let (source, entry_finder) = (self.source, self.cursor.entry_finder().clone());
                let first = first + plan.part_len;
                let mut pass = |parts: ParallelScan<'_>| self.entries_in_parts(parts);
                let has_panicked = parallel::scan_ahead(source, plan, first, &entry_finder, &mut pass);
                self.has_panicked |= has_panicked;
                return;
            }
        }
        self.entries_until(u64::MAX);
    }

    /// Scans the entries, taking over those of a parallel part wherever this pass arrives exactly at its start.
    fn entries_in_parts(&mut self, mut parts: ParallelScan<'_>) {
        for number in 0..parts.count() {
            if !self.entries_until(parts.begin(number)) {
                return;
            }
            // After an entry that ran into its neighbors, the same bytes may be interpreted differently.
            let part = if self.careful { None } else { parts.take(number) };
            if let Some(part) = part.filter(|part| part.start == self.cursor.offset()) {
                self.cursor.seek(part.end);
                for summary in part.summaries {
                    self.push(summary);
                }
            }
        }
        self.entries_until(u64::MAX);
    }

    /// Scans the entries that begin before an offset. True if the next entry follows, false at the end of the
    /// list.
    fn entries_until(&mut self, to: u64) -> bool {
        while !self.stopped {
            match self.cursor.peek_token() {
                None => {
                    self.cut = true;
                    return false;
                }
                Some(b']') => {
                    self.cursor.bump();
                    return false;
                }
                Some(b',') => self.cursor.bump(),
                Some(b'}' | b':' | b')') => {
                    let at = self.cursor.offset();
                    self.note("log.entries", AnomalyKind::ExtraBracket, Some(at));
                    self.cursor.bump();
                }
                Some(_) if self.cursor.offset() >= to => return true,
                Some(_) => self.element(),
            }
        }
        false
    }

    fn push(&mut self, summary: Summary) {
        self.found += 1;
        self.batch.push(summary);
        let gone = self.cursor.offset().saturating_sub(self.reported);
        if self.batch.len() >= self.batch_limit || gone >= BATCH_BYTES {
            self.flush();
            self.batch_limit = (self.batch_limit * 4).min(MAX_BATCH);
        }
    }

    /// Sends the entries found since the last batch.
    fn flush(&mut self) {
        self.reported = self.cursor.offset();
        let batch = std::mem::take(&mut self.batch);
        if self.stopped || (!batch.is_empty() && (self.sink)(Progress::Entries(batch)).is_break()) {
            self.stopped = true;
            return;
        }
        self.stopped = (self.sink)(Progress::Read(self.reported)).is_break();
    }

    fn note(&mut self, field: &str, quirk: impl Into<Quirk>, offset: Option<u64>) {
        self.is_valid = false;
        self.notes.add(field, quirk, offset);
    }

    /// The text of the key between two offsets.
    fn key(&mut self, start: u64, end: u64) -> String {
        let bytes = self.cursor.slice(start, end);
        let text = bytes.strip_prefix(b"\"").and_then(|bytes| bytes.strip_suffix(b"\"")).unwrap_or(bytes);
        String::from_utf8_lossy(text.get(..text.len().min(100)).unwrap_or_default()).into_owned()
    }
}

#[cfg(test)]
mod tests;
