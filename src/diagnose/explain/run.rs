//! One run of an explanation: the users that share a cause.

use super::block::{Block, Explanation};
use super::evidence::{evidence, facts, other_errors, raw_message};
use super::explained::Earlier;
use super::steps::{capture, case_facts, needs_body, steps, tac};
use super::title::{headline, title};
use super::{failure, overview, status};
use crate::diagnose::api_error::Field;
use crate::diagnose::causes::Causes;
use crate::diagnose::finding::{Basis, Finding, NameSource, User};
use crate::diagnose::knowledge::{Condition, Knowledge};
use crate::diagnose::request::Person;
use crate::diagnose::rule::{Rule, Source};
use crate::diagnose::words::{self, Words, fill, listed};
use crate::redact;
use crate::text::Lang;

/// Users listed for a request; further ones are only counted.
const LISTED: usize = 3;

/// Writes the run of findings that share a cause.
pub(super) fn write(
    out: &mut Explanation,
    knowledge: &Knowledge,
    group: &[&Finding],
    causes: &Causes<'_>,
    lang: Lang,
) {
    let Some(first) = group.first() else { return };
    let words = words::of(lang);
    who(out, knowledge, group, lang);
    let rule = first.rule.as_deref().and_then(|id| knowledge.rule(id));
    match rule {
        Some(rule) => known(out, knowledge, rule, group, causes, lang),
        None => unknown(out, knowledge, group, causes, lang),
    }
    status::write(out, knowledge, group, lang);
    evidence(out, knowledge, group, lang);
    match rule {
        Some(rule) => {
            out.heading(&words.source);
            out.sources(&rule.sources, lang);
            if rule.meaning(lang).actions.is_empty() {
                out.sources(advice(knowledge), lang);
            }
        }
        None => {
            out.heading(&words.source_of_advice);
            let mut sources = advice(knowledge).to_vec();
            for source in remarks(knowledge, first).flat_map(|remark| &remark.sources) {
                if !sources.contains(source) {
                    sources.push(source.clone());
                }
            }
            out.sources(&sources, lang);
        }
    }
    raw_message(out, first, words);
}

/// Writes the run of findings whose cause has been explained before: who, what, and what is their own.
pub(super) fn again(
    out: &mut Explanation,
    knowledge: &Knowledge,
    group: &[&Finding],
    before: &Earlier,
    lang: Lang,
) {
    let Some(first) = group.first() else { return };
    let words = words::of(lang);
    who(out, knowledge, group, lang);
    out.push(Block::Title(title(knowledge, first, group.len() > 1, lang)));
    match before.entry == first.entry {
        true => out.paragraph(&words.explained_above),
        false => out.paragraph(&fill(&words.explained_at, &[("n", &before.entry.to_string())])),
    }
    if first.cut {
        out.paragraph(&words.cut_failed);
    }
    around(out, first, words);
    retry(out, first, words);
    status::line(out, knowledge, group, lang);
    facts(out, group, words);
    other_errors(out, knowledge, group, lang);
    if !before.same_message {
        raw_message(out, first, words);
    }
}

/// The sources of what a TAC case needs.
fn advice(knowledge: &Knowledge) -> &[Source] {
    knowledge.unknown.as_ref().map_or(&[], |unknown| &unknown.sources)
}

/// That the same cause made other requests of the file fail.
fn elsewhere(out: &mut Explanation, finding: &Finding, causes: &Causes<'_>, words: &Words) {
    let Some(cause) = causes.of_finding(finding).filter(|cause| cause.entries.len() > 1) else { return };
    let text = if cause.users > 1 { &words.same_cause_users } else { &words.same_cause };
    let values = [("n", cause.users.to_string()), ("entries", overview::entries(cause, words))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    out.paragraph(&fill(text, &values));
}

/// Who failed, and with what status.
fn who(out: &mut Explanation, knowledge: &Knowledge, group: &[&Finding], lang: Lang) {
    let Some(first) = group.first() else { return };
    let words = words::of(lang);
    let status = first.user.as_ref().and_then(|user| user.status).map(|status| status.to_string());
    let mut detail = match (&status, first.http_status) {
        (Some(user), Some(http)) => {
            let http = http.to_string();
            let text = if *user == http { &words.status_same } else { &words.status_inside };
            fill(text, &[("user", user), ("http", &http)])
        }
        (Some(user), None) => fill(&words.status_of_user, &[("user", user)]),
        (None, http) => words::http_status(http, words),
    };
    if group.len() > 1 {
        let count = fill(&words.users, &[("n", &group.len().to_string())]);
        detail = format!("{detail} · {count}");
    }
    out.push(headline(knowledge, first, detail, lang));
    for user in group.iter().filter_map(|finding| finding.named()) {
        out.push(Block::Person(name(user).to_owned()));
    }
    match first.named().map(|user| user.name_source) {
        Some(NameSource::Answer) => {}
        Some(NameSource::AnswerKey) => out.paragraph(&words.name_is_key),
        Some(NameSource::Description) => out.paragraph(&words.name_from_description),
        Some(NameSource::Request) => out.paragraph(&words.name_from_request),
        Some(NameSource::Remaining) => out.paragraph(&words.name_from_remaining),
        None => unnamed(out, first, words),
    }
}

/// That the failed users are not named, and who was asked for.
fn unnamed(out: &mut Explanation, finding: &Finding, words: &Words) {
    match (finding.http_status, &finding.missing) {
        // Where no answer of the API came, none could name a user; other calls are about no user.
        (None, _) => {}
        _ if !finding.kind.provisions() && finding.requested.is_empty() => {}
        _ if matches!(finding.error.field, Field::Html | Field::Licenses) => {}
        (Some(_), Some(_)) => out.paragraph(&words.no_user_no_body),
        (Some(_), None) => out.paragraph(&words.no_user),
    }
    let asked = finding.requested.iter().filter_map(Person::name);
    let some: Vec<&str> = asked.clone().take(LISTED).collect();
    if !some.is_empty() {
        out.paragraph(&fill(&words.asked_for, &[("who", &listed(&some, asked.count(), words))]));
    }
}

fn name(user: &User) -> &str {
    user.email.as_deref().or(user.uuid.as_deref()).unwrap_or_default()
}

fn known(
    out: &mut Explanation,
    knowledge: &Knowledge,
    rule: &Rule,
    group: &[&Finding],
    causes: &Causes<'_>,
    lang: Lang,
) {
    let Some(finding) = group.first() else { return };
    let words = words::of(lang);
    let meaning = rule.meaning(lang);
    out.meaning(meaning);
    failure::reached(out, knowledge.network_rule(&rule.id), finding.preflight.as_ref(), lang);
    missing_body(out, finding, lang);
    around(out, finding, words);
    retry(out, finding, words);
    if finding.is_resolved() {
        elsewhere(out, finding, causes, words);
        return;
    }
    if needs_body(knowledge, rule, finding) {
        out.heading(&words.what_to_do);
        out.steps(&[capture(finding.exporter, words)]);
    } else if meaning.actions.is_empty() {
        tac(out, knowledge, group, &[], lang);
    } else {
        match rule.actions_basis {
            Basis::Documented => out.heading(&words.what_to_do),
            // the cause may well be documented: what follows from it is not
            Basis::Derived => out.heading(&format!("{} ({})", words.what_to_do, words.derived)),
        }
        out.steps(&steps(knowledge, rule, finding, lang));
        if meaning.asks_for_case() {
            case_facts(out, knowledge, group, lang);
        }
    }
    elsewhere(out, finding, causes, words);
}

/// How the requests before this one failed, where that may explain it.
fn around(out: &mut Explanation, finding: &Finding, words: &Words) {
    for around in &finding.nearby {
        let (count, seconds) = (around.count.to_string(), around.seconds.to_string());
        let values = [("n", count.as_str()), ("status", around.trouble.statuses()), ("seconds", &seconds)];
        out.paragraph(&fill(&words.met_before, &values));
    }
}

/// A later call for the same user: its outcome matters more than this failure.
fn retry(out: &mut Explanation, finding: &Finding, words: &Words) {
    let Some(retry) = finding.retry else { return };
    let text = match (retry.is_same_call, retry.succeeded) {
        (true, Some(true)) => &words.retry_succeeded,
        (true, Some(false)) => &words.retry_failed,
        (true, None) => &words.retry_undecided,
        (false, Some(true)) => &words.later_succeeded,
        (false, Some(false)) => &words.later_failed,
        (false, None) => &words.later_undecided,
    };
    out.paragraph(&fill(text, &[("entry", &retry.entry.to_string())]));
}

/// An error that no rule knows: the server's message, what may apply, and what a TAC case needs.
fn unknown(
    out: &mut Explanation,
    knowledge: &Knowledge,
    group: &[&Finding],
    causes: &Causes<'_>,
    lang: Lang,
) {
    let Some(finding) = group.first() else { return };
    let words = words::of(lang);
    let Some(unknown) = knowledge.unknown.as_ref().map(|unknown| unknown.text(lang)) else { return };
    out.push(Block::Title(title(knowledge, finding, group.len() > 1, lang)));
    out.paragraph(&unknown.cause);
    if finding.error.message.is_none() {
        out.paragraph(&words.no_message);
    }
    missing_body(out, finding, lang);
    let by_status = finding.http_rule.as_deref().and_then(|id| knowledge.rule(id));
    if let (Some(rule), Some(http)) = (by_status, finding.http_status) {
        let meaning = &rule.meaning(lang).cause;
        out.paragraph(&fill(&words.http_says, &[("http", &http.to_string()), ("meaning", meaning)]));
    }
    around(out, finding, words);
    retry(out, finding, words);
    if finding.is_resolved() {
        elsewhere(out, finding, causes, words);
        return;
    }
    conditions(out, remarks(knowledge, finding), lang);
    let before = by_status.map(|rule| steps(knowledge, rule, finding, lang)).unwrap_or_default();
    tac(out, knowledge, group, &before, lang);
    elsewhere(out, finding, causes, words);
}

/// Documented conditions that may apply, each with what to do then.
fn conditions<'k>(out: &mut Explanation, conditions: impl Iterator<Item = &'k Condition>, lang: Lang) {
    let mut conditions = conditions.peekable();
    if conditions.peek().is_some() {
        out.heading(&words::of(lang).may_apply);
    }
    for condition in conditions {
        let meaning = condition.meaning(lang);
        out.push(Block::Item(format!("{}: {}", meaning.title, meaning.cause)));
        out.steps(&condition.actions(lang, &words::of(lang).derived));
    }
}

/// Documented conditions that may apply to an error that no rule knows.
fn remarks<'k>(
    knowledge: &'k Knowledge,
    finding: &'k Finding,
) -> impl Iterator<Item = &'k Condition> + use<'k> {
    knowledge.conditions.iter().filter(|condition| condition.bears_on(finding))
}

/// A failure whose body is lost or cut: the rest would have said more.
fn missing_body(out: &mut Explanation, finding: &Finding, lang: Lang) {
    if let (Some(absence), Some(_)) = (&finding.missing, finding.http_status) {
        let why = words::absence(absence, lang);
        out.paragraph(&redact::text(&fill(&words::of(lang).body_missing_failed, &[("why", &why)])));
    }
    if finding.cut {
        out.paragraph(&words::of(lang).cut_failed);
    }
}
