//! Failed requests without a finding: one explained by itself, and all of them in a report.

use std::collections::HashMap;

use super::block::{Block, Explanation};
use super::evidence::quoted;
use super::steps::with_wait;
use super::title::shortened;
use crate::diagnose::finding::Failure;
use crate::diagnose::knowledge::Knowledge;
use crate::diagnose::network::{NetworkError, Sign};
use crate::diagnose::preflight::Preflight;
use crate::diagnose::words::{self, Words, fill, listed};
use crate::text::Lang;

/// Causes listed in a report; further ones are only counted.
const CAUSES: usize = 12;
/// Entries listed for a cause; further ones are only counted.
const ENTRIES: usize = 10;

/// What a failure means, and what to do; `facts` are those of its entry.
pub(super) fn write(
    out: &mut Explanation,
    knowledge: &Knowledge,
    failure: &Failure,
    facts: &[(&str, &str)],
    lang: Lang,
) {
    let words = words::of(lang);
    let rule = failure.rule.as_deref().and_then(|id| knowledge.rule(id));
    let network = rule.and_then(|rule| knowledge.network_rule(&rule.id));
    if let Some(rule) = rule {
        out.meaning(rule.meaning(lang));
    }
    notes(out, failure, network, lang);
    let mut steps = rule.map(|rule| rule.meaning(lang).actions.clone()).unwrap_or_default();
    steps = with_wait(steps, failure.retry_after.as_deref(), failure.http_status, words);
    if failure.is_webex && network.is_some_and(|error| error.concerns_network_team) {
        steps.push(words.ask_webex.clone());
    }
    if !steps.is_empty() && failure.succeeded_later.is_none() {
        out.heading(&format!("{} ({})", words.what_to_do, words.derived));
        out.steps(&steps);
    }
    for (label, value) in facts {
        out.fact(label, value);
    }
    out.fact(&words.error_name, failure.error.as_deref().unwrap_or_default());
    out.fact(&words.marks_of, failure.product.as_deref().unwrap_or_default());
    out.fact(&words.retry_after, failure.retry_after.as_deref().unwrap_or_default());
    if let Some(message) = &failure.message {
        out.heading(&words.raw_message);
        out.push(Block::Quote(quoted(message)));
    }
    if let Some(rule) = rule {
        out.heading(&words.source);
        out.sources(&rule.sources, lang);
    }
}

/// What else is known of it: how far it came, its preflight, a later success.
fn notes(out: &mut Explanation, failure: &Failure, network: Option<&NetworkError>, lang: Lang) {
    let words = words::of(lang);
    let at = |text: &str, entry: usize| fill(text, &[("n", &entry.to_string())]);
    reached(out, network, failure.preflight.as_ref(), lang);
    if let Some(circle) = circle_of(failure, words) {
        out.paragraph(&circle);
    }
    if let Some(entry) = failure.stopped {
        out.paragraph(&at(&words.preflight_stopped, entry));
    }
    if let Some(entry) = failure.succeeded_later {
        out.paragraph(&at(&words.succeeded_later, entry));
    }
}

/// Whether the request can have reached the server: one whose preflight failed was never sent.
pub(super) fn reached(
    out: &mut Explanation,
    network: Option<&NetworkError>,
    preflight: Option<&Preflight>,
    lang: Lang,
) {
    match (preflight, network) {
        (Some(preflight), _) => out.paragraph(&words::preflight(preflight, lang)),
        (None, Some(NetworkError { sign: Sign::Words(_), reached, .. })) => out.paragraph(reached.text(lang)),
        _ => {}
    }
}

/// The failures that a report names: how many, and each cause with its entries; in a file that is not about Webex, also
/// what each cause means. Empty where there are none.
#[must_use]
pub fn other_failures<'f>(
    knowledge: &Knowledge,
    failures: impl Iterator<Item = &'f Failure>,
    is_webex: bool,
    lang: Lang,
) -> Explanation {
    let words = words::of(lang);
    let failures: Vec<&Failure> = failures.collect();
    let mut out = Explanation::default();
    let [first, rest @ ..] = failures.as_slice() else { return out };
    let text = match (is_webex, rest.is_empty()) {
        (true, true) => &words.other_webex_one,
        (true, false) => &words.other_webex,
        (false, true) => &words.failed_one,
        (false, false) => &words.failed,
    };
    let numbers = entries(&failures, words);
    out.heading(&fill(text, &[("n", &failures.len().to_string()), ("entries", &numbers)]));
    if rest.is_empty() && !is_webex {
        write(&mut out, knowledge, first, &[], lang);
        return out;
    }
    let groups = grouped(&failures);
    for group in groups.iter().take(CAUSES) {
        let Some(first) = group.first() else { continue };
        let line = title(knowledge, first, lang);
        let values = [("title", line.as_str()), ("entries", &entries(group, words))];
        let text = if group.len() == 1 { &words.entry_of } else { &words.entries_of };
        out.push(Block::Item(fill(text, &values)));
    }
    if let Some(more @ 1..) = groups.len().checked_sub(CAUSES) {
        out.push(Block::Item(fill(&words.and_more, &[("n", &more.to_string())])));
    }
    out
}

/// What a failure is, in a few words: `HTTP 404 · Not found`.
#[must_use]
pub fn failure_title(knowledge: &Knowledge, failure: &Failure, lang: Lang) -> String {
    let what = match &failure.error {
        Some(error) => quoted(error),
        None => words::http_status(failure.http_status, words::of(lang)),
    };
    match failure.rule.as_deref().and_then(|id| knowledge.rule(id)) {
        Some(rule) => format!("{what} · {}", rule.meaning(lang).title),
        None => what,
    }
}

/// What a failure is, in a line: `HTTP 404 · Not found: There is nothing at this address.`
fn title(knowledge: &Knowledge, failure: &Failure, lang: Lang) -> String {
    let words = words::of(lang);
    let what = match &failure.error {
        Some(error) => quoted(error),
        None => words::http_status(failure.http_status, words),
    };
    let rule = failure.rule.as_deref().and_then(|id| knowledge.rule(id));
    if let Some(message) = failure.message.as_deref().filter(|_| failure.product.is_none()) {
        return format!("{what} · {}", shortened(&quoted(message)));
    }
    let Some(meaning) = rule.map(|rule| rule.meaning(lang)) else { return what };
    let mut line = format!("{what} · {}: {}", meaning.title, meaning.cause);
    if let Some(preflight) = &failure.preflight {
        line.push(' ');
        line.push_str(&words::preflight(preflight, lang));
    }
    if let Some(circle) = circle_of(failure, words) {
        line.push(' ');
        line.push_str(&circle);
    }
    if let Some(seconds) = failure.retry_after.as_deref().filter(|text| text.parse::<u32>().is_ok()) {
        line.push(' ');
        line.push_str(&fill(&words.wait, &[("n", seconds)]));
    }
    line
}

fn circle_of(failure: &Failure, words: &Words) -> Option<String> {
    let some: Vec<String> = failure.circle.iter().take(ENTRIES).map(usize::to_string).collect();
    let entries = listed(&some, failure.circle.len(), words);
    (!some.is_empty()).then(|| fill(&words.circle, &[("entries", &entries)]))
}

/// Failures of the same cause, in the order of their first.
fn grouped<'f>(failures: &[&'f Failure]) -> Vec<Vec<&'f Failure>> {
    let mut groups: Vec<Vec<&Failure>> = Vec::new();
    let mut places = HashMap::new();
    for failure in failures {
        let key = (
            &failure.rule,
            &failure.error,
            &failure.message,
            &failure.product,
            failure.http_status,
            &failure.preflight,
            &failure.circle,
        );
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(failure),
            None => groups.push(vec![failure]),
        }
    }
    groups
}

fn entries(failures: &[&Failure], words: &Words) -> String {
    let some: Vec<String> = failures.iter().take(ENTRIES).map(|failure| failure.entry.to_string()).collect();
    listed(&some, failures.len(), words)
}
