//! A comparison of two entries: asked for, and the result.

use std::sync::Arc;

use crate::compare::{Comparison, Sides};
use crate::har::source::Source;
use crate::har::summary::Span;
use crate::text::Lang;

/// Two entries to be compared.
#[derive(Debug, Clone)]
pub struct CompareRequest {
    /// The caller's count of its comparisons; the result carries it.
    pub generation: u64,
    /// The entries.
    pub sides: Sides<EntryLocation>,
    /// The language of remarks.
    pub lang: Lang,
    /// Show tokens, cookies and passwords too.
    pub shows_secrets: bool,
}

/// An entry to be compared.
#[derive(Debug, Clone)]
pub struct EntryLocation {
    /// The name of its file, as it is shown.
    pub file: String,
    /// Its number.
    pub number: usize,
    /// Where it is read from.
    pub source: Arc<Source>,
    /// Where it is.
    pub span: Span,
}

/// What came of a comparison.
#[derive(Debug)]
pub struct Compared {
    /// The comparison that was asked for.
    pub generation: u64,
    /// What differs, or why the comparison failed.
    pub result: Result<ComparisonPair, String>,
}

/// What differs.
#[derive(Debug, Clone)]
pub struct ComparisonPair {
    /// To be shown.
    pub shown: Arc<Comparison>,
    /// To be copied: the same without secrets.
    pub safe: Arc<Comparison>,
}
