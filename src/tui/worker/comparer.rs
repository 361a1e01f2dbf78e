//! Compares two entries in the background, because bodies may be large.

use std::io;
use std::sync::Arc;

use crate::compare::{self, Options, Sides, Subject};
use crate::tui::message::compare::{CompareRequest, Compared, ComparisonPair, EntryLocation};
use crate::worker::{CancelToken, Latest, Step};

/// Starts the worker; `on_result` receives the comparisons, and returns whether there still is a receiver. Fails if
/// the thread cannot be started.
pub fn start(
    mut on_result: impl FnMut(Compared) -> bool + Send + 'static,
) -> io::Result<Latest<CompareRequest>> {
    Latest::start("compare", move |request, cancel| {
        let done = request.and_then(|request: CompareRequest| compare(&request, cancel));
        Step::last(done.is_none_or(&mut on_result))
    })
}

/// Compares two entries; `None` if cancelled.
pub fn compare(work: &CompareRequest, cancel: &CancelToken) -> Option<Compared> {
    let sides = Sides { left: subject(&work.sides.left), right: subject(&work.sides.right) };
    let compare = |shows_secrets| {
        let found = compare::compare(sides, Options { lang: work.lang, shows_secrets }, cancel);
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
    use std::sync::mpsc::channel;

    use super::*;
    use crate::har::source::Source;
    use crate::har::store::Store;
    use crate::text::Lang;
    use serde_json::json;

    #[test]
    fn a_large_comparison_is_cancelled() {
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
        let (tell, results) = channel();
        let comparer = start(move |compared| tell.send(compared).is_ok()).unwrap();
        comparer.request(work(1));
        comparer.stop();
        comparer.request(work(2));
        comparer.request(work(3));
        assert_eq!(results.recv().unwrap().generation, 3, "only the newest has a result");
        comparer.request(work(4));
        drop(comparer);
        assert!(results.recv().is_err(), "its thread ends without a result");
    }
}
