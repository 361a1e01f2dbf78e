//! Cancellation of long-running work.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// Tells a task whether its result is still needed. Long-running work checks it regularly and returns `None` once
/// it is cancelled. Clones share their state.
#[derive(Debug, Clone, Default)]
pub struct CancelToken {
    cause: Cause,
    deadline: Option<Instant>,
}

/// What cancels a task.
#[derive(Debug, Clone, Default)]
enum Cause {
    #[default]
    Nothing,
    /// A newer request.
    Superseded { newest: Arc<AtomicU64>, generation: u64 },
    /// A request to stop.
    Stopped(Arc<AtomicBool>),
    /// A number of checks, for tests that count checks or cancel at a particular one.
    #[cfg(test)]
    Checks { limit: u64, count: Arc<AtomicU64> },
}

impl CancelToken {
    /// A token that is never cancelled.
    #[must_use]
    pub fn never() -> Self {
        Self::default()
    }

    /// A token that is cancelled as soon as `newest` holds another generation.
    #[must_use]
    pub fn superseded(newest: Arc<AtomicU64>, generation: u64) -> Self {
        Self { cause: Cause::Superseded { newest, generation }, deadline: None }
    }

    /// A token that is cancelled once `stop` is set.
    #[must_use]
    pub fn stopped(stop: Arc<AtomicBool>) -> Self {
        Self { cause: Cause::Stopped(stop), deadline: None }
    }

    /// The same token, cancelled at `deadline` at the latest.
    #[must_use]
    pub fn until(mut self, deadline: Instant) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Whether the result is no longer needed.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        let is_caused = match &self.cause {
            Cause::Nothing => false,
            Cause::Superseded { newest, generation } => newest.load(Ordering::Relaxed) != *generation,
            Cause::Stopped(stop) => stop.load(Ordering::Relaxed),
            #[cfg(test)]
            Cause::Checks { limit, count } => count.fetch_add(1, Ordering::Relaxed) + 1 >= *limit,
        };
        is_caused || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}

impl CancelToken {
    /// Like [`Self::is_cancelled`], for progress callbacks: breaks if cancelled.
    pub fn check(&self) -> ControlFlow<()> {
        if self.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[cfg(test)]
impl CancelToken {
    /// A token that is cancelled from the given check on; `u64::MAX` only counts checks.
    pub(crate) fn at_check(limit: u64) -> Self {
        Self { cause: Cause::Checks { limit, count: Arc::default() }, deadline: None }
    }

    /// How often a token from [`CancelToken::at_check`] was checked.
    pub(crate) fn checks(&self) -> u64 {
        match &self.cause {
            Cause::Checks { count, .. } => count.load(Ordering::Relaxed),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_cancels() {
        let newest = Arc::new(AtomicU64::new(1));
        let token = CancelToken::superseded(Arc::clone(&newest), 1);
        assert!(!token.is_cancelled());
        newest.store(2, Ordering::Relaxed);
        assert!(token.is_cancelled());
        let stop = Arc::new(AtomicBool::new(false));
        let token = CancelToken::stopped(Arc::clone(&stop));
        assert!(!token.is_cancelled());
        stop.store(true, Ordering::Relaxed);
        assert!(token.clone().is_cancelled());
        assert!(!CancelToken::never().is_cancelled());
        assert!(CancelToken::never().until(Instant::now()).is_cancelled());
        let token = CancelToken::at_check(2);
        assert_eq!([token.is_cancelled(), token.is_cancelled()], [false, true]);
        assert_eq!(token.checks(), 2);
    }
}
