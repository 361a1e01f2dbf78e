//! Processes many items on all processors and delivers the results in order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::{Panicked, processors, spawn_scoped};

/// Maximum number of results per thread that wait for an earlier one: bounds the memory.
const MAX_WAITING: usize = 4;

struct State<O> {
    /// Index of the next item to process.
    next: usize,
    /// Number of results delivered.
    taken: usize,
    done: BTreeMap<usize, Result<O, Panicked>>,
    /// Whether `take` failed.
    is_over: bool,
}

/// Runs `work` for each item on all processors and passes the results to `take` in the order of the items, each
/// as soon as it and all before it are ready. An error from `take` ends the processing.
///
/// # Errors
/// The error returned by `take`.
pub fn in_order<I: Sync, O: Send, E>(
    items: &[I],
    work: impl Fn(&I) -> O + Sync,
    mut take: impl FnMut(&I, Result<O, Panicked>) -> Result<(), E>,
) -> Result<(), E> {
    let threads = processors().min(items.len());
    let state = Mutex::new(State { next: 0, taken: 0, done: BTreeMap::new(), is_over: false });
    let changed = Condvar::new();
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let wait =
        |guard: MutexGuard<'_, State<O>>| drop(changed.wait(guard).unwrap_or_else(PoisonError::into_inner));
    let work_on = |index: usize| {
        let result = catch_unwind(AssertUnwindSafe(|| work(&items[index])));
        let result = result.map_err(|payload| Panicked::of(&*payload));
        lock().done.insert(index, result);
        changed.notify_all();
    };
    let serve = || loop {
        let mut now = lock();
        if now.is_over || now.next == items.len() {
            return;
        }
        if now.next >= now.taken + MAX_WAITING * threads {
            wait(now);
            continue;
        }
        let index = now.next;
        now.next += 1;
        drop(now);
        work_on(index);
    };
    thread::scope(|scope| {
        let started = (0..threads).filter_map(|_| spawn_scoped(scope, "file", serve)).count();
        for (index, item) in items.iter().enumerate() {
            if started == 0 {
                // No thread could be started, so this one does the work.
                work_on(index);
            }
            let result = loop {
                let mut now = lock();
                if let Some(result) = now.done.remove(&index) {
                    now.taken = index + 1;
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
        let threads = processors();
        let work = |item: &usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            assert!(item % 100 != 7, "a bug");
            item * 2
        };
        let outcome: Result<(), ()> = in_order(&items, work, |item, result| {
            assert!(begun.load(Ordering::SeqCst) <= item + 1 + MAX_WAITING * threads);
            taken.push(result);
            Ok(())
        });
        assert_eq!(outcome, Ok(()));
        let bug = || Panicked("a bug".to_owned());
        let expected = items.iter().map(|item| (item % 100 != 7).then_some(item * 2).ok_or_else(bug));
        assert!(taken.into_iter().eq(expected));
    }

    #[test]
    fn an_error_ends_it() {
        let items = [0; 100];
        let mut count = 0;
        let outcome = in_order(
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
