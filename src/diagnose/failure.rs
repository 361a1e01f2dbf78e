//! Failed requests of any API, and what explains them: the HTTP status, the browser's own words, what answered in the
//! server's place, the preflight that stopped them.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::engine::Engine;
use super::finding::{Diagnosis, Failure, Finding};
use super::page::Page;
use super::{answer, endpoint, error_text, facts, foreign, network, webex};
use crate::har::body::{self, BodyContent};
use crate::har::entry::Entry;
use crate::har::index::Index;
use crate::har::resource::Resource;
use crate::har::source::Source;
use crate::har::summary::Summary;
use crate::redact::Redacted;

/// Whether an entry has to be read to see whether it failed. Chromium writes an answer that it withheld as a success of an
/// unknown type without a body.
pub(super) fn may_have_failed(summary: &Summary) -> bool {
    let is_withheld = || &*summary.mime == "x-unknown" && summary.size.is_none_or(|size| size == 0);
    summary.unreadable.is_none()
        && (summary.is_failed()
            || summary.status.is_none_or(|status| (200..300).contains(&status) && is_withheld()))
}

impl Engine<'_> {
    /// The failure of an entry that is no finding; `None` where it did not fail, or the file does not tell.
    pub(super) fn failure(
        &self,
        number: usize,
        summary: &Summary,
        entry: &Entry,
        source: &Source,
    ) -> Option<Failure> {
        if !may_have_failed(summary) {
            return None;
        }
        let response = entry.response.as_ref();
        let http = response.and_then(|response| response.status).filter(|status| *status > 0);
        let is_webex = webex::is_webex(summary, entry);
        let error = network::said(&self.knowledge().network, entry, http.is_some());
        let known = error.as_deref().and_then(|words| self.knowledge().network_error(words));
        let failure = Failure {
            entry: number,
            http_status: http,
            is_webex,
            is_call: is_call(summary),
            rule: known.map(|known| known.rule.id.clone()),
            error: error.map(error_text::message),
            retry_after: response
                .and_then(|response| facts::header(&response.headers, "retry-after"))
                .map(str::to_owned),
            ..Failure::default()
        };
        let is_recorded = response.is_some_and(|response| response.status.is_some());
        match http {
            Some(status) if status >= 400 => Some(self.answered(failure, status, entry, source)),
            Some(_) => Some(failure).filter(|failure| failure.error.is_some()),
            None if failure.error.is_some() => Some(failure),
            None if holds_answer(entry) || !is_recorded => None,
            None => {
                let rule = self.knowledge().http_for(0, is_webex).map(|status| status.rule.id.clone());
                Some(Failure { rule, ..failure })
            }
        }
    }

    /// A failure that was answered: the status explains it, unless something else than the server answered.
    fn answered(&self, failure: Failure, status: i64, entry: &Entry, source: &Source) -> Failure {
        let by_status =
            self.knowledge().http_for(status, failure.is_webex).map(|status| status.rule.id.clone());
        let body = body::response(entry, source);
        let text = match &body.content {
            BodyContent::Text(text) => text.as_str(),
            _ => "",
        };
        let steps_in = |page: Page| matches!(page, Page::Portal | Page::Block | Page::Proxy);
        let found = entry
            .response
            .as_ref()
            .and_then(|response| foreign::recognise(&self.knowledge().gateways, response, text));
        match found.filter(|found| steps_in(found.page) && status != 407) {
            Some(found) => Failure {
                rule: self.knowledge().page(found.page).map(|page| page.rule.id.clone()).or(by_status),
                product: found.product,
                message: Some(found.text),
                error: None,
                ..failure
            },
            None => Failure { rule: by_status, error: None, message: message(text, &body.mime), ..failure },
        }
    }
}

/// What the server said, where it is worded as an API words it.
fn message(text: &str, mime: &str) -> Option<Redacted<'static>> {
    if text.trim().is_empty() || foreign::is_web_page(text) {
        return None;
    }
    let answer = answer::read(text, mime);
    let users = answer.outcomes.into_iter().flat_map(|outcome| outcome.errors);
    answer.errors.into_iter().chain(users).chain(answer.message).find_map(|error| error.message)
}

/// Whether the file holds a part of an answer, whatever its status says.
pub(super) fn holds_answer(entry: &Entry) -> bool {
    entry.response.as_ref().is_some_and(|response| {
        !response.headers.is_empty() || response.content.text.as_deref().is_some_and(|text| !text.is_empty())
    })
}

/// Endings of parts of a page.
const PARTS: [&str; 14] = [
    ".js", ".mjs", ".css", ".map", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".webp", ".woff",
    ".woff2", ".ttf",
];

/// Whether a script asked for data and waited for it.
fn is_call(summary: &Summary) -> bool {
    use Resource as R;
    let is_part = matches!(
        summary.resource,
        R::Stylesheet | R::Image | R::Media | R::Font | R::Script | R::Manifest | R::Preflight
    );
    let path = endpoint::path(&summary.url).to_ascii_lowercase();
    let is_options = summary.method.eq_ignore_ascii_case("OPTIONS");
    let is_taken_back = summary.is_aborted() && summary.method.eq_ignore_ascii_case("GET");
    !is_part && !is_options && !is_taken_back && !PARTS.iter().any(|ending| path.ends_with(ending))
}

/// Links each failure to the preflight that stopped it, and to a later success; notes whether the file is about Webex.
pub(super) fn link(diagnosis: &mut Diagnosis, index: &Index) {
    diagnosis.is_webex = !diagnosis.calls.is_empty()
        || diagnosis.failures.iter().any(|failure| failure.is_webex)
        || index.iter().any(|(_, summary)| webex::is_webex_host(summary));
    let unanswered: Vec<usize> = {
        let findings = diagnosis.findings.iter().filter(|finding| finding.http_status.is_none());
        let failures = diagnosis.failures.iter().filter(|failure| failure.http_status.is_none());
        findings.map(|finding| finding.entry).chain(failures.map(|failure| failure.entry)).collect()
    };
    let stopped = stopped_by_preflights(&unanswered, index);
    for Finding { entry, preflight, .. } in &mut diagnosis.findings {
        *preflight = stopped.get(entry).copied();
    }
    let by_preflight: HashMap<usize, usize> =
        stopped.iter().map(|(entry, preflight)| (*preflight, *entry)).collect();
    let succeeded = later_successes(&diagnosis.failures, index);
    for failure in &mut diagnosis.failures {
        failure.preflight = stopped.get(&failure.entry).copied();
        failure.stopped = by_preflight.get(&failure.entry).copied();
        failure.succeeded_later = succeeded.get(&failure.entry).copied();
    }
}

/// The request's address without what a browser does not send.
fn address(summary: &Summary) -> &str {
    summary.url.split('#').next().unwrap_or_default()
}

/// Requests without an answer, and the failed preflight to the same address that comes nearest to each.
fn stopped_by_preflights(unanswered: &[usize], index: &Index) -> HashMap<usize, usize> {
    let mut preflights: HashMap<&str, Vec<usize>> = HashMap::new();
    if !unanswered.is_empty() {
        let is_failed =
            |summary: &Summary| summary.method.eq_ignore_ascii_case("OPTIONS") && summary.is_failed();
        for (entry, summary) in index.iter().filter(|(_, summary)| is_failed(summary)) {
            preflights.entry(address(summary)).or_default().push(entry);
        }
    }
    let nearest = |entry: usize| {
        let summary = index.get(entry).filter(|summary| !summary.method.eq_ignore_ascii_case("OPTIONS"))?;
        let preflights = preflights.get(address(summary))?.iter().copied();
        let near = preflights.filter(|preflight| are_close(index.get(*preflight), Some(summary)));
        near.min_by_key(|preflight| preflight.abs_diff(entry))
    };
    unanswered.iter().filter_map(|entry| Some((*entry, nearest(*entry)?))).collect()
}

/// A preflight belongs to a request that begins within so many seconds.
const PREFLIGHT_SECONDS: i64 = 10;

fn are_close(one: Option<&Summary>, other: Option<&Summary>) -> bool {
    match (one.and_then(time), other.and_then(time)) {
        (Some(one), Some(other)) => (one.as_second() - other.as_second()).abs() <= PREFLIGHT_SECONDS,
        _ => true,
    }
}

fn time(summary: &Summary) -> Option<Timestamp> {
    summary.started.parse().ok()
}

/// The first success after each failure, of the same method at the same address.
fn later_successes(failures: &[Failure], index: &Index) -> HashMap<usize, usize> {
    let key = |summary: &'_ Summary| (summary.method.to_string(), address(summary).to_owned());
    let failed = failures.iter().filter_map(|failure| Some((failure.entry, index.get(failure.entry)?)));
    let failed: Vec<_> = failed.collect();
    let wanted: HashSet<_> = failed.iter().map(|(_, summary)| key(summary)).collect();
    if wanted.is_empty() {
        return HashMap::new();
    }
    let mut successes: HashMap<_, Vec<(usize, &Summary)>> = HashMap::new();
    for (entry, summary) in index.iter() {
        if summary.status.is_some_and(|status| (200..400).contains(&status)) && wanted.contains(&key(summary))
        {
            successes.entry(key(summary)).or_default().push((entry, summary));
        }
    }
    let is_later =
        |success: &(usize, &Summary), failure: &(usize, &Summary)| match (time(success.1), time(failure.1)) {
            (Some(success), Some(failure)) => success >= failure,
            _ => success.0 > failure.0,
        };
    let first = |failure: &(usize, &Summary)| {
        let successes = successes.get(&key(failure.1))?;
        let later = successes.iter().filter(|success| is_later(success, failure));
        later.min_by_key(|success| (time(success.1), success.0)).map(|success| success.0)
    };
    failed.iter().filter_map(|failure| Some((failure.0, first(failure)?))).collect()
}
