//! The import report, made on a thread of its own.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::har::format_report::import;
use crate::har::store::Store;
use crate::tui::message::check::CheckProgress;

/// A report in the making. Dropping it ends it.
#[derive(Debug)]
pub struct Checker {
    stop: Arc<AtomicBool>,
}

impl Checker {
    /// Starts to read every entry; `tell` gets the news and returns whether anybody still listens.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        store: Store,
        tell: impl Fn(CheckProgress) -> bool + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        thread::Builder::new().name("checker".to_owned()).spawn(move || {
            let told = AtomicUsize::new(0);
            let progress = |read: usize| {
                let percent = read.saturating_mul(100) / store.index.len().max(1);
                let is_news = told.fetch_max(percent, Ordering::Relaxed) < percent;
                let goes_on =
                    !stopped.load(Ordering::Relaxed) && (!is_news || tell(CheckProgress::Read(percent)));
                if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            };
            if let Some(checked) = checked(&store, &progress) {
                tell(checked);
            }
        })?;
        Ok(Self { stop })
    }
}

impl Drop for Checker {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Makes the report; `None` where it was stopped.
#[must_use]
pub fn checked(store: &Store, progress: &(dyn Fn(usize) -> ControlFlow<()> + Sync)) -> Option<CheckProgress> {
    match import(&store.source, &store.index, &store.outcome, progress) {
        Ok(found) => found.map(|import| CheckProgress::Done(Box::new(import))),
        Err(error) => Some(CheckProgress::Failed(error.to_string())),
    }
}
