//! What many findings have in common, before each of them is explained.

use super::block::{Block, Explanation};
use super::title::{headline, title};
use crate::diagnose::causes::Cause;
use crate::diagnose::finding::Finding;
use crate::diagnose::knowledge::Knowledge;
use crate::diagnose::words::{self, Words, fill, listed};
use crate::text::Lang;

/// Entries listed for a cause; further ones are only counted.
const MAX_ENTRIES: usize = 10;
/// Users named; further ones are only counted.
const MAX_USERS: usize = 8;
/// Causes named in the overview; further ones are only counted.
const MAX_CAUSES: usize = 8;

/// How many users failed in one request, and for which causes.
pub(super) fn overview(
    out: &mut Explanation,
    knowledge: &Knowledge,
    findings: &[Finding],
    groups: &[Vec<&Finding>],
    lang: Lang,
) {
    let Some(first) = findings.first() else { return };
    let words = words::of(lang);
    let names: Vec<&str> = findings.iter().filter_map(Finding::name).collect();
    let users = fill(&words.users, &[("n", &names.len().to_string())]);
    let some = names.get(..MAX_USERS).unwrap_or(&names);
    let http = words::http_status(first.http_status, words);
    // Named, the users have a line of their own.
    let detail = if names.is_empty() { format!("{users} · {http}") } else { http };
    // the gravest first: it is what the request as a whole came to
    let gravest = findings.iter().min_by_key(|finding| finding.severity).unwrap_or(first);
    out.push(headline(knowledge, gravest, detail, lang));
    if !names.is_empty() {
        out.paragraph(&format!("{users}: {}", listed(some, names.len(), words)));
    }
    for group in groups.iter().take(MAX_CAUSES) {
        let count = group.len().to_string();
        let Some(first) = group.first() else { continue };
        let title = title(knowledge, first, group.len() > 1, lang);
        out.push(Block::Person(fill(&words.cause_of, &[("n", &count), ("title", &title)])));
    }
    if let Some(more @ 1..) = groups.len().checked_sub(MAX_CAUSES) {
        out.paragraph(&fill(&words.and_more, &[("n", &more.to_string())]));
    }
}

/// A cause of a file in a line: how many users or requests, the title, the entries.
pub(super) fn cause(knowledge: &Knowledge, cause: &Cause<'_>, lang: Lang) -> String {
    let words = words::of(lang);
    let (text, count) = match (cause.users, cause.entries.len()) {
        (0, 1) => (&words.cause_request, 1),
        (0, requests) => (&words.cause_requests, requests),
        (1, _) => (&words.cause_user, 1),
        (users, _) => (&words.cause_users, users),
    };
    let values = [
        ("n", count.to_string()),
        ("title", title(knowledge, cause.first, cause.users > 1, lang)),
        ("entries", entries(cause, words)),
    ];
    fill(text, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// The entries of a cause: `53, 54, 55 and 9 more`.
pub(super) fn entries(cause: &Cause<'_>, words: &Words) -> String {
    let some: Vec<String> = cause.entries.iter().take(MAX_ENTRIES).map(usize::to_string).collect();
    listed(&some, cause.entries.len(), words)
}
