//! Why a HAR file could not be read.

use std::io;

/// An error of reading a HAR file. Damage inside the file is no error but an [`Anomaly`](super::anomaly::Anomaly).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be opened or read.
    #[error("cannot read {name}: {source}")]
    Read {
        /// The file as the user named it.
        name: String,
        /// The system's error.
        source: io::Error,
    },
    /// The file has no bytes.
    #[error("{name} is empty: capture the HAR again, or check that the copy is complete")]
    Empty {
        /// The file as the user named it.
        name: String,
    },
    /// The file has bytes, but no entries can be found in them.
    #[error("{name} is not a HAR file: {reason}")]
    NotHar {
        /// The file as the user named it.
        name: String,
        /// What was found instead, and where.
        reason: String,
    },
    /// The file has no entry of this number.
    #[error("{name} has no entry {number}: it has {count} entries, numbered from 0")]
    NoEntry {
        /// The file as the user named it.
        name: String,
        /// The requested number.
        number: usize,
        /// The number of entries.
        count: usize,
    },
    /// A thread that read the file panicked. The fault is the program's, not the file's.
    #[error("an internal error while reading {name}: please report it, with the message above")]
    Panicked {
        /// The file as the user named it.
        name: String,
    },
}
