//! Errors that prevent a HAR file from being read.

use std::io;

/// Why a HAR file could not be read. Damage inside a readable file is not an error but an
/// [`Anomaly`](super::anomaly::Anomaly).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be opened or read.
    #[error("cannot read {name}: {source}")]
    Read {
        /// The file as the user named it.
        name: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file has no bytes.
    #[error("{name} is empty: capture the HAR again, or check that the copy is complete")]
    Empty {
        /// The file as the user named it.
        name: String,
    },
    /// The file is not empty, but contains no entries.
    #[error("{name} is not a HAR file: {reason}")]
    NotHar {
        /// The file as the user named it.
        name: String,
        /// What was found instead, and where.
        reason: String,
    },
    /// A pipe has more bytes than are kept of one.
    #[error(
        "{name} has more than {limit} bytes, the most that is kept of a pipe: write it to a file first, or raise the limit with --unpack-limit"
    )]
    PipeTooLong {
        /// The pipe as the user named it.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// The file has no entry with this number.
    #[error("{name} has no entry {number}: it has {count} entries, numbered from 0")]
    NoEntry {
        /// The file as the user named it.
        name: String,
        /// The requested number.
        number: usize,
        /// The number of entries.
        count: usize,
    },
    /// A thread reading the file panicked: a bug in this program, not a fault in the file.
    #[error("an internal error while reading {name}: please report it, with the message above")]
    Panicked {
        /// The file as the user named it.
        name: String,
    },
}
