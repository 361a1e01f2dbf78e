//! `harlens record`: starts a browser and records it.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::command::Record;
use super::output::{FOUND, name, print_note};
use super::settings::{Settings, knowledge_of};
use crate::diagnose::engine::Engine;
use crate::diagnose::knowledge::Knowledge;
use crate::error::Error;
use crate::folders;
use crate::har::source::Source;
use crate::har::store::Store;
use crate::record::{self, Ending, Kind, Launch, Options, Profile, Progress, Recording};
use crate::text::words::{fill, words};
use crate::worker::{self, CancelToken};

/// A recording in the background.
pub struct Running {
    output: PathBuf,
    stop: Arc<AtomicBool>,
    requests: Arc<AtomicUsize>,
    failures: Arc<AtomicUsize>,
    thread: JoinHandle<Result<(Progress, Ending), record::Error>>,
}

/// Starts the browser and the recording.
///
/// # Errors
///
/// If no recordable browser is found, or the output file cannot be created.
pub fn start(arguments: &Record, settings: &Settings) -> Result<Running, Error> {
    let knowledge = knowledge_of(settings)?;
    let output = arguments.output.clone().unwrap_or_else(|| record::default_output(Path::new("")));
    let recording = Recording::start(Options {
        url: arguments.url.clone(),
        output: output.clone(),
        launch: Launch {
            kind: kind(arguments.browser.as_deref()),
            profile: profile(arguments)?,
            headless: arguments.headless,
            arguments: arguments.arguments.clone(),
        },
        at_most: arguments.seconds.map(Duration::from_secs),
        until_failure: arguments.until_failure,
    })?;
    let stop = Arc::new(AtomicBool::new(false));
    let (requests, failures) = (Arc::default(), Arc::default());
    let thread = run_on_thread(recording, knowledge, &stop, &requests, &failures);
    let thread = thread.map_err(|source| Error::Read { name: name(&output), source })?;
    Ok(Running { output, stop, requests, failures, thread })
}

fn run_on_thread(
    recording: Recording,
    knowledge: &'static Knowledge,
    stop: &Arc<AtomicBool>,
    requests: &Arc<AtomicUsize>,
    failures: &Arc<AtomicUsize>,
) -> std::io::Result<JoinHandle<Result<(Progress, Ending), record::Error>>> {
    let cancel = CancelToken::stopped(Arc::clone(stop));
    let (requests, failures) = (Arc::clone(requests), Arc::clone(failures));
    worker::spawn("record", move || {
        let engine = Engine::new(knowledge);
        let mut tell = |progress: Progress| {
            requests.store(progress.requests, Ordering::Relaxed);
            failures.store(progress.failures, Ordering::Relaxed);
        };
        recording.run(&|entry| has_finding(&engine, entry), &mut tell, &cancel)
    })
}

impl Running {
    /// The HAR being written.
    pub fn output(&self) -> &Path {
        &self.output
    }

    /// Stops recording, waits until the file is complete, and prints a summary.
    ///
    /// # Errors
    ///
    /// If the file could not be written.
    pub fn finish(self, settings: &Settings) -> Result<ExitCode, Error> {
        self.stop.store(true, Ordering::Relaxed);
        let ended = self.thread.join().unwrap_or_else(|_| {
            let source = std::io::Error::other("the recorder ended before it was done");
            Err(record::Error::Write { name: name(&self.output), source })
        });
        let (progress, ending) = ended?;
        let words = &words(settings.lang).record;
        let reason = match ending {
            Ending::Stopped => &words.stopped,
            Ending::BrowserClosed => &words.browser_closed,
            Ending::TimeOver => &words.time_over,
            Ending::Failure => &words.failure,
        };
        print_note(reason);
        print_note(&fill(
            &words.written,
            &[("file", &name(&self.output)), ("requests", &progress.requests.to_string())],
        ));
        print_note(&fill(&words.next, &[("file", &name(&self.output))]));
        Ok(if progress.failures > 0 { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
    }

    fn is_over(&self) -> bool {
        self.thread.is_finished()
    }
}

/// Records until Ctrl-C or until a stop condition is met, with a progress line.
pub(super) fn run(arguments: &Record, settings: &Settings) -> Result<ExitCode, Error> {
    let running = start(arguments, settings)?;
    stop_on_signals(&running.stop);
    let words = &words(settings.lang).record;
    print_note(&fill(&words.recording, &[("file", &name(running.output()))]));
    let is_terminal = stderr().is_terminal();
    let mut last = (usize::MAX, 0);
    while !running.is_over() && !running.stop.load(Ordering::Relaxed) {
        let now = (running.requests.load(Ordering::Relaxed), running.failures.load(Ordering::Relaxed));
        if is_terminal && now != last {
            let line =
                fill(&words.progress, &[("requests", &now.0.to_string()), ("failures", &now.1.to_string())]);
            // A closed standard error must not stop the recording.
            let _ = write!(stderr(), "\r{line}\x1b[K");
            last = now;
        }
        thread::sleep(Duration::from_millis(100));
    }
    if is_terminal {
        let _ = writeln!(stderr());
    }
    running.finish(settings)
}

#[cfg(unix)]
fn stop_on_signals(stop: &Arc<AtomicBool>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // Without a handler the signal ends the process; the file is valid after every entry.
        let _ = signal_hook::flag::register(signal, Arc::clone(stop));
    }
}

#[cfg(not(unix))]
fn stop_on_signals(_stop: &Arc<AtomicBool>) {}

/// Whether an entry is a failed onboard or license request.
fn has_finding(engine: &Engine<'_>, entry: &[u8]) -> bool {
    let har =
        [br#"{"log":{"version":"1.2","creator":{"name":"harlens","version":"1"},"entries":["#, entry, b"]}}"]
            .concat();
    let store = Source::from_bytes("entry", har).and_then(Store::scan);
    store.is_ok_and(|store| !engine.diagnose(&store).findings.is_empty())
}

fn kind(name: Option<&str>) -> Kind {
    match name {
        None => Kind::Any,
        Some("chrome") => Kind::Chrome,
        Some("edge") => Kind::Edge,
        Some("chromium") => Kind::Chromium,
        Some("brave") => Kind::Brave,
        Some(program) => Kind::Program(program.into()),
    }
}

fn profile(arguments: &Record) -> Result<Profile, Error> {
    match &arguments.profile {
        _ if arguments.fresh => Ok(Profile::Fresh),
        Some(folder) => Ok(Profile::Kept(folder.clone())),
        None => Ok(Profile::Kept(folders::state().ok_or(Error::NoFolder)?.join("browser"))),
    }
}
