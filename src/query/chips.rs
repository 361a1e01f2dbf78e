//! Predefined filters, each on one key. The counts in the header are the numbers of entries that match them.

use super::filter::Filter;
use super::finding_index::FindingIndex;
use crate::har::summary::Summary;

/// A predefined filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chip {
    /// Its key in `assets/words/*.toml`.
    pub name: &'static str,
    /// The filter text; empty for all entries.
    pub filter: &'static str,
}

const fn chip(name: &'static str, filter: &'static str) -> Chip {
    Chip { name, filter }
}

/// All predefined filters, in the order of their keys: 1, 2, 3 …
pub const CHIPS: [Chip; 7] = [
    chip("all", ""),
    chip("failed", "is:failed"),
    chip("onboard", "is:onboard,license"),
    chip("xhr", "resource-type:xhr,fetch"),
    chip("documents", "resource-type:document"),
    chip("slow", "is:slow"),
    chip("odd", "is:odd"),
];

/// Number of entries matching each predefined filter.
#[derive(Debug)]
pub struct Counts {
    filters: Vec<Filter>,
    counts: [usize; CHIPS.len()],
    /// Number of entries counted so far.
    entries: usize,
}

impl Default for Counts {
    fn default() -> Self {
        let filters = CHIPS.iter().map(|chip| Filter::parse(chip.filter).unwrap_or_default()).collect();
        Self { filters, counts: Default::default(), entries: 0 }
    }
}

impl Counts {
    /// Counts the next entries.
    pub fn add(&mut self, batch: &[Summary], found: &FindingIndex) {
        for summary in batch {
            for (filter, count) in self.filters.iter().zip(&mut self.counts) {
                *count += usize::from(filter.decide(self.entries, summary, found) == Some(true));
            }
            self.entries += 1;
        }
    }

    /// The counts, in the order of the chips.
    #[must_use]
    pub fn counts(&self) -> &[usize] {
        &self.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::filter::table::Need;

    #[test]
    fn every_chip_is_a_filter_that_the_list_alone_decides() {
        for chip in CHIPS {
            let filter = Filter::parse(chip.filter).unwrap();
            assert!(filter.need() == Need::Summary && filter.pattern().is_none(), "{}", chip.filter);
        }
        let mut counts = Counts::default();
        let failed = Summary { status: Some(404), time_ms: Some(2000.0), ..Summary::default() };
        counts.add(&[failed, Summary { status: Some(200), ..Summary::default() }], &FindingIndex::default());
        assert_eq!(counts.counts(), [2, 1, 0, 0, 0, 1, 0]);
    }
}
