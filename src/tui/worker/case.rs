//! A support case, looked at and made on a thread of its own: making one goes through the whole file.

use std::path::Path;
use std::{io, thread};

use crate::case::{Case, Form};
use crate::tui::message::case::CaseOutcome;
use crate::tui::message::case::{CaseRequest, CaseStep};

/// Does the work on a new thread and tells what came of it.
///
/// # Errors
/// When the system gives no thread.
pub fn start(work: CaseRequest, tell: impl FnOnce(CaseOutcome) -> bool + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("case".to_owned()).spawn(move || tell(done(work, Path::new("."))))?;
    Ok(())
}

/// Does the work; a case is made in this folder.
#[must_use]
pub fn done(work: CaseRequest, folder: &Path) -> CaseOutcome {
    let case = Case::new(work.name, work.store, work.knowledge, work.lang);
    match work.step {
        CaseStep::Preview => CaseOutcome::Preview { parts: case.preview(), folder: case.default_name() },
        CaseStep::Make => match case.save_beside(folder, Form::Folder) {
            Ok(made) => {
                let path = made.path.strip_prefix(".").unwrap_or(&made.path);
                CaseOutcome::Made { path: path.display().to_string(), replaced: made.replaced.replaced() }
            }
            Err(error) => CaseOutcome::Failed(error.to_string()),
        },
    }
}
