//! The file being loaded.

use std::sync::Arc;

use crate::har::anomaly::Anomaly;
use crate::har::scan::Outcome;
use crate::har::source::Source;
use crate::har::summary::Summary;
use crate::query::totals::Totals;

/// What is known about the file so far.
#[derive(Debug, Default)]
pub struct File {
    /// The name as the user gave it.
    pub name: String,
    /// Unpacked length in bytes.
    pub bytes: u64,
    /// Bytes scanned so far.
    pub read: u64,
    /// The member of an archive that is shown.
    pub member: Option<String>,
    /// Metadata and anomalies; complete once the file is loaded.
    pub outcome: Outcome,
    pub is_loaded: bool,
    pub has_odd_entries: bool,
    /// Totals of all entries.
    pub totals: Totals,
    /// The reason why it cannot be opened.
    pub failure: Option<String>,
    /// The opened file, for workers.
    pub source: Option<Arc<Source>>,
}

impl File {
    pub(super) fn add(&mut self, batch: &[Summary]) {
        for summary in batch {
            self.totals.add(summary);
            self.totals.add_span(summary);
        }
    }

    /// Whether the file or one of its entries has anomalies.
    pub fn is_odd(&self) -> bool {
        self.has_odd_entries || self.outcome.anomalies.iter().any(Anomaly::is_odd)
    }
}

/// A file's tab in the title bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTab {
    /// File name without folder.
    pub name: String,
    /// Number of failed requests; `None` if the file cannot be opened.
    pub failed: Option<usize>,
}
