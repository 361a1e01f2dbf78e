//! Everything that happens, in one channel.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::{io, thread};

use super::casework::CaseNews;
use super::checker::Checked;
use super::clipboard::Copied;
use super::comparer::Compared;
use super::finder::Places;
use super::loader::Load;
use super::reader::Detail;
use crate::har::stamp::Change;
use crate::query::worker::Hits;

/// Which of the open files: its place on the command line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub usize);

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
pub struct Post {
    to: Sender<Posted>,
    file: Option<FileId>,
}

impl Post {
    /// For events about whatever is shown when they come.
    #[must_use]
    pub fn new(to: Sender<Posted>) -> Self {
        Self { to, file: None }
    }

    /// For events about a file.
    #[must_use]
    pub fn about(&self, file: FileId) -> Self {
        Self { file: Some(file), ..self.clone() }
    }

    /// Sends an event.
    ///
    /// # Errors
    /// When nobody listens any more.
    pub fn send(&self, event: Event) -> Result<(), NobodyListens> {
        self.to.send(Posted { file: self.file, event }).map_err(|_| NobodyListens)
    }
}

/// The program is about to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NobodyListens;

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
    Case(CaseNews),
    /// The import report comes along.
    Checked(Checked),
    /// A search found something.
    Hits(Hits),
    /// The search in the open text found places.
    Places(Places),
    /// Two entries were compared.
    Compared(Compared),
    /// A copy was made, or not.
    Copied(Copied),
    /// The system asks the program to end.
    Terminate,
}

/// Starts the thread that reads the terminal's input. It lives as long as the process.
///
/// # Errors
/// When the system gives no thread.
pub fn listen(events: Post) -> io::Result<()> {
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        while let Ok(event) = crossterm::event::read() {
            if events.send(Event::Input(event)).is_err() {
                return;
            }
        }
        // Without input nobody could ever leave: the terminal is gone.
        let _ = events.send(Event::Terminate);
    })?;
    Ok(())
}

/// Turns the signals that end a program into an event, so that the terminal is given back first.
///
/// # Errors
/// When the system takes no handler or gives no thread.
#[cfg(unix)]
pub fn listen_for_signals(events: Post) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT])?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for _ in signals.forever() {
            if events.send(Event::Terminate).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// Other systems end a program without asking.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn listen_for_signals(_events: Post) -> io::Result<()> {
    Ok(())
}
