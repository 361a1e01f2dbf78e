//! Work on many items at once, its results in the order of the items.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Results that may wait for an earlier one, for each thread: it bounds the memory.
const AHEAD: usize = 4;

struct State<O> {
    /// The next item to start.
    next: usize,
    /// Results that were taken.
    taken: usize,
    done: BTreeMap<usize, Option<O>>,
    /// No more results are needed.
    is_over: bool,
}

/// Carries out `work` on each item, on as many threads as there are processors, and gives its results to `take` in the
/// order of the items, each as soon as those before it are there. `None` stands for work that panicked. An error of
/// `take` ends it.
pub(crate) fn ordered<I: Sync, O: Send, E>(
    items: &[I],
    work: impl Fn(&I) -> O + Sync,
    mut take: impl FnMut(&I, Option<O>) -> Result<(), E>,
) -> Result<(), E> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    let state = Mutex::new(State { next: 0, taken: 0, done: BTreeMap::new(), is_over: false });
    let changed = Condvar::new();
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let wait =
        |guard: MutexGuard<'_, State<O>>| drop(changed.wait(guard).unwrap_or_else(PoisonError::into_inner));
    let one = |place: usize| {
        let result = catch_unwind(AssertUnwindSafe(|| work(&items[place]))).ok();
        lock().done.insert(place, result);
        changed.notify_all();
    };
    let serve = || loop {
        let mut now = lock();
        if now.is_over || now.next == items.len() {
            return;
        }
        if now.next >= now.taken + AHEAD * threads {
            wait(now);
            continue;
        }
        let place = now.next;
        now.next += 1;
        drop(now);
        one(place);
    };
    thread::scope(|scope| {
        let start = || thread::Builder::new().name("ordered".to_owned()).spawn_scoped(scope, serve);
        let started = (0..threads).filter_map(|_| start().ok()).count();
        for (place, item) in items.iter().enumerate() {
            if started == 0 {
                // Where the system gives no thread, this one does the work.
                one(place);
            }
            let result = loop {
                let mut now = lock();
                if let Some(result) = now.done.remove(&place) {
                    now.taken = place + 1;
                    break result;
                }
                wait(now);
            };
            changed.notify_all();
            if let Err(error) = take(item, result) {
                lock().is_over = true;
                changed.notify_all();
                return Err(error);
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_come_in_order_and_not_too_far_ahead() {
        let items: Vec<usize> = (0..500).collect();
        let (begun, mut taken) = (AtomicUsize::new(0), Vec::new());
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let work = |item: &usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            assert!(item % 100 != 7, "a bug");
            item * 2
        };
        let outcome: Result<(), ()> = ordered(&items, work, |item, result| {
            assert!(begun.load(Ordering::SeqCst) <= item + 1 + AHEAD * threads);
            taken.push(result);
            Ok(())
        });
        assert_eq!(outcome, Ok(()));
        let wanted = items.iter().map(|item| (item % 100 != 7).then_some(item * 2));
        assert!(taken.into_iter().eq(wanted));
    }

    #[test]
    fn an_error_ends_it() {
        let items = [0; 100];
        let mut count = 0;
        let outcome = ordered(
            &items,
            |_| (),
            |_, _| {
                count += 1;
                if count == 3 { Err("closed") } else { Ok(()) }
            },
        );
        assert_eq!((outcome, count), (Err("closed"), 3));
    }
}
