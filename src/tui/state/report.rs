//! The import report: made once, shown as often as it is asked for.

use crate::har::format_report::FormatReport;

/// How far the report is.
#[derive(Debug, Default)]
pub enum Report {
    /// Not asked for yet.
    #[default]
    Unasked,
    /// Asked for while the file was still being opened.
    Waiting,
    /// Entries are being read: how many so far, in percent.
    Reading(usize),
    /// It is there.
    Ready(Box<FormatReport>),
    /// The file could not be read again, and why.
    Failed(String),
}
