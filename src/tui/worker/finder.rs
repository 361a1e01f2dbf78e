//! Searches an open text in the background, because it may have a million lines.

use std::io;

use crate::tui::message::find::{FindMatches, FindRequest};
use crate::worker::{CancelToken, Latest, Step};

/// Starts the worker; `on_result` receives the matches, and returns whether there still is a receiver. A request is
/// cancelled as soon as its generation is over. Fails if the thread cannot be started.
pub fn start(
    mut on_result: impl FnMut(FindMatches) -> bool + Send + 'static,
) -> io::Result<Latest<FindRequest>> {
    Latest::start("find", move |request, _| {
        let found =
            request.and_then(|request: FindRequest| find(&request, &request.generation.cancel_token()));
        Step::last(found.is_none_or(&mut on_result))
    })
}

/// All matches; `None` if cancelled.
pub fn find(request: &FindRequest, cancel: &CancelToken) -> Option<FindMatches> {
    let matches = match request.detail.page(request.tab) {
        Some(page) => page.view(request.view).content.find(&request.text, cancel)?,
        None => Vec::new(),
    };
    Some(FindMatches { generation: request.generation.clone(), matches: matches.into() })
}
