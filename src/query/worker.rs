//! Filtering in the background: the newest filter wins, and results come in parts.
//!
//! The summaries are matched first, for all entries. Entries that they cannot decide are read as a whole afterwards, on
//! all processors, and join the results as they are found.

use std::cmp::Reverse;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::entry_matcher::EntryMatcher;
use super::filter::Filter;
use super::finding_index::FindingIndex;
use super::fuzzy::Score;
use super::group::{Group, GroupBy, group};
use super::sort::Sort;
use super::totals::Totals;
use crate::har::index::Index;
use crate::har::source::Source;
use crate::worker::{CancelToken, Latest, Step};

/// How many summaries are matched before the worker checks whether it is cancelled and reports what it has.
const CHUNK: usize = 8192;

/// How long whole entries are looked at before the worker reports what it has.
const ROUND: Duration = Duration::from_millis(50);

/// The order of the matches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The best match of the words first, equal ones in file order; without words as in the file.
    #[default]
    Best,
    /// As in the file.
    File,
}

/// What to look for, and in what.
#[derive(Debug, Clone)]
pub struct Search {
    /// The caller's count of its searches; results carry it.
    pub generation: u64,
    /// What the entries have to meet.
    pub filter: Arc<Filter>,
    /// The order of the matches.
    pub order: Order,
    /// The column by which they are ordered instead.
    pub sort: Option<Sort>,
    /// What they are put together by; within each group that order holds.
    pub group: Option<GroupBy>,
    /// The file.
    pub source: Arc<Source>,
    /// The entries to search: a snapshot, that of an earlier search of the same generation or a longer one.
    pub index: Index,
    /// What was found in them; failures come first among equal matches.
    pub found: Arc<FindingIndex>,
}

/// What was found so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// The search it belongs to.
    pub generation: u64,
    /// The matching entries' numbers, in the order asked for.
    pub entries: Vec<usize>,
    /// How many of them, at the end, do not contain the words but only their letters, in this order.
    pub similar: usize,
    /// Their groups, where they were put together.
    pub groups: Option<Vec<Group>>,
    /// What they add up to; the time they span comes with the last results.
    pub totals: Totals,
    /// How many entries have been looked at whole.
    pub looked: usize,
    /// How many there are to look at, as far as is known.
    pub to_look: usize,
    /// Whether all of the snapshot has been searched.
    pub done: bool,
}

/// The running worker.
#[derive(Debug)]
pub struct Worker {
    searches: Latest<Search>,
    /// The generation of the newest search; `None` once it was stopped.
    newest: Option<u64>,
}

impl Worker {
    /// Starts the worker; `on_result` gets what it finds and returns whether it still reaches someone.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(mut on_result: impl FnMut(Hits) -> bool + Send + 'static) -> io::Result<Self> {
        let mut running: Option<Running> = None;
        let searches = Latest::start("search", move |search, cancel| {
            if let Some(search) = search {
                running = Some(Running::with(running.take(), search));
            }
            let Some(running) = &mut running else { return Step::Done };
            match (on_result(running.step(cancel)), running.is_done()) {
                (false, _) => Step::Closed,
                (true, true) => Step::Done,
                (true, false) => Step::More,
            }
        })?;
        Ok(Self { searches, newest: None })
    }

    /// Asks for a search; one of another generation that still runs is cancelled.
    pub fn search(&mut self, search: Search) {
        let generation = Some(search.generation);
        if self.newest == generation {
            self.searches.extend(search);
        } else {
            self.newest = generation;
            self.searches.request(search);
        }
    }

    /// Cancels what still runs.
    pub fn stop(&mut self) {
        self.newest = None;
        self.searches.stop();
    }
}

/// An entry that may be among the results.
struct Match {
    score: Score,
    number: usize,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It has to be looked at whole.
    Open,
    /// It is among the results.
    Met,
    /// It is not.
    Out,
}

/// What has been matched of one generation; a longer snapshot continues where the last one ended.
struct Running {
    search: Search,
    matches: Vec<Match>,
    next: usize,
    looked: usize,
}

impl Running {
    /// A search; one of the same generation continues the one before it.
    fn with(before: Option<Self>, search: Search) -> Self {
        match before.filter(|before| before.search.generation == search.generation) {
            Some(before) => Self { search, ..before },
            None => Self { search, matches: Vec::new(), next: 0, looked: 0 },
        }
    }

    /// Works for a while, and returns what has been found by then.
    fn step(&mut self, cancel: &CancelToken) -> Hits {
        if self.next < self.search.index.len() {
            self.match_summaries();
        } else {
            self.look(cancel);
        }
        let has_words = self.search.filter.pattern().is_some();
        let met = self.matches.iter().filter(|found| found.state == State::Met);
        let (literal, similar): (Vec<&Match>, Vec<&Match>) =
            met.partition(|found| found.score.is_literal || !has_words);
        let similar_count = similar.len();
        let mut entries = Vec::with_capacity(literal.len() + similar.len());
        for part in [literal, similar] {
            let mut part: Vec<usize> = part.into_iter().map(|found| found.number).collect();
            if let Some(sort) = self.search.sort {
                sort.apply(&self.search.index, &mut part);
            }
            entries.append(&mut part);
        }
        let Search { index, found, .. } = &self.search;
        let groups = self.search.group.map(|by| group(by, index, found, &mut entries));
        Hits {
            generation: self.search.generation,
            totals: self.totals(&entries),
            groups,
            entries,
            similar: similar_count,
            looked: self.looked,
            to_look: self.looked + self.matches.iter().filter(|found| found.state == State::Open).count(),
            done: self.is_done(),
        }
    }

    fn totals(&self, entries: &[usize]) -> Totals {
        let mut totals = Totals::default();
        let is_done = self.is_done();
        for summary in entries.iter().filter_map(|number| self.search.index.get(*number)) {
            totals.add(summary);
            if is_done {
                totals.add_span(summary);
            }
        }
        totals
    }

    fn match_summaries(&mut self) {
        let Search { index, filter, found, .. } = &self.search;
        let until = (self.next + CHUNK).min(index.len());
        for (number, summary) in index.iter_from(self.next).take(until - self.next) {
            let state = match filter.decide(number, summary, found) {
                Some(false) => continue,
                Some(true) => State::Met,
                None => State::Open,
            };
            self.matches.extend(filter.score(summary).map(|score| Match { score, number, state }));
        }
        self.next = until;
        if filter.pattern().is_some() && self.search.order == Order::Best {
            let later = |number: usize| !found.is_failed(number);
            self.matches.sort_unstable_by_key(|one| (Reverse(one.score), later(one.number), one.number));
        }
    }

    /// Looks at whole entries, the best matches first.
    fn look(&mut self, cancel: &CancelToken) {
        let Search { filter, source, index, found, .. } = &self.search;
        let open = self.matches.iter().enumerate().filter(|(_, one)| one.state == State::Open);
        let (places, numbers): (Vec<usize>, Vec<usize>) =
            open.map(|(place, one)| (place, one.number)).unzip();
        // At least one entry a round, however slow the machine is.
        let cancel = cancel.clone();
        let cancel = if numbers.len() == 1 { cancel } else { cancel.until(Instant::now() + ROUND) };
        let looked = EntryMatcher { filter, source, index, found }.through(&numbers, &cancel);
        self.looked += looked.len();
        for (at, meets) in looked {
            if let Some(one) = places.get(at).and_then(|place| self.matches.get_mut(*place)) {
                one.state = if meets { State::Met } else { State::Out };
            }
        }
        self.matches.retain(|one| one.state != State::Out);
    }

    fn is_done(&self) -> bool {
        self.next >= self.search.index.len() && self.matches.iter().all(|one| one.state == State::Met)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use super::*;
    use crate::diagnose::finding::{Diagnosis, Finding};
    use crate::har::summary::Summary;

    fn failure(entry: usize) -> Finding {
        Finding { entry, ..Finding::default() }
    }

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
            filter: Arc::new(Filter::parse("onboard").unwrap()),
            order,
            sort: None,
            group: None,
            source: Arc::new(Source::from_bytes("x", b"{}".to_vec()).unwrap()),
            index: index.clone(),
            found: Arc::new(FindingIndex::of_diagnosis(&Diagnosis {
                findings: vec![failure(2007)],
                ..Diagnosis::default()
            })),
        }
    }

    #[test]
    fn best_first_or_in_file_order() {
        let (tell, hits) = channel();
        let mut worker = Worker::start(move |found| tell.send(found).is_ok()).unwrap();
        let index = index(20_000);
        worker.search(search(1, Order::Best, &index));
        let best = last(&hits, 1).entries;
        assert_eq!(best[..3], [2007, 7, 1007], "the preferred one first");
        worker.search(search(2, Order::File, &index));
        let Hits { entries, similar, .. } = last(&hits, 2);
        assert_eq!((entries.len(), similar), (20_000, 20_000 - 20), "scattered letters come after the word");
        assert_eq!(entries[..20], (7..20_000).step_by(1000).collect::<Vec<_>>());
        assert!(entries[20..].is_sorted());
    }

    #[test]
    fn a_longer_file_goes_on_where_it_was() {
        let (tell, hits) = channel();
        let mut worker = Worker::start(move |found| tell.send(found).is_ok()).unwrap();
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
        let mut worker = Worker::start(move |found| tell.send(found).is_ok()).unwrap();
        worker.search(search(1, Order::Best, &index(3)));
        last(&hits, 1);
        drop(worker);
        assert!(hits.recv().is_err());
    }
}
