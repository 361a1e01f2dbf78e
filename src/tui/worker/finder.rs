//! The search in an open text, in the background: such a text may have a million lines.

use std::io;

use crate::tui::message::find::{FindMatches, FindRequest};
use crate::worker::{CancelToken, Latest, Step};

/// Starts the worker; `on_result` gets the matches and returns whether they still reach someone. A request is cancelled
/// as soon as its turn is over.
///
/// # Errors
/// When the system gives no thread.
pub fn start(
    mut on_result: impl FnMut(FindMatches) -> bool + Send + 'static,
) -> io::Result<Latest<FindRequest>> {
    Latest::start("find", move |request, _| {
        let found = request.and_then(|request: FindRequest| places(&request, &request.turn.cancel_token()));
        Step::last(found.is_none_or(&mut on_result))
    })
}

/// Where the text is; `None` once it is cancelled.
#[must_use]
pub fn places(request: &FindRequest, cancel: &CancelToken) -> Option<FindMatches> {
    let places = match request.detail.page(request.tab) {
        Some(page) => page.view(request.way).content.find(&request.text, cancel)?,
        None => Vec::new(),
    };
    Some(FindMatches { turn: request.turn.clone(), places: places.into() })
}
