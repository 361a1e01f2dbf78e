//! Widgets that know nothing of HAR.

pub mod document;
pub mod fold;
pub mod hex;
pub mod input;
pub mod matches;
pub mod text;
