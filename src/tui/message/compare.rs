//! Requests to compare two entries, and the results.

use std::sync::Arc;

use crate::compare::{Comparison, Sides};
use crate::har::source::Source;
use crate::har::summary::Span;
use crate::text::Lang;

/// Two entries to compare.
#[derive(Debug, Clone)]
pub struct CompareRequest {
    /// Identifies the request; the result carries the same number.
    pub generation: u64,
    pub sides: Sides<EntryLocation>,
    /// The language of remarks.
    pub lang: Lang,
    /// Whether to show tokens, cookies and passwords.
    pub shows_secrets: bool,
}

/// An entry to compare.
#[derive(Debug, Clone)]
pub struct EntryLocation {
    /// The displayed name of its file.
    pub file: String,
    /// Index in `log.entries`.
    pub number: usize,
    pub source: Arc<Source>,
    /// The entry's bytes in the source.
    pub span: Span,
}

/// The result of a comparison.
#[derive(Debug)]
pub struct Compared {
    /// The number of the request.
    pub generation: u64,
    /// The differences, or why the comparison failed.
    pub result: Result<ComparisonPair, String>,
}

/// The differences, for the screen and for the clipboard.
#[derive(Debug, Clone)]
pub struct ComparisonPair {
    /// As displayed.
    pub shown: Arc<Comparison>,
    /// For copying: always redacted.
    pub safe: Arc<Comparison>,
}
