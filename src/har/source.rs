//! Where the bytes come from: a file, standard input, something packed; always bytes that can be read at an offset.

use std::{io, path::Path};

use crate::error::Error;

/// The unpacked bytes of a HAR file, readable at any offset from any thread.
#[derive(Debug)]
pub struct Source {
    name: String,
    bytes: Vec<u8>,
}

impl Source {
    /// Opens a file; `-` reads standard input to its end.
    ///
    /// # Errors
    /// [`Error::Read`] when it cannot be read, [`Error::Empty`] when it has no bytes, [`Error::NotHar`] when it is a packed file without a HAR inside.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let _ = path;
        unimplemented!()
    }

    /// Wraps bytes in memory, unpacking and converting them as [`Source::open`] does.
    ///
    /// # Errors
    /// As [`Source::open`].
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Error> {
        Ok(Self { name: name.to_owned(), bytes })
    }

    /// The name to show: the file's name as the user gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Length of the unpacked bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Whether there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Reads up to `buffer.len()` bytes at `offset`; 0 at the end.
    ///
    /// # Errors
    /// What the system says.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let _ = (offset, buffer);
        unimplemented!()
    }

    /// The bytes of a file kept beside the HAR (`content._file`): in the same zip, or in the HAR's folder.
    /// `None` where there is none, or where the name would lead out of that folder.
    #[must_use]
    pub fn attachment(&self, name: &str) -> Option<Vec<u8>> {
        let _ = name;
        None
    }
}
