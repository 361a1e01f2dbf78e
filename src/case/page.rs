//! `case.md`: what a support engineer needs to know before opening anything else.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::{Case, Part};
use crate::diagnose::api_error::ApiError;
use crate::diagnose::facts;
use crate::diagnose::finding::{Finding, Undecided};
use crate::redact;
use crate::report::markdown::{self, escaped};
use crate::text::clean;
use crate::text::lang::Lang;
use crate::text::words::{self, fill};

/// A short description of a part.
pub(super) fn what(part: &Part, lang: Lang) -> String {
    let words = &words::words(lang).case;
    match part {
        Part::Page => words.part_page.clone(),
        Part::Response { entry, .. } => fill(&words.part_response, &[("n", &entry.to_string())]),
        Part::Capture(_) => words.part_capture.clone(),
    }
}

/// A short description of many responses.
pub(super) fn answers(count: usize, lang: Lang) -> String {
    fill(&words::words(lang).case.part_responses, &[("n", &count.to_string())])
}

/// Writes the page.
pub(super) fn write(case: &Case<'_>, parts: &[Part], out: &mut dyn Write) -> io::Result<()> {
    let words = &words::words(case.lang).case;
    writeln!(out, "# {}\n", escaped(&fill(&words.title, &[("file", case.stem())])))?;
    for (label, values) in facts(case) {
        let values: Vec<String> = values.iter().map(|value| literal(&redact::text(value))).collect();
        let text = if values.is_empty() { words.not_in_file.clone() } else { values.join(", ") };
        writeln!(out, "- {}: {text}", escaped(label))?;
    }
    if let Some(note) = case.names_users() {
        writeln!(out, "\n{}", escaped(note))?;
    }
    writeln!(out, "\n## {}\n", escaped(&words.happened))?;
    happened(case, out)?;
    writeln!(out, "\n## {}\n", escaped(&words.by_hand))?;
    for line in &by_hand(case) {
        writeln!(out, "- {}", escaped(line))?;
    }
    if !parts.is_empty() {
        writeln!(out, "\n## {}\n", escaped(&words.contents))?;
    }
    for part in parts {
        writeln!(out, "- `{}`: {}", part.name().replace('`', "'"), escaped(&what(part, case.lang)))?;
    }
    writeln!(out, "\n---\n")?;
    markdown::write(&case.file, case.lang, out)
}

/// A value as a Markdown code span, so that it can be copied verbatim.
fn literal(value: &str) -> String {
    if value.contains('`') { escaped(value) } else { format!("`{}`", clean(value)) }
}

/// The fields of the case form, each with all values found in the file.
fn facts<'w>(case: &Case<'_>) -> Vec<(&'w str, Vec<String>)> {
    let words = &words::words(case.lang).case;
    let findings = &case.file.diagnosis.findings;
    let all = |of: &dyn Fn(&Finding) -> Vec<String>| -> Vec<String> {
        let mut seen = BTreeSet::new();
        findings.iter().flat_map(of).filter(|value| seen.insert(value.clone())).collect()
    };
    vec![
        (&words.organization, organizations(case)),
        (&words.users, all(&users)),
        (&words.codes, all(&|finding| faults(finding).filter_map(code).collect())),
        (
            &words.tracking,
            all(&|finding| {
                let of_faults = faults(finding).filter_map(|fault| fault.tracking_id.as_ref());
                finding.request_tracking_id.iter().chain(of_faults).cloned().collect()
            }),
        ),
    ]
}

/// The organizations of failed and undecided requests.
fn organizations(case: &Case<'_>) -> Vec<String> {
    let of_finding = |finding: &Finding| {
        finding.organization_id.clone().or_else(|| finding.organization_elsewhere.clone())
    };
    let diagnosis = &case.file.diagnosis;
    let failed = diagnosis.findings.iter().filter_map(of_finding);
    let undecided =
        diagnosis.undecided.iter().filter_map(|undecided| facts::organization_in_url(&undecided.url));
    let mut seen = BTreeSet::new();
    failed.chain(undecided).filter(|organization| seen.insert(organization.clone())).collect()
}

/// The users: email address and UUID where both are known; the users in the request if the response names none.
fn users(finding: &Finding) -> Vec<String> {
    let named = |email: &Option<String>, uuid: &Option<String>| match (email, uuid) {
        (Some(email), Some(uuid)) => Some(format!("{email} ({uuid})")),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    match finding.named() {
        Some(user) => named(&user.email, &user.uuid).into_iter().collect(),
        None => finding.requested.iter().filter_map(|person| named(&person.email, &person.uuid)).collect(),
    }
}

fn faults(finding: &Finding) -> impl Iterator<Item = &ApiError> {
    std::iter::once(&finding.error).chain(&finding.other_errors)
}

/// `5302 › 10991`
fn code(fault: &ApiError) -> Option<String> {
    match (&fault.code, &fault.inner_code) {
        (Some(outer), Some(inner)) => Some(format!("{outer} › {inner}")),
        (one, other) => one.clone().or_else(|| other.clone()),
    }
}

/// The failed requests in file order: when, what, and with which result.
fn happened(case: &Case<'_>, out: &mut dyn Write) -> io::Result<()> {
    let words = &words::words(case.lang).case;
    let sections = case.file.headings(case.lang);
    if sections.is_empty() {
        return writeln!(out, "{}", escaped(&words.nothing_failed));
    }
    for (place, heading) in sections.iter().enumerate() {
        writeln!(out, "{}. {}", place + 1, escaped(heading))?;
    }
    Ok(())
}

/// What the file does not reveal and has to be added by hand.
fn by_hand(case: &Case<'_>) -> Vec<String> {
    let words = &words::words(case.lang).case;
    let mut missing = vec![words.add_description.clone()];
    let findings = &case.file.diagnosis.findings;
    if organizations(case).is_empty() {
        missing.push(words.add_organization.clone());
    }
    if findings.iter().all(|finding| users(finding).is_empty()) {
        missing.push(words.add_users.clone());
    }
    let no_answer = |entry: usize| case.answer(entry).is_err();
    let undecided = case.file.diagnosis.undecided.iter().map(|Undecided { entry, .. }| *entry);
    let bodyless: BTreeSet<usize> = findings.iter().map(|finding| finding.entry).chain(undecided).collect();
    missing.extend(
        bodyless
            .into_iter()
            .filter(|entry| no_answer(*entry))
            .map(|entry| fill(&words.add_response, &[("n", &entry.to_string())])),
    );
    missing
}
