//! The format report: how far it is, and the result.

use crate::har::format_report::FormatReport;

/// What the checker tells.
#[derive(Debug)]
pub enum CheckProgress {
    /// How many of the entries have been read, in percent.
    Read(usize),
    /// The report.
    Done(Box<FormatReport>),
    /// Reading failed, and why.
    Failed(String),
}
