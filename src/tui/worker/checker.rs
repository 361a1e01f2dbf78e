//! Creates the format report in the background.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::har::format_report;
use crate::har::store::Store;
use crate::tui::message::check::CheckProgress;
use crate::worker::Job;

/// Starts reading every entry; `on_result` receives the progress and the report, and returns whether there still is a
/// receiver. Fails if the thread cannot be started.
pub fn start(
    store: Store,
    on_result: impl Fn(CheckProgress) -> bool + Send + Sync + 'static,
) -> io::Result<Job> {
    Job::start("checker", move |cancel| {
        let reported = AtomicUsize::new(0);
        let progress = |read: usize| {
            let percent = read.saturating_mul(100) / store.index.len().max(1);
            let is_news = reported.fetch_max(percent, Ordering::Relaxed) < percent;
            if is_news && !on_result(CheckProgress::Read(percent)) {
                return ControlFlow::Break(());
            }
            cancel.check()
        };
        if let Some(checked) = report(&store, &progress) {
            on_result(checked);
        }
    })
}

/// The report; `None` if it was cancelled.
pub fn report(store: &Store, progress: &(dyn Fn(usize) -> ControlFlow<()> + Sync)) -> Option<CheckProgress> {
    match format_report::build(&store.source, &store.index, &store.outcome, progress) {
        Ok(found) => found.map(|report| CheckProgress::Done(Box::new(report))),
        Err(error) => Some(CheckProgress::Failed(error.to_string())),
    }
}
