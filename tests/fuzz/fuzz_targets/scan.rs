//! Arbitrary bytes as a HAR: entries are inside the file in ascending order, and whole entries agree with their
//! summaries.
#![no_main]

use harlens::har::source::Source;
use harlens::har::store::{Store, read_bytes};
use harlens::har::summary::Summary;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = Source::from_bytes("fuzz", bytes.to_vec()) else { return };
    let Ok(store) = Store::scan(source) else { return };
    let mut behind = 0;
    for (number, summary) in store.index.iter() {
        assert!(summary.span.start >= behind, "entry {number} begins before the last one ends");
        behind = summary.span.start + summary.span.len;
        assert!(behind <= store.source.len(), "entry {number} ends behind the file");
        agree(&store, number, summary);
    }
});

/// A summary that is not odd agrees with the whole entry; if the JSON is broken inside headers and bodies, which
/// the scan skips, at least the whole entry is odd.
fn agree(store: &Store, number: usize, summary: &Summary) {
    let entry = store.entry(number).expect("bytes in memory can be read");
    if summary.odd {
        return;
    }
    let mut bytes = Vec::new();
    read_bytes(&store.source, summary.span, &mut bytes).expect("bytes in memory can be read");
    if serde_json::from_slice::<serde_json::Value>(&bytes).is_err() {
        assert!(!entry.anomalies.is_empty(), "entry {number} is broken, but nobody says so");
        return;
    }
    // Summaries truncate long texts.
    assert!(entry.request.method.starts_with(&*summary.method), "method of entry {number}");
    assert!(entry.request.url.starts_with(&*summary.url), "URL of entry {number}");
    let status = entry.response.as_ref().and_then(|response| response.status);
    assert_eq!(summary.status, status, "status of entry {number}");
}
