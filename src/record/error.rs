//! Why nothing could be recorded, and what to do instead.

use std::io;

/// An error that ends a recording. What was recorded before it is in the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// None of the browsers that can be recorded is installed.
    #[error("no browser found ({looked_for}): install one, or name it with --browser PATH. {NETLOG}")]
    NoBrowser {
        /// The names that were looked for.
        looked_for: String,
    },
    /// The browser could not be started.
    #[error("{browser} cannot be started: {source}")]
    Start {
        /// The program.
        browser: String,
        /// What the system said.
        source: io::Error,
    },
    /// The browser was started but does not let itself be recorded.
    #[error("{browser} ended at once, or does not allow recording: {reason}. {NETLOG}")]
    Refused {
        /// The program.
        browser: String,
        /// What is known of the reason.
        reason: String,
    },
    /// This system cannot hand pipes to a browser.
    #[error("recording is not possible on this system yet. {NETLOG}")]
    Unsupported,
    /// The profile's folder cannot be used.
    #[error("the browser profile {folder} cannot be used: {source}")]
    Profile {
        /// The folder.
        folder: String,
        /// What the system said.
        source: io::Error,
    },
    /// The HAR cannot be written.
    #[error("cannot write {name}: {source}")]
    Write {
        /// The file.
        name: String,
        /// What the system said.
        source: io::Error,
    },
}

/// The way that needs no debugging.
const NETLOG: &str = "Another way: open edge://net-export or chrome://net-export, choose \"Include raw bytes\", start \
                      logging, repeat the failure, stop, and open the file with harlens";
