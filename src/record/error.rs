//! Errors that prevent recording, with alternatives for the user.

use std::io;

/// An error that ends a recording. Everything recorded before it is in the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// None of the browsers that can be recorded is installed.
    #[error("no browser found ({looked_for}): install one, or name it with --browser PATH. {NETLOG}")]
    NoBrowser {
        /// The names that were searched for.
        looked_for: String,
    },
    /// The browser could not be started.
    #[error("{browser} cannot be started: {source}")]
    Start {
        /// The browser's executable.
        browser: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The browser was started but cannot be controlled.
    #[error("{browser} ended at once, or does not allow recording: {reason}. {NETLOG}")]
    Refused {
        /// The browser's executable.
        browser: String,
        /// The known reason.
        reason: String,
    },
    /// This platform cannot pass pipes to a browser.
    #[error("recording is not possible on this system yet. {NETLOG}")]
    Unsupported,
    /// The profile's folder cannot be used.
    #[error("the browser profile {folder} cannot be used: {source}")]
    Profile {
        /// The folder.
        folder: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The HAR cannot be written.
    #[error("cannot write {name}: {source}")]
    Write {
        /// The file.
        name: String,
        /// The error of the operating system.
        source: io::Error,
    },
}

/// The alternative that needs no remote control.
const NETLOG: &str = "Another way: open edge://net-export or chrome://net-export, choose \"Include raw bytes\", start \
                      logging, repeat the failure, stop, and open the file with harlens";
