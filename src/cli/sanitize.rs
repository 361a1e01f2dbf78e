//! `harlens sanitize`: a copy that is safe to send, in place only once it is whole.

use std::io::{self, BufWriter, ErrorKind, Write, stdout};
use std::process::ExitCode;

use super::headless::{name, say, write};
use super::target::{Overwrite, Readers, Target};
use super::{ReportFormat, Sanitize, Settings};
use crate::error::Error;
use crate::har::store::Store;
use crate::redact::{self, Options, Report};
use crate::report::sanitized;

pub(super) fn run(arguments: &Sanitize, settings: &Settings) -> Result<ExitCode, Error> {
    let is_stdout = arguments.output.as_os_str() == "-";
    // A file that must not be overwritten is worth no minute of reading.
    let target = if is_stdout {
        None
    } else {
        Some(Target::new(&arguments.output, Overwrite::OnForce(arguments.force), Readers::Any)?)
    };
    let store = Store::open_within(&arguments.file, settings.unpack_limit)?;
    let options = Options { hide_people: arguments.hide_people, list_places: arguments.report.is_some() };
    let report = match target {
        Some(target) => {
            target.fill(|out| redact::sanitize(&store, options, &name(&arguments.output), out))?
        }
        None => match redact::sanitize(&store, options, "the output", &mut BufWriter::new(stdout().lock())) {
            // Whoever reads it may stop reading.
            Err(Error::Write { source, .. }) if source.kind() == ErrorKind::BrokenPipe => {
                return Ok(ExitCode::SUCCESS);
            }
            done => done?,
        },
    };
    if let Some(format) = arguments.report {
        list(&report, format, &name(&arguments.file), is_stdout)?;
    }
    if !is_stdout {
        say(&format!("{} is written", name(&arguments.output)));
    }
    sanitized::told(&report, arguments.hide_people).iter().for_each(|line| say(line));
    Ok(ExitCode::SUCCESS)
}

/// The list of places, where the copy itself does not go.
fn list(report: &Report, format: ReportFormat, file: &str, is_stdout: bool) -> Result<(), Error> {
    let list = |out: &mut dyn Write| match format {
        ReportFormat::Text => sanitized::write_text(report, out),
        ReportFormat::Json => sanitized::write_json(report, file, out),
    };
    if !is_stdout {
        return write(list);
    }
    // with a closed standard error there is nobody left to tell
    let _ = list(&mut BufWriter::new(io::stderr().lock()));
    Ok(())
}
