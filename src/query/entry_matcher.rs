//! Matches whole entries, on all processors, against terms that summaries cannot decide.

use std::ops::ControlFlow;

use super::filter::{Filter, WholeEntry};
use super::finding_index::FindingIndex;
use crate::har::entry::Entry;
use crate::har::index::Index;
use crate::har::source::Source;
use crate::har::store::read_bytes;
use crate::worker::{self, CancelToken, processors};

/// A further thread is started for this many entries or this many bytes.
const ENTRIES_PER_THREAD: usize = 16;
const BYTES_PER_THREAD: u64 = 4 << 20;

/// A filter with the entries to match.
#[derive(Debug)]
pub struct EntryMatcher<'a> {
    /// The filter.
    pub filter: &'a Filter,
    /// The file.
    pub source: &'a Source,
    /// The entries.
    pub index: &'a Index,
    /// The findings in them.
    pub found: &'a FindingIndex,
}

impl EntryMatcher<'_> {
    /// Matches the entries in this order until cancelled. Returns, for each matched entry, its index in `numbers`
    /// and whether it satisfies the filter.
    pub fn match_entries(&self, numbers: &[usize], cancel: &CancelToken) -> Vec<(usize, bool)> {
        let step = |(bytes, results): &mut (Vec<u8>, Vec<(usize, bool)>), place: usize| {
            let matches =
                if cancel.is_cancelled() { None } else { self.matches(numbers[place], bytes, cancel) };
            let Some(matches) = matches else { return ControlFlow::Break(()) };
            results.push((place, matches));
            ControlFlow::Continue(())
        };
        let results = worker::fold("filter", self.threads(numbers), numbers.len(), Default::default, step);
        results.into_iter().flat_map(|(_, results)| results).collect()
    }

    fn threads(&self, numbers: &[usize]) -> usize {
        let sizes = numbers.iter().filter_map(|number| Some(self.index.get(*number)?.span.len));
        let bytes: u64 = sizes.take(ENTRIES_PER_THREAD).sum();
        let by_bytes = usize::try_from(bytes / BYTES_PER_THREAD).unwrap_or(usize::MAX);
        processors().min(1 + (numbers.len() / ENTRIES_PER_THREAD).max(by_bytes)).min(numbers.len().max(1))
    }

    /// Whether an entry satisfies the filter; `None` if cancelled. An unreadable entry does not.
    fn matches(&self, number: usize, bytes: &mut Vec<u8>, cancel: &CancelToken) -> Option<bool> {
        let Some(summary) = self.index.get(number) else { return Some(false) };
        if read_bytes(self.source, summary.span, bytes).is_err() {
            return Some(false);
        }
        let facts = self.found.of(number);
        if let Some(decided) = self.filter.decide_raw((number, summary), facts, bytes) {
            return Some(decided);
        }
        if cancel.is_cancelled() {
            return None;
        }
        let entry = Entry::parse(bytes, summary.span.start);
        if cancel.is_cancelled() {
            return None;
        }
        Some(self.filter.holds((number, summary), facts, &WholeEntry::new(entry, self.source)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::har::store::Store;

    #[test]
    fn all_are_looked_at_once_and_none_after_cancelling() {
        let entry = |i| {
            let text = if i % 7 == 0 { "needle" } else { "hay" };
            serde_json::json!({"request": {"method": "GET", "url": "https://a.example/"},
                "response": {"status": 200, "content": {"mimeType": "text/plain", "text": text}}})
        };
        let entries: Vec<_> = (0..200).map(entry).collect();
        let har = serde_json::json!({"log": {"entries": entries}}).to_string();
        let store = Store::scan(Source::from_bytes("x.har", har.into_bytes()).unwrap()).unwrap();
        let (filter, found) = (Filter::parse("body:needle").unwrap(), FindingIndex::default());
        let look =
            EntryMatcher { filter: &filter, source: &store.source, index: &store.index, found: &found };
        let numbers: Vec<usize> = (0..200).rev().collect();
        let mut looked = look.match_entries(&numbers, &CancelToken::never());
        looked.sort_unstable();
        let expected: Vec<_> = numbers.iter().enumerate().map(|(place, i)| (place, i % 7 == 0)).collect();
        assert_eq!(looked, expected);
        let few = look.match_entries(&numbers, &CancelToken::at_check(20));
        assert!(few.len() < 20, "{}", few.len());
    }
}
