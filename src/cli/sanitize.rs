//! `harlens sanitize`: writes a copy without secrets, or verifies such a copy.

use std::io::{self, BufWriter, ErrorKind, Write, stdout};
use std::path::Path;
use std::process::ExitCode;

use super::command::{ReportFormat, Sanitize};
use super::output::{FOUND, name, print_note, write};
use super::settings::Settings;
use super::target::{Overwrite, Target, check_stdout};
use crate::error::Error;
use crate::har::store::Store;
use crate::redact::{self, Marks, Options, Report, Sanitizer};
use crate::report::{sanitized, verified};

pub(super) fn run(arguments: &Sanitize, settings: &Settings) -> Result<ExitCode, Error> {
    match &arguments.output {
        Some(output) => copy(arguments, output, settings),
        // The arguments require an output or `--verify`.
        None => verify(arguments, settings),
    }
}

fn copy(arguments: &Sanitize, output: &Path, settings: &Settings) -> Result<ExitCode, Error> {
    let is_stdout = output.as_os_str() == "-";
    // Reject the output file before the capture is read.
    let target = if is_stdout {
        check_stdout(&arguments.file)?;
        None
    } else {
        Some(Target::new(output, &arguments.file, Overwrite::OnForce(arguments.force))?)
    };
    let people = arguments.people_list.as_deref();
    let people = people.map(|list| Target::new(list, &arguments.file, Overwrite::Never)).transpose()?;
    let store = Store::open_with_limit(&arguments.file, settings.unpack_limit)?;
    let options = Options {
        hide_people: arguments.hide_people,
        list_places: arguments.report.is_some(),
        marks: marks(arguments.plain_marks),
        keeps_claims: arguments.keep_claims,
        ..Options::default()
    };
    let sanitizer = Sanitizer::new(&store, options)?;
    let report = match target {
        Some(target) => target.fill(|out| sanitizer.write(&name(output), out))?,
        None => match sanitizer.write("the output", &mut BufWriter::new(stdout().lock())) {
            // Closing a pipe early is not an error.
            Err(Error::Write { source, .. }) if source.kind() == ErrorKind::BrokenPipe => {
                return Ok(ExitCode::SUCCESS);
            }
            done => done?,
        },
    };
    if let Some(people) = people {
        let failed = |source| Error::Write { name: "the list of people".to_owned(), source };
        people.fill(|out| sanitized::write_people(&sanitizer.pseudonyms(), out).map_err(failed))?;
    }
    if let Some(format) = arguments.report {
        list(&report, format, &name(&arguments.file), is_stdout)?;
    }
    if !is_stdout {
        print_note(&format!("{} is written", name(output)));
    }
    sanitized::summary(&report, arguments.hide_people).iter().for_each(|line| print_note(line));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn marks(are_plain: bool) -> Marks {
    if are_plain { Marks::PLAIN } else { Marks::random() }
}

/// Searches a copy for remaining secrets; exit status 1 if it finds anything.
fn verify(arguments: &Sanitize, settings: &Settings) -> Result<ExitCode, Error> {
    let open = |path: &Path| Store::open_with_limit(path, settings.unpack_limit);
    let (copy, original) = (open(&arguments.file)?, arguments.original.as_deref().map(open).transpose()?);
    let found = redact::verify(&copy, original.as_ref())?;
    let name = name(&arguments.file);
    write(|out| match arguments.report {
        Some(ReportFormat::Json) => verified::write_json(&found, &name, out),
        Some(ReportFormat::Text) | None => verified::write_text(&found, &name, settings.lang, out),
    })?;
    Ok(if found.survivors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

/// Writes the report to standard output, or to standard error if the copy goes to standard output.
fn list(report: &Report, format: ReportFormat, file: &str, is_stdout: bool) -> Result<(), Error> {
    let list = |out: &mut dyn Write| match format {
        ReportFormat::Text => sanitized::write_text(report, out),
        ReportFormat::Json => sanitized::write_json(report, file, out),
    };
    if !is_stdout {
        return write(list);
    }
    // Standard error may be closed; the copy is complete anyway.
    let _ = list(&mut BufWriter::new(io::stderr().lock()));
    Ok(())
}
