//! A browser, recorded: its requests as a HAR, from before the first one to the end.
//!
//! The browser is started with a profile of its own and speaks the Chrome DevTools Protocol over a pipe: no port is
//! opened, and nothing but the browser itself talks to the network.
//!
//! * `browser`: finds and starts the browser
//! * `protocol`: the messages of the pipe
//! * `session`: what the browser tells, put together to exchanges
//! * `exchange`: one exchange as a HAR entry
//! * `file`: the HAR, written as it comes

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
    /// How long to record at most.
    pub at_most: Option<Duration>,
    /// Whether to stop a moment after the first failure that `is_failure` knows.
    pub until_failure: bool,
}

/// What a recording has so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Exchanges that are written.
    pub requests: usize,
    /// Those among them that failed, as far as the caller's `is_failure` knows.
    pub failures: usize,
}

/// Why a recording ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It was stopped.
    Stopped,
    /// The browser was closed.
    BrowserClosed,
    /// The time was over.
    TimeOver,
    /// A failure was recorded.
    Failure,
}

/// How long the browser is given for what is still under way when the recording ends.
const LINGER: Duration = Duration::from_secs(3);

/// How long a recording that stops at a failure goes on after it, so that what the page asks next is in it too.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// A recording that has begun.
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
    /// [`Error`] says why there is no browser, or why it cannot be recorded; then no file is left.
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

    /// Records until it is cancelled, the browser is closed, or an end that the options name. What is recorded by then
    /// is in the file, whatever the ending. `is_failure` gets the JSON of each entry; `tell` each step.
    ///
    /// # Errors
    /// [`Error::Write`] when the file cannot be written.
    pub fn run(
        mut self,
        is_failure: &dyn Fn(&[u8]) -> bool,
        tell: &mut dyn FnMut(Progress),
        cancel: &CancelToken,
    ) -> Result<(Progress, Ending), Error> {
        let started = Instant::now();
        let ending = loop {
            let is_open = self.session.serve(Duration::from_millis(100));
            self.keep_finished(is_failure, tell)?;
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
        self.keep_finished(is_failure, tell)?;
        let open = self.session.take_open();
        self.keep(open, is_failure, tell)?;
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
        tell: &mut dyn FnMut(Progress),
    ) -> Result<(), Error> {
        let finished = self.session.take_finished();
        self.keep(finished, is_failure, tell)
    }

    fn keep(
        &mut self,
        exchanges: Vec<Exchange>,
        is_failure: &dyn Fn(&[u8]) -> bool,
        tell: &mut dyn FnMut(Progress),
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
            tell(self.progress);
        }
        Ok(())
    }
}

/// The name of a new recording in a folder: `webex-20261128-101502.har`.
#[must_use]
pub fn default_output(folder: &Path) -> PathBuf {
    let now = jiff::Zoned::now();
    folder.join(format!("webex-{}.har", now.strftime("%Y%m%d-%H%M%S")))
}
