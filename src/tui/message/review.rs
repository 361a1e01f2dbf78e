//! The replacements of a copy: asked for, and found.

use crate::har::store::Store;
use crate::redact::{Options, Replacement};

/// Asks what a sanitized copy of a file would replace.
#[derive(Debug, Clone)]
pub struct ReviewRequest {
    /// Which review asks.
    pub generation: u64,
    /// The file.
    pub store: Store,
    /// How the copy is to be made.
    pub options: Options,
}

/// What it would replace.
#[derive(Debug)]
pub struct ReviewFound {
    /// The review that asked.
    pub generation: u64,
    /// The replacements in the order of the file, or why the file could not be read.
    pub result: Result<Vec<Replacement>, String>,
}
