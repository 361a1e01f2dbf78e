//! A HAR file, read.

pub mod anomaly;
pub mod body;
mod convert;
pub mod entry;
mod error;
pub mod folder;
pub mod format;
pub mod format_report;
pub mod index;
pub mod lenient;
pub mod media_type;
pub mod resource;
pub mod scan;
pub mod source;
pub mod stamp;
pub mod store;
pub mod summary;
pub mod url;

pub use error::Error;
