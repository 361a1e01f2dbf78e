//! The diagnosis results by entry, as needed by filters.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnose::api_error::ApiError;
use crate::diagnose::finding::{Diagnosis, Failure, Finding, Kind, Severity};
use crate::har::summary::Summary;
use crate::query::filter::quoted;
use crate::text::fit;

/// The outcome of an onboard or license request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It failed for a user.
    Failed,
    /// There is only a warning or remark about it.
    Noted,
    /// The file does not reveal it.
    Undecided,
    /// Nothing failed.
    Succeeded,
    /// It is another request, which failed.
    OtherFailed,
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
    /// The ids of the rules that explain its errors, their codes and messages.
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
        self.causes.extend(finding.error.message.as_deref().map(str::to_owned));
        for fault in std::iter::once(&finding.error).chain(&finding.other_errors) {
            let ApiError { code, inner_code, tracking_id, .. } = fault;
            self.codes.extend([code, inner_code].into_iter().flatten().cloned());
            self.causes.extend([code, inner_code].into_iter().flatten().cloned());
            self.tracking.extend(tracking_id.clone());
        }
    }
}

/// Whether an entry failed, by its status or by what was found in its answer.
pub(super) fn has_failed(summary: &Summary, facts: Option<&Facts>) -> bool {
    summary.has_failed() || facts.is_some_and(|facts| facts.outcome == Outcome::Failed)
}

/// Characters of a message by which a cause without rule and code is looked for.
const MESSAGE: usize = 60;

/// The filter that lists the requests of a finding's cause.
#[must_use]
pub fn cause_filter(finding: &Finding) -> String {
    let ApiError { code, inner_code, message, .. } = &finding.error;
    let mut names: Vec<&str> =
        [&finding.rule, code, inner_code].into_iter().flatten().map(String::as_str).collect();
    names.dedup();
    if let (true, Some(message)) = (names.is_empty(), message) {
        let part = message.split(['"', '\n']).max_by_key(|part| part.len()).unwrap_or_default();
        names.push(fit::prefix(part, MESSAGE).trim());
    }
    let terms: Vec<String> = names.iter().map(|name| format!("cause:{}", quoted(name))).collect();
    if terms.is_empty() { "is:finding".to_owned() } else { terms.join(" ") }
}

/// The filter that lists the requests that failed as this one did.
#[must_use]
pub fn failure_filter(failure: &Failure) -> String {
    let names = [failure.rule.as_deref(), failure.error.as_deref()].into_iter().flatten();
    let mut terms: Vec<String> = names.map(|name| format!("cause:{}", quoted(name))).collect();
    terms.extend(failure.http_status.map(|status| format!("status-code:{status}")));
    if terms.is_empty() { "is:failed".to_owned() } else { terms.join(" ") }
}

/// The facts of all such entries. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq)]
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
        for failure in &diagnosis.failures {
            let mut facts = Facts::new(Kind::Other, Outcome::OtherFailed);
            facts.causes.extend(failure.rule.clone());
            facts.causes.extend(failure.error.as_deref().map(str::to_owned));
            self.0.insert(failure.entry, Arc::new(facts));
        }
        for findings in diagnosis.findings.chunk_by(|one, next| one.entry == next.entry) {
            let Some(first) = findings.first() else { continue };
            let is_failed = findings.iter().any(|finding| finding.severity == Severity::Error);
            let outcome = if is_failed { Outcome::Failed } else { Outcome::Noted };
            let mut facts = Facts::new(first.kind, outcome);
            findings.iter().for_each(|finding| facts.add(finding));
            self.0.insert(first.entry, Arc::new(facts));
        }
    }

    /// What is known of an entry; `None` where it is no onboard or license request and did not fail.
    #[must_use]
    pub fn of(&self, number: usize) -> Option<&Facts> {
        self.0.get(&number).map(Arc::as_ref)
    }

    /// Whether an onboard or license request failed there, or is to be noted.
    #[must_use]
    pub fn is_found(&self, number: usize) -> bool {
        self.of(number).is_some_and(|facts| matches!(facts.outcome, Outcome::Failed | Outcome::Noted))
    }

    /// Whether an entry failed, by its status or by what its answer says: the one meaning of "failed".
    #[must_use]
    pub fn has_failed(&self, number: usize, summary: &Summary) -> bool {
        has_failed(summary, self.of(number))
    }
}
