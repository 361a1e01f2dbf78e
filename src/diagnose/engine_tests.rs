use serde_json::json;

use super::*;
use crate::diagnose::error_text;
use crate::diagnose::finding::Undecided;
use crate::har::entry::{Content, Header, PostData, Request, Response};

const ORG: &str = "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10";
const USER: &str = "f5dde0dc-9e75-446b-ae50-9d1642f88fa5";

/// One request and its answer.
struct Call {
    method: &'static str,
    path: &'static str,
    status: Option<i64>,
    request: Body,
    response: Body,
    headers: Vec<Header>,
}

fn body(text: &str) -> Body {
    Body { mime: "application/json".into(), content: BodyContent::Text(text.into()), steps: Vec::new() }
}

fn no_body(absence: Absence) -> Body {
    Body { mime: String::new(), content: BodyContent::Missing(absence), steps: Vec::new() }
}

fn onboard(status: i64, answer: &str) -> Call {
    Call {
        method: "POST",
        path: "users/onboard",
        status: Some(status),
        request: body(r#"{"users":[{"email":"asked@x.example"}]}"#),
        response: body(answer),
        headers: Vec::new(),
    }
}

impl Call {
    fn verdict(self) -> Verdict {
        self.verdict_with(Knowledge::builtin())
    }

    fn verdict_with(self, knowledge: &Knowledge) -> Verdict {
        let url = format!("https://atlas.example/admin/api/v1/organizations/{ORG}/{}", self.path);
        let summary = Summary {
            method: self.method.into(),
            url: url.clone().into(),
            status: self.status,
            started: "2026-11-21T10:00:00Z".into(),
            ..Summary::default()
        };
        let error = match &self.response.content {
            BodyContent::Missing(Absence::NoResponse(error)) => error.clone(),
            _ => None,
        };
        let entry = Entry {
            request: Request { method: self.method.into(), url, ..Request::default() },
            response: Some(Response {
                status: self.status,
                headers: self.headers,
                content: Content { size: Some(443), ..Content::default() },
                error,
                ..Response::default()
            }),
            ..Entry::default()
        };
        Engine::new(knowledge).examine(7, &summary, &entry, &self.request, &self.response)
    }

    fn findings(self) -> Vec<Finding> {
        match self.verdict() {
            Verdict::Failed(findings) | Verdict::FailedInPart(findings, _) => findings,
            other => panic!("{other:?}"),
        }
    }

    fn finding(self) -> Finding {
        let mut findings = self.findings();
        assert_eq!(findings.len(), 1, "{findings:?}");
        findings.remove(0)
    }
}

fn item(code: i64, description: &str) -> String {
    json!([{"email": "a@x.example", "uuid": USER, "status": 400,
            "errorList": [{"errorCode": code, "description": description}]}])
    .to_string()
}

#[test]
fn the_document_s_case() {
    let text = format!(
        "POST failed: HTTP/1.1 409 Conflict (url = https://cpapi.example/api/v1/customers/{ORG}/users, \
         request/response TrackingId = ATLAS_1_30, errorCode = '5302', error = '[Error 10991] Url already exists: a@x.example')"
    );
    let found = onboard(200, &item(5302, &text)).finding();
    assert_eq!(found.rule.as_deref(), Some("calling-email-exists"));
    assert_eq!((found.entry, found.kind, found.http_status), (7, Kind::Onboard, Some(200)));
    assert_eq!(found.organization_id.as_deref(), Some(ORG));
    let user = found.user.unwrap_or_default();
    assert_eq!((user.email.as_deref(), user.uuid.as_deref()), (Some("a@x.example"), Some(USER)));
    assert_eq!(found.error.tracking_id.as_deref(), Some("ATLAS_1_30"));
    assert_eq!(found.requested, [], "the answer names the user");
}

#[test]
fn what_no_rule_knows_is_never_explained() {
    for (code, text) in [
        (5302, "[Error 10087] Extension 4021 is not unique"),
        (4091, "User already exists in another organization"),
    ] {
        let found = onboard(200, &item(code, text)).finding();
        assert_eq!((found.rule, found.http_rule), (None, None), "{code}");
        assert_eq!(found.error.message.as_deref(), Some(text));
    }
    let plain = onboard(200, r#"[{"email":"b","status":400,"message":"Invalid email address"}]"#).finding();
    assert_eq!((plain.rule, plain.error.code), (None, None));
    let inside_403 = onboard(403, r#"{"errorCode":403001,"message":"missing scope"}"#).finding();
    assert_eq!((inside_403.rule, inside_403.http_rule.as_deref()), (None, Some("http-403")));
    let claimed = json!([{"email": "a@x.example.convert-user.local", "status": 400, "errorList": [{"errorCode": 4005}]}]);
    assert_eq!(onboard(200, &claimed.to_string()).finding().rule, None);
    let no_inner = onboard(200, &item(5302, "something")).finding();
    assert_eq!(no_inner.rule.as_deref(), Some("calling-refused"));
}

#[test]
fn the_known_one_of_several_errors_names_the_cause() {
    let answer = json!([{"email": "a@x.example", "status": 400, "errorList": [
        {"errorCode": 4005, "description": "Insufficient licenses"},
        {"errorCode": 5302, "description": "[Error 10991] Url already exists: a@x.example"}]}]);
    let found = onboard(200, &answer.to_string()).finding();
    assert_eq!(found.error.inner_code.as_deref(), Some("10991"));
    assert_eq!(found.other_errors[0].code.as_deref(), Some("4005"));
}

#[test]
fn one_finding_for_each_failed_user() {
    let answer = json!([{"email": "a", "status": 200}, {"email": "b", "status": 409}, {"email": "c", "status": "400"}]);
    let emails: Vec<_> = onboard(207, &answer.to_string())
        .findings()
        .into_iter()
        .filter_map(|found| found.user?.email)
        .collect();
    assert_eq!(emails, ["b", "c"]);
}

#[test]
fn the_one_user_of_the_request_is_named_as_that() {
    let found = onboard(400, r#"{"message":"no"}"#).finding();
    let user = found.user.unwrap_or_default();
    assert_eq!((user.email.as_deref(), user.name_source), (Some("asked@x.example"), NameSource::Request));
    assert_eq!((found.rule, found.requested.len()), (None, 1));
    let only_success = onboard(500, r#"[{"email":"a","status":200}]"#).finding();
    assert_eq!(only_success.user, None, "the answer is about somebody else");
    let two = Call {
        request: body(r#"{"users":[{"email":"a@x.example"},{"email":"b@x.example"}]}"#),
        ..onboard(400, r#"{"message":"no"}"#)
    };
    let found = two.finding();
    assert_eq!((found.user, found.requested.len()), (None, 2));
}

#[test]
fn pages_and_lost_answers() {
    let page = "<html><title>HTTP Status 500</title>at Onboard.run(Onboard.java:5302) [Error 10991]</html>";
    let found = onboard(500, page).finding();
    assert_eq!(found.rule.as_deref(), Some("page-unknown"));
    assert_eq!((found.error.code, found.error.inner_code), (None, None));
    let text = "HTTP Status 500\nat Onboard.run(Onboard.java:5302) [Error 10991]";
    assert_eq!(found.error.message.as_deref(), Some(text));
    let headers = vec![Header { name: "TrackingID".into(), value: "ATLAS_1".into() }];
    let own = Call { headers, ..onboard(500, page) }.finding();
    assert!(own.rule.is_none_or(|rule| rule == "http-500"), "the service's own page");

    let odd = onboard(400, r#"{"unknown":"envelope"}"#).finding();
    assert_eq!(odd.rule.as_deref(), Some("http-400"));
    assert_eq!(odd.error.message.as_deref(), Some(r#"{"unknown":"envelope"}"#));

    let lost = Call { response: no_body(Absence::NotRecorded(Some(445))), ..onboard(400, "") }.finding();
    let source = lost.named().map(|user| user.name_source);
    assert_eq!((source, lost.rule.as_deref()), (Some(NameSource::Request), Some("http-400")));

    for status in [Some(0), Some(-1), None] {
        let response = no_body(Absence::NoResponse(Some("net::ERR_ABORTED".into())));
        let aborted = Call { status, response, ..onboard(0, "") }.finding();
        assert_eq!((aborted.rule.as_deref(), aborted.http_status), (Some("net-aborted"), None));
        assert_eq!(aborted.error.message.as_deref(), Some("net::ERR_ABORTED"));
    }
    let silent = Call { response: no_body(Absence::NoResponse(None)), ..onboard(0, "") }.finding();
    assert_eq!(silent.rule.as_deref(), Some("no-response"));
}

#[test]
fn a_body_decides_where_the_status_is_lost() {
    assert_eq!(onboard(0, r#"[{"email":"asked@x.example","status":200}]"#).verdict(), Verdict::Succeeded);
    assert_eq!(onboard(0, &item(1, "x")).findings().len(), 1);
}

#[test]
fn what_is_no_failure() {
    let queued = r#"[{"email":"asked@x.example","status":202,"message":"Queued"}]"#;
    assert_eq!(onboard(200, queued).verdict(), Verdict::Queued);
    for call in [
        onboard(200, r#"[{"email":"Asked@x.example","status":200,"errorList":[]}]"#),
        Call { response: no_body(Absence::NoContent(204)), ..onboard(204, "") },
    ] {
        assert_eq!(call.verdict(), Verdict::Succeeded);
    }
    for (method, path) in [
        ("OPTIONS", "users/onboard"),
        ("GET", "users/onboard"),
        ("POST", "users/onboard/validate"),
        ("POST", "clientmetrics"),
    ] {
        let call = Call { method, path, ..onboard(400, &item(5302, "[Error 10991] x")) };
        assert_eq!(call.verdict(), Verdict::NotCandidate, "{method} {path}");
    }
}

#[test]
fn a_failure_is_never_explained_by_a_status_of_success() {
    let found = onboard(200, r#"[{"email":null,"uuid":null,"status":400}]"#).finding();
    assert_eq!((found.rule.as_deref(), found.http_rule.as_deref()), (None, None));
    assert_eq!(found.user.as_ref().and_then(|user| user.status), Some(400));
    assert_eq!(found.named().map(|user| user.name_source), Some(NameSource::Request));
    assert_eq!(onboard(200, r#"{"success":false}"#).finding().rule, None);
}

#[test]
fn success_only_where_the_answer_says_so() {
    let asked = |answer: &str| onboard(200, &answer.replace("\"a\"", "\"asked@x.example\""));
    for good in [r#"[{"email":"a","status":200}]"#, r#"[{"email":"a","httpStatus":"CREATED"}]"#] {
        assert_eq!(asked(good).verdict(), Verdict::Succeeded, "{good}");
    }
    for silent in
        ["[]", "{}", r#"{"trackingId":"A_1"}"#, r#"[{"email":"a"}]"#, r#"[{"email":"z","status":200}]"#]
    {
        let verdict = asked(silent).verdict();
        let Verdict::Undecided(Undecided { reason: Reason::UsersNotAnswered(users), .. }) = verdict else {
            panic!("{silent}: {verdict:?}")
        };
        assert!(users.iter().any(|user| user.email.as_deref() == Some("asked@x.example")), "{silent}");
    }
    let without_users = |answer: &str| Call { request: body("{}"), ..onboard(200, answer) }.verdict();
    for open in [
        "[]",
        r#"{"message":"Failed to onboard user a@x.example","trackingId":"A_1"}"#,
        r#"{"trackingId":"A_1"}"#,
    ] {
        let verdict = without_users(open);
        assert!(matches!(verdict, Verdict::Undecided(Undecided { reason: Reason::NotTold, .. })), "{open}");
    }
    let coded = || vec![Header { name: "cisco-spark-error-codes".into(), value: "4251".into() }];
    for good in ["[]", r#"[{"email":"a","status":200}]"#] {
        let found = Call { headers: coded(), ..onboard(200, good) }.finding();
        assert_eq!(found.error.code.as_deref(), Some("4251"), "{good}");
    }
    let license = |answer: &str| Call { path: "licenses/users", ..asked(answer) }.verdict();
    assert_eq!(license(r#"{"email":"a","licenses":["l"]}"#), Verdict::Succeeded);
    assert_eq!(license(r#"{"id":"i","emails":["a"]}"#), Verdict::Succeeded);
    assert!(matches!(license(r#"{"message":"Failed"}"#), Verdict::Undecided(_)));
    assert!(matches!(license(r#"{"email":"a","error":true}"#), Verdict::Failed(_)));
}

#[test]
fn a_status_that_is_no_number_is_no_missing_answer() {
    let text = json!({
        "startedDateTime": "2026-11-21T10:00:00Z", "time": 1,
        "request": {"method": "POST", "url": "https://a.example/users/onboard", "postData": {"mimeType": "", "text": "{}"}},
        "response": {"status": "error", "content": {"size": 0, "mimeType": ""}},
    })
    .to_string();
    let entry = Entry::parse(text.as_bytes(), 0);
    let summary =
        Summary { method: "POST".into(), url: entry.request.url.as_str().into(), ..Summary::default() };
    let missing = no_body(Absence::NoResponse(None));
    let verdict = Engine::new(Knowledge::builtin()).examine(0, &summary, &entry, &body("{}"), &missing);
    assert!(matches!(verdict, Verdict::Undecided(Undecided { reason: Reason::NoStatus, .. })), "{verdict:?}");
}

#[test]
fn what_the_file_does_not_tell() {
    let reason = |call: Call| match call.verdict() {
        Verdict::Undecided(undecided) => undecided.reason,
        other => panic!("{other:?}"),
    };
    let lost = Absence::NotRecorded(Some(443));
    assert_eq!(
        reason(Call { response: no_body(lost.clone()), ..onboard(200, "") }),
        Reason::BodyMissing(lost.clone())
    );
    // an empty text with a size is a body that was not kept
    assert_eq!(reason(onboard(200, "")), Reason::BodyMissing(lost));
    assert_eq!(reason(Call { response: no_body(Absence::Empty), ..onboard(200, "") }), Reason::EmptyAnswer);
    assert_eq!(reason(onboard(200, r#"[{"email":"a","sta"#)), Reason::CutOff);
    assert!(matches!(reason(onboard(200, "<html>sign in</html>")), Reason::Foreign(_)));
    assert_eq!(reason(onboard(200, "done")), Reason::NotJson);
    let redirect = Call { response: no_body(Absence::Redirect(307)), ..onboard(307, "") };
    assert_eq!(reason(redirect), Reason::BodyMissing(Absence::Redirect(307)));
    let headers = vec![Header { name: "Location".into(), value: "/idb/UI/Login".into() }];
    let redirect = Call { headers: headers.clone(), ..onboard(302, "") };
    assert_eq!(reason(redirect), Reason::RedirectedToSignIn("https://atlas.example/idb/UI/Login".into()));
    let response = no_body(Absence::NoResponse(None));
    assert_eq!(
        reason(Call { status: None, response: response.clone(), ..onboard(0, "") }),
        Reason::NoResponse
    );
    assert_eq!(reason(Call { headers, response, ..onboard(0, "") }), Reason::NoStatusButAnswer);
    let cut = onboard(200, r#"[{"email":"a","status":400,"errorList":[{"errorCode":5302,"desc"#).finding();
    assert!(cut.cut);
}

#[test]
fn license_calls() {
    let call = |path: &'static str, request: Body, answer: &str| Call {
        method: "PATCH",
        path,
        request,
        ..onboard(400, answer)
    };
    let found = call("users/u-1/licenses", no_body(Absence::NotSent), "{}").finding();
    assert_eq!((found.kind, found.requested[0].uuid.as_deref()), (Kind::License, Some("u-1")));
    let partly =
        Call { status: Some(206), ..call("licenses/users", body("{}"), r#"{"errors":[{"errorCode":1}]}"#) };
    assert_eq!(partly.finding().error.code.as_deref(), Some("1"));
    let silent = call("licenses/users", body("{}"), r#"{"email":"a@x.example","licenses":["l"]}"#);
    let found = Call { status: Some(206), ..silent }.finding();
    assert_eq!(found.rule.as_deref(), Some("license-partly-assigned"));
    assert_eq!(found.user.and_then(|user| user.email).as_deref(), Some("a@x.example"));
}

#[test]
fn people_only_with_licenses() {
    let call = |request: Body| Call { path: "v1/people", request, ..onboard(400, r#"{"message":"no"}"#) };
    assert_eq!(call(body(r#"{"emails":["a"]}"#)).finding().kind, Kind::Identity);
    assert_eq!(call(no_body(Absence::NotSent)).verdict(), Verdict::NotCandidate);
    assert_eq!(call(body(r#"{"licenses":["l"]}"#)).finding().kind, Kind::License);
    let lost = call(no_body(Absence::NotRecorded(None))).verdict();
    assert!(matches!(lost, Verdict::Undecided(Undecided { reason: Reason::RequestMissing, .. })));
}

#[test]
fn an_answer_lost_with_the_end_of_the_file_is_no_failure() {
    let whole = json!({
        "startedDateTime": "2026-11-21T10:00:00Z", "time": 1,
        "request": {"method": "POST", "url": "https://a.example/users/onboard", "postData": {"mimeType": "", "text": "{}"}},
        "response": {"status": 0, "content": {"size": 0, "mimeType": ""}},
    })
    .to_string();
    let verdict = |text: &str| {
        let entry = Entry::parse(text.as_bytes(), 0);
        let summary =
            Summary { method: "POST".into(), url: entry.request.url.as_str().into(), ..Summary::default() };
        let missing = no_body(Absence::NoResponse(None));
        Engine::new(Knowledge::builtin()).examine(0, &summary, &entry, &body("{}"), &missing)
    };
    assert!(matches!(verdict(&whole), Verdict::Failed(_)));
    for cut in ["\"response", "\"status"] {
        let at = whole.find(cut).unwrap();
        let verdict = verdict(&whole[..at]);
        assert!(
            matches!(verdict, Verdict::Undecided(Undecided { reason: Reason::CutOff, .. })),
            "{verdict:?}"
        );
    }
}

#[test]
fn many_users_are_kept_once() {
    const MANY: usize = 2_000;
    let users: Vec<Value> = (0..MANY).map(|n| json!({"email": format!("u{n}@x.example")})).collect();
    let call = |answer: Value| Call {
        request: body(&json!({ "users": users }).to_string()),
        ..onboard(400, &answer.to_string())
    };
    let failed = |email: Value| json!({"email": email, "status": 400});
    let kept = |found: &[Finding]| found.iter().map(|found| found.requested.len()).sum::<usize>();
    let named: Vec<Value> = (0..MANY).map(|n| failed(json!(format!("u{n}@x.example")))).collect();
    let found = call(json!(named)).findings();
    assert_eq!((found.len(), kept(&found)), (MANY, 0));
    let nameless: Vec<Value> = (0..MANY).map(|_| failed(Value::Null)).collect();
    let found = call(json!(nameless)).findings();
    assert_eq!((found.len(), kept(&found)), (MANY, MANY));
    let errors: Vec<Value> = (0..MANY).map(|n| json!({"errorCode": 50_000 + n})).collect();
    let found = call(json!({"errors": errors, "users": named})).findings();
    assert_eq!(found.len(), MANY);
    assert_eq!(call(json!({ "errors": errors })).finding().other_errors.len(), MANY - 1);
}

#[test]
fn a_request_kept_as_parameters() {
    let post = PostData {
        params: vec![
            json!({"name": "users", "value": {"email": "a@x.example"}}),
            json!({"name": "users", "value": r#"{"email":"b@x.example"}"#}),
        ],
        ..PostData::default()
    };
    let entry =
        Entry { request: Request { post_data: Some(post), ..Request::default() }, ..Entry::default() };
    let source = crate::har::source::Source::from_bytes("x", b"{}".to_vec()).unwrap();
    let request = crate::har::body::request(&entry, &source);
    let users = request::users(json_of(&request).as_ref(), None);
    let emails: Vec<_> = users.into_iter().filter_map(|user| user.person.email).collect();
    assert_eq!(emails, ["a@x.example", "b@x.example"]);
}

#[test]
fn codes_of_the_header_and_retry_after() {
    let header = |name: &str, value: &str| Header { name: name.into(), value: value.into() };
    let headers = vec![header("Cisco-Spark-Error-Codes", "4251"), header("retry-after", "12")];
    let found = Call { headers, ..onboard(502, "<html>") }.finding();
    assert_eq!((found.error.code.as_deref(), found.rule.as_deref()), (Some("4251"), None));
    assert_eq!((found.http_rule.as_deref(), found.retry_after.as_deref()), (Some("http-502"), Some("12")));
}

proptest::proptest! {
    /// Nothing in a file may stop the program.
    #[test]
    fn no_body_panics(text in r#"[\[{]?("[a-zA-Z]{0,9}": ?)?(\PC|[{}\[\]:,"\\]){0,60}"#, status in -1i64..600) {
        let _ = onboard(status, &text).verdict();
        let _ = crate::redact::url(&text);
        let _ = error_text::parse(None, Some(text), Field::Message);
    }
}

/// A knowledge with a job and another API.
fn with_others() -> Knowledge {
    let text = "format = 1
[[endpoint]]
id = 'move-errors'
kind = 'job'
methods = ['GET', 'POST']
path = '/jobs/{id}/errors'
[[endpoint]]
id = 'bills'
kind = 'other'
methods = ['GET', 'POST']
path = '/bills'
";
    Knowledge::load(&[crate::diagnose::knowledge::File::Own { name: "own".into(), text }])
}

#[test]
fn jobs_and_other_requests_tell_only_what_failed() {
    let knowledge = with_others();
    let call = |method, path, status, answer: &str| {
        Call { method, path, ..onboard(status, answer) }.verdict_with(&knowledge)
    };
    let errors = r#"{"items":[{"itemNumber":1,"error":{"key":"400","message":[{"code":"1150004","description":"x"}]}}]}"#;
    let Verdict::Failed(found) = call("GET", "jobs/1/errors", 200, errors) else { panic!() };
    assert_eq!((found[0].kind, found[0].endpoint.as_str()), (Kind::Job, "move-errors"));
    assert_eq!(found[0].error.code.as_deref(), Some("1150004"));
    let refused = call("POST", "bills", 422, r#"{"error":{"code":"E42","detail":"no such bill"}}"#);
    let Verdict::Failed(found) = refused else { panic!() };
    assert_eq!((found[0].kind, found[0].error.code.as_deref()), (Kind::Other, Some("E42")));
    for (method, status, answer) in
        [("GET", 200, r#"{"items":[]}"#), ("GET", 200, r#"{"a": {"b": 1}}"#), ("POST", 201, r#"{"id": 7}"#)]
    {
        assert_eq!(call(method, "bills", status, answer), Verdict::Succeeded, "{answer}");
    }
    for (status, answer) in [(200, "<html>"), (200, r#"{"message": "hello"}"#), (200, "[{\"a\""), (0, "")] {
        assert_eq!(call("GET", "bills", status, answer), Verdict::NotCandidate, "{answer}");
    }
    assert!(matches!(call("POST", "bills", 0, ""), Verdict::Failed(_)), "it may have changed something");
}
