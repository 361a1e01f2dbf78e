//! `harlens diagnose`: the diagnosis of files and folders.

use std::io::{self, BufWriter, Seek as _, SeekFrom, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tempfile::SpooledTempFile;

use super::command::Diagnose;
use super::output::{FOUND, print_error, write};
use super::settings::{Settings, knowledge_of};
use crate::diagnose::knowledge::Knowledge;
use crate::error::Error;
use crate::har;
use crate::har::folder;
use crate::har::store::Store;
use crate::report::{self, Diagnosed};
use crate::text::clean;
use crate::text::format::{Format, Report as _};
use crate::worker::{Panicked, in_order};

/// The combined result of all files, which determines the exit status.
#[derive(Default)]
struct ExitSummary {
    unread: bool,
    found: bool,
}

impl ExitSummary {
    fn exit_code(&self) -> ExitCode {
        match (self.unread, self.found) {
            (true, _) => ExitCode::from(Error::EXIT),
            (false, true) => ExitCode::from(FOUND),
            (false, false) => ExitCode::SUCCESS,
        }
    }
}

/// Diagnoses every given file and every HAR in a given folder.
pub(super) fn run(arguments: &Diagnose, settings: &Settings) -> Result<ExitCode, Error> {
    let knowledge = knowledge_of(settings)?;
    let mut sum = ExitSummary::default();
    let mut files = Vec::new();
    for path in &arguments.files {
        match hars(path) {
            Ok(found) => files.extend(found),
            Err(error) => {
                print_error(&error);
                sum.unread = true;
            }
        }
    }
    match arguments.format {
        // JSON and YAML are one document for all files.
        format @ (Format::Json | Format::Yaml) => document(&files, format, knowledge, settings, &mut sum)?,
        format => stream(&files, format, knowledge, settings, &mut sum)?,
    }
    Ok(sum.exit_code())
}

fn hars(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let name = || path.display().to_string();
    let found = folder::files(path).map_err(|source| Error::Read { name: name(), source })?;
    if found.is_empty() {
        let reason = "the folder holds no file that ends in .har".to_owned();
        return Err(har::Error::NotHar { name: name(), reason }.into());
    }
    Ok(found)
}

fn diagnosed<'k>(file: &Path, knowledge: &'k Knowledge, settings: &Settings) -> Result<Diagnosed<'k>, Error> {
    let store = Store::open_with_limit(file, settings.unpack_limit)?;
    Ok(Diagnosed::new(file.display().to_string(), store, knowledge))
}

fn document(
    files: &[PathBuf],
    format: Format,
    knowledge: &Knowledge,
    settings: &Settings,
    sum: &mut ExitSummary,
) -> Result<(), Error> {
    let mut all = Vec::new();
    for file in files {
        match diagnosed(file, knowledge, settings) {
            Ok(file) => all.push(file),
            Err(error) => {
                print_error(&error);
                sum.unread = true;
            }
        }
    }
    sum.found = all.iter().any(|file| !file.diagnosis.findings.is_empty());
    // Even without a readable file, programs get a valid document.
    write(|out| report::json::write(&all, format, settings.lang, out))
}

/// The report of one file.
#[derive(Default)]
struct Written {
    /// Its line in the summary that precedes the reports.
    line: String,
    text: Vec<u8>,
    found: bool,
    error: Option<Error>,
}

/// Writes each report as soon as it and all before it are done, so that memory use does not depend on the number of
/// files.
fn stream(
    files: &[PathBuf],
    format: Format,
    knowledge: &Knowledge,
    settings: &Settings,
    sum: &mut ExitSummary,
) -> Result<(), Error> {
    let work = |file: &PathBuf| match diagnosed(file, knowledge, settings) {
        Ok(file) => {
            let mut text = Vec::new();
            let found = !file.diagnosis.findings.is_empty();
            let error = file.write(format, settings.lang, &mut text).err();
            let error = error.map(|source| Error::Write { name: "the output".to_owned(), source });
            Written { line: file.line(settings.lang), text, found, error }
        }
        Err(error) => Written { error: Some(error), ..Written::default() },
    };
    let mut out = BufWriter::new(stdout().lock());
    // With several files, a summary line for each comes first. The reports wait in a temporary file, as they may be
    // large.
    let is_listed = files.len() > 1 && matches!(format, Format::Text | Format::Markdown);
    let mut waiting = SpooledTempFile::new(MAX_IN_MEMORY);
    let mut is_first = true;
    let take = |file: &PathBuf, written: Result<Written, Panicked>| {
        let bug = || har::Error::Panicked { name: file.display().to_string() }.into();
        let mut written = written.unwrap_or_else(|_| Written { error: Some(bug()), ..Written::default() });
        if let Some(error) = &written.error {
            print_error(error);
            sum.unread = true;
            if format == Format::Ndjson {
                report::ndjson::write_error(
                    &file.display().to_string(),
                    &error.to_string(),
                    &mut written.text,
                )?;
            }
        }
        sum.found |= written.found;
        let into: &mut dyn Write = if is_listed { &mut waiting } else { &mut out };
        if (is_listed || !is_first) && written.error.is_none() {
            into.write_all(gap(format).as_bytes())?;
        }
        is_first &= written.error.is_some();
        into.write_all(&written.text)?;
        if is_listed && written.error.is_none() {
            writeln!(out, "{}", line(&written.line, format))?;
        }
        // Readers of a pipe get each report as soon as it is done.
        out.flush()
    };
    let ended = in_order(files, work, take).and_then(|()| {
        waiting.seek(SeekFrom::Start(0))?;
        io::copy(&mut waiting, &mut out)?;
        out.flush()
    });
    match ended {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Write { name: "the output".to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// Reports above this size wait on disk instead of in memory.
const MAX_IN_MEMORY: usize = 8 << 20;

/// A summary line, sanitized for the output format.
fn line(text: &str, format: Format) -> String {
    match format {
        Format::Markdown => format!("- {}", report::markdown::escaped(text)),
        _ => clean(text).into_owned(),
    }
}

/// Separator between the reports of two files.
fn gap(format: Format) -> &'static str {
    match format {
        Format::Text => "\n\n",
        Format::Markdown => "\n",
        _ => "",
    }
}
