//! How a file did, in numbers and in a few words: the same in the header of the screen and in the reports.

use super::finding::Diagnosis;
use crate::text::{Lang, human, words};

/// How many requests and users failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Onboard and license requests that failed.
    pub requests: usize,
    /// Failed users that the answers name.
    pub users: usize,
    /// Requests of which the file does not tell.
    pub undecided: usize,
    /// Onboard and license requests that did not fail.
    pub succeeded: usize,
}

/// How a part of the verdict is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something failed.
    Failed,
    /// Something may have failed.
    Undecided,
    /// Nothing failed.
    Good,
    /// There was nothing that could have failed.
    Nothing,
}

impl Tally {
    /// Counts a diagnosis, whose findings stand by entry.
    #[must_use]
    pub fn of(diagnosis: &Diagnosis) -> Self {
        Self {
            requests: diagnosis.findings.chunk_by(|one, next| one.entry == next.entry).count(),
            users: diagnosis.findings.iter().filter(|finding| finding.named().is_some()).count(),
            undecided: diagnosis.undecided.len(),
            succeeded: diagnosis.succeeded.len(),
        }
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
        if self.undecided > 0 {
            let undecided = words::fill(&words.undecided, &[("n", &human::count(self.undecided))]);
            parts.push((Tone::Undecided, format!("? {undecided}")));
        }
        if parts.is_empty() {
            parts.push(match self.succeeded {
                0 => (Tone::Nothing, words.none_there.clone()),
                count => {
                    (Tone::Good, format!("✓ {}", counted(count, &words.none_failed_one, &words.none_failed)))
                }
            });
        }
        parts
    }
}
