//! Every entry's byte range and summary, in one pass.

use std::ops::ControlFlow;

use super::{damage::Oddity, source::Source, summary::Summary};
use crate::error::Error;

/// What the file says about itself beside its entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// `log.creator` as "name version"; empty where absent.
    pub creator: String,
    /// `log.browser` as "name version"; empty where absent.
    pub browser: String,
    /// `log.version` as written; empty where absent.
    pub version: String,
    /// Number of `log.pages`.
    pub pages: usize,
}

/// What a scan tells while it runs.
#[derive(Debug)]
pub enum Progress {
    /// The next entries, in file order.
    Entries(Vec<Summary>),
    /// Bytes gone through so far.
    Read(u64),
}

/// What a finished scan knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The file's own words about itself.
    pub head: Head,
    /// What was odd about the file as a whole (cut off, trailing bytes, NaN …).
    pub oddities: Vec<Oddity>,
}

/// Goes once through the file. `sink` gets the entries in batches as they are found; it may stop the scan.
///
/// # Errors
/// [`Error::Read`] when reading fails, [`Error::Empty`] and [`Error::NotHar`] when there are no entries to find.
pub fn scan(source: &Source, sink: &mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<Outcome, Error> {
    let _ = (source, sink);
    unimplemented!()
}
