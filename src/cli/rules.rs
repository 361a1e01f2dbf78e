//! `harlens rules`: the user's own rules about what a secret is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::command::RulesCommand;
use super::output::{FOUND, print_error, write};
use crate::error::Error;
use crate::folders;
use crate::redact::{self, rules};
use crate::text::clean;

/// A file of rules: its name and its text.
type File = (String, String);

/// Carries out a command about the rules; `named` are the files given on the command line.
pub(super) fn run(command: &RulesCommand, named: &[PathBuf]) -> Result<ExitCode, Error> {
    match command {
        RulesCommand::Check { files } if files.is_empty() => return check(&in_use(named)),
        RulesCommand::Check { files } => return check(files),
        RulesCommand::List => {
            let files = in_use(named);
            write(|out| {
                files.iter().try_for_each(|file| writeln!(out, "{}", clean(&file.display().to_string())))
            })?;
        }
        RulesCommand::Path => {
            let folder = folder().ok_or(Error::NoFolder)?;
            write(|out| writeln!(out, "{}", clean(&folder.display().to_string())))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts the user's rules in force. A file with a mistake is an error: without its rules, secrets could leave unseen.
///
/// # Errors
/// The files that cannot be read, or the mistakes.
pub(super) fn install(named: &[PathBuf]) -> Result<(), Vec<Error>> {
    let files = read(&in_use(named))?;
    rules::install(&files)
        .map_err(|mistakes| mistakes.iter().map(|mistake| Error::Rule(mistake.to_string())).collect())
}

/// The folder whose `*.toml` files are the user's rules. It need not exist.
fn folder() -> Option<PathBuf> {
    Some(folders::config()?.join("rules"))
}

/// The user's files of rules: those of the folder in the order of their names, then the named ones.
fn in_use(named: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = folder().as_deref().map(toml_files).unwrap_or_default();
    files.extend(named.iter().cloned());
    files
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_toml = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml");
    let mut files: Vec<_> = entries.map(|entry| entry.path()).filter(is_toml).collect();
    files.sort();
    files
}

fn read(paths: &[PathBuf]) -> Result<Vec<File>, Vec<Error>> {
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        let name = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => files.push((name, text)),
            Err(source) => errors.push(Error::Read { name, source }),
        }
    }
    if errors.is_empty() { Ok(files) } else { Err(errors) }
}

fn check(paths: &[PathBuf]) -> Result<ExitCode, Error> {
    let files = match read(paths) {
        Ok(files) => files,
        Err(errors) => {
            errors.iter().for_each(print_error);
            return Ok(ExitCode::from(Error::EXIT));
        }
    };
    let mistakes: Vec<String> = match rules::install(&files) {
        Ok(()) => redact::failed_samples(),
        Err(mistakes) => mistakes.iter().map(ToString::to_string).collect(),
    };
    write(|out| {
        for mistake in &mistakes {
            writeln!(out, "{}", clean(mistake))?;
        }
        writeln!(out, "{} files, {} mistakes", files.len(), mistakes.len())
    })?;
    Ok(if mistakes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}
