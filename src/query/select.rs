//! Selects all entries that satisfy a filter, synchronously, for output without the interface.

use super::entry_matcher::EntryMatcher;
use super::filter::Filter;
use super::finding_index::FindingIndex;
use crate::har::store::Store;
use crate::worker::CancelToken;

/// The result of a selection.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The entries that satisfy the filter and whose URLs contain its words, in file order.
    pub entries: Vec<usize>,
    /// Number of further entries that match only fuzzily.
    pub similar: usize,
}

/// Selects the entries of a file that satisfy a filter.
#[must_use]
pub fn select(store: &Store, filter: &Filter, found: &FindingIndex) -> Selection {
    let (mut met, mut open) = (Vec::new(), Vec::new());
    for (number, summary) in store.index.iter() {
        let Some(score) = filter.score(summary) else { continue };
        match filter.decide(number, summary, found) {
            Some(false) => {}
            Some(true) => met.push((number, score)),
            None => open.push((number, score)),
        }
    }
    let numbers: Vec<usize> = open.iter().map(|(number, _)| *number).collect();
    let matcher = EntryMatcher { filter, source: &store.source, index: &store.index, found };
    let looked_at = matcher.match_entries(&numbers, &CancelToken::never());
    met.extend(looked_at.into_iter().filter(|(_, meets)| *meets).filter_map(|(at, _)| open.get(at)));
    let all = met.len();
    let has_words = filter.pattern().is_some();
    let literal = met.into_iter().filter(|(_, score)| score.is_literal || !has_words);
    let mut entries: Vec<usize> = literal.map(|(number, _)| number).collect();
    entries.sort_unstable();
    Selection { similar: all - entries.len(), entries }
}
