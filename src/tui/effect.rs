//! What the loop has to do for the application, which itself touches no file and no terminal.

use crate::har::index::Index;
use crate::har::scan::Outcome;
use crate::query::worker::Search;
use crate::text::lang::Lang;
use crate::tui::finder::Look;

/// Something to be done outside the application's state.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Leave.
    Quit,
    /// Read the file again.
    Reload,
    /// Read an entry and lay its bodies out.
    Read(Read),
    /// Read every entry once and count what is odd.
    Check(Check),
    /// Filter the entries.
    Search(Search),
    /// Nobody waits for the search any more.
    StopSearch,
    /// Search in the open text.
    Find(Look),
    /// Copy a text.
    Copy(String),
    /// Ask the terminal to take a text into its clipboard.
    SendToTerminal(String),
}

/// A loaded file, to be checked.
#[derive(Debug, Clone)]
pub struct Check {
    /// Its entries.
    pub index: Index,
    /// What its scan found out.
    pub outcome: Outcome,
}

/// Which entry to read, and how to show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The entry's number.
    pub number: usize,
    /// Where it stands.
    pub span: crate::har::summary::Span,
    /// What to mark in its response as having failed.
    pub marks: Vec<String>,
    /// The language of remarks.
    pub lang: Lang,
}
