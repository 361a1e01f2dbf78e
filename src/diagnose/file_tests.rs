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

#[test]
fn a_call_made_before_the_failure_was_answered_is_no_retry() {
    let mut failure = onboard(1, 0, &asks(&[USER]), 200, &failed(USER));
    failure["time"] = json!(300_000);
    let success = |minute| onboard(minute, 0, &asks(&[USER]), 200, &done(USER));
    assert_eq!(retry(&[failure.clone(), success(3)]), None, "the failure was answered at minute 6");
    assert_eq!(retry(&[failure.clone(), success(3), success(7)]), Some((2, Some(true))));
    assert_eq!(retry(&[failure.clone(), success(6)]), Some((1, Some(true))));
}

/// A failed user: e-mail, where it comes from, status.
type Failed = (String, &'static str, Option<i64>);

/// The failed users, and the undecided ones.
fn users(request: &Value, http: i64, answer: &str) -> (Vec<Failed>, Vec<String>) {
    let found = diagnose(&[onboard(1, 0, request, http, answer)]);
    let named = found.findings.iter().map(|finding| {
        let user = finding.user.clone().unwrap_or_default();
        (user.email.unwrap_or_default(), user.name_source.name(), user.status)
    });
    let open = found.undecided.iter().flat_map(|undecided| undecided.users());
    (named.collect(), open.filter_map(|person| person.email.clone()).collect())
}

#[test]
fn results_without_a_name_are_named_by_their_error_or_by_the_request() {
    let other = "lee@x.example";
    let both = asks(&[USER, other]);
    let exists = |email: &str| json!([{"errorCode": 5302, "description": format!("[Error 10991] Url already exists: {email}")}]);
    let in_use = json!([{"errorCode": 5302, "description": "[Error 8363] DN is in use : +1"}]);
    let of = |answer: Value| users(&both, 200, &answer.to_string());
    let described = (vec![(other.to_owned(), "description", Some(400))], vec![]);
    for (good, bad) in [(json!(200), json!(400)), (json!("HTTP 200"), json!("HTTP/1.1 400 Bad Request"))] {
        let items = json!([{"status": good, "name": "Kim"}, {"status": bad, "errorList": exists(other)}]);
        assert_eq!(of(items.clone()), described, "{items}");
        assert_eq!(of(json!({ "results": items })), described);
    }
    let unnamed = of(json!([{"status": 200}, {"status": 400, "errorList": in_use}]));
    assert_eq!(unnamed, (vec![(String::new(), "answer", Some(400))], vec![USER.into(), other.into()]));
    let rest = of(json!([{"email": other, "status": 200}, {"status": 400, "errorList": in_use}]));
    assert_eq!(rest, (vec![(USER.to_owned(), "request", Some(400))], vec![]));
    assert_eq!(of(json!([{"status": 200}, {"status": 200}])), (vec![], vec![]), "both succeeded");
    let message = json!({"message": format!("[Error 10991] Url already exists: {other}")}).to_string();
    let lone = users(&both, 400, &message);
    assert_eq!(lone, (vec![(other.to_owned(), "description", None)], vec![USER.to_owned()]));
    let elsewhere =
        users(&asks(&[USER]), 200, &json!([{"status": 400, "errorList": exists("z@x.example")}]).to_string());
    assert_eq!(elsewhere.0, [(USER.to_owned(), "request", Some(400))], "the text names the account's owner");
    let twice = json!({"errors": [{"description": format!("Url already exists: {other}")}, {"code": 7, "description": format!("User already exists: {other}")}]});
    assert_eq!(
        users(&both, 400, &twice.to_string()).0,
        [(other.to_owned(), "description", None)],
        "one user, once"
    );
    let id = "f5dde0dc-9e75-446b-ae50-9d1642f88fa5";
    let asked = json!({"users": [{"email": USER, "uuid": id}, {"email": other}]});
    let keyed = json!({id: {"status": 400, "errorList": in_use}, other: {"status": 200}});
    assert_eq!(
        users(&asked, 200, &keyed.to_string()),
        (vec![(USER.to_owned(), "request", Some(400))], vec![])
    );
    let caller = json!({"requestedBy": {"email": "admin@x.example"}, "results": [{"status": 400, "errorList": in_use}]});
    assert_eq!(
        users(&asks(&[USER]), 200, &caller.to_string()),
        (vec![(USER.to_owned(), "request", Some(400))], vec![])
    );
}

#[test]
fn a_failed_part_of_a_user_s_result_is_a_failure() {
    let error = json!([{"errorCode": 5302, "description": "[Error 8363] DN is in use : +1"}]);
    for part in [
        json!({"licenses": [{"id": "L", "status": 200}, {"id": "M", "status": 400, "errorList": error}]}),
        json!({"calling": {"status": 409, "errors": error}}),
        json!({"services": [{"name": "calling", "status": "FAILED", "message": "[Error 8363] DN is in use : +1"}]}),
    ] {
        let mut item = json!({"email": USER, "status": 200});
        item.as_object_mut().unwrap().extend(part.as_object().cloned().unwrap());
        let found = diagnose(&[onboard(1, 0, &asks(&[USER]), 200, &json!([item]).to_string())]).findings;
        assert_eq!(found.len(), 1, "{item}");
        assert_eq!(found[0].error.inner_code.as_deref(), Some("8363"), "{item}");
    }
    let fine =
        json!([{"email": USER, "status": 200, "licenses": [{"id": "L", "status": 200}], "warnings": []}]);
    assert_eq!(users(&asks(&[USER]), 200, &fine.to_string()), (vec![], vec![]));
}

#[test]
fn a_success_with_warnings_is_a_warning() {
    let warned =
        json!([{"email": USER, "status": 200, "warnings": [{"code": 2560, "description": "no number"}]}]);
    let found = diagnose(&[onboard(1, 0, &asks(&[USER]), 200, &warned.to_string())]).findings;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].severity, found[0].rule.as_deref()), (Severity::Warning, Some("answer-warning")));
    assert_eq!(found[0].error.code.as_deref(), Some("2560"));
    let failed =
        json!([{"email": USER, "status": 400, "errorList": [{"errorCode": 7}], "warnings": [{"code": 1}]}]);
    let found = diagnose(&[onboard(1, 0, &asks(&[USER]), 200, &failed.to_string())]).findings;
    assert_eq!((found.len(), found[0].severity), (1, Severity::Error));
}

#[test]
fn an_accepted_or_unchanged_request_is_no_success() {
    let accepted = json!([{"email": USER, "status": 202}]).to_string();
    let failure = onboard(1, 0, &asks(&[USER]), 200, &failed(USER));
    assert_eq!(retry(&[failure, onboard(2, 0, &asks(&[USER]), 200, &accepted)]), Some((1, None)));
    let unchanged = diagnose(&[onboard(1, 0, &asks(&[USER]), 304, "")]);
    assert_eq!((unchanged.undecided.len(), unchanged.succeeded.len()), (1, 0));
}

#[test]
fn json_within_a_text_and_jsonp_are_read() {
    let inner = json!({"errorCode": 5302, "description": "[Error 10991] Url already exists: x"}).to_string();
    let wrapped =
        json!([{"email": USER, "status": 400, "errorList": [{"errorCode": 400, "description": inner}]}]);
    let lone = json!({ "message": inner });
    let jsonp = format!("/**/cb({});", failed(USER));
    for (http, answer) in [(200, wrapped.to_string()), (400, lone.to_string()), (200, jsonp)] {
        let found = diagnose(&[onboard(1, 0, &asks(&[USER]), http, &answer)]).findings;
        let codes = (found[0].error.code.as_deref(), found[0].error.inner_code.as_deref());
        assert_eq!(codes, (Some("5302"), Some("10991")), "{answer}");
    }
    let xml = "<?xml version=\"1.0\"?><error><message>No such user</message></error>";
    let found = diagnose(&[onboard(1, 0, &asks(&[USER]), 400, xml)]).findings;
    assert_eq!(found[0].error.message.as_deref(), Some(xml), "an answer in XML is shown as it is");
    let text = diagnose(&[onboard(1, 0, &asks(&[USER]), 400, r#"{"message":"{not JSON"}"#)]).findings;
    assert_eq!(text[0].error.message.as_deref(), Some("{not JSON"));
}

#[test]
fn an_address_cut_within_its_path_is_read_whole() {
    let mut call = onboard(1, 0, &asks(&[USER]), 200, &failed(USER));
    call["request"]["url"] = json!(format!("https://atlas.example/{}/users/onboard", "x".repeat(3000)));
    assert_eq!(diagnose(&[call]).findings.len(), 1);
}

#[test]
fn a_redirected_call_is_no_success() {
    let failure = onboard(1, 0, &asks(&[USER]), 200, &failed(USER));
    let mut moved = onboard(2, 0, &asks(&[USER]), 307, "");
    let target = "https://atlas-b.example/organizations/x/users/onboard";
    moved["response"]["headers"] = json!([{"name": "Location", "value": target}]);
    let mut there = onboard(3, 0, &asks(&[USER]), 200, &failed(USER));
    there["request"]["url"] = json!(target);
    let found = diagnose(&[failure.clone(), moved.clone(), there]);
    assert_eq!(found.findings[0].retry, None, "the call at the target names another organization");
    assert_eq!((found.undecided.len(), found.succeeded.len()), (0, 0));
    let mut shown = onboard(3, 0, &json!({}), 200, "{}");
    shown["request"]["method"] = json!("GET");
    shown["request"]["url"] = json!(target);
    let found = diagnose(&[failure, moved, shown]);
    let followed = Reason::RedirectFollowed { target: target.into(), entry: 2 };
    assert_eq!(found.undecided[0].reason, followed);
}

#[test]
fn scim_errors_have_their_type_as_a_code() {
    let error = |status: i64, kind: &str| json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": status.to_string(), "scimType": kind, "detail": "no"});
    let call = |path: &str, http: i64, answer: &Value| {
        let mut call = onboard(1, 0, &json!({"userName": USER}), http, &answer.to_string());
        call["request"]["url"] = json!(format!("https://x.example/identity/scim/{}/v2/{path}", ORGS[0]));
        diagnose(&[call]).findings.remove(0)
    };
    let exists = call("Users", 409, &error(409, "uniqueness"));
    assert_eq!(
        (exists.error.code.as_deref(), exists.rule.as_deref()),
        (Some("uniqueness"), Some("scim-uniqueness"))
    );
    let bulk =
        json!({"Operations": [{"status": "201"}, {"status": "409", "response": error(409, "uniqueness")}]});
    let bulk = call("Bulk", 200, &bulk);
    assert_eq!(
        (bulk.error.code.as_deref(), bulk.user.and_then(|user| user.status)),
        (Some("uniqueness"), Some(409))
    );
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
