//! Untrusted text made safe to show; display width; human sizes and times; languages and words.

pub mod clean;
pub mod fit;
pub mod human;
pub mod json;
pub mod lang;
pub mod markdown;
pub mod nearest;
pub mod pretty;
pub mod tree;
pub mod words;

pub use clean::{clean, clean_lines};
pub use fit::{fit_end, fit_middle, width};
pub use lang::Lang;
pub use nearest::nearest;
