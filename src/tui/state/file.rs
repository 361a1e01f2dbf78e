//! The file comes in, entry by entry, and again when it is read again.

use std::sync::Arc;

use crate::har::anomaly::Anomaly;
use crate::har::scan::Outcome;
use crate::har::source::Source;
use crate::har::summary::Summary;
use crate::query::totals::Totals;

/// The file, as far as it is known.
#[derive(Debug, Default)]
pub struct File {
    /// Its name as the user gave it.
    pub name: String,
    /// Its length in bytes, unpacked.
    pub bytes: u64,
    /// How many of them have been gone through.
    pub read: u64,
    /// The member that is shown, where it is an archive.
    pub member: Option<String>,
    /// What it says about itself and what is odd about it; known when all of it has been read.
    pub outcome: Outcome,
    /// Whether all of it has been read.
    pub is_loaded: bool,
    /// Whether an entry is odd.
    pub has_odd_entries: bool,
    /// What all of its entries add up to.
    pub totals: Totals,
    /// Why it cannot be opened, where that is so.
    pub failure: Option<String>,
    /// What its entries are read from, by whoever is asked to.
    pub source: Option<Arc<Source>>,
}

impl File {
    pub(super) fn add(&mut self, batch: &[Summary]) {
        for summary in batch {
            self.totals.add(summary);
            self.totals.add_span(summary);
        }
    }

    /// Whether something about it, or about an entry, is odd.
    pub fn is_odd(&self) -> bool {
        self.has_odd_entries || self.outcome.anomalies.iter().any(Anomaly::is_odd)
    }
}

/// A file as its tab shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTab {
    /// Its name, without the folder.
    pub name: String,
    /// How many requests failed in it; `None` where it cannot be opened.
    pub failed: Option<usize>,
}
