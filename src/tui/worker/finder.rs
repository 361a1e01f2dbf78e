//! The search in an open text, on a thread of its own: such a text may have a million lines.

use crate::worker::CancelToken;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use crate::tui::page::Tab;
use crate::tui::state::find::Turn;
use crate::tui::widget::matches::TextMatch;
use crate::tui::worker::reader::Detail;

/// What to look for, and in what.
#[derive(Debug, Clone)]
pub struct FindRequest {
    /// Whose turn it is; results carry it.
    pub turn: Turn,
    /// The entry whose text is open.
    pub detail: Arc<Detail>,
    /// Which of its texts it is.
    pub tab: Tab,
    /// In which way it is shown.
    pub way: usize,
    /// What to look for; without a capital letter, in any case.
    pub text: String,
}

/// Where it stands.
#[derive(Debug, Clone)]
pub struct FindMatches {
    /// The search it belongs to.
    pub turn: Turn,
    /// The places in the text, in order.
    pub places: Arc<[TextMatch]>,
}

/// The running finder.
#[derive(Debug)]
pub struct Finder {
    looks: Sender<FindRequest>,
}

impl Finder {
    /// Starts the finder; `tell` gets the places and returns whether anybody still listens.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(mut tell: impl FnMut(FindMatches) -> bool + Send + 'static) -> io::Result<Self> {
        let (looks, inbox) = channel::<FindRequest>();
        thread::Builder::new().name("find".to_owned()).spawn(move || {
            while let Ok(look) = inbox.recv() {
                if let Some(places) = places(&look, &look.turn.cancel_token())
                    && !tell(places)
                {
                    return;
                }
            }
        })?;
        Ok(Self { looks })
    }

    /// Asks for a search; it is given up as soon as its turn is over.
    pub fn look(&self, look: FindRequest) {
        // The thread ends only when this handle is dropped.
        let _ = self.looks.send(look);
    }
}

/// Where the text stands; `None` once `wanted` says that nobody waits for it any more.
#[must_use]
pub fn places(look: &FindRequest, cancel: &CancelToken) -> Option<FindMatches> {
    let places = match look.detail.page(look.tab) {
        Some(page) => page.view(look.way).content.find(&look.text, cancel)?,
        None => Vec::new(),
    };
    Some(FindMatches { turn: look.turn.clone(), places: places.into() })
}
