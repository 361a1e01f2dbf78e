//! `harlens compare`: the differences between two entries.

use std::path::Path;
use std::process::ExitCode;

use super::command::Compare;
use super::output::{FOUND, name, write};
use super::settings::Settings;
use crate::compare::{self, Options, Sides, Subject};
use crate::error::Error;
use crate::har;
use crate::har::store::Store;
use crate::text::format::Report as _;
use crate::worker::CancelToken;

pub(super) fn run(arguments: &Compare, settings: &Settings) -> Result<ExitCode, Error> {
    let open = |file: &Path| Store::open_with_limit(file, settings.unpack_limit);
    let store = open(&arguments.file)?;
    let (other_file, other_store) = match arguments.other_file() {
        Some(file) => (name(&file), Some(open(&file)?)),
        None => (name(&arguments.file), None),
    };
    let file = name(&arguments.file);
    let other_entry = arguments.other_entry().unwrap_or_default();
    let sides = Sides {
        left: subject(&store, &file, arguments.entry)?,
        right: subject(other_store.as_ref().unwrap_or(&store), &other_file, other_entry)?,
    };
    let options = Options { lang: settings.lang, shows_secrets: false };
    // Never `None`, as this token is never cancelled.
    let found = compare::compare(sides, options, &CancelToken::never())?.unwrap_or_default();
    write(|out| found.write(arguments.format, settings.lang, out))?;
    Ok(if found.is_same() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

fn subject<'a>(store: &'a Store, file: &'a str, number: usize) -> Result<Subject<'a>, Error> {
    let Some(summary) = store.index.get(number) else {
        let missing = har::Error::NoEntry { name: file.to_owned(), number, count: store.index.len() };
        return Err(missing.into());
    };
    Ok(Subject { file, number, source: &store.source, span: summary.span })
}
