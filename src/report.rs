//! The headless output. Everything of a file that is written went through [`crate::text`] first.

pub mod json;
pub mod list;
pub mod text;

use std::io::{self, Write};

use crate::diagnose::engine::Engine;
use crate::diagnose::finding::Diagnosis;
use crate::diagnose::knowledge::Knowledge;
use crate::error::Error;
use crate::har::body::{self, BodyContent};
use crate::har::store::Store;
use crate::text::Lang;

/// A file with what was found in it.
#[derive(Debug)]
pub struct Diagnosed {
    /// The file's name as the user gave it.
    pub name: String,
    /// The file.
    pub store: Store,
    /// What was found.
    pub diagnosis: Diagnosis,
}

impl Diagnosed {
    /// Diagnoses an opened file.
    #[must_use]
    pub fn new(name: String, store: Store, knowledge: &Knowledge) -> Self {
        let diagnosis = Engine::new(knowledge).diagnose(&store);
        Self { name, store, diagnosis }
    }
}

/// Writes the decoded body of an entry: text as UTF-8, other bytes as they are.
///
/// # Errors
/// [`Error::NoEntry`], [`Error::NoBody`] where there is none, [`Error::Write`] when the output refuses.
pub fn body(store: &Store, name: &str, number: usize, is_request: bool, out: &mut dyn Write) -> Result<(), Error> {
    let entry = store.entry(number)?;
    let (side, body) = if is_request {
        ("request", body::request(&entry, &store.source))
    } else {
        ("response", body::response(&entry, &store.source))
    };
    let written = match &body.content {
        BodyContent::Text(text) => out.write_all(text.as_bytes()),
        BodyContent::Binary(bytes) => out.write_all(bytes),
        BodyContent::Missing(reason) => {
            let reason = crate::diagnose::words::absence(reason, Lang::En);
            return Err(Error::NoBody { name: name.to_owned(), number, side, reason });
        }
    };
    written.and_then(|()| out.flush()).map_err(write_error)
}

/// The error of an output that refuses.
#[must_use]
pub fn write_error(source: io::Error) -> Error {
    Error::Write { name: "the output".to_owned(), source }
}
