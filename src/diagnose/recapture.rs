//! Why a capture cannot show why a user was not added, and so has to be recorded again.

use std::collections::HashSet;

use super::counts::Counts;
use super::exporter::Exporter;
use super::finding::{Diagnosis, Finding, Reason, Undecided};
use crate::har::index::Index;
use crate::har::resource::Resource;
use crate::har::scan::Outcome;
use crate::har::store::Store;

/// What a capture lacks, and what it was recorded with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recapture {
    /// What it lacks.
    pub lack: Lack,
    /// The program that exported it.
    pub exporter: Exporter,
}

/// What a capture lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// It holds no request at all.
    Entries,
    /// It is cut off, and what is left has no onboard or license request.
    End,
    /// It has neither an onboard or license request nor the page of Control Hub: the recording began too late.
    Beginning,
    /// It has no onboard or license request.
    Request,
    /// The responses to this number of onboard or license requests were not recorded.
    Bodies(usize),
}

impl Lack {
    /// Stable name, as in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::End => "end",
            Self::Beginning => "beginning",
            Self::Request => "request",
            Self::Bodies(_) => "bodies",
        }
    }
}

/// What decides whether a capture has to be recorded again.
#[derive(Debug, Clone, Copy)]
pub struct Capture<'a> {
    /// Onboard and license requests whose answer was not kept.
    pub lost_bodies: usize,
    /// It has onboard or license requests.
    pub has_calls: bool,
    /// Something in it went to Webex.
    pub is_webex: bool,
    /// Its entries.
    pub index: &'a Index,
    /// The scan of the file.
    pub outcome: &'a Outcome,
}

impl<'a> Capture<'a> {
    /// A file that was diagnosed as a whole.
    #[must_use]
    pub fn of(diagnosis: &Diagnosis, store: &'a Store) -> Self {
        Self {
            lost_bodies: lost_bodies(diagnosis.findings.iter(), diagnosis.undecided.iter()),
            has_calls: Counts::of(diagnosis).has_calls(),
            is_webex: diagnosis.is_webex,
            index: &store.index,
            outcome: &store.outcome,
        }
    }

    /// `None` where the capture has what the diagnosis needs, or is about something else than Webex.
    #[must_use]
    pub fn recapture(self) -> Option<Recapture> {
        let has_page = || self.index.iter().any(|(_, summary)| summary.resource == Resource::Document);
        let lack = match self.lost_bodies {
            _ if self.index.is_empty() => Lack::Entries,
            1.. => Lack::Bodies(self.lost_bodies),
            0 if !self.is_webex || self.has_calls => return None,
            0 if self.outcome.cut_at.is_some() => Lack::End,
            0 if !has_page() => Lack::Beginning,
            0 => Lack::Request,
        };
        Some(Recapture { lack, exporter: Exporter::of(&self.outcome.head) })
    }
}

/// The onboard and license requests whose answer was not kept. Findings of one answer count once.
pub fn lost_bodies<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    undecided: impl Iterator<Item = &'f Undecided>,
) -> usize {
    let lost = findings.filter(|finding| finding.missing.is_some() && finding.http_status.is_some());
    let entries: HashSet<usize> = lost.map(|finding| finding.entry).collect();
    entries.len() + undecided.filter(|undecided| matches!(undecided.reason, Reason::BodyMissing(_))).count()
}
