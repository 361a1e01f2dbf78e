use serde_json::json;

use super::*;
use crate::{
    diagnose::{
        api_error::ApiError,
        finding::{Kind, Severity, User},
        knowledge::Knowledge,
    },
    har::body::BodyContent,
};

const UUID: &str = "f5dde0dc-9e75-446b-ae50-9d1642f88fa5";

fn finding(email: &str, uuid: Option<&str>) -> Finding {
    let user = User { email: Some(email.into()), uuid: uuid.map(str::to_owned), ..User::default() };
    Finding {
        entry: 5,
        kind: Kind::Onboard,
        endpoint: "onboard".into(),
        severity: Severity::Error,
        method: "POST".into(),
        url: String::new(),
        started: "2026-11-21T10:00:00Z".into(),
        http_status: Some(200),
        organization_id: None,
        user: Some(user),
        requested: Vec::new(),
        error: ApiError::default(),
        request_tracking_id: None,
        other_errors: Vec::new(),
        rule: None,
        http_rule: None,
        retry: None,
        nearby: Vec::new(),
        organization_elsewhere: None,
        retry_after: None,
        missing: None,
        cut: false,
        product: None,
        preflight: None,
        exporter: Default::default(),
    }
}

/// Entries of users, each with its time and body.
fn search(mut findings: Vec<Finding>, entries: &[(&str, Value)]) -> Vec<Option<AccountStatus>> {
    let summaries: Vec<Summary> = entries
        .iter()
        .map(|(started, _)| Summary {
            method: "GET".into(),
            url: "https://x.example/identity/scim/o/v2/Users".into(),
            status: Some(200),
            started: (*started).into(),
            ..Summary::default()
        })
        .collect();
    Engine::new(Knowledge::builtin()).user_statuses(
        &mut findings,
        &summaries.iter().cloned().collect(),
        &|number, bytes| {
            *bytes = entries[number].1.to_string().into_bytes();
            true
        },
        &mut |number| {
            let text = entries.get(number)?.1.to_string();
            Some(Body { mime: String::new(), content: BodyContent::Text(text), steps: Vec::new() })
        },
    );
    findings.into_iter().map(|finding| finding.user.and_then(|user| user.account_status)).collect()
}

fn one(users: Value) -> Option<AccountStatus> {
    search(vec![finding("Kim@x.example", Some(UUID))], &[("2026-11-21T09:00:00Z", users)]).remove(0)
}

#[test]
fn the_fields_that_show_a_status() {
    let status = |user: Value| {
        one(json!({"Resources": [{"id": "other", "accountStatus": "active"}, user]}))
            .map(|seen| (seen.field, seen.value, seen.status, seen.basis))
    };
    let is = |field: &str, value: &str, status: Option<&str>, basis| {
        Some((field.to_owned(), value.to_owned(), status.map(str::to_owned), basis))
    };
    let extension = "urn:scim:schemas:extension:cisco:webexidentity:2.0:User";
    assert_eq!(
        status(json!({"id": UUID, "active": true, extension: {"accountStatus": ["pending"]}})),
        is("accountStatus", "pending", Some("pending"), Basis::Documented)
    );
    assert_eq!(
        status(json!({"userName": "kim@x.example", "accountStatus": [], "userStatus": "active"})),
        is("userStatus", "active", Some("active"), Basis::Derived)
    );
    assert_eq!(
        status(json!({"emails": [{"value": "KIM@X.example"}], "invitePending": true})),
        is("invitePending", "true", Some("pending"), Basis::Derived)
    );
    assert_eq!(
        status(json!({"emails": ["kim@x.example"], "loginEnabled": "false", "invitePending": "false"})),
        is("loginEnabled", "false", Some("inactive"), Basis::Derived)
    );
    assert_eq!(status(json!({"id": UUID, "active": true})), is("active", "true", None, Basis::Derived));
    assert_eq!(
        status(json!({"id": UUID, "accountStatus": "marked_deleted"})),
        is("accountStatus", "marked_deleted", None, Basis::Derived)
    );
    assert_eq!(status(json!({"id": UUID, "status": "active"})), None, "the presence is no user status");
    assert_eq!(status(json!({"id": UUID, "accountStatus": []})), None);
}

#[test]
fn the_newest_before_the_failure_else_the_first_after() {
    let user = |status: &str| json!([{"id": UUID, "accountStatus": status}]);
    let entry = |entries: &[(&str, Value)]| {
        search(vec![finding("kim@x.example", Some(UUID))], entries).remove(0).map(|seen| seen.entry)
    };
    let (early, before) =
        (("2026-11-21T08:00:00Z", user("pending")), ("2026-11-21T09:59:00Z", user("active")));
    let (after, late) = (("2026-11-21T10:01:00Z", user("active")), ("2026-11-21T11:00:00Z", user("pending")));
    assert_eq!(entry(&[after.clone(), before.clone(), early.clone()]), Some(1));
    assert_eq!(entry(&[late.clone(), after.clone()]), Some(1));
    let remark = ("2026-11-21T09:59:59Z", json!({"id": UUID, "active": true}));
    assert_eq!(entry(&[remark, late]), Some(1), "a known status before a mere remark");
}

#[test]
fn only_entries_about_users_are_read() {
    let summary = |method: &str, url: &str, status| Summary {
        method: method.into(),
        url: url.into(),
        status: Some(status),
        ..Summary::default()
    };
    assert!(may_show_status(&summary("GET", "https://x.example/v1/People?email=a", 200)));
    assert!(!may_show_status(&summary("POST", "https://x.example/users/onboard", 200)));
    assert!(!may_show_status(&summary("GET", "https://users.example/x", 200)));
    assert!(!may_show_status(&summary("GET", "https://x.example/users", 404)));
}

#[test]
fn a_name_in_any_case() {
    for written in ["Kim.Minjun@Corp.example", "KIM.MINJUN@corp.example", "kim.minJUN@corp.example"] {
        let user = json!({"Resources": [{"userName": written, "accountStatus": "pending"}]});
        let found = search(vec![finding("kim.minjun@corp.example", None)], &[("2026-11-21T09:00:00Z", user)]);
        assert_eq!(found[0].as_ref().map(|seen| seen.value.as_str()), Some("pending"), "{written}");
    }
}
