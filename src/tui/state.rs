//! The application's state and its transitions. No I/O, no search and no drawing happens here.

pub mod app;
pub mod board;
pub mod chooser;
pub mod comparing;
pub mod counted;
pub mod exporting;
pub mod file;
pub mod find;
pub mod findings;
pub mod list;
pub mod mouse;
pub mod overlay;
pub mod palette;
pub mod panes;
pub mod popup;
pub mod report;
pub mod review;
pub mod search;
mod update;
pub mod viewport;
pub mod workspace;

pub use self::app::{App, Notice};
