//! `harlens knowledge` and `harlens status`.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::command::KnowledgeCommand;
use super::output::{FOUND, print_error, write};
use super::settings::{Settings, knowledge_of};
use crate::diagnose::engine::Engine;
use crate::diagnose::explain;
use crate::diagnose::knowledge::{Entry, File, Knowledge, What, draft, own};
use crate::error::Error;
use crate::har::store::Store;
use crate::report::knowledge::Contents;
use crate::text::format::{Format, Report as _};
use crate::text::{clean, clean_lines, nearest};

pub(super) fn run(command: &KnowledgeCommand, settings: &Settings) -> Result<ExitCode, Error> {
    match command {
        KnowledgeCommand::List { format } => list(*format, settings)?,
        KnowledgeCommand::Show { id } => show(id, settings)?,
        KnowledgeCommand::Check { files } => return check(files),
        KnowledgeCommand::Path => {
            let folder = own::folder().ok_or(Error::NoFolder)?;
            write(|out| writeln!(out, "{}", clean(&folder.display().to_string())))?;
        }
        KnowledgeCommand::New { file, entry } => new(file, *entry, settings)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes all user statuses, or the one with this name.
pub(super) fn status(name: &str, settings: &Settings) -> Result<ExitCode, Error> {
    let knowledge = knowledge_of(settings)?;
    let explanation = if name.trim().is_empty() {
        explain::statuses(knowledge, settings.lang)
    } else {
        explain::named(knowledge, name, settings.lang).ok_or_else(|| {
            let statuses = knowledge.statuses.iter().flat_map(|status| status.names());
            let names = statuses.chain(knowledge.terms.iter().flat_map(|term| term.names()));
            let (what, list) = ("user status or word called", "harlens status");
            Error::UnknownName { what, name: name.to_owned(), near: nearest(name, names), list }
        })?
    };
    let text = explain::to_text(&explanation, settings.lang);
    write(|out| write!(out, "{}", clean_lines(&text)))?;
    Ok(ExitCode::SUCCESS)
}

fn list(format: Format, settings: &Settings) -> Result<(), Error> {
    let knowledge = knowledge_of(settings)?;
    write(|out| Contents(knowledge).write(format, settings.lang, out))
}

fn show(id: &str, settings: &Settings) -> Result<(), Error> {
    let knowledge = knowledge_of(settings)?;
    let shown = || knowledge.contents.iter().filter(|entry| entry.what != What::Source);
    let found: Vec<&Entry> = shown().filter(|entry| entry.id == id).collect();
    if found.is_empty() {
        let near = nearest(id, shown().map(|entry| entry.id.as_str()));
        let (what, list) = ("item of the knowledge called", "harlens knowledge list");
        return Err(Error::UnknownName { what, name: id.to_owned(), near, list });
    }
    write(|out| {
        for (place, entry) in found.into_iter().enumerate() {
            let gap = if place > 0 { "\n" } else { "" };
            let text = explain::to_text(&explain::item(knowledge, entry, settings.lang), settings.lang);
            write!(out, "{gap}{}", clean_lines(&text))?;
        }
        Ok(())
    })
}

/// Checks knowledge files together, because a rule of one may replace a rule of another.
fn check(paths: &[PathBuf]) -> Result<ExitCode, Error> {
    let mut texts = Vec::new();
    let mut unread = false;
    for path in paths {
        match read(path) {
            Ok(text) => texts.push((path.display().to_string(), text)),
            Err(error) => {
                print_error(&error);
                unread = true;
            }
        }
    }
    let files = texts.iter().map(|(name, text)| File::Own { name: name.clone(), text }).collect();
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

/// Writes a rule template for the error of an entry. A request that is not covered by any endpoint gets one of its
/// own.
fn new(file: &Path, number: usize, settings: &Settings) -> Result<(), Error> {
    let knowledge = knowledge_of(settings)?;
    let store = Store::open_with_limit(file, settings.unpack_limit)?;
    store.entry(number)?;
    let no_failure = || Error::NoFailure { name: file.display().to_string(), number };
    let summary = store.index.get(number).ok_or_else(no_failure)?;
    let endpoint = match Engine::new(knowledge).is_candidate(summary) {
        Some(_) => None,
        None => Some(draft::endpoint_of(summary).ok_or_else(no_failure)?),
    };
    let mut with_endpoint = knowledge.clone();
    with_endpoint.endpoints.extend(endpoint.clone());
    let findings = Engine::new(&with_endpoint).diagnose_entry(&store, number).findings;
    // Prefer a finding without a rule: that is the one that needs a new rule.
    let finding = findings.iter().min_by_key(|finding| finding.rule.is_some()).ok_or_else(no_failure)?;
    let text = draft::rule_for(knowledge, finding, endpoint.as_ref());
    write(|out| write!(out, "{}", clean_lines(&text)))
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
