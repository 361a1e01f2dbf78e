//! A scanned file: summaries in memory, whole entries on demand.

use std::{ops::ControlFlow, path::Path, sync::Arc};

use super::{
    entry::Entry,
    error::Error,
    index::Index,
    scan::{self, Outcome, Progress},
    source::Source,
    summary::Span,
};

/// An opened and completely scanned HAR file.
#[derive(Debug, Clone)]
pub struct Store {
    /// The bytes of the file.
    pub source: Arc<Source>,
    /// The summaries of all entries.
    pub index: Index,
    /// What the scan found besides the entries.
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

    /// Like [`Store::open`], decompressing at most `limit` bytes.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with_limit(path: &Path, limit: u64) -> Result<Self, Error> {
        Self::scan(Source::open_with_limit(path, limit)?)
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

    /// Parses the whole entry with this number.
    ///
    /// # Errors
    /// [`Error::NoEntry`] if there is none, [`Error::Read`] if reading fails.
    pub fn entry(&self, number: usize) -> Result<Entry, Error> {
        let Some(summary) = self.index.get(number) else {
            let name = self.source.name().to_owned();
            return Err(Error::NoEntry { name, number, count: self.index.len() });
        };
        read_entry(&self.source, summary.span)
    }
}

/// Parses the entry at `span`. Damage inside the entry is listed in [`Entry::anomalies`] and never an error.
///
/// # Errors
/// [`Error::Read`] if reading fails.
pub fn read_entry(source: &Source, span: Span) -> Result<Entry, Error> {
    let mut bytes = Vec::new();
    read_bytes(source, span, &mut bytes)?;
    Ok(Entry::parse(&bytes, span.start))
}

/// Reads the raw bytes of the entry at `span` into `bytes`, replacing its contents.
///
/// # Errors
/// [`Error::Read`] if reading fails.
pub fn read_bytes(source: &Source, span: Span, bytes: &mut Vec<u8>) -> Result<(), Error> {
    let read_error = |error| Error::Read { name: source.name().to_owned(), source: error };
    // The file may have been truncated after the scan.
    let len = span.len.min(source.len().saturating_sub(span.start));
    let len = usize::try_from(len).map_err(|_| read_error(std::io::ErrorKind::FileTooLarge.into()))?;
    bytes.resize(len, 0);
    let read = source.read_exact_at(span.start, bytes).map_err(read_error)?;
    bytes.truncate(read);
    Ok(())
}

/// Like [`read_bytes`], but a file that was truncated after the scan is an error instead of a damaged entry. For
/// callers that pass the bytes on.
///
/// # Errors
/// [`Error::Read`] if reading fails or the file ends before the entry does.
pub fn read_bytes_exact(source: &Source, span: Span, bytes: &mut Vec<u8>) -> Result<(), Error> {
    read_bytes(source, span, bytes)?;
    if (bytes.len() as u64) < span.len {
        let shorter = std::io::Error::new(
            std::io::ErrorKind::UnexpectedEof,
            "it is shorter than it was when it was opened",
        );
        return Err(Error::Read { name: source.name().to_owned(), source: shorter });
    }
    Ok(())
}
