//! Scans parts of a large file ahead of the sequential pass, on further threads.
//!
//! The start of a part is a guess, so its entries are used only if the sequential pass arrives exactly there and
//! nothing in the part was odd. The pass scans everything else itself, so the result is the same as with one
//! thread.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::{Scanner, resync::EntryFinder};
use crate::har::{scan::Progress, source::Source, summary::Summary};

/// How a file is divided between threads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// Bytes that the sequential pass scans alone: small files need no further threads, and in large ones the
    /// first entries should arrive at once.
    pub(super) sequential: u64,
    /// Bytes per part.
    pub(super) part_len: u64,
    /// Number of further threads.
    pub(super) threads: usize,
}

impl Plan {
    /// The plan for this machine; with one processor, nothing is divided.
    pub(super) fn for_this_machine() -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            sequential: 8 << 20,
            part_len: 16 << 20,
            threads: if processors > 1 { processors.min(8) } else { 0 },
        }
    }
}

/// A scanned part.
pub(super) struct ScannedPart {
    /// Offset at which its first entry was assumed to begin.
    pub(super) start: u64,
    /// Summaries of its entries.
    pub(super) summaries: Vec<Summary>,
    /// Offset of the first entry after it, or of the end of the list.
    pub(super) end: u64,
}

/// The parts, as used by the sequential pass.
pub(super) struct ParallelScan<'s> {
    /// Offset of the first part: part `k` has the entries that begin in `first + k * size .. first + (k + 1) *
    /// size`.
    first: u64,
    size: u64,
    count: u64,
    done: Receiver<(u64, Option<ScannedPart>)>,
    waiting: BTreeMap<u64, Option<ScannedPart>>,
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

    /// The earliest offset at which a part can begin.
    pub(super) fn begin(&self, part: u64) -> u64 {
        self.first + part * self.size
    }

    /// Waits for a part; `None` if its entries cannot be used.
    pub(super) fn take(&mut self, part: u64) -> Option<ScannedPart> {
        loop {
            if let Some(found) = self.waiting.remove(&part) {
                return found;
            }
            let (number, found) = self.done.recv().ok()?;
            self.waiting.insert(number, found);
        }
    }
}

/// Divides the file from `first` on and scans the parts in the background while `pass` runs. Returns whether a thread
/// panicked.
pub(super) fn scan_ahead(
    source: &Source,
    plan: Plan,
    first: u64,
    entry_finder: &EntryFinder,
    pass: impl FnOnce(ParallelScan<'_>),
) -> bool {
    let count = source.len().saturating_sub(first).div_ceil(plan.part_len);
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let (sender, done) = channel();
        let start = |_| {
            let (sender, next, stop) = (sender.clone(), &next, &stop);
            let work = move || work(source, entry_finder, plan, (first, count), next, stop, &sender);
            // Parts that no thread scans are left to the sequential pass.
            thread::Builder::new().name("scan".to_owned()).spawn_scoped(scope, work).ok()
        };
        let threads: Vec<_> = (0..plan.threads).filter_map(start).collect();
        drop(sender);
        pass(ParallelScan { first, size: plan.part_len, count, done, waiting: BTreeMap::new(), stop: &stop });
        threads.into_iter().any(|thread| thread.join().is_err())
    })
}

/// Scans parts until none is left.
fn work(
    source: &Source,
    entry_finder: &EntryFinder,
    plan: Plan,
    (first, count): (u64, u64),
    next: &AtomicU64,
    stop: &AtomicBool,
    sender: &Sender<(u64, Option<ScannedPart>)>,
) {
    while !stop.load(Ordering::Relaxed) {
        let part = next.fetch_add(1, Ordering::Relaxed);
        if part >= count {
            return;
        }
        let begin = first + part * plan.part_len;
        let found = scan_part(source, entry_finder, begin, begin + plan.part_len, stop);
        if sender.send((part, found)).is_err() {
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
) -> Option<ScannedPart> {
    let mut summaries = Vec::new();
    let mut sink = |progress| {
        if let Progress::Entries(batch) = progress {
            summaries.extend(batch);
        }
        if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut scanner = Scanner::new(source, &mut sink);
    scanner.cursor.use_entry_finder(entry_finder);
    let start = scanner.cursor.next_entry(from).filter(|start| *start < to)?;
    scanner.cursor.seek(start);
    let end = scanner.entries_before(to)?;
    scanner.flush();
    if scanner.stopped { None } else { Some(ScannedPart { start, summaries, end }) }
}

impl Scanner<'_> {
    /// Scans the entries that begin before an offset, as long as nothing is odd. Returns the offset reached: of
    /// the next entry, or of the end of the list.
    fn entries_before(&mut self, to: u64) -> Option<u64> {
        while self.is_valid && !self.stopped {
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
