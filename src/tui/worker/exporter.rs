//! Exports entries to files in the background, because that may be all of a large file.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use crate::error::Error;
use crate::export::{self, bodies, files};
use crate::har::store::Store;
use crate::redact;
use crate::tui::message::copy::CopyItem;
use crate::tui::message::export::{ExportKind, ExportOutcome, ExportRequest, ExportedFile, SaveRequest};
use crate::worker::Job;

/// Starts an export; `on_result` receives progress and outcome. Dropping the job blocks until unfinished files are
/// removed. Fails if the thread cannot be started.
pub fn start(
    export: ExportRequest,
    on_result: impl Fn(ExportOutcome) -> bool + Send + 'static,
) -> io::Result<Job> {
    let job = Job::start("export", move |cancel| {
        let mut reported = 0;
        let all = export.entries.len().max(1);
        let outcome = self::export(&export, Path::new("."), &mut |done| {
            let percent = done.saturating_mul(100) / all;
            if percent > reported {
                reported = percent;
                on_result(ExportOutcome::Done(percent));
            }
            cancel.check()
        });
        on_result(outcome);
    })?;
    Ok(job.joined_on_drop())
}

/// Starts to save content that was too large to copy; `on_result` receives the outcome. Dropping the job blocks until
/// it is done. Fails if the thread cannot be started.
pub fn start_saving(
    keep: SaveRequest,
    on_result: impl FnOnce(ExportOutcome) -> bool + Send + 'static,
) -> io::Result<Job> {
    Ok(Job::start("keep", move |_| _ = on_result(save(&keep, Path::new("."))))?.joined_on_drop())
}

/// Exports into `folder`; without `make`, only returns the names that the files would have.
pub fn export(
    export: &ExportRequest,
    folder: &Path,
    progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> ExportOutcome {
    let store = &export.store;
    let Some(what) = export.make else {
        let name = |what| Some(files::free(folder, &name_of(store, export, what)?));
        return ExportOutcome::Names(ExportKind::MENU.iter().map(|(_, what)| (*what, name(*what))).collect());
    };
    let done = match name_of(store, export, what) {
        Some(name) => make(store, export, what, (folder, &name), progress),
        None => return ExportOutcome::Nothing,
    };
    match done {
        Ok(Some(made)) => ExportOutcome::Made(made),
        Ok(None) => ExportOutcome::Stopped,
        Err(error) => ExportOutcome::Failed(error.to_string()),
    }
}

fn make(
    store: &Store,
    export: &ExportRequest,
    what: ExportKind,
    (folder, name): (&Path, &str),
    progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<Option<ExportedFile>, Error> {
    let of = |path: &Path, count, missing| {
        Some(ExportedFile { name: shown(path), what: Some(what), count, missing })
    };
    match what {
        ExportKind::Entries(form) => {
            let mut is_whole = true;
            let saved = files::save(folder, name, |out| {
                is_whole = match &export.options {
                    Some(options) => {
                        redact::extract(store, &export.entries, options, false, name, out, progress)?
                            .is_some()
                    }
                    None => {
                        let form = (form, export.secrets);
                        export::write(store, &export.entries, form, name, out, progress)?.is_some()
                    }
                };
                // An unfinished file is removed.
                if is_whole { Ok(()) } else { Err(Error::Stopped) }
            });
            match saved {
                Ok((path, ())) => Ok(of(&path, export.entries.len(), 0)),
                Err(Error::Stopped) => Ok(None),
                Err(error) => Err(error),
            }
        }
        ExportKind::Body => {
            let Some(number) = export.number else { return Ok(None) };
            Ok(bodies::save(store, number, export.secrets, (folder, name))?.and_then(|path| of(&path, 1, 0)))
        }
        ExportKind::Bodies => {
            let saved = bodies::save_all(store, &export.entries, export.secrets, (folder, name), progress)?;
            Ok(saved.and_then(|saved| of(&saved.path, saved.bodies, saved.missing)))
        }
    }
}

/// A free file name; `None` if there is nothing to export.
fn name_of(store: &Store, export: &ExportRequest, what: ExportKind) -> Option<String> {
    let stem = files::stem(&export.name);
    match what {
        ExportKind::Entries(form) => Some(format!("{stem}-export.{}", form.extension())),
        ExportKind::Bodies => Some(format!("{stem}-bodies")),
        ExportKind::Body => {
            let number = export.number?;
            let entry = export::entry(store, number, export.secrets).ok()?;
            let body = bodies::response(&entry, &store.source, export.secrets);
            bodies::bytes(&body)?;
            Some(format!("{stem}-{number}-{}", CopyItem::Body.file_end(bodies::extension(&body))))
        }
    }
}

/// Saves content that was too large to copy into `folder`.
pub fn save(keep: &SaveRequest, folder: &Path) -> ExportOutcome {
    let failed = |source| Error::Write { name: keep.name.clone(), source };
    match files::save(folder, &keep.name, |out| out.write_all(&keep.content).map_err(failed)) {
        Ok((path, ())) => {
            ExportOutcome::Made(ExportedFile { name: shown(&path), what: None, count: 1, missing: 0 })
        }
        Err(error) => ExportOutcome::Failed(error.to_string()),
    }
}

/// The name of a file within its folder.
fn shown(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
