//! Arbitrary text as a filter: its terms and mistakes are inside the text, and it either matches or rejects each
//! entry.
#![no_main]

use harlens::har::{source::Source, store::Store};
use harlens::query::complete::complete;
use harlens::query::filter::Filter;
use harlens::query::filter::table::Need;
use harlens::query::finding_index::FindingIndex;
use harlens::query::value_counts::Known;
use harlens::query::select::select;
use harlens::text::Lang;
use harlens::text::clean::is_plain;
use libfuzzer_sys::fuzz_target;

const HAR: &str = r#"{"log": {"version": "1.2", "creator": {"name": "fuzz", "version": "1"}, "entries": [
    {"startedDateTime": "2026-11-21T10:02:24.626Z", "time": 812, "_resourceType": "xhr",
     "request": {"method": "POST", "url": "https://atlas.example/users/onboard", "headers": [{"name": "A", "value": "b"}],
        "postData": {"mimeType": "application/json", "text": "{\"email\":\"kim@corp.example\"}"}},
     "response": {"status": 400, "headers": [], "content": {"size": 9, "mimeType": "text/plain", "text": "no \ud64d good"}}},
    {"request": {"method": "GET", "url": "wss://b.example/x"}, "response": null}]}}"#;

fuzz_target!(|text: &str| {
    let read = Filter::parse(text);
    let _ = complete(text, "", &Known::default());
    let filter = match read {
        Ok(filter) => filter,
        Err(mistake) => {
            assert!(text.get(mistake.range.clone()).is_some(), "{mistake:?} stands outside");
            for lang in [Lang::En, Lang::Ko] {
                assert!(mistake.text(lang).chars().all(is_plain));
            }
            let _ = mistake.rest(text).map(|rest| Filter::parse_typed(&rest));
            let _ = Filter::parse_typed(text);
            return;
        }
    };
    for term in filter.terms() {
        assert!(text.get(term.range.clone()).is_some_and(|term| !term.is_empty()));
    }
    let store = Store::scan(Source::from_bytes("fuzz", HAR.as_bytes().to_vec()).expect("plain bytes")).expect("a HAR");
    let chosen = select(&store, &filter, &FindingIndex::default()).entries;
    assert!(chosen.is_sorted() && chosen.iter().all(|number| *number < 2));
    for (number, summary) in store.index.iter() {
        let decided = filter.decide(number, summary, &FindingIndex::default());
        assert!(decided.is_some() || filter.need() > Need::Summary, "the list decides what asks for no more");
    }
});
