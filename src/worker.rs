//! Work in the background: the room that starts threads, but for those within `har`, and that says when work is no longer worth doing.
//!
//! * [`Latest`]: a thread that serves requests, of which only the newest counts
//! * [`Job`]: one piece of work, with a stop
//! * [`spawn`]: one piece of work that nothing stops
//! * [`fold`]: many items on all processors
//! * [`in_order`]: the same, with the results in the order of the items
//! * [`CancelToken`]: how work learns that its result is no longer needed

mod cancel;
mod in_order;
mod latest;
mod parallel;

use std::any::Any;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

pub use cancel::CancelToken;
pub use in_order::in_order;
pub use latest::{Latest, Step};
use parallel::spawn_scoped;
pub use parallel::{fold, processors};

/// Starts work on a thread of its own.
///
/// # Errors
/// When the system gives no thread.
pub fn spawn<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    thread::Builder::new().name(name.to_owned()).spawn(work)
}

/// One piece of work on a thread of its own. Dropping the handle stops the work.
#[derive(Debug)]
pub struct Job {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    is_waited_for: bool,
}

impl Job {
    /// Starts the work.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(name: &str, work: impl FnOnce(&CancelToken) + Send + 'static) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let cancel = CancelToken::stopped(Arc::clone(&stop));
        let thread = Some(spawn(name, move || work(&cancel))?);
        Ok(Self { stop, thread, is_waited_for: false })
    }

    /// The same job; dropping it also waits for its end. For work that removes what it left unfinished.
    #[must_use]
    pub fn waited_for(mut self) -> Self {
        self.is_waited_for = true;
        self
    }

    /// Stops the work.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take().filter(|_| self.is_waited_for) {
            // The panic hook has reported a panic of the thread.
            let _ = thread.join();
        }
    }
}

/// Work that panicked, with the panic's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(pub String);

impl Panicked {
    fn of(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Self(text.unwrap_or_else(|| "a panic without a message".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_dropped_job_stops_and_is_waited_for() {
        let (ended, news) = channel();
        let job = Job::start("test", move |cancel| {
            while !cancel.is_cancelled() {
                thread::yield_now();
            }
            ended.send(()).unwrap();
        });
        drop(job.unwrap().waited_for());
        assert!(news.try_recv().is_ok(), "it has ended");
    }
}
