//! Generic widgets, independent of HAR: wrapped text, JSON trees, hex dumps, a text input.

pub mod document;
pub mod fold;
pub mod hex;
pub mod input;
pub mod matches;
pub mod text;
