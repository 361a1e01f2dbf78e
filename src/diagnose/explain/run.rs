//! One run of an explanation: the users that share a cause.

use std::collections::HashSet;

use crate::diagnose::exporter::Exporter;

use super::{
    ApiError, Basis, Block, Cause, Causes, Condition, Explanation, Finding, Kind, Knowledge, Lang, Person,
    Rule, Severity, Source, TacFact, User, Words, fill, http_text, redact, said, status, told::Before, words,
};

/// Values of a fact that are listed before the rest is only counted.
const LISTED: usize = 3;
/// Entries of a cause that are listed before the rest is only counted.
const ENTRIES: usize = 10;
/// Causes that are named in the overview before the rest is only counted.
const OVERVIEW: usize = 8;
/// Other errors of a user that are quoted before the rest is only counted.
const OTHERS: usize = 10;

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
    who(out, group, words);
    let rule = first.rule.as_deref().and_then(|id| knowledge.rule(id));
    match rule {
        Some(rule) => known(out, knowledge, rule, group, causes, lang),
        None => unknown(out, knowledge, group, causes, lang),
    }
    status::write(out, knowledge, group, lang);
    evidence(out, group, words);
    match rule {
        Some(rule) => {
            out.heading(&words.source);
            out.sources(&rule.sources);
            if rule.meaning(lang).actions.is_empty() {
                out.sources(advice(knowledge));
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
            out.sources(&sources);
        }
    }
    raw_message(out, first, words);
}

/// Writes the run of findings whose cause has been explained before: who, what, and what is their own.
pub(super) fn again(
    out: &mut Explanation,
    knowledge: &Knowledge,
    group: &[&Finding],
    before: &Before,
    lang: Lang,
) {
    let Some(first) = group.first() else { return };
    let words = words::of(lang);
    who(out, group, words);
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
    other_errors(out, group, words);
    if !before.same_message {
        raw_message(out, first, words);
    }
}

/// The sources of what a TAC case needs.
fn advice(knowledge: &Knowledge) -> &[Source] {
    knowledge.unknown.as_ref().map_or(&[], |unknown| &unknown.sources)
}

/// How many failed in one request, and of what, before each cause is told.
pub(super) fn overview(
    out: &mut Explanation,
    knowledge: &Knowledge,
    findings: &[Finding],
    groups: &[Vec<&Finding>],
    lang: Lang,
) {
    let Some(first) = findings.first() else { return };
    let words = words::of(lang);
    let users = findings.iter().filter(|finding| finding.named().is_some()).count();
    let count = fill(&words.users, &[("n", &users.to_string())]);
    let detail = format!("{count} · {}", http_text(first.http_status, words));
    // the gravest first: it is what the request as a whole came to
    let gravest = findings.iter().min_by_key(|finding| finding.severity).unwrap_or(first);
    out.push(headline(gravest, detail, words));
    for group in groups.iter().take(OVERVIEW) {
        let count = group.len().to_string();
        let Some(first) = group.first() else { continue };
        let title = title(knowledge, first, group.len() > 1, lang);
        out.push(Block::Person(fill(&words.cause_of, &[("n", &count), ("title", &title)])));
    }
    if let Some(more @ 1..) = groups.len().checked_sub(OVERVIEW) {
        out.paragraph(&fill(&words.and_more, &[("n", &more.to_string())]));
    }
}

/// That the same cause failed other requests of the file too.
fn elsewhere(out: &mut Explanation, finding: &Finding, causes: &Causes<'_>, words: &Words) {
    let Some(cause) = causes.of_finding(finding).filter(|cause| cause.entries.len() > 1) else { return };
    let text = if cause.users > 1 { &words.same_cause_users } else { &words.same_cause };
    let values = [("n", cause.users.to_string()), ("entries", entries(cause, words))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    out.paragraph(&fill(text, &values));
}

/// A cause of a file in a line: whom it failed, what it is, and where.
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
fn entries(cause: &Cause<'_>, words: &Words) -> String {
    let some: Vec<String> = cause.entries.iter().take(ENTRIES).map(usize::to_string).collect();
    listed(&some, cause.entries.len(), words)
}

/// What a finding is about, in a line; where no rule knows it, in the server's words and with its codes.
fn title(knowledge: &Knowledge, first: &Finding, is_shared: bool, lang: Lang) -> String {
    if let Some(rule) = first.rule.as_deref().and_then(|id| knowledge.rule(id)) {
        return rule.meaning(lang).title.clone();
    }
    let unknown = || knowledge.unknown.as_ref().map_or("", |unknown| &unknown.text(lang).title).to_owned();
    let said = said::title(&first.error, first.user.as_ref(), is_shared).unwrap_or_else(unknown);
    let codes = codes(&first.error);
    if codes.is_empty() { said } else { format!("{} · {codes}", said.trim_end_matches('.')) }
}

/// What happened, in a line. Only an error has failed; anything milder says what it is.
fn headline(finding: &Finding, detail: String, words: &Words) -> Block {
    let failed = finding.severity == Severity::Error;
    if finding.is_made_again() {
        return Block::Headline { failed: false, text: words.refused_for_now.clone(), detail };
    }
    let text = match (finding.kind, failed) {
        (Kind::Onboard, true) => &words.onboard_failed,
        (Kind::License, true) => &words.license_failed,
        (Kind::Job, true) => &words.job_failed,
        (Kind::Calling | Kind::Identity | Kind::Partner, true) => &words.webex_failed,
        (Kind::Other, true) => &words.other_failed,
        (Kind::Onboard, false) => &words.onboard_noted,
        (Kind::License, false) => &words.license_noted,
        (Kind::Job, false) => &words.job_noted,
        (Kind::Calling | Kind::Identity | Kind::Partner, false) => &words.webex_noted,
        (Kind::Other, false) => &words.other_noted,
    };
    let text = match finding.severity {
        Severity::Error => text.clone(),
        Severity::Warning => fill(text, &[("severity", &words.severity_warning)]),
        Severity::Info => fill(text, &[("severity", &words.severity_info)]),
    };
    Block::Headline { failed, text, detail }
}

/// Who failed, and with what status.
fn who(out: &mut Explanation, group: &[&Finding], words: &Words) {
    let Some(first) = group.first() else { return };
    let status = first.user.as_ref().and_then(|user| user.status).map(|status| status.to_string());
    let mut detail = match (&status, first.http_status) {
        (Some(user), Some(http)) => {
            let http = http.to_string();
            let text = if *user == http { &words.status_same } else { &words.status_inside };
            fill(text, &[("user", user), ("http", &http)])
        }
        (Some(user), None) => fill(&words.status_of_user, &[("user", user)]),
        (None, http) => http_text(http, words),
    };
    if group.len() > 1 {
        let count = fill(&words.users, &[("n", &group.len().to_string())]);
        detail = format!("{detail} · {count}");
    }
    out.push(headline(first, detail, words));
    for user in group.iter().filter_map(|finding| finding.named()) {
        out.push(Block::Person(name(user).to_owned()));
    }
    if first.named().is_none() {
        let lost = first.missing.is_some() && first.http_status.is_some();
        out.paragraph(if lost { &words.no_user_no_body } else { &words.no_user });
        let asked = first.requested.iter().filter_map(asked_name);
        let some: Vec<String> = asked.clone().take(LISTED).map(str::to_owned).collect();
        if !some.is_empty() {
            let who = listed(&some, asked.count(), words);
            out.paragraph(&fill(&words.asked_for, &[("who", &who)]));
        }
    }
}

fn name(user: &User) -> &str {
    user.email.as_deref().or(user.uuid.as_deref()).unwrap_or_default()
}

fn asked_name(person: &Person) -> Option<&str> {
    person.email.as_deref().or(person.uuid.as_deref())
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
    missing_body(out, finding, lang);
    around(out, finding, words);
    retry(out, finding, words);
    if finding.is_made_good() {
        elsewhere(out, finding, causes, words);
        return;
    }
    if needs_body(knowledge, rule, finding) {
        out.heading(&words.what_to_do);
        out.steps(&[capture(finding, words)]);
    } else if meaning.actions.is_empty() {
        tac(out, knowledge, group, &[], lang);
    } else {
        match rule.actions_basis {
            Basis::Documented => out.heading(&words.what_to_do),
            // the cause may well be documented: what follows from it is not
            Basis::Derived => out.heading(&format!("{} ({})", words.what_to_do, words.derived)),
        }
        out.steps(&steps(rule, finding, lang));
    }
    elsewhere(out, finding, causes, words);
}

/// The answer's body is lost.
fn is_lost(finding: &Finding) -> bool {
    finding.missing.is_some() && finding.http_status.is_some()
}

/// Nothing can be done before the body is there: it is lost, and the status alone neither says that one has to sign in
/// or wait, nor that the server is at fault.
fn needs_body(knowledge: &Knowledge, rule: &Rule, finding: &Finding) -> bool {
    let of_status = knowledge.http.iter().any(|status| status.rule.id == rule.id);
    let says_enough = finding.http_status.is_some_and(|http| matches!(http, 401 | 429) || http >= 500);
    is_lost(finding) && of_status && !says_enough
}

/// How to get a file that holds the bodies.
fn capture(finding: &Finding, words: &Words) -> String {
    let how = match finding.exporter {
        Exporter::Browser => &words.how_browser,
        Exporter::Firefox => &words.how_firefox,
        Exporter::Playwright => &words.how_playwright,
        Exporter::ChromeHar => &words.how_chrome_har,
        Exporter::Mitmproxy => &words.how_mitmproxy,
    };
    fill(&words.capture_bodies, &[("how", how)])
}

/// What to do where a rule is known: with the seconds to wait, and a new capture where the body is lost.
fn steps(rule: &Rule, finding: &Finding, lang: Lang) -> Vec<String> {
    let words = words::of(lang);
    let mut steps = rule.meaning(lang).actions.clone();
    let seconds = finding.retry_after.as_deref().filter(|text| text.parse::<u32>().is_ok());
    if let (Some(seconds), Some(first)) = (seconds, steps.first_mut())
        && (first.contains("Retry-After")
            || finding.http_status.is_some_and(|http| http == 429 || http >= 500))
    {
        let wait = fill(&words.wait, &[("n", seconds)]);
        if first.contains("Retry-After") { *first = wait } else { steps.insert(0, wait) }
    }
    if is_lost(finding) {
        steps.push(capture(finding, words));
    }
    steps
}

/// What the requests before this one met, where that may explain it.
fn around(out: &mut Explanation, finding: &Finding, words: &Words) {
    for around in &finding.around {
        let (count, seconds) = (around.count.to_string(), around.seconds.to_string());
        let values = [("n", count.as_str()), ("status", around.trouble.statuses()), ("seconds", &seconds)];
        out.paragraph(&fill(&words.met_before, &values));
    }
}

/// A later entry made the same call again, or another for the same user: what came of it matters more than this one.
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

/// What the server said, that nobody knows it, and what a TAC case needs.
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
    if finding.is_made_good() {
        elsewhere(out, finding, causes, words);
        return;
    }
    let mut remarks = remarks(knowledge, finding).peekable();
    if remarks.peek().is_some() {
        out.heading(&words.may_bear);
    }
    for meaning in remarks.map(|condition| condition.meaning(lang)) {
        out.push(Block::Item(format!("{}: {}", meaning.title, meaning.cause)));
    }
    let before = by_status.map(|rule| steps(rule, finding, lang)).unwrap_or_default();
    tac(out, knowledge, group, &before, lang);
    elsewhere(out, finding, causes, words);
}

/// Where nobody knows more: what a TAC case needs.
fn tac(out: &mut Explanation, knowledge: &Knowledge, group: &[&Finding], before: &[String], lang: Lang) {
    let words = words::of(lang);
    let Some(unknown) = knowledge.unknown.as_ref().map(|unknown| unknown.text(lang)) else { return };
    out.heading(&words.what_to_do);
    out.steps(before);
    out.push(Block::Step { number: before.len() + 1, text: unknown.action.clone() });
    for item in &unknown.tac {
        let value = tac_value(item.what, group, words).unwrap_or_else(|| item.otherwise.clone());
        out.push(Block::Item(format!("{}: {value}", item.label)));
    }
}

/// Documented conditions that may bear on an unknown error.
fn remarks<'k>(
    knowledge: &'k Knowledge,
    finding: &'k Finding,
) -> impl Iterator<Item = &'k Condition> + use<'k> {
    knowledge.conditions.iter().filter(|condition| condition.bears_on(finding))
}

/// The organization of the request, else the one that the file is mostly about, which is said.
fn organization(finding: &Finding, words: &Words) -> Option<String> {
    let elsewhere = || Some(fill(&words.from_file, &[("value", finding.organization_elsewhere.as_ref()?)]));
    finding.organization_id.clone().or_else(elsewhere)
}

fn tac_value(what: TacFact, group: &[&Finding], words: &Words) -> Option<String> {
    let finding = group.first()?;
    match what {
        TacFact::Organization => organization(finding, words),
        TacFact::Email => {
            let named = every(group, |finding| finding.user.as_ref()?.email.clone());
            let asked = finding.requested.iter().filter_map(|person| person.email.clone());
            let asked = || asked.collect::<Vec<_>>().join(", ");
            let from_request =
                |asked: String| (!asked.is_empty()).then(|| fill(&words.from_request, &[("value", &asked)]));
            if named.is_empty() { from_request(asked()) } else { Some(named) }
        }
        TacFact::Response if finding.missing.is_none() && finding.http_status.is_some() => {
            let in_entry = || fill(&words.response_in_entry, &[("n", &finding.entry.to_string())]);
            Some(finding.error.message.as_deref().map_or_else(in_entry, quoted))
        }
        TacFact::Description | TacFact::Har | TacFact::Response => None,
    }
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

fn evidence(out: &mut Explanation, group: &[&Finding], words: &Words) {
    out.heading(&words.evidence);
    facts(out, group, words);
    other_errors(out, group, words);
}

fn facts(out: &mut Explanation, group: &[&Finding], words: &Words) {
    let Some(first) = group.first() else { return };
    out.fact(&words.code, &codes(&first.error));
    out.fact(&words.upstream, &all(group, words, |finding| upstream(&finding.error)));
    tracking(out, group, words);
    out.fact(&words.organization, &all(group, words, |finding| organization(finding, words)));
    out.fact(&words.uuid, &every(group, |finding| finding.user.as_ref()?.uuid.clone()));
    out.fact(&words.retry_after, first.retry_after.as_deref().unwrap_or_default());
    out.fact(&words.when, &first.started);
}

fn other_errors(out: &mut Explanation, group: &[&Finding], words: &Words) {
    let Some(first) = group.first() else { return };
    if group.iter().any(|finding| !finding.other_errors.is_empty()) {
        out.heading(&words.other_errors);
        for other in first.other_errors.iter().take(OTHERS) {
            out.fact(&words.code, &codes(other));
            if let Some(message) = &other.message {
                out.push(Block::Quote(quoted(message)));
            }
        }
        if let Some(more @ 1..) = first.other_errors.len().checked_sub(OTHERS) {
            out.paragraph(&fill(&words.and_more, &[("n", &more.to_string())]));
        }
    }
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

fn raw_message(out: &mut Explanation, finding: &Finding, words: &Words) {
    if let Some(message) = &finding.error.message {
        out.heading(&words.raw_message);
        out.push(Block::Quote(quoted(message)));
    }
}

/// `5302 › 10991`.
fn codes(fault: &ApiError) -> String {
    let codes: Vec<&str> =
        [&fault.code, &fault.inner_code].into_iter().flatten().map(String::as_str).collect();
    codes.join(" › ")
}

/// `POST https://… → 409 Conflict`.
fn upstream(fault: &ApiError) -> Option<String> {
    if !fault.wrapped() {
        return None;
    }
    let url = fault.upstream_url.as_deref().map(redact::url);
    let status = fault.upstream_status.map(|status| format!("→ {status}"));
    let parts = [
        fault.upstream_method.as_deref(),
        url.as_deref(),
        status.as_deref(),
        fault.upstream_reason.as_deref(),
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
fn every(group: &[&Finding], value: impl Fn(&Finding) -> Option<String>) -> String {
    let mut seen = HashSet::new();
    let values = group.iter().filter_map(|finding| value(finding));
    values.filter(|value| seen.insert(value.clone())).collect::<Vec<_>>().join(", ")
}

/// The first of so many values.
fn listed(first: &[String], count: usize, words: &Words) -> String {
    let text = first.join(", ");
    match count.checked_sub(first.len()) {
        Some(more @ 1..) => format!("{text} {}", fill(&words.and_more, &[("n", &more.to_string())])),
        _ => text,
    }
}

fn quoted(message: &str) -> String {
    redact::text(message.trim()).into()
}
