//! Widgets that know nothing of HAR.

pub mod document;
pub mod input;
pub mod text;
