//! Exports: an entry as a command, entries as a file, bodies.
//!
//! Used by both the commands and the interface. Each export reads the entry again and redacts its JSON first, so
//! the result does not depend on what is displayed.

pub mod bodies;
pub mod call;
pub mod files;
pub mod headers;
pub mod powershell;
pub mod row;
pub mod shell;
pub mod table;
pub mod temporary;
pub mod users;

use std::io::{self, Write};
use std::ops::ControlFlow;

use crate::error::Error;
use crate::har::entry::Entry;
use crate::har::store::{Store, read_bytes_exact};
use crate::redact::{self, Marks, Options};

/// How tokens, cookies and passwords are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Secrets {
    /// Replaced by placeholders.
    Replaced,
    /// Kept as in the file.
    Kept,
}

impl Secrets {
    /// [`Self::Kept`] if secrets are to be shown.
    #[must_use]
    pub fn shown(shows: bool) -> Self {
        if shows { Self::Kept } else { Self::Replaced }
    }
}

/// A file format of exported entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// HAR.
    Har,
    /// CSV, for spreadsheets.
    Csv,
    /// One JSON object per line.
    Ndjson,
    /// A Markdown table, for tickets and wikis.
    Markdown,
}

impl Form {
    /// The file extension.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Har => "har",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Markdown => "md",
        }
    }
}

/// Called after each entry with the number of entries done; may stop the export.
pub type OnEntry<'g> = &'g mut dyn FnMut(usize) -> ControlFlow<()>;

/// Writes entries in this order; returns the number of values replaced, or `None` if `on_entry` stopped it. `name`
/// is the output's name in errors.
///
/// # Errors
/// [`Error::Read`] if reading fails, [`Error::Write`] if writing does.
pub fn write(
    store: &Store,
    entries: &[usize],
    (form, secrets): (Form, Secrets),
    name: &str,
    out: &mut dyn Write,
    on_entry: OnEntry<'_>,
) -> Result<Option<usize>, Error> {
    if form == Form::Har {
        let options = Options { marks: Marks::random(), ..Options::default() };
        let report =
            redact::extract(store, entries, &options, secrets == Secrets::Kept, name, out, on_entry)?;
        return Ok(report.map(|report| report.replaced()));
    }
    let table = table::Table { store, entries, secrets };
    let written = match form {
        Form::Har | Form::Csv => table.csv(out, on_entry),
        Form::Ndjson => table.ndjson(out, on_entry),
        Form::Markdown => table.markdown(out, on_entry),
    };
    let is_whole = written.map_err(|source| Error::Write { name: name.to_owned(), source })?;
    Ok(is_whole.then_some(0))
}

/// A HAR of a single entry.
///
/// # Errors
/// [`har::Error::NoEntry`](crate::har::Error::NoEntry), [`Error::Read`].
pub fn har(store: &Store, number: usize, secrets: Secrets) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let mut on_entry = |_| ControlFlow::Continue(());
    write(store, &[number], (Form::Har, secrets), "the copy", &mut out, &mut on_entry)?;
    Ok(out)
}

/// Reads the entry with this number from the file.
///
/// # Errors
/// [`har::Error::NoEntry`](crate::har::Error::NoEntry) if it does not exist, [`Error::Read`] if reading fails.
pub fn entry(store: &Store, number: usize, secrets: Secrets) -> Result<Entry, Error> {
    let Some(summary) = store.index.get(number) else { return Ok(store.entry(number)?) };
    let mut bytes = Vec::new();
    read_bytes_exact(&store.source, summary.span, &mut bytes)?;
    Ok(match secrets {
        Secrets::Kept => Entry::parse(&bytes, summary.span.start),
        Secrets::Replaced => Entry::parse(redact::entry_json(&bytes).as_bytes(), summary.span.start),
    })
}

fn failed(name: &str) -> impl Fn(io::Error) -> Error + '_ {
    move |source| Error::Write { name: name.to_owned(), source }
}

#[cfg(test)]
mod tests;
