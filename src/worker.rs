//! Work in the background: the only room that decides when work stops being worth doing.

mod cancel;

pub use cancel::CancelToken;
