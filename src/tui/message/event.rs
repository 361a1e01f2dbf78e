//! Everything that happens, in one channel.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use crate::har::stamp::Change;
use crate::query::worker::Hits;
use crate::tui::message::case::CaseOutcome;
use crate::tui::message::check::CheckProgress;
use crate::tui::message::compare::Compared;
use crate::tui::message::copy::{Copied, CopyOutput};
use crate::tui::message::detail::Detail;
use crate::tui::message::export::ExportOutcome;
use crate::tui::message::find::FindMatches;
use crate::tui::message::load::Load;
use crate::tui::message::pager::PagerReply;
use crate::tui::theme::background::Background;

/// Which of the open files: its place on the command line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub usize);

/// An entry of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryId {
    /// The file.
    pub file: FileId,
    /// The entry's number.
    pub number: usize,
}

/// An event, and the file that it is about; `None` for the one that is shown when it comes.
#[derive(Debug)]
pub struct Posted {
    /// The file.
    pub file: Option<FileId>,
    /// What happened.
    pub event: Event,
}

/// Where events are sent to, each with the file that it is about.
#[derive(Debug, Clone)]
pub struct EventSender {
    to: Sender<Posted>,
    file: Option<FileId>,
}

impl EventSender {
    /// For events about whatever is shown when they come.
    pub fn new(to: Sender<Posted>) -> Self {
        Self { to, file: None }
    }

    /// For events about a file.
    pub fn about(&self, file: FileId) -> Self {
        Self { file: Some(file), ..self.clone() }
    }

    /// Sends an event.
    ///
    /// # Errors
    /// When the receiver is gone.
    pub fn send(&self, event: Event) -> Result<(), Disconnected> {
        self.to.send(Posted { file: self.file, event }).map_err(|_| Disconnected)
    }
}

/// The program is about to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disconnected;

/// Something happened.
#[derive(Debug)]
pub enum Event {
    /// A key, a paste, a new window size.
    Input(crossterm::event::Event),
    /// The file is being read: for the how manieth time, and the news.
    Load(u64, Load),
    /// The file has been written again.
    FileChanged,
    /// An entry was read, and what became of the file since it was opened.
    Detail(Arc<Detail>, Change),
    /// A support case was looked at, or made.
    Case(CaseOutcome),
    /// The import report comes along.
    Checked(CheckProgress),
    /// A search found something.
    Hits(Hits),
    /// The search in the open text found places.
    FindMatches(FindMatches),
    /// Two entries were compared.
    Compared(Compared),
    /// A copy was made, or not.
    Copied(Copied),
    /// The terminal answered with its background.
    Background(Background),
    /// The program continues after it was stopped.
    Continued,
    /// Something of an entry was made, to be copied.
    CopyOutput(CopyOutput),
    /// A body is ready for another program.
    PagerReply(PagerReply),
    /// An export comes along.
    Export(ExportOutcome),
    /// The system asks the program to end.
    Terminate,
}
