//! What is taken out of a file: an entry as a command, entries as a file of their own, bodies.
//!
//! Both the commands and the interface do it, so the room is below both. An entry is read again for each of it, and
//! its secrets are replaced in its JSON before anything is made of it: nothing depends on what a screen shows.

pub mod bodies;
pub mod call;
pub mod files;
pub mod headers;
pub mod powershell;
pub mod row;
pub mod shell;
pub mod table;
pub mod temporary;

use std::io::{self, Write};
use std::ops::ControlFlow;

use crate::error::Error;
use crate::har::entry::Entry;
use crate::har::store::{Store, read_bytes_exact};
use crate::redact::{self, Marks, Options};

/// What becomes of tokens, cookies and passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Secrets {
    /// They are replaced.
    Replaced,
    /// They stay as the file has them.
    Kept,
}

impl Secrets {
    /// As one says whether they are to be shown.
    #[must_use]
    pub fn shown(shows: bool) -> Self {
        if shows { Self::Kept } else { Self::Replaced }
    }
}

/// A form in which entries are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A HAR of their own.
    Har,
    /// A table for spreadsheets.
    Csv,
    /// A line of JSON for each.
    Ndjson,
    /// A table for tickets and wikis.
    Markdown,
}

impl Form {
    /// What its files end in.
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

/// Asked after each entry, with how many are done, whether to go on.
pub type GoOn<'g> = &'g mut dyn FnMut(usize) -> ControlFlow<()>;

/// Writes entries in a form, in this order; how many values were replaced. `None` where `go_on` said no. `name` is what
/// errors call the output.
///
/// # Errors
/// [`Error::Read`] when reading fails, [`Error::Write`] when writing does.
pub fn write(
    store: &Store,
    entries: &[usize],
    (form, secrets): (Form, Secrets),
    name: &str,
    out: &mut dyn Write,
    go_on: GoOn<'_>,
) -> Result<Option<usize>, Error> {
    if form == Form::Har {
        let options = Options { marks: Marks::random(), ..Options::default() };
        let report = redact::extract(store, entries, &options, secrets == Secrets::Kept, name, out, go_on)?;
        return Ok(report.map(|report| report.replaced()));
    }
    let table = table::Table { store, entries, secrets };
    let written = match form {
        Form::Har | Form::Csv => table.csv(out, go_on),
        Form::Ndjson => table.ndjson(out, go_on),
        Form::Markdown => table.markdown(out, go_on),
    };
    let is_whole = written.map_err(|source| Error::Write { name: name.to_owned(), source })?;
    Ok(is_whole.then_some(0))
}

/// An entry as a HAR of its own.
///
/// # Errors
/// [`Error::NoEntry`], [`Error::Read`].
pub fn har(store: &Store, number: usize, secrets: Secrets) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let mut go_on = |_| ControlFlow::Continue(());
    write(store, &[number], (Form::Har, secrets), "the copy", &mut out, &mut go_on)?;
    Ok(out)
}

/// The entry of this number, read from the file.
///
/// # Errors
/// [`Error::NoEntry`] where it does not exist, [`Error::Read`] when reading fails.
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
