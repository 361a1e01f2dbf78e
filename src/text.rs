//! Text utilities: neutralizing untrusted text, display width, human-readable sizes and times, output formats,
//! languages and interface texts.

pub mod clean;
pub mod fit;
pub mod format;
pub mod glossary;
pub mod human;
pub mod json;
pub mod lang;
pub mod markdown;
pub mod nearest;
pub mod page_text;
pub mod pretty;
pub mod tree;
pub mod words;
pub mod yaml;

pub use clean::{clean, clean_lines};
pub use fit::{fit_end, fit_middle, width};
pub use lang::Lang;
pub use nearest::nearest;

/// The line number, from 1, of a byte offset.
#[must_use]
pub fn line_of(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().get(..byte).unwrap_or(text.as_bytes());
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}
