//! What every command needs to know.

use std::borrow::Cow;
use std::path::PathBuf;

use super::output::print_note;
use crate::diagnose::knowledge::{Knowledge, own};
use crate::error::Error;
use crate::text::Lang;

/// What holds for every command.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The language of what is written.
    pub lang: Lang,
    /// Most bytes to unpack.
    pub unpack_limit: u64,
    /// Knowledge files of the user's own.
    pub own: Vec<PathBuf>,
    /// The file of settings, where one is named.
    pub config: Option<PathBuf>,
}

impl Settings {
    /// The knowledge, with the user's own files; [`Knowledge::faults`] has what was wrong with them. The program asks
    /// once, and needs it as long as it runs.
    ///
    /// # Errors
    /// When a file that was named on the command line cannot be read.
    pub fn knowledge(&self) -> Result<&'static Knowledge, Error> {
        Ok(match Knowledge::with_own(own::folder().as_deref(), &self.own)? {
            Cow::Borrowed(knowledge) => knowledge,
            Cow::Owned(knowledge) => Box::leak(Box::new(knowledge)),
        })
    }
}

/// The knowledge; what is wrong with the user's own files is said on standard error.
pub(super) fn knowledge_of(settings: &Settings) -> Result<&'static Knowledge, Error> {
    let knowledge = settings.knowledge()?;
    for fault in &knowledge.faults {
        print_note(&fault.to_string());
    }
    Ok(knowledge)
}
