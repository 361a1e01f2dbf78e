//! Progress and result of the format report.

use crate::har::format_report::FormatReport;

#[derive(Debug)]
pub enum CheckProgress {
    /// Percentage of entries read.
    Read(usize),
    Done(Box<FormatReport>),
    /// The reason why reading failed.
    Failed(String),
}
