//! Parts of a large file, scanned ahead on further threads.
//!
//! Where a part begins is a guess, so its entries are believed only if the one pass arrives exactly there, and only if
//! nothing in the part was odd. All else the pass goes over itself: the result is that of one thread, only sooner.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::{Scanner, resync::EntryFinder};
use crate::har::{scan::Progress, source::Source, summary::Summary};

/// How a file is divided.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// Bytes that the pass goes over alone: small files need no further threads, and in large ones the first entries
    /// come at once.
    pub(super) alone: u64,
    /// Bytes in a part.
    pub(super) part: u64,
    /// Further threads.
    pub(super) threads: usize,
}

impl Plan {
    /// What suits this machine; with one processor there is nothing to gain.
    pub(super) fn of_machine() -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        Self { alone: 8 << 20, part: 16 << 20, threads: if processors > 1 { processors.min(8) } else { 0 } }
    }
}

/// A part that was scanned.
pub(super) struct Part {
    /// Where its first entry was taken to begin.
    pub(super) start: u64,
    /// Its entries.
    pub(super) summaries: Vec<Summary>,
    /// Where the first entry behind it begins, or the list ends.
    pub(super) end: u64,
}

/// The parts as the pass sees them.
pub(super) struct ParallelScan<'s> {
    /// Where the parts begin: part `k` is all entries that begin at or behind `first + k * size`, before the next.
    first: u64,
    size: u64,
    count: u64,
    done: Receiver<(u64, Option<Part>)>,
    waiting: BTreeMap<u64, Option<Part>>,
    stop: &'s AtomicBool,
}

impl Drop for ParallelScan<'_> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl ParallelScan<'_> {
    /// The number of parts.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Where a part begins at the earliest.
    pub(super) fn begin(&self, part: u64) -> u64 {
        self.first + part * self.size
    }

    /// A part's entries, waited for; `None` where they are not to be believed.
    pub(super) fn take(&mut self, part: u64) -> Option<Part> {
        loop {
            if let Some(found) = self.waiting.remove(&part) {
                return found;
            }
            let (number, found) = self.done.recv().ok()?;
            self.waiting.insert(number, found);
        }
    }
}

/// Divides the file from `first` on, has the parts scanned, and lets `pass` use them meanwhile.
pub(super) fn with<T>(
    source: &Source,
    plan: Plan,
    first: u64,
    entry_finder: &EntryFinder,
    pass: impl FnOnce(ParallelScan<'_>) -> T,
) -> T {
    let count = source.len().saturating_sub(first).div_ceil(plan.part);
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let (tell, done) = channel();
        for _ in 0..plan.threads {
            let (tell, next, stop) = (tell.clone(), &next, &stop);
            let work = move || work(source, entry_finder, plan, (first, count), next, stop, &tell);
            // Without a thread its parts are never told of, and the pass goes over them itself.
            let _ = thread::Builder::new().name("scan".to_owned()).spawn_scoped(scope, work);
        }
        drop(tell);
        pass(ParallelScan { first, size: plan.part, count, done, waiting: BTreeMap::new(), stop: &stop })
    })
}

/// Scans one part after the other until none is left.
fn work(
    source: &Source,
    entry_finder: &EntryFinder,
    plan: Plan,
    (first, count): (u64, u64),
    next: &AtomicU64,
    stop: &AtomicBool,
    tell: &Sender<(u64, Option<Part>)>,
) {
    while !stop.load(Ordering::Relaxed) {
        let part = next.fetch_add(1, Ordering::Relaxed);
        if part >= count {
            return;
        }
        let begin = first + part * plan.part;
        let found = scan_part(source, entry_finder, begin, begin + plan.part, stop);
        if tell.send((part, found)).is_err() {
            return;
        }
    }
}

/// The entries that begin between two offsets.
fn scan_part(
    source: &Source,
    entry_finder: &EntryFinder,
    from: u64,
    to: u64,
    stop: &AtomicBool,
) -> Option<Part> {
    let mut summaries = Vec::new();
    let mut sink = |progress| {
        if let Progress::Entries(batch) = progress {
            summaries.extend(batch);
        }
        if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut scanner = Scanner::new(source, &mut sink);
    scanner.cursor.look_out_like(entry_finder);
    let start = scanner.cursor.next_entry(from).filter(|start| *start < to)?;
    scanner.cursor.seek(start);
    let end = scanner.entries_before(to)?;
    scanner.flush();
    if scanner.stopped { None } else { Some(Part { start, summaries, end }) }
}

impl Scanner<'_> {
    /// Goes over the entries that begin before an offset, as long as nothing is odd; where it stands then: at the next
    /// entry, or at the end of the list.
    fn entries_before(&mut self, to: u64) -> Option<u64> {
        while self.is_sound && !self.stopped {
            match self.cursor.peek_token()? {
                b']' => return Some(self.cursor.offset()),
                b',' => self.cursor.bump(),
                b'{' if self.cursor.offset() >= to => return Some(self.cursor.offset()),
                b'{' => self.element(),
                _ => return None,
            }
        }
        None
    }
}
