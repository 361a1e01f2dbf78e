//! What the loop has to do for the application, which itself touches no file and no terminal.

use std::sync::Arc;

use crate::compare::Sides;
use crate::diagnose::knowledge::Knowledge;
use crate::export::Secrets;
use crate::har::source::Source;
use crate::har::store::Store;
use crate::har::summary::Span;
use crate::query::worker::Search;
use crate::text::lang::Lang;
use crate::tui::keymap::Keymap;
use crate::tui::run::pager::PagerFile;
use crate::tui::worker::copy_job::Item;
use crate::tui::worker::exporter::What;
use crate::tui::worker::finder::FindRequest;

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
    Check(Box<Store>),
    /// Filter the entries.
    Search(Search),
    /// Nobody waits for the search any more.
    StopSearch,
    /// Search in the open text.
    Find(FindRequest),
    /// FindRequest at, or make, a support case.
    Case(Box<CaseWork>),
    /// Show the file so many places further; the workspace does it.
    Turn(isize),
    /// Choose what to compare the selected entry with; the workspace does it, which knows all files.
    ChoosePartner,
    /// Compare two entries.
    Compare(CompareWork),
    /// Nobody waits for the comparison any more.
    StopCompare,
    /// Copy a text.
    Copy(String),
    /// Make something of an entry, to be copied.
    Take(Box<Take>),
    /// Make a body ready for another program.
    Prepare(Box<Take>),
    /// Give the terminal to another program that shows it.
    Show(PagerFile),
    /// Give the screen back, and print a text there.
    Print(String),
    /// Take the screen again.
    ComeBack,
    /// Put something into files, or say what they would be called.
    Export(Box<Export>),
    /// Nobody wants the running export any more.
    StopExport,
    /// Save what was too large to be copied.
    Keep(Keep),
    /// Ask the terminal to take a text into its clipboard.
    SendToTerminal(String),
    /// Ask the terminal to report the mouse, or to keep it for itself.
    Mouse(bool),
    /// Stop the program until the shell lets it go on.
    Suspend,
}

/// Two entries to be compared.
#[derive(Debug, Clone)]
pub struct CompareWork {
    /// The caller's count of its comparisons; the result carries it.
    pub generation: u64,
    /// The entries.
    pub sides: Sides<Entry>,
    /// The language of remarks.
    pub lang: Lang,
    /// Show tokens, cookies and passwords too.
    pub shows_secrets: bool,
}

/// An entry to be compared.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The name of its file, as it is shown.
    pub file: String,
    /// Its number.
    pub number: usize,
    /// Where it is read from.
    pub source: Arc<Source>,
    /// Where it stands.
    pub span: Span,
}

/// A support case about a loaded file.
#[derive(Debug, Clone)]
pub struct CaseWork {
    /// What to do.
    pub step: CaseStep,
    /// The file's name as the user gave it.
    pub name: String,
    /// The file.
    pub store: Store,
    /// What is known.
    pub knowledge: &'static Knowledge,
    /// The language of the case.
    pub lang: Lang,
}

/// What to do about a support case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseStep {
    /// Say what would go in.
    Preview,
    /// Make it in the current folder.
    Make,
}

/// Something of an entry, to be made.
#[derive(Debug, Clone)]
pub struct Take {
    /// What.
    pub item: Item,
    /// What becomes of its secrets.
    pub secrets: Secrets,
    /// The entry's number.
    pub number: usize,
    /// The file's name as the user gave it.
    pub name: String,
    /// The file.
    pub store: Store,
    /// What is known.
    pub knowledge: &'static Knowledge,
    /// The language of what is written.
    pub lang: Lang,
}

/// Entries, to be put into files.
#[derive(Debug, Clone)]
pub struct Export {
    /// What to make; `None` to say only what it would be called.
    pub make: Option<What>,
    /// What becomes of secrets.
    pub secrets: Secrets,
    /// The visible entries, in their order.
    pub entries: Vec<usize>,
    /// The selected entry's number.
    pub number: Option<usize>,
    /// The file's name as the user gave it.
    pub name: String,
    /// The file.
    pub store: Store,
}

/// What was too large to be copied.
#[derive(Debug, Clone)]
pub struct Keep {
    /// What the file is called where that is free.
    pub name: String,
    /// What it holds.
    pub content: Arc<Vec<u8>>,
}

/// Which entry to read, and how to show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The entry's number.
    pub number: usize,
    /// Where it stands.
    pub span: Span,
    /// What to mark in its response as having failed.
    pub marks: Vec<String>,
    /// The language of remarks.
    pub lang: Lang,
    /// Show tokens, cookies and passwords too.
    pub shows_secrets: bool,
    /// The keys that remarks tell of.
    pub keymap: Arc<Keymap>,
}
