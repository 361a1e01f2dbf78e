//! The commands about the knowledge itself.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::KnowledgeCommand;
use super::headless::{FOUND, complain, write};
use crate::diagnose::knowledge::{File, Knowledge};
use crate::error::Error;
use crate::text::clean;

/// Carries out a command about the knowledge.
pub(super) fn run(command: &KnowledgeCommand) -> Result<ExitCode, Error> {
    match command {
        KnowledgeCommand::Check { files } => check(files),
    }
}

/// Checks files of the user's own, all of them together: a rule of one may hide that of another.
fn check(paths: &[PathBuf]) -> Result<ExitCode, Error> {
    let mut texts = Vec::new();
    let mut unread = false;
    for path in paths {
        match read(path) {
            Ok(text) => texts.push((path.display().to_string(), text)),
            Err(error) => {
                complain(&error);
                unread = true;
            }
        }
    }
    let files = texts.iter().map(|(name, text)| File { name: name.clone(), text, is_own: true }).collect();
    let (knowledge, faults) = Knowledge::check(files);
    write(|out| {
        for fault in &faults {
            writeln!(out, "{}", clean(&fault.to_string()))?;
        }
        for (name, _) in &texts {
            let own = knowledge.contents.iter().filter(|entry| *entry.file == **name).count();
            let wrong = faults.iter().filter(|fault| fault.file == *name).count();
            writeln!(out, "{}: {own} items, {wrong} faults", clean(name))?;
        }
        Ok(())
    })?;
    Ok(match (unread, faults.is_empty()) {
        (true, _) => ExitCode::from(Error::EXIT),
        (false, false) => ExitCode::from(FOUND),
        (false, true) => ExitCode::SUCCESS,
    })
}

fn read(path: &Path) -> Result<String, Error> {
    let name = || path.display().to_string();
    let read = if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(path)
    };
    read.map_err(|source| Error::Read { name: name(), source })
}
