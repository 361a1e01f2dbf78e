//! How well a file could be read: every entry read once, every deviation counted, the first places kept.
//!
//! What counts as odd is decided where it is read (`entry/read.rs`, `convert.rs`, `lenient.rs`, `scan`); here it is only
//! counted. In short: an absent field that the specification requires and a field of the wrong type are odd; what the
//! specification makes optional is not; fields that it requires but nothing shows (`cache`, `headersSize`, `bodySize`),
//! and the size and type of a body that was not recorded, are notes, because sound exporters leave them out. A body that
//! the exporter did not keep is no deviation; one that is there but broken is.

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

/// What became of a file when it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormatReport {
    /// What the HAR was wrapped in.
    pub container: Container,
    /// Whether the HAR is the argument of a function call (JSONP).
    pub in_call: bool,
    /// `log.creator` as "name version"; empty where absent.
    pub creator: String,
    /// `log.browser` likewise.
    pub browser: String,
    /// The entries, counted.
    pub entries: Entries,
    /// The byte at which the file was cut off, where it was.
    pub cut_at: Option<u64>,
    /// What deviates: first what is odd, then notes; each in the order of its first place.
    pub deviations: Vec<Deviation>,
}

/// How many entries could be read, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Entries {
    /// All of them.
    pub total: usize,
    /// Nothing odd, notes aside.
    pub good: usize,
    /// Read, but something had to be left out, repaired or read as something else.
    pub odd: usize,
    /// No request could be made of them.
    pub unreadable: usize,
}

/// One kind of deviation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The field, as a path from the entry, or from the file (`log.creator`); places in lists are left open
    /// (`response.headers[].value`). Empty for the entry, or the file, as a whole.
    pub field: String,
    /// What was found, the same for every value.
    pub kind: AnomalyKind,
    /// How much it matters.
    pub severity: Severity,
    /// How often.
    pub count: usize,
    /// The first places, in file order.
    pub first: Vec<Location>,
}

/// Where something was odd.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The entry's number; `None` for the file as a whole.
    pub entry: Option<usize>,
    /// The byte in the unpacked file: of the anomaly where that is known, else where the entry begins.
    pub at: Option<u64>,
    /// The value that was odd, in few characters, where there is one to name.
    pub value: Option<String>,
}

impl FormatReport {
    /// Whether the file is anything but sound: notes alone do not make it odd.
    #[must_use]
    pub fn is_odd(&self) -> bool {
        self.cut_at.is_some()
            || self.entries.good < self.entries.total
            || self.deviations.iter().any(|deviation| deviation.severity == Severity::Odd)
    }

    /// Whether there are entries, and none of them could be read.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.entries.total > 0 && self.entries.unreadable == self.entries.total
    }
}

/// Entries that a worker takes at once.
const BLOCK: usize = 32;

/// Workers at most: more would only wait for the disk and fill the memory.
const MAX_WORKERS: usize = 8;

/// Entries longer than this are read one at a time, so that a few huge ones do not add up.
const HUGE: u64 = 32 << 20;

/// Reads every entry of a scanned file once. `progress` gets the number of entries read so far, and may stop; then
/// there is no report.
///
/// # Errors
/// [`Error::Read`] when reading the bytes fails.
pub fn import(
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
                // Where the system gives no further thread, the others do its work.
                thread::Builder::new().name("import".to_owned()).spawn_scoped(scope, || run.work()).ok()
            })
            .collect();
        let own = run.work();
        // The entries of a thread that panicked are lost: no report is better than a wrong one.
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

/// What the workers share.
struct Run<'a> {
    source: &'a Source,
    index: &'a Index,
    progress: &'a (dyn Fn(usize) -> ControlFlow<()> + Sync),
    /// The first entry that nobody has taken.
    next: AtomicUsize,
    read: AtomicUsize,
    stopped: AtomicBool,
    /// Held by the one that reads a huge entry.
    huge: Mutex<()>,
}

impl Run<'_> {
    /// Reads blocks of entries until there are none left.
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

/// Deviations as they are counted.
#[derive(Debug, Default)]
struct Tally {
    entries: Entries,
    kinds: HashMap<(Severity, String, AnomalyKind), Deviation>,
}

impl Tally {
    /// Kinds of deviations told apart: the fields of a broken entry can have any name.
    const MAX_KINDS: usize = 1000;

    /// Places kept of each kind.
    const PLACES: usize = 5;

    /// What is odd about the file as a whole.
    fn of_file(source: &Source, index: &Index, outcome: &Outcome) -> Self {
        let mut tally = Self::default();
        for anomaly in &outcome.anomalies {
            tally.add(anomaly.clone(), None, None);
        }
        for anomaly in around(source, index, outcome) {
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
        let responses = of_body("response.content", &body::response(entry, source));
        let requests = of_body("request.postData", &body::request(entry, source));
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

    /// Counts a deviation; `start` is its place where it says none itself.
    fn add(&mut self, anomaly: Anomaly, entry: Option<usize>, start: Option<u64>) {
        let (field, inner) = open_places(&anomaly.field);
        // What the scan says of an entry names it in its field.
        let entry = entry.or_else(|| inner.filter(|_| field.starts_with("log.entries[]")));
        let place = Location { entry, at: anomaly.at.or(start), value: anomaly.value };
        let (kind, severity) = (anomaly.kind, anomaly.severity);
        self.put(Deviation { field, kind, severity, count: 1, first: vec![place] });
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
        // Workers take their entries in any order; the first of all are among the first of each.
        kind.first.sort();
        kind.first.dedup();
        kind.first.truncate(Self::PLACES);
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

/// Longest text around the entries that is looked at.
const MAX_AROUND: u64 = 8 << 20;

/// What is no JSON before the first entry and behind the last one: the scan only goes over it. Where it has told of
/// anomaly there itself, nothing is told twice.
fn around(source: &Source, index: &Index, outcome: &Outcome) -> Vec<Anomaly> {
    let told = |anomaly: &Anomaly| {
        anomaly.field.is_empty() || anomaly.field == "log" || anomaly.field.starts_with("log.entries")
    };
    let (first, last) = match (index.get(0), index.len().checked_sub(1).and_then(|last| index.get(last))) {
        (Some(first), Some(last)) => (first.span.start, last.span.start.saturating_add(last.span.len)),
        _ => return Vec::new(),
    };
    let length = first.saturating_add(source.len().saturating_sub(last));
    if outcome.anomalies.iter().any(told) || length > MAX_AROUND {
        return Vec::new();
    }
    let (Ok(head), Ok(length)) = (usize::try_from(first), usize::try_from(length)) else { return Vec::new() };
    let mut bytes = vec![0; length];
    let (before, behind) = bytes.split_at_mut(head);
    let read = source.read_exact_at(0, before).and_then(|_| source.read_exact_at(last, behind));
    if read.is_err() || serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok() {
        return Vec::new();
    }
    let place = |at: u64| if at < first { at } else { at - first + last };
    lenient::parse(&bytes)
        .1
        .into_iter()
        .map(|anomaly| Anomaly { at: anomaly.at.map(place), ..anomaly })
        .collect()
}

/// A field with its places in lists left open (`headers[3].value` → `headers[].value`), and the first of these places.
fn open_places(field: &str) -> (String, Option<usize>) {
    let mut opened = String::with_capacity(field.len());
    let mut first = None;
    let mut rest = field;
    while let Some((before, after)) = rest.split_once('[') {
        opened.push_str(before);
        opened.push('[');
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (place, behind) = after.split_at(digits);
        if !behind.starts_with(']') {
            opened.push_str(place);
        } else {
            first = first.or_else(|| place.parse().ok());
        }
        rest = behind;
    }
    opened.push_str(rest);
    (opened, first)
}

/// What stood in the way of decoding a body.
fn of_body(field: &str, body: &Body) -> Vec<Anomaly> {
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
                Step::BrokenBase64 => AnomalyKind::NotBase64,
                Step::BrokenPacking(coding) => AnomalyKind::DamagedCoding { coding },
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
