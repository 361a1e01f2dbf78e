//! Settings that apply to all commands.

use std::borrow::Cow;
use std::path::PathBuf;

use super::output::print_note;
use super::rules;
use crate::diagnose::knowledge::{Knowledge, own};
use crate::error::Error;
use crate::text::Lang;

#[derive(Debug, Clone)]
pub struct Settings {
    pub lang: Lang,
    /// Maximum number of bytes to unpack.
    pub unpack_limit: u64,
    pub own: Vec<PathBuf>,
    /// Files of rules given on the command line.
    pub rules: Vec<PathBuf>,
    /// The settings file given on the command line.
    pub config: Option<PathBuf>,
}

impl Settings {
    /// Puts the user's rules about secrets in force.
    ///
    /// # Errors
    /// The mistakes in their files: without these rules, secrets could leave unseen.
    pub fn install_rules(&self) -> Result<(), Vec<Error>> {
        rules::install(&self.rules)
    }

    /// The knowledge base, including the user's files; [`Knowledge::faults`] lists their errors. It is loaded once
    /// and leaked, since it is needed until the process exits.
    ///
    /// # Errors
    ///
    /// If a file given on the command line cannot be read.
    pub fn knowledge(&self) -> Result<&'static Knowledge, Error> {
        Ok(match Knowledge::with_own(own::folder().as_deref(), &self.own)? {
            Cow::Borrowed(knowledge) => knowledge,
            Cow::Owned(knowledge) => Box::leak(Box::new(knowledge)),
        })
    }
}

/// The knowledge base; errors in the user's files are reported on standard error.
pub(super) fn knowledge_of(settings: &Settings) -> Result<&'static Knowledge, Error> {
    let knowledge = settings.knowledge()?;
    for fault in &knowledge.faults {
        print_note(&fault.to_string());
    }
    Ok(knowledge)
}
