//! What the findings of a file have in common: one cause may have failed many users, in many requests.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::finding::{Finding, Severity};

/// What findings of the same cause share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key<'f> {
    severity: Severity,
    rule: Option<&'f str>,
    code: Option<&'f str>,
    inner_code: Option<&'f str>,
    message: Option<&'f str>,
    product: Option<&'f str>,
}

impl<'f> Key<'f> {
    pub(super) fn of(finding: &'f Finding) -> Self {
        let error = &finding.error;
        // For an unknown error, or a network error, only the text distinguishes two causes.
        let known = finding.http_status.is_some() && finding.rule.is_some() || error.code.is_some();
        Self {
            severity: finding.severity,
            rule: finding.rule.as_deref(),
            code: error.code.as_deref(),
            inner_code: error.inner_code.as_deref(),
            message: error.message.as_deref().filter(|_| !known),
            product: finding.product.as_deref(),
        }
    }
}

/// One cause, over the whole file.
#[derive(Debug)]
pub struct Cause<'f> {
    /// The first finding that it explains.
    pub first: &'f Finding,
    /// How many failed users are named.
    pub users: usize,
    /// The entries, in their order.
    pub entries: Vec<usize>,
    /// Its findings, in their order.
    pub findings: Vec<&'f Finding>,
}

impl Cause<'_> {
    /// How many of its findings were followed by a later call that succeeded, and by one that failed too.
    #[must_use]
    pub fn retried(&self) -> (usize, usize) {
        let outcomes = || self.findings.iter().filter_map(|finding| finding.retry?.succeeded);
        (
            outcomes().filter(|succeeded| *succeeded).count(),
            outcomes().filter(|succeeded| !*succeeded).count(),
        )
    }

    /// `startedDateTime` of its first and last request; `None` where the file has none.
    #[must_use]
    pub fn times(&self) -> Option<(&str, &str)> {
        let times =
            || self.findings.iter().map(|finding| finding.started.as_str()).filter(|at| !at.is_empty());
        Some((times().min()?, times().max()?))
    }
}

/// The causes of a file's findings.
#[derive(Debug, Default)]
pub struct Causes<'f> {
    causes: Vec<Cause<'f>>,
    places: HashMap<Key<'f>, usize>,
}

impl<'f> Causes<'f> {
    /// The causes of findings, which are sorted by entry.
    pub fn of(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut all = Self::default();
        for finding in findings {
            let place = *all.places.entry(Key::of(finding)).or_insert(all.causes.len());
            if place == all.causes.len() {
                all.causes.push(Cause {
                    first: finding,
                    users: 0,
                    entries: Vec::new(),
                    findings: Vec::new(),
                });
            }
            if let Some(cause) = all.causes.get_mut(place) {
                cause.findings.push(finding);
                cause.users += usize::from(finding.named().is_some());
                if cause.entries.last() != Some(&finding.entry) {
                    cause.entries.push(finding.entry);
                }
            }
        }
        all
    }

    /// The cause of a finding.
    #[must_use]
    pub fn of_finding(&self, finding: &Finding) -> Option<&Cause<'f>> {
        self.places.get(&Key::of(finding)).and_then(|place| self.causes.get(*place))
    }

    /// All of them: errors before what is only to be noted, those of the most users and requests first.
    #[must_use]
    pub fn ranked(&self) -> Vec<&Cause<'f>> {
        let mut ranked: Vec<_> = self.causes.iter().collect();
        ranked.sort_by_key(|cause| (cause.first.severity, Reverse((cause.users, cause.entries.len()))));
        ranked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::api_error::ApiError;
    use crate::diagnose::finding::User;

    fn finding(entry: usize, email: &str, code: Option<&str>, message: &str) -> Finding {
        let user = User { email: Some(email.to_owned()), ..User::default() };
        let error = ApiError {
            code: code.map(str::to_owned),
            message: Some(crate::redact::text(message).into_owned()),
            ..ApiError::default()
        };
        Finding { entry, user: Some(user), error, ..Finding::default() }
    }

    #[test]
    fn findings_of_many_entries_share_a_cause() {
        let mild = Finding { severity: Severity::Warning, ..finding(9, "e", Some("5302"), "x") };
        let findings = [
            finding(1, "a", None, "first"),
            finding(3, "b", Some("5302"), "one text"),
            finding(3, "c", Some("5302"), "another"),
            finding(7, "d", Some("5302"), "a third"),
            finding(8, "a", None, "second"),
            mild,
        ];
        let causes = Causes::of(&findings);
        let ranked: Vec<_> =
            causes.ranked().iter().map(|cause| (cause.users, cause.entries.clone())).collect();
        assert_eq!(ranked, [(3, vec![3, 7]), (1, vec![1]), (1, vec![8]), (1, vec![9])]);
        assert_eq!(causes.of_finding(&findings[3]).map(|cause| cause.first.entry), Some(3));
        assert!(Causes::default().of_finding(&findings[0]).is_none());
    }
}
