//! What came after a failed call: the same call again, where it was refused for the moment (a renewed token after 401,
//! a wait after 429), and the next call for the same user.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::finding::{Call, Diagnosis, Finding, Person, Retry, Severity};

/// Statuses after which the same call again is how it is meant to be.
const REFUSED_FOR_NOW: [i64; 2] = [401, 429];

/// Links each finding to what came after it. One that was refused for the moment, and whose call was made again, is no
/// error any more: what became of it is told by the later one.
pub(super) fn link(diagnosis: &mut Diagnosis) {
    if diagnosis.findings.is_empty() {
        return;
    }
    let calls = Calls::of(diagnosis);
    let next: Vec<Option<usize>> = diagnosis.findings.iter().map(|found| calls.same_again(found)).collect();
    for (finding, next) in diagnosis.findings.iter_mut().zip(next) {
        if let Some(entry) = next.filter(|_| is_refused_for_now(finding)) {
            finding.retry = Some(Retry { entry, succeeded: calls.outcome_of(entry), is_same_call: true });
            finding.severity = finding.severity.max(Severity::Warning);
        }
    }
    // a later call that was itself only refused for the moment says nothing; the one after it does
    let passing: BTreeSet<usize> =
        diagnosis.findings.iter().filter(|found| found.retry.is_some()).map(|found| found.entry).collect();
    let later: Vec<Option<Retry>> =
        diagnosis.findings.iter().map(|found| calls.later(found, &passing, &diagnosis.findings)).collect();
    for (finding, later) in diagnosis.findings.iter_mut().zip(later) {
        finding.retry = finding.retry.or(later);
    }
}

fn is_refused_for_now(finding: &Finding) -> bool {
    finding.http_status.is_some_and(|http| REFUSED_FOR_NOW.contains(&http))
}

/// All calls of a file, by what makes two of them the same.
struct Calls {
    by_entry: HashMap<usize, Call>,
    /// By method, URL and the users asked for.
    same: HashMap<(String, Vec<Person>), BTreeSet<usize>>,
    /// By endpoint and a user's name in lower case.
    of_user: HashMap<(String, String), BTreeSet<usize>>,
    outcomes: BTreeMap<usize, Option<bool>>,
    /// Where the findings of an entry stand.
    findings: HashMap<usize, Range<usize>>,
}

impl Calls {
    fn of(diagnosis: &Diagnosis) -> Self {
        let mut outcomes = BTreeMap::new();
        outcomes.extend(diagnosis.undecided.iter().map(|undecided| (undecided.entry, None)));
        outcomes.extend(diagnosis.succeeded.iter().map(|(entry, _)| (*entry, Some(true))));
        outcomes.extend(diagnosis.findings.iter().map(|finding| (finding.entry, Some(false))));
        let (mut same, mut of_user) = (HashMap::new(), HashMap::new());
        let mut by_entry = HashMap::new();
        for call in diagnosis.calls.iter().filter(|call| outcomes.contains_key(&call.entry)) {
            let key = (call.target.clone(), call.people.clone());
            same.entry(key).or_insert_with(BTreeSet::new).insert(call.entry);
            for name in call.people.iter().flat_map(names) {
                let key = (call.endpoint.clone(), name);
                of_user.entry(key).or_insert_with(BTreeSet::new).insert(call.entry);
            }
            by_entry.insert(call.entry, call.clone());
        }
        let mut findings: HashMap<usize, Range<usize>> = HashMap::new();
        for (place, finding) in diagnosis.findings.iter().enumerate() {
            findings.entry(finding.entry).or_insert(place..place).end = place + 1;
        }
        Self { by_entry, same, of_user, outcomes, findings }
    }

    fn outcome_of(&self, entry: usize) -> Option<bool> {
        self.outcomes.get(&entry).copied().flatten()
    }

    /// The next entry that made the same call.
    fn same_again(&self, finding: &Finding) -> Option<usize> {
        let call = self.by_entry.get(&finding.entry)?;
        let entries = self.same.get(&(call.target.clone(), call.people.clone()))?;
        entries.range(finding.entry + 1..).next().copied()
    }

    /// The next call to the same endpoint for the same user; where the answer names no user, for the same users.
    fn later(&self, finding: &Finding, passing: &BTreeSet<usize>, all: &[Finding]) -> Option<Retry> {
        let call = self.by_entry.get(&finding.entry).filter(|_| finding.kind.provisions())?;
        let Some(user) = finding.named() else {
            let entries = self.same.get(&(call.target.clone(), call.people.clone()))?;
            let mut entries = entries.range(finding.entry + 1..).filter(|entry| !passing.contains(entry));
            let entry = *entries.next().filter(|_| !call.people.is_empty())?;
            return Some(Retry { entry, succeeded: self.outcome_of(entry), is_same_call: true });
        };
        let person = Person { email: user.email.clone(), uuid: user.uuid.clone() };
        let own: Vec<String> = names(&person).collect();
        let entries = own.iter().filter_map(|name| {
            let entries = self.of_user.get(&(call.endpoint.clone(), name.clone()))?;
            entries.range(finding.entry + 1..).find(|entry| !passing.contains(entry)).copied()
        });
        let entry = entries.min()?;
        // of several users in one call, this one may have succeeded
        let of_entry = self.findings.get(&entry).map_or(&[][..], |places| &all[places.clone()]);
        let failed = |found: &Finding| match found.named() {
            Some(user) => {
                [&user.email, &user.uuid].into_iter().flatten().any(|name| own.contains(&name.to_lowercase()))
            }
            None => true,
        };
        let succeeded = match self.outcome_of(entry) {
            Some(false) => Some(!of_entry.iter().any(failed)),
            told => told,
        };
        Some(Retry { entry, succeeded, is_same_call: false })
    }
}

fn names(person: &Person) -> impl Iterator<Item = String> + use<> {
    let names = [&person.email, &person.uuid].map(|name| name.as_ref().map(|name| name.to_lowercase()));
    names.into_iter().flatten()
}
