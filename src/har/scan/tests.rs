//! Damage of every kind; scan and whole entry must agree.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::har::{entry, store::Store, summary::Fields};

fn entry(number: usize) -> Value {
    json!({
        "startedDateTime": "2026-01-02T03:04:05.678Z",
        "time": 12.5,
        "request": {
            "method": "POST", "url": format!("https://admin.example/{number}"), "httpVersion": "h2",
            "headers": [{"name": "a\\b", "value": "\"{[\""}], "queryString": [], "cookies": [],
            "postData": {"mimeType": "application/json", "text": "{\"email\":\"a@corp.example\"}"}
        },
        "response": {
            "status": 200, "statusText": "", "httpVersion": "h2", "headers": [], "cookies": [],
            "content": {"size": 9, "mimeType": "text/plain", "text": "{\"e\":[\"x\"]}\\\n", "encoding": ""},
            "redirectURL": "", "bodySize": 7
        },
        "timings": {"send": 0, "wait": 12, "receive": 0.5}
    })
}

fn har(entries: &[Value]) -> Value {
    json!({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "pages": [{"startedDateTime": "x"}], "entries": entries}})
}

/// The same file minified and pretty-printed.
fn written(har: &Value) -> [String; 2] {
    [har.to_string(), serde_json::to_string_pretty(har).unwrap()]
}

fn three() -> [String; 2] {
    written(&har(&[entry(0), entry(1), entry(2)]))
}

fn open(bytes: &[u8]) -> Result<Store, Error> {
    Store::scan(Source::from_bytes("t.har", bytes.to_vec())?)
}

fn urls(store: &Store) -> Vec<&str> {
    summaries(store).iter().map(|summary| summary.url.trim_start_matches("https://admin.example/")).collect()
}

/// Asserts that the scan's summaries match the whole entries.
fn agree(store: &Store) {
    let mut interner = Interner::default();
    for summary in summaries(store) {
        let mut bytes = vec![0; usize::try_from(summary.span.len).unwrap()];
        store.source.read_exact_at(summary.span.start, &mut bytes).unwrap();
        let (value, _) = entry::parse_json(&bytes);
        let expected =
            Summary::new(summary.span, &Fields::of(&value), summary.odd, &store.source, &mut interner);
        assert_eq!(*summary, expected, "{}", String::from_utf8_lossy(&bytes));
        let entry = entry::Entry::parse(&bytes, summary.span.start);
        assert!(entry.started.starts_with(&*summary.started));
        assert_eq!(summary.time_ms, entry.time_ms);
        let timings = &entry.timings;
        let before =
            [timings.blocked, timings.dns, timings.connect, timings.send].into_iter().flatten().sum::<f64>();
        for (phase, time) in [
            (summary.phases.before, before),
            (summary.phases.waiting, timings.wait.unwrap_or_default()),
            (summary.phases.receiving, timings.receive.unwrap_or_default()),
        ] {
            assert!((f64::from(phase) - time).abs() <= time * 1e-6, "{phase} {time}");
        }
        assert_eq!(*summary.method, *entry.request.method);
        assert_eq!(*summary.mime, *entry.response.as_ref().map_or("", |response| &response.content.mime));
        assert_eq!(*summary.url, *entry.request.url);
        assert_eq!(summary.status, entry.response.as_ref().and_then(|response| response.status));
        assert!(!summary.odd || !entry.anomalies.is_empty());
    }
}

#[test]
fn a_file_cut_anywhere_keeps_its_complete_entries() {
    for text in three() {
        let whole = open(text.as_bytes()).unwrap();
        assert_eq!(urls(&whole), ["0", "1", "2"]);
        for cut in 0..text.len() {
            let complete = summaries(&whole)
                .into_iter()
                .filter(|summary| summary.span.start + summary.span.len <= cut as u64);
            let complete: Vec<_> = complete.collect();
            match open(&text.as_bytes()[..cut]) {
                Ok(store) => {
                    agree(&store);
                    let found = summaries(&store);
                    assert!(found.iter().take(complete.len()).eq(complete.iter()), "cut at {cut}");
                    assert!(found.len() <= complete.len() + 1, "cut at {cut}");
                    assert!(found[complete.len()..].iter().all(|last| last.odd), "cut at {cut}");
                    let end = text.trim_end().len();
                    let said =
                        store.outcome.anomalies.iter().any(|anomaly| anomaly.kind == AnomalyKind::FileCut);
                    assert_eq!(said, cut < end, "cut at {cut}: {:?}", store.outcome.anomalies);
                }
                Err(error) => assert!(complete.is_empty(), "cut at {cut}: {error}"),
            }
        }
    }
}

#[test]
fn the_entry_that_is_cut_is_shown_with_what_is_left_of_it() {
    for text in three() {
        let cut = text.rfind("\"queryString\"").unwrap();
        let store = open(&text.as_bytes()[..cut]).unwrap();
        assert_eq!(urls(&store), ["0", "1", "2"]);
        let last = summaries(&store).pop().unwrap();
        assert_eq!((last.odd, last.span.start + last.span.len), (true, cut as u64));
    }
}

#[test]
fn every_field_may_be_of_any_type() {
    let values = [
        Value::Null,
        json!(true),
        json!(-7),
        json!(1.5),
        json!("x"),
        json!("400"),
        json!([]),
        json!(["a", 1]),
        json!({}),
        json!({"a": [{}]}),
    ];
    let mut pointers = Vec::new();
    fields(&entry(1), "", &mut pointers);
    assert!(pointers.len() > 30);
    for pointer in &pointers {
        for value in &values {
            let mut odd = entry(1);
            *odd.pointer_mut(pointer).unwrap() = value.clone();
            for text in written(&har(&[entry(0), odd.clone(), entry(2)])) {
                let store = open(text.as_bytes()).unwrap();
                assert_eq!(summaries(&store).len(), 3, "{pointer} = {value}");
                assert!(!summaries(&store)[0].odd && !summaries(&store)[2].odd, "{pointer} = {value}");
                agree(&store);
            }
        }
    }
}

fn fields(value: &Value, path: &str, pointers: &mut Vec<String>) {
    pointers.push(path.to_owned());
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, inner)| fields(inner, &format!("{path}/{key}"), pointers))
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, inner)| fields(inner, &format!("{path}/{at}"), pointers))
        }
        _ => {}
    }
}

#[test]
fn damage_in_an_entry_leaves_its_neighbours_whole() {
    let middle = "https://admin.example/1";
    for (valid, broken) in [
        (middle.to_owned(), format!("{middle}\" and more")),
        (format!("\"{middle}\""), format!("\"{middle}")),
        (format!("\"{middle}\","), format!("\"{middle}\"")),
        (format!("\"{middle}\","), format!("\"{middle}\",}}")),
        (format!("\"{middle}\","), format!("\"{middle}\",]")),
        (format!("\"{middle}\","), format!("\"{middle}\",[")),
        (format!("\"{middle}\","), format!("\"{middle}\",{{")),
        (format!("\"{middle}\","), format!("\"{middle}\",}}}}")),
        (format!("\"{middle}\","), format!("\"{middle}\",\"x\":[\"a],")),
        (format!("\"{middle}\","), format!("\"{middle}\",\"x\":[\"a\"b\"],")),
        (format!("\"{middle}\","), format!("\"{middle}\",NaN")),
        (format!("\"{middle}\","), format!("\"{middle}\",\u{0}\u{1}")),
    ] {
        for text in three() {
            let text = text.replace(&valid, &broken);
            let store = open(text.as_bytes()).unwrap();
            let found = urls(&store);
            assert_eq!(found.first(), Some(&"0"), "{broken}");
            assert!(found.contains(&"2"), "{broken}: {found:?}");
            assert!(found.iter().any(|url| url.starts_with('1')), "{broken}: {found:?}");
            let ends = [
                summaries(&store).into_iter().next(),
                summaries(&store).into_iter().find(|summary| summary.url.ends_with("/2")),
            ];
            for whole in ends.into_iter().flatten() {
                assert_eq!((whole.status, whole.odd), (Some(200), false), "{broken}");
            }
            agree(&store);
        }
    }
}

#[test]
fn entries_that_begin_unusually_are_found_again_too() {
    let entry = |number: usize| {
        let mut unusual = serde_json::Map::from_iter([("index".to_owned(), json!(number))]);
        unusual.extend(entry(number).as_object().unwrap().clone());
        Value::Object(unusual)
    };
    for text in written(&har(&[entry(0), entry(1), entry(2)])) {
        let store = open(text.replace("example/1\"", "example/1").as_bytes()).unwrap();
        let found = summaries(&store);
        assert_eq!((found.len(), &*found[2].url), (3, "https://admin.example/2"));
    }
}

#[test]
fn damage_outside_the_entries_does_not_hide_them() {
    for text in three() {
        for (valid, broken) in [
            ("\"t\"", "\"t\" \"u"),
            ("\"creator\"", "creator"),
            ("\"entries\"", "\"Entries\""),
            ("\"log\"", "\"lo"),
            ("\"pages\"", "\"pages"),
        ] {
            let store = open(text.replacen(valid, broken, 1).as_bytes()).unwrap();
            assert_eq!(urls(&store), ["0", "1", "2"], "{broken}");
            assert_ne!(store.outcome.anomalies, [], "{broken}");
        }
    }
}

#[test]
fn every_shape_of_file_is_read() {
    let list = json!([entry(0), entry(1)]).to_string();
    let one = entry(0).to_string();
    for (text, count) in [
        (format!("{{\"log\":{{\"entries\":{list},\"creator\":{{\"name\":\"late\"}}}}}}"), 2),
        (format!("{{\"a\":[1],\"entries\":{list}}}"), 2),
        (format!("{{\"x\":{{\"log\":{{\"entries\":{list}}}}}}}"), 2),
        (list.clone(), 2),
        (one.clone(), 1),
        (format!("onInputData({{\"log\":{{\"entries\":{list}}}}});\n"), 2),
        (format!("\u{feff}{{\"log\":{{\"pages\":null,\"entries\":{list},\"entries\":[]}}}}"), 2),
        (format!("{{\"log\":{{\"entries\":[null,{one},7,\"x\",[{one}]]}}}}"), 5),
        ("{\"log\":{\"entries\":[]}}".to_owned(), 0),
        (format!("[{{\"log\":{{\"entries\":{list}}}}},{{\"log\":{{\"entries\":{list}}}}}]"), 4),
        (format!("{{\"log\":{{\"entries\":{list}}}}}\n{{\"log\":{{\"entries\":{list}}}}}\n"), 4),
        (format!("{{\"log\":{{\"entries\":{list}}}}}{{\"log\":{{\"entries\":[{one}]}}}}"), 3),
        (format!("{one}\n{one}\n{one}"), 3),
    ] {
        let store = open(text.as_bytes()).unwrap();
        assert_eq!(summaries(&store).len(), count, "{text}");
        agree(&store);
    }
    let late =
        open(format!("{{\"log\":{{\"entries\":{list},\"creator\":{{\"name\":\"late\"}}}}}} tail").as_bytes())
            .unwrap();
    assert_eq!(late.outcome.head.creator, "late");
    assert!(
        late.outcome.anomalies.iter().any(
            |anomaly| anomaly.kind == AnomalyKind::BytesAfterEnd && anomaly.value.as_deref() == Some("4")
        )
    );
}

/// The summary of the only entry of a file, checked against the whole entry.
fn only(change: impl FnOnce(&mut Value)) -> Summary {
    let mut entry = entry(0);
    change(&mut entry);
    let [compact, pretty] = written(&har(&[entry])).map(|text| {
        let store = open(text.as_bytes()).unwrap();
        agree(&store);
        summaries(&store)[0].clone()
    });
    assert_eq!(Summary { span: pretty.span, ..compact }, pretty);
    pretty
}

#[test]
fn what_a_field_does_not_say_is_taken_from_another() {
    for time in [Value::Null, json!(0), json!(-1), json!("x")] {
        let own = only(|entry| entry["time"] = time);
        assert_eq!(own.time_ms, Some(12.5));
    }
    let none = only(|entry| (entry["time"], entry["timings"]) = (json!(0), json!({"wait": -1})));
    assert_eq!(none.time_ms, Some(0.0));
    let typed = only(|entry| {
        entry["response"]["headers"] = json!([{"name": "content-TYPE", "value": "application/scim+json"}]);
        entry["response"]["content"].as_object_mut().unwrap().remove("mimeType");
    });
    assert_eq!(
        (&*typed.mime, typed.resource),
        ("application/scim+json", crate::har::resource::Resource::Xhr)
    );
    let raw = only(|entry| {
        entry["request"]["method"] = Value::Null;
        entry["_headers"] = json!({"request": [":path: /a", ":method: DELETE"]});
    });
    assert_eq!(&*raw.method, "DELETE");
    let pseudo = only(|entry| {
        entry["request"]["method"] = json!("");
        entry["request"]["headers"] = json!([{"name": ":method", "value": "PUT"}]);
    });
    assert_eq!(&*pseudo.method, "PUT");
    let relative = only(|entry| {
        entry["request"]["url"] = json!("/r?u=http://other.example/y");
        entry["request"]["headers"] = json!([{"name": "Host", "value": "app.example:8443"}]);
    });
    assert_eq!((relative.host(), relative.path()), ("app.example", "/r?u=http://other.example/y"));
    let connect = only(|entry| entry["request"]["url"] = json!("app.example:443"));
    assert_eq!((connect.host(), connect.path()), ("app.example", ""));
    for (status, is_failed) in [("error", true), ("(failed)", true), ("ok", false), ("", false)] {
        let failed = only(|entry| entry["response"]["status"] = json!(status));
        assert_eq!((failed.is_failed(), failed.is_aborted()), (is_failed, false), "{status}");
    }
}

#[test]
fn a_token_may_span_two_blocks() {
    let text = three()[1].clone();
    let whole = open(text.as_bytes()).unwrap();
    for shift in (0..text.len() + 64).step_by(11) {
        let blank = " ".repeat((256 << 10) - shift.min(256 << 10));
        let store = open(format!("{blank}{text}").as_bytes()).unwrap();
        let moved = |summary: &Summary| Summary { span: Default::default(), ..summary.clone() };
        assert!(
            summaries(&store).into_iter().map(moved).eq(summaries(&whole).into_iter().map(moved)),
            "{shift}"
        );
        assert_eq!(store.outcome, whole.outcome);
    }
}

#[test]
fn an_entry_may_be_larger_than_any_buffer() {
    let mut large = entry(1);
    large["response"]["content"]["text"] = json!("{\"k\":\"\\\\\"}".repeat(200_000));
    large["request"]["url"] = json!(format!("https://admin.example/1{}", "é".repeat(50_000)));
    let store = open(har(&[entry(0), large, entry(2)]).to_string().as_bytes()).unwrap();
    assert_eq!(summaries(&store).len(), 3);
    assert_eq!(summaries(&store)[1].url.len(), 2047);
    assert!(summaries(&store).iter().all(|summary| !summary.odd));
}

#[test]
fn many_broken_entries_take_one_pass() {
    // Each lacks a quote, so each alone would extend to the end of the file.
    let broken = entry(1).to_string().replace("\\\\\\n\"", "");
    let list = vec![broken; 3_000].join(",");
    let store = open(format!("{{\"log\":{{\"entries\":[{list}]}}}}").as_bytes()).unwrap();
    assert_eq!(summaries(&store).len(), 3_000);
}

#[test]
fn the_first_entries_come_early_and_the_sink_can_stop() {
    let list: Vec<Value> = (0..500).map(entry).collect();
    let source = Source::from_bytes("t.har", har(&list).to_string().into_bytes()).unwrap();
    let mut sizes = Vec::new();
    let mut last = 0;
    scan(&source, &mut |progress| {
        match progress {
            Progress::Entries(batch) => sizes.push(batch.len()),
            Progress::Read(bytes) => last = bytes,
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((sizes[0], sizes.iter().sum::<usize>(), last), (50, 500, source.len()));
    let mut calls = 0;
    scan(&source, &mut |_| {
        calls += 1;
        ControlFlow::Break(())
    })
    .unwrap();
    assert_eq!(calls, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_insertions_never_panic(
        at: prop::sample::Index, len in 0..40_usize, bytes: Vec<u8>, marks in r#"[\[\]{},:"\\n0 ]{0,6}"#, pretty: bool,
    ) {
        let mut text = three()[usize::from(pretty)].clone().into_bytes();
        let at = at.index(text.len());
        let end = (at + len).min(text.len());
        text.splice(at..end, bytes.into_iter().chain(marks.into_bytes()));
        if let Ok(store) = open(&text) {
            for number in 0..summaries(&store).len() {
                let entry = store.entry(number).unwrap();
                prop_assert!(!summaries(&store)[number].odd || !entry.anomalies.is_empty());
            }
        }
    }

    #[test]
    fn one_mark_too_many_costs_one_entry_at_most(at: prop::sample::Index, mark in r#"[\[\]{},:"\\n0 ]"#, pretty: bool) {
        let mut text = three()[usize::from(pretty)].clone();
        let start = text.find("entries").unwrap() + 12;
        text.insert_str(start + at.index(text.len() - start), &mark);
        let store = open(text.as_bytes()).unwrap();
        agree(&store);
        let found = urls(&store);
        let whole = ["0", "1", "2"].iter().filter(|url| found.contains(url)).count();
        prop_assert!(whole >= 2, "{found:?} {text}");
    }

    #[test]
    fn valid_entries_are_found(texts in prop::collection::vec(".{0,40}|[\\\\\"{}\\[\\]\n]{0,200}", 1..6)) {
        let entries: Vec<Value> = texts.iter().enumerate().map(|(number, text)| {
            let mut entry = entry(number);
            entry["response"]["content"]["text"] = json!(text);
            entry["request"]["url"] = json!(text);
            entry[text] = json!({text: [text]});
            entry
        }).collect();
        for file in written(&har(&entries)) {
            let store = open(file.as_bytes()).unwrap();
            prop_assert_eq!(summaries(&store).len(), entries.len());
            for (summary, entry) in summaries(&store).iter().zip(&entries) {
                let start = usize::try_from(summary.span.start).unwrap();
                let bytes = &file.as_bytes()[start..start + usize::try_from(summary.span.len).unwrap()];
                prop_assert_eq!(&serde_json::from_slice::<Value>(bytes).unwrap(), entry);
            }
            agree(&store);
        }
    }
}

/// The summaries of all entries.
fn summaries(store: &Store) -> Vec<&Summary> {
    store.index.iter().map(|(_, summary)| summary).collect()
}

/// The complete result of a scan with this plan.
fn scanned(plan: Plan, source: &Source) -> Result<(Vec<Summary>, Outcome), String> {
    let mut found = Vec::new();
    let outcome = scan_by(plan, source, &mut |progress| {
        if let Progress::Entries(batch) = progress {
            found.extend(batch);
        }
        ControlFlow::Continue(())
    });
    outcome.map(|outcome| (found, outcome)).map_err(|error| error.to_string())
}

fn is_the_same_however_divided(bytes: &[u8]) {
    let source = || Source::from_bytes("x.har", bytes.to_vec());
    let (Ok(one), Ok(other)) = (source(), source()) else { return };
    let alone = scanned(Plan { sequential: 0, part_len: 1, threads: 0 }, &one);
    for (first, part) in [(0, 150), (400, 700), (1, 5000), (1_000_000, 1)] {
        let divided = scanned(Plan { sequential: first, part_len: part, threads: 2 }, &other);
        assert_eq!(divided, alone, "{first} {part}: {}", String::from_utf8_lossy(bytes));
    }
}

/// A HAR with entries, some of which contain text that looks like another entry.
fn with_decoys(count: usize) -> String {
    let entries: Vec<String> = (0..count)
        .map(|i| {
            let inner = json!({"request": {"url": format!("https://decoy.example/{i}")}});
            let text = if i % 3 == 0 { json!(inner.to_string()) } else { inner };
            let method = if i % 2 == 0 { "GET" } else { "POST" };
            json!({"_first": i, "request": {"method": method, "url": format!("https://a.example/{i}")},
                "response": {"status": 200, "content": {"mimeType": "x/y", "size": i}, "_extra": text}})
            .to_string()
        })
        .collect();
    format!(r#"{{"log":{{"entries":[{}],"creator":{{"name":"n"}}}}}}"#, entries.join(",\n"))
}

#[test]
fn a_file_scanned_ahead_is_the_same_file() {
    is_the_same_however_divided(with_decoys(60).as_bytes());
    let whole = with_decoys(12);
    for cut in (0..whole.len()).step_by(7) {
        is_the_same_however_divided(&whole.as_bytes()[..cut]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_is_handled_the_same_in_parallel(at in 0usize..4000, splice in "[\\[\\]{}\",:a\\\\\n]{1,6}") {
        let mut whole = with_decoys(20);
        let at = at % whole.len();
        whole.insert_str(at, &splice);
        is_the_same_however_divided(whole.as_bytes());
    }
}

/// Entries with sorted keys, as `jq -S` writes them: nested objects begin like entries.
#[test]
fn one_broken_entry_does_not_split_later_ones() {
    let entry = |i: usize| {
        json!({"_first": {"_a": [{"_b": i}, {"_c": 2}]}, "cache": {"_d": 1},
            "request": {"_x": {"_y": 1}, "headers": [{"_own": 1, "name": "a", "value": "b"}], "method": "GET",
                "url": format!("https://admin.example/{i}")},
            "response": {"_status": "ok", "content": {"_size": 1, "mimeType": "x/y"}, "status": 200},
            "startedDateTime": "2026-01-02T03:04:05.678Z", "time": 1, "timings": {"_q": 1}})
    };
    let whole = har(&(0..8).map(entry).collect::<Vec<_>>());
    for text in written(&whole) {
        let quotes: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
        for at in quotes.iter().copied().filter(|at| text[..*at].contains("\"entries\"")).take(120).step_by(3)
        {
            let mut broken = text.clone();
            broken.remove(at);
            let store = open(broken.as_bytes()).unwrap();
            let found = summaries(&store);
            let valid = found.iter().filter(|summary| summary.status == Some(200) && !summary.odd).count();
            assert!(found.len() <= 8 && valid >= 6, "{at}: {} entries, {valid} valid\n{broken}", found.len());
        }
    }
}

#[test]
fn pages_have_titles_and_huge_ones_are_only_counted() {
    let mut har = har(&[entry(0)]);
    har["log"]["pages"] = json!([
        {"id": "p1", "title": "한글 제목", "startedDateTime": "2026-01-02T03:04:05Z", "pageTimings": {}},
        {"id": 2, "title": "x".repeat(1000)}, 7, {"id": "huge", "title": "y", "comment": "z".repeat(100_000)}]);
    for text in written(&har) {
        let head = open(text.as_bytes()).unwrap().outcome.head;
        let pages: Vec<_> = head.pages.iter().map(|page| (page.id.as_str(), page.title.len())).collect();
        assert_eq!((head.page_count, pages), (4, vec![("p1", 13), ("", 256), ("", 0)]));
        assert_eq!(head.pages[0].started, "2026-01-02T03:04:05Z");
    }
}
