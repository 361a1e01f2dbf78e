//! The commands that need no terminal.

use std::io::{self, BufWriter, IsTerminal as _, Write, stderr, stdout};
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;

use super::setup::{self, Interface};
use super::{
    Body, Check, Command, List, Settings, case, compare, diagnose, export, knowledge, record, sanitize,
};
use crate::diagnose::engine::Engine;
use crate::diagnose::knowledge::Knowledge;
use crate::error::Error;
use crate::har::body::BodyContent;
use crate::har::store::Store;
use crate::query::{filter::Filter, finding_index::FindingIndex, group::group, select::select, sort::Sort};
use crate::redact;
use crate::report::check::{CheckReport, Checked};
use crate::report::{self, list::Listing};
use crate::text::format::{Format, Report as _};
use crate::text::{clean, clean_lines, human, width, words};

/// Exit status when a failure was found.
pub(super) const FOUND: u8 = 1;

/// Carries out a command.
///
/// # Errors
/// When its file cannot be read, or the output refuses. A closed pipe is no error.
pub fn run(command: &Command, settings: &Settings, interface: Interface) -> Result<ExitCode, Error> {
    match command {
        Command::Diagnose(arguments) => diagnose::run(arguments, settings),
        Command::List(arguments) => list(arguments, settings),
        Command::Body(arguments) => body(arguments, settings),
        Command::Export(arguments) => export::run(arguments, settings),
        Command::Curl(arguments) => export::curl(arguments, settings),
        Command::Check(arguments) => check(arguments, settings),
        Command::Status { name } => knowledge::status(&name.join(" "), settings),
        Command::Knowledge(command) => knowledge::run(command, settings),
        Command::Compare(arguments) => compare::run(arguments, settings),
        Command::Case(arguments) => case::run(arguments, settings),
        Command::Record(arguments) => record::run(arguments, settings),
        Command::Sanitize(arguments) => sanitize::run(arguments, settings),
        Command::Config(command) => setup::config(command, settings, interface),
        Command::Completions { shell } => setup::completions(*shell),
        Command::Man { command } => setup::man(command.as_deref(), interface),
    }
}

/// The knowledge; what is wrong with the user's own files is said on standard error.
pub(super) fn knowledge_of(settings: &Settings) -> Result<&'static Knowledge, Error> {
    let knowledge = settings.knowledge()?;
    for fault in &knowledge.faults {
        say(&fault.to_string());
    }
    Ok(knowledge)
}

/// Says on standard error what went wrong.
pub fn complain(error: &Error) {
    say(&error.to_string());
    if let Error::Filter { text, range, .. } = error {
        let _ = stderr().write_all(pointer(text, range).as_bytes());
    }
}

/// Says something on standard error.
pub(super) fn say(text: &str) {
    // With a closed standard error the message reaches no one.
    let _ = writeln!(stderr(), "harlens: {}", clean(text));
}

/// A text with a part of it pointed at from below.
fn pointer(text: &str, part: &Range<usize>) -> String {
    let columns = |part: Option<&str>| width(&clean(part.unwrap_or_default()));
    let (before, inside) = (columns(text.get(..part.start)), columns(text.get(part.clone())));
    format!("  {}\n  {}{}\n", clean(text), " ".repeat(before), "^".repeat(inside.max(1)))
}

fn list(arguments: &List, settings: &Settings) -> Result<ExitCode, Error> {
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

/// A file with those of its entries that were asked for, and what was found in it where that was needed.
pub(super) struct Chosen {
    pub(super) store: Store,
    pub(super) entries: Vec<usize>,
    pub(super) found: FindingIndex,
}

/// A file with those of its entries that meet a filter, in an order.
pub(super) fn chosen(
    file: &Path,
    filter: Option<&str>,
    sort: Option<Sort>,
    needs_findings: bool,
    settings: &Settings,
) -> Result<Chosen, Error> {
    // A wrong filter is reported before a large file is read.
    let filter = filter.map(|text| self::filter(text, settings)).transpose()?;
    let store = Store::open_within(file, settings.unpack_limit)?;
    let needs_findings = needs_findings || filter.as_ref().is_some_and(Filter::needs_findings);
    let found = if needs_findings { found(&store, settings)? } else { FindingIndex::default() };
    let mut entries = match filter {
        Some(filter) => {
            let selection = select(&store, &filter, &found);
            if selection.entries.is_empty() && selection.similar > 0 {
                let values = [("words", filter.words()), ("similar", &human::count(selection.similar))];
                say(&words::fill(&words::words(settings.lang).search.only_similar, &values));
            }
            selection.entries
        }
        None => (0..store.index.len()).collect(),
    };
    if let Some(sort) = sort {
        sort.apply(&store.index, &mut entries);
    }
    Ok(Chosen { store, entries, found })
}

fn filter(text: &str, settings: &Settings) -> Result<Filter, Error> {
    Filter::parse(text).map_err(|mistake| Error::Filter {
        reason: mistake.text(settings.lang),
        text: text.to_owned(),
        range: mistake.range,
    })
}

/// What failed; looked for only where it is asked for.
fn found(store: &Store, settings: &Settings) -> Result<FindingIndex, Error> {
    Ok(FindingIndex::of_diagnosis(&Engine::new(knowledge_of(settings)?).diagnose(store)))
}

fn body(arguments: &Body, settings: &Settings) -> Result<ExitCode, Error> {
    let store = Store::open_within(&arguments.file, settings.unpack_limit)?;
    let name = name(&arguments.file);
    let mut body = report::body(&store, &name, arguments.entry, arguments.request)?;
    let hidden =
        if arguments.show_secrets { 0 } else { report::hide_secrets(&store, arguments.entry, &mut body)? };
    let (number, is_terminal) = (arguments.entry, stdout().is_terminal());
    match body.content {
        // Into a file or a pipe goes what was sent, byte for byte; a terminal would obey the control characters in it.
        BodyContent::Text(text) if is_terminal => write(|out| {
            let text = clean_lines(&text);
            let end = if text.ends_with('\n') { "" } else { "\n" };
            write!(out, "{text}{end}")
        })?,
        BodyContent::Text(text) => write(|out| out.write_all(text.as_bytes()))?,
        BodyContent::Binary(bytes) if is_terminal => {
            let mime = if body.mime.is_empty() { "unknown type".to_owned() } else { body.mime };
            return Err(Error::Binary { number, mime, size: human::bytes(bytes.len() as u64) });
        }
        BodyContent::Binary(bytes) => write(|out| out.write_all(&bytes))?,
        // The error has said why already.
        BodyContent::Missing(_) => {}
    }
    if hidden > 0 {
        let values = if hidden == 1 { "1 secret is" } else { &format!("{hidden} secrets are") };
        say(&format!(
            "{values} replaced by {}; --show-secrets writes exactly what was sent",
            redact::REDACTED
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn check(arguments: &Check, settings: &Settings) -> Result<ExitCode, Error> {
    let checked: Vec<Checked> =
        arguments.files.iter().map(|file| Checked::open(name(file), file, settings.unpack_limit)).collect();
    for error in checked.iter().filter_map(|file| file.import.as_ref().err()) {
        complain(error);
    }
    if arguments.format != Format::Text || checked.iter().any(|file| file.import.is_ok()) {
        write(|out| CheckReport(&checked).write(arguments.format, settings.lang, out))?;
    }
    Ok(ExitCode::from(checked.iter().map(Checked::exit_code).max().unwrap_or(0)))
}

pub(super) fn name(file: &Path) -> String {
    file.display().to_string()
}

/// Writes to standard output. Whoever reads it may stop reading.
pub(super) fn write(report: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut out = BufWriter::new(stdout().lock());
    match report(&mut out).and_then(|()| out.flush()) {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Write { name: "the output".to_owned(), source })
        }
        // Dropping the writer would try to write once more; there is nothing left to tell.
        _ => Ok(()),
    }
}
