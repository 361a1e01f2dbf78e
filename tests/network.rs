//! Requests that failed in the network, that something other than the API answered, or whose response is not in
//! the file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{harlens, stdout};
use serde_json::{Value, json};

const ONBOARD: &str = "https://atlas-a.wbx2.example/admin/api/v1/organizations/o/users/onboard";

/// An onboard request with this recorded response.
fn onboard(response: Value, extra: Value) -> Value {
    request("POST", ONBOARD, response, extra)
}

fn request(method: &str, url: &str, response: Value, extra: Value) -> Value {
    let mut entry = json!({
        "startedDateTime": "2026-03-04T10:00:00.000Z", "time": 12, "cache": {}, "timings": {"send": 1, "wait": 1, "receive": 1},
        "request": {"method": method, "url": url, "httpVersion": "HTTP/1.1", "cookies": [], "headers": [], "queryString": [],
            "headersSize": -1, "bodySize": -1,
            "postData": {"mimeType": "application/json", "text": r#"{"users":[{"email":"kim@corp.example"}]}"#}},
        "response": response,
    });
    if entry["response"].is_null() {
        entry.as_object_mut().unwrap().remove("response");
    }
    entry.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
    entry
}

fn answer(status: i64, headers: &[(&str, &str)], mime: &str, text: &str) -> Value {
    let headers: Vec<Value> =
        headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({"status": status, "statusText": "", "httpVersion": "HTTP/1.1", "cookies": [], "headers": headers,
        "content": {"size": text.len(), "mimeType": mime, "text": text}, "redirectURL": "", "headersSize": -1, "bodySize": -1})
}

/// A request without a response, as this exporter records it.
fn failed(status: i64, said: Value) -> Value {
    let mut response = json!({"status": status, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
        "content": {"size": 0, "mimeType": ""}, "redirectURL": "", "headersSize": -1, "bodySize": -1});
    response.as_object_mut().unwrap().extend(said.as_object().cloned().unwrap_or_default());
    response
}

struct Diagnosed {
    json: Value,
    text: String,
    code: Option<i32>,
}

fn diagnose(entries: &[Value], language: &str) -> Diagnosed {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.har");
    let har =
        json!({"log": {"version": "1.2", "creator": {"name": "made", "version": "1"}, "entries": entries}});
    std::fs::write(&file, har.to_string()).unwrap();
    let run =
        |format: &str| harlens(&["diagnose", "--lang", language, "--format", format, file.to_str().unwrap()]);
    let json: Value = serde_json::from_str(&stdout(&run("json"))).unwrap();
    let text = run("text");
    Diagnosed { json: json["files"][0].clone(), code: text.status.code(), text: stdout(&text) }
}

fn rules(found: &Diagnosed) -> Vec<(u64, String)> {
    let rule = |finding: &Value| finding["rule"]["id"].as_str().unwrap_or_default().to_owned();
    let findings = found.json["findings"].as_array().unwrap();
    findings.iter().map(|finding| (finding["entry"].as_u64().unwrap(), rule(finding))).collect()
}

fn undecided(found: &Diagnosed) -> Vec<u64> {
    let undecided = found.json["undecided"].as_array().unwrap();
    undecided.iter().map(|undecided| undecided["entry"].as_u64().unwrap()).collect()
}

#[test]
fn each_network_error_is_a_cause_of_its_own() {
    let none = || json!({});
    let cases = [
        (
            onboard(failed(0, json!({"_error": "net::ERR_NAME_NOT_RESOLVED"})), none()),
            "net-name-not-resolved",
        ),
        (
            onboard(failed(-1, json!({"_failureText": "net::ERR_CONNECTION_RESET"})), none()),
            "net-connection-reset",
        ),
        (
            onboard(failed(0, json!({})), json!({"_error": "net::ERR_CERT_AUTHORITY_INVALID"})),
            "net-certificate-issuer",
        ),
        (
            onboard(failed(0, json!({"comment": "curl: (6) Could not resolve host: a"})), none()),
            "net-name-not-resolved",
        ),
        (onboard(failed(0, json!({"statusText": "NS_ERROR_NET_RESET"})), none()), "net-connection-reset"),
        (
            onboard(failed(0, none()), json!({"comment": "SEC_ERROR_UNKNOWN_ISSUER"})),
            "net-certificate-issuer",
        ),
        (
            onboard(failed(0, json!({"_error": "net::ERR_BLOCKED_BY_CLIENT"})), none()),
            "net-blocked-by-client",
        ),
        (
            onboard(failed(0, json!({"_error": "net::ERR_TUNNEL_CONNECTION_FAILED"})), none()),
            "net-proxy-tunnel",
        ),
        (
            onboard(
                failed(0, json!({"_error": "net::ERR_FAILED"})),
                json!({"_corsErrorStatus": {"corsError": "MissingAllowOriginHeader"}}),
            ),
            "net-cors",
        ),
        (onboard(failed(0, json!({"_error": "net::ERR_ABORTED"})), none()), "net-aborted"),
        (
            onboard(
                failed(0, json!({"content": {}, "_error": "stream reset by client (INTERNAL_ERROR)"})),
                none(),
            ),
            "net-http2",
        ),
        (onboard(Value::Null, json!({"_failureText": "net::ERR_INTERNET_DISCONNECTED"})), "net-offline"),
        (onboard(failed(0, none()), none()), "no-response"),
    ];
    let entries: Vec<Value> = cases.iter().map(|(entry, _)| entry.clone()).collect();
    let found = diagnose(&entries, "en");
    let wanted: Vec<(u64, String)> = (0..).zip(cases.iter().map(|(_, rule)| (*rule).to_owned())).collect();
    assert_eq!(rules(&found), wanted);
    assert_eq!(found.json["findings"][0]["reached"], "no");
    assert_eq!(found.json["findings"][1]["reached"], "possible");
    let causes = found.json["causes"].as_array().unwrap();
    let shared = causes.iter().find(|cause| cause["rule"] == "net-connection-reset").unwrap();
    assert_eq!(
        shared["entries"],
        json!([1]),
        "a reset in Firefox's words is told apart from one in Chrome's"
    );
    assert!(found.text.contains("The request cannot have reached the server."), "{}", found.text);
    assert!(!found.text.contains("The answer names no user"), "there was no answer: {}", found.text);
    assert!(diagnose(&entries, "ko").text.contains("요청은 서버에 도달하지 않았습니다."));
}

#[test]
fn what_the_api_never_answered_is_undecided() {
    let none = || json!({});
    let mut redirect = answer(302, &[("Location", "/idb/UI/Login")], "", "");
    let mut moved = answer(307, &[], "", "");
    redirect["redirectURL"] = json!("");
    moved["redirectURL"] = json!("https://atlas-b.wbx2.example/users/onboard");
    let page = "<!DOCTYPE html><title>Sign in to Guest Wi-Fi</title><p>Accept the terms";
    let mut withheld = answer(200, &[("content-length", "446")], "x-unknown", "");
    withheld["_error"] = json!("net::ERR_FAILED");
    let entries = [
        onboard(Value::Null, none()),
        onboard(redirect, none()),
        onboard(moved, none()),
        onboard(answer(200, &[("Content-Type", "text/html")], "text/html", page), none()),
        onboard(withheld, none()),
        onboard(failed(0, json!({"headers": [{"name": "Date", "value": "x"}]})), none()),
    ];
    let found = diagnose(&entries, "en");
    assert_eq!(rules(&found), []);
    assert_eq!(undecided(&found), [0, 1, 2, 3, 4, 5]);
    assert_eq!(found.code, Some(0), "nothing failed, as far as the file shows");
    assert_eq!(found.json["undecided"][3]["rule"]["id"], "page-portal");
    for text in ["holds no response", "redirect to a sign-in page", "no such request follows", "Guest Wi-Fi"]
    {
        assert!(found.text.contains(text), "{text}: {}", found.text);
    }
    assert!(!found.text.contains("was empty"), "{}", found.text);
}

#[test]
fn a_redirect_that_goes_on_is_no_question() {
    let target = "https://atlas-b.wbx2.example/o/users/onboard";
    let mut moved = answer(307, &[], "", "");
    moved["redirectURL"] = json!(target);
    let done = answer(200, &[], "application/json", r#"[{"email":"kim@corp.example","status":200}]"#);
    let found = diagnose(&[onboard(moved, json!({})), request("POST", target, done, json!({}))], "en");
    assert_eq!((rules(&found), undecided(&found)), (vec![], vec![]));
}

#[test]
fn a_gateway_s_page_is_no_answer_of_the_api() {
    let page = |title: &str, text: &str| {
        format!("<!DOCTYPE html><html><head><title>{title}</title></head><body>{text}</body></html>")
    };
    let html = &[("Content-Type", "text/html")][..];
    let cases = [
        (
            answer(403, &[("Server", "Zgate/6.2")], "text/html", &page("Access Denied", "no")),
            "page-block",
            Some("Zscaler"),
        ),
        (
            answer(
                403,
                html,
                "text/html",
                &page("Web Page Blocked", "blocked in accordance with company policy"),
            ),
            "page-block",
            Some("Palo Alto Networks"),
        ),
        (
            answer(
                503,
                &[("X-Squid-Error", "ERR_CONNECT_FAIL 110")],
                "text/html",
                &page("ERROR", "The requested URL could not be retrieved"),
            ),
            "page-proxy",
            Some("Squid"),
        ),
        (
            answer(502, html, "text/html", "[Fiddler] DNS Lookup for \"a\" failed. No such host is known"),
            "page-proxy",
            Some("Fiddler"),
        ),
        (
            answer(
                502,
                html,
                "text/html",
                "<html><head><title>502 Bad Gateway</title></head><body><center>nginx/1.24.0</center>",
            ),
            "page-edge",
            Some("nginx"),
        ),
        (
            answer(403, html, "application/json", &page("Forbidden", "Ask your administrator")),
            "page-unknown",
            None,
        ),
    ];
    let entries: Vec<Value> =
        cases.iter().map(|(response, ..)| onboard(response.clone(), json!({}))).collect();
    let found = diagnose(&entries, "en");
    let wanted: Vec<(u64, String)> = (0..).zip(cases.iter().map(|(_, rule, _)| (*rule).to_owned())).collect();
    assert_eq!(rules(&found), wanted);
    for (finding, (_, rule, product)) in found.json["findings"].as_array().unwrap().iter().zip(&cases) {
        assert_eq!(finding["product"].as_str(), *product, "{rule}");
    }
    for text in ["Ask your administrator", "DNS Lookup for", "network team", "WBX000028782"] {
        assert!(found.text.contains(text), "{text}: {}", found.text);
    }
    for claim in ["role", "domain claim", "license that it names"] {
        assert!(!found.text.contains(claim), "{claim}: {}", found.text);
    }
}

#[test]
fn a_failed_preflight_is_named_beside_the_request_that_it_stopped() {
    let url = "https://api.shop.example/cart";
    let entries = [
        request("POST", url, failed(0, json!({"_error": "net::ERR_FAILED"})), json!({})),
        request("OPTIONS", url, answer(403, &[], "text/plain", "no"), json!({})),
    ];
    let found = diagnose(&entries, "en");
    let failures = found.json["other_failures"].as_array().unwrap();
    assert_eq!((&failures[0]["preflight"], &failures[1]["stopped"]), (&json!(1), &json!(0)));
    assert!(found.text.contains("CORS preflight, entry 1, failed"), "{}", found.text);
    let mut onboarding = entries.clone();
    onboarding[0]["request"]["url"] = json!(ONBOARD);
    onboarding[1]["request"]["url"] = json!(ONBOARD);
    assert_eq!(diagnose(&onboarding, "en").json["findings"][0]["preflight"], 1);
}

#[test]
fn every_failure_of_any_file_is_explained_and_nothing_reads_like_webex() {
    let url = |path: &str| format!("https://shop.example/{path}");
    let retry = answer(429, &[("Retry-After", "30")], "application/json", "{}");
    let entries = [
        request(
            "GET",
            &url("a"),
            answer(404, &[], "text/html", "<html><title>Not found</title></html>"),
            json!({}),
        ),
        request("GET", &url("b"), retry, json!({})),
        request("GET", &url("c"), answer(304, &[], "text/css", ""), json!({})),
        request("GET", &url("d"), failed(0, json!({"_error": "net::ERR_CONNECTION_TIMED_OUT"})), json!({})),
        request("GET", "http://shop.example/e", failed(0, json!({"_blocked": "mixed-content"})), json!({})),
        request("GET", &url("f"), failed(0, json!({"_error": "net::ERR_TOO_MANY_REDIRECTS"})), json!({})),
        request("POST", &url("g"), answer(403, &[], "application/json", "{}"), json!({})),
        request("POST", &url("h"), answer(504, &[], "text/plain", ""), json!({})),
        request("GET", &url("i"), answer(401, &[], "text/plain", ""), json!({})),
        request("GET", &url("j"), Value::Null, json!({})),
        request("GET", &url("k"), failed(0, json!({"headers": [{"name": "Date", "value": "x"}]})), json!({})),
    ];
    for language in ["en", "ko"] {
        let found = diagnose(&entries, language);
        assert_eq!(found.code, Some(0));
        assert_eq!(rules(&found), []);
        let failures = found.json["other_failures"].as_array().unwrap();
        let failed: Vec<_> = failures.iter().map(|failure| failure["entry"].as_u64().unwrap()).collect();
        assert_eq!(failed, [0, 1, 3, 4, 5, 6, 7, 8]);
        assert!(
            failures.iter().all(|failure| failure["rule"]["id"].is_string() && failure["webex"] == false)
        );
        let body = found.text.lines().skip(2).collect::<Vec<_>>().join("\n");
        for word in
            ["Webex", "Control Hub", "administrator", "organization", "license", "관리자 역할", "라이선스"]
        {
            assert!(!body.contains(word), "{word}: {body}");
        }
        assert!(body.contains("30"), "the seconds to wait: {body}");
    }
}

#[test]
fn other_webex_failures_are_named_in_a_line() {
    let url = "https://api.webex.example/v1/rooms";
    let message = r#"{"message":"The room was not found.","trackingId":"ROUTER_1"}"#;
    let once = [request("POST", url, answer(404, &[], "application/json", message), json!({}))];
    let found = diagnose(&once, "en");
    assert!(found.text.contains("1 other Webex request failed: entry 0"), "{}", found.text);
    assert!(found.text.contains("The room was not found."), "{}", found.text);
    assert_eq!(found.code, Some(0), "only findings are counted");
    // Resources of the page itself, and requests that succeeded later, are not reported.
    let mut later = request("POST", url, answer(200, &[], "application/json", "{}"), json!({}));
    later["startedDateTime"] = json!("2026-03-04T10:00:05.000Z");
    let icon = request(
        "GET",
        "https://admin.webex.example/favicon.ico",
        answer(404, &[], "text/html", "<html>"),
        json!({}),
    );
    let found = diagnose(&[once[0].clone(), later, icon], "en");
    assert!(!found.text.contains("other Webex"), "{}", found.text);
    assert_eq!(found.json["other_failures"], json!([]));
}

#[test]
fn fewer_licenses_than_asked_for_are_a_warning() {
    let asked = |licenses: &str| {
        let mut entry = request(
            "POST",
            "https://webexapis.example/v1/people",
            answer(200, &[], "application/json", licenses),
            json!({}),
        );
        entry["request"]["postData"]["text"] =
            json!(r#"{"emails":["kim@corp.example"],"licenses":["lic-1","lic-2"]}"#);
        entry
    };
    let id = r#""id":"u-1","emails":["kim@corp.example"]"#;
    let fewer = asked(&format!(r#"{{{id},"licenses":["lic-1"]}}"#));
    let all = asked(&format!(r#"{{{id},"licenses":["lic-2","lic-1","lic-0"]}}"#));
    let found = diagnose(&[fewer, all], "en");
    assert_eq!(rules(&found), [(0, "license-fewer-than-asked".to_owned())]);
    assert_eq!(found.json["findings"][0]["severity"], "warning");
    assert_eq!(found.json["findings"][0]["error"]["message"], "lic-2");
}

#[test]
fn json_lines_are_read_to_their_end_and_a_lost_method_hides_nothing() {
    let item = |email: &str| {
        format!(
            r#"{{"email":"{email}","status":400,"errorList":[{{"errorCode":5302,"description":"[Error 10991] Url already exists: {email}"}}]}}"#
        )
    };
    let lines = format!("{}\n{}\n", item("a@corp.example"), item("b@corp.example"));
    let found = diagnose(&[onboard(answer(200, &[], "application/x-ndjson", &lines), json!({}))], "en");
    assert_eq!(rules(&found).len(), 2);
    for method in [json!(null), json!("")] {
        let mut entry = onboard(
            answer(200, &[], "application/json", &format!("[{}]", item("a@corp.example"))),
            json!({}),
        );
        entry["request"]["method"] = method;
        assert_eq!(rules(&diagnose(&[entry], "en")), [(0, "calling-email-exists".to_owned())]);
    }
}
