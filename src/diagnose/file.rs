//! A whole file, entry by entry: which ones to read, and what they come to.

use std::collections::HashMap;

use super::engine::Engine;
use super::exporter::Exporter;
use super::finding::{Diagnosis, Finding, Reason, Undecided, Verdict};
use super::{facts, nearby, retry};
use crate::har::index::Index;
use crate::har::store::{Store, read_entry, read_into};
use crate::har::{body, source::Source, summary::Summary};

impl Engine<'_> {
    /// Diagnoses a file that has been scanned to its end.
    #[must_use]
    pub fn diagnose(&self, store: &Store) -> Diagnosis {
        let mut diagnosis = Diagnosis::default();
        for (number, summary) in store.index.iter() {
            self.examine_entry(number, summary, &store.source, &mut diagnosis);
        }
        self.find_statuses(&mut diagnosis, &store.index, &store.source);
        diagnosis.note_exporter(Exporter::of(&store.outcome.head));
        diagnosis
    }

    /// Diagnoses one entry by itself.
    #[must_use]
    pub fn diagnose_entry(&self, store: &Store, number: usize) -> Diagnosis {
        let mut diagnosis = Diagnosis::default();
        if let Some(summary) = store.index.get(number) {
            self.examine_entry(number, summary, &store.source, &mut diagnosis);
        }
        diagnosis
    }

    /// Examines the next entries of a file that is still being scanned; `first` is the number of the first of them.
    #[must_use]
    pub fn examine_entries(&self, first: usize, entries: &[Summary], source: &Source) -> Diagnosis {
        let mut diagnosis = Diagnosis::default();
        for (place, summary) in entries.iter().enumerate() {
            self.examine_entry(first + place, summary, source, &mut diagnosis);
        }
        diagnosis
    }

    /// Looks up what only the whole file shows: the failed users' account status, and which refused calls were made
    /// again.
    pub fn find_statuses(&self, diagnosis: &mut Diagnosis, index: &Index, source: &Source) {
        retry::link(diagnosis);
        nearby::note(&mut diagnosis.findings, index);
        self.find_organization(&mut diagnosis.findings, index);
        self.user_statuses(
            &mut diagnosis.findings,
            index,
            &|number, bytes| {
                index.get(number).is_some_and(|summary| read_into(source, summary.span, bytes).is_ok())
            },
            &mut |number| Some(body::response(&read_entry(source, index.get(number)?.span).ok()?, source)),
        );
    }

    /// Gives findings that name no organization the one that most of the file's requests are about: of those that add
    /// users or assign licenses, else of all.
    fn find_organization(&self, findings: &mut [Finding], index: &Index) {
        if findings.iter().all(|finding| finding.organization_id.is_some()) {
            return;
        }
        let candidates = index.iter().filter(|(_, summary)| self.is_candidate(summary).is_some());
        let most = most_frequent(candidates).or_else(|| most_frequent(index.iter()));
        for finding in findings.iter_mut().filter(|finding| finding.organization_id.is_none()) {
            finding.organization_elsewhere.clone_from(&most);
        }
    }

    /// Reads an entry only where it may be an onboard or license request. One that cannot be read is undecided.
    fn examine_entry(&self, number: usize, summary: &Summary, source: &Source, diagnosis: &mut Diagnosis) {
        let Some(kind) = self.is_candidate(summary) else { return };
        let verdict = match read_entry(source, summary.span) {
            Ok(entry) => {
                let (request, response) = (body::request(&entry, source), body::response(&entry, source));
                diagnosis.calls.extend(self.call(number, summary, &request));
                self.examine(number, summary, &entry, &request, &response)
            }
            Err(error) => Verdict::Undecided(Undecided {
                entry: number,
                kind,
                url: summary.url.to_string(),
                http_status: summary.status,
                reason: Reason::Unreadable(error.to_string()),
            }),
        };
        match verdict {
            Verdict::Failed(findings) => diagnosis.findings.extend(findings),
            Verdict::Undecided(undecided) => diagnosis.undecided.push(undecided),
            Verdict::Succeeded => diagnosis.succeeded.push((number, kind)),
            Verdict::NotCandidate => {}
        }
    }
}

/// The organization that most URLs name; of several, the first.
fn most_frequent<'s>(entries: impl Iterator<Item = (usize, &'s Summary)>) -> Option<String> {
    let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
    for (number, summary) in entries {
        if let Some(id) = facts::organization_in_url(&summary.url) {
            counts.entry(id).or_insert((0, number)).0 += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(_, (count, first))| (*count, std::cmp::Reverse(*first)));
    most.map(|(id, _)| id)
}
