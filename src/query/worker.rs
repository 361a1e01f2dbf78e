//! Filters in the background: a new filter replaces the current one, and results are reported incrementally.
//!
//! First all summaries are matched. Entries that they cannot decide are then read as a whole, on all processors,
//! and added to the results.

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

/// Number of summaries matched between two checks of the cancel token and reports.
const CHUNK: usize = 8192;

/// How long whole entries are matched between two reports.
const ROUND: Duration = Duration::from_millis(50);

/// The order of the matches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Best fuzzy match first, ties in file order; file order without words.
    #[default]
    Best,
    /// File order.
    File,
}

/// A search request.
#[derive(Debug, Clone)]
pub struct Search {
    /// The caller's sequence number; results carry it.
    pub generation: u64,
    /// The filter.
    pub filter: Arc<Filter>,
    /// The order of the matches.
    pub order: Order,
    /// The column to sort by instead, if any.
    pub sort: Option<Sort>,
    /// The grouping, if any; the order applies within each group.
    pub group: Option<GroupBy>,
    /// The file.
    pub source: Arc<Source>,
    /// The entries to search: the snapshot of an earlier search of the same generation, or a longer one.
    pub index: Index,
    /// The findings in them; failures come first among equal matches.
    pub found: Arc<FindingIndex>,
}

/// The results so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// The generation of the search.
    pub generation: u64,
    /// Numbers of the matching entries, in the requested order.
    pub entries: Vec<usize>,
    /// How many of them, at the end, match only fuzzily.
    pub similar: usize,
    /// Their groups, if grouped.
    pub groups: Option<Vec<Group>>,
    /// Their totals; the time span is only set in the last results.
    pub totals: Totals,
    /// Number of whole entries matched so far.
    pub looked: usize,
    /// Number of whole entries to match, as far as known.
    pub to_look: usize,
    /// Whether the whole snapshot was searched.
    pub done: bool,
}

/// Handle of the worker.
#[derive(Debug)]
pub struct Worker {
    searches: Latest<Search>,
    /// Generation of the newest search; `None` after a stop.
    newest: Option<u64>,
}

impl Worker {
    /// Starts the worker; `on_result` receives results and returns false if the receiver is gone.
    ///
    /// # Errors
    /// If the thread cannot be started.
    pub fn start(mut on_result: impl FnMut(Hits) -> bool + Send + 'static) -> io::Result<Self> {
        let mut running: Option<RunningSearch> = None;
        let searches = Latest::start("search", move |search, cancel| {
            if let Some(search) = search {
                running = Some(RunningSearch::with(running.take(), search));
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

    /// Requests a search; a running search of another generation is cancelled.
    pub fn search(&mut self, search: Search) {
        let generation = Some(search.generation);
        if self.newest == generation {
            self.searches.extend(search);
        } else {
            self.newest = generation;
            self.searches.request(search);
        }
    }

    /// Cancels the running search.
    pub fn stop(&mut self) {
        self.newest = None;
        self.searches.stop();
    }
}

/// An entry that may match.
struct Match {
    score: Score,
    number: usize,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The whole entry must be matched.
    Undecided,
    /// It matches.
    Matches,
    /// It does not match.
    Rejected,
}

/// The state of one generation; a longer snapshot continues where the previous one ended.
struct RunningSearch {
    search: Search,
    matches: Vec<Match>,
    next: usize,
    looked: usize,
}

impl RunningSearch {
    /// Starts a search, or continues the previous one of the same generation.
    fn with(before: Option<Self>, search: Search) -> Self {
        match before.filter(|before| before.search.generation == search.generation) {
            Some(before) => Self { search, ..before },
            None => Self { search, matches: Vec::new(), next: 0, looked: 0 },
        }
    }

    /// Matches for one round and returns the results so far.
    fn step(&mut self, cancel: &CancelToken) -> Hits {
        if self.next < self.search.index.len() {
            self.match_summaries();
        } else {
            self.match_whole_entries(cancel);
        }
        let has_words = self.search.filter.pattern().is_some();
        let met = self.matches.iter().filter(|found| found.state == State::Matches);
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
            to_look: self.looked
                + self.matches.iter().filter(|found| found.state == State::Undecided).count(),
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
                Some(true) => State::Matches,
                None => State::Undecided,
            };
            self.matches.extend(filter.score(summary).map(|score| Match { score, number, state }));
        }
        self.next = until;
        if filter.pattern().is_some() && self.search.order == Order::Best {
            let later = |number: usize| !found.is_found(number);
            self.matches.sort_unstable_by_key(|one| (Reverse(one.score), later(one.number), one.number));
        }
    }

    /// Matches whole entries, the best fuzzy matches first.
    fn match_whole_entries(&mut self, cancel: &CancelToken) {
        let Search { filter, source, index, found, .. } = &self.search;
        let open = self.matches.iter().enumerate().filter(|(_, one)| one.state == State::Undecided);
        let (places, numbers): (Vec<usize>, Vec<usize>) =
            open.map(|(place, one)| (place, one.number)).unzip();
        // At least one entry per round, however slow the machine is.
        let cancel = cancel.clone();
        let cancel = if numbers.len() == 1 { cancel } else { cancel.until(Instant::now() + ROUND) };
        let looked = EntryMatcher { filter, source, index, found }.match_entries(&numbers, &cancel);
        self.looked += looked.len();
        for (at, meets) in looked {
            if let Some(one) = places.get(at).and_then(|place| self.matches.get_mut(*place)) {
                one.state = if meets { State::Matches } else { State::Rejected };
            }
        }
        self.matches.retain(|one| one.state != State::Rejected);
    }

    fn is_done(&self) -> bool {
        self.next >= self.search.index.len() && self.matches.iter().all(|one| one.state == State::Matches)
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
        let (sender, hits) = channel();
        let mut worker = Worker::start(move |found| sender.send(found).is_ok()).unwrap();
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
    fn a_longer_file_continues_the_search() {
        let (sender, hits) = channel();
        let mut worker = Worker::start(move |found| sender.send(found).is_ok()).unwrap();
        let mut growing = index(5);
        worker.search(search(1, Order::File, &growing));
        assert_eq!(last(&hits, 1).entries.len(), 5);
        growing.push(index(5).iter().map(|(_, summary)| summary.clone()).collect());
        worker.search(search(1, Order::File, &growing));
        assert_eq!(last(&hits, 1).entries, (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn dropping_the_handle_ends_the_worker() {
        let (sender, hits) = channel();
        let mut worker = Worker::start(move |found| sender.send(found).is_ok()).unwrap();
        worker.search(search(1, Order::Best, &index(3)));
        last(&hits, 1);
        drop(worker);
        assert!(hits.recv().is_err());
    }
}
