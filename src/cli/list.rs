//! `harlens list`

use std::process::ExitCode;

use super::command::List;
use super::output::{name, write};
use super::selection::{Chosen, chosen};
use super::settings::Settings;
use crate::error::Error;
use crate::query::group::group;
use crate::report::list::Listing;
use crate::text::format::Report as _;

pub(super) fn run(arguments: &List, settings: &Settings) -> Result<ExitCode, Error> {
    let needs_findings = arguments.group.is_some();
    let chosen =
        chosen(&arguments.file, arguments.filter.as_deref(), arguments.sort, needs_findings, settings)?;
    let Chosen { store, mut entries, found } = chosen;
    let groups = arguments.group.map(|by| (by, group(by, &store.index, &found, &mut entries)));
    let listing = Listing {
        store: &store,
        name: &name(&arguments.file),
        filter: arguments.filter.as_deref(),
        entries: &entries,
        columns: &arguments.columns,
        groups: groups.as_ref().map(|(by, groups)| (*by, groups.as_slice())),
    };
    write(|out| match arguments.count {
        true => writeln!(out, "{}", entries.len()),
        false => listing.write(arguments.format, settings.lang, out),
    })?;
    Ok(ExitCode::SUCCESS)
}
