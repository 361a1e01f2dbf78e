//! Summaries in memory, whole entries on demand.

use std::{path::Path, sync::Arc};

use super::{
    entry::Entry,
    scan::Outcome,
    source::Source,
    summary::{Span, Summary},
};
use crate::error::Error;

/// An opened HAR file, scanned to its end.
#[derive(Debug)]
pub struct Store {
    /// The file's bytes.
    pub source: Arc<Source>,
    /// The entries' summaries; an entry's number is its place here.
    pub summaries: Vec<Summary>,
    /// What the scan found out about the file.
    pub outcome: Outcome,
}

impl Store {
    /// Opens and scans a file (`-` is standard input).
    ///
    /// # Errors
    /// As [`Source::open`] and [`super::scan::scan`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        let _ = path;
        unimplemented!()
    }

    /// Scans an opened source.
    ///
    /// # Errors
    /// As [`super::scan::scan`].
    pub fn scan(source: Source) -> Result<Self, Error> {
        let _ = source;
        unimplemented!()
    }

    /// Reads the whole entry of this number again.
    ///
    /// # Errors
    /// [`Error::NoEntry`] where there is none, [`Error::Read`] when reading fails.
    pub fn entry(&self, number: usize) -> Result<Entry, Error> {
        let _ = number;
        unimplemented!()
    }
}

/// Reads the entry at `span`. Damage inside the entry is noted in [`Entry::oddities`], never an error.
///
/// # Errors
/// [`Error::Read`] when reading the bytes fails.
pub fn read_entry(source: &Source, span: Span) -> Result<Entry, Error> {
    let _ = (source, span);
    unimplemented!()
}
