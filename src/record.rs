//! Records a browser's requests as a HAR, from the very first one.
//!
//! The browser is started with a separate profile and controlled through the Chrome DevTools Protocol over a
//! pipe: no port is opened, and only the browser itself uses the network.
//!
//! * `browser`: finds and starts the browser
//! * `protocol`: the messages of the pipe
//! * `session`: assembles exchanges from the browser's events
//! * `exchange`: builds the HAR entry of an exchange
//! * `file`: writes the HAR incrementally

mod browser;
mod error;
mod exchange;
mod file;
mod protocol;
mod session;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use browser::{Kind, Launch, Profile};
pub use error::Error;

use crate::worker::CancelToken;
use browser::Browser;
use exchange::Exchange;
use file::HarFile;
use session::Session;

/// What to record.
#[derive(Debug, Clone)]
pub struct Options {
    /// The page to open.
    pub url: String,
    /// The HAR to write. It must not exist.
    pub output: PathBuf,
    /// The browser and how to start it.
    pub launch: Launch,
    /// Maximum duration of the recording.
    pub at_most: Option<Duration>,
    /// Whether to stop shortly after the first entry that `is_failure` recognizes.
    pub until_failure: bool,
}

/// Progress of a recording.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Number of entries written.
    pub requests: usize,
    /// Number of entries for which `is_failure` returned true.
    pub failures: usize,
}

/// Why a recording ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It was cancelled.
    Stopped,
    /// The browser was closed.
    BrowserClosed,
    /// The maximum duration was reached.
    TimeOver,
    /// A failure was recorded.
    Failure,
}

/// How long to wait for open requests when the recording ends.
const LINGER: Duration = Duration::from_secs(3);

/// How long a recording continues after the failure at which it stops, so that the page's follow-up requests are
/// included.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// A running recording.
pub struct Recording {
    options: Options,
    file: HarFile,
    browser: Browser,
    session: Session,
    progress: Progress,
    failed_at: Option<Instant>,
}

impl Recording {
    /// Creates the file, starts the browser and opens the page.
    ///
    /// # Errors
    /// [`Error`] says why no browser was found or why it cannot be recorded; no file is left behind.
    pub fn start(options: Options) -> Result<Self, Error> {
        let mut file = HarFile::create(&options.output)?;
        let begun = Browser::start(&options.launch).and_then(|mut browser| {
            let mut session = Session::new(browser.connect()?, options.url.clone());
            session.begin(&browser.name())?;
            file.describe(session.browser_version())?;
            Ok((browser, session))
        });
        match begun {
            Ok((browser, session)) => {
                Ok(Self { options, file, browser, session, progress: Progress::default(), failed_at: None })
            }
            Err(error) => {
                file.discard();
                Err(error)
            }
        }
    }

    /// Records until it is cancelled, the browser is closed, or the options end it. However it ends, everything
    /// recorded so far is in the file. `is_failure` receives the JSON of each entry, `on_progress` each step of
    /// progress.
    ///
    /// # Errors
    /// [`Error::Write`] if the file cannot be written.
    pub fn run(
        mut self,
        is_failure: &dyn Fn(&[u8]) -> bool,
        on_progress: &mut dyn FnMut(Progress),
        cancel: &CancelToken,
    ) -> Result<(Progress, Ending), Error> {
        let started = Instant::now();
        let ending = loop {
            let is_open = self.session.serve(Duration::from_millis(100));
            self.keep_finished(is_failure, on_progress)?;
            if let Some(ending) = self.ending(started, is_open, cancel) {
                break ending;
            }
        };
        let until = Instant::now() + LINGER;
        self.session.stop();
        while Instant::now() < until
            && self.session.has_open()
            && self.session.serve(Duration::from_millis(50))
        {}
        self.keep_finished(is_failure, on_progress)?;
        let open = self.session.take_open();
        self.keep(open, is_failure, on_progress)?;
        self.session.close_browser();
        self.browser.close(LINGER);
        self.file.finish(&self.session.pages())?;
        Ok((self.progress, ending))
    }

    fn ending(&self, started: Instant, is_open: bool, cancel: &CancelToken) -> Option<Ending> {
        let is_over = self.options.at_most.is_some_and(|most| started.elapsed() >= most);
        let has_failed = self.failed_at.is_some_and(|at| at.elapsed() >= AFTER_FAILURE);
        if cancel.is_cancelled() {
            Some(Ending::Stopped)
        } else if !is_open {
            Some(Ending::BrowserClosed)
        } else if is_over {
            Some(Ending::TimeOver)
        } else {
            (self.options.until_failure && has_failed).then_some(Ending::Failure)
        }
    }

    fn keep_finished(
        &mut self,
        is_failure: &dyn Fn(&[u8]) -> bool,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<(), Error> {
        let finished = self.session.take_finished();
        self.keep(finished, is_failure, on_progress)
    }

    fn keep(
        &mut self,
        exchanges: Vec<Exchange>,
        is_failure: &dyn Fn(&[u8]) -> bool,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<(), Error> {
        for exchange in exchanges {
            let started = exchange.started();
            let entry = exchange.into_entry().to_string();
            self.file.push(started, &entry)?;
            self.progress.requests += 1;
            if is_failure(entry.as_bytes()) {
                self.progress.failures += 1;
                self.failed_at.get_or_insert_with(Instant::now);
            }
            on_progress(self.progress);
        }
        Ok(())
    }
}

/// A file name for a new recording in a folder: `webex-20261128-101502.har`.
#[must_use]
pub fn default_output(folder: &Path) -> PathBuf {
    let now = jiff::Zoned::now();
    folder.join(format!("webex-{}.har", now.strftime("%Y%m%d-%H%M%S")))
}
