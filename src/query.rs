//! Filtering, sorting and grouping of entries.

pub mod chips;
pub mod complete;
pub mod entry_matcher;
pub mod filter;
pub mod finding_index;
pub mod fuzzy;
pub mod group;
pub mod select;
pub mod sort;
pub mod totals;
pub mod value_counts;
pub mod worker;
