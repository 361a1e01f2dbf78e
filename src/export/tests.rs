use super::*;
use crate::export::call::Call;
use crate::har::source::Source;
use serde_json::{Value, json};

fn store(entries: &[Value]) -> Store {
    let har = json!({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"},
        "pages": [{"id": "p1", "title": "one"}, {"id": "p2", "title": "two"}], "entries": entries}});
    Store::scan(Source::from_bytes("x.har", har.to_string().into_bytes()).unwrap()).unwrap()
}

fn entry_of(request: Value) -> Value {
    json!({"startedDateTime": "2026-11-21T10:00:00Z", "time": 1, "request": request, "pageref": "p2",
        "response": {"status": 200, "headers": [], "content": {"mimeType": "application/json", "text": "{}"}}})
}

fn call(request: Value) -> Option<Call> {
    let store = store(&[entry_of(request)]);
    let entry = entry(&store, 0, Secrets::Kept).unwrap();
    Call::of(&entry, &store.source, Secrets::Kept)
}

fn header(name: &str, value: &str) -> Value {
    json!({"name": name, "value": value})
}

#[test]
fn what_a_client_adds_by_itself_is_left_out() {
    let headers = [
        header(":authority", "a.example"),
        header("Host", "A.example"),
        header("content-length", "3"),
        header("Accept-Encoding", "gzip, br"),
        header("cookie", "a=1"),
        header("cookie", "b=2"),
        header("@/etc/passwd", "x"),
        header("-o", "x"),
        header("X-Line", "a\r\nInjected: b"),
        header("X-Empty", ""),
        header("Content-Encoding", "gzip"),
    ];
    let call = call(json!({"method": "POST", "url": "https://a.example/ä b?q=한#x", "headers": headers,
        "postData": {"mimeType": "text/plain", "text": "@body"}}))
    .unwrap();
    let kept: Vec<_> =
        call.headers.iter().map(|header| format!("{}: {}", header.name, header.value)).collect();
    assert_eq!(kept, ["X-Line: a  Injected: b", "X-Empty: ", "Cookie: a=1; b=2"]);
    assert_eq!(call.url, "https://a.example/%C3%A4%20b?q=%ED%95%9C#x");
    assert!(call.compressed && call.body.as_deref() == Some(b"@body"));
    let command = shell::curl(&call);
    assert!(
        command.starts_with("curl 'https://a.example/%C3%A4%20b?q=%ED%95%9C#x' \\\n  -X POST"),
        "{command}"
    );
    assert!(command.contains("-H 'X-Empty;'") && command.contains("--data-raw '@body'"), "{command}");
}

#[test]
fn what_is_no_web_address_cannot_be_sent() {
    for url in ["data:text/plain,x", "file:///etc/passwd", "-o/tmp/x", "", "https://"] {
        assert_eq!(call(json!({"method": "GET", "url": url})), None, "{url}");
    }
    assert_eq!(call(json!({"method": "GET; rm -rf /", "url": "https://a.example/"})), None);
}

#[test]
fn nothing_in_a_powershell_here_string_can_end_it() {
    let nasty = "it's \"x\" $env:PATH `n %PATH% & | \\ ’@\n'@\n\"@ --% @'\r\n\t!";
    let call = call(json!({"method": "POST", "url": "https://a.example/?q='@$(1)[1-9]", "headers": [
        header("X-A", "it's \"x\" $env:PATH `n %PATH% \\"), header("X-Empty", "")],
        "postData": {"mimeType": "text/plain", "text": nasty}}))
    .unwrap();
    let script = powershell::curl(&call);
    let (_, inside) = script.split_once("@'\n").unwrap();
    let (inside, rest) = inside.split_once("\n'@)").unwrap();
    assert_eq!(inside, powershell::configuration(&call));
    for line in inside.lines() {
        let is_option = ["url = \"", "request = \"", "header = \"", "data-raw = \"", "globoff"];
        assert!(is_option.iter().any(|begin| line.starts_with(begin)), "{line}");
    }
    assert!(inside.contains(r#"header = "X-A: it's \"x\" $env:PATH `n %PATH% \\""#), "{inside}");
    assert!(inside.contains(r#"header = "X-Empty;""#) && inside.contains(r"\n'@\n"), "{inside}");
    assert_eq!(rest, "\ncurl.exe --config $request\nRemove-Item $request");
    let bytes = Call { body: Some(vec![0, 255, b'\'']), ..call };
    let script = powershell::curl(&bytes);
    assert!(
        script.contains("FromBase64String('AP8n')") && script.contains("--data-binary \"@$body\""),
        "{script}"
    );
    assert!(script.chars().all(crate::text::clean::is_plain_or_line_feed));
}

#[test]
fn a_har_of_some_entries_has_only_their_pages_and_is_whole() {
    let request =
        |url: &str| entry_of(json!({"method": "GET", "url": url, "headers": [header("Cookie", "a=s3cr3t")]}));
    let store = store(&[request("https://a.example/0"), request("https://a.example/1?code=s3cr3t")]);
    for (secrets, count) in [(Secrets::Replaced, 0), (Secrets::Kept, 2)] {
        let mut out = Vec::new();
        let replaced =
            write(&store, &[1, 0], (Form::Har, secrets), "x", &mut out, &mut |_| ControlFlow::Continue(()));
        assert_eq!(replaced.unwrap().unwrap() > 0, secrets == Secrets::Replaced);
        let text = String::from_utf8(out.clone()).unwrap();
        let har: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(har["log"]["pages"], json!([{"id": "p2", "title": "two"}]));
        assert!(har["log"]["entries"][1]["request"]["url"].as_str().unwrap().ends_with("/0"));
        assert_eq!(har["log"]["entries"].as_array().unwrap().len(), 2);
        assert_eq!(text.matches("s3cr3t").count(), if count > 0 { 3 } else { 0 }, "{text}");
        assert!(har["log"]["comment"].as_str().unwrap().contains("2 of 2 entries"));
    }
    let one: Value = serde_json::from_slice(&har(&store, 0, Secrets::Replaced).unwrap()).unwrap();
    assert_eq!(one["log"]["entries"].as_array().unwrap().len(), 1);
    assert_eq!(one["log"]["version"], "1.2");
}

#[test]
fn a_truncated_file_is_an_error_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.har");
    let request = entry_of(json!({"method": "GET", "url": "https://a.example/", "headers": []}));
    let har = json!({"log": {"version": "1.2", "entries": vec![request; 100]}}).to_string();
    std::fs::write(&path, &har).unwrap();
    let store = Store::scan(Source::open(&path).unwrap()).unwrap();
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(har.len() as u64 / 2).unwrap();
    let all: Vec<usize> = (0..100).collect();
    for secrets in [Secrets::Replaced, Secrets::Kept] {
        let on_entry = &mut |_| ControlFlow::Continue(());
        let har = write(&store, &all, (Form::Har, secrets), "x", &mut Vec::new(), on_entry);
        assert!(har.unwrap_err().to_string().contains("shorter"));
        let on_entry = &mut |_| ControlFlow::Continue(());
        let bodies = bodies::save_all(&store, &all, secrets, (folder.path(), "b"), on_entry);
        assert!(bodies.unwrap_err().to_string().contains("shorter"));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn it_can_be_stopped() {
    let store = store(&[entry_of(json!({"method": "GET", "url": "https://a.example/"})), json!({})]);
    for form in [Form::Har, Form::Csv, Form::Ndjson, Form::Markdown] {
        let stop = &mut |_| ControlFlow::Break(());
        let done = write(&store, &[0, 1], (form, Secrets::Replaced), "x", &mut Vec::new(), stop).unwrap();
        assert_eq!(done, None, "{form:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let stop = &mut |_| ControlFlow::Break(());
    let done = bodies::save_all(&store, &[0, 1], Secrets::Replaced, (folder.path(), "b"), stop).unwrap();
    assert_eq!((done, std::fs::read_dir(folder.path()).unwrap().count()), (None, 0));
}

#[test]
fn bodies_get_names_that_lead_nowhere() {
    let request = |url: &str| entry_of(json!({"method": "GET", "url": url}));
    let store = store(&[
        request("https://a.example/../../etc/passwd?x=/y"),
        request("https://a.example/app/main.json"),
        request("data:image/png;base64,AAAA"),
        request(&format!("https://a.example/{}", "long/".repeat(100))),
        json!({"request": {"method": "GET", "url": "https://a.example/none"}}),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let on_entry = &mut |_| ControlFlow::Continue(());
    let all: Vec<usize> = (0..5).collect();
    let saved = bodies::save_all(&store, &all, Secrets::Replaced, (folder.path(), "bodies"), on_entry)
        .unwrap()
        .unwrap();
    assert_eq!((saved.bodies, saved.missing), (4, 1));
    let mut names: Vec<String> = std::fs::read_dir(folder.path().join("bodies"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names[..3], ["0-a.example-etc-passwd.json", "1-a.example-app-main.json", "2-data.json"]);
    assert!(names[3].len() < 90);
}
