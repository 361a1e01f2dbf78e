//! `harlens case`: everything a support case asks for, in one folder or zip.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::command::Case as Arguments;
use super::output::{name, print_note, write};
use super::sanitize::marks;
use super::settings::{Settings, knowledge_of};
use crate::case::{Case, Form};
use crate::error::Error;
use crate::export::temporary;
use crate::har::store::Store;
use crate::report::sanitized;
use crate::text::clean;

pub(super) fn run(arguments: &Arguments, settings: &Settings) -> Result<ExitCode, Error> {
    temporary::remove_on_signals();
    let knowledge = knowledge_of(settings)?;
    let store = Store::open_with_limit(&arguments.file, settings.unpack_limit)?;
    let case = Case::new(name(&arguments.file), store, knowledge, settings.lang)
        .hiding_people(arguments.hide_people)
        .marking(marks(arguments.plain_marks));
    let form = if arguments.zip { Form::Zip } else { Form::Folder };
    let made = match &arguments.output {
        Some(output) => case.save(&with_ending(output, form), form)?,
        None => case.save(&PathBuf::from(format!("{}{}", case.default_name(), form.ending())), form)?,
    };
    write(|out| {
        for (name, what) in case.preview() {
            writeln!(out, "{}  {}", clean(&name), clean(&what))?;
        }
        Ok(())
    })?;
    print_note(&format!("{} is made", name(&made.path)));
    case.names_users().into_iter().for_each(print_note);
    sanitized::summary(&made.replaced, arguments.hide_people).iter().for_each(|line| print_note(line));
    Ok(ExitCode::SUCCESS)
}

/// Adds the extension `.zip` to an archive's name.
fn with_ending(path: &Path, form: Form) -> PathBuf {
    match form {
        Form::Zip if path.extension().is_none_or(|end| !end.eq_ignore_ascii_case("zip")) => {
            let mut name = path.as_os_str().to_owned();
            name.push(form.ending());
            name.into()
        }
        _ => path.to_owned(),
    }
}
