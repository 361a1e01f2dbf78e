//! The export menu: what is visible, into files of the current folder.

use crate::tui::message::export::ExportKind;

/// What is known about exports.
#[derive(Debug, Default)]
pub struct Exporting {
    /// How much of the running one is done, in percent.
    pub(super) running: Option<usize>,
    /// What the files would be called.
    pub(super) names: Vec<(ExportKind, Option<String>)>,
}
