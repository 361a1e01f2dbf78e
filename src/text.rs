//! Untrusted text made safe to show; display width; human sizes and times; languages and words.

pub mod lang;
