//! The outcome of a file in numbers and in a few words, for the header of the screen and for the reports.

use super::finding::{Diagnosis, Finding, Kind, Severity};
use crate::text::{Lang, human, words};

/// How many requests and users failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Onboard and license requests that failed.
    pub requests: usize,
    /// Answers of jobs that hold errors.
    pub jobs: usize,
    /// Other requests that failed: of Webex, or of endpoints that only the user's own knowledge has.
    pub others: usize,
    /// Requests with warnings or remarks only.
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
    /// Something failed.
    Failed,
    /// Something may have failed.
    Undecided,
    /// Something needs attention, though it did not fail.
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
        Self::count(by_entry, diagnosis.undecided.len(), diagnosis.succeeded.iter().map(|(_, kind)| *kind))
    }

    /// Counts the findings of each failed entry, and what else there was.
    pub fn count<'f>(
        failed: impl Iterator<Item = &'f [Finding]>,
        undecided: usize,
        succeeded: impl Iterator<Item = Kind>,
    ) -> Self {
        let succeeded = succeeded.filter(|kind| kind.provisions()).count();
        let mut tally = Self { undecided, succeeded, ..Self::default() };
        for findings in failed {
            let Some(gravest) = findings.iter().min_by_key(|finding| finding.severity) else { continue };
            match gravest.kind {
                _ if gravest.severity != Severity::Error => tally.noted += 1,
                Kind::Onboard | Kind::License => tally.requests += 1,
                Kind::Job => tally.jobs += 1,
                Kind::Calling | Kind::Identity | Kind::Partner | Kind::Other => tally.others += 1,
            }
            let counts =
                |finding: &&Finding| finding.kind.provisions() && finding.severity == Severity::Error;
            tally.users += findings.iter().filter(counts).filter(|finding| finding.named().is_some()).count();
        }
        tally
    }

    /// Nothing failed, and nothing is undecided or to be noted.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.requests + self.jobs + self.others + self.undecided + self.noted == 0
    }

    /// Whether the file has an onboard or license request.
    #[must_use]
    pub fn has_calls(&self) -> bool {
        self.requests + self.noted + self.undecided + self.succeeded > 0
    }

    /// The verdict in its parts: `✗ 2 POSTs failed · 3 users`, `? 1 undecided`.
    #[must_use]
    pub fn verdict(&self, lang: Lang) -> Vec<(Tone, String)> {
        let words = &words::words(lang).header;
        let counted = |count: usize, one: &str, many: &str| {
            if count == 1 { one.to_owned() } else { words::fill(many, &[("n", &human::count(count))]) }
        };
        let mut parts = Vec::new();
        if self.requests > 0 {
            let mut failed =
                format!("✗ {}", counted(self.requests, &words.posts_failed_one, &words.posts_failed));
            if self.users > 0 {
                failed.push_str(" · ");
                failed.push_str(&counted(self.users, &words.users_one, &words.users));
            }
            parts.push((Tone::Failed, failed));
        }
        if self.jobs > 0 {
            let jobs = counted(self.jobs, &words.jobs_failed_one, &words.jobs_failed);
            parts.push((Tone::Failed, format!("✗ {jobs}")));
        }
        if self.others > 0 {
            let others = counted(self.others, &words.others_failed_one, &words.others_failed);
            parts.push((Tone::Failed, format!("✗ {others}")));
        }
        if self.undecided > 0 {
            let undecided = words::fill(&words.undecided, &[("n", &human::count(self.undecided))]);
            parts.push((Tone::Undecided, format!("? {undecided}")));
        }
        if self.noted > 0 {
            let noted = counted(self.noted, &words.noted_one, &words.noted);
            parts.push((Tone::Noted, format!("! {noted}")));
        }
        let none_failed = self.requests == 0 && self.undecided == 0;
        if none_failed && self.succeeded > 0 {
            let good = counted(self.succeeded, &words.none_failed_one, &words.none_failed);
            parts.push((Tone::Good, format!("✓ {good}")));
        } else if parts.is_empty() {
            parts.push((Tone::Nothing, words.none_there.clone()));
        }
        parts
    }
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
        assert_eq!(text(Counts { others: 2, ..Counts::default() }), "✗ 2 other requests failed");
        let quiet = Counts { jobs: 1, noted: 1, succeeded: 1, ..Counts::default() };
        let wanted =
            "✗ 1 job answer with errors · ! 1 warning or remark · ✓ 1 onboard or license request, not failed";
        assert_eq!(text(quiet), wanted);
        assert!(!quiet.is_quiet() && Counts { succeeded: 3, ..Counts::default() }.is_quiet());
    }
}
