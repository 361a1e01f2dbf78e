//! Refused calls that the page simply made again: a renewed token (401), or a wait (429).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    engine::Engine,
    finding::{Diagnosis, Person, Retry},
};
use crate::har::{body, index::Index, source::Source, store::read_entry, summary::Summary};

/// Statuses after which the same call again is how it is meant to be.
const REFUSED_FOR_NOW: [i64; 2] = [401, 429];

/// What makes two calls the same: method, URL up to the query, and the users asked for.
type Call = (String, String, Vec<Person>);

impl Engine<'_> {
    /// Links each finding of a call that was refused for the moment to the next entry that made the same call.
    pub(super) fn link_retries(&self, diagnosis: &mut Diagnosis, index: &Index, source: &Source) {
        let for_now = |http: Option<i64>| http.is_some_and(|http| REFUSED_FOR_NOW.contains(&http));
        if !diagnosis.findings.iter().any(|finding| for_now(finding.http_status)) {
            return;
        }
        let mut outcomes: BTreeMap<usize, Option<bool>> = BTreeMap::new();
        outcomes.extend(diagnosis.undecided.iter().map(|undecided| (undecided.entry, None)));
        outcomes.extend(diagnosis.succeeded.iter().map(|(entry, _)| (*entry, Some(true))));
        outcomes.extend(diagnosis.findings.iter().map(|finding| (finding.entry, Some(false))));
        let mut calls: HashMap<Call, BTreeSet<usize>> = HashMap::new();
        let mut call_of: HashMap<usize, Call> = HashMap::new();
        for &entry in outcomes.keys() {
            let Some(call) = index.get(entry).and_then(|summary| self.call(summary, source)) else {
                continue;
            };
            calls.entry(call.clone()).or_default().insert(entry);
            call_of.insert(entry, call);
        }
        for finding in diagnosis.findings.iter_mut().filter(|finding| for_now(finding.http_status)) {
            let same = call_of.get(&finding.entry).and_then(|call| calls.get(call));
            let next = same.and_then(|entries| entries.range(finding.entry + 1..).next());
            finding.retry =
                next.map(|&entry| Retry { entry, succeeded: outcomes.get(&entry).copied().flatten() });
        }
    }

    fn call(&self, summary: &Summary, source: &Source) -> Option<Call> {
        let entry = read_entry(source, summary.span).ok()?;
        let people = self.requested(summary, &body::request(&entry, source));
        let end = summary.url.find(['?', '#']).unwrap_or(summary.url.len());
        let url = summary.url[..end].trim_end_matches('/').to_owned();
        Some((summary.method.to_ascii_uppercase(), url, people))
    }
}
