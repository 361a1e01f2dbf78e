//! The account status of a failed user, as another entry of the same file shows it.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    ops::ControlFlow,
};

use aho_corasick::AhoCorasick;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    endpoint,
    engine::Engine,
    facts,
    finding::{AccountStatus, Basis, Finding},
    json,
    naming::names,
    status::Statuses,
};
use crate::har::{body::Body, index::Index, summary::Summary};
use crate::worker;

/// Fields that can show a status, in any case. The People API's `status` is the presence and never one of them.
const FIELDS: [&str; 5] = ["accountStatus", "userStatus", "invitePending", "loginEnabled", "active"];

/// Entries for each thread: fewer are not worth starting one.
const ENTRIES_A_THREAD: usize = 64;

/// An account status, seen at some time.
#[derive(Clone)]
struct Seen {
    status: AccountStatus,
    time: Option<Timestamp>,
}

impl Seen {
    /// Whether it was seen after a failure, and how far from it. Exporters do not always write entries in the order of
    /// time; without times the order is all there is.
    fn order(&self, finding: &Finding) -> (bool, i64) {
        let failure: Option<Timestamp> = finding.started.parse().ok();
        match (self.time, failure) {
            (Some(time), Some(failure)) => (time > failure, time.as_microsecond() - failure.as_microsecond()),
            _ => {
                let distance = i64::try_from(self.status.entry).unwrap_or(i64::MAX)
                    - i64::try_from(finding.entry).unwrap_or(i64::MAX);
                (distance > 0, distance)
            }
        }
    }
}

impl Engine<'_> {
    /// Gives the failed users of `findings` their account status, where another entry shows it: the newest
    /// before the failure, else the first after it. `raw` reads an entry's bytes into a buffer, on several
    /// threads, and says whether it could; `body` gives its decoded response. Both are asked only for entries
    /// whose URL looks right, `body` only for those whose bytes name a user.
    pub fn user_statuses(
        &self,
        findings: &mut [Finding],
        entries: &Index,
        raw: &(dyn Fn(usize, &mut Vec<u8>) -> bool + Sync),
        body: &mut dyn FnMut(usize) -> Option<Body>,
    ) {
        let mut wanted: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, finding) in findings.iter().enumerate() {
            for name in finding.user.iter().flat_map(|user| names(&user.email, &user.uuid)) {
                wanted.entry(name).or_default().push(place);
            }
        }
        let written = findings.iter().filter_map(|finding| finding.user.as_ref());
        let written = written.flat_map(|user| [&user.email, &user.uuid]).flatten();
        let Some(needles) = Needles::new(written) else { return };
        let may_show = entries.iter().filter(|(_, summary)| may_show_status(summary));
        let numbers: Vec<usize> = may_show.map(|(number, _)| number).collect();
        let (mut best, mut later): (HashMap<usize, Seen>, HashMap<usize, Seen>) = Default::default();
        for number in naming(&numbers, &needles, raw) {
            let Some(parsed) = body(number).and_then(|body| json::parse(body.text()?)) else { continue };
            let Some(summary) = entries.get(number) else { continue };
            let time = summary.started.parse().ok();
            let organization = facts::organization_in_url(&summary.url);
            people(&parsed.value, &mut |person| {
                let Some(status) = read(self.knowledge().statuses(), person.members, number) else { return };
                let own = organization_of(person.members).or_else(|| organization.clone());
                for place in person.places(&wanted) {
                    let finding = &findings[place];
                    if !person.is_user_of(finding, own.as_deref()) {
                        continue;
                    }
                    let mut seen = Seen { status: status.clone(), time };
                    let (is_later, distance) = seen.order(finding);
                    seen.status.is_later = is_later;
                    let newer = |old: &Seen| distance >= old.order(finding).1;
                    if is_later && seen.status.status.is_some() && later.get(&place).is_none_or(newer) {
                        later.insert(place, seen.clone());
                    }
                    if best.get(&place).is_none_or(|old| is_better(&seen, old, finding)) {
                        best.insert(place, seen);
                    }
                }
            });
        }
        for (place, seen) in best {
            if let Some(user) = &mut findings[place].user {
                let later = later.remove(&place).map(|later| later.status);
                user.later_status = later.filter(|later| later.entry != seen.status.entry);
                user.account_status = Some(seen.status);
            }
        }
    }
}

/// The entries whose bytes name a user, looked for on all processors.
fn naming(
    numbers: &[usize],
    needles: &Needles,
    raw: &(dyn Fn(usize, &mut Vec<u8>) -> bool + Sync),
) -> Vec<usize> {
    let threads = worker::processors().min(1 + numbers.len() / ENTRIES_A_THREAD);
    let look = |(bytes, found): &mut (Vec<u8>, Vec<usize>), at: usize| {
        if raw(numbers[at], bytes) && needles.occur(bytes) {
            found.push(numbers[at]);
        }
        ControlFlow::Continue(())
    };
    let found = worker::fold("statuses", threads, numbers.len(), Default::default, look);
    let mut found: Vec<usize> = found.into_iter().flat_map(|(_, found)| found).collect();
    found.sort_unstable();
    found
}

/// Whether an entry may show users: an answered GET whose path names users, people or SCIM, or a change of a user there
/// (SCIM answers with the user as it is then). Cheap on every row.
#[must_use]
pub fn may_show_status(summary: &Summary) -> bool {
    let path = endpoint::path(&summary.url).as_bytes();
    let names = |word: &str| path.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    let is = |methods: &[&str]| methods.iter().any(|method| summary.method.eq_ignore_ascii_case(method));
    let is_answered = summary.status.is_some_and(|status| (200..300).contains(&status) || status == 304);
    is_answered
        && (is(&["GET"]) && ["users", "people", "scim"].into_iter().any(names)
            || is(&["PATCH", "PUT"]) && ["scim", "people", "/users/"].into_iter().any(names)
            || is(&["POST"]) && names("scim"))
}

/// What the bytes of an entry must hold to be worth decoding: a user's name, or a body that cannot be looked into.
struct Needles {
    /// Names as written, in lower and in upper case; all cases in one search would make it several times slower.
    names: AhoCorasick,
    /// E-mails in any other mixture of cases are found by their @, which is rare and has no case.
    ends: Ends,
}

impl Needles {
    /// Of an e-mail only the part before the @ is searched for; `None` where there are no names.
    fn new<'n>(names: impl Iterator<Item = &'n String>) -> Option<Self> {
        let mut needles = Vec::new();
        let mut ends = Ends::default();
        for name in names {
            let part = plain_part(name.split('@').next().unwrap_or(name));
            needles.extend([part.to_owned(), part.to_ascii_lowercase(), part.to_ascii_uppercase()]);
            if let Some((local, _)) = name.split_once('@') {
                ends.add(local);
            }
        }
        if needles.is_empty() {
            return None;
        }
        needles.extend(["base64", "\"_file\""].map(str::to_owned));
        needles.sort_unstable();
        needles.dedup();
        let names =
            AhoCorasick::builder().match_kind(aho_corasick::MatchKind::LeftmostFirst).build(needles).ok()?;
        Some(Self { names, ends })
    }

    fn occur(&self, bytes: &[u8]) -> bool {
        self.names.is_match(bytes) || self.ends.occur(bytes)
    }
}

/// The last few characters before the @ of each e-mail, in lower case, by their number.
#[derive(Default)]
struct Ends([HashSet<Vec<u8>>; Ends::MAX_LEN + 1]);

impl Ends {
    const MAX_LEN: usize = 10;

    fn add(&mut self, local: &str) {
        let plain = local.rsplit(|c| !is_plain(c)).next().unwrap_or_default().as_bytes();
        let end = &plain[plain.len().saturating_sub(Self::MAX_LEN)..];
        self.0[end.len()].insert(end.to_ascii_lowercase());
    }

    fn occur(&self, bytes: &[u8]) -> bool {
        let mut buffer = [0; Self::MAX_LEN];
        memchr::memchr_iter(b'@', bytes).any(|at| {
            let end = &bytes[at.saturating_sub(Self::MAX_LEN)..at];
            let lower = &mut buffer[..end.len()];
            lower.copy_from_slice(end);
            lower.make_ascii_lowercase();
            let sets = self.0.iter().enumerate().filter(|(_, set)| !set.is_empty());
            sets.filter(|(len, _)| *len <= lower.len())
                .any(|(len, set)| set.contains(&lower[lower.len() - len..]))
        })
    }
}

/// The longest part of a name that JSON writes in one way only: other characters may be escaped. A name
/// without such a part is looked for everywhere.
fn plain_part(name: &str) -> &str {
    let parts = name.split(|c| !is_plain(c));
    parts.max_by_key(|part| part.len()).unwrap_or_default()
}

/// Whether JSON writes a character in one way only.
fn is_plain(c: char) -> bool {
    c.is_ascii_graphic() && !r#"<>&'"\/"#.contains(c)
}

/// A user's object of an answer.
struct Listed<'v> {
    members: &'v Map<String, Value>,
    emails: Vec<String>,
    ids: Vec<String>,
}

impl Listed<'_> {
    /// The findings that may be about this user, each once.
    fn places(&self, wanted: &HashMap<String, Vec<usize>>) -> BTreeSet<usize> {
        let names = self.emails.iter().chain(&self.ids);
        names.filter_map(|name| wanted.get(name)).flatten().copied().collect()
    }

    /// Whether this is the finding's user: of no other organization, and of no other ID where both have one.
    fn is_user_of(&self, finding: &Finding, organization: Option<&str>) -> bool {
        let own = finding.organization_id.as_deref().or(finding.organization_elsewhere.as_deref());
        let is_elsewhere = own.zip(organization).is_some_and(|(own, other)| !own.eq_ignore_ascii_case(other));
        let id = finding.user.as_ref().and_then(|user| facts::person_id(user.uuid.as_deref()?));
        let mut ids = self.ids.iter().filter(|id| facts::is_uuid(id)).peekable();
        let is_other = id.is_some_and(|id| ids.peek().is_some() && ids.all(|other| *other != id));
        !is_elsewhere && !is_other
    }
}

/// The organization that a user's object names.
fn organization_of(members: &Map<String, Value>) -> Option<String> {
    ["orgId", "organizationId"].iter().find_map(|name| {
        let id = json::member(members, name)?.as_str()?;
        facts::organization_id(id)
    })
}

/// Gives every object that names a user.
fn people(value: &Value, found: &mut dyn FnMut(&Listed<'_>)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| people(item, found)),
        Value::Object(members) => {
            let listed = listed(members);
            if !listed.emails.is_empty() || !listed.ids.is_empty() {
                found(&listed);
            }
            for (name, member) in members {
                match member {
                    Value::Object(inner) if json::is_email(name) => {
                        let mut by_key = self::listed(inner);
                        by_key.emails.push(name.to_lowercase());
                        found(&by_key);
                    }
                    member => people(member, found),
                }
            }
        }
        _ => {}
    }
}

fn listed(members: &Map<String, Value>) -> Listed<'_> {
    let text = |name: &&str| json::member(members, name)?.as_str();
    let plain = |id: &str| facts::person_id(id).unwrap_or_else(|| id.to_lowercase());
    let ids = ["id", "uuid", "userId", "personId"].iter().filter_map(text).map(plain).collect();
    let mut emails: Vec<String> = ["userName", "email", "userEmail", "emailAddress"]
        .iter()
        .filter_map(text)
        .map(str::to_lowercase)
        .collect();
    if let Some(Value::Array(all)) = json::member(members, "emails") {
        let email =
            |email: &Value| email.as_str().or_else(|| email.get("value")?.as_str()).map(str::to_lowercase);
        emails.extend(all.iter().filter_map(email));
    }
    Listed { members, emails, ids }
}

/// The status that a user's object shows: the best of its fields.
fn read(statuses: Statuses<'_>, members: &Map<String, Value>, entry: usize) -> Option<AccountStatus> {
    FIELDS.iter().find_map(|field| {
        let extension = members.iter().filter(|(name, _)| name.to_ascii_lowercase().starts_with("urn:"));
        let holders = std::iter::once(members).chain(extension.filter_map(|(_, value)| value.as_object()));
        let values = holders
            .filter_map(|holder| json::member(holder, field))
            .map(texts)
            .find(|texts| !texts.is_empty())?;
        let known = values.iter().find_map(|value| {
            let by_name = || Some((statuses.of_name(value)?, Basis::Derived));
            let by_value = statuses.of_json(field, value);
            if matches!(*field, "accountStatus" | "userStatus") {
                by_value.or_else(by_name)
            } else {
                by_value
            }
        });
        // `invitePending: false` says nothing; `userStatus` is not documented, so only a known name counts
        if known.is_none() && !matches!(*field, "accountStatus" | "active") {
            return None;
        }
        Some(AccountStatus {
            value: values.join(", "),
            field: (*field).to_owned(),
            status: known.map(|(status, _)| status.id.clone()),
            entry,
            is_later: false,
            basis: known.map_or(Basis::Derived, |(_, basis)| basis),
        })
    })
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::String(text) if !text.trim().is_empty() => vec![text.trim().to_owned()],
        Value::Bool(flag) => vec![flag.to_string()],
        _ => Vec::new(),
    }
}

/// A status that is known before a mere remark; then the newest before the failure, else the first after it.
fn is_better(new: &Seen, old: &Seen, finding: &Finding) -> bool {
    let known = |seen: &Seen| (seen.status.status.is_some(), seen.status.field != "active");
    if known(new) != known(old) {
        return known(new) > known(old);
    }
    match (new.order(finding), old.order(finding)) {
        ((false, _), (true, _)) => true,
        ((true, _), (false, _)) => false,
        // of the same time, the order of the entries decides nothing
        ((false, one), (false, other)) => (one, &new.status.value) > (other, &old.status.value),
        ((true, one), (true, other)) => (one, &new.status.value) < (other, &old.status.value),
    }
}

#[cfg(test)]
#[path = "account_status_tests.rs"]
mod tests;
