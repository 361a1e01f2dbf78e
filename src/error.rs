//! What went wrong, where, and what to do about it.

use std::io;
use std::ops::Range;

use crate::har;

/// An error that ends a command: every message says what is wrong, where, and what to do.
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
        /// What the system said.
        source: io::Error,
    },
    /// The entry holds no body.
    #[error("entry {number} of {name} has no {side} body: {reason}")]
    NoBody {
        /// The file as the user named it.
        name: String,
        /// The entry's number.
        number: usize,
        /// "request" or "response".
        side: &'static str,
        /// Why, as far as the file tells.
        reason: String,
    },
    /// The request cannot be sent again.
    #[error(
        "entry {number} of {name} cannot be sent again: its URL is not a web address, or its method is missing"
    )]
    NoCall {
        /// The file as the user named it.
        name: String,
        /// The entry's number.
        number: usize,
    },
    /// The body is no text, and the output is a terminal.
    #[error(
        "the body of entry {number} is binary ({mime}, {size}) and would garble the terminal: write it to a file with `> file`"
    )]
    Binary {
        /// The entry's number.
        number: usize,
        /// Its media type.
        mime: String,
        /// How large it is, for people.
        size: String,
    },
    /// Something was asked for by a name that is not known.
    #[error("there is no {what} {name:?}{}: `{list}` lists all", did_you_mean(near))]
    UnknownName {
        /// What it would have been.
        what: &'static str,
        /// The name.
        name: String,
        /// Names that are nearly the same.
        near: Vec<String>,
        /// The command that lists what there is.
        list: &'static str,
    },
    /// A theme of the user's own has a mistake in it.
    #[error("{name} is no theme: {mistake}")]
    Theme {
        /// Its file.
        name: String,
        /// What is wrong, and in which line.
        mistake: String,
    },
    /// An entry that did not fail was asked for a rule.
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
    /// There is no place for files of the user's own.
    #[error("the system names no configuration folder: set HARLENS_CONFIG_DIR to one")]
    NoFolder,
    /// The output is there already.
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
        /// The filter as it was typed.
        text: String,
        /// Which part of it is meant, in bytes.
        range: Range<usize>,
    },
    /// The user wants it no more.
    #[error("stopped")]
    Stopped,
    /// The terminal cannot be drawn to, or set up.
    #[error("cannot use the terminal: {source}")]
    Terminal {
        /// What the system said.
        source: io::Error,
    },
    /// The result cannot be written.
    #[error("cannot write {name}: {source}")]
    Write {
        /// Where to.
        name: String,
        /// What the system said.
        source: io::Error,
    },
}

/// ` (did you mean pending or transient?)`
fn did_you_mean(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" (did you mean {}?)", names.join(" or ")) }
}

impl Error {
    /// The process exit code for every error: "could not be read or wrong usage".
    pub const EXIT: u8 = 2;
}
