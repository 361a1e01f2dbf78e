//! Reads HAR files of any exporter, damaged ones included.
//!
//! A [`source::Source`] gives access to the uncompressed bytes, a [`store::Store`] holds a summary of every
//! entry. Whole entries are parsed on demand, and [`body`] decodes their bodies. Damage is not an error:
//! everything that was repaired or left out is listed as an [`anomaly::Anomaly`].
//!
//! ```
//! use harlens::har::{body, source::Source, store::Store};
//!
//! let cut = br#"{"log": {"entries": [{"request": {"method": "GET", "url": "https://h.example/a"},
//!     "response": {"status": 409, "content": {"encoding": "base64", "text": "eyJlcnJvciI6MX0="}}}, {"req"#;
//! let store = Store::scan(Source::from_bytes("cut.har", cut.to_vec())?)?;
//! for (number, summary) in store.index.iter() {
//!     assert_eq!((summary.host(), summary.status), ("h.example", Some(409)));
//!     let entry = store.entry(number)?;
//!     assert_eq!(body::response(&entry, &store.source).text(), Some(r#"{"error":1}"#));
//! }
//! assert!(store.outcome.anomalies.iter().any(|anomaly| anomaly.kind.is_cut()));
//! # Ok::<(), harlens::har::Error>(())
//! ```

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
