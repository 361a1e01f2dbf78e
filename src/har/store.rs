//! A scanned file: summaries in memory, whole entries on demand.

use std::{io, ops::ControlFlow, path::Path, sync::Arc};

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

/// Longest string of an entry that is kept in memory, in bytes as written.
pub const MAX_STRING: u64 = 64 << 20;

/// Reads the raw bytes of the entry at `span` into `bytes`, replacing its contents. In the place of a
/// string longer than [`MAX_STRING`] is [`left_out`], so that one body of gigabytes does not fill the memory.
///
/// # Errors
/// [`Error::Read`] if reading fails.
pub fn read_bytes(source: &Source, span: Span, bytes: &mut Vec<u8>) -> Result<(), Error> {
    let read_error = |error| Error::Read { name: source.name().to_owned(), source: error };
    // The file may have been truncated after the scan.
    let len = span.len.min(source.len().saturating_sub(span.start));
    if len > MAX_STRING {
        return read_shortened(source, Span { len, ..span }, MAX_STRING, bytes).map_err(read_error);
    }
    let len = usize::try_from(len).map_err(|_| read_error(io::ErrorKind::FileTooLarge.into()))?;
    bytes.resize(len, 0);
    let read = source.read_exact_at(span.start, bytes).map_err(read_error)?;
    bytes.truncate(read);
    Ok(())
}

/// Copies the raw bytes at `span` block by block.
///
/// # Errors
/// If reading or writing fails, or the file ends before the span does.
pub fn copy_bytes(source: &Source, span: Span, out: &mut dyn io::Write) -> io::Result<()> {
    read_blocks(source, span, &mut |bytes, _| out.write_all(bytes).map(|()| bytes.len()))
}

/// Hands the bytes at `span` to `consume` block by block, with whether the block is the last one. The next block begins
/// after the bytes that `consume` says it has used, of which there must be at least one.
///
/// # Errors
/// What reading or `consume` says, and when the file ends before the span does.
pub(crate) fn read_blocks(
    source: &Source,
    span: Span,
    consume: &mut dyn FnMut(&[u8], bool) -> io::Result<usize>,
) -> io::Result<()> {
    const BLOCK: u64 = 1 << 20;
    let (mut at, end) = (span.start, span.start + span.len);
    let mut block = Vec::new();
    while at < end {
        block.resize(usize::try_from(BLOCK.min(end - at)).unwrap_or_default(), 0);
        let read = source.read_exact_at(at, &mut block)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        at += consume(block.get(..read).unwrap_or_default(), at + read as u64 == end)? as u64;
    }
    Ok(())
}

/// The text in the place of a string of so many bytes, which was too long to be read.
#[must_use]
pub fn left_out(len: u64) -> String {
    format!("[{len} bytes removed by harlens]")
}

/// Reads JSON block by block, and leaves out what is inside of strings longer than `max` bytes.
fn read_shortened(source: &Source, span: Span, max: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    const BLOCK: u64 = 256 << 10;
    bytes.clear();
    let mut block = Vec::new();
    // Of the string that is being read: where it begins in `bytes`, and its length so far.
    let mut string: Option<(usize, u64)> = None;
    let mut is_escaped = false;
    let mut at = span.start;
    let end = span.start + span.len;
    while at < end {
        block.resize(usize::try_from(BLOCK.min(end - at)).unwrap_or_default(), 0);
        let read = source.read_exact_at(at, &mut block)?;
        let mut rest = block.get(..read).unwrap_or_default();
        at += if read == 0 { end - at } else { read as u64 };
        while let Some(first) = rest.first() {
            let Some((start, len)) = &mut string else {
                let to = memchr::memchr(b'"', rest).map_or(rest.len(), |quote| quote + 1);
                bytes.extend_from_slice(&rest[..to]);
                string = rest[..to].ends_with(b"\"").then_some((bytes.len(), 0));
                rest = &rest[to..];
                continue;
            };
            if *first == b'"' && !is_escaped {
                if *len > max {
                    bytes.extend_from_slice(left_out(*len).as_bytes());
                }
                bytes.push(b'"');
                string = None;
                rest = &rest[1..];
                continue;
            }
            let to = if is_escaped || *first == b'\\' {
                is_escaped = !is_escaped;
                1
            } else {
                memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len())
            };
            *len += to as u64;
            if *len > max {
                bytes.truncate(*start);
            } else {
                bytes.extend_from_slice(&rest[..to]);
            }
            rest = &rest[to..];
        }
    }
    Ok(())
}

/// Like [`read_bytes`], but a file that was truncated after the scan is an error instead of a damaged entry. For
/// callers that pass the bytes on.
///
/// # Errors
/// [`Error::Read`] if reading fails or the file ends before the entry does.
pub fn read_bytes_exact(source: &Source, span: Span, bytes: &mut Vec<u8>) -> Result<(), Error> {
    read_bytes(source, span, bytes)?;
    if source.len() < span.start + span.len {
        let shorter =
            io::Error::new(io::ErrorKind::UnexpectedEof, "it is shorter than it was when it was opened");
        return Err(Error::Read { name: source.name().to_owned(), source: shorter });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_that_are_too_long_are_left_out() {
        let long = r#"a\"b\\"#.repeat(100_000);
        let json = format!(r#"{{"a":"{long}","b\"":["short\\", "", "{long}"], "c": 1}}"#);
        let source = Source::from_bytes("x", json.clone().into_bytes()).unwrap();
        let mut bytes = Vec::new();
        let span = Span { start: 0, len: json.len() as u64 };
        read_shortened(&source, span, 6, &mut bytes).unwrap();
        let shorter = json.replace(&long, &left_out(long.len() as u64)).replace("short\\\\", &left_out(7));
        assert_eq!(String::from_utf8(bytes.clone()).unwrap(), shorter);
        assert!(bytes.capacity() < 4096, "what is left out is not kept until then: {}", bytes.capacity());
        read_shortened(&source, span, u64::MAX, &mut bytes).unwrap();
        assert_eq!(bytes, json.as_bytes());
    }
}
