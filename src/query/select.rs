//! All entries that meet a filter, at once: for output without a terminal.

use super::entry_matcher::EntryMatcher;
use super::filter::Filter;
use super::finding_index::FindingIndex;
use super::worker::ranked;
use crate::har::store::Store;
use crate::worker::CancelToken;

/// The entries of a file that meet a filter, in file order.
#[must_use]
pub fn select(store: &Store, filter: &Filter, found: &FindingIndex) -> Vec<usize> {
    let (mut entries, mut open) = (Vec::new(), Vec::new());
    for (number, summary) in store.index.iter() {
        match filter.decide(number, summary, found) {
            Some(false) => {}
            Some(true) => entries.push(number),
            None => open.push(number),
        }
    }
    let look = EntryMatcher { filter, source: &store.source, index: &store.index, found };
    let looked = look.through(&open, &CancelToken::never());
    entries.extend(looked.into_iter().filter(|(_, meets)| *meets).filter_map(|(place, _)| open.get(place)));
    ranked(filter, &store.index, &mut entries);
    entries.sort_unstable();
    entries
}
