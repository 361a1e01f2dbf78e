//! Texts for an external viewer, and the viewer's outcome.

use std::path::Path;
use std::sync::Arc;

use tempfile::TempPath;

use super::copy::CopyOutput;

/// A temporary file, deleted when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct PagerFile(Arc<TempPath>);

impl PagerFile {
    pub(in crate::tui) fn new(path: TempPath) -> Self {
        Self(Arc::new(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// The result of preparing a text.
#[derive(Debug)]
pub enum PagerReply {
    PagerFile(PagerFile),
    /// Binary content, which is offered as a file instead.
    Not(CopyOutput),
}

/// How the viewer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagerOutcome {
    /// Successfully.
    Well,
    /// No such program.
    Missing(String),
    /// With this exit status.
    Badly(String, i32),
    /// It could not be started; the reason.
    Failed(String),
}
