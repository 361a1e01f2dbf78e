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
fn redirects_in_a_circle_are_a_failure() {
    let hop = |second: usize, from: &str, to: &str| {
        let mut entry = request("GET", from, answer(302, &[("Location", to)], "", ""), json!({}));
        entry["startedDateTime"] = json!(format!("2026-03-04T10:00:{second:02}.000Z"));
        entry
    };
    let (a, b, c) = ("https://shop.example/a", "https://shop.example/b", "https://shop.example/c");
    let circle = |entries: &[Value]| {
        let failures = diagnose(entries, "en").json["other_failures"].clone();
        failures.as_array().unwrap().iter().map(|failure| failure["circle"].clone()).collect::<Vec<_>>()
    };
    let two: Vec<Value> = (0..6).map(|n| if n % 2 == 0 { hop(n, a, "/b") } else { hop(n, b, a) }).collect();
    assert_eq!(circle(&two), [json!([0, 1, 2, 3, 4, 5])]);
    let three: Vec<Value> = (0..7).map(|n| hop(n, [a, b, c][n % 3], [b, c, a][n % 3])).collect();
    assert_eq!(circle(&three).len(), 1);
    let itself: Vec<Value> = (0..4).map(|n| hop(n, a, "/a")).collect();
    assert_eq!(circle(&itself), [json!([0, 1, 2, 3])]);
    for language in ["en", "ko"] {
        let text = diagnose(&itself, language).text;
        assert!(text.contains("0, 1, 2, 3"), "{text}");
    }
    let arrived = request("GET", a, answer(200, &[], "text/html", "<p>"), json!({}));
    let at = |mut entry: Value, second: usize| {
        entry["startedDateTime"] = json!(format!("2026-03-04T10:00:{second:02}.000Z"));
        entry
    };
    assert_eq!(
        circle(&[hop(0, a, b), hop(1, b, a), hop(2, a, b), hop(3, b, a), at(arrived.clone(), 4)]),
        [json!(null); 0]
    );
    assert_eq!(circle(&[hop(0, a, a), hop(1, a, a)]), [json!(null); 0], "once is how a page sets a cookie");
    let tracker: Vec<Value> = (0..9).map(|n| hop(n, a, &format!("https://x.example/{n}"))).collect();
    assert_eq!(circle(&tracker), [json!(null); 0]);
    let image: Vec<Value> = (0..4).flat_map(|n| [hop(2 * n, c, a), at(arrived.clone(), 2 * n + 1)]).collect();
    assert_eq!(circle(&image), [json!(null); 0]);
    let again: Vec<Value> = (0..4).map(|n| hop(n, c, a)).collect();
    assert_eq!(circle(&again), [json!(null); 0], "the target came from the cache");
}

#[test]
fn a_preflight_that_does_not_allow_the_request_is_named() {
    let origin = "https://admin.webex.example";
    let preflight = |headers: &[(&str, &str)]| {
        let mut entry = request("OPTIONS", ONBOARD, answer(204, headers, "", ""), json!({}));
        let asked = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "PATCH"),
            ("Access-Control-Request-Headers", "x-trace"),
        ];
        entry["request"]["headers"] =
            asked.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        entry
    };
    let stopped = |headers: &[(&str, &str)], error: &str| {
        diagnose(&[preflight(headers), onboard(failed(0, json!({"_error": error})), json!({}))], "en")
    };
    let (any, methods) = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PATCH"));
    let headers = ("Access-Control-Allow-Headers", "X-Trace");
    for (sent, refusal, text) in [
        (&[("Date", "x")][..], json!("origin"), "does not allow the origin of the page"),
        (&[any, headers], json!("method"), "does not allow the method PATCH"),
        (&[any, methods], json!("header"), "does not allow the header x-trace"),
    ] {
        let found = stopped(sent, "net::ERR_FAILED");
        let finding = &found.json["findings"][0];
        assert_eq!((&finding["preflight"], &finding["preflight_refusal"]), (&json!(0), &refusal));
        assert_eq!(rules(&found), [(1, "net-cors".to_owned())]);
        assert!(found.text.contains(text), "{}", found.text);
        assert!(
            found.text.contains("Adding the user or license failed"),
            "it was never sent: {}",
            found.text
        );
    }
    for (sent, error) in [
        (&[any, methods, headers][..], "net::ERR_FAILED"),
        (&[], "net::ERR_FAILED"),
        (&[("Date", "x")], "net::ERR_CONNECTION_RESET"),
    ] {
        assert_eq!(stopped(sent, error).json["findings"][0]["preflight"], json!(null), "{sent:?} {error}");
    }
}

#[test]
fn what_may_have_taken_effect_is_not_called_failed() {
    let page = "<html><head><title>Internet Security by Zscaler</title></head><body>blocked</body></html>";
    let blocked = answer(403, &[("Content-Type", "text/html")], "text/html", page);
    let headline = "Adding the user or license: no usable answer from the API";
    for response in [blocked, failed(0, json!({"_error": "net::ERR_CONNECTION_RESET"})), failed(0, json!({}))]
    {
        let found = diagnose(&[onboard(response, json!({}))], "en");
        assert!(found.text.contains(headline) && !found.text.contains("license failed"), "{}", found.text);
    }
    let unsent =
        diagnose(&[onboard(failed(0, json!({"_error": "net::ERR_NAME_NOT_RESOLVED"})), json!({}))], "en");
    assert!(unsent.text.contains("Adding the user or license failed"), "{}", unsent.text);
}

#[test]
fn pages_of_networks_in_other_languages() {
    let page = |title: &str, text: &str| {
        format!("<!DOCTYPE html><html><head><title>{title}</title></head><body>{text}</body></html>")
    };
    let html = &[("Content-Type", "text/html; charset=utf-8")][..];
    let portal = |title: &str, text: &str| answer(200, html, "text/html", &page(title, text));
    let block = |title: &str, text: &str| answer(403, html, "text/html", &page(title, text));
    let portals = [
        portal("네트워크 인증", "무선 인터넷을 이용하려면 인증하십시오"),
        portal("Portail captif", "Bienvenue"),
        portal("Gäste-WLAN", "Nutzungsbedingungen"),
        portal("ネットワーク認証", "ログインしてください"),
    ];
    let blocks = [
        block("차단", "회사 정책에 따라 접속이 차단되었습니다"),
        block("アクセスがブロックされました", "会社のポリシー"),
        block("Seite gesperrt", "gesperrt gemäß der Richtlinie Ihres Unternehmens"),
        block("Blocked", "This page was blocked by your organization"),
    ];
    let entries: Vec<Value> =
        portals.iter().chain(&blocks).map(|response| onboard(response.clone(), json!({}))).collect();
    let found = diagnose(&entries, "en");
    assert_eq!(undecided(&found), [0, 1, 2, 3]);
    let portal_rules =
        found.json["undecided"].as_array().unwrap().iter().all(|one| one["rule"]["id"] == "page-portal");
    assert!(portal_rules, "{}", found.json["undecided"]);
    assert!(rules(&found).iter().all(|(_, rule)| rule == "page-block"), "{:?}", rules(&found));
    assert_eq!(rules(&found).len(), blocks.len());
}

#[test]
fn a_read_of_webex_that_the_network_stopped_is_named() {
    let url = "https://webexapis.example/v1/wholesale/subscribers";
    let dead = |error: &str| vec![request("GET", url, failed(0, json!({"_error": error})), json!({}))];
    let named = |entries: &[Value]| {
        let found = diagnose(entries, "en");
        rules(&found).len() + found.json["other_failures"].as_array().unwrap().len()
    };
    assert_eq!(named(&dead("net::ERR_CONNECTION_RESET")), 1);
    assert_eq!(named(&dead("net::ERR_ABORTED")), 0, "the page took it back");
    let calling = "https://webexapis.example/v1/telephony/config/queues/q";
    let nothing =
        request("PUT", calling, answer(400, &[], "application/json", r#"{"message":"odd"}"#), json!({}));
    let text = diagnose(&[nothing], "en").text;
    assert!(text.contains("The Webex request failed") && !text.contains("names no user"), "{text}");
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
