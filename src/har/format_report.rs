//! Checks how well a file could be read: parses every entry once and counts its deviations.
//!
//! What counts as odd is decided by the parsers (`entry/read.rs`, `convert.rs`, `lenient.rs`, `scan`); this
//! module only counts. In short: a missing required field and a field of the wrong type are odd, a missing
//! optional field is not. Required fields that nothing displays (`cache`, `headersSize`, `bodySize`), and the
//! size and type of a body that was not recorded, are only notes, because well-behaved exporters omit them. A
//! body that was not recorded is no deviation; a damaged one is.

use std::{
    collections::HashMap,
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    anomaly::{Anomaly, AnomalyKind, Severity},
    body::{self, Absence, Body, BodyContent, Step},
    entry::Entry,
    error::Error,
    index::Index,
    lenient,
    scan::Outcome,
    source::{Container, Encoding, Source},
    store::read_entry,
};

/// The result of reading a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormatReport {
    /// How the HAR was compressed and encoded.
    pub container: Container,
    /// Whether the HAR is the argument of a function call (JSONP).
    pub in_call: bool,
    /// `log.creator` as "name version"; empty where absent.
    pub creator: String,
    /// `log.browser` likewise.
    pub browser: String,
    /// Number of entries by how well they could be read.
    pub entries: Entries,
    /// Offset in bytes at which the file is truncated, if it is.
    pub cut_at: Option<u64>,
    /// The deviations: first odd ones, then notes, each sorted by first location.
    pub deviations: Vec<Deviation>,
}

/// Numbers of entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Entries {
    /// All entries.
    pub total: usize,
    /// Entries without anything odd; notes do not count.
    pub good: usize,
    /// Entries in which something was left out, repaired or reinterpreted.
    pub odd: usize,
    /// Entries that do not contain a request.
    pub unreadable: usize,
}

/// All deviations of one kind in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// Path of the field, from the entry or from the file (`log.creator`), without list indices
    /// (`response.headers[].value`). Empty for the entry or file as a whole.
    pub field: String,
    /// The kind of problem.
    pub kind: AnomalyKind,
    /// Whether it matters to users.
    pub severity: Severity,
    /// Number of occurrences.
    pub count: usize,
    /// The first locations, in file order.
    pub first: Vec<Location>,
}

/// The location of one deviation.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The entry's number; `None` for the file as a whole.
    pub entry: Option<usize>,
    /// Offset in bytes in the uncompressed file: of the anomaly where known, else of the entry.
    pub offset: Option<u64>,
    /// Name of the header, cookie or parameter that the value belongs to, if any.
    pub name: Option<String>,
    /// The offending value, shortened, if any.
    pub value: Option<String>,
}

impl FormatReport {
    /// Whether anything in the file is odd; notes alone do not count.
    #[must_use]
    pub fn is_odd(&self) -> bool {
        self.cut_at.is_some()
            || self.entries.good < self.entries.total
            || self.deviations.iter().any(|deviation| deviation.severity == Severity::Odd)
    }

    /// Whether there are entries but none could be read.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.entries.total > 0 && self.entries.unreadable == self.entries.total
    }
}

/// Number of entries a worker takes at a time.
const BLOCK: usize = 32;

/// Maximum number of workers: more would only wait for the disk and take memory.
const MAX_WORKERS: usize = 8;

/// Entries longer than this, in bytes, are read one at a time to bound memory.
const HUGE: u64 = 32 << 20;

/// Reads every entry of a scanned file once. `progress` receives the number of entries read so far and may
/// cancel, in which case the result is `None`.
///
/// # Errors
/// [`Error::Read`] when reading the bytes fails.
pub fn build(
    source: &Source,
    index: &Index,
    outcome: &Outcome,
    progress: &(dyn Fn(usize) -> ControlFlow<()> + Sync),
) -> Result<Option<FormatReport>, Error> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(MAX_WORKERS);
    let run = Run {
        source,
        index,
        progress,
        next: AtomicUsize::new(0),
        read: AtomicUsize::new(0),
        stopped: AtomicBool::new(false),
        huge: Mutex::new(()),
    };
    let mut tally = Tally::of_file(source, index, outcome);
    let tallies: Vec<Result<Tally, Error>> = thread::scope(|scope| {
        let others: Vec<_> = (1..workers.min(index.len().div_ceil(BLOCK)))
            .filter_map(|_| {
                // If no further thread can be started, the others do its work.
                thread::Builder::new().name("import".to_owned()).spawn_scoped(scope, || run.work()).ok()
            })
            .collect();
        let own = run.work();
        // The results of a panicked thread are lost, and no report is better than a wrong one.
        let joined = others.into_iter().map(|other| other.join().unwrap_or_else(|_| Err(run.panicked())));
        joined.chain([own]).collect()
    });
    for part in tallies {
        tally.merge(part?);
    }
    if run.stopped.load(Ordering::Relaxed) {
        return Ok(None);
    }
    Ok(Some(tally.into_report(source, outcome)))
}

/// State shared by the workers.
struct Run<'a> {
    source: &'a Source,
    index: &'a Index,
    progress: &'a (dyn Fn(usize) -> ControlFlow<()> + Sync),
    /// Number of the first entry not taken by any worker.
    next: AtomicUsize,
    read: AtomicUsize,
    stopped: AtomicBool,
    /// Held while reading an entry longer than [`HUGE`].
    huge: Mutex<()>,
}

impl Run<'_> {
    fn work(&self) -> Result<Tally, Error> {
        let mut tally = Tally::default();
        loop {
            let first = self.next.fetch_add(BLOCK, Ordering::Relaxed);
            if first >= self.index.len() || self.stopped.load(Ordering::Relaxed) {
                return Ok(tally);
            }
            for (number, summary) in self.index.iter_from(first).take(BLOCK) {
                let alone = (summary.span.len > HUGE)
                    .then(|| self.huge.lock().unwrap_or_else(PoisonError::into_inner));
                let entry = read_entry(self.source, summary.span)
                    .inspect_err(|_| self.stopped.store(true, Ordering::Relaxed))?;
                tally.entry(number, summary.span.start, &entry, self.source);
                drop(alone);
            }
            let read = self.read.fetch_add(BLOCK, Ordering::Relaxed) + BLOCK;
            if (self.progress)(read.min(self.index.len())).is_break() {
                self.stopped.store(true, Ordering::Relaxed);
            }
        }
    }

    fn panicked(&self) -> Error {
        Error::Panicked { name: self.source.name().to_owned() }
    }
}

/// The deviations counted so far.
#[derive(Debug, Default)]
struct Tally {
    entries: Entries,
    kinds: HashMap<(Severity, String, AnomalyKind), Deviation>,
}

impl Tally {
    /// Maximum number of distinct deviations: a broken entry's fields can have any name.
    const MAX_KINDS: usize = 1000;

    /// Number of locations kept for each deviation.
    const MAX_LOCATIONS: usize = 5;

    /// Starts with the deviations of the file as a whole.
    fn of_file(source: &Source, index: &Index, outcome: &Outcome) -> Self {
        let mut tally = Self::default();
        for anomaly in &outcome.anomalies {
            tally.add(anomaly.clone(), None, None);
        }
        for anomaly in outside_entries(source, index, outcome) {
            tally.add(anomaly, None, None);
        }
        let container = source.container();
        let mut note = |kind| {
            let anomaly = Anomaly { severity: Severity::Note, ..Anomaly::of_file(kind) };
            tally.add(anomaly, None, Some(0));
        };
        if container.encoding != Encoding::Utf8 {
            note(AnomalyKind::Utf16);
        } else if container.byte_order_mark {
            note(AnomalyKind::ByteOrderMark);
        }
        tally
    }

    fn entry(&mut self, number: usize, start: u64, entry: &Entry, source: &Source) {
        let mut is_odd = false;
        let responses = body_anomalies("response.content", &body::response(entry, source));
        let requests = body_anomalies("request.postData", &body::request(entry, source));
        for anomaly in entry.anomalies.iter().cloned().chain(responses).chain(requests) {
            is_odd |= anomaly.is_odd();
            self.add(anomaly, Some(number), Some(start));
        }
        self.entries.total += 1;
        *match (entry.unreadable, is_odd) {
            (Some(_), _) => &mut self.entries.unreadable,
            (None, true) => &mut self.entries.odd,
            (None, false) => &mut self.entries.good,
        } += 1;
    }

    /// Counts a deviation; `start` is its offset if it has none of its own.
    fn add(&mut self, anomaly: Anomaly, entry: Option<usize>, start: Option<u64>) {
        let (field, inner) = strip_indices(&anomaly.field);
        // Anomalies found by the scan name their entry in the field.
        let entry = entry.or_else(|| inner.filter(|_| field.starts_with("log.entries[]")));
        let location =
            Location { entry, offset: anomaly.offset.or(start), name: anomaly.name, value: anomaly.value };
        let (kind, severity) = (anomaly.kind, anomaly.severity);
        self.put(Deviation { field, kind, severity, count: 1, first: vec![location] });
    }

    fn put(&mut self, deviation: Deviation) {
        let mut key = (deviation.severity, deviation.field.clone(), deviation.kind.clone());
        if self.kinds.len() >= Self::MAX_KINDS && !self.kinds.contains_key(&key) {
            key = (deviation.severity, String::new(), AnomalyKind::MoreKinds);
        }
        let kind = self.kinds.entry(key).or_insert_with_key(|(severity, field, kind)| Deviation {
            field: field.clone(),
            kind: kind.clone(),
            severity: *severity,
            count: 0,
            first: Vec::new(),
        });
        kind.count += deviation.count;
        kind.first.extend(deviation.first);
        // Workers take entries in any order, but the first locations overall are among the first ones of each
        // worker.
        kind.first.sort();
        kind.first.dedup();
        kind.first.truncate(Self::MAX_LOCATIONS);
    }

    fn merge(&mut self, other: Self) {
        self.entries.total += other.entries.total;
        self.entries.good += other.entries.good;
        self.entries.odd += other.entries.odd;
        self.entries.unreadable += other.entries.unreadable;
        for deviation in other.kinds.into_values() {
            self.put(deviation);
        }
    }

    fn into_report(self, source: &Source, outcome: &Outcome) -> FormatReport {
        let mut deviations: Vec<Deviation> = self.kinds.into_values().collect();
        deviations.sort_by(|one, other| {
            let key = |deviation: &Deviation| {
                (std::cmp::Reverse(deviation.severity), deviation.first.first().cloned())
            };
            key(one).cmp(&key(other)).then_with(|| (&one.field, &one.kind).cmp(&(&other.field, &other.kind)))
        });
        FormatReport {
            container: source.container().clone(),
            in_call: outcome.in_call,
            creator: outcome.head.creator.clone(),
            browser: outcome.head.browser.clone(),
            entries: self.entries,
            cut_at: outcome.cut_at,
            deviations,
        }
    }
}

/// Maximum number of bytes outside the entries that is checked.
const MAX_OUTSIDE: u64 = 8 << 20;

/// Anomalies in the JSON before the first and after the last entry, which the scan only skips. Not checked if the
/// scan reported something there, so that nothing is reported twice.
fn outside_entries(source: &Source, index: &Index, outcome: &Outcome) -> Vec<Anomaly> {
    let is_outside = |anomaly: &Anomaly| {
        anomaly.field.is_empty() || anomaly.field == "log" || anomaly.field.starts_with("log.entries")
    };
    let (first, last) = match (index.get(0), index.len().checked_sub(1).and_then(|last| index.get(last))) {
        (Some(first), Some(last)) => (first.span.start, last.span.start.saturating_add(last.span.len)),
        _ => return Vec::new(),
    };
    let length = first.saturating_add(source.len().saturating_sub(last));
    if outcome.anomalies.iter().any(is_outside) || length > MAX_OUTSIDE {
        return Vec::new();
    }
    let (Ok(head), Ok(length)) = (usize::try_from(first), usize::try_from(length)) else { return Vec::new() };
    let mut bytes = vec![0; length];
    let (before, after) = bytes.split_at_mut(head);
    let read = source.read_exact_at(0, before).and_then(|_| source.read_exact_at(last, after));
    if read.is_err() || serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok() {
        return Vec::new();
    }
    let original = |at: u64| if at < first { at } else { at - first + last };
    lenient::parse(&bytes)
        .1
        .into_iter()
        .map(|anomaly| Anomaly { offset: anomaly.offset.map(original), ..anomaly })
        .collect()
}

/// Removes list indices from a field's path (`headers[3].value` → `headers[].value`) and returns the first index.
fn strip_indices(field: &str) -> (String, Option<usize>) {
    let mut stripped = String::with_capacity(field.len());
    let mut first = None;
    let mut rest = field;
    while let Some((before, after)) = rest.split_once('[') {
        stripped.push_str(before);
        stripped.push('[');
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (index, after) = after.split_at(digits);
        if !after.starts_with(']') {
            stripped.push_str(index);
        } else {
            first = first.or_else(|| index.parse().ok());
        }
        rest = after;
    }
    stripped.push_str(rest);
    (stripped, first)
}

/// Problems met in decoding a body.
fn body_anomalies(field: &str, body: &Body) -> Vec<Anomaly> {
    let odd = |part: &str, kind: AnomalyKind, value: Option<String>| Anomaly {
        field: format!("{field}.{part}"),
        value,
        ..Anomaly::of_file(kind)
    };
    let mut found: Vec<Anomaly> = body
        .steps
        .iter()
        .filter_map(|step| {
            let kind = match step {
                Step::InvalidBase64 => AnomalyKind::NotBase64,
                Step::DamagedCoding(coding) => AnomalyKind::DamagedCoding { coding },
                Step::Cut { .. } => AnomalyKind::BodyCut,
                Step::Padding(_) => AnomalyKind::NulPadding,
                _ => return None,
            };
            Some(odd("text", kind, None))
        })
        .collect();
    if let BodyContent::Missing(Absence::FileMissing(name)) = &body.content {
        found.push(odd("_file", AnomalyKind::AttachmentMissing, Some(name.clone())));
    }
    found
}

#[cfg(test)]
mod tests;
