use serde_json::json;

use super::*;
use crate::har::anomaly::JsonType;
use crate::har::store::Store;

fn read(bytes: &[u8]) -> FormatReport {
    let store = Store::scan(Source::from_bytes("x", bytes.to_vec()).unwrap()).unwrap();
    build(&store.source, &store.index, &store.outcome, &|_| ControlFlow::Continue(())).unwrap().unwrap()
}

fn entry(status: serde_json::Value) -> serde_json::Value {
    json!({"startedDateTime": "2026-01-02T03:04:05.678Z", "time": 1, "cache": {}, "timings": {},
        "request": {"method": "GET", "url": "https://h.example/", "httpVersion": "h2", "headers": [],
            "cookies": [], "queryString": [], "headersSize": -1, "bodySize": 0},
        "response": {"status": status, "statusText": "", "httpVersion": "h2", "headers": [], "cookies": [],
            "redirectURL": "", "headersSize": -1, "bodySize": -1,
            "content": {"size": 2, "mimeType": "text/plain", "text": "ok"}}})
}

fn har(entries: &[serde_json::Value]) -> Vec<u8> {
    let creator = json!({"name": "test", "version": "1"});
    json!({"log": {"version": "1.2", "creator": creator, "entries": entries}}).to_string().into_bytes()
}

#[test]
fn values_that_differ_are_one_deviation_with_its_first_places() {
    let entries: Vec<_> =
        (0..1000).map(|i| entry(if i % 3 == 1 { json!(i.to_string()) } else { json!(200) })).collect();
    let found = read(&har(&entries));
    assert_eq!(found.entries, Entries { total: 1000, good: 667, odd: 333, unreadable: 0 });
    let [status] = found.deviations.as_slice() else { panic!("{:?}", found.deviations) };
    assert_eq!(
        (status.field.as_str(), &status.kind, status.count),
        ("response.status", &AnomalyKind::ReadAs { found: JsonType::Text, read_as: JsonType::Number }, 333)
    );
    let first: Vec<_> =
        status.first.iter().map(|place| (place.entry.unwrap(), place.value.as_deref().unwrap())).collect();
    assert_eq!(first, [(1, "\"1\""), (4, "\"4\""), (7, "\"7\""), (10, "\"10\""), (13, "\"13\"")]);
    assert_eq!(
        (found.creator.as_str(), found.container, found.cut_at),
        ("test 1", Container::default(), None)
    );
}

#[test]
fn entries_without_a_request_are_unreadable_and_bodies_are_looked_at() {
    let mut broken = entry(json!(200));
    broken["response"]["content"] =
        json!({"size": 2, "mimeType": "text/plain", "text": "%%", "encoding": "base64"});
    let found = read(&har(&[json!(7), json!({"time": 1}), broken, entry(json!(200))]));
    assert_eq!(found.entries, Entries { total: 4, good: 1, odd: 1, unreadable: 2 });
    let fields: Vec<_> =
        found.deviations.iter().map(|one| (one.first[0].entry.unwrap(), one.field.as_str())).collect();
    assert!(fields.contains(&(0, "")) && fields.contains(&(1, "request")), "{fields:?}");
    assert!(fields.contains(&(2, "response.content.text")), "{fields:?}");
    assert!(found.is_odd() && !found.is_unreadable());
    assert!(read(&har(&[json!(7)])).is_unreadable());
}

#[test]
fn notes_are_not_odd_and_truncation_is_reported() {
    let mut aborted = entry(json!(0));
    aborted["response"]["content"] = json!({});
    aborted.as_object_mut().unwrap().remove("cache");
    let found = read(&har(&[aborted]));
    assert!(!found.is_odd() && found.deviations.len() == 3, "{found:?}");
    let mut cut = har(&[entry(json!(200)), entry(json!(200))]);
    cut.truncate(cut.len() - 100);
    let found = read(&cut);
    assert_eq!(found.cut_at, Some(cut.len() as u64));
    assert!(found.is_odd());
    assert!(!read(&har(&[])).is_unreadable());
}

#[test]
fn invalid_json_outside_the_entries_is_reported() {
    let text = String::from_utf8(har(&[entry(json!(200))])).unwrap();
    let not_json = AnomalyKind::NotJson { read_as: JsonType::Null };
    for (valid, broken, field, kind) in [
        ("\"entries\"", "\"pages\": [{a: 1}], \"entries\"", "log.pages[]", AnomalyKind::UnquotedKey),
        ("\"entries\"", "\"pages\": [{\"a\": NaN}], \"entries\"", "log.pages[].a", not_json.clone()),
        ("]}}", "], \"comment\": undefined}}", "log.comment", not_json.clone()),
    ] {
        let found = read(text.replacen(valid, broken, 1).as_bytes());
        let [only] = found.deviations.as_slice() else { panic!("{broken}: {:?}", found.deviations) };
        assert!(only.field == field && only.kind == kind, "{only:?}");
        let at = usize::try_from(only.first[0].offset.unwrap()).unwrap();
        assert!(text.replacen(valid, broken, 1)[at - 1..at + 5].contains(['a', 'N', 'u']));
    }
}

#[test]
fn it_can_be_stopped() {
    let entries: Vec<_> = (0..1000).map(|_| entry(json!(200))).collect();
    let store = Store::scan(Source::from_bytes("x", har(&entries)).unwrap()).unwrap();
    let stopped = build(&store.source, &store.index, &store.outcome, &|_| ControlFlow::Break(())).unwrap();
    assert_eq!(stopped, None);
}

#[test]
fn places_in_lists_are_left_open() {
    assert_eq!(strip_indices("request.headers[12].value"), ("request.headers[].value".to_owned(), Some(12)));
    assert_eq!(strip_indices("log.entries[5]"), ("log.entries[]".to_owned(), Some(5)));
    assert_eq!(strip_indices("a[b][[3"), ("a[b][[3".to_owned(), None));
}
