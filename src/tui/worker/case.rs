//! Previews and creates a support case in the background, because it reads the whole file.

use std::io;
use std::path::Path;

use crate::case::{Case, Form};
use crate::tui::message::case::{CaseOutcome, CaseRequest, CaseStep};
use crate::worker;

/// Starts the work; `on_result` receives the outcome. Fails if the thread cannot be started.
pub fn start(
    request: CaseRequest,
    on_result: impl FnOnce(CaseOutcome) -> bool + Send + 'static,
) -> io::Result<()> {
    worker::spawn("case", move || _ = on_result(run(request, Path::new(".")))).map(drop)
}

/// Does the work; `folder` is where the case is created.
pub fn run(work: CaseRequest, folder: &Path) -> CaseOutcome {
    let case = Case::new(work.name, work.store, work.knowledge, work.lang);
    let case = match work.options {
        Some(options) => case.choosing(options.choices).marking(options.marks),
        None => case,
    };
    match work.step {
        CaseStep::Preview => CaseOutcome::Preview { parts: case.preview(), folder: case.default_name() },
        CaseStep::Make => match case.save_in(folder, Form::Folder) {
            Ok(made) => {
                let path = made.path.strip_prefix(".").unwrap_or(&made.path);
                CaseOutcome::Made { path: path.display().to_string(), replaced: made.replaced.replaced() }
            }
            Err(error) => CaseOutcome::Failed(error.to_string()),
        },
    }
}
