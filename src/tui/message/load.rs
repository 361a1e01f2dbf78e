//! A file being loaded.

use std::sync::Arc;

use crate::diagnose::finding::Diagnosis;
use crate::error::Error;
use crate::har::scan::Outcome;
use crate::har::source::Source;
use crate::har::summary::Summary;

/// What the loader tells.
#[derive(Debug)]
pub enum Load {
    /// The file is open.
    Opened(Arc<Source>),
    /// How many bytes have been scanned.
    Read(u64),
    /// The next entries, and what was found in them.
    Entries(Arc<[Summary]>, Diagnosis),
    /// All entries have come.
    Done(Outcome),
    /// The whole diagnosis, with what only the whole file shows (the users' statuses).
    Diagnosed(Diagnosis),
    /// The file cannot be read, or not further.
    Failed(Error),
}
