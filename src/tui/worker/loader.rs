//! Opens, scans and diagnoses a file in the background.

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnose::engine::Engine;
use crate::diagnose::exporter::Exporter;
use crate::diagnose::finding::Diagnosis;
use crate::diagnose::knowledge::Knowledge;
use crate::error::Error;
use crate::har::scan::{self, Progress};
use crate::har::{index::Index, source::Source, summary::Summary};
use crate::tui::message::load::Load;
use crate::worker;

/// Starts loading; `on_progress` receives the progress, and returns whether there still is a receiver. Fails if the
/// thread cannot be started.
pub fn start(
    path: PathBuf,
    unpack_limit: u64,
    knowledge: &'static Knowledge,
    mut on_progress: impl FnMut(Load) -> bool + Send + 'static,
) -> io::Result<()> {
    let work = move || {
        if let Err(error) = load(&path, unpack_limit, knowledge, &mut on_progress) {
            on_progress(Load::Failed(error));
        }
    };
    worker::spawn("loader", work).map(drop)
}

fn load(
    path: &std::path::Path,
    unpack_limit: u64,
    knowledge: &'static Knowledge,
    on_progress: &mut impl FnMut(Load) -> bool,
) -> Result<(), Error> {
    let source = Arc::new(Source::open_with_limit(path, unpack_limit)?);
    if !on_progress(Load::Opened(Arc::clone(&source))) {
        return Ok(());
    }
    let engine = Engine::new(knowledge);
    let mut index = Index::default();
    let mut diagnosis = Diagnosis::default();
    let mut listens = true;
    let outcome = scan::scan(&source, &mut |progress| {
        listens = match progress {
            Progress::Read(bytes) => on_progress(Load::Read(bytes)),
            Progress::Entries(batch) => {
                let found = engine.examine_entries(index.len(), &batch, &source);
                diagnosis.extend(found.clone());
                let batch: Arc<[Summary]> = batch.into();
                index.push(Arc::clone(&batch));
                on_progress(Load::Entries(batch, found))
            }
        };
        if listens { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    let exporter = Exporter::of(&outcome.head);
    if listens && on_progress(Load::Done(outcome)) {
        engine.find_statuses(&mut diagnosis, &index, &source);
        diagnosis.note_exporter(exporter);
        on_progress(Load::Diagnosed(diagnosis));
    }
    Ok(())
}
