//! Findings by entry.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnose::counts::Counts;
use crate::diagnose::finding::{Diagnosis, Failure, Finding, Kind, Severity, Undecided};
use crate::diagnose::recapture::{Capture, lost_bodies};
use crate::har::index::Index;
use crate::har::scan::Outcome;
use crate::query::finding_index::FindingIndex;

/// The sign of the entry marked for comparison.
pub const MARKED: &str = "•";

/// The mark of an entry in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A failed onboard or license request.
    Failed,
    /// An onboard or license request whose response body is missing, so that its result is unknown.
    Undecided,
    /// Another failed request.
    OtherFailed,
    /// An entry with format anomalies.
    Odd,
    None,
}

impl Mark {
    pub fn sign(self) -> &'static str {
        match self {
            Self::Failed => "✗",
            Self::Undecided => "?",
            Self::OtherFailed => "!",
            Self::Odd => "~",
            Self::None => " ",
        }
    }
}

/// Findings and other failures by entry.
#[derive(Debug, Default)]
pub struct Findings {
    pub(super) failed: BTreeMap<usize, Vec<Finding>>,
    pub(super) undecided: BTreeMap<usize, Undecided>,
    pub(super) succeeded: BTreeMap<usize, Kind>,
    /// Failed requests without a finding.
    pub(super) failures: BTreeMap<usize, Failure>,
    /// Whether the file contains a request to Webex.
    is_webex: bool,
    /// The same data, indexed for filters.
    pub(super) found: Arc<FindingIndex>,
}

impl Findings {
    pub(super) fn add(&mut self, diagnosis: Diagnosis) {
        Arc::make_mut(&mut self.found).add(&diagnosis);
        self.is_webex |= diagnosis.is_webex;
        for finding in diagnosis.findings {
            self.failed.entry(finding.entry).or_default().push(finding);
        }
        self.undecided.extend(diagnosis.undecided.into_iter().map(|undecided| (undecided.entry, undecided)));
        self.succeeded.extend(diagnosis.succeeded);
        self.failures.extend(diagnosis.failures.into_iter().map(|failure| (failure.entry, failure)));
    }

    pub fn of(&self, number: usize) -> &[Finding] {
        self.failed.get(&number).map_or(&[], Vec::as_slice)
    }

    /// Number of findings by severity.
    pub fn counts(&self) -> Counts {
        let failed = self.failed.values().map(Vec::as_slice);
        Counts::count(failed, self.undecided.len(), self.succeeded.values().copied())
    }

    /// What determines whether the capture must be recorded again.
    pub fn capture<'a>(&self, index: &'a Index, outcome: &'a Outcome) -> Capture<'a> {
        Capture {
            lost_bodies: lost_bodies(self.failed.values().flatten(), self.undecided.values()),
            has_calls: self.counts().has_calls(),
            is_webex: self.is_webex,
            index,
            outcome,
        }
    }

    /// Number of failed requests.
    pub fn count_failed(&self) -> usize {
        let is_error =
            |findings: &&Vec<Finding>| findings.iter().any(|finding| finding.severity == Severity::Error);
        self.failed.values().filter(is_error).count()
    }

    /// Entries with findings: failures first, then milder ones.
    pub(super) fn worst_first(&self) -> Vec<usize> {
        let mut found: Vec<usize> = self.failed.keys().copied().collect();
        found.sort_by_key(|entry| self.of(*entry).iter().map(|finding| finding.severity).min());
        found
    }

    /// The entries that "next failure" visits: those with findings, then those whose result is unknown; if there are
    /// none, the successful onboard and license requests.
    pub(super) fn stops(&self) -> Vec<usize> {
        let stops: Vec<usize> = {
            let undecided = self.undecided.keys().filter(|entry| !self.failed.contains_key(entry));
            self.worst_first().into_iter().chain(undecided.copied()).collect()
        };
        let asked_for = self.succeeded.iter().filter(|(_, kind)| kind.provisions());
        if stops.is_empty() { asked_for.map(|(entry, _)| *entry).collect() } else { stops }
    }
}
