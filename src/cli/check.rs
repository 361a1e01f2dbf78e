//! `harlens check`

use std::process::ExitCode;

use super::command::Check;
use super::output::{name, print_error, write};
use super::settings::Settings;
use crate::error::Error;
use crate::report::check::{CheckReport, Checked};
use crate::text::format::{Format, Report as _};

pub(super) fn run(arguments: &Check, settings: &Settings) -> Result<ExitCode, Error> {
    let checked: Vec<Checked> =
        arguments.files.iter().map(|file| Checked::open(name(file), file, settings.unpack_limit)).collect();
    for error in checked.iter().filter_map(|file| file.import.as_ref().err()) {
        print_error(error);
    }
    if arguments.format != Format::Text || checked.iter().any(|file| file.import.is_ok()) {
        write(|out| CheckReport(&checked).write(arguments.format, settings.lang, out))?;
    }
    Ok(ExitCode::from(checked.iter().map(Checked::exit_code).max().unwrap_or(0)))
}
