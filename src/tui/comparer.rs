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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::har::source::Source;
    use crate::har::store::Store;
    use crate::text::Lang;
    use serde_json::json;
    use std::sync::mpsc::channel;

    #[test]
    fn a_large_comparison_is_given_up_when_nobody_waits_any_more() {
        let entry = |by: usize| {
            let body = json!((0..300_000).map(|i| i * by).collect::<Vec<_>>()).to_string();
            json!({"request": {"method": "GET", "url": "https://h.example/"},
                "response": {"status": 200, "content": {"mimeType": "application/json", "text": body}}})
        };
        let har = json!({"log": {"entries": [entry(1), entry(3)]}}).to_string().into_bytes();
        let store = Store::scan(Source::from_bytes("x.har", har).unwrap()).unwrap();
        let side = |number| Entry {
            file: "x.har".to_owned(),
            number,
            source: Arc::clone(&store.source),
            span: store.index.get(number).unwrap().span,
        };
        let sides = Sides { left: side(0), right: side(1) };
        let work = CompareWork { generation: 1, sides, lang: Lang::En, shows_secrets: false };
        let (tell, told) = channel();
        let comparer = Comparer::start(work, move |compared| _ = tell.send(compared)).unwrap();
        drop(comparer);
        assert!(told.recv().is_err(), "its thread ends without a word");
    }
}
