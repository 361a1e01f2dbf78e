//! The diagnosis as data for programs. The schema is stable: fields may be added, never changed or removed.

use std::io::{self, Write};

use serde::Serialize;

use super::Diagnosed;
use crate::diagnose::api_error::ApiError;
use crate::diagnose::causes::Cause;
use crate::diagnose::finding::{AccountStatus, Failure, Finding, NearbyFailures, Reason, Undecided, User};
use crate::diagnose::request::Person;
use crate::diagnose::rule::{Rule, Source};
use crate::diagnose::words;
use crate::export::row;
use crate::har::anomaly::Anomaly;
use crate::redact::{self, Redacted};
use crate::text::Lang;
use crate::text::format::Format;

#[derive(Debug, Serialize)]
struct Report {
    format: u32,
    files: Vec<FileReport>,
}

#[derive(Debug, Serialize)]
struct FileReport {
    file: String,
    creator: Option<Redacted<'static>>,
    entries: usize,
    oddities: Vec<AnomalyReport>,
    undecided: Vec<UndecidedReport>,
    findings: Vec<FindingReport>,
    causes: Vec<CauseReport>,
    other_failures: Vec<FailureReport>,
}

/// A failed request that is not a finding.
#[derive(Debug, Serialize)]
pub(super) struct FailureReport {
    entry: usize,
    method: String,
    url: Redacted<'static>,
    started: Option<Redacted<'static>>,
    http_status: Option<i64>,
    webex: bool,
    error: Option<Redacted<'static>>,
    message: Option<Redacted<'static>>,
    product: Option<String>,
    rule: Option<RuleReport>,
    reached: Option<&'static str>,
    retry_after: Option<Redacted<'static>>,
    preflight: Option<usize>,
    preflight_refusal: Option<&'static str>,
    stopped: Option<usize>,
    succeeded_later: Option<usize>,
    circle: Vec<usize>,
}

/// All findings with the same cause.
#[derive(Debug, Serialize)]
struct CauseReport {
    /// The rule's ID.
    rule: Option<String>,
    code: Option<Redacted<'static>>,
    inner_code: Option<Redacted<'static>>,
    severity: &'static str,
    users: usize,
    entries: Vec<usize>,
}

#[derive(Debug, Serialize)]
struct AnomalyReport {
    field: String,
    what: Redacted<'static>,
    at: Option<u64>,
}

#[derive(Debug, Serialize)]
struct UndecidedReport {
    entry: usize,
    url: Redacted<'static>,
    reason: Redacted<'static>,
    /// The affected users; empty if it applies to the whole request.
    users: Vec<PersonReport>,
    rule: Option<RuleReport>,
    product: Option<String>,
    message: Option<Redacted<'static>>,
}

#[derive(Debug, Serialize)]
pub(super) struct FindingReport {
    entry: usize,
    kind: &'static str,
    endpoint: String,
    severity: &'static str,
    method: String,
    url: Redacted<'static>,
    started: Option<String>,
    http_status: Option<i64>,
    organization_id: Option<Redacted<'static>>,
    user: Option<UserReport>,
    requested: Vec<PersonReport>,
    error: ApiErrorReport,
    request_tracking_id: Option<Redacted<'static>>,
    other_errors: Vec<ApiErrorReport>,
    rule: Option<RuleReport>,
    http_rule: Option<RuleReport>,
    retry: Option<RetryReport>,
    around: Vec<NearbyReport>,
    organization_id_elsewhere: Option<Redacted<'static>>,
    product: Option<String>,
    reached: Option<&'static str>,
    preflight: Option<usize>,
    preflight_refusal: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct NearbyReport {
    status: &'static str,
    count: usize,
    seconds: i64,
}

#[derive(Debug, Serialize)]
struct RetryReport {
    entry: usize,
    succeeded: Option<bool>,
    same_call: bool,
}

#[derive(Debug, Serialize)]
struct UserReport {
    email: Option<Redacted<'static>>,
    uuid: Option<Redacted<'static>>,
    name_source: &'static str,
    status: Option<i64>,
    account_status: Option<Redacted<'static>>,
    account_status_seen: Option<SeenReport>,
    account_status_later: Option<SeenReport>,
}

#[derive(Debug, Serialize)]
struct SeenReport {
    entry: usize,
    field: String,
    value: Redacted<'static>,
    after_failure: bool,
    user_status: Option<String>,
}

#[derive(Debug, Serialize)]
struct PersonReport {
    email: Option<Redacted<'static>>,
    uuid: Option<Redacted<'static>>,
}

#[derive(Debug, Serialize)]
struct ApiErrorReport {
    code: Option<Redacted<'static>>,
    inner_code: Option<Redacted<'static>>,
    message: Option<Redacted<'static>>,
    upstream_status: Option<i64>,
    upstream_url: Option<Redacted<'static>>,
    tracking_id: Option<Redacted<'static>>,
}

#[derive(Debug, Serialize)]
struct RuleReport {
    id: String,
    severity: &'static str,
    title: String,
    cause: String,
    actions: Vec<String>,
    actions_basis: &'static str,
    sources: Vec<SourceReport>,
}

#[derive(Debug, Serialize)]
struct SourceReport {
    title: String,
    link: String,
    basis: &'static str,
}

/// Writes the diagnosis of each file, as JSON or YAML.
///
/// # Errors
/// If writing fails.
pub fn write(files: &[Diagnosed<'_>], format: Format, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    format.data(&Report { format: 1, files: files.iter().map(|file| file_report(file, lang)).collect() }, out)
}

fn file_report(file: &Diagnosed<'_>, lang: Lang) -> FileReport {
    let creator = redact::text(&file.store.outcome.head.creator).into_owned();
    FileReport {
        file: file.name.clone(),
        creator: Some(creator).filter(|creator| !creator.is_empty()),
        entries: file.store.index.len(),
        oddities: file.store.outcome.anomalies.iter().map(anomaly_report).collect(),
        undecided: file
            .diagnosis
            .undecided
            .iter()
            .map(|undecided| undecided_report(file, undecided, lang))
            .collect(),
        findings: file.diagnosis.findings.iter().map(|finding| finding_report(file, finding, lang)).collect(),
        causes: file.causes().ranked().into_iter().map(cause_report).collect(),
        other_failures: file.diagnosis.other_failures().map(|own| failure_report(file, own, lang)).collect(),
    }
}

fn cause_report(cause: &Cause<'_>) -> CauseReport {
    let Finding { rule, error, severity, .. } = cause.first;
    CauseReport {
        rule: rule.clone(),
        code: safe(&error.code),
        inner_code: safe(&error.inner_code),
        severity: severity.name(),
        users: cause.users,
        entries: cause.entries.clone(),
    }
}

fn anomaly_report(anomaly: &Anomaly) -> AnomalyReport {
    AnomalyReport {
        field: anomaly.field.clone(),
        what: redact::text(&words::anomaly(&anomaly.kind, Lang::En)).into_owned(),
        at: anomaly.offset,
    }
}

/// The complete redacted URL of an entry.
fn url(file: &Diagnosed<'_>, number: usize) -> Redacted<'static> {
    let summary = file.store.index.get(number);
    summary.map(|summary| row::redacted_url(&file.store, (number, summary)).into_owned()).unwrap_or_default()
}

fn undecided_report(file: &Diagnosed<'_>, undecided: &Undecided, lang: Lang) -> UndecidedReport {
    let foreign = match &undecided.reason {
        Reason::Foreign(foreign) => Some(foreign),
        _ => None,
    };
    UndecidedReport {
        entry: undecided.entry,
        url: url(file, undecided.entry),
        reason: redact::text(&words::reason(&undecided.reason, lang)).into_owned(),
        users: undecided.users().iter().map(person_report).collect(),
        rule: file.knowledge.error_behind(&undecided.reason).map(|error| rule_report(&error.rule, lang)),
        product: foreign.and_then(|foreign| foreign.product.clone()),
        message: foreign.map(|foreign| foreign.text.clone()),
    }
}

pub(super) fn finding_report(file: &Diagnosed<'_>, finding: &Finding, lang: Lang) -> FindingReport {
    let rule = |id: &Option<String>| Some(rule_report(file.knowledge.rule(id.as_deref()?)?, lang));
    FindingReport {
        entry: finding.entry,
        kind: finding.kind.name(),
        endpoint: finding.endpoint.clone(),
        severity: finding.severity.name(),
        method: finding.method.clone(),
        url: url(file, finding.entry),
        started: Some(finding.started.clone()).filter(|started| !started.is_empty()),
        // As in the file: 0 and negative numbers mean that there was no response.
        http_status: file.store.index.get(finding.entry).and_then(|summary| summary.status),
        organization_id: safe(&finding.organization_id),
        user: finding.user.as_ref().map(user_report),
        requested: finding.requested.iter().map(person_report).collect(),
        error: fault_report(&finding.error),
        request_tracking_id: safe(&finding.request_tracking_id),
        other_errors: finding.other_errors.iter().map(fault_report).collect(),
        rule: rule(&finding.rule),
        http_rule: rule(&finding.http_rule),
        retry: finding.retry.map(|retry| RetryReport {
            entry: retry.entry,
            succeeded: retry.succeeded,
            same_call: retry.is_same_call,
        }),
        around: finding.nearby.iter().map(nearby_report).collect(),
        organization_id_elsewhere: safe(&finding.organization_elsewhere),
        product: finding.product.clone(),
        reached: reached(file, &finding.rule),
        preflight: finding.preflight.as_ref().map(|preflight| preflight.entry),
        preflight_refusal: finding.preflight.as_ref().map(|preflight| preflight.refusal.name()),
    }
}

fn nearby_report(nearby: &NearbyFailures) -> NearbyReport {
    NearbyReport { status: nearby.trouble.statuses(), count: nearby.count, seconds: nearby.seconds }
}

/// Whether the request may have reached the server in spite of a network error.
fn reached(file: &Diagnosed<'_>, rule: &Option<String>) -> Option<&'static str> {
    Some(file.knowledge.network_rule(rule.as_deref()?)?.reached.name())
}

pub(super) fn failure_report(file: &Diagnosed<'_>, failure: &Failure, lang: Lang) -> FailureReport {
    let summary = file.store.index.get(failure.entry);
    let rule = failure.rule.as_deref().and_then(|id| file.knowledge.rule(id));
    FailureReport {
        entry: failure.entry,
        method: summary.map(|summary| summary.method.to_string()).unwrap_or_default(),
        url: url(file, failure.entry),
        started: summary.map(|summary| redact::text(&summary.started).into_owned()),
        http_status: summary.and_then(|summary| summary.status),
        webex: failure.is_webex,
        error: failure.error.clone(),
        message: failure.message.clone(),
        product: failure.product.clone(),
        rule: rule.map(|rule| rule_report(rule, lang)),
        reached: reached(file, &failure.rule),
        retry_after: safe(&failure.retry_after),
        preflight: failure.preflight.as_ref().map(|preflight| preflight.entry),
        preflight_refusal: failure.preflight.as_ref().map(|preflight| preflight.refusal.name()),
        stopped: failure.stopped,
        succeeded_later: failure.succeeded_later,
        circle: failure.circle.clone(),
    }
}

/// A redacted text from the file.
fn safe(text: &Option<String>) -> Option<Redacted<'static>> {
    text.as_deref().map(|text| redact::text(text).into_owned())
}

fn user_report(user: &User) -> UserReport {
    let seen = user.account_status.as_ref();
    UserReport {
        email: safe(&user.email),
        uuid: safe(&user.uuid),
        name_source: user.name_source.name(),
        status: user.status,
        account_status: seen.map(|seen| redact::text(&seen.value).into_owned()),
        account_status_seen: seen.map(seen_report),
        account_status_later: user.later_status.as_ref().map(seen_report),
    }
}

fn seen_report(seen: &AccountStatus) -> SeenReport {
    SeenReport {
        entry: seen.entry,
        field: seen.field.clone(),
        value: redact::text(&seen.value).into_owned(),
        after_failure: seen.is_later,
        user_status: seen.status.clone(),
    }
}

fn person_report(person: &Person) -> PersonReport {
    PersonReport { email: safe(&person.email), uuid: safe(&person.uuid) }
}

fn fault_report(fault: &ApiError) -> ApiErrorReport {
    ApiErrorReport {
        code: safe(&fault.code),
        inner_code: safe(&fault.inner_code),
        message: fault.message.clone(),
        upstream_status: fault.upstream_status,
        upstream_url: fault.upstream_url.as_deref().map(|url| redact::url(url).into_owned()),
        tracking_id: safe(&fault.tracking_id),
    }
}

fn rule_report(rule: &Rule, lang: Lang) -> RuleReport {
    let meaning = rule.meaning(lang);
    RuleReport {
        id: rule.id.clone(),
        severity: rule.severity.name(),
        title: meaning.title.clone(),
        cause: meaning.cause.clone(),
        actions: meaning.actions.clone(),
        actions_basis: rule.actions_basis.name(),
        sources: rule.sources.iter().map(source_report).collect(),
    }
}

fn source_report(source: &Source) -> SourceReport {
    SourceReport { title: source.title.clone(), link: source.link.clone(), basis: source.basis.name() }
}
