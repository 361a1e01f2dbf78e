//! A whole file, entry by entry: which ones to read, and what they come to.

use std::collections::HashMap;

use super::engine::Engine;
use super::exporter::Exporter;
use super::finding::{Diagnosis, Finding, Kind, Reason, Undecided, Verdict};
use super::{facts, failure, json, nearby, redirect, retry};
use crate::har::entry::Entry;
use crate::har::index::Index;
use crate::har::store::{Store, read_bytes, read_entry};
use crate::har::{body, source::Source, summary::Summary, url::Url};

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
        redirect::follow(diagnosis, index, |summary| self.is_candidate(summary).is_some());
        retry::link(diagnosis);
        failure::link(diagnosis, self.knowledge(), index, source);
        nearby::note(&mut diagnosis.findings, index);
        self.find_organization(&mut diagnosis.findings, index, source);
        self.user_statuses(
            &mut diagnosis.findings,
            index,
            &|number, bytes| {
                index.get(number).is_some_and(|summary| read_bytes(source, summary.span, bytes).is_ok())
            },
            &mut |number| Some(body::response(&read_entry(source, index.get(number)?.span).ok()?, source)),
        );
    }

    /// Gives findings that name no organization the one that most of the file's requests are about: of those that add
    /// users or assign licenses, else of all, else the one that an answer names.
    fn find_organization(&self, findings: &mut [Finding], index: &Index, source: &Source) {
        if findings.iter().all(|finding| finding.organization_id.is_some()) {
            return;
        }
        let candidates = index.iter().filter(|(_, summary)| self.is_candidate(summary).is_some());
        let most = most_frequent(candidates)
            .or_else(|| most_frequent(index.iter()))
            .or_else(|| in_answers(index, source));
        for finding in findings.iter_mut().filter(|finding| finding.organization_id.is_none()) {
            finding.organization_elsewhere.clone_from(&most);
        }
    }

    /// Reads an entry only where it may be a request that the knowledge is about, or may have failed. Of the former, one that
    /// cannot be read is undecided.
    fn examine_entry(&self, number: usize, summary: &Summary, source: &Source, diagnosis: &mut Diagnosis) {
        if summary.has_failed() {
            diagnosis.failed_by_status.insert(number);
        }
        let whole = whole_url(summary, source);
        let summary = whole.as_ref().unwrap_or(summary);
        let candidate = self.is_candidate(summary);
        if candidate.is_none() && !failure::may_have_failed(summary) {
            return;
        }
        let kind = candidate.unwrap_or(Kind::Other);
        let verdict = match read_entry(source, summary.span) {
            Ok(entry) => {
                let (request, response) = (body::request(&entry, source), body::response(&entry, source));
                diagnosis.calls.extend(self.call(number, summary, &request));
                let verdict = self.examine(number, summary, &entry, &request, &response);
                if verdict == Verdict::NotCandidate {
                    diagnosis.failures.extend(failure::failure(
                        self.knowledge(),
                        number,
                        summary,
                        &entry,
                        source,
                    ));
                }
                verdict
            }
            Err(_) if candidate.is_none() => Verdict::NotCandidate,
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
            Verdict::FailedInPart(findings, undecided) => {
                diagnosis.findings.extend(findings);
                diagnosis.undecided.push(undecided);
            }
            Verdict::Undecided(undecided) => diagnosis.undecided.push(undecided),
            Verdict::Succeeded => diagnosis.succeeded.push((number, kind)),
            Verdict::Queued => {
                diagnosis.succeeded.push((number, kind));
                if let Some(call) = diagnosis.calls.last_mut() {
                    call.is_queued = true;
                }
            }
            Verdict::NotCandidate => {}
        }
    }
}

/// The summary with its whole URL, where what is kept of it ends within the path: the end decides.
fn whole_url(summary: &Summary, source: &Source) -> Option<Summary> {
    if !summary.is_url_cut() || summary.url.contains(['?', '#']) || !Url::parse(&summary.url).is_web() {
        return None;
    }
    let url = read_entry(source, summary.span).ok()?.request.url.into();
    Some(Summary { url, ..summary.clone() })
}

/// The organization that most URLs name; of several that are named equally often, the first by its ID.
fn most_frequent<'s>(entries: impl Iterator<Item = (usize, &'s Summary)>) -> Option<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for id in entries.filter_map(|(_, summary)| facts::organization_in_url(&summary.url)) {
        *counts.entry(id).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by(|(id, count), (other, others)| count.cmp(others).then(other.cmp(id)))
        .map(|(id, _)| id)
}

/// Entries whose bodies are looked into for an organization that no URL names.
const MAX_ANSWERS: usize = 200;

/// The only organization that the answers of a file name.
fn in_answers(index: &Index, source: &Source) -> Option<String> {
    let is_json = |summary: &Summary| summary.mime.contains("json");
    let mut found: Option<String> = None;
    for (_, summary) in index.iter().filter(|(_, summary)| is_json(summary)).take(MAX_ANSWERS) {
        let mut bytes = Vec::new();
        if read_bytes(source, summary.span, &mut bytes).is_err()
            || memchr::memmem::find(&bytes, b"rgId")
                .or_else(|| memchr::memmem::find(&bytes, b"base64"))
                .is_none()
        {
            continue;
        }
        let response = body::response(&Entry::parse(&bytes, summary.span.start), source);
        let parsed = response.text().and_then(json::parse);
        let named = parsed.and_then(|parsed| facts::organization_in_body(&parsed.value));
        match (&found, named) {
            (Some(one), Some(other)) if *one != other => return None,
            (None, Some(named)) => found = Some(named),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
