use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::diagnose::finding::{NameSource, Severity};
use crate::diagnose::knowledge::Knowledge;

const ORGS: [&str; 2] = ["c93e0b7d-2f64-48a1-9d15-7e0ab3c4d5f6", "04d7f1ce-8a3b-4c92-b6e0-15f2a9d8e7c3"];
const USER: &str = "kim.minjun@corp.example";

/// An onboard request for users, made in a minute of an hour, and its answer.
fn onboard(minute: usize, org: usize, request: &Value, http: i64, answer: &str) -> Value {
    json!({
        "startedDateTime": format!("2026-12-03T01:{minute:02}:00.000Z"), "time": 5,
        "request": {
            "method": "POST", "url": format!("https://atlas.example/organizations/{}/users/onboard", ORGS[org]),
            "headers": [], "postData": {"mimeType": "application/json", "text": request.to_string()},
        },
        "response": {
            "status": http, "headers": [], "content": {"mimeType": "application/json", "size": answer.len(), "text": answer},
        },
    })
}

fn asks(emails: &[&str]) -> Value {
    json!({"users": emails.iter().map(|email| json!({"email": email})).collect::<Vec<_>>()})
}

fn licenses(email: &str, operations: &[(&str, &str)]) -> Value {
    let licenses: Vec<_> =
        operations.iter().map(|(id, operation)| json!({"id": id, "idOperation": operation})).collect();
    json!({"users": [{"email": email, "licenses": licenses}]})
}

fn failed(email: &str) -> String {
    let text = format!("[Error 10991] Url already exists: {email}");
    json!([{"email": email, "status": 400, "errorList": [{"errorCode": 5302, "description": text}]}])
        .to_string()
}

fn done(email: &str) -> String {
    json!([{"email": email, "status": 200}]).to_string()
}

fn listing(minute: usize, method: &str, org: usize, user: &Value) -> Value {
    let text = json!({ "Resources": [user] }).to_string();
    json!({
        "startedDateTime": format!("2026-12-03T01:{minute:02}:00.000Z"), "time": 5,
        "request": {"method": method, "url": format!("https://identity.example/identity/scim/{}/v2/Users", ORGS[org])},
        "response": {"status": 200, "content": {"mimeType": "application/json", "size": text.len(), "text": text}},
    })
}

fn diagnose(entries: &[Value]) -> Diagnosis {
    diagnose_text(
        json!({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": entries}})
            .to_string(),
    )
}

fn diagnose_text(text: String) -> Diagnosis {
    let store = Store::scan(Source::from_bytes("x", text.into_bytes()).unwrap()).unwrap();
    Engine::new(Knowledge::builtin()).diagnose(&store)
}

/// What the retry of the first failure is said to have come to: `None` where no retry is claimed.
fn retry(entries: &[Value]) -> Option<(usize, Option<bool>)> {
    let retry = diagnose(entries).findings.first().expect("a failure").retry;
    retry.map(|retry| (retry.entry, retry.succeeded))
}

#[test]
fn a_retry_is_later_by_time() {
    let failure = onboard(30, 0, &asks(&[USER]), 200, &failed(USER));
    let success = |minute| onboard(minute, 0, &asks(&[USER]), 200, &done(USER));
    assert_eq!(retry(&[failure.clone(), success(10)]), None, "it came before");
    assert_eq!(retry(&[failure.clone(), success(30)]), None, "of the same time");
    assert_eq!(retry(&[failure.clone(), success(40)]), Some((1, Some(true))));
    assert_eq!(retry(&[failure.clone(), success(50), success(40)]), Some((2, Some(true))));
    let at = |mut entry: Value, started: &str| {
        entry["startedDateTime"] = json!(started);
        entry
    };
    let zoned = |started| retry(&[failure.clone(), at(success(0), started)]);
    assert_eq!(zoned("2026-12-03T10:40:00+09:00"), Some((1, Some(true))), "01:40 in UTC");
    assert_eq!(zoned("2026-12-03T02:20:00+01:00"), None, "01:20 in UTC");
    assert_eq!(zoned("2026-12-03T01:40:00"), None, "without a zone there is no order");
    assert_eq!(zoned(""), None);
    let both = [at(failure.clone(), "2026-12-03T01:30:00"), at(success(0), "2026-12-03T01:31:00")];
    assert_eq!(retry(&both), Some((1, Some(true))));
}

#[test]
fn a_retry_has_the_same_user_organization_and_purpose() {
    let add = licenses(USER, &[("L", "ADD")]);
    let failure = onboard(1, 0, &add, 200, &failed(USER));
    let later =
        |org, request: &Value, answer: &str| retry(&[failure.clone(), onboard(2, org, request, 200, answer)]);
    assert_eq!(later(0, &add, &done(USER)), Some((1, Some(true))));
    assert_eq!(later(0, &licenses(USER, &[("L", "ADD"), ("M", "ADD")]), &done(USER)), Some((1, Some(true))));
    assert_eq!(later(1, &add, &done(USER)), None, "another organization");
    for operations in [&[("L", "REMOVE")][..], &[("M", "ADD")], &[]] {
        assert_eq!(later(0, &licenses(USER, operations), &done(USER)), None, "{operations:?}");
    }
    assert_eq!(later(0, &licenses("lee@x.example", &[("L", "ADD")]), &done("lee@x.example")), None);
    assert_eq!(
        later(0, &licenses(&USER.to_uppercase(), &[("L", "add")]), &done(USER)),
        Some((1, Some(true)))
    );
}

#[test]
fn an_answer_that_does_not_name_the_user_leaves_the_outcome_unknown() {
    let failure = onboard(1, 0, &asks(&[USER]), 200, &failed(USER));
    let later = |emails: &[&str], http, answer: &str| {
        retry(&[failure.clone(), onboard(2, 0, &asks(emails), http, answer)])
    };
    let other = "lee@x.example";
    assert_eq!(later(&[USER, other], 200, &done(other)), Some((1, None)));
    assert_eq!(later(&[USER, other], 200, &failed(other)), Some((1, None)));
    assert_eq!(later(&[USER], 200, "[]"), Some((1, None)));
    assert_eq!(
        later(&[USER], 200, r#"[{"email":"kim.minjun@corp.example"}]"#),
        Some((1, None)),
        "named, without a status"
    );
    assert_eq!(later(&[USER, other], 200, r#"{"errors":[{"errorCode":7}]}"#), Some((1, None)));
    assert_eq!(later(&[USER], 200, r#"[{"uuid":"u-1","status":200}]"#), Some((1, Some(true))));
    assert_eq!(later(&[USER, other], 500, "{}"), Some((1, Some(false))));
}

#[test]
fn only_a_later_call_makes_a_refusal_a_warning() {
    let refused = onboard(30, 0, &asks(&[USER]), 401, "{}");
    let severity = |other: Value| diagnose(&[refused.clone(), other]).findings[0].severity;
    assert_eq!(severity(onboard(31, 0, &asks(&[USER]), 200, &done(USER))), Severity::Warning);
    assert_eq!(severity(onboard(29, 0, &asks(&[USER]), 200, &done(USER))), Severity::Error);
    assert_eq!(severity(onboard(31, 1, &asks(&[USER]), 200, &done(USER))), Severity::Error);
    assert_eq!(
        severity(onboard(31, 0, &licenses(USER, &[("L", "REMOVE")]), 200, &done(USER))),
        Severity::Error
    );
}

#[test]
fn users_without_a_result_are_undecided_beside_those_that_failed() {
    let diagnosis = diagnose(&[onboard(
        1,
        0,
        &asks(&[USER, "b@x.example", "c@x.example"]),
        200,
        &json!([{"email": USER, "status": 400}, {"email": "c@x.example", "status": 200}]).to_string(),
    )]);
    assert_eq!(diagnosis.findings.len(), 1);
    let open: Vec<_> =
        diagnosis.undecided[0].users().iter().filter_map(|person| person.email.as_deref()).collect();
    assert_eq!(open, ["b@x.example"]);
    let aborted = diagnose(&[onboard(1, 0, &asks(&[USER]), 0, "")]);
    assert_eq!((aborted.findings.len(), aborted.undecided.len()), (1, 0), "it failed as a whole");
}

#[test]
fn a_status_is_of_the_same_user_and_organization() {
    let failure = onboard(30, 0, &asks(&[USER]), 200, &json!([{"uuid": ORGS[1], "status": 400}]).to_string());
    let seen = |entry: Value| {
        let user = diagnose(&[entry, failure.clone()]).findings.remove(0).user.unwrap_or_default();
        assert_eq!((user.email.as_deref(), user.name_source), (Some(USER), NameSource::Request));
        user.account_status.map(|status| status.value)
    };
    let pending = || Some("pending".to_owned());
    let user = |status: &str| json!({"userName": USER, status: "pending"});
    for name in ["accountStatus", "AccountStatus", "ACCOUNTSTATUS", "accountstatus"] {
        assert_eq!(seen(listing(1, "GET", 0, &user(name))), pending(), "{name}");
    }
    assert_eq!(seen(listing(1, "GET", 1, &user("accountStatus"))), None, "another organization");
    assert_eq!(seen(listing(1, "PATCH", 0, &user("accountStatus"))), pending(), "SCIM answers with the user");
    assert_eq!(seen(listing(1, "PATCH", 1, &user("accountStatus"))), None);
    let own = |id: &str| json!({"id": id, "userName": USER, "accountStatus": "pending"});
    assert_eq!(seen(listing(1, "GET", 0, &own(ORGS[1]))), pending());
    assert_eq!(seen(listing(1, "GET", 0, &own(ORGS[0]))), None, "another user with the e-mail");
    let elsewhere = json!({"userName": USER, "orgId": ORGS[1], "accountStatus": "pending"});
    assert_eq!(seen(listing(1, "GET", 0, &elsewhere)), None, "the user's object names another organization");
}

#[test]
fn the_organization_of_an_answer_where_no_url_names_one() {
    let mut failure = onboard(1, 0, &asks(&[USER]), 400, "{\"message\":\"no\"}");
    failure["request"]["url"] = json!("https://atlas.example/users/onboard");
    let mut me = listing(2, "GET", 0, &json!({"id": "x", "orgId": ORGS[1]}));
    me["request"]["url"] = json!("https://webexapis.example/v1/people/me");
    let found = diagnose(&[failure, me]).findings.remove(0);
    assert_eq!(found.organization_elsewhere.as_deref(), Some(ORGS[1]));
}

/// A call of the property test: user, organization, purpose, and what is answered.
fn call() -> impl Strategy<Value = (usize, usize, usize, usize)> {
    (0..2usize, 0..2usize, 0..4usize, 0..7usize)
}

fn entry_of(minute: usize, (user, org, purpose, answer): (usize, usize, usize, usize)) -> Value {
    let email = [USER, "lee@x.example"][user];
    let operations: &[(&str, &str)] =
        [&[][..], &[("L", "ADD")], &[("L", "REMOVE")], &[("M", "ADD")]][purpose];
    let (http, text) = match answer {
        0 | 1 => (200, failed(email)),
        2 | 3 => (200, done(email)),
        4 => (401, "{}".to_owned()),
        5 => (200, done("other@x.example")),
        _ => (429, r#"{"message":"slow down"}"#.to_owned()),
    };
    onboard(minute, org, &licenses(email, operations), http, &text)
}

/// Findings by the minute of their entry, so that the order of the entries does not matter.
fn by_minute(entries: &[Value]) -> Vec<String> {
    let minute = |entry: usize| entries[entry]["startedDateTime"].as_str().unwrap_or_default().to_owned();
    let diagnosis = diagnose(entries);
    let mut found: Vec<String> = diagnosis
        .findings
        .into_iter()
        .map(|mut finding| {
            let retry =
                finding.retry.take().map(|retry| (minute(retry.entry), retry.succeeded, retry.is_same_call));
            finding.entry = 0;
            format!("{finding:?} {retry:?}")
        })
        .collect();
    found.sort();
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_entries_gives_the_same_findings(
        (calls, order) in proptest::collection::vec(call(), 1..8).prop_flat_map(|calls| {
            let places: Vec<usize> = (0..calls.len()).collect();
            (Just(calls), Just(places).prop_shuffle())
        })
    ) {
        let entries: Vec<Value> = calls.iter().enumerate().map(|(minute, call)| entry_of(minute, *call)).collect();
        let shuffled: Vec<Value> = order.iter().map(|place| entries[*place].clone()).collect();
        prop_assert_eq!(by_minute(&entries), by_minute(&shuffled));
    }

    #[test]
    fn renaming_a_user_everywhere_renames_the_finding_and_nothing_else(
        calls in proptest::collection::vec(call(), 1..6),
        new in "[a-z]{1,8}(\\.[a-z]{1,8})?@[a-z]{2,8}\\.example",
    ) {
        prop_assume!(new != "lee@x.example" && new != "other@x.example");
        let mut entries: Vec<Value> = calls.iter().enumerate().map(|(minute, call)| entry_of(minute, *call)).collect();
        entries.push(listing(59, "GET", 0, &json!({"userName": USER, "accountStatus": "pending"})));
        let text = json!({"log": {"version": "1.2", "entries": entries}}).to_string();
        let before = format!("{:?}", diagnose_text(text.clone()).findings).replace(USER, &new);
        let after = format!("{:?}", diagnose_text(text.replace(USER, &new)).findings);
        prop_assert_eq!(before, after);
    }
}
