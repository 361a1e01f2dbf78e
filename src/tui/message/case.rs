//! A support case: asked for, and what became of it.

use crate::diagnose::knowledge::Knowledge;
use crate::har::store::Store;
use crate::text::Lang;

/// A support case about a loaded file.
#[derive(Debug, Clone)]
pub struct CaseRequest {
    /// What to do.
    pub step: CaseStep,
    /// The file's name as the user gave it.
    pub name: String,
    /// The file.
    pub store: Store,
    /// What is known.
    pub knowledge: &'static Knowledge,
    /// The language of the case.
    pub lang: Lang,
}

/// What to do about a support case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseStep {
    /// Say what would go in.
    Preview,
    /// Make it in the current folder.
    Make,
}

/// What became of it.
#[derive(Debug)]
pub enum CaseOutcome {
    /// What would go in, each file with what it is, and the folder's name.
    Preview {
        /// Name and meaning of each file.
        parts: Vec<(String, String)>,
        /// The folder's name.
        folder: String,
    },
    /// It is made.
    Made {
        /// Where.
        path: String,
        /// How many values were replaced in it.
        replaced: usize,
    },
    /// It could not be made, and why.
    Failed(String),
}
