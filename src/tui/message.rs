//! What the rooms say to each other: events come in, effects go out, each with the types it carries.

pub mod case;
pub mod check;
pub mod compare;
pub mod copy;
pub mod detail;
pub mod effect;
pub mod event;
pub mod export;
pub mod find;
pub mod load;
pub mod pager;
