//! The cost of operations in bytes read, since timings would depend on the machine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::harness::{Harness, Setup};
use harlens::har::source::Source;
use harlens::har::store::Store;
use harlens::query::group::GroupBy;
use harlens::tui::action::Action;
use harlens::tui::message::effect::Effect;
use serde_json::json;

#[test]
fn grouping_is_left_to_the_search_and_costs_no_reading() {
    let mut harness = Harness::open_bytes("x.har", har(2_000, 10), Setup::default());
    harness.keys(&["Home"]).screen();
    let before = (harness.bytes_read(), harness.app.list.rows());
    let effects = harness.app.update(Action::Group);
    assert!(matches!(effects.as_slice(), [Effect::Search(search)] if search.group == Some(GroupBy::Page)));
    assert_eq!((harness.bytes_read(), harness.app.list.rows()), before, "nothing is done yet");
    harness.keys(&["P", "z", "z"]).screen();
    assert_eq!((harness.bytes_read(), harness.app.list.rows()), (before.0, 2_001));
}

/// A HAR with this number of entries, each with a body of this number of bytes.
fn har(entries: usize, body: usize) -> Vec<u8> {
    let entries: Vec<_> = (0..entries)
        .map(|i| {
            json!({"startedDateTime": "2026-11-21T10:00:00Z", "time": i, "pageref": "page_1", "request": {
                "method": "GET", "url": format!("https://h.example/{i}"), "headers": []},
                "response": {"status": 200, "headers": [],
                    "content": {"size": body, "mimeType": "text/plain", "text": "x\"".repeat(body / 2)}}})
        })
        .collect();
    serde_json::to_vec_pretty(&json!({"log": {"version": "1.2", "entries": entries}})).unwrap()
}

#[test]
fn a_scan_reads_each_byte_once() {
    // Larger than what the first pass scans alone, so that parts are scanned in parallel as well.
    let bytes = har(1_500, 20_000);
    let len = bytes.len() as u64;
    let store = Store::scan(Source::from_bytes("x.har", bytes).unwrap()).unwrap();
    let read = store.source.bytes_read();
    assert_eq!(store.index.len(), 1_500);
    assert!(read >= len && read < len + len / 5, "{read} of {len}");
}

#[test]
fn an_entry_reads_its_own_bytes_and_no_others() {
    let store = Store::scan(Source::from_bytes("x.har", har(200, 5_000)).unwrap()).unwrap();
    let before = store.source.bytes_read();
    store.entry(150).unwrap();
    let span = store.index.get(150).unwrap().span;
    assert_eq!(store.source.bytes_read() - before, span.len);
}

#[test]
fn a_screen_reads_the_selected_entry_alone() {
    let mut harness = Harness::open_bytes("x.har", har(2_000, 1_000), Setup::default());
    let span = |harness: &Harness, number| harness.app.index.get(number).unwrap().span.len;
    let before = harness.bytes_read();
    harness.screen();
    harness.resize(200, 60).screen();
    assert_eq!(harness.bytes_read(), before, "drawing reads nothing");
    harness.keys(&["Down"]).screen();
    assert_eq!(harness.bytes_read() - before, span(&harness, 1));
    let before = harness.bytes_read();
    harness.keys(&["End"]).screen();
    assert_eq!(harness.bytes_read() - before, span(&harness, 1_999));
    let before = harness.bytes_read();
    harness.keys(&["/", "Ctrl-o"]).type_text("1999").screen();
    assert_eq!(
        harness.bytes_read(),
        before,
        "a search reads nothing, and what is selected already is not read again"
    );
}
