//! Filters at one key: what is asked for most. The screen's counts are the counts of these filters.

use super::filter::Filter;
use super::finding_index::FindingIndex;
use crate::har::summary::Summary;

/// A filter at one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chip {
    /// Its key in the words files.
    pub name: &'static str,
    /// What it sets the filter to; empty for everything.
    pub filter: &'static str,
}

const fn chip(name: &'static str, filter: &'static str) -> Chip {
    Chip { name, filter }
}

/// All of them, in the order of their keys: 1, 2, 3 …
pub const CHIPS: [Chip; 7] = [
    chip("all", ""),
    chip("failed", "is:failed"),
    chip("onboard", "is:onboard,license"),
    chip("xhr", "resource-type:xhr,fetch"),
    chip("documents", "resource-type:document"),
    chip("slow", "is:slow"),
    chip("odd", "is:odd"),
];

/// How many entries each lets through.
#[derive(Debug)]
pub struct Counts {
    filters: Vec<Filter>,
    counts: [usize; CHIPS.len()],
    /// How many entries were counted.
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
