use crate::worker::CancelToken;
use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::json::{Comparer, HashedJson, JsonDifference, Step, path};
use super::*;
use crate::har::store::Store;
use crate::redact::tape::Tape;

fn entry(status: i64, headers: &Value, mime: &str, text: &str) -> Value {
    json!({"startedDateTime": "2026-11-21T10:00:00Z", "time": 5, "request": {
        "method": "POST", "url": "https://h.example/users/onboard?access_token=S3CR3T", "headers": headers},
        "response": {"status": status, "headers": headers, "content": {"size": 9, "mimeType": mime, "text": text}}})
}

fn store(entries: &[Value]) -> Store {
    let har = json!({"log": {"version": "1.2", "entries": entries}});
    Store::scan(Source::from_bytes("x.har", serde_json::to_vec(&har).unwrap()).unwrap()).unwrap()
}

fn compared_until(store: &Store, shows_secrets: bool, cancel: &CancelToken) -> Option<Comparison> {
    let subject = |number| Subject {
        file: "x.har",
        number,
        source: &store.source,
        span: store.index.get(number).unwrap().span,
    };
    let options = Options { shows_secrets, ..Options::default() };
    compare(Sides { left: subject(0), right: subject(1) }, options, cancel).unwrap()
}

fn compared(entries: &[Value]) -> Comparison {
    compared_until(&store(entries), false, &CancelToken::never()).unwrap()
}

fn json_entry(body: &Value) -> Value {
    entry(200, &json!([]), "application/json", &body.to_string())
}

fn listed(comparison: &Comparison) -> Vec<String> {
    let rows = comparison.differing.iter().flat_map(|section| &section.rows);
    let side = |value: Option<&str>| value.unwrap_or("–").to_owned();
    rows.map(|row| {
        let Sides { left, right } = row.values.sides();
        format!("{} {} {}", row.name.text(Lang::En), side(left), side(right))
    })
    .collect()
}

#[test]
fn marks_of_secrets_are_compared_within_a_file_only() {
    let marked = |mark: &str| entry(200, &json!([{"name": "X-Token", "value": mark}]), "", mark);
    let entries = [marked("REDACTED-a1b2c3"), marked("REDACTED-d4e5f6")];
    // The request header, the response header and the body.
    assert_eq!(listed(&compared(&entries)).len(), 3);
    let (left, right) = (store(&entries[..1]), store(&entries[1..]));
    let subject = |store: &'static Store| Subject {
        file: "x.har",
        number: 0,
        source: &store.source,
        span: store.index.get(0).unwrap().span,
    };
    let sides = Sides { left: subject(Box::leak(left.into())), right: subject(Box::leak(right.into())) };
    assert!(compare(sides, Options::default(), &CancelToken::never()).unwrap().unwrap().is_same());
}

#[test]
fn a_name_given_very_often_costs_little_and_is_listed_in_part() {
    let headers = |from: usize| {
        let header = |n: usize| json!({"name": "X-A", "value": (from + n).to_string()});
        Value::from((0..50_000).map(header).collect::<Vec<_>>())
    };
    let begin = std::time::Instant::now();
    let found = compared(&[entry(200, &headers(0), "", ""), entry(200, &headers(20_000), "", "")]);
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
    let rows: usize = found.differing.iter().map(|section| section.rows.len()).sum();
    assert_eq!((found.count(), rows), (40_000, 2_000));
    assert!(listed(&found)[0].contains("0 50000"), "{}", listed(&found)[0]);
}

#[test]
fn status_first_then_bodies_then_headers_then_what_always_differs() {
    let headers = |date: &str, name: &str, kind: &str| json!([{"name": "Date", "value": date}, {"name": name, "value": kind}, {"name": "Vary", "value": "*"}]);
    let failed = r#"[{"status":400,"trackingId":"A_1","errors":[{"code":"5302"}]}]"#;
    let worked = r#"[{"status":200,"trackingId":"A_2","errors":[]}]"#;
    let found = compared(&[
        entry(400, &headers("now", "X-Kind", "a"), "application/json", failed),
        entry(200, &headers("then", "x-kind", "b"), "application/json", worked),
    ]);
    let parts: Vec<Part> = found.differing.iter().map(|section| section.part).collect();
    assert_eq!(parts, [Part::Call, Part::ResponseBody, Part::ResponseHeaders, Part::RequestHeaders]);
    assert_eq!(
        listed(&found),
        [
            "status 400 200",
            "$[0].status 400 200",
            "$[0].errors[0].code \"5302\" –",
            "$[0].errors – []",
            "x-kind a b",
            "x-kind a b"
        ]
    );
    let aside: Vec<String> = found.volatile.iter().map(|row| row.whole_name(Lang::En)).collect();
    assert_eq!(
        aside,
        ["Response body · $[0].trackingId", "Response headers · date", "Request headers · date"]
    );
    assert!(
        found
            .same
            .contains(&Same { part: Part::ResponseHeaders, what: Unchanged::Names(vec!["vary".into()]) })
    );
    assert_eq!(found.count(), 6);
}

#[test]
fn elements_with_an_identity_are_matched_anywhere() {
    let found = compared(&[
        json_entry(
            &json!({"users": [{"email": "a@x", "n": 1}, {"email": "b@x", "n": 2}, {"email": "c@x", "n": 3}]}),
        ),
        json_entry(&json!({"users": [{"n": 3, "email": "c@x"}, {"email": "a@x", "n": 9}]})),
    ]);
    assert_eq!(listed(&found), ["$.users[0→1].n 1 9", "$.users[1].email \"b@x\" –", "$.users[1].n 2 –"]);
}

#[test]
fn texts_are_compared_by_line_and_forms_by_name() {
    let text = |text: &str| entry(200, &json!([]), "text/html", text);
    let found = compared(&[text("one\ntwo\r\nthree\nfour"), text("one\n2\nthree\nnew\nfour")]);
    assert_eq!(listed(&found), ["2 two 2", "4 – new"]);
    assert!(found.same.contains(&Same { part: Part::ResponseBody, what: Unchanged::Lines(3) }));
    let form = |text: &str| entry(200, &json!([]), "application/x-www-form-urlencoded", text);
    assert_eq!(listed(&compared(&[form("a=1&b=2"), form("b=2&a=3")])), ["a 1 3"]);
    let mixed = compared(&[text("<html>"), json_entry(&json!({"a": 1}))]);
    assert_eq!(listed(&mixed)[0], "body text/html · 6 B application/json · 7 B");
}

#[test]
fn secrets_are_compared_but_not_shown() {
    let header = |value: &str| json!([{"name": "Authorization", "value": value}]);
    let body = |value: &str| format!(r#"{{"access_token":"{value}","a":"{value}"}}"#);
    let entries = [
        entry(200, &header("Bearer S3CR3T-one"), "application/json", &body("x1")),
        entry(200, &header("Bearer S3CR3T-two"), "application/json", &body("x2")),
    ];
    let found = compared(&entries);
    assert!(!format!("{found:?}").contains("S3CR3T"), "{found:?}");
    assert_eq!(found.volatile.iter().filter(|row| row.name == Name::Own("authorization".into())).count(), 2);
    let shown = compared_until(&store(&entries), true, &CancelToken::never()).unwrap();
    assert!(format!("{shown:?}").contains("S3CR3T-two"));
}

#[test]
fn a_large_comparison_is_bounded_and_can_be_cancelled() {
    let body = |by: usize| json!((0..10_000).map(|i| json!({"a": i * by, "b": "x"})).collect::<Vec<_>>());
    let store = store(&[json_entry(&body(1)), json_entry(&body(3))]);
    let count = CancelToken::at_check(u64::MAX);
    let found = compared_until(&store, false, &count).unwrap();
    let section = &found.differing[0];
    assert!(section.rows.len() <= 1000 && section.more > 5_000, "{}", section.more);
    let times = count.checks();
    assert!(times > 100, "{times}");
    for last in [1, 2, 3, 5, times / 2, times - 1] {
        assert!(compared_until(&store, false, &CancelToken::at_check(last)).is_none(), "{last} of {times}");
    }
}

#[test]
fn deep_nesting_does_no_harm() {
    let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(100_000), "]".repeat(100_000));
    let text = |text: &str| entry(200, &json!([]), "application/json", text);
    let store = store(&[text(&deep("1")), text(&deep("2"))]);
    assert_eq!(compared_until(&store, true, &CancelToken::never()).unwrap().count(), 1);
    // Values nested this deeply are not searched for secrets and therefore hidden.
    let hidden = compared_until(&store, false, &CancelToken::never()).unwrap();
    assert_eq!((hidden.count(), hidden.volatile.len()), (0, 1));
}

/// The path of every scalar value.
fn leaves(value: &Value, steps: &mut Vec<Step<'static>>, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                steps.push(Step::Key(name.clone().into()));
                leaves(value, steps, found);
                steps.pop();
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for (at, value) in elements.iter().enumerate() {
                steps.push(Step::Element(at, at));
                leaves(value, steps, found);
                steps.pop();
            }
        }
        _ => _ = found.insert(path(steps)),
    }
}

/// The path as seen from one side, since indices may differ.
fn side<'a>(steps: &[Step<'a>], is_left: bool) -> Vec<Step<'a>> {
    let own = |step: &Step<'a>| match step {
        Step::Element(left, _) if is_left => Step::Element(*left, *left),
        Step::Element(_, right) => Step::Element(*right, *right),
        key => key.clone(),
    };
    steps.iter().map(own).collect()
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        (0..4).prop_map(Value::from),
        "[a-c]{0,2}".prop_map(Value::from),
        any::<bool>().prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map("[a-d]|id|홍", inner, 0..4)
                .prop_map(|members| Value::from(members.into_iter().collect::<serde_json::Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_differs_from_itself(value in any_json()) {
        let text = value.to_string();
        let (one, other) = (Tape::read(&text), Tape::read(&text));
        let (left, right) = (HashedJson::new(&one, &CancelToken::never()).unwrap(), HashedJson::new(&other, &CancelToken::never()).unwrap());
        let mut same = 0;
        Comparer::run(&left, &right, &CancelToken::never(), &mut |reported| {
            match reported {
                JsonDifference::Same(_, node) => same += left.leaves(node),
                JsonDifference::Differs(..) => panic!("differs from itself"),
            }
            true
        }).unwrap();
        let mut paths = BTreeSet::new();
        leaves(&value, &mut Vec::new(), &mut paths);
        prop_assert_eq!(same, paths.len());
    }

    #[test]
    fn every_value_of_both_sides_is_reported(left in any_json(), right in any_json()) {
        let (left_text, right_text) = (left.to_string(), right.to_string());
        let (one, other) = (Tape::read(&left_text), Tape::read(&right_text));
        let (of_left, of_right) = (HashedJson::new(&one, &CancelToken::never()).unwrap(), HashedJson::new(&other, &CancelToken::never()).unwrap());
        let (mut lefts, mut rights) = (BTreeSet::new(), BTreeSet::new());
        let mut twice = false;
        Comparer::run(&of_left, &of_right, &CancelToken::never(), &mut |reported| {
            match reported {
                JsonDifference::Same(steps, node) => {
                    let value: Value = serde_json::from_str(node.written()).unwrap();
                    for (is_left, found) in [(true, &mut lefts), (false, &mut rights)] {
                        let steps = side(steps, is_left);
                        let mut steps = steps.into_iter().map(owned).collect();
                        let mut inside = BTreeSet::new();
                        leaves(&value, &mut steps, &mut inside);
                        twice |= !found.is_disjoint(&inside);
                        found.append(&mut inside);
                    }
                }
                JsonDifference::Differs(steps, one, other) => {
                    for (node, is_left, found) in [(one, true, &mut lefts), (other, false, &mut rights)] {
                        twice |= node.is_some() && !found.insert(path(&side(steps, is_left)));
                    }
                }
            }
            true
        }).unwrap();
        prop_assert!(!twice, "a value is reported twice");
        for (value, found) in [(&left, lefts), (&right, rights)] {
            let mut paths = BTreeSet::new();
            leaves(value, &mut Vec::new(), &mut paths);
            prop_assert_eq!(paths, found);
        }
    }

    #[test]
    fn a_comparison_of_an_entry_with_itself_is_empty(text in "[a-z{}\\[\\]\":,\n 1]{0,60}", status in 100_i64..600) {
        let one = entry(status, &json!([{"name": "A", "value": text}]), "application/json", &text);
        let found = compared(&[one.clone(), one]);
        prop_assert!(found.is_same() && found.volatile.is_empty(), "{:?}", found);
    }
}

fn owned(step: Step<'_>) -> Step<'static> {
    match step {
        Step::Key(name) => Step::Key(name.into_owned().into()),
        Step::Element(left, right) => Step::Element(left, right),
    }
}
