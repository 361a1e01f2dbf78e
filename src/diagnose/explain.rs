//! Findings as ordered text in either language: what the panel shows and what a ticket gets, decided once.
//!
//! Texts from the file are redacted here; whoever shows them makes them safe for a terminal.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::causes::{Causes, Key};
use super::finding::{Finding, Kind, NameSource, Reason, Undecided};
use super::knowledge::Knowledge;
use super::words::{self, fill};
use crate::redact;
use crate::text::lang::Lang;

mod block;
mod evidence;
mod explained;
mod failure;
mod format_report;
mod item;
mod other_entry;
mod overview;
mod recapture;
mod run;
mod status;
mod steps;
mod ticket;
mod title;

pub use block::{Block, Explanation, basis, gap, to_text};
pub use explained::ExplainedCauses;
pub use failure::{failure_title, other_failures};
pub use format_report::{anomalies, format_report, unreadable};
pub use item::{faults, item};
pub use other_entry::entry;
pub use recapture::recapture;
pub use status::{name_of as status_name, named, statuses};
pub use ticket::{heading, marks, ticket};
pub use title::cause_title;

/// Causes of one entry that are explained in full before the rest is only counted.
const CAUSES: usize = 20;

/// More users than this with one cause share one run.
const ALONE: usize = 3;

/// Explains the findings of one entry: a run for each user; many with the same cause share one. `causes` are those of the
/// whole file.
#[must_use]
pub fn findings(knowledge: &Knowledge, findings: &[Finding], causes: &Causes<'_>, lang: Lang) -> Explanation {
    explain(knowledge, findings, causes, None, lang)
}

/// As [`findings`], in a report of the whole file: a cause that it has explained before is only referred to.
#[must_use]
pub fn in_report(
    knowledge: &Knowledge,
    findings: &[Finding],
    causes: &Causes<'_>,
    explained: &mut ExplainedCauses,
    lang: Lang,
) -> Explanation {
    explain(knowledge, findings, causes, Some(explained), lang)
}

fn explain(
    knowledge: &Knowledge,
    findings: &[Finding],
    causes: &Causes<'_>,
    mut explained: Option<&mut ExplainedCauses>,
    lang: Lang,
) -> Explanation {
    let mut explanation = Explanation::default();
    let mut groups = grouped(findings);
    // errors come before warnings and remarks
    groups.sort_by_key(|group| group.first().map(|finding| finding.severity));
    if findings.len() > 1 {
        overview::overview(&mut explanation, knowledge, findings, &groups, lang);
    }
    for group in groups.iter().take(CAUSES) {
        // A few users get an explanation each; many with one cause share one.
        let shared = if group.len() > ALONE { group.len() } else { 1 };
        for run in group.chunks(shared) {
            let Some(first) = run.first() else { continue };
            match explained.as_deref_mut().and_then(|explained| explained.earlier(first)) {
                Some(earlier) => run::again(&mut explanation, knowledge, run, &earlier, lang),
                None => run::write(&mut explanation, knowledge, run, causes, lang),
            }
        }
    }
    if groups.len() > CAUSES {
        let more = (groups.len() - CAUSES).to_string();
        explanation.heading(&fill(&words::of(lang).more_causes, &[("n", &more)]));
    }
    explanation
}

/// Findings of one entry that are explained together, in the order of their first.
fn grouped(findings: &[Finding]) -> Vec<Vec<&Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut places: HashMap<Run<'_>, usize> = HashMap::new();
    for finding in findings {
        match places.entry(Run::of(finding)) {
            Entry::Occupied(place) => groups[*place.get()].push(finding),
            Entry::Vacant(place) => {
                place.insert(groups.len());
                groups.push(vec![finding]);
            }
        }
    }
    groups
}

/// What findings that share a run have in common.
#[derive(PartialEq, Eq, Hash)]
struct Run<'f> {
    cause: Key<'f>,
    status: Option<i64>,
    name_source: Option<NameSource>,
}

impl<'f> Run<'f> {
    fn of(finding: &'f Finding) -> Self {
        Self {
            cause: Key::of(finding),
            status: finding.user.as_ref().and_then(|user| user.status),
            name_source: finding.named().map(|user| user.name_source),
        }
    }
}

/// What failed the requests of a whole file: each cause with its users and entries. Empty where only one failed.
#[must_use]
pub fn causes(knowledge: &Knowledge, causes: &Causes<'_>, lang: Lang) -> Explanation {
    let words = words::of(lang);
    let mut explanation = Explanation::default();
    let ranked = causes.ranked();
    let entries: HashSet<usize> = ranked.iter().flat_map(|cause| cause.entries.iter().copied()).collect();
    if entries.len() < 2 {
        return explanation;
    }
    explanation.heading(&words.causes);
    for cause in ranked {
        explanation.push(Block::Item(overview::cause(knowledge, cause, lang)));
    }
    explanation
}

/// Explains why it cannot be said whether a request failed.
#[must_use]
pub fn undecided(knowledge: &Knowledge, undecided: &Undecided, lang: Lang) -> Explanation {
    let words = words::of(lang);
    let text = match undecided.kind {
        Kind::License => &words.license_undecided,
        // nothing is undecided of the other kinds: see the engine
        _ => &words.onboard_undecided,
    };
    let detail = words::http_status(undecided.http_status, words);
    let mut explanation = Explanation::default();
    explanation.push(Block::Headline { failed: false, text: text.to_owned(), detail });
    let reason = redact::text(&words::reason(&undecided.reason, lang)).into_owned();
    let Some(error) = knowledge.error_behind(&undecided.reason) else {
        explanation.paragraph(&reason);
        return explanation;
    };
    explanation.meaning(error.rule.meaning(lang));
    explanation.paragraph(&reason);
    explanation.heading(&format!("{} ({})", words.what_to_do, words.derived));
    explanation.steps(&steps::of_network(error, undecided.kind, false, lang));
    if let Reason::Foreign(foreign) = &undecided.reason {
        explanation.fact(&words.marks_of, foreign.product.as_deref().unwrap_or_default());
        explanation.heading(&words.raw_message);
        explanation.push(Block::Quote(redact::text(&foreign.text).into()));
    }
    explanation.heading(&words.source);
    explanation.sources(&error.rule.sources, lang);
    explanation
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
