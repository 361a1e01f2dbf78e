//! Files of what is visible, made on a thread of their own: it may be the whole of a large file.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::{io, thread};

use crate::error::Error;
use crate::export::{self, bodies, files};
use crate::har::store::Store;
use crate::tui::message::copy::CopyItem;
use crate::tui::message::export::{ExportKind, ExportOutcome, ExportedFile};
use crate::tui::message::export::{ExportRequest, SaveRequest};

/// A running export. Dropping it stops it, and waits until nothing half is left of it.
#[derive(Debug)]
pub struct Exporter {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Exporter {
    /// Starts it; `tell` gets the news.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        export: ExportRequest,
        tell: impl Fn(ExportOutcome) -> bool + Send + 'static,
    ) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::Builder::new().name("export".to_owned()).spawn(move || {
            let mut told = 0;
            let all = export.entries.len().max(1);
            let news = made(&export, Path::new("."), &mut |done| {
                let percent = done.saturating_mul(100) / all;
                if percent > told {
                    told = percent;
                    tell(ExportOutcome::Done(percent));
                }
                if stopped.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            tell(news);
        })?;
        Ok(Self { stop, thread: Some(thread) })
    }

    /// Starts to save what was too large to be copied; `tell` gets what came of it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn keep(
        keep: SaveRequest,
        tell: impl FnOnce(ExportOutcome) -> bool + Send + 'static,
    ) -> io::Result<Self> {
        let thread = thread::Builder::new().name("keep".to_owned());
        let thread = thread.spawn(move || _ = tell(kept(&keep, Path::new("."))))?;
        Ok(Self { stop: Arc::default(), thread: Some(thread) })
    }

    /// Stops it.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended the program already.
            let _ = thread.join();
        }
    }
}

/// Makes it in a folder; without anything to make, says what it would be called there.
#[must_use]
pub fn made(
    export: &ExportRequest,
    folder: &Path,
    go_on: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> ExportOutcome {
    let store = &export.store;
    let Some(what) = export.make else {
        let name = |what| Some(files::free(folder, &name_of(store, export, what)?));
        return ExportOutcome::Names(ExportKind::MENU.iter().map(|(_, what)| (*what, name(*what))).collect());
    };
    let done = match name_of(store, export, what) {
        Some(name) => make(store, export, what, (folder, &name), go_on),
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
    go_on: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<Option<ExportedFile>, Error> {
    let of = |path: &Path, count, missing| {
        Some(ExportedFile { name: shown(path), what: Some(what), count, missing })
    };
    match what {
        ExportKind::Entries(form) => {
            let mut is_whole = true;
            let saved = files::save(folder, name, |out| {
                let done = export::write(store, &export.entries, (form, export.secrets), name, out, go_on)?;
                is_whole = done.is_some();
                // Nothing half stays.
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
            let saved = bodies::save_all(store, &export.entries, export.secrets, (folder, name), go_on)?;
            Ok(saved.and_then(|saved| of(&saved.path, saved.bodies, saved.missing)))
        }
    }
}

/// ExportKind it is called where that is free; `None` where there is nothing to write.
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

/// Saves what was too large to be copied in a folder.
#[must_use]
pub fn kept(keep: &SaveRequest, folder: &Path) -> ExportOutcome {
    let failed = |source| Error::Write { name: keep.name.clone(), source };
    match files::save(folder, &keep.name, |out| out.write_all(&keep.content).map_err(failed)) {
        Ok((path, ())) => {
            ExportOutcome::Made(ExportedFile { name: shown(&path), what: None, count: 1, missing: 0 })
        }
        Err(error) => ExportOutcome::Failed(error.to_string()),
    }
}

/// What it is called in its folder.
fn shown(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
