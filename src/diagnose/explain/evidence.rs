//! The evidence of a finding: codes, tracking IDs, the server's own words.

use std::collections::HashSet;

use super::block::{Block, Explanation};
use super::title::codes;
use crate::diagnose::api_error::ApiError;
use crate::diagnose::finding::Finding;
use crate::diagnose::knowledge::Knowledge;
use crate::diagnose::rule::{Case, Rule};
use crate::diagnose::words::{self, Words, fill, listed};
use crate::redact;
use crate::text::Lang;

/// Values listed for a fact; further ones are only counted.
const LISTED: usize = 3;
/// Other errors quoted for a user; further ones are only counted.
const OTHERS: usize = 10;

pub(super) fn evidence(out: &mut Explanation, knowledge: &Knowledge, group: &[&Finding], lang: Lang) {
    let words = words::of(lang);
    out.heading(&words.evidence);
    facts(out, group, words);
    other_errors(out, knowledge, group, lang);
}

pub(super) fn facts(out: &mut Explanation, group: &[&Finding], words: &Words) {
    let Some(first) = group.first() else { return };
    out.fact(&words.code, &codes(&first.error));
    out.fact(&words.upstream, &all(group, words, |finding| upstream(&finding.error)));
    tracking(out, group, words);
    out.fact(&words.organization, &all(group, words, |finding| organization(finding, words)));
    out.fact(&words.uuid, &every(group, |finding| finding.user.as_ref()?.uuid.clone()));
    out.fact(&words.marks_of, first.product.as_deref().unwrap_or_default());
    out.fact(&words.retry_after, first.retry_after.as_deref().unwrap_or_default());
    out.fact(&words.when, &first.started);
}

/// The organization of the request, else the one that the file is mostly about, which is said.
pub(super) fn organization(finding: &Finding, words: &Words) -> Option<String> {
    let elsewhere = || Some(fill(&words.from_file, &[("value", finding.organization_elsewhere.as_ref()?)]));
    finding.organization_id.clone().or_else(elsewhere)
}

pub(super) fn other_errors(out: &mut Explanation, knowledge: &Knowledge, group: &[&Finding], lang: Lang) {
    let Some(first) = group.first() else { return };
    if group.iter().all(|finding| finding.other_errors.is_empty()) {
        return;
    }
    let words = words::of(lang);
    out.heading(&words.other_errors);
    for other in first.other_errors.iter().take(OTHERS) {
        out.fact(&words.code, &codes(other));
        if let Some(rule) = rule_of(knowledge, first, other) {
            out.push(Block::Item(rule.meaning(lang).title.clone()));
        }
        // of two codes in one text, the text is quoted once
        let is_same_text = other.message == first.error.message && other.inner_message.is_some();
        let text = if is_same_text { &other.inner_message } else { &other.message };
        if let Some(text) = text {
            out.push(Block::Quote(quoted(text)));
        }
    }
    if let Some(more @ 1..) = first.other_errors.len().checked_sub(OTHERS) {
        out.paragraph(&fill(&words.and_more, &[("n", &more.to_string())]));
    }
}

/// The rule that explains another error of a finding's user by its code.
fn rule_of<'k>(knowledge: &'k Knowledge, finding: &Finding, error: &ApiError) -> Option<&'k Rule> {
    let case = Case {
        kind: finding.kind,
        endpoint: &finding.endpoint,
        http_status: finding.http_status,
        user_status: finding.user.as_ref().and_then(|user| user.status),
        error,
    };
    let is_coded = error.code.is_some() || error.inner_code.is_some();
    knowledge.match_case(&case).filter(|_| is_coded).map(|(rule, _)| rule)
}

/// The call's own tracking ID, and the one in the error where it is another.
fn tracking(out: &mut Explanation, group: &[&Finding], words: &Words) {
    let own =
        |finding: &Finding| finding.request_tracking_id.clone().or_else(|| finding.error.tracking_id.clone());
    let upstream =
        |finding: &Finding| finding.error.tracking_id.clone().filter(|id| own(finding).as_ref() != Some(id));
    out.fact(&words.tracking, &all(group, words, own));
    out.fact(&words.upstream_tracking, &all(group, words, upstream));
}

pub(super) fn raw_message(out: &mut Explanation, finding: &Finding, words: &Words) {
    if let Some(message) = &finding.error.message {
        out.heading(&words.raw_message);
        out.push(Block::Quote(quoted(message)));
    }
}

/// `POST https://… → 409 Conflict`.
fn upstream(error: &ApiError) -> Option<String> {
    if !error.wrapped() {
        return None;
    }
    let url = error.upstream_url.as_deref().map(redact::url);
    let status = error.upstream_status.map(|status| format!("→ {status}"));
    let parts = [
        error.upstream_method.as_deref(),
        url.as_deref(),
        status.as_deref(),
        error.upstream_reason.as_deref(),
    ];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// The different values of a group, the first few listed.
fn all(group: &[&Finding], words: &Words, value: impl Fn(&Finding) -> Option<String>) -> String {
    let mut seen = HashSet::new();
    let mut first = Vec::new();
    for value in group.iter().filter_map(|finding| value(finding)) {
        if seen.insert(value.clone()) && first.len() < LISTED {
            first.push(value);
        }
    }
    listed(&first, seen.len(), words)
}

/// The different values of a group, all of them.
pub(super) fn every(group: &[&Finding], value: impl Fn(&Finding) -> Option<String>) -> String {
    let mut seen = HashSet::new();
    let values = group.iter().filter_map(|finding| value(finding));
    values.filter(|value| seen.insert(value.clone())).collect::<Vec<_>>().join(", ")
}

pub(super) fn quoted(message: &str) -> String {
    redact::text(message.trim()).into()
}
