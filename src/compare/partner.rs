//! Suggests entries to compare with: the same call that failed here and worked elsewhere.

use crate::diagnose::endpoint::path;
use crate::har::index::Index;
use crate::har::summary::Summary;

/// The outcome of a call, as far as the file reveals it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It succeeded.
    Worked,
    /// It failed.
    Failed,
    /// The file does not reveal it.
    Unknown,
}

/// A file to choose from.
#[derive(Clone, Copy)]
pub struct File<'a> {
    /// The summaries of its entries.
    pub index: &'a Index,
    /// The outcome of an entry.
    pub outcome: &'a dyn Fn(usize) -> Outcome,
}

impl std::fmt::Debug for File<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File").field("entries", &self.index.len()).finish_non_exhaustive()
    }
}

/// Why an entry was suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// The same call worked.
    Worked,
    /// The same call failed.
    Failed,
    /// The same call has another status.
    OtherStatus,
    /// The same call in another file.
    Counterpart,
    /// The same call, repeated.
    Again,
}

/// A suggested entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Index of its file.
    pub file: usize,
    /// Its number.
    pub number: usize,
    /// Why it was suggested.
    pub why: Why,
}

/// Maximum number of suggestions per file with the opposite outcome.
const MAX_OTHERS: usize = 8;

/// The entries that an entry may be compared with, the best first; `own` is the index of its file. In each file
/// the nearest match is suggested, preferring later entries at equal distance.
#[must_use]
pub fn candidates(files: &[File<'_>], own: usize, number: usize) -> Vec<Choice> {
    let Some(file) = files.get(own) else { return Vec::new() };
    let Some(summary) = file.index.get(number) else { return Vec::new() };
    let call = Call::of(summary);
    let outcome = (file.outcome)(number);
    let mut choices: Vec<Choice> = Vec::new();
    let mut choose = |at: usize, found: Option<usize>, why| {
        let is_new = |found: &usize| !choices.iter().any(|known| known.file == at && known.number == *found);
        choices.extend(found.filter(is_new).map(|number| Choice { file: at, number, why }));
    };
    // Its own file first, then the others in order.
    let mut order: Vec<usize> = (0..files.len()).filter(|at| *at != own).collect();
    order.insert(0, own);
    for at in &order {
        let file = &files[*at];
        let is_other = |one: usize| {
            matches!(
                (outcome, (file.outcome)(one)),
                (Outcome::Failed, Outcome::Worked) | (Outcome::Worked, Outcome::Failed)
            )
        };
        let is_so = |one: usize, other: &Summary| call.is_same(other) && is_other(one);
        for found in by_nearness(file.index, number, *at == own, &is_so).take(MAX_OTHERS) {
            choose(*at, Some(found), if outcome == Outcome::Failed { Why::Worked } else { Why::Failed });
        }
    }
    let is_other_status = |other: &Summary| other.status != summary.status;
    let found =
        nearest(file.index, number, true, |_, other| call.is_same_url(other) && is_other_status(other))
            .or_else(|| {
                nearest(file.index, number, true, |_, other| call.is_same(other) && is_other_status(other))
            });
    choose(own, found, Why::OtherStatus);
    for at in order.iter().filter(|at| **at != own) {
        choose(*at, counterpart(file.index, number, files[*at].index, call), Why::Counterpart);
    }
    choose(own, nearest(file.index, number, true, |_, other| call.is_same(other)), Why::Again);
    choices
}

/// The nearest entry that matches, a later one before an earlier one.
fn nearest(
    index: &Index,
    number: usize,
    is_own: bool,
    is_so: impl Fn(usize, &Summary) -> bool,
) -> Option<usize> {
    by_nearness(index, number, is_own, &is_so).next()
}

/// All entries that match, the nearest first, a later one before an earlier one.
fn by_nearness(
    index: &Index,
    number: usize,
    is_own: bool,
    is_so: &impl Fn(usize, &Summary) -> bool,
) -> impl Iterator<Item = usize> {
    let here = (!is_own).then_some(number);
    let by_distance = (1..index.len().max(number + 1)).flat_map(move |by| {
        let (later, before) = (Some(number + by), number.checked_sub(by));
        later.into_iter().chain(before)
    });
    let is_so = move |at: &usize| index.get(*at).is_some_and(|summary| is_so(*at, summary));
    here.into_iter().chain(by_distance).filter(is_so)
}

/// The same call in another file, with the same ordinal among such calls, or else the last one.
fn counterpart(own: &Index, number: usize, other: &Index, call: Call<'_>) -> Option<usize> {
    let place = own.iter().take(number).filter(|(_, summary)| call.is_same(summary)).count();
    let mut same = other.iter().filter(|(_, summary)| call.is_same(summary)).map(|(at, _)| at);
    let mut last = None;
    for _ in 0..=place {
        last = same.next().or(last);
    }
    last
}

/// What identifies a call: method and path, ignoring IDs in the path.
#[derive(Clone, Copy)]
struct Call<'a> {
    method: &'a str,
    url: &'a str,
    path: &'a str,
}

impl<'a> Call<'a> {
    fn of(summary: &'a Summary) -> Self {
        Self { method: &summary.method, url: &summary.url, path: path(&summary.url) }
    }

    fn is_same(self, other: &Summary) -> bool {
        self.method.eq_ignore_ascii_case(&other.method) && is_same_path(self.path, path(&other.url))
    }

    fn is_same_url(self, other: &Summary) -> bool {
        let without_query = |url: &'a str| url.split(['?', '#']).next().unwrap_or_default();
        self.method.eq_ignore_ascii_case(&other.method)
            && without_query(self.url) == other.url.split(['?', '#']).next().unwrap_or_default()
    }
}

fn is_same_path(one: &str, other: &str) -> bool {
    let (mut ones, mut others) = (one.split('/'), other.split('/'));
    loop {
        match (ones.next(), others.next()) {
            (None, None) => return !one.is_empty(),
            (Some(one), Some(other)) if one == other || (is_id(one) && is_id(other)) => {}
            _ => return false,
        }
    }
}

/// Whether a path segment is an ID: a number, a UUID, an email address, a long random string.
fn is_id(segment: &str) -> bool {
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    let is_number = digits > 0 && digits == segment.len();
    is_number
        || (digits > 0 && segment.len() >= 8)
        || segment.contains('@')
        || segment.contains("%40")
        || segment.len() >= 32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(calls: &[(&str, &str, i64)]) -> Index {
        let summary = |(method, url, status): &(&str, &str, i64)| Summary {
            method: (*method).into(),
            url: (*url).into(),
            status: Some(*status),
            ..Summary::default()
        };
        calls.iter().map(summary).collect()
    }

    fn outcome(index: &Index) -> impl Fn(usize) -> Outcome {
        let failed: Vec<bool> = index.iter().map(|(_, summary)| summary.is_failed()).collect();
        move |number| if failed[number] { Outcome::Failed } else { Outcome::Worked }
    }

    const USER: &str = "https://a.example/orgs/2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10/users/17/licenses";
    const OTHER: &str = "https://b.example/orgs/f5dde0dc-9e75-446b-ae50-9d1642f88fa5/users/18/licenses?x=1";

    #[test]
    fn the_call_that_failed_here_and_worked_there() {
        let index = index(&[
            ("PATCH", OTHER, 200),
            ("GET", USER, 200),
            ("PATCH", USER, 400),
            ("PATCH", USER, 403),
            ("patch", OTHER, 200),
        ]);
        let outcome = outcome(&index);
        let file = File { index: &index, outcome: &outcome };
        let found = candidates(&[file], 0, 2);
        assert_eq!(found[0], Choice { file: 0, number: 4, why: Why::Worked }, "the later of two as near");
        assert_eq!(found[1], Choice { file: 0, number: 0, why: Why::Worked }, "then the others that worked");
        assert_eq!(found[2], Choice { file: 0, number: 3, why: Why::OtherStatus });
        assert_eq!(candidates(&[file], 0, 4)[0].number, 3, "and the other way round");
        assert!(candidates(&[file], 0, 1).is_empty());
        assert!(candidates(&[file], 0, 9).is_empty());
    }

    #[test]
    fn the_counterpart_in_another_file() {
        let one = index(&[("GET", "https://a.example/x", 200), ("POST", USER, 400)]);
        let other = index(&[("POST", OTHER, 400), ("GET", "https://a.example/x", 200), ("POST", OTHER, 200)]);
        let (of_one, of_other) = (outcome(&one), outcome(&other));
        let files = [File { index: &one, outcome: &of_one }, File { index: &other, outcome: &of_other }];
        let found = candidates(&files, 0, 1);
        assert_eq!(found[0], Choice { file: 1, number: 2, why: Why::Worked });
        assert_eq!(found[1], Choice { file: 1, number: 0, why: Why::Counterpart });
        assert_eq!(candidates(&files, 0, 0), [Choice { file: 1, number: 1, why: Why::Counterpart }]);
    }

    #[test]
    fn ids_in_paths_are_the_same() {
        assert!(is_same_path("/users/kim@corp.example/x", "/users/lee%40corp.example/x"));
        assert!(!is_same_path("/api/v1/users", "/api/v2/users"));
        assert!(!is_same_path("/users/onboard", "/users/17"));
        assert!(!is_same_path("", ""));
    }
}
