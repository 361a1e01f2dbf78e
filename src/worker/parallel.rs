//! Processes many items on all processors.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Scope, ScopedJoinHandle};

/// Number of threads that can run in parallel on this machine.
#[must_use]
pub fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Starts a scoped thread; `None` if it cannot be started, in which case the caller does the work itself.
pub(super) fn spawn_scoped<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Option<ScopedJoinHandle<'scope, T>> {
    thread::Builder::new().name(name.to_owned()).spawn_scoped(scope, work).ok()
}

/// Folds `0..count` on up to `threads` threads, including the caller's. Each has its own state and takes the next
/// unprocessed number, in ascending order, until `step` breaks, which ends all. Returns the states. A panic in
/// `step` is propagated to the caller.
pub fn fold<S: Send>(
    name: &str,
    threads: usize,
    count: usize,
    start: impl Fn() -> S + Sync,
    step: impl Fn(&mut S, usize) -> ControlFlow<()> + Sync,
) -> Vec<S> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut state = start();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return state;
            }
            if step(&mut state, number).is_break() {
                next.store(count, Ordering::Relaxed);
                return state;
            }
        }
    };
    thread::scope(|scope| {
        let others: Vec<_> =
            (1..threads.min(count)).filter_map(|_| spawn_scoped(scope, name, work)).collect();
        let own = work();
        let others =
            others.into_iter().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        others.chain([own]).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(count: usize, until: usize) -> Vec<usize> {
        let step = |taken: &mut Vec<usize>, number| {
            taken.push(number);
            if number == until { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let mut taken = fold("test", 4, count, Vec::new, step).concat();
        taken.sort_unstable();
        taken
    }

    #[test]
    fn each_number_is_taken_once_until_a_step_breaks() {
        assert_eq!(taken(1000, usize::MAX), (0..1000).collect::<Vec<_>>());
        assert!(taken(1_000_000, 10).len() < 1_000_000);
        assert!(taken(0, 0).is_empty());
    }

    #[test]
    #[should_panic(expected = "a bug")]
    fn a_panic_is_passed_on() {
        fold(
            "test",
            2,
            100,
            || (),
            |_, number| {
                assert!(number != 50, "a bug");
                ControlFlow::Continue(())
            },
        );
    }
}
