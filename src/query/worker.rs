//! The search, on a thread of its own: the newest query wins, results come in parts, dropping the handle ends it.

use std::cmp::Reverse;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread;

use super::fuzzy::{Pattern, literal_words};
use crate::har::index::Index;

/// How many URLs are matched before the worker looks whether it is still wanted and tells what it has.
const CHUNK: usize = 8192;

/// The order of the matches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The best match first, equal ones in file order.
    #[default]
    Best,
    /// As in the file.
    File,
}

/// What to search, and in what.
#[derive(Debug, Clone)]
pub struct Search {
    /// The caller's count of its searches; results carry it.
    pub generation: u64,
    /// What was typed.
    pub query: String,
    /// The order of the matches.
    pub order: Order,
    /// The entries to search: a snapshot, that of an earlier search of the same generation or a longer one.
    pub index: Index,
    /// Entries that come first among equal matches, in ascending order.
    pub preferred: Arc<[usize]>,
}

/// What was found so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hits {
    /// The search it belongs to.
    pub generation: u64,
    /// The matching entries' numbers, in the order asked for.
    pub entries: Vec<usize>,
    /// Whether all of the snapshot has been searched.
    pub done: bool,
}

/// The running worker.
#[derive(Debug)]
pub struct Worker {
    searches: Sender<Search>,
}

impl Worker {
    /// Starts the worker; `tell` gets what it finds and returns whether anybody still listens.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(tell: impl FnMut(Hits) -> bool + Send + 'static) -> io::Result<Self> {
        let (searches, inbox) = channel();
        thread::Builder::new().name("search".to_owned()).spawn(move || run(&inbox, tell))?;
        Ok(Self { searches })
    }

    /// Asks for a search; one that still runs for an older generation is dropped.
    pub fn search(&self, search: Search) {
        // The worker ends only when this handle is dropped.
        let _ = self.searches.send(search);
    }
}

/// What has been matched of one generation; a longer snapshot goes on where the last one ended.
struct Running {
    search: Search,
    pattern: Pattern,
    scored: Vec<(i64, usize)>,
    next: usize,
}

impl Running {
    fn new(search: Search) -> Self {
        Self { pattern: Pattern::new(&search.query), search, scored: Vec::new(), next: 0 }
    }

    fn step(&mut self) -> Hits {
        let until = (self.next + CHUNK).min(self.search.index.len());
        for (number, summary) in self.search.index.iter_from(self.next).take(until - self.next) {
            if let Some(score) = self.pattern.score(&summary.url) {
                self.scored.push((score, number));
            }
        }
        // Where a word stands in some URLs as it was typed, its scattered letters in others are only noise.
        let best = self.scored.iter().map(|&(score, _)| literal_words(score)).max();
        self.scored.retain(|&(score, _)| Some(literal_words(score)) == best);
        self.next = until;
        if self.search.order == Order::Best {
            let preferred = &self.search.preferred;
            let later = |number: usize| preferred.binary_search(&number).is_err();
            self.scored.sort_unstable_by_key(|&(score, number)| (Reverse(score), later(number), number));
        }
        Hits {
            generation: self.search.generation,
            entries: self.scored.iter().map(|&(_, number)| number).collect(),
            done: self.is_done(),
        }
    }

    fn is_done(&self) -> bool {
        self.next >= self.search.index.len()
    }

    fn turn_to(&mut self, search: Search) {
        if search.generation == self.search.generation {
            self.search = search;
        } else {
            *self = Self::new(search);
        }
    }
}

fn run(inbox: &Receiver<Search>, mut tell: impl FnMut(Hits) -> bool) {
    let Ok(first) = inbox.recv() else { return };
    let mut running = Running::new(first);
    loop {
        loop {
            match inbox.try_recv() {
                Ok(newer) => running.turn_to(newer),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return,
            }
        }
        if !tell(running.step()) {
            return;
        }
        if running.is_done() {
            let Ok(newer) = inbox.recv() else { return };
            running.turn_to(newer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::har::summary::Summary;

    fn index(count: usize) -> Index {
        (0..count)
            .map(|i| {
                let path = if i % 1000 == 7 { "users/onboard" } else { "static/o/n/b/o/a/r/d" };
                Summary { url: format!("https://a.example/{path}/{i}").into(), ..Summary::default() }
            })
            .collect()
    }

    fn last(hits: &Receiver<Hits>, generation: u64) -> Hits {
        hits.iter().find(|hits| hits.generation == generation && hits.done).unwrap()
    }

    fn search(generation: u64, order: Order, index: &Index) -> Search {
        Search {
            generation,
            query: "onboard".to_owned(),
            order,
            index: index.clone(),
            preferred: [2007].into(),
        }
    }

    #[test]
    fn best_first_or_in_file_order() {
        let (tell, hits) = channel();
        let worker = Worker::start(move |found| tell.send(found).is_ok()).unwrap();
        let index = index(20_000);
        worker.search(search(1, Order::Best, &index));
        let best = last(&hits, 1).entries;
        assert_eq!(best.len(), 20, "scattered letters count only where no URL has the word");
        assert_eq!(best[..3], [2007, 7, 1007], "the preferred one first");
        worker.search(search(2, Order::File, &index));
        assert_eq!(last(&hits, 2).entries, (7..20_000).step_by(1000).collect::<Vec<_>>());
    }

    #[test]
    fn a_longer_file_goes_on_where_it_was() {
        let (tell, hits) = channel();
        let worker = Worker::start(move |found| tell.send(found).is_ok()).unwrap();
        let mut growing = index(5);
        worker.search(search(1, Order::File, &growing));
        assert_eq!(last(&hits, 1).entries.len(), 5);
        growing.push(index(5).iter().map(|(_, summary)| summary.clone()).collect());
        worker.search(search(1, Order::File, &growing));
        assert_eq!(last(&hits, 1).entries, (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn dropping_the_handle_ends_the_worker() {
        let (tell, hits) = channel();
        let worker = Worker::start(move |found| tell.send(found).is_ok()).unwrap();
        worker.search(search(1, Order::Best, &index(3)));
        last(&hits, 1);
        drop(worker);
        assert!(hits.recv().is_err());
    }
}
