//! Two entries compared, on a thread of their own: bodies may be large.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::effect::{CompareWork, Entry};
use crate::compare::{Comparison, Options, Sides, Subject, compare};

/// What came of a comparison.
#[derive(Debug)]
pub struct Compared {
    /// The comparison that was asked for.
    pub generation: u64,
    /// What differs, or why that cannot be told.
    pub result: Result<Found, String>,
}

/// What differs.
#[derive(Debug, Clone)]
pub struct Found {
    /// To be shown.
    pub shown: Arc<Comparison>,
    /// To be copied: the same without secrets.
    pub safe: Arc<Comparison>,
}

/// A comparison under way. Dropping it gives it up.
#[derive(Debug)]
pub struct Comparer {
    wanted: Arc<AtomicBool>,
}

impl Comparer {
    /// Starts to compare on a new thread; `tell` gets the result unless it is given up.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(work: CompareWork, tell: impl FnOnce(Compared) + Send + 'static) -> io::Result<Self> {
        let wanted = Arc::new(AtomicBool::new(true));
        let flag = Arc::clone(&wanted);
        thread::Builder::new().name("compare".to_owned()).spawn(move || {
            if let Some(compared) = compared(&work, &|| flag.load(Ordering::Relaxed)) {
                tell(compared);
            }
        })?;
        Ok(Self { wanted })
    }
}

impl Drop for Comparer {
    fn drop(&mut self) {
        self.wanted.store(false, Ordering::Relaxed);
    }
}

/// Compares; `None` once it is not `wanted` any more.
#[must_use]
pub fn compared(work: &CompareWork, wanted: &dyn Fn() -> bool) -> Option<Compared> {
    let sides = Sides { left: subject(&work.sides.left), right: subject(&work.sides.right) };
    let compare = |shows_secrets| {
        let found = compare(sides, Options { lang: work.lang, shows_secrets }, wanted);
        found.map_err(|error| error.to_string()).transpose().map(|found| found.map(Arc::new))
    };
    let safe = compare(false)?;
    let result = match safe {
        Ok(safe) if work.shows_secrets => compare(true)?.map(|shown| Found { shown, safe }),
        Ok(safe) => Ok(Found { shown: Arc::clone(&safe), safe }),
        Err(reason) => Err(reason),
    };
    Some(Compared { generation: work.generation, result })
}

fn subject(entry: &Entry) -> Subject<'_> {
    Subject { file: &entry.file, number: entry.number, source: &entry.source, span: entry.span }
}
