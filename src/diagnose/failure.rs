//! Failed requests of any API, and what explains them: the HTTP status, the browser's own words, what answered in the
//! server's place, the preflight that stopped them.

use std::collections::{HashMap, HashSet};

use super::facts::{address, time};
use super::finding::{Diagnosis, Failure, Finding};
use super::knowledge::Knowledge;
use super::page::Page;
use super::{answer, cors, endpoint, error_text, facts, foreign, network, redirect, webex};
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

/// The failure of an entry without a finding; `None` where it did not fail, or the file does not show it.
pub(super) fn failure(
    knowledge: &Knowledge,
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
    let error = network::said(&knowledge.network, entry, http.is_some());
    let known = error.as_deref().and_then(|words| knowledge.network_error(words));
    let rule = known.map(|known| known.rule.id.clone());
    let failure = Failure {
        entry: number,
        http_status: http,
        is_webex,
        is_call: is_call(summary) && !is_abandoned(summary, http, rule.as_deref()),
        rule,
        error: error.map(error_text::message),
        retry_after: response
            .and_then(|response| facts::header(&response.headers, "retry-after"))
            .map(str::to_owned),
        ..Failure::default()
    };
    let is_recorded = response.is_some_and(|response| response.status.is_some());
    match http {
        Some(status) if status >= 400 => Some(answered(knowledge, failure, status, entry, source)),
        Some(_) => Some(failure).filter(|failure| failure.error.is_some()),
        None if failure.error.is_some() => Some(failure),
        None if facts::holds_answer(entry) || !is_recorded => None,
        None => {
            let rule = knowledge.http_for(0, is_webex).map(|status| status.rule.id.clone());
            Some(Failure { rule, ..failure })
        }
    }
}

/// A failure that was answered: the status explains it, unless something else than the server answered.
fn answered(knowledge: &Knowledge, failure: Failure, status: i64, entry: &Entry, source: &Source) -> Failure {
    let by_status = knowledge.http_for(status, failure.is_webex).map(|status| status.rule.id.clone());
    let body = body::response(entry, source);
    let text = match &body.content {
        BodyContent::Text(text) => text.as_str(),
        _ => "",
    };
    let steps_in = |page: Page| matches!(page, Page::Portal | Page::Block | Page::Proxy);
    let found =
        entry.response.as_ref().and_then(|response| foreign::recognise(&knowledge.gateways, response, text));
    match found.filter(|found| steps_in(found.page) && status != 407) {
        Some(found) => Failure {
            rule: knowledge.page(found.page).map(|page| page.rule.id.clone()).or(by_status),
            product: found.product,
            message: Some(found.text),
            error: None,
            ..failure
        },
        None => Failure { rule: by_status, error: None, message: message(text, &body.mime), ..failure },
    }
}

/// Whether the page took a request back, or may have: nothing but that explains a read that was not answered.
pub(super) fn is_abandoned(summary: &Summary, http: Option<i64>, rule: Option<&str>) -> bool {
    let names_cause = rule.is_some_and(|rule| !["net-aborted", NO_RESPONSE].contains(&rule));
    summary.method.eq_ignore_ascii_case("GET") && http.is_none() && !names_cause
}

/// The rule of a request that no answer came to.
const NO_RESPONSE: &str = "no-response";
/// The rule of redirects in a circle.
const TOO_MANY_REDIRECTS: &str = "net-too-many-redirects";
/// The rule of what the browser stopped or withheld because of CORS.
const CORS: &str = "net-cors";
/// Rules of failures that a refused preflight explains: browsers name no cause to the page.
const OPEN: [&str; 3] = [CORS, "net-failed", NO_RESPONSE];

/// What the server said, where it is worded as an API words it.
fn message(text: &str, mime: &str) -> Option<Redacted<'static>> {
    if text.trim().is_empty() || foreign::is_web_page(text) {
        return None;
    }
    let answer = answer::read(text, mime);
    let users = answer.outcomes.into_iter().flat_map(|outcome| outcome.errors);
    answer.errors.into_iter().chain(users).chain(answer.message).find_map(|error| error.message)
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
    !is_part && !is_options && !PARTS.iter().any(|ending| path.ends_with(ending))
}

/// Adds redirects in a circle, links each failure to the preflight that stopped it and to a later success, and notes
/// whether the file is about Webex.
pub(super) fn link(diagnosis: &mut Diagnosis, knowledge: &Knowledge, index: &Index, source: &Source) {
    add_circles(diagnosis, knowledge, index, source);
    diagnosis.is_webex = !diagnosis.calls.is_empty()
        || diagnosis.failures.iter().any(|failure| failure.is_webex)
        || index.iter().any(|(_, summary)| webex::is_webex_host(summary));
    let is_open = |rule: &Option<String>| rule.as_deref().is_none_or(|rule| OPEN.contains(&rule));
    let findings =
        diagnosis.findings.iter().map(|finding| (finding.entry, finding.http_status, &finding.rule));
    let failures =
        diagnosis.failures.iter().map(|failure| (failure.entry, failure.http_status, &failure.rule));
    let unanswered = findings.chain(failures).filter(|(_, http, rule)| http.is_none() && is_open(rule));
    let unanswered: Vec<usize> = unanswered.map(|(entry, ..)| entry).collect();
    let stopped = cors::stopped(&unanswered, index, source);
    let cors = knowledge.rule(CORS).map(|rule| rule.id.clone());
    for Finding { entry, preflight, rule, .. } in &mut diagnosis.findings {
        *preflight = stopped.get(entry).cloned();
        *rule = preflight.as_ref().and(cors.clone()).or(rule.take());
    }
    let by_preflight: HashMap<usize, usize> =
        stopped.iter().map(|(entry, preflight)| (preflight.entry, *entry)).collect();
    let succeeded = later_successes(&diagnosis.failures, index);
    for failure in &mut diagnosis.failures {
        failure.preflight = stopped.get(&failure.entry).cloned();
        failure.rule = failure.preflight.as_ref().and(cors.clone()).or(failure.rule.take());
        failure.stopped = by_preflight.get(&failure.entry).copied();
        failure.succeeded_later = succeeded.get(&failure.entry).copied();
        let is_open_call = failure.is_webex && failure.is_call && failure.succeeded_later.is_none();
        failure.is_reported = !diagnosis.is_webex || is_open_call;
    }
}

/// Makes a failure of each circle of redirects, at its first entry.
fn add_circles(diagnosis: &mut Diagnosis, knowledge: &Knowledge, index: &Index, source: &Source) {
    for circle in redirect::circles(index, source) {
        let first = circle.first().and_then(|entry| Some((*entry, index.get(*entry)?)));
        let Some((entry, summary)) = first else { continue };
        diagnosis.failures.push(Failure {
            entry,
            http_status: summary.status,
            is_webex: webex::is_webex_host(summary),
            is_call: true,
            rule: knowledge.rule(TOO_MANY_REDIRECTS).map(|rule| rule.id.clone()),
            circle,
            ..Failure::default()
        });
    }
    diagnosis.failures.sort_by_key(|failure| failure.entry);
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
        let is_success = matches!(summary.status, Some(200..300 | 304));
        if is_success && wanted.contains(&key(summary)) {
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
