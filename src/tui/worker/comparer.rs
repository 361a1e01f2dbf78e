//! Two entries compared, on a thread of their own: bodies may be large.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use crate::compare::{Options, Sides, Subject, compare};
use crate::tui::message::compare::{CompareRequest, EntryLocation};
use crate::tui::message::compare::{Compared, ComparisonPair};
use crate::worker::CancelToken;

/// No comparison has this generation.
const NONE: u64 = u64::MAX;

/// The running comparer. Dropping it ends it.
#[derive(Debug)]
pub struct Comparer {
    works: Sender<CompareRequest>,
    /// The generation of the comparison that is waited for.
    newest: Arc<AtomicU64>,
}

impl Comparer {
    /// Starts the comparer; `tell` gets the results and returns whether anybody still listens.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(mut tell: impl FnMut(Compared) -> bool + Send + 'static) -> io::Result<Self> {
        let (works, inbox) = channel::<CompareRequest>();
        let newest = Arc::new(AtomicU64::new(NONE));
        let wanted = Arc::clone(&newest);
        thread::Builder::new().name("compare".to_owned()).spawn(move || {
            while let Ok(work) = inbox.recv() {
                let cancel = CancelToken::superseded(Arc::clone(&wanted), work.generation);
                if !cancel.is_cancelled()
                    && let Some(compared) = compared(&work, &cancel)
                    && !tell(compared)
                {
                    return;
                }
            }
        })?;
        Ok(Self { works, newest })
    }

    /// Asks for a comparison; one that is being made is given up for it.
    pub fn compare(&self, work: CompareRequest) {
        self.newest.store(work.generation, Ordering::Relaxed);
        // The thread ends only when this handle is dropped.
        let _ = self.works.send(work);
    }

    /// Gives up what is being made: nobody waits for it any more.
    pub fn stop(&self) {
        self.newest.store(NONE, Ordering::Relaxed);
    }
}

impl Drop for Comparer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Compares; `None` once it is not `wanted` any more.
#[must_use]
pub fn compared(work: &CompareRequest, cancel: &CancelToken) -> Option<Compared> {
    let sides = Sides { left: subject(&work.sides.left), right: subject(&work.sides.right) };
    let compare = |shows_secrets| {
        let found = compare(sides, Options { lang: work.lang, shows_secrets }, cancel);
        found.map_err(|error| error.to_string()).transpose().map(|found| found.map(Arc::new))
    };
    let safe = compare(false)?;
    let result = match safe {
        Ok(safe) if work.shows_secrets => compare(true)?.map(|shown| ComparisonPair { shown, safe }),
        Ok(safe) => Ok(ComparisonPair { shown: Arc::clone(&safe), safe }),
        Err(reason) => Err(reason),
    };
    Some(Compared { generation: work.generation, result })
}

fn subject(entry: &EntryLocation) -> Subject<'_> {
    Subject { file: &entry.file, number: entry.number, source: &entry.source, span: entry.span }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::har::source::Source;
    use crate::har::store::Store;
    use crate::text::Lang;
    use serde_json::json;

    #[test]
    fn a_large_comparison_is_given_up_when_nobody_waits_any_more() {
        let entry = |by: usize| {
            let body = json!((0..30_000).map(|i| i * by).collect::<Vec<_>>()).to_string();
            json!({"request": {"method": "GET", "url": "https://h.example/"},
                "response": {"status": 200, "content": {"mimeType": "application/json", "text": body}}})
        };
        let har = json!({"log": {"entries": [entry(1), entry(3)]}}).to_string().into_bytes();
        let store = Store::scan(Source::from_bytes("x.har", har).unwrap()).unwrap();
        let side = |number| EntryLocation {
            file: "x.har".to_owned(),
            number,
            source: Arc::clone(&store.source),
            span: store.index.get(number).unwrap().span,
        };
        let sides = Sides { left: side(0), right: side(1) };
        let work = |generation| CompareRequest {
            generation,
            sides: sides.clone(),
            lang: Lang::En,
            shows_secrets: false,
        };
        let (tell, told) = channel();
        let comparer = Comparer::start(move |compared| tell.send(compared).is_ok()).unwrap();
        comparer.compare(work(1));
        comparer.stop();
        comparer.compare(work(2));
        comparer.compare(work(3));
        assert_eq!(told.recv().unwrap().generation, 3, "only the newest is told");
        comparer.compare(work(4));
        drop(comparer);
        assert!(told.recv().is_err(), "its thread ends without a word");
    }
}
