//! Findings as JSON, one a line: what a database reads of thousands of files.

use std::io::{self, Write};

use serde::Serialize;

use super::Diagnosed;
use super::json::{FailureReport, FindingReport, failure_report, finding_report};
use crate::text::{Lang, json};

#[derive(Serialize)]
struct Line<'f> {
    file: &'f str,
    #[serde(flatten)]
    finding: FindingReport,
}

#[derive(Serialize)]
struct OtherFailure<'f> {
    file: &'f str,
    other_failure: FailureReport,
}

#[derive(Serialize)]
struct Unread<'f> {
    file: &'f str,
    error: &'f str,
}

/// Writes a line for each finding of a file, then one for each other failed request.
///
/// # Errors
/// What the output says.
pub fn write(file: &Diagnosed<'_>, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    file.diagnosis.findings.iter().try_for_each(|finding| {
        json::write_line(out, &Line { file: &file.name, finding: finding_report(file, finding, lang) })
    })?;
    file.diagnosis.other_failures().try_for_each(|failure| {
        let other_failure = failure_report(file, failure, lang);
        json::write_line(out, &OtherFailure { file: &file.name, other_failure })
    })
}

/// Writes the line of a file that could not be read.
///
/// # Errors
/// What the output says.
pub fn write_error(file: &str, error: &str, out: &mut dyn Write) -> io::Result<()> {
    json::write_line(out, &Unread { file, error })
}
