//! Background work: starts threads (except those inside `har`) and cancels them.
//!
//! * [`Latest`]: a thread that serves requests, dropping all but the newest
//! * [`Job`]: one task that can be stopped
//! * [`spawn`]: one task that cannot be stopped
//! * [`fold`]: processes many items on all processors
//! * [`in_order`]: the same, with results in the order of the items
//! * [`CancelToken`]: tells a task that its result is no longer needed

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

/// Starts a task on its own thread.
///
/// # Errors
/// If the thread cannot be started.
pub fn spawn<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    thread::Builder::new().name(name.to_owned()).spawn(work)
}

/// A task on its own thread. Dropping the handle stops it.
#[derive(Debug)]
pub struct Job {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    is_waited_for: bool,
}

impl Job {
    /// Starts the task.
    ///
    /// # Errors
    /// If the thread cannot be started.
    pub fn start(name: &str, work: impl FnOnce(&CancelToken) + Send + 'static) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let cancel = CancelToken::stopped(Arc::clone(&stop));
        let thread = Some(spawn(name, move || work(&cancel))?);
        Ok(Self { stop, thread, is_waited_for: false })
    }

    /// Makes dropping the job also wait for its end, for tasks that remove what they left unfinished.
    #[must_use]
    pub fn joined_on_drop(mut self) -> Self {
        self.is_waited_for = true;
        self
    }

    /// Stops the task.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take().filter(|_| self.is_waited_for) {
            // A panic of the thread was already reported by the panic hook.
            let _ = thread.join();
        }
    }
}

/// The message of a task that panicked.
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
        drop(job.unwrap().joined_on_drop());
        assert!(news.try_recv().is_ok(), "it has ended");
    }
}
