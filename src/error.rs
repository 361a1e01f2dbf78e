//! The error type of the commands.

use std::io;
use std::ops::Range;

use crate::har;

/// An error that ends a command. Every message says what is wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A HAR file cannot be read.
    #[error(transparent)]
    Har(#[from] har::Error),
    /// Another file cannot be opened or read.
    #[error("cannot read {name}: {source}")]
    Read {
        /// The file as the user named it.
        name: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The entry has no body.
    #[error("entry {number} of {name} has no {side} body: {reason}")]
    NoBody {
        /// The file as the user named it.
        name: String,
        /// The entry's number.
        number: usize,
        /// "request" or "response".
        side: &'static str,
        /// The reason, as far as the file reveals it.
        reason: String,
    },
    /// The request cannot be replayed.
    #[error(
        "entry {number} of {name} cannot be sent again: its URL is not a web address, or its method is missing"
    )]
    NoCall {
        /// The file as the user named it.
        name: String,
        /// The entry's number.
        number: usize,
    },
    /// The body is binary and the output is a terminal.
    #[error(
        "the body of entry {number} is binary ({mime}, {size}) and would garble the terminal: write it to a file with `> file`"
    )]
    Binary {
        /// The entry's number.
        number: usize,
        /// Its media type.
        mime: String,
        /// Its size in display form.
        size: String,
    },
    /// The body does not fit into the memory.
    #[error(
        "the body of entry {number} has {size}, too much to search it for secrets: `harlens body --show-secrets > file` writes exactly what was sent"
    )]
    LongBody {
        /// The entry's number.
        number: usize,
        /// Its length in the file, for people.
        size: String,
    },
    /// An unknown name, such as that of a rule or theme.
    #[error("there is no {what} {name:?}{}: `{list}` lists all", did_you_mean(near))]
    UnknownName {
        /// The kind of thing named.
        what: &'static str,
        /// The name.
        name: String,
        /// Similar names.
        near: Vec<String>,
        /// The command that lists the valid names.
        list: &'static str,
    },
    /// A user-defined theme has a mistake.
    #[error("{name} is no theme: {mistake}")]
    Theme {
        /// The theme's file.
        name: String,
        /// The mistake and its line.
        mistake: String,
    },
    /// A rule was requested for an entry that did not fail.
    #[error(
        "entry {number} of {name} did not fail, as far as the file tells: there is nothing to write a rule for"
    )]
    NoFailure {
        /// The file as the user named it.
        name: String,
        /// The entry's number.
        number: usize,
    },
    /// Nothing could be recorded.
    #[error(transparent)]
    Record(#[from] crate::record::Error),
    /// A mistake in the user's rules about secrets.
    #[error("{0}; `harlens rules check` names all mistakes")]
    Rule(String),
    /// There is no configuration folder.
    #[error("the system names no configuration folder: set HARLENS_CONFIG_DIR to one")]
    NoFolder,
    /// The output exists already.
    #[error("{name} is there already: choose another name{}", if *.can_force { ", or overwrite it with --force" } else { "" })]
    Exists {
        /// The file as the user named it.
        name: String,
        /// Whether the command takes `--force`.
        can_force: bool,
    },
    /// The output is the capture itself.
    #[error("{name} is the capture itself, which is never overwritten: choose another name for the output")]
    SameFile {
        /// The file as the user named it.
        name: String,
    },
    /// A filter cannot be understood.
    #[error("wrong filter: {reason}")]
    Filter {
        /// What is wrong, and what to do.
        reason: String,
        /// The filter text.
        text: String,
        /// The byte range of the mistake.
        range: Range<usize>,
    },
    /// The user stopped the command.
    #[error("stopped")]
    Stopped,
    /// The terminal cannot be set up or written to.
    #[error("cannot use the terminal: {source}")]
    Terminal {
        /// The error of the operating system.
        source: io::Error,
    },
    /// The result cannot be written.
    #[error("cannot write {name}: {source}")]
    Write {
        /// The name of the output.
        name: String,
        /// The error of the operating system.
        source: io::Error,
    },
}

/// ` (did you mean pending or transient?)`
fn did_you_mean(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" (did you mean {}?)", names.join(" or ")) }
}

impl Error {
    /// The process exit code of every error: input could not be read, or wrong usage.
    pub const EXIT: u8 = 2;
}
