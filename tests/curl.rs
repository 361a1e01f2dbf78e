//! Runs the commands that replay a request against a local server: what arrives must be what was recorded.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(unix)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use harlens::export::{self, Secrets, call::Call, powershell, shell};
use harlens::har::source::Source;
use harlens::har::store::Store;
use serde_json::{Value, json};

/// A received request.
#[derive(Debug)]
struct Arrived {
    line: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Arrived {
    fn header(&self, name: &str) -> Option<&[u8]> {
        let mut found = self.headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
        let value = found.next().map(|(_, value)| value.as_slice());
        assert!(found.next().is_none(), "{name} came twice: {self:?}");
        value
    }
}

/// Reads one request and responds.
fn receive(listener: &TcpListener) -> Arrived {
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let head_end = loop {
        if let Some(at) = memchr::memmem::find(&bytes, b"\r\n\r\n") {
            break at;
        }
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "it ended early: {}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&buffer[..count]);
    };
    let head = bytes[..head_end].to_vec();
    let mut lines = head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let line = String::from_utf8(lines.next().unwrap().to_vec()).unwrap();
    let headers: Vec<(String, Vec<u8>)> = lines
        .map(|line| {
            let colon = memchr::memchr(b':', line).unwrap();
            (String::from_utf8(line[..colon].to_vec()).unwrap(), line[colon + 1..].trim_ascii().to_vec())
        })
        .collect();
    let mut arrived = Arrived { line, headers, body: bytes[head_end + 4..].to_vec() };
    if arrived.header("expect").is_some() {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
    }
    let length = arrived
        .header("content-length")
        .map_or(0, |length| std::str::from_utf8(length).unwrap().parse::<usize>().unwrap());
    while arrived.body.len() < length {
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "the body ended early");
        arrived.body.extend_from_slice(&buffer[..count]);
    }
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    arrived
}

fn has_curl() -> bool {
    let found = Command::new("curl").arg("--version").stdout(Stdio::null()).status();
    if found.is_ok_and(|status| status.success()) {
        return true;
    }
    let _ = writeln!(std::io::stderr(), "SKIPPED: curl is not here, so no command was run");
    false
}

/// Runs a command while a server waits for it.
fn sent(address: SocketAddr, listener: TcpListener, command: &mut Command, shown: &str) -> Arrived {
    let server = thread::spawn(move || receive(&listener));
    let output = command.env("http_proxy", "").env("no_proxy", "*").stdin(Stdio::null()).output().unwrap();
    if !output.status.success() {
        // Unblocks the server if the command never connected.
        let _ = TcpStream::connect(address);
        panic!("{shown}\n{}", String::from_utf8_lossy(&output.stderr));
    }
    server.join().unwrap()
}

fn call_of(request: &Value) -> Call {
    let har = json!({"log": {"entries": [{"request": request}]}});
    let store = Store::scan(Source::from_bytes("x.har", har.to_string().into_bytes()).unwrap()).unwrap();
    let entry = export::entry(&store, 0, Secrets::Kept).unwrap();
    Call::of(&entry, &store.source, Secrets::Kept).unwrap()
}

/// Sends a request with both commands; `check` examines what arrived.
fn each_way(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    post: Option<Value>,
    check: &dyn Fn(&Arrived),
) {
    for way in ["sh", "configuration"] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let headers: Vec<Value> =
            headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        let mut request =
            json!({"method": method, "url": format!("http://{address}{path}"), "headers": headers});
        if let Some(post) = &post {
            request["postData"] = post.clone();
        }
        let call = call_of(&request);
        let folder = tempfile::tempdir().unwrap();
        let arrived = if way == "sh" {
            let command = shell::curl(&call);
            assert!(command.chars().all(harlens::text::clean::is_plain_or_line_feed), "{command:?}");
            let mut sh = Command::new("sh");
            sh.current_dir(&folder);
            if command.len() < 100_000 {
                sh.args(["-c", &command]);
            } else {
                // Pasted text may exceed the length of an argument.
                std::fs::write(folder.path().join("pasted"), &command).unwrap();
                sh.arg("pasted");
            }
            sent(address, listener, &mut sh, &command)
        } else {
            // The files that PowerShell would write, and the line with which it would run curl.
            let script = powershell::curl(&call);
            let file = |name: &str, content: &[u8]| {
                let path = folder.path().join(name);
                std::fs::write(&path, content).unwrap();
                path.to_str().unwrap().to_owned()
            };
            let (_, inside) = script.split_once("@'\n").unwrap();
            let (inside, _) = inside.split_once("\n'@)").unwrap();
            let mut command = Command::new("curl");
            command.args(["--silent", "--show-error", "--config", &file("request", inside.as_bytes())]);
            if let Some((_, encoded)) = script.split_once("FromBase64String('") {
                let (encoded, _) = encoded.split_once('\'').unwrap();
                let body = file("body", &BASE64_STANDARD.decode(encoded).unwrap());
                command.args(["--data-binary", &format!("@{body}")]);
            }
            sent(address, listener, &mut command, &script)
        };
        check(&arrived);
    }
}

#[test]
fn every_method_arrives() {
    if !has_curl() {
        return;
    }
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        each_way(method, "/p?q=1", &[("X-A", "b")], None, &|arrived| {
            assert_eq!(arrived.line, format!("{method} /p?q=1 HTTP/1.1"));
            assert_eq!(arrived.header("x-a"), Some(&b"b"[..]));
            assert_eq!(arrived.header("content-type"), None, "{method}: curl adds none");
            let says_empty = ["POST", "PUT", "PATCH"].contains(&method);
            assert_eq!(arrived.header("content-length"), says_empty.then_some(&b"0"[..]), "{method}");
            assert!(arrived.body.is_empty());
        });
        if ["GET", "HEAD"].contains(&method) {
            continue;
        }
        let post = json!({"mimeType": "application/json", "text": "{\"a\": \"it's\"}"});
        each_way(method, "/", &[("content-type", "application/json")], Some(post), &|arrived| {
            assert_eq!(arrived.line, format!("{method} / HTTP/1.1"));
            assert_eq!(arrived.header("content-type"), Some(&b"application/json"[..]));
            assert_eq!(arrived.body, b"{\"a\": \"it's\"}");
        });
    }
}

#[test]
fn every_body_arrives_byte_for_byte() {
    if !has_curl() {
        return;
    }
    let all_bytes: Vec<u8> = (0..=255).chain(0..=255).collect();
    let long = "0123456789'\\%\"".repeat(20_000);
    let texts = [
        "it's \"quoted\" `id` $(id) $HOME ${x} !! \\ \\n %s %% %d & | ; < > # ~ * ? [a] {b,c}",
        "'",
        "''",
        "'\\''",
        "\\",
        "@/etc/passwd",
        "-x",
        "--data",
        "a\nb\n\n",
        "\n",
        "a\r\nb\r\n",
        "\ta\tb",
        "홍길동 é 😀",
        "\u{1b}]0;title\u{7}\u{202e}",
        "'@\n@'\n\"@\n",
        "=",
        "",
        "end\\",
        "a=1&b=%20+",
        long.as_str(),
    ];
    for text in texts {
        let post = json!({"mimeType": "text/plain", "text": text});
        each_way("POST", "/", &[("Content-Type", "text/plain")], Some(post), &|arrived| {
            let (got, wanted) = (String::from_utf8_lossy(&arrived.body), &text);
            assert!(arrived.body == text.as_bytes(), "{:.200}\n{:.200}", got, wanted);
        });
    }
    for bytes in [all_bytes.as_slice(), b"\0", b"-\xff", b"\x1f\x8b\x08\0\0\0"] {
        let post = json!({"mimeType": "application/octet-stream", "encoding": "base64",
            "text": BASE64_STANDARD.encode(bytes)});
        each_way("PUT", "/", &[], Some(post), &|arrived| {
            assert_eq!(arrived.body, bytes);
            assert_eq!(arrived.header("content-type"), None);
        });
    }
}

#[test]
fn every_header_and_every_url_arrives() {
    if !has_curl() {
        return;
    }
    let headers = [
        (":authority", "elsewhere.example"),
        ("content-length", "77"),
        ("accept-encoding", "gzip, deflate, br"),
        ("X-Empty", ""),
        ("X-Quotes", "it's \"x\" $HOME `id` !! \\ %s ;"),
        ("X-At", "@/etc/passwd"),
        ("X-Unicode", "홍길동"),
        ("Cookie", "a=1; b=\"2\""),
        ("cookie", "c=3"),
        ("User-Agent", "Mozilla/5.0 (x; y) 'z'"),
        ("Authorization", "Bearer a.b'c"),
    ];
    each_way("GET", "/a/../b/./%7B[x]{y,z}?q='\"&r=$1&s=%20!#end", &headers, None, &|arrived| {
        assert_eq!(arrived.line, "GET /a/../b/./%7B[x]{y,z}?q='\"&r=$1&s=%20! HTTP/1.1");
        assert!(arrived.headers.iter().all(|(name, _)| name != ":authority"));
        assert_eq!(arrived.header("content-length"), None);
        let packing = String::from_utf8(arrived.header("accept-encoding").unwrap().to_vec()).unwrap();
        assert!(packing.contains("gzip"), "{packing}");
        assert_eq!(arrived.header("x-empty"), Some(&b""[..]));
        for (name, value) in &headers[4..7] {
            assert_eq!(arrived.header(name), Some(value.as_bytes()), "{name}");
        }
        assert_eq!(arrived.header("cookie"), Some(&b"a=1; b=\"2\"; c=3"[..]));
        assert_eq!(arrived.header("user-agent"), Some(headers[9].1.as_bytes()));
        assert_eq!(arrived.header("authorization"), Some(headers[10].1.as_bytes()));
    });
    each_way("GET", "/ä b?q=한", &[("X-Tab", "a\tb"), ("Host", "other.example")], None, &|arrived| {
        assert_eq!(arrived.line, "GET /%C3%A4%20b?q=%ED%95%9C HTTP/1.1");
        assert_eq!(arrived.header("x-tab"), Some(&b"a\tb"[..]));
        assert_eq!(arrived.header("host"), Some(&b"other.example"[..]));
    });
}

/// The command as the program writes it, pasted into a shell.
#[test]
fn what_the_program_writes_is_what_runs() {
    if !has_curl() {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let har = json!({"log": {"entries": [{"request": {"method": "POST", "url": format!("http://{address}/"),
        "headers": [{"name": "Authorization", "value": "Bearer pl4nt3d"}],
        "postData": {"mimeType": "application/json", "text": "{\"email\":\"o'brien@corp.example\"}"}}}]}});
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.har");
    std::fs::write(&file, har.to_string()).unwrap();
    let safe = common::harlens(&["curl", file.to_str().unwrap(), "0"]);
    assert!(!common::stdout(&safe).contains("pl4nt3d") && common::stderr(&safe).contains("--show-secrets"));
    let whole = common::harlens(&["curl", file.to_str().unwrap(), "0", "--show-secrets"]);
    let command = common::stdout(&whole);
    let arrived = sent(address, listener, Command::new("sh").args(["-c", &command]), &command);
    assert_eq!(arrived.header("authorization"), Some(&b"Bearer pl4nt3d"[..]));
    assert_eq!(arrived.body, b"{\"email\":\"o'brien@corp.example\"}");
}
