//! What the loop has to do for the application, which itself touches no file and no terminal.

use super::case::CaseRequest;
use super::compare::CompareRequest;
use super::copy::CopyRequest;
use super::detail::ReadRequest;
use super::export::{ExportRequest, SaveRequest};
use super::find::FindRequest;
use super::pager::PagerFile;
use crate::har::store::Store;
use crate::query::worker::Search;

/// Something to be done outside the application's state.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Leave.
    Quit,
    /// Read the file again.
    Reload,
    /// Read an entry and lay its bodies out.
    Read(ReadRequest),
    /// Read every entry once and count what is odd.
    Check(Box<Store>),
    /// Filter the entries.
    Search(Search),
    /// Stop the search.
    StopSearch,
    /// Search in the open text.
    Find(FindRequest),
    /// FindRequest at, or make, a support case.
    Case(Box<CaseRequest>),
    /// Show the file this many tabs further; the workspace does it.
    SwitchFile(isize),
    /// Choose what to compare the selected entry with; the workspace does it, which knows all files.
    ChoosePartner,
    /// Compare two entries.
    Compare(CompareRequest),
    /// Stop the comparison.
    StopCompare,
    /// Copy a text.
    Copy(String),
    /// Make something of an entry, to be copied.
    MakeCopy(Box<CopyRequest>),
    /// Make a body ready for another program.
    PreparePager(Box<CopyRequest>),
    /// Give the terminal to another program that shows it.
    ShowInPager(PagerFile),
    /// Give the screen back, and print a text there.
    Print(String),
    /// Take the screen again.
    Resume,
    /// Put something into files, or say what they would be called.
    Export(Box<ExportRequest>),
    /// Stop the export.
    StopExport,
    /// Save what was too large to be copied.
    Save(SaveRequest),
    /// Ask the terminal to take a text into its clipboard.
    SendToTerminal(String),
    /// Ask the terminal to report the mouse, or to keep it for itself.
    Mouse(bool),
    /// Stop the program until the shell lets it go on.
    Suspend,
}
