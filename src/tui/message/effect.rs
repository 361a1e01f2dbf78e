//! Side effects that the state requests from the event loop; the state itself does no I/O.

use super::case::CaseRequest;
use super::compare::CompareRequest;
use super::copy::CopyRequest;
use super::detail::ReadRequest;
use super::export::{ExportRequest, SaveRequest};
use super::find::FindRequest;
use super::pager::PagerFile;
use super::review::ReviewRequest;
use super::story::StoryRequest;
use crate::har::store::Store;
use crate::query::worker::Search;

/// A side effect to carry out.
#[derive(Debug, Clone)]
pub enum Effect {
    Quit,
    /// Reload the file.
    Reload,
    /// Read an entry and lay it out.
    Read(ReadRequest),
    /// Create the format report.
    Check(Box<Store>),
    /// Filter and sort the entries.
    Search(Search),
    /// Look for what a sanitized copy would replace.
    Review(Box<ReviewRequest>),
    /// Look for every entry that touches a user.
    FindStory(Box<StoryRequest>),
    /// Stop the search.
    StopSearch,
    /// Search in the open text.
    Find(FindRequest),
    /// Preview or create a support case.
    Case(Box<CaseRequest>),
    /// Switch to the file this many tabs further; handled by the workspace.
    SwitchFile(isize),
    /// Choose an entry to compare with; handled by the workspace, which has all files.
    ChoosePartner,
    /// Compare two entries.
    Compare(CompareRequest),
    /// Cancel the comparison.
    StopCompare,
    /// Copy a text.
    Copy(String),
    /// Create the content of a copy.
    MakeCopy(Box<CopyRequest>),
    PreparePager(Box<CopyRequest>),
    /// Show a text in an external pager, which gets the terminal meanwhile.
    ShowInPager(PagerFile),
    /// Leave the alternate screen and print a text.
    Print(String),
    /// Enter the alternate screen again.
    Resume,
    /// Export to files, or list the names they would have.
    Export(Box<ExportRequest>),
    /// Cancel the export.
    StopExport,
    /// Save content that was too large to copy.
    Save(SaveRequest),
    /// Copy through the terminal (OSC 52).
    SendToTerminal(String),
    /// Turn mouse reporting on or off.
    Mouse(bool),
    /// Suspend the process, as Ctrl-Z does.
    Suspend,
}
