//! The commands that need no terminal.

use std::io::{self, BufWriter, IsTerminal as _, Write, stderr, stdout};
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;

use super::{Body, Check, CheckFormat, Command, Diagnose, DiagnoseFormat, List, ListFormat, Settings};
use crate::diagnose::engine::Engine;
use crate::diagnose::knowledge::Knowledge;
use crate::error::Error;
use crate::har::body::BodyContent;
use crate::har::store::Store;
use crate::query::{filter::Filter, found::Found, select::select};
use crate::report::{self, Diagnosed, check::Checked, list::Listing};
use crate::text::{clean, clean_lines, human, width};

/// Exit status when a failure was found.
const FOUND: u8 = 1;

/// Carries out a command.
///
/// # Errors
/// When its file cannot be read, or the output refuses. A closed pipe is no error.
pub fn run(command: &Command, settings: Settings) -> Result<ExitCode, Error> {
    match command {
        Command::Diagnose(arguments) => diagnose(arguments, settings),
        Command::List(arguments) => list(arguments, settings),
        Command::Body(arguments) => body(arguments, settings),
        Command::Check(arguments) => check(arguments, settings),
    }
}

/// Says on standard error what went wrong.
pub fn complain(error: &Error) {
    // with a closed standard error there is nobody left to tell
    let _ = writeln!(stderr(), "harlens: {}", clean(&error.to_string()));
    if let Error::Filter { text, range, .. } = error {
        let _ = stderr().write_all(pointer(text, range).as_bytes());
    }
}

/// A text with a part of it pointed at from below.
fn pointer(text: &str, part: &Range<usize>) -> String {
    let columns = |part: Option<&str>| width(&clean(part.unwrap_or_default()));
    let (before, inside) = (columns(text.get(..part.start)), columns(text.get(part.clone())));
    format!("  {}\n  {}{}\n", clean(text), " ".repeat(before), "^".repeat(inside.max(1)))
}

fn diagnose(arguments: &Diagnose, settings: Settings) -> Result<ExitCode, Error> {
    let lang = settings.lang;
    let mut diagnosed = Vec::new();
    let mut unread = false;
    for file in &arguments.files {
        let name = file.display().to_string();
        match Store::open_within(file, settings.unpack_limit) {
            Ok(store) => diagnosed.push(Diagnosed::new(name, store, Knowledge::builtin())),
            Err(error) => {
                complain(&error);
                unread = true;
            }
        }
    }
    let has_findings = diagnosed.iter().any(|file| !file.diagnosis.findings.is_empty());
    // With nothing read there is nothing to report, but a program still gets its JSON.
    if !diagnosed.is_empty() || arguments.format == DiagnoseFormat::Json {
        write(|out| match arguments.format {
            DiagnoseFormat::Text => report::text::write(&diagnosed, lang, out),
            DiagnoseFormat::Markdown => report::markdown::write(&diagnosed, lang, out),
            DiagnoseFormat::Json => report::json::write(&diagnosed, lang, out),
        })?;
    }
    Ok(match (unread, has_findings) {
        (true, _) => ExitCode::from(Error::EXIT),
        (false, true) => ExitCode::from(FOUND),
        (false, false) => ExitCode::SUCCESS,
    })
}

fn list(arguments: &List, settings: Settings) -> Result<ExitCode, Error> {
    // A wrong filter is told before a large file is read.
    let filter = arguments.filter.as_deref().map(|text| filter(text, settings)).transpose()?;
    let store = Store::open_within(&arguments.file, settings.unpack_limit)?;
    let mut entries =
        filter.map_or_else(|| (0..store.index.len()).collect(), |filter| selected(&store, &filter));
    if let Some(sort) = arguments.sort {
        sort.apply(&store.index, &mut entries);
    }
    let listing = Listing {
        store: &store,
        name: &name(&arguments.file),
        filter: arguments.filter.as_deref(),
        entries: &entries,
        columns: &arguments.columns,
    };
    write(|out| match (arguments.count, arguments.format) {
        (true, _) => writeln!(out, "{}", entries.len()),
        (false, ListFormat::Table) => report::list::write_table(&listing, out),
        (false, ListFormat::Json) => report::list::write_json(&listing, out),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn filter(text: &str, settings: Settings) -> Result<Filter, Error> {
    Filter::parse(text).map_err(|mistake| Error::Filter {
        reason: mistake.text(settings.lang),
        text: text.to_owned(),
        range: mistake.range,
    })
}

/// The entries that meet a filter. What failed is looked for only where the filter asks for it.
fn selected(store: &Store, filter: &Filter) -> Vec<usize> {
    let found = match filter.needs_findings() {
        true => Found::of_diagnosis(&Engine::new(Knowledge::builtin()).diagnose(store)),
        false => Found::default(),
    };
    select(store, filter, &found)
}

fn body(arguments: &Body, settings: Settings) -> Result<ExitCode, Error> {
    let store = Store::open_within(&arguments.file, settings.unpack_limit)?;
    let body = report::body(&store, &name(&arguments.file), arguments.entry, arguments.request)?;
    let (number, is_terminal) = (arguments.entry, stdout().is_terminal());
    match body.content {
        // Into a file or a pipe goes exactly what was sent; a terminal would obey the control characters in it.
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
        // the report has told why already
        BodyContent::Missing(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn check(arguments: &Check, settings: Settings) -> Result<ExitCode, Error> {
    let checked: Vec<Checked> =
        arguments.files.iter().map(|file| Checked::open(name(file), file, settings.unpack_limit)).collect();
    for error in checked.iter().filter_map(|file| file.import.as_ref().err()) {
        complain(error);
    }
    if arguments.format == CheckFormat::Json || checked.iter().any(|file| file.import.is_ok()) {
        write(|out| match arguments.format {
            CheckFormat::Text => report::check::write_text(&checked, settings.lang, out),
            CheckFormat::Json => report::check::write_json(&checked, out),
        })?;
    }
    Ok(ExitCode::from(checked.iter().map(Checked::exit_code).max().unwrap_or(0)))
}

fn name(file: &Path) -> String {
    file.display().to_string()
}

/// Writes to standard output. Whoever reads it may stop reading.
fn write(report: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut out = BufWriter::new(stdout().lock());
    match report(&mut out).and_then(|()| out.flush()) {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Write { name: "the output".to_owned(), source })
        }
        // Dropping the writer would try to write once more; there is nothing left to tell.
        _ => Ok(()),
    }
}
