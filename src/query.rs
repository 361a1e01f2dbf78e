//! Which entries are visible, and in which order.

pub mod fuzzy;
pub mod worker;
