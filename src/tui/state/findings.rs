//! What was found, by entry.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnose::counts::Counts;
use crate::diagnose::finding::{Diagnosis, Failure, Finding, Kind, Severity, Undecided};
use crate::diagnose::recapture::{Capture, lost_bodies};
use crate::har::index::Index;
use crate::har::scan::Outcome;
use crate::query::finding_index::FindingIndex;

/// The sign of the entry that others are compared with.
pub const MARKED: &str = "•";

/// How an entry is marked in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// An onboard or license POST that failed.
    Failed,
    /// One whose answer the file does not hold.
    Undecided,
    /// Another request that failed.
    OtherFailed,
    /// An entry that deviates from the format.
    Odd,
    /// Nothing.
    None,
}

impl Mark {
    /// The sign in the list.
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

/// What was found, by entry.
#[derive(Debug, Default)]
pub struct Findings {
    pub(super) failed: BTreeMap<usize, Vec<Finding>>,
    pub(super) undecided: BTreeMap<usize, Undecided>,
    pub(super) succeeded: BTreeMap<usize, Kind>,
    /// Failed requests that are no findings.
    pub(super) failures: BTreeMap<usize, Failure>,
    /// Something in the file went to Webex.
    is_webex: bool,
    /// The same as filters ask for it.
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

    /// The findings of an entry.
    pub fn of(&self, number: usize) -> &[Finding] {
        self.failed.get(&number).map_or(&[], Vec::as_slice)
    }

    /// The numbers.
    pub fn counts(&self) -> Counts {
        let failed = self.failed.values().map(Vec::as_slice);
        Counts::count(failed, self.undecided.len(), self.succeeded.values().copied())
    }

    /// What decides whether the capture has to be recorded again.
    pub fn capture<'a>(&self, index: &'a Index, outcome: &'a Outcome) -> Capture<'a> {
        Capture {
            lost_bodies: lost_bodies(self.failed.values().flatten(), self.undecided.values()),
            has_calls: self.counts().has_calls(),
            is_webex: self.is_webex,
            index,
            outcome,
        }
    }

    /// How many requests failed.
    pub fn count_failed(&self) -> usize {
        let is_error =
            |findings: &&Vec<Finding>| findings.iter().any(|finding| finding.severity == Severity::Error);
        self.failed.values().filter(is_error).count()
    }

    /// The entries with findings: those that failed, then those with something milder.
    pub(super) fn worst_first(&self) -> Vec<usize> {
        let mut found: Vec<usize> = self.failed.keys().copied().collect();
        found.sort_by_key(|entry| self.of(*entry).iter().map(|finding| finding.severity).min());
        found
    }

    /// The entries to step through: those with findings and then those that may have failed; where there are none,
    /// those that did not.
    pub(super) fn stops(&self) -> Vec<usize> {
        let stops: Vec<usize> = {
            let undecided = self.undecided.keys().filter(|entry| !self.failed.contains_key(entry));
            self.worst_first().into_iter().chain(undecided.copied()).collect()
        };
        let asked_for = self.succeeded.iter().filter(|(_, kind)| kind.provisions());
        if stops.is_empty() { asked_for.map(|(entry, _)| *entry).collect() } else { stops }
    }
}
