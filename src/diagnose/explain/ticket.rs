//! Text for a ticket, and what to highlight in a body.

use std::fmt::Write as _;

use super::block::{Explanation, to_text};
use crate::diagnose::api_error::ApiError;
use crate::diagnose::finding::Finding;
use crate::diagnose::words::{self, fill};
use crate::har::summary::Summary;
use crate::redact;
use crate::text::Lang;

/// Which entry is spoken of, in a line: its number, request, answer and time.
#[must_use]
pub fn heading(number: usize, summary: &Summary, lang: Lang) -> String {
    let words = words::of(lang);
    let http = words::http_status(summary.status.filter(|status| *status > 0), words);
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

/// Texts to highlight in the body of a failed answer: the errors' own words, and the failed users' status.
#[must_use]
pub fn marks(findings: &[Finding]) -> Vec<String> {
    let mut marks = Vec::new();
    for finding in findings {
        for error in std::iter::once(&finding.error).chain(&finding.other_errors) {
            marks.extend(cause(error).map(longest_plain));
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
fn cause(error: &ApiError) -> Option<&str> {
    let message = error.message.as_deref()?;
    let Some(inner) = error.inner_message.as_deref() else { return Some(message) };
    let at = message.find(inner)?;
    let bracket = message[..at].rfind('[').unwrap_or(at);
    Some(&message[bracket..at + inner.len()])
}

/// The longest part of a text that JSON writes without escapes, and without the mark of a cut.
fn longest_plain(text: &str) -> String {
    let parts = text.split(|c: char| matches!(c, '"' | '\\' | '…') || c.is_control());
    parts.max_by_key(|part| part.len()).unwrap_or_default().trim().to_owned()
}
