//! State of the export menu.

use crate::tui::message::export::ExportKind;

/// Progress and file names of exports.
#[derive(Debug, Default)]
pub struct ExportState {
    /// Progress of the running export in percent.
    pub(super) running: Option<usize>,
    /// The names that the files would have.
    pub(super) names: Vec<(ExportKind, Option<String>)>,
}
