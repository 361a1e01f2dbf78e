//! Work in the background: the only room that decides when work stops being worth doing.

mod cancel;
mod ordered;

pub use cancel::CancelToken;
pub(crate) use ordered::ordered;
