//! A text for an external viewer.

use std::path::Path;
use std::sync::Arc;

use tempfile::TempPath;

use super::copy::CopyOutput;

/// A text in a file of its own, which goes with the last who holds it.
#[derive(Debug, Clone)]
pub struct PagerFile(Arc<TempPath>);

impl PagerFile {
    pub(in crate::tui) fn new(path: TempPath) -> Self {
        Self(Arc::new(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// What came of getting one ready.
#[derive(Debug)]
pub enum PagerReply {
    /// It can be shown.
    PagerFile(PagerFile),
    /// It is not a text: what it is, and what its file would be called.
    Not(CopyOutput),
}

/// How showing it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagerOutcome {
    /// As it should.
    Well,
    /// There is no such program.
    Missing(String),
    /// It ended with this status.
    Badly(String, i32),
    /// It could not be started, and why.
    Failed(String),
}
