//! `harlens check`

use std::path::PathBuf;
use std::process::ExitCode;

use super::command::Check;
use super::output::{name, print_error, write};
use super::settings::{Settings, knowledge_of};
use crate::error::Error;
use crate::report::check::{CheckReport, Checked};
use crate::text::format::{Format, Report as _};

pub(super) fn run(arguments: &Check, settings: &Settings) -> Result<ExitCode, Error> {
    let knowledge = knowledge_of(settings)?;
    let open = |file: &PathBuf| Checked::open(name(file), file, settings.unpack_limit, knowledge);
    let checked: Vec<Checked> = arguments.files.iter().map(open).collect();
    for error in checked.iter().filter_map(|file| file.report.as_ref().err()) {
        print_error(error);
    }
    if arguments.format != Format::Text || checked.iter().any(|file| file.report.is_ok()) {
        write(|out| CheckReport(&checked).write(arguments.format, settings.lang, out))?;
    }
    Ok(ExitCode::from(checked.iter().map(Checked::exit_code).max().unwrap_or(0)))
}
