//! Types exchanged with the event loop and the workers: events come in, effects go out, each with its payload.

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
pub mod review;
pub mod story;
