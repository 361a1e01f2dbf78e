//! The report on the file's format, made in the background.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::har::format_report;
use crate::har::store::Store;
use crate::tui::message::check::CheckProgress;
use crate::worker::Job;

/// Starts to read every entry; `on_result` gets the progress and the report, and returns whether they still reach
/// someone.
///
/// # Errors
/// When the system gives no thread.
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
        if let Some(checked) = checked(&store, &progress) {
            on_result(checked);
        }
    })
}

/// Makes the report; `None` where it was stopped.
#[must_use]
pub fn checked(store: &Store, progress: &(dyn Fn(usize) -> ControlFlow<()> + Sync)) -> Option<CheckProgress> {
    match format_report::build(&store.source, &store.index, &store.outcome, progress) {
        Ok(found) => found.map(|report| CheckProgress::Done(Box::new(report))),
        Err(error) => Some(CheckProgress::Failed(error.to_string())),
    }
}
