//! The search in an open text, on a thread of its own: such a text may have a million lines.

use std::io;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use crate::tui::message::find::{FindMatches, FindRequest};
use crate::worker::CancelToken;

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
