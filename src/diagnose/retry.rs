//! What came after a failed call: the same call again, where it was refused for the moment (a renewed token after 401,
//! a wait after 429), and the next call for the same user. The requests' times decide what came after; entries without
//! a time, or of the same time, are in no order.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::finding::{Call, Diagnosis, Finding, Retry, Severity};
use super::naming::names;
use super::request::{Person, RequestedUser};

/// Statuses after which the same call is meant to be made again.
const REFUSED_FOR_NOW: [i64; 2] = [401, 429];

/// Links each finding to what came after it. One that was refused for the moment, and whose call was made again later,
/// is only a warning: what became of it is said by the later one.
pub(super) fn link(diagnosis: &mut Diagnosis) {
    if diagnosis.findings.is_empty() {
        return;
    }
    let calls = Calls::of(diagnosis);
    let mut retries: Vec<Option<Retry>> =
        diagnosis.findings.iter().map(|finding| calls.repeated(finding, &diagnosis.findings)).collect();
    // a later call that was itself only refused for the moment says nothing; the one after it does
    let passing: HashSet<usize> = diagnosis
        .findings
        .iter()
        .zip(&retries)
        .filter(|(_, retry)| retry.is_some())
        .map(|(found, _)| found.entry)
        .collect();
    for (finding, retry) in diagnosis.findings.iter().zip(&mut retries) {
        if retry.is_none() {
            *retry = calls.later(finding, &passing, &diagnosis.findings);
        }
    }
    for (finding, retry) in diagnosis.findings.iter_mut().zip(retries) {
        if passing.contains(&finding.entry) {
            finding.severity = finding.severity.max(Severity::Warning);
        }
        finding.retry = retry;
    }
}

/// When a call was made. Times with a zone and those without one cannot be compared.
type Time = (bool, Timestamp);

fn time(started: &str) -> Option<Time> {
    let zoned = started.parse().ok().map(|time| (true, time));
    zoned.or_else(|| {
        let local: DateTime = started.trim().parse().ok()?;
        Some((false, TimeZone::UTC.to_timestamp(local).ok()?))
    })
}

/// How much too early a call may seem to begin: exporters round times, and pages continue before the last byte.
const SLACK_MS: i64 = 1000;

fn ended(started: Timestamp, took_ms: i64) -> Timestamp {
    let took = SignedDuration::from_millis((took_ms - SLACK_MS).max(0));
    started.checked_add(took).unwrap_or(started)
}

/// A call with what is to be known of it.
struct Known<'d> {
    call: &'d Call,
    time: Option<Time>,
    /// When its answer arrived, as far as clocks agree: a call made before that does not react to its failure.
    ended: Option<Time>,
    is_succeeded: bool,
    /// The users whose outcome the file does not show; empty for all of them.
    undecided: Option<HashSet<String>>,
    /// The places of its findings.
    findings: Vec<usize>,
}

/// Calls of one key in the order of their times.
type Timeline = BTreeSet<(Time, usize)>;

/// All calls of a file, by what makes two of them the same.
struct Calls<'d> {
    by_entry: HashMap<usize, Known<'d>>,
    /// By method, URL, organization and the users asked for.
    same: HashMap<(&'d str, Option<&'d str>, Vec<String>), Timeline>,
    /// By endpoint, organization and a user's name.
    of_user: HashMap<(&'d str, Option<&'d str>, String), Timeline>,
}

impl<'d> Calls<'d> {
    fn of(diagnosis: &'d Diagnosis) -> Self {
        let mut by_entry: HashMap<usize, Known<'d>> = HashMap::new();
        for call in &diagnosis.calls {
            let started = time(&call.started);
            let known = Known {
                call,
                time: started,
                ended: started.map(|(is_zoned, time)| (is_zoned, ended(time, call.took_ms))),
                is_succeeded: false,
                undecided: None,
                findings: Vec::new(),
            };
            by_entry.insert(call.entry, known);
        }
        for (place, finding) in diagnosis.findings.iter().enumerate() {
            if let Some(known) = by_entry.get_mut(&finding.entry) {
                known.findings.push(place);
            }
        }
        for undecided in &diagnosis.undecided {
            if let Some(known) = by_entry.get_mut(&undecided.entry) {
                let users = undecided.users().iter().flat_map(|person| names(&person.email, &person.uuid));
                known.undecided = Some(users.collect());
            }
        }
        for (entry, _) in &diagnosis.succeeded {
            if let Some(known) = by_entry.get_mut(entry) {
                known.is_succeeded = true;
            }
        }
        by_entry
            .retain(|_, known| known.is_succeeded || known.undecided.is_some() || !known.findings.is_empty());
        let (mut same, mut of_user): (HashMap<_, Timeline>, HashMap<_, Timeline>) = Default::default();
        for (entry, known) in &by_entry {
            let Some(time) = known.time else { continue };
            let call = known.call;
            let organization = call.organization.as_deref();
            same.entry((call.target.as_str(), organization, all_names(&call.users)))
                .or_default()
                .insert((time, *entry));
            for name in call.users.iter().flat_map(|user| names(&user.person.email, &user.person.uuid)) {
                of_user
                    .entry((call.endpoint.as_str(), organization, name))
                    .or_default()
                    .insert((time, *entry));
            }
        }
        Self { by_entry, same, of_user }
    }

    /// The same call made again after it was refused for the moment.
    fn repeated(&self, finding: &Finding, all: &[Finding]) -> Option<Retry> {
        let is_refused = finding.http_status.is_some_and(|http| REFUSED_FOR_NOW.contains(&http));
        let entry = self.same_again(finding, |_| true).filter(|_| is_refused)?;
        Some(Retry { entry, succeeded: self.outcome(entry, &[], all), is_same_call: true })
    }

    /// The next call to the same endpoint for the same user and purpose; where the answer names no user, the next one
    /// for the same users.
    fn later(&self, finding: &Finding, passing: &HashSet<usize>, all: &[Finding]) -> Option<Retry> {
        let failed = self.by_entry.get(&finding.entry).filter(|_| finding.kind.provisions())?;
        let Some(user) = finding.named() else {
            let entry = self.same_again(finding, |entry| !passing.contains(&entry))?;
            let is_known = !failed.call.users.is_empty();
            let succeeded = self.outcome(entry, &[], all);
            return is_known.then_some(Retry { entry, succeeded, is_same_call: true });
        };
        let own: Vec<String> = names(&user.email, &user.uuid).collect();
        let call = failed.call;
        let purpose = purpose_of(call, &own);
        let next = own.iter().filter_map(|name| {
            let key = (call.endpoint.as_str(), call.organization.as_deref(), name.clone());
            let repeats = |entry: usize| {
                let later = self.by_entry.get(&entry).and_then(|known| purpose_of(known.call, &own));
                !passing.contains(&entry)
                    && later
                        .zip(purpose)
                        .is_none_or(|(later, earlier)| later.purpose.repeats(&earlier.purpose))
            };
            first_after(self.of_user.get(&key)?, failed.ended?, repeats)
        });
        let (_, entry) = next.min()?;
        Some(Retry { entry, succeeded: self.outcome(entry, &own, all), is_same_call: false })
    }

    /// The first later entry that made the same call for the same purposes.
    fn same_again(&self, finding: &Finding, is_wanted: impl Fn(usize) -> bool) -> Option<usize> {
        let known = self.by_entry.get(&finding.entry)?;
        let call = known.call;
        let key = (call.target.as_str(), call.organization.as_deref(), all_names(&call.users));
        let repeats = |entry: usize| {
            self.by_entry
                .get(&entry)
                .is_some_and(|later| is_wanted(entry) && purposes_repeat(&later.call.users, &call.users))
        };
        first_after(self.same.get(&key)?, known.ended?, repeats).map(|(_, entry)| entry)
    }

    /// Whether a call succeeded for a user (for all of its users where none is given); `None` where the file does not
    /// say so.
    fn outcome(&self, entry: usize, user: &[String], all: &[Finding]) -> Option<bool> {
        let known = self.by_entry.get(&entry)?;
        let is_user = |person: &Person| {
            user.is_empty() || names(&person.email, &person.uuid).any(|name| user.contains(&name))
        };
        let mut findings = known.findings.iter().filter_map(|place| all.get(*place)).peekable();
        let has_findings = findings.peek().is_some();
        let mut is_unclear = false;
        for finding in findings {
            let is_whole_call =
                finding.http_status.is_none_or(|http| http >= 400) || known.call.users.len() == 1;
            match finding.named() {
                Some(found) if is_user(&Person { email: found.email.clone(), uuid: found.uuid.clone() }) => {
                    return Some(false);
                }
                None if is_whole_call || user.is_empty() => return Some(false),
                None => is_unclear = true,
                Some(_) => {}
            }
        }
        let is_undecided = known.undecided.as_ref().is_some_and(|users| {
            users.is_empty() || user.is_empty() || user.iter().any(|name| users.contains(name))
        });
        let is_open = is_unclear || is_undecided || known.call.is_queued;
        (!is_open && (known.is_succeeded || has_findings)).then_some(true)
    }
}

/// The first of a timeline that is strictly later than a time.
fn first_after(
    timeline: &Timeline,
    (is_zoned, time): Time,
    is_wanted: impl Fn(usize) -> bool,
) -> Option<(Time, usize)> {
    let later = timeline.range(((is_zoned, time), usize::MAX)..);
    later.copied().find(|((zoned, later), entry)| *zoned == is_zoned && *later > time && is_wanted(*entry))
}

fn purpose_of<'c>(call: &'c Call, user: &[String]) -> Option<&'c RequestedUser> {
    call.users.iter().find(|own| names(&own.person.email, &own.person.uuid).any(|name| user.contains(&name)))
}

/// Whether all users of a call have a purpose that repeats the one of the earlier call.
fn purposes_repeat(later: &[RequestedUser], earlier: &[RequestedUser]) -> bool {
    earlier.iter().all(|before| {
        let own: Vec<String> = names(&before.person.email, &before.person.uuid).collect();
        let again = later
            .iter()
            .find(|user| names(&user.person.email, &user.person.uuid).any(|name| own.contains(&name)));
        again.is_some_and(|again| again.purpose.repeats(&before.purpose))
    })
}

fn all_names(users: &[RequestedUser]) -> Vec<String> {
    let mut all: Vec<String> =
        users.iter().flat_map(|user| names(&user.person.email, &user.person.uuid)).collect();
    all.sort_unstable();
    all
}
