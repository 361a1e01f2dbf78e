//! Findings by entry.

use std::collections::{BTreeMap, BTreeSet};
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

/// A step of the way through what failed: an entry, or one of several users in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// The entry.
    pub entry: usize,
    /// Which of the entry's findings; 0 where it has none.
    pub user: usize,
    /// Why it is a step.
    pub kind: StopKind,
}

/// Why an entry is a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopKind {
    /// It failed.
    Failed,
    /// The file does not tell whether it failed.
    Undecided,
    /// There is only a warning or remark about it.
    Noted,
    /// It adds a user or assigns a license, and nothing failed.
    Succeeded,
}

/// What was found, by entry.
#[derive(Debug, Default)]
pub struct Findings {
    pub(super) failed: BTreeMap<usize, Vec<Finding>>,
    pub(super) undecided: BTreeMap<usize, Undecided>,
    pub(super) succeeded: BTreeMap<usize, Kind>,
    /// Failed requests without a finding.
    pub(super) failures: BTreeMap<usize, Failure>,
    /// Whether the file contains a request to Webex.
    is_webex: bool,
    failed_by_status: BTreeSet<usize>,
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
        self.failed_by_status.extend(diagnosis.failed_by_status);
    }

    pub fn of(&self, number: usize) -> &[Finding] {
        self.failed.get(&number).map_or(&[], Vec::as_slice)
    }

    /// All findings, by entry.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        self.failed.values().flatten()
    }

    /// The numbers.
    pub fn counts(&self) -> Counts {
        let findings = self.failed.values().map(Vec::as_slice);
        let succeeded = self.succeeded.values().copied();
        Counts::count(findings, &self.failed_by_status, self.undecided.len(), succeeded)
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

    /// Whether an error was found in an entry.
    fn is_error(&self, entry: usize) -> bool {
        self.of(entry).iter().any(|finding| finding.severity == Severity::Error)
    }

    /// How many entries have errors that the knowledge is about.
    #[must_use]
    pub fn count_failed(&self) -> usize {
        self.failed.keys().filter(|entry| self.is_error(**entry)).count()
    }

    /// The entry to begin with: the gravest finding, else what may have failed, else a request that did not, else any
    /// failure.
    pub(super) fn first(&self) -> Option<usize> {
        let worst = |entry: &&usize| self.of(**entry).iter().map(|finding| finding.severity).min();
        let found = self.failed.keys().min_by_key(worst);
        let provisioned = || self.succeeded.iter().find(|(_, kind)| kind.provisions());
        found
            .or_else(|| self.undecided.keys().next())
            .or_else(|| provisioned().map(|(entry, _)| entry))
            .or_else(|| self.failed_by_status.first())
            .copied()
    }

    /// The steps: each user with an error, requests that may have failed, every other request that failed, warnings;
    /// where there are none of these, the requests that did not fail.
    pub(super) fn stops(&self) -> Vec<Stop> {
        let entry = |kind: StopKind| move |entry: &usize| Stop { entry: *entry, user: 0, kind };
        let mut stops: Vec<Stop> = Vec::new();
        for (number, findings) in self.failed.iter().filter(|(number, _)| self.is_error(**number)) {
            let users = 0..findings.len();
            stops.extend(users.map(|user| Stop { entry: *number, user, kind: StopKind::Failed }));
        }
        let is_found = |entry: &&usize| self.failed.contains_key(entry);
        let is_other = |entry: &&usize| !self.is_error(**entry) && !self.undecided.contains_key(entry);
        let undecided = self.undecided.keys().filter(|entry| !is_found(entry));
        stops.extend(undecided.map(entry(StopKind::Undecided)));
        stops.extend(self.failed_by_status.iter().filter(is_other).map(entry(StopKind::Failed)));
        let is_noted = |number: &&usize| !self.is_error(**number) && !self.failed_by_status.contains(number);
        stops.extend(self.failed.keys().filter(is_noted).map(entry(StopKind::Noted)));
        if stops.is_empty() {
            let provisioned = self.succeeded.iter().filter(|(_, kind)| kind.provisions());
            stops.extend(provisioned.map(|(number, _)| entry(StopKind::Succeeded)(number)));
        }
        stops
    }
}
