//! The diagnosis results by entry, as needed by filters.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnose::finding::{ApiError, Diagnosis, Finding, Kind};

/// The outcome of an onboard or license request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It failed for a user.
    Failed,
    /// The file does not reveal it.
    Undecided,
    /// Nothing failed.
    Succeeded,
}

/// The facts about an onboard or license request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The kind of request.
    pub kind: Kind,
    /// Its outcome.
    pub outcome: Outcome,
    /// Email addresses and UUIDs of the affected users.
    pub users: Vec<String>,
    /// Its error codes.
    pub codes: Vec<String>,
    /// Its tracking IDs.
    pub tracking: Vec<String>,
    /// IDs of the rules that explain its errors, and the rules' codes.
    pub causes: Vec<String>,
}

impl Facts {
    fn new(kind: Kind, outcome: Outcome) -> Self {
        Self { kind, outcome, users: Vec::new(), codes: Vec::new(), tracking: Vec::new(), causes: Vec::new() }
    }

    fn add(&mut self, finding: &Finding) {
        let named = finding.user.iter().flat_map(|user| [&user.email, &user.uuid]);
        let asked = finding.requested.iter().flat_map(|person| [&person.email, &person.uuid]);
        self.users.extend(named.chain(asked).flatten().cloned());
        self.tracking.extend(finding.request_tracking_id.clone());
        let rules = [&finding.rule, &finding.http_rule].into_iter().flatten();
        self.causes.extend(rules.cloned());
        for fault in std::iter::once(&finding.error).chain(&finding.other_errors) {
            let ApiError { code, inner_code, tracking_id, .. } = fault;
            self.codes.extend([code, inner_code].into_iter().flatten().cloned());
            self.causes.extend([code, inner_code].into_iter().flatten().cloned());
            self.tracking.extend(tracking_id.clone());
        }
    }
}

/// The facts of all such entries. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct FindingIndex(BTreeMap<usize, Arc<Facts>>);

impl FindingIndex {
    /// Builds the index from a diagnosis.
    #[must_use]
    pub fn of_diagnosis(diagnosis: &Diagnosis) -> Self {
        let mut found = Self::default();
        found.add(diagnosis);
        found
    }

    /// Adds the results of a later part of the file.
    pub fn add(&mut self, diagnosis: &Diagnosis) {
        for (entry, kind) in &diagnosis.succeeded {
            self.0.insert(*entry, Arc::new(Facts::new(*kind, Outcome::Succeeded)));
        }
        for undecided in &diagnosis.undecided {
            self.0.insert(undecided.entry, Arc::new(Facts::new(undecided.kind, Outcome::Undecided)));
        }
        for findings in diagnosis.findings.chunk_by(|one, next| one.entry == next.entry) {
            let Some(first) = findings.first() else { continue };
            let mut facts = Facts::new(first.kind, Outcome::Failed);
            findings.iter().for_each(|finding| facts.add(finding));
            self.0.insert(first.entry, Arc::new(facts));
        }
    }

    /// The facts about an entry; `None` if it is not an onboard or license request.
    #[must_use]
    pub fn of(&self, number: usize) -> Option<&Facts> {
        self.0.get(&number).map(Arc::as_ref)
    }

    /// Whether the entry is a failed onboard or license request.
    #[must_use]
    pub fn is_failed(&self, number: usize) -> bool {
        self.of(number).is_some_and(|facts| facts.outcome == Outcome::Failed)
    }
}
