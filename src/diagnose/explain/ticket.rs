//! What goes into a ticket, and what is marked in a body.

use std::fmt::Write as _;

use super::{ApiError, Explanation, Finding, Lang, Summary, fill, http_text, redact, to_text, words};

/// Which entry is spoken of, in a line: its number, request, answer and time.
#[must_use]
pub fn heading(number: usize, summary: &Summary, lang: Lang) -> String {
    let words = words::of(lang);
    let http = http_text(summary.status.filter(|status| *status > 0), words);
    let mut line = fill(&words.entry_number, &[("n", &number.to_string())]);
    // writing into a string cannot fail
    let _ = write!(line, " · {} {} · {http}", redact::text(&summary.method), redact::summary_url(summary));
    if !summary.started.is_empty() {
        let _ = write!(line, " · {}", redact::text(&summary.started));
    }
    line
}

/// The explanation of an entry as text to be pasted into a ticket, under a line that says where it comes from.
#[must_use]
pub fn ticket(file: &str, number: usize, summary: &Summary, explanation: &Explanation, lang: Lang) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    format!("{name}\n{}\n\n{}", heading(number, summary, lang), to_text(explanation, lang))
}

/// What stands out in the laid-out body of a failed answer: the errors' own words, and the failed users' status.
#[must_use]
pub fn marks(findings: &[Finding]) -> Vec<String> {
    let mut marks = Vec::new();
    for finding in findings {
        for fault in std::iter::once(&finding.error).chain(&finding.other_errors) {
            marks.extend(cause(fault).map(longest_plain));
        }
        if let Some(status) = finding.user.as_ref().and_then(|user| user.status) {
            marks.push(format!("\"status\": {status}"));
            marks.push(format!("\"status\": \"{status}\""));
            marks.push(format!("\"httpStatus\": {status}"));
        }
    }
    marks.sort();
    marks.dedup();
    marks
}

/// The words of an error that name its cause: from `[Error N]` on, where there is one.
fn cause(fault: &ApiError) -> Option<&str> {
    let message = fault.message.as_deref()?;
    let Some(inner) = fault.inner_message.as_deref() else { return Some(message) };
    let at = message.find(inner)?;
    let bracket = message[..at].rfind('[').unwrap_or(at);
    Some(&message[bracket..at + inner.len()])
}

/// The longest part of a text that stands in JSON as it is, without escapes or the mark of a cut.
fn longest_plain(text: &str) -> String {
    let parts = text.split(|c: char| matches!(c, '"' | '\\' | '…') || c.is_control());
    parts.max_by_key(|part| part.len()).unwrap_or_default().trim().to_owned()
}
