//! [`Event`]: everything that the event loop receives, on one channel.

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
use crate::tui::message::review::ReviewFound;
use crate::tui::message::story::StoryFound;
use crate::tui::theme::background::Background;

/// An open file: its index on the command line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub usize);

/// An entry of one of the open files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryId {
    pub file: FileId,
    /// Index in `log.entries`.
    pub number: usize,
}

/// An event and the file it concerns; `None` for the file that is current when it arrives.
#[derive(Debug)]
pub struct Posted {
    pub file: Option<FileId>,
    pub event: Event,
}

/// The sending end of the channel, bound to a file or to the current one.
#[derive(Debug, Clone)]
pub struct EventSender {
    to: Sender<Posted>,
    file: Option<FileId>,
}

impl EventSender {
    /// For events that concern the current file.
    pub fn new(to: Sender<Posted>) -> Self {
        Self { to, file: None }
    }

    /// For events that concern a file.
    pub fn about(&self, file: FileId) -> Self {
        Self { file: Some(file), ..self.clone() }
    }

    /// Sends an event. Fails if the receiver is gone.
    pub fn send(&self, event: Event) -> Result<(), Disconnected> {
        self.to.send(Posted { file: self.file, event }).map_err(|_| Disconnected)
    }
}

/// The receiver is gone: the program is about to exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disconnected;

/// An event.
#[derive(Debug)]
pub enum Event {
    /// A key, mouse event, paste or new window size.
    Input(crossterm::event::Event),
    /// Progress of loading, with the generation of the load (how often the file was reloaded).
    Load(u64, Load),
    /// The file has changed on disk.
    FileChanged,
    /// An entry was read; with whether the file has changed since it was opened.
    Detail(Arc<Detail>, Change),
    /// The outcome of a support case.
    Case(CaseOutcome),
    /// Progress or result of the format report.
    Checked(CheckProgress),
    /// Results of the filter.
    Hits(Hits),
    /// Matches in the open text.
    FindMatches(FindMatches),
    /// The replacements of a copy were found.
    Review(ReviewFound),
    /// The entries that touch a user were found.
    Story(StoryFound),
    /// Two entries were compared.
    Compared(Compared),
    /// The outcome of a copy.
    Copied(Copied),
    /// The terminal's reply to the background query.
    Background(Background),
    /// The process was continued (SIGCONT).
    Continued,
    /// The content of a copy is ready.
    CopyOutput(CopyOutput),
    /// A text is ready for the pager.
    PagerReply(PagerReply),
    /// Progress or outcome of an export.
    Export(ExportOutcome),
    /// The process was asked to terminate.
    Terminate,
}
