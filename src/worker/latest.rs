//! A thread that serves requests, dropping all but the newest.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use super::{CancelToken, spawn};

/// Result of one step of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There is more to do for this request.
    More,
    /// The request is served.
    Done,
    /// The receiver of the results is gone: the thread ends.
    Closed,
}

impl Step {
    /// The last step of a request; `is_received` is false if the receiver of its result is gone.
    #[must_use]
    pub fn last(is_received: bool) -> Self {
        if is_received { Self::Done } else { Self::Closed }
    }
}

/// Handle of the thread. A new request cancels the current one and replaces all pending ones. Dropping the handle
/// cancels the work and ends the thread without waiting for it.
#[derive(Debug)]
pub struct Latest<R> {
    requests: Sender<(u64, R)>,
    newest: Arc<AtomicU64>,
}

impl<R: Send + 'static> Latest<R> {
    /// Starts the thread. `serve` receives a new request, or `None` to continue the last one after
    /// [`Step::More`].
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        name: &str,
        serve: impl FnMut(Option<R>, &CancelToken) -> Step + Send + 'static,
    ) -> io::Result<Self> {
        let (requests, inbox) = channel();
        let newest = Arc::new(AtomicU64::new(0));
        let current = Arc::clone(&newest);
        spawn(name, move || run(&inbox, &current, serve))?;
        Ok(Self { requests, newest })
    }

    /// Sends a request and cancels the previous one.
    pub fn request(&self, request: R) {
        self.stop();
        self.extend(request);
    }

    /// Sends a request that continues the previous one, which is therefore not cancelled.
    pub fn extend(&self, request: R) {
        // Sending fails only after the receiver of the results is gone.
        let _ = self.requests.send((self.newest.load(Ordering::Relaxed), request));
    }
}

impl<R> Latest<R> {
    /// Cancels the current request.
    pub fn stop(&self) {
        self.newest.fetch_add(1, Ordering::Relaxed);
    }
}

impl<R> Drop for Latest<R> {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run<R>(
    inbox: &Receiver<(u64, R)>,
    newest: &Arc<AtomicU64>,
    mut serve: impl FnMut(Option<R>, &CancelToken) -> Step,
) {
    let mut cancel = CancelToken::never();
    let mut last = Step::Done;
    loop {
        let wait = last == Step::Done || cancel.is_cancelled();
        let received =
            if wait { inbox.recv().map_err(|_| TryRecvError::Disconnected) } else { inbox.try_recv() };
        let request = match received {
            Ok(request) => {
                let (number, request) = inbox.try_iter().last().unwrap_or(request);
                cancel = CancelToken::superseded(Arc::clone(newest), number);
                Some(request)
            }
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => return,
        };
        if request.is_some() && cancel.is_cancelled() {
            last = Step::Done;
            continue;
        }
        last = serve(request, &cancel);
        if last == Step::Closed {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_request_wins() {
        let (begin, begun) = channel();
        let (sender, results) = channel();
        let worker = Latest::start("test", move |request: Option<u32>, cancel| {
            let request = request.unwrap();
            begin.send(request).unwrap();
            while request == 1 && !cancel.is_cancelled() {
                std::thread::yield_now();
            }
            Step::last(cancel.is_cancelled() || sender.send(request).is_ok())
        });
        let worker = worker.unwrap();
        worker.request(1);
        assert_eq!(begun.recv(), Ok(1));
        (2..=100).for_each(|request| worker.request(request));
        assert_eq!(results.iter().find(|request| *request == 100), Some(100));
        worker.request(1);
        assert_eq!(begun.iter().find(|request| *request == 1), Some(1));
        drop(worker);
        assert!(results.recv().is_err(), "the thread ends without another result");
    }

    #[test]
    fn a_request_is_served_in_steps_and_extended() {
        let (sender, results) = channel();
        let mut left = 0;
        let worker = Latest::start("test", move |request: Option<u32>, _| {
            left += request.unwrap_or_default();
            sender.send(left).unwrap();
            left = left.saturating_sub(1);
            if left > 0 { Step::More } else { Step::Done }
        });
        let worker = worker.unwrap();
        worker.request(3);
        assert_eq!(results.iter().take(3).collect::<Vec<_>>(), [3, 2, 1]);
        worker.extend(2);
        assert_eq!(results.iter().take(2).collect::<Vec<_>>(), [2, 1]);
    }
}
