//! Summaries in memory, whole entries on demand.

use std::{ops::ControlFlow, path::Path, sync::Arc};

use super::{
    entry::Entry,
    error::Error,
    index::Index,
    scan::{self, Outcome, Progress},
    source::Source,
    summary::Span,
};

/// An opened HAR file, scanned to its end.
#[derive(Debug, Clone)]
pub struct Store {
    /// The file's bytes.
    pub source: Arc<Source>,
    /// The entries' summaries.
    pub index: Index,
    /// What the scan found out about the file.
    pub outcome: Outcome,
}

impl Store {
    /// Opens and scans a file (`-` is standard input).
    ///
    /// # Errors
    /// As [`Source::open`] and [`super::scan::scan`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::scan(Source::open(path)?)
    }

    /// As [`Store::open`], unpacking at most `limit` bytes.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_within(path: &Path, limit: u64) -> Result<Self, Error> {
        Self::scan(Source::open_within(path, limit)?)
    }

    /// Scans an opened source.
    ///
    /// # Errors
    /// As [`super::scan::scan`].
    pub fn scan(source: Source) -> Result<Self, Error> {
        let mut index = Index::default();
        let outcome = scan::scan(&source, &mut |progress| {
            if let Progress::Entries(batch) = progress {
                index.push(batch.into());
            }
            ControlFlow::Continue(())
        })?;
        Ok(Self { source: Arc::new(source), index, outcome })
    }

    /// Reads the whole entry of this number again.
    ///
    /// # Errors
    /// [`Error::NoEntry`] where there is none, [`Error::Read`] when reading fails.
    pub fn entry(&self, number: usize) -> Result<Entry, Error> {
        let Some(summary) = self.index.get(number) else {
            let name = self.source.name().to_owned();
            return Err(Error::NoEntry { name, number, count: self.index.len() });
        };
        read_entry(&self.source, summary.span)
    }
}

/// Reads the entry at `span`. Damage inside the entry is noted in [`Entry::anomalies`], never an error.
///
/// # Errors
/// [`Error::Read`] when reading the bytes fails.
pub fn read_entry(source: &Source, span: Span) -> Result<Entry, Error> {
    let mut bytes = Vec::new();
    read_into(source, span, &mut bytes)?;
    Ok(Entry::parse(&bytes, span.start))
}

/// Reads the bytes of the entry at `span`, as the file has them, in the place of what a buffer held.
///
/// # Errors
/// [`Error::Read`] when reading the bytes fails.
pub fn read_into(source: &Source, span: Span, bytes: &mut Vec<u8>) -> Result<(), Error> {
    let read_error = |error| Error::Read { name: source.name().to_owned(), source: error };
    // A span is not believed beyond the file: it may come from an older state of it.
    let len = span.len.min(source.len().saturating_sub(span.start));
    let len = usize::try_from(len).map_err(|_| read_error(std::io::ErrorKind::FileTooLarge.into()))?;
    bytes.resize(len, 0);
    let read = source.read_exact_at(span.start, bytes).map_err(read_error)?;
    bytes.truncate(read);
    Ok(())
}

/// As [`read_into`], for whoever passes on what the file holds: a file that became shorter meanwhile is an error, not an
/// entry that is damaged.
///
/// # Errors
/// [`Error::Read`] when reading fails, or the file ends before the entry does.
pub fn read_whole(source: &Source, span: Span, bytes: &mut Vec<u8>) -> Result<(), Error> {
    read_into(source, span, bytes)?;
    if (bytes.len() as u64) < span.len {
        let shorter = std::io::Error::new(
            std::io::ErrorKind::UnexpectedEof,
            "it is shorter than it was when it was opened",
        );
        return Err(Error::Read { name: source.name().to_owned(), source: shorter });
    }
    Ok(())
}
