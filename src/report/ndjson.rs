//! Findings as NDJSON, for loading thousands of files into a database.

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
struct UnreadableFile<'f> {
    file: &'f str,
    error: &'f str,
}

/// Writes a line for each finding of a file, then for each other failed request.
///
/// # Errors
/// If writing fails.
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
/// If writing fails.
pub fn write_error(file: &str, error: &str, out: &mut dyn Write) -> io::Result<()> {
    json::write_line(out, &UnreadableFile { file, error })
}
