//! A support case, looked at and made on a thread of its own: making one goes through the whole file.

use std::path::Path;
use std::{io, thread};

use crate::case::{Case, Form};
use crate::tui::effect::{CaseStep, CaseWork};

/// What became of it.
#[derive(Debug)]
pub enum CaseNews {
    /// What would go in, each file with what it is, and the folder's name.
    Preview {
        /// Name and meaning of each file.
        parts: Vec<(String, String)>,
        /// The folder's name.
        folder: String,
    },
    /// It is made.
    Made {
        /// Where.
        path: String,
        /// How many values were replaced in it.
        replaced: usize,
    },
    /// It could not be made, and why.
    Failed(String),
}

/// Does the work on a new thread and tells what came of it.
///
/// # Errors
/// When the system gives no thread.
pub fn start(work: CaseWork, tell: impl FnOnce(CaseNews) -> bool + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("case".to_owned()).spawn(move || tell(done(work, Path::new("."))))?;
    Ok(())
}

/// Does the work; a case is made in this folder.
#[must_use]
pub fn done(work: CaseWork, folder: &Path) -> CaseNews {
    let case = Case::new(work.name, work.store, work.knowledge, work.lang);
    match work.step {
        CaseStep::Preview => CaseNews::Preview { parts: case.preview(), folder: case.default_name() },
        CaseStep::Make => match case.save_beside(folder, Form::Folder) {
            Ok(made) => {
                let path = made.path.strip_prefix(".").unwrap_or(&made.path);
                CaseNews::Made { path: path.display().to_string(), replaced: made.replaced.replaced() }
            }
            Err(error) => CaseNews::Failed(error.to_string()),
        },
    }
}
