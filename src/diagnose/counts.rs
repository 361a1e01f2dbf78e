//! The outcome of a file in numbers and in a few words, for the header of the screen and for the reports.

use std::collections::BTreeSet;

use super::finding::{Diagnosis, Finding, Kind, Severity};
use crate::text::{Lang, human, words};

/// How many requests and users failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Onboard requests that failed.
    pub onboard: usize,
    /// License requests that failed.
    pub license: usize,
    /// Answers of jobs that hold errors.
    pub jobs: usize,
    /// Every request that failed, those above included: what the filter `is:failed` lets through.
    pub failed: usize,
    /// Requests with warnings or remarks only, whose status is no failure.
    pub noted: usize,
    /// Failed users that the answers name.
    pub users: usize,
    /// Requests of which the file does not tell.
    pub undecided: usize,
    /// Onboard and license requests that did not fail.
    pub succeeded: usize,
}

/// What a part of the verdict says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// An onboard or license request, or a job, failed.
    Failed,
    /// Something may have failed.
    Undecided,
    /// Another request failed, or something needs attention.
    Noted,
    /// Nothing failed.
    Good,
    /// There was nothing that could have failed.
    Nothing,
}

impl Counts {
    /// Counts a diagnosis, whose findings are sorted by entry.
    #[must_use]
    pub fn of(diagnosis: &Diagnosis) -> Self {
        let by_entry = diagnosis.findings.chunk_by(|one, next| one.entry == next.entry);
        let succeeded = diagnosis.succeeded.iter().map(|(_, kind)| *kind);
        Self::count(by_entry, &diagnosis.failed_by_status, diagnosis.undecided.len(), succeeded)
    }

    /// Counts the findings of each entry, the entries that failed by their status, and what else there was.
    pub fn count<'f>(
        findings: impl Iterator<Item = &'f [Finding]>,
        failed_by_status: &BTreeSet<usize>,
        undecided: usize,
        succeeded: impl Iterator<Item = Kind>,
    ) -> Self {
        let succeeded = succeeded.filter(|kind| kind.provisions()).count();
        let mut counts = Self { undecided, succeeded, failed: failed_by_status.len(), ..Self::default() };
        for findings in findings {
            let Some(gravest) = findings.iter().min_by_key(|finding| finding.severity) else { continue };
            let is_failed = gravest.severity == Severity::Error;
            if !failed_by_status.contains(&gravest.entry) {
                *(if is_failed { &mut counts.failed } else { &mut counts.noted }) += 1;
            }
            match gravest.kind {
                _ if !is_failed => {}
                Kind::Onboard => counts.onboard += 1,
                Kind::License => counts.license += 1,
                Kind::Job => counts.jobs += 1,
                Kind::Calling | Kind::Identity | Kind::Partner | Kind::Other => {}
            }
            let counted =
                |finding: &&Finding| finding.kind.provisions() && finding.severity == Severity::Error;
            counts.users +=
                findings.iter().filter(counted).filter(|finding| finding.named().is_some()).count();
        }
        counts
    }

    /// Failed requests that are neither onboard nor license requests nor jobs.
    #[must_use]
    pub fn others(&self) -> usize {
        self.failed.saturating_sub(self.onboard + self.license + self.jobs)
    }

    /// Nothing failed, and nothing is undecided or to be noted.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.failed + self.undecided + self.noted == 0
    }

    /// Whether the file has an onboard or license request.
    #[must_use]
    pub fn has_calls(&self) -> bool {
        self.onboard + self.license + self.noted + self.undecided + self.succeeded > 0
    }

    /// The verdict in its parts: `✗ 2 onboard failures · 3 users`, `5 other failed`, `? 1 undecided`.
    #[must_use]
    pub fn verdict(&self, lang: Lang) -> Vec<(Tone, String)> {
        let words = &words::words(lang).header;
        let mut parts = Vec::new();
        if let Some(failed) = self.provisioning(words) {
            let users = counted(self.users, &words.users_one, &words.users);
            let users = if self.users > 0 { format!(" · {users}") } else { String::new() };
            parts.push((Tone::Failed, format!("✗ {failed}{users}")));
        }
        if self.jobs > 0 {
            let jobs = counted(self.jobs, &words.jobs_failed_one, &words.jobs_failed);
            parts.push((Tone::Failed, format!("✗ {jobs}")));
        }
        if self.undecided > 0 {
            let undecided = words::fill(&words.undecided, &[("n", &human::count(self.undecided))]);
            parts.push((Tone::Undecided, format!("? {undecided}")));
        }
        let provisioned = self.onboard + self.license + self.undecided;
        if provisioned == 0 && self.succeeded > 0 {
            let good = counted(self.succeeded, &words.none_failed_one, &words.none_failed);
            parts.push((Tone::Good, format!("✓ {good}")));
        }
        match self.others() {
            0 => {}
            others if parts.is_empty() => {
                let failed = counted(others, &words.failed_one, &words.failed);
                parts.push((Tone::Noted, format!("! {failed}")));
            }
            others => parts.push((Tone::Noted, counted(others, &words.also_failed, &words.also_failed))),
        }
        if self.noted > 0 {
            let noted = counted(self.noted, &words.noted_one, &words.noted);
            parts.push((Tone::Noted, format!("! {noted}")));
        }
        if provisioned + self.succeeded + self.jobs + self.noted == 0 {
            parts.push((Tone::Nothing, words.none_there.clone()));
        }
        parts
    }

    /// The onboard and license requests that failed, in words.
    fn provisioning(&self, words: &words::Header) -> Option<String> {
        Some(match (self.onboard, self.license) {
            (0, 0) => return None,
            (onboard, 0) => counted(onboard, &words.onboard_failed_one, &words.onboard_failed),
            (0, license) => counted(license, &words.license_failed_one, &words.license_failed),
            (onboard, license) => counted(onboard + license, "", &words.provisioning_failed),
        })
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    words::fill(if count == 1 { one } else { many }, &[("n", &human::count(count))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_counted_as_what_it_is() {
        let text = |tally: Counts| {
            tally.verdict(Lang::En).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" · ")
        };
        assert_eq!(text(Counts::default()), "no onboard or license request");
        let others = Counts { failed: 2, ..Counts::default() };
        assert_eq!(text(others), "! 2 requests failed · no onboard or license request");
        let both = Counts { onboard: 1, license: 2, users: 3, failed: 5, ..Counts::default() };
        assert_eq!(text(both), "✗ 3 onboard and license failures · 3 users · 2 other failed");
        let quiet = Counts { jobs: 1, failed: 1, noted: 1, succeeded: 1, ..Counts::default() };
        let wanted = "✗ 1 job answer with errors · ✓ 1 onboard or license request OK · ! 1 warning or remark";
        assert_eq!(text(quiet), wanted);
        assert!(!quiet.is_quiet() && Counts { succeeded: 3, ..Counts::default() }.is_quiet());
    }
}
