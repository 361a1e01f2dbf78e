//! The replacements of a copy, looked for in the background: this reads the whole file twice.

use std::io;

use crate::redact::Sanitizer;
use crate::tui::message::review::{ReviewFound, ReviewRequest};
use crate::worker::{CancelToken, Job};

/// Starts to look; `on_result` receives the outcome. Dropping the job stops it.
///
/// # Errors
///
/// If the thread cannot be started.
pub fn start(
    request: ReviewRequest,
    on_result: impl FnOnce(ReviewFound) -> bool + Send + 'static,
) -> io::Result<Job> {
    Job::start("review", move |cancel| {
        if let Some(found) = run(&request, cancel) {
            on_result(found);
        }
    })
}

/// The replacements of a copy of the whole file; `None` once it is cancelled.
pub fn run(request: &ReviewRequest, cancel: &CancelToken) -> Option<ReviewFound> {
    let sanitizer = Sanitizer::new(&request.store, request.options.clone());
    let found = sanitizer.and_then(|sanitizer| sanitizer.preview(&mut |_| cancel.check()));
    let result = found.transpose()?.map_err(|error| error.to_string());
    Some(ReviewFound { generation: request.generation, result })
}
