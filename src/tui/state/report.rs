//! State of the format report, which is created once, on request.

use crate::har::format_report::FormatReport;

/// The report or its progress.
#[derive(Debug, Default)]
pub enum Report {
    /// Not requested yet.
    #[default]
    Unasked,
    /// Requested while the file is still loading.
    Waiting,
    /// Progress in percent.
    Reading(usize),
    Ready(Box<FormatReport>),
    /// The reason why it failed.
    Failed(String),
}
