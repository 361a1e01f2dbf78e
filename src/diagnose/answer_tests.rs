use serde_json::json;

use super::*;

fn answer(body: &Value) -> Answer {
    read(&body.to_string(), "application/json")
}

fn codes(errors: &[ApiError]) -> Vec<(Option<&str>, Option<&str>, Option<&str>)> {
    errors
        .iter()
        .map(|error| (error.code.as_deref(), error.inner_code.as_deref(), error.message.as_deref()))
        .collect()
}

#[test]
fn envelope_a_a_list_of_users() {
    let answer = answer(&json!([
        {"email": "a@x.example", "uuid": "u-a", "status": 200},
        {"email": "b@x.example", "uuid": null, "status": "400",
         "errorList": [{"errorCode": 5302, "description": "[Error 10991] Url already exists: b@x.example"}]},
        {"email": "c@x.example", "status": 202, "message": "Queued"},
        {"email": "d@x.example", "status": 200, "errorList": []},
        {"email": "e@x.example", "status": 400, "message": "Invalid email address"},
        {"email": "f@x.example", "errorList": [{"errorCode": 7}]},
        {"email": "g@x.example", "status": 200, "errorList": [{"errorCode": 7}]},
    ]));
    let failed: Vec<_> = answer.outcomes.iter().map(|outcome| outcome.failed).collect();
    assert_eq!(failed, [false, true, false, false, true, true, true]);
    let b = &answer.outcomes[1];
    assert_eq!((b.status, b.uuid.as_deref()), (Some(400), None));
    assert_eq!(b.errors[0].code.as_deref(), Some("5302"));
    assert_eq!(b.errors[0].inner_code.as_deref(), Some("10991"));
    assert_eq!(codes(&answer.outcomes[4].errors), [(None, None, Some("Invalid email address"))]);
    assert!(answer.errors.is_empty() && answer.message.is_none());
}

#[test]
fn envelope_b_the_list_under_any_key() {
    let answer = answer(&json!({"orgId": "o", "anything": {"list": [
        {"email": "a@x.example", "httpStatus": 200},
        {"userEmail": "b@x.example", "userId": "u-b", "httpStatus": 409, "errors": ["taken"]},
    ]}}));
    assert_eq!(answer.outcomes.len(), 2);
    let b = &answer.outcomes[1];
    assert_eq!((b.failed, b.status, b.uuid.as_deref()), (true, Some(409), Some("u-b")));
    assert_eq!(codes(&b.errors), [(None, None, Some("taken"))]);
}

#[test]
fn the_object_around_the_users_may_name_somebody() {
    let user = json!({"email": "a@x", "status": 400,
        "errorList": [{"errorCode": 5302, "description": "[Error 10991] Url already exists: a@x"}]});
    let deep = (0..60).fold(json!([user]), |inner, _| json!({ "inner": inner }));
    for body in [
        json!({"userId": "admin", "users": [user]}),
        json!({"uuid": "job-1", "status": 200, "results": [user]}),
        json!({"uuid": "job-1", "status": 200, "data": {"results": [user]}}),
        json!({"userId": "admin", "errors": [user]}),
        deep,
    ] {
        let answer = answer(&body);
        let emails: Vec<_> = answer.outcomes.iter().filter_map(|outcome| outcome.email.as_deref()).collect();
        assert_eq!(emails, ["a@x"], "{body}");
        assert!(answer.outcomes[0].failed && answer.errors.is_empty(), "{body}");
    }
    let own = answer(&json!({"email": "a@x", "status": 400, "delegates": [{"email": "b@x"}],
        "errorList": [{"errorCode": 7, "email": "a@x"}]}));
    assert_eq!((own.outcomes.len(), own.outcomes[0].email.as_deref()), (1, Some("a@x")));
}

#[test]
fn a_code_of_success_is_no_error() {
    let good = json!({"email": "a", "status": 200});
    for body in [
        json!([{"email": "a", "code": 200, "message": "ok"}]),
        json!({"code": 200, "message": "OK", "users": [good]}),
        json!({"errorCode": 0, "users": [good]}),
        json!({"errorCode": "0", "message": "", "users": [good]}),
        json!({"code": 1, "message": "done", "users": [good]}),
        json!([{"email": "a", "errorList": [{"errorCode": 0, "description": "Success"}]}]),
    ] {
        let answer = answer(&body);
        assert!(answer.errors.is_empty() && answer.outcomes.iter().all(|outcome| !outcome.failed), "{body}");
    }
    let bad = answer(&json!([{"email": "a", "code": 400, "message": "Invalid email address"}]));
    assert_eq!((bad.outcomes[0].failed, bad.outcomes[0].status), (true, Some(400)));
    let coded = answer(&json!({"code": 4091, "message": "no"}));
    assert!(
        coded.errors.is_empty() && coded.message.is_some_and(|coded| coded.code.as_deref() == Some("4091"))
    );
}

#[test]
fn envelope_c_the_public_api_and_its_doubles() {
    let answer = answer(&json!({
        "trackingId": "T_1",
        "error": [{"key": "403001", "message": [{"code": "403001", "description": "Forbidden"}]}],
        "message": "Forbidden", "errorCode": 403001, "errors": [{"description": "Forbidden"}],
    }));
    assert_eq!(codes(&answer.errors), [(Some("403001"), None, Some("Forbidden"))]);
    assert_eq!(answer.errors[0].tracking_id.as_deref(), Some("T_1"));
    let general = super::read(
        r#"{"message":"The request was invalid","errors":[{"description":"Unable to find location."}],"trackingId":"T"}"#,
        "application/json",
    );
    assert_eq!(codes(&general.errors), [(None, None, Some("Unable to find location."))]);
}

#[test]
fn envelope_d_scim() {
    let read = answer(&json!({"Errors": [{"errorCode": 4, "description": "no"}], "schemas": ["urn:x"]}));
    assert_eq!(codes(&read.errors), [(Some("4"), None, Some("no"))]);
    let newer = answer(&json!({"schemas": ["urn:x"], "detail": "exists", "status": "409"}));
    assert_eq!(codes(&newer.errors), [(None, None, Some("exists"))]);
}

#[test]
fn envelope_e_jobs() {
    let answer = answer(&json!({"items": [
        {"itemNumber": 1, "trackingId": "T_1",
         "error": {"key": "409", "message": [{"description": "[Error 8363] DN is in use : +1", "code": "25008"}]}},
        {"itemNumber": 2, "error": {"key": "400", "message": [{"description": "x", "code": "25009"}]}},
    ]}));
    assert_eq!(
        codes(&answer.errors),
        [
            (Some("25008"), Some("8363"), Some("[Error 8363] DN is in use : +1")),
            (Some("25009"), None, Some("x"))
        ]
    );
    assert_eq!(answer.errors[0].tracking_id.as_deref(), Some("T_1"));
}

#[test]
fn envelope_f_lone_messages() {
    assert_eq!(codes(&answer(&json!({"errorMessage": "no"})).errors), [(None, None, Some("no"))]);
    let nested = answer(&json!({"error": {"message": "no", "trackingId": "T"}}));
    assert_eq!(codes(&nested.errors), [(None, None, Some("no"))]);
    assert_eq!(nested.errors[0].tracking_id.as_deref(), Some("T"));
    let plain = read("\u{feff}Unable to find location.\n", "text/plain");
    assert_eq!((plain.form, plain.errors.len()), (Form::Text, 0));
    assert_eq!(plain.message.and_then(|error| error.message).as_deref(), Some("Unable to find location."));
    let said = answer(&json!({"message": "done"}));
    assert!(said.errors.is_empty() && said.message.is_some(), "a message alone is no error");
}

#[test]
fn html_gives_no_code() {
    let page = "<html><head><title>HTTP Status 500</title></head><body>[Error 10991] errorCode = '5302' \
                at Onboard.run(Onboard.java:5302)</body></html>";
    for mime in ["text/html", "application/json"] {
        let read = read(page, mime);
        assert_eq!(read.form, Form::Html);
        let message = read.message.unwrap_or_default();
        assert_eq!((message.message.as_deref(), message.code), (Some("HTTP Status 500"), None));
    }
}

#[test]
fn envelope_g_the_header() {
    let mut page = read("<h1>502</h1>", "text/html");
    page.add_header_codes("4251");
    assert_eq!(codes(&page.errors), [(Some("4251"), None, Some("502"))]);
    assert_eq!(page.errors[0].field, Field::Header);
    let mut two = answer(&json!({"errors": [{"errorCode": 1, "description": "x"}]}));
    two.add_header_codes("1, 4251");
    assert_eq!(codes(&two.errors), [(Some("1"), None, Some("x")), (Some("4251"), None, None)]);
}

#[test]
fn a_cut_answer_still_names_its_user() {
    let read = read(
        r#"[{"email":"a@x.example","status":400,"errorList":[{"errorCode":5302,"description":"POST failed: HTTP/1.1 409 Con"#,
        "text/plain",
    );
    assert_eq!(read.form, Form::CutJson);
    let a = &read.outcomes[0];
    assert!(a.failed);
    assert_eq!((a.errors[0].code.as_deref(), a.errors[0].upstream_status), (Some("5302"), Some(409)));
}

#[test]
fn a_status_in_words() {
    let answer =
        answer(&json!({"email": "a@x.example", "status": "error", "errors": [{"errorCode": 10022}]}));
    assert!(answer.outcomes[0].failed);
    let person = super::read(r#"{"id":"i","emails":["a@x.example"],"status":"active"}"#, "application/json");
    assert!(person.outcomes.is_empty() && person.errors.is_empty());
}

#[test]
fn failures_in_whatever_words() {
    for (body, status) in [
        (json!([{"email": "a", "httpStatus": "BAD_REQUEST", "message": "user exists"}]), Some(400)),
        (json!([{"email": "a", "status": "400 BAD_REQUEST"}]), Some(400)),
        (json!([{"email": "a", "status": {"code": 400}}]), Some(400)),
        (json!([{"email": "a", "errorList": [5302]}]), None),
        (json!([{"email": "a", "error": 5302}]), None),
        (json!([{"email": "a", "error": true}]), None),
        (json!([{"email": "a", "success": false}]), None),
        (json!([{"email": "a", "result": {"status": 400, "errorList": [{"errorCode": 5302}]}}]), Some(400)),
        (json!([{"email": "a", "status": 200, "errorList": [{"errorCode": 5302}]}]), Some(200)),
        (json!([{"email": "a", "errorList": [{"reason": "taken"}]}]), None),
    ] {
        let answer = answer(&body);
        assert_eq!(answer.outcomes.len(), 1, "{body}");
        assert!(answer.outcomes[0].failed && !answer.says_succeeded(), "{body}");
        assert_eq!(answer.outcomes[0].status, status, "{body}");
    }
    for body in [json!({"success": false}), json!({"error": 5302}), json!({"status": 400})] {
        assert!(answer(&body).says_failed(), "{body}");
    }
    let coded = answer(&json!([{"email": "a", "result": {"status": 400, "errorList": [5302]}}]));
    assert_eq!(codes(&coded.outcomes[0].errors), [(Some("5302"), None, None)]);
    let dated = answer(&json!([{"email": "a", "status": "2026-11-21"}]));
    assert_eq!((dated.outcomes[0].status, dated.outcomes[0].failed), (None, false));
}
