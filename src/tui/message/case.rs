//! Requests for a support case and their outcomes.

use crate::diagnose::knowledge::Knowledge;
use crate::har::store::Store;
use crate::redact::Options;
use crate::text::Lang;

/// A support case for a loaded file.
#[derive(Debug, Clone)]
pub struct CaseRequest {
    pub step: CaseStep,
    /// The file's name as the user gave it.
    pub name: String,
    pub store: Store,
    pub knowledge: &'static Knowledge,
    /// The language of the case.
    pub lang: Lang,
    /// How the capture is sanitized, if the user decided it.
    pub options: Option<Options>,
}

/// Preview or creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseStep {
    /// List what it would contain.
    Preview,
    /// Create it in the current folder.
    Make,
}

#[derive(Debug)]
pub enum CaseOutcome {
    /// What it would contain: name and description of each file.
    Preview { parts: Vec<(String, String)>, folder: String },
    /// It was created.
    Made {
        path: String,
        /// Number of values that were redacted in it.
        replaced: usize,
    },
    /// The reason why it could not be created.
    Failed(String),
}
