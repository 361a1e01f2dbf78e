//! A HAR with a secret of every kind at every location.

use std::collections::BTreeSet;
use std::io::Write as _;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};

/// The organization, which is not a secret.
pub const ORG: &str = "2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10";
const URL: &str =
    "https://atlas.example/admin/api/v1/organizations/2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10/users/onboard";

/// Secrets, each with its location in the file.
#[derive(Default)]
pub struct Planted {
    count: usize,
    pub places: BTreeSet<String>,
}

impl Planted {
    /// Plants a new secret at a JSON pointer.
    fn at(&mut self, place: &str) -> String {
        self.places.insert(place.to_owned());
        self.more()
    }

    /// Plants a further secret at the same location.
    fn more(&mut self) -> String {
        self.count += 1;
        secret(self.count)
    }

    /// All secrets.
    pub fn secrets(&self) -> Vec<String> {
        (1..=self.count).map(secret).collect()
    }
}

/// A secret whose middle is the same in JSON, in a URL and in a form.
pub fn secret(number: usize) -> String {
    format!("pl4nt3d-{number:02}x")
}

/// Compressed bytes.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// A text with everything but letters and digits percent-encoded.
pub fn percent(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02x}")
                }
            },
        )
        .collect()
}

/// An entry without secrets: what a support case needs.
fn entry() -> Value {
    json!({
        "startedDateTime": "2026-11-21T10:00:00.000Z", "time": 12.5,
        "request": {"method": "POST", "url": URL, "httpVersion": "h2", "cookies": [], "queryString": [],
            "headers": [{"name": "TrackingID", "value": format!("ATLAS_{ORG}_30")}, {"name": "Accept", "value": null}],
            "headersSize": -1, "bodySize": -1},
        "response": {"status": 200, "statusText": "", "httpVersion": "h2", "cookies": [], "redirectURL": "",
            "headers": [{"name": "www-authenticate", "value": "Bearer error_description=\"The code expired\", realm=\"x\""}],
            "content": {"size": 0, "mimeType": "application/json", "text": json!({"code": "400112", "state": "active",
                "message": "Token expired, code 4005", "email": "kim.minjun@corp.example", "orgId": ORG,
                "nextPageToken": "page-2", "errors": [{"errorCode": 5302, "description": "password policy"}]}).to_string()},
            "headersSize": -1, "bodySize": -1},
        "cache": {}, "timings": {"send": 0, "wait": 12, "receive": 0.5}
    })
}

/// Builds the file, entry by entry.
#[derive(Default)]
struct Builder {
    planted: Planted,
    entries: Vec<Value>,
}

impl Builder {
    /// Adds an entry; `work` sets values inside it.
    fn entry(&mut self, work: impl FnOnce(&mut Setter<'_>)) {
        let prefix = format!("/log/entries/{}", self.entries.len());
        let mut setter = Setter { planted: &mut self.planted, prefix, entry: entry() };
        work(&mut setter);
        self.entries.push(setter.entry);
    }
}

struct Setter<'a> {
    planted: &'a mut Planted,
    prefix: String,
    entry: Value,
}

impl Setter<'_> {
    /// Sets the value at a pointer, made from a new secret.
    fn set(&mut self, pointer: &str, make: impl FnOnce(&str) -> Value) {
        let secret = self.planted.at(&format!("{}{pointer}", self.prefix));
        self.put(pointer, make(&secret));
    }

    fn put(&mut self, pointer: &str, value: Value) {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match self.entry.pointer_mut(parent).unwrap_or_else(|| panic!("{parent}")) {
            Value::Object(map) => _ = map.insert(key.to_owned(), value),
            Value::Array(list) if key.parse::<usize>().unwrap() == list.len() => list.push(value),
            Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
            _ => panic!("{parent} holds nothing"),
        }
    }

    /// Appends a name/value pair to a list.
    fn pair(&mut self, list: &str, name: &str, make: impl FnOnce(&str) -> String) {
        let at = self.entry.pointer(list).unwrap().as_array().unwrap().len();
        let secret = self.planted.at(&format!("{}{list}/{at}/value", self.prefix));
        self.put(&format!("{list}/{at}"), json!({"name": name, "value": make(&secret)}));
    }

    fn header(&mut self, name: &str, make: impl FnOnce(&str) -> String) {
        self.pair("/request/headers", name, make);
    }

    fn answer_header(&mut self, name: &str, make: impl FnOnce(&str) -> String) {
        self.pair("/response/headers", name, make);
    }

    /// Sets the response body with its correct size.
    fn body(&mut self, mime: &str, make: impl FnOnce(&str) -> String) {
        let secret = self.planted.at(&format!("{}/response/content/text", self.prefix));
        let text = make(&secret);
        self.put("/response/content", json!({"size": text.len(), "mimeType": mime, "text": text}));
    }

    /// Sets a base64 response body with this declared size.
    fn encoded_body(&mut self, mime: &str, size: usize, make: impl FnOnce(&str) -> Vec<u8>) {
        let secret = self.planted.at(&format!("{}/response/content/text", self.prefix));
        let text = BASE64_STANDARD.encode(make(&secret));
        self.put(
            "/response/content",
            json!({"size": size, "mimeType": mime, "text": text, "encoding": "base64"}),
        );
    }

    fn post(&mut self, mime: &str, make: impl FnOnce(&str) -> String) {
        self.put("/request/postData", json!({"mimeType": mime}));
        self.set("/request/postData/text", |secret| make(secret).into());
    }
}

/// A file with every kind of secret at every location.
pub fn planted() -> (String, Planted) {
    let mut builder = Builder::default();
    headers_and_cookies(&mut builder);
    urls(&mut builder);
    requests(&mut builder);
    answers(&mut builder);
    messages(&mut builder);
    builder.entry(|_| {});
    let title = builder.planted.at("/log/pages/0/title");
    let har = json!({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"},
        "pages": [{"id": "p", "title": format!("https://a.example/overview#access_token={title}&x=1"), "pageTimings": {}}],
        "entries": builder.entries}});
    (serde_json::to_string_pretty(&har).unwrap(), builder.planted)
}

fn headers_and_cookies(builder: &mut Builder) {
    builder.entry(|entry| {
        entry.header("Authorization", |secret| format!("Bearer {secret}"));
        entry.header("authorization", |secret| secret.to_owned());
        entry.header("PROXY-AUTHORIZATION", |secret| {
            format!("Basic {}", BASE64_STANDARD.encode(format!("u:{secret}")))
        });
        entry.header("X-CSRF-Token", str::to_owned);
        entry.header("x_auth_token", str::to_owned);
        entry.header("X-Spark-User-Token", str::to_owned);
        entry.header("Authorization", |secret| format!("Digest username=\"u\",\n response=\"{secret}\""));
        let more = entry.planted.more();
        entry.header("Cookie", |secret| format!("a={secret}; lang=x{more}; flag"));
        entry.answer_header("Set-Cookie", |secret| {
            format!("s={secret}; Path=/; HttpOnly; Expires=Wed, 21 Oct 2026 07:28:00 GMT")
        });
        let more = entry.planted.more();
        entry.answer_header("set-cookie", |secret| format!("a={secret}; Path=/\nb={more}; Secure"));
        let more = entry.planted.more();
        entry.answer_header("Set-Cookie", |secret| format!("a={secret}; Path=/, b={more}; SameSite=Lax"));
        entry.pair("/request/cookies", "plain", str::to_owned);
        entry.pair("/response/cookies", "other", str::to_owned);
        entry.header("Referer", |secret| format!("https://a.example/cb?x=1&code={secret}"));
        entry.header(":path", |secret| format!("/cb?x=1&state={secret}"));
        entry.answer_header("Location", |secret| format!("https://a.example/#id_token={secret}&x=1"));
        entry.answer_header("Link", |secret| format!("<https://a.example/x?token={secret}>; rel=next"));
    });
    builder.entry(|entry| {
        let secret = entry.planted.at("/log/entries/1/request/headers/0/1");
        entry.put("/request/headers", json!([["authorization", secret], ["accept", "*/*"]]));
        let secret = entry.planted.at("/log/entries/1/response/headers/set-cookie");
        entry.put("/response/headers", json!({"set-cookie": format!("a={secret}; Path=/"), "x": "y"}));
        entry.set("/request/cookies", |secret| secret.into());
    });
}

fn urls(builder: &mut Builder) {
    builder.entry(|entry| {
        let more = [entry.planted.more(), entry.planted.more(), entry.planted.more(), entry.planted.more()];
        entry.set("/request/url", |secret| {
            format!(
                "https://user:{}@a.example/x;jsessionid={}/y?access%5Ftoken={secret}&q=%ED%95%9C&SAMLart={};{}#x",
                more[0], more[1], more[2], more[3]
            )
            .into()
        });
        entry.pair("/request/queryString", "refresh_token", str::to_owned);
        entry.pair("/request/queryString", "code", str::to_owned);
        entry.pair("/request/queryString", "data", |secret| format!("{{\"password\":\"{secret}\"}}"));
        entry.set("/response/redirectURL", |secret| format!("/cb#/route?client_secret={secret}").into());
    });
    builder.entry(|entry| {
        entry.set("/request/url", |secret| {
            let inner = percent(&format!("{{\"a\":{{\"accessToken\":\"{secret}\"}}}}"));
            format!("https://a.example/x?data={inner}&y=%7B").into()
        });
        entry.header("Referer", |secret| {
            let inner = percent(&format!("https://b.example/cb?code={secret}&z=1"));
            format!("https://a.example/login?goto={inner}")
        });
        entry.set("/_initiator", |secret| {
            json!({"type": "script", "stack": {"callFrames": [{"lineNumber": 1, "url": format!("https://a.example/?code={secret}")}]}})
        });
    });
    builder.entry(|entry| {
        let jwt = |secret: &str| {
            format!(
                "eyJhbGciOiJSUzI1NiJ9.{}.{secret}",
                BASE64_STANDARD.encode("{\"sub\":1}").trim_end_matches('=')
            )
        };
        entry.set("/request/url", |secret| format!("https://a.example/{}/x", jwt(secret)).into());
        entry.set("/response/redirectURL", |secret| {
            let json = BASE64_STANDARD.encode(format!("{{\"api_key\":\"{secret}\"}}"));
            format!("data:application/json;base64,{json}").into()
        });
    });
}

fn requests(builder: &mut Builder) {
    builder.entry(|entry| {
        entry.post("application/json", |secret| {
            json!({"user": {"name": "홍길동", "settings": [{"x": 1, "newPassword": secret}]}, "n": 1})
                .to_string()
        })
    });
    builder.entry(|entry| {
        let more = [entry.planted.more(), entry.planted.more(), entry.planted.more()];
        entry.post("application/x-www-form-urlencoded", |secret| {
            format!("user=kim%40corp.example&SAMLResponse={secret}&RelayState={}&j_password={}%26&IDToken2={}&k=v", more[0], more[1], more[2])
        });
        let secret = entry.planted.at("/log/entries/6/request/postData/params/0/value");
        entry.put("/request/postData/params", json!([{"name": "assertion", "value": secret}, {"name": "user", "value": "k"}]));
    });
    builder.entry(|entry| {
        let more = entry.planted.more();
        entry.post("multipart/form-data; boundary=----b0", |secret| {
            format!(
                "------b0\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n가져오기\r\n------b0\r\nContent-Disposition: form-data; \
                 name=\"secret\"\r\n\r\n{secret}\r\n------b0\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.json\"\r\n\
                 Content-Type: application/json\r\n\r\n{{\"token\":\"{more}\"}}\r\n------b0--\r\n"
            )
        });
    });
    builder.entry(|entry| {
        entry.put("/request/url", "https://idbroker.example/idb/oauth2/v1/access_token".into());
        entry
            .post("text/plain", |secret| format!("grant_type=authorization_code&code={secret}&client_id=C1"));
        let more = entry.planted.more();
        entry.body("application/json", |secret| {
            json!({"code": secret, "refresh_token": more, "expires_in": 3600}).to_string()
        });
    });
    builder.entry(|entry| {
        entry.put("/request/postData", json!({"mimeType": "application/json", "encoding": "base64"}));
        entry.set("/request/postData/text", |secret| {
            BASE64_STANDARD.encode(format!("{{\"clientSecret\": \"{secret}\", \"이름\": 1}}")).into()
        });
    });
}

fn answers(builder: &mut Builder) {
    builder.entry(|entry| {
        let text = |secret: &str| format!("{{\"a\": 0.10, \"token\": \"{secret}\", \"b\": \"😀\"}}");
        let size = text(&secret(99)).len();
        entry.encoded_body("application/json", size, |secret| text(secret).into_bytes());
    });
    builder.entry(|entry| {
        entry.put("/response/headers", json!([{"name": "Content-Encoding", "value": "gzip"}]));
        entry.encoded_body("application/json", 7, |secret| {
            gzip(format!("{{\"access_token\":\"{secret}\"}}").as_bytes())
        });
        entry.planted.places.insert(format!("{}/response/content/encoding", entry.prefix));
    });
    builder.entry(|entry| {
        // EUC-KR
        let bytes = |secret: &str| {
            [b"{\"\xc8\xab\":\"\xb1\xe6\",\"password\":\"".as_slice(), secret.as_bytes(), b"\"}"].concat()
        };
        entry.encoded_body("application/json;charset=euc-kr", 30, bytes);
        entry.planted.places.insert(format!("{}/response/content/encoding", entry.prefix));
    });
    builder.entry(|entry| {
        entry.body("application/json", |secret| {
            format!("[{{\"email\":\"a@b.example\",\"n\":1e400,\"x\":{{\"accessToken\": \"{secret}")
        })
    });
    builder.entry(|entry| {
        entry.body("application/json", |secret| {
            format!("{{\"메시지\":\"비밀번호 password={secret} 입니다\",\"password\":")
        })
    });
    builder.entry(|entry| entry.body("application/json", |secret| {
        let inner = json!({"level": json!({"refreshToken": secret, "code": 5302}).to_string()}).to_string();
        json!({"code": "5302", "data": inner, "b": BASE64_STANDARD.encode(json!({"pin": 1, "jwt": secret}).to_string())}).to_string()
    }));
    builder.entry(|entry| entry.body("application/json", |secret| {
        format!(")]}}',\n{{\"headers\":[{{\"value\":\"{secret}\",\"name\":\"Cookie\"}}],\"state\":\"active\"}}")
    }));
    builder.entry(|entry| {
        let more = [entry.planted.more(), entry.planted.more(), entry.planted.more()];
        entry.body("text/html", |secret| {
            format!(
                "<form action=\"/x?a=1&amp;code={}\"><input type='hidden' name=SAMLResponse value='{secret}'/>\
                 <meta name=\"csrf-token\" content=\"{}\"></form><script>fetch(u,{{headers:{{\"Authorization\":\"Bearer {}\"}}}})</script>",
                more[0], more[1], more[2]
            )
        });
    });
    builder.entry(|entry| {
        entry.body("text/xml", |secret| {
            format!("<s:Body><wsse:Password>{secret}</wsse:Password><code>1</code></s:Body>")
        })
    });
    builder.entry(|entry| {
        let more = entry.planted.more();
        entry.body("text/event-stream", |secret| {
            format!(
                "event: auth\ndata: {{\"token\":\"{secret}\"}}\n\ndata: {{\"access_token\":\"{more}\"\n\n"
            )
        });
    });
    builder.entry(|entry| {
        entry.encoded_body("application/octet-stream", 60, |secret| {
            [b"\0\x01\xff\xfe".as_slice(), format!("Bearer {secret}").as_bytes(), b"\0\x80\x90"].concat()
        })
    });
    builder.entry(|entry| {
        let opaque = "NTQ1".repeat(12);
        entry.put("/response/status", 400.into());
        let more = [entry.planted.more(), entry.planted.more()];
        entry.body("application/json", |secret| {
            json!([{"email": "kim@corp.example", "status": 400, "errorList": [{"errorCode": 5302, "description": format!(
                "POST failed: HTTP/1.1 409 Conflict (url = https://cp.example/users?access_token={secret}, request/response TrackingId = \
                 ATLAS_{ORG}_30, errorCode = '5302', error = '[Error 10991] Url already exists: kim@corp.example Bearer {} {opaque}{}_PF84_{ORG}')",
                more[0], more[1])}]}])
            .to_string()
        });
    });
}

fn messages(builder: &mut Builder) {
    builder.entry(|entry| {
        let more = [entry.planted.more(), entry.planted.more()];
        entry.put("/_webSocketMessages", json!([
            {"type": "send", "time": 1.5, "opcode": 1, "data": format!("{{\"type\":\"authorization\",\"data\":{{\"token\":\"Bearer {}\"}}}}", more[0])},
            {"type": "send", "time": 1.6, "opcode": 2, "data": BASE64_STANDARD.encode(format!("{{\"password\":\"{}\"}}", more[1]))},
            {"type": "receive", "time": 1.7, "opcode": 1, "data": "{\"code\":\"1000\"}"},
        ]));
        for number in 0..2 {
            entry.planted.places.insert(format!("{}/_webSocketMessages/{number}/data", entry.prefix));
        }
        entry.set("/_accessToken", |secret| secret.into());
        entry.set("/_requestHeaders", |secret| json!({"Accept": "x", "X-XSRF-TOKEN": secret}));
        entry.set("/_session", |secret| json!({"credentials": {"type": "pin", "deep": [{"v": secret}]}, "pin": 1234}));
        entry.set("/comment", |secret| format!("seen with api-key={secret} here").into());
    });
}
