//! Which entries are visible, and in which order.

pub mod chips;
pub mod complete;
pub mod filter;
pub mod found;
pub mod fuzzy;
pub mod group;
pub mod known;
pub mod look;
pub mod select;
pub mod sort;
pub mod totals;
pub mod worker;
