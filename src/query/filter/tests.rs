use super::table::TERMS;
use super::*;
use crate::diagnose::engine::Engine;
use crate::diagnose::knowledge::Knowledge;
use crate::har::source::Source;
use crate::har::store::Store;
use crate::query::finding_index::FindingIndex;
use crate::query::select::select;
use crate::text::Lang;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use proptest::prelude::*;
use serde_json::{Value, json};

fn mistake(text: &str) -> (String, Fault) {
    let mistake = Filter::parse(text).expect_err(text);
    (text[mistake.range].to_owned(), mistake.fault)
}

#[test]
fn what_is_no_term_is_a_word() {
    let url = "https://h.example:8443/a?url=x";
    for text in
        [url, "urn:uuid:1", "localhost:80", "data:text/plain", "/users/onboard", "a=b", "10:30", "-", "x>1"]
    {
        let filter = Filter::parse(text).unwrap();
        assert_eq!((filter.words(), filter.terms().len()), (text, 0), "{text}");
    }
}

#[test]
fn terms_keep_their_places() {
    let text = "users -method:GET,PUT  time>500ms \"as is\" -static /v[12]/i";
    let filter = Filter::parse(text).unwrap();
    assert_eq!(filter.words(), "users");
    let terms: Vec<_> =
        filter.terms().iter().map(|term| (&text[term.range.clone()], term.field, term.negated)).collect();
    assert_eq!(
        terms,
        [
            ("-method:GET,PUT", Field::Method, true),
            ("time>500ms", Field::Time, false),
            ("\"as is\"", Field::Url, false),
            ("-static", Field::Url, true),
            ("/v[12]/i", Field::Url, false),
        ]
    );
    assert_eq!(Filter::parse("status:404").unwrap().terms()[0].field, Field::Status);
    assert_eq!(Filter::parse("body:\"a b\" x").unwrap().words(), "x");
    assert_eq!(Filter::parse("body:/a b,c/i,d x").unwrap().words(), "x");
}

#[test]
fn mistakes_say_where_and_what() {
    let no_term = |typed: &str, nearest| Fault::NoSuchTerm { typed: typed.to_owned(), nearest };
    assert_eq!(mistake("x staus-code:404"), ("staus-code:".to_owned(), no_term("staus-code", "status-code")));
    assert_eq!(mistake("-mehtod:GET").1, no_term("mehtod", "method"));
    assert_eq!(mistake("larger:1").1, no_term("larger", "larger-than"));
    assert_eq!(mistake("status-code:").1, Fault::NoValue(Field::Status));
    assert_eq!(mistake("time>").1, Fault::NoValue(Field::Time));
    assert_eq!(mistake("a size>1q"), (">1q".to_owned(), Fault::NoNumber(Field::Size)));
    assert_eq!(mistake("url:/(/").0, "/(/");
    let no_value = |nearest| Fault::NoSuchValue { field: Field::Is, typed: "x".to_owned(), nearest };
    assert_eq!(mistake("is:x").1, no_value(None));
    assert!(matches!(mistake("is:fialed").1, Fault::NoSuchValue { nearest: Some("failed"), .. }));
    for lang in [Lang::En, Lang::Ko] {
        for text in ["staus-code:4", "is:x", "is:fial", "body:", "time:x", "size:x", "status:x", "url:/(/"] {
            let Err(mistake) = Filter::parse(text) else { continue };
            assert!(!mistake.text(lang).is_empty());
        }
    }
}

#[test]
fn while_it_is_typed_a_term_without_a_value_is_left_out() {
    let filter = Filter::parse_typed("users status-code: is:failed time>").unwrap();
    assert_eq!((filter.words(), filter.terms().len()), ("users", 1));
    assert_eq!(Filter::parse_typed("is:failed,sl").unwrap().terms().len(), 1, "a choice that is being typed");
    assert!(Filter::parse_typed("is:nothing").is_err());
    let text = "is:failed staus-code:4 x";
    assert_eq!(Filter::parse(text).unwrap_err().rest(text).as_deref(), Some("is:failed  x"));
}

#[test]
fn the_table_is_consistent() {
    for row in TERMS {
        let filter =
            Filter::parse(row.example).unwrap_or_else(|mistake| panic!("{}: {mistake:?}", row.example));
        assert_eq!(filter.terms().len(), 1, "{}", row.example);
        assert_eq!(filter.terms()[0].field, row.field, "{}", row.example);
        for lang in [Lang::En, Lang::Ko] {
            assert!(crate::text::words::words(lang).terms.contains_key(row.name), "{}", row.name);
        }
    }
    assert_eq!(crate::text::words::words(Lang::En).terms.len(), TERMS.len());
}

proptest! {
    #[test]
    fn never_panics(text in "([a-z-]{0,4}|is:|time|body:|,|-|<|>=|:|\"|/|i|\\\\|[(*]| |홍|4xx|\\PC){0,16}") {
        match Filter::parse(&text) {
            Ok(filter) => {
                for term in filter.terms() {
                    prop_assert!(text.get(term.range.clone()).is_some_and(|term| !term.is_empty()));
                }
            }
            Err(mistake) => {
                prop_assert!(text.get(mistake.range.clone()).is_some());
                prop_assert!(!mistake.text(Lang::En).contains('\n'));
            }
        }
        let _ = Filter::parse_typed(&text);
    }

    #[test]
    fn words_are_words(words in "[a-z0-9/?=&.]{1,20}") {
        prop_assume!(!words.starts_with('/'));
        let filter = Filter::parse(&words).unwrap();
        prop_assert_eq!(filter.words(), words);
    }
}

fn entry(method: &str, url: &str, status: i64) -> Value {
    json!({"startedDateTime": "2026-11-21T10:00:00Z", "time": 20,
        "request": {"method": method, "url": url, "headers": [], "cookies": []},
        "response": {"status": status, "headers": [], "cookies": [], "content": {"size": 10, "mimeType": "text/plain", "text": "ok"}}})
}

fn with_body(mime: &str, encoding: &str, text: &str) -> Value {
    let mut entry = entry("GET", "https://b.example/body", 200);
    entry["response"]["content"] =
        json!({"size": text.len(), "mimeType": mime, "encoding": encoding, "text": text});
    entry
}

/// The entries that satisfy a filter.
fn selected(entries: &[Value], filter: &str) -> Vec<usize> {
    let har =
        json!({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}});
    let store = Store::scan(Source::from_bytes("x.har", har.to_string().into_bytes()).unwrap()).unwrap();
    let found = FindingIndex::of_diagnosis(&Engine::new(Knowledge::builtin()).diagnose(&store));
    select(&store, &Filter::parse(filter).unwrap(), &found).entries
}

#[test]
fn every_term_of_the_list() {
    let mut entries = vec![
        entry("GET", "https://cdn.a.example/app.js", 200),
        entry("POST", "https://atlas.b.example/users", 404),
        entry("GET", "wss://c.example/socket", 101),
        entry("GET", "https://c.example/late", 0),
    ];
    entries[0]["_resourceType"] = "script".into();
    entries[0]["time"] = 1500.into();
    entries[0]["response"]["content"]["size"] = 20_000.into();
    entries[1]["response"]["content"]["mimeType"] = "application/json; charset=utf-8".into();
    let cases: &[(&str, &[usize])] = &[
        ("", &[0, 1, 2, 3]),
        ("method:post", &[1]),
        ("-method:GET", &[1]),
        ("method:P*,DELETE", &[1]),
        ("status-code:4xx", &[1]),
        ("status-code:200,404", &[0, 1]),
        ("status-code:<200", &[2, 3]),
        ("domain:example", &[0, 1, 2, 3]),
        ("domain:*.b.example", &[1]),
        ("domain:\"c.example\" -scheme:wss", &[3]),
        ("url:users", &[1]),
        ("url:/APP\\.js$/i", &[0]),
        ("url:/APP\\.js$/", &[]),
        ("mime-type:json", &[1]),
        ("mime-type:application/json", &[1]),
        ("resource-type:script", &[0]),
        ("resource-type:websocket,xhr", &[1, 2]),
        ("larger-than:10k", &[0]),
        ("size>10k", &[0]),
        ("size<=10", &[1, 2, 3]),
        ("time>1s", &[0]),
        ("time:20", &[1, 2, 3]),
        ("is:failed", &[1, 3]),
        ("is:aborted", &[3]),
        ("is:slow", &[0]),
        ("-is:failed,slow", &[2]),
        ("users -status-code:200", &[1]),
        ("\"app.js\"", &[0]),
        ("-c.example", &[0, 1]),
    ];
    for (filter, expected) in cases {
        assert_eq!(selected(&entries, filter), *expected, "{filter}");
    }
}

#[test]
fn headers_cookies_and_the_cache() {
    let mut entries = vec![entry("GET", "https://a.example/", 200), entry("GET", "https://b.example/", 200)];
    entries[0]["request"]["headers"] = json!([{"name": "Authorization", "value": "x"}]);
    entries[0]["request"]["cookies"] = json!([{"name": "session_1", "value": "x"}]);
    entries[1]["response"]["headers"] =
        json!([{"name": "Retry-After", "value": "5"}, {"name": "TrackingID", "value": "ATLAS_7_1"}]);
    entries[1]["response"]["cookies"] = json!([{"name": "sid", "value": "x"}]);
    entries[1]["_fromCache"] = "disk".into();
    let cases: &[(&str, &[usize])] = &[
        ("has-request-header:authorization", &[0]),
        ("-has-request-header:auth*", &[1]),
        ("has-response-header:retry-after", &[1]),
        ("cookie-name:session*", &[0]),
        ("set-cookie-name:sid", &[1]),
        ("is:from-cache", &[1]),
        ("tracking:ATLAS_7", &[1]),
        ("tracking:ATLAS_8", &[]),
    ];
    for (filter, expected) in cases {
        assert_eq!(selected(&entries, filter), *expected, "{filter}");
    }
}

#[test]
fn a_url_that_is_too_long_for_the_list_is_read_whole() {
    let long = format!("https://a.example/?{}&end=here", "x".repeat(5000));
    let entries = [entry("GET", &long, 200), entry("GET", "https://a.example/?end=there", 200)];
    assert_eq!(selected(&entries, "url:end=here"), [0]);
    assert_eq!(selected(&entries, "-url:end=here"), [1]);
    assert_eq!(selected(&entries, "url:*=here"), [0]);
}

#[test]
fn bodies_are_read_however_they_are_kept() {
    let gzip = |bytes: &[u8]| {
        use std::io::Write as _;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    let text = r#"{"이름":"홍길동","state":"already exists"}"#;
    let (korean, _, _) = encoding_rs::EUC_KR.encode(text);
    let japanese = "<p>ユーザー already exists</p>";
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
    let base64 = |bytes: &[u8]| BASE64_STANDARD.encode(bytes);
    let mut packed = with_body("application/json", "base64", &base64(&gzip(text.as_bytes())));
    packed["response"]["headers"] = json!([{"name": "content-encoding", "value": "gzip"}]);
    let mut posted = entry("POST", "https://b.example/form", 200);
    posted["request"]["postData"] = json!({"mimeType": "text/plain", "text": "it ALREADY exists"});
    let mut form = entry("POST", "https://b.example/form", 200);
    form["request"]["postData"] = json!({"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "already", "value": "exists"}]});
    let entries = [
        entry("GET", "https://b.example/none", 200),
        with_body("application/json", "", text),
        with_body("application/json", "base64", &base64(text.as_bytes())),
        packed,
        with_body("application/json; charset=euc-kr", "base64", &base64(&korean)),
        with_body("text/html; charset=shift_jis", "base64", &base64(&shift_jis)),
        with_body("application/json", "", r#"{"a":"\uD64d\uae38\ub3d9 \u0061lready exists"}"#),
        posted,
        form,
        with_body("application/octet-stream", "base64", &base64(b"\x00\x01already exists\xff\xfe")),
    ];
    assert_eq!(selected(&entries, "body:\"already exists\""), [1, 2, 3, 4, 5, 6, 7, 9]);
    assert_eq!(selected(&entries, "body:already=exists"), [8]);
    assert_eq!(selected(&entries, "body:홍길동"), [1, 2, 3, 4, 6]);
    assert_eq!(selected(&entries, "body:ユーザー"), [5]);
    assert_eq!(selected(&entries, "-body:already"), [0]);
    assert_eq!(selected(&entries, "body:/already\\s+EXISTS/i method:POST"), [7]);
    assert_eq!(selected(&entries, "url:none,form -body:already"), [0]);
}

#[test]
fn users_codes_and_tracking_ids_are_found_in_findings_and_bodies() {
    let mut failed = entry("POST", "https://atlas.example/admin/api/v1/users/onboard", 200);
    failed["response"]["content"] = json!({"mimeType": "application/json", "text": json!({"userResponse": [{
        "status": 400, "email": "kim@corp.example", "errorList": [{"errorCode": "5302",
        "description": "POST failed: HTTP/1.1 409 Conflict (url = https://c.example, request/response TrackingId = ATLAS_9_30, errorCode = '5302', error = '[Error 10991] Url already exists: kim@corp.example')"}]}]}).to_string()});
    let mut other =
        with_body("text/plain", "", r#"{"code": 7001, "zipcode": 5302, "trackingId": "CPAPI_1"}"#);
    other["request"]["url"] = "https://b.example/users/kim%40x".into();
    let entries = [failed, other, with_body("application/json", "", r#"{"mail":"KIM@corp.example"}"#)];
    let cases: &[(&str, &[usize])] = &[
        ("user:kim@corp.example", &[0, 2]),
        ("user:nobody", &[]),
        ("code:5302", &[0]),
        ("code:10991,7001", &[0, 1]),
        ("code:53", &[]),
        ("code:53*", &[0]),
        ("tracking:ATLAS_9", &[0]),
        ("tracking:CPAPI_1", &[1]),
        ("is:finding", &[0]),
        ("is:onboard,license", &[0]),
        ("is:failed -is:finding", &[]),
        ("is:license,undecided", &[]),
    ];
    for (filter, expected) in cases {
        assert_eq!(selected(&entries, filter), *expected, "{filter}");
    }
}

#[test]
fn terms_about_a_part_of_an_entry() {
    let header = |name: &str, value: &str| json!({"name": name, "value": value});
    let entry = |method: &str, url: &str, status: i64, request: Vec<Value>, response: Vec<Value>| {
        json!({"serverIPAddress": "192.0.2.7", "_initiator": {"type": "script", "url": "https://h.example/app.js"},
            "request": {"method": method, "url": url, "httpVersion": "h2", "headers": request},
            "response": {"status": status, "httpVersion": "h2", "headers": response,
                "content": {"mimeType": "text/plain", "text": "hello"}}})
    };
    let mut stream = entry("GET", "https://h.example/s", 200, vec![], vec![]);
    stream["_webSocketMessages"] =
        json!([{"type": "send", "time": 1.0, "opcode": 1, "data": "subscribe to calls"}]);
    let entries = [
        entry("GET", "https://h.example/?q=1", 302, vec![header("Origin", "https://other.example")], vec![]),
        entry(
            "OPTIONS",
            "https://h.example/a",
            204,
            vec![header("Access-Control-Request-Method", "POST")],
            vec![],
        ),
        entry("GET", "https://h.example/b", 304, vec![], vec![header("X-Cache", "HIT")]),
        stream,
    ];
    let har = json!({"log": {"entries": entries}}).to_string();
    let store = Store::scan(Source::from_bytes("x.har", har.into_bytes()).unwrap()).unwrap();
    let found = FindingIndex::default();
    let cases: [(&str, &[usize]); 16] = [
        ("is:redirect", &[0]),
        ("is:third-party", &[0]),
        ("is:preflight", &[1]),
        ("is:cors", &[1]),
        ("is:cached", &[2]),
        ("has:query", &[0]),
        ("has:messages", &[3]),
        ("has:response", &[0, 1, 2, 3]),
        ("header:x-cache", &[2]),
        ("response-header:hit", &[2]),
        ("request-header:\"origin: https\"", &[0]),
        ("message:subscribe", &[3]),
        ("body:subscribe", &[3]),
        ("entry:1-2", &[1, 2]),
        ("protocol:h2 remote:192.0.2. initiator:app.js", &[0, 1, 2, 3]),
        ("cause:domain", &[]),
    ];
    for (text, expected) in cases {
        let filter = Filter::parse(text).unwrap();
        assert_eq!(select(&store, &filter, &found).entries, expected, "{text}");
    }
}

#[test]
fn a_term_that_does_not_exist_is_a_mistake() {
    let unknown = Fault::NoSuchTerm { typed: "colour".to_owned(), nearest: "url" };
    assert_eq!(mistake("x colour:red"), ("colour:".to_owned(), unknown));
}
