//! The entries that touch one user, looked for in the whole file.

use std::collections::BTreeSet;
use std::io;

use jiff::Timestamp;

use crate::har::index::Index;
use crate::har::summary::Summary;
use crate::query::entry_matcher::EntryMatcher;
use crate::query::filter::{Filter, quoted};
use crate::tui::message::story::{StoryFound, StoryRequest};
use crate::worker::{CancelToken, Job};

/// Starts to look; `on_result` gets what was found. Dropping the job stops it.
///
/// # Errors
/// When the system gives no thread.
pub fn start(
    request: StoryRequest,
    on_result: impl FnOnce(StoryFound) -> bool + Send + 'static,
) -> io::Result<Job> {
    Job::start("story", move |cancel| {
        let found = found(request, cancel);
        if !cancel.is_cancelled() {
            on_result(found);
        }
    })
}

/// Looks through all entries.
#[must_use]
pub fn found(request: StoryRequest, cancel: &CancelToken) -> StoryFound {
    let StoryRequest { names, store, found } = request;
    let values: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    let Ok(filter) = Filter::parse(&format!("user:{}", values.join(","))) else {
        return StoryFound { names, entries: Vec::new() };
    };
    let matcher = EntryMatcher { filter: &filter, source: &store.source, index: &store.index, found: &found };
    let numbers: Vec<usize> = (0..store.index.len()).collect();
    let matched = matcher.match_entries(&numbers, cancel).into_iter().filter(|(_, meets)| *meets);
    let mut entries: BTreeSet<usize> = matched.map(|(number, _)| number).collect();
    let preflights: Vec<usize> =
        entries.iter().filter_map(|number| preflight(&store.index, *number)).collect();
    entries.extend(preflights);
    let mut entries: Vec<usize> = entries.into_iter().collect();
    // Entries without a time stay next to their neighbours in the file.
    let mut last = None;
    entries.sort_by_cached_key(|number| {
        let started = store.index.get(*number).and_then(|summary| summary.started.parse::<Timestamp>().ok());
        last = started.or(last);
        (last, *number)
    });
    StoryFound { names, entries }
}

/// The CORS preflight of an entry: the nearest earlier OPTIONS request to the same address.
#[must_use]
pub fn preflight(index: &Index, number: usize) -> Option<usize> {
    /// Between a preflight and its request there are no more requests than this.
    const NEAR: usize = 50;
    let is_preflight = |summary: &Summary| summary.method.eq_ignore_ascii_case("OPTIONS");
    let of = index.get(number).filter(|summary| !is_preflight(summary))?;
    let is_own = |at: &usize| index.get(*at).is_some_and(|it| is_preflight(it) && it.url == of.url);
    (number.saturating_sub(NEAR)..number).rev().find(is_own)
}
