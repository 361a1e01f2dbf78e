//! Progress of loading a file.

use std::sync::Arc;

use crate::diagnose::finding::Diagnosis;
use crate::error::Error;
use crate::har::scan::Outcome;
use crate::har::source::Source;
use crate::har::summary::Summary;

/// A step of loading.
#[derive(Debug)]
pub enum Load {
    Opened(Arc<Source>),
    /// Bytes scanned so far.
    Read(u64),
    /// The next entries and their findings.
    Entries(Arc<[Summary]>, Diagnosis),
    /// All entries are loaded.
    Done(Outcome),
    /// The complete diagnosis, including what needs the whole file (the users' statuses).
    Diagnosed(Diagnosis),
    /// The file cannot be read, or not further.
    Failed(Error),
}
