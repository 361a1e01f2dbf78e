//! Plants secrets of each kind at each location in each encoding, and harmless values likewise: no secret may
//! remain, no harmless value may be lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use harlens::redact;
use serde_json::json;

/// A value that is only recognizable as a secret by its name.
fn secret(number: usize) -> String {
    format!("q7Zk{number:03}vX2m")
}

const NAMES: [&str; 62] = [
    "password",
    "new_password",
    "password_confirmation",
    "user[password]",
    "DB_PASSWORD",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "clientSecret",
    "client-secret",
    "app_secret",
    "jwtSecret",
    "apiKey",
    "X-API-Key",
    "api_key_value",
    "accessKey",
    "secretKey",
    "AWS_SECRET_ACCESS_KEY",
    "masterKey",
    "sharedAccessKey",
    "AccountKey",
    "storageKey",
    "x-functions-key",
    "licenseKey",
    "consumerKey",
    "consumerSecret",
    "encryptionKey",
    "signingKey",
    "privateKey",
    "session",
    "sessionId",
    "X-Session-Id",
    "session_key",
    "sess",
    "PHPSESSID",
    "token",
    "authToken",
    "refreshToken",
    "id_token",
    "x-auth",
    "auth",
    "HNAP_AUTH",
    "signature",
    "gw-signature",
    "ticket",
    "login_ticket",
    "nonce",
    "otp",
    "otpCode",
    "mfaCode",
    "totpSecret",
    "recoveryCode",
    "backup_code",
    "pinCode",
    "credential",
    "credentials",
    "webhookSecret",
    "securityAnswer",
    "verificationCode",
    "csrfToken",
    "connectionString",
];

/// The notations of a named value.
fn places(name: &str, value: &str) -> Vec<(&'static str, String, &'static str)> {
    vec![
        ("json", json!({ name: value, "n": 1 }).to_string(), "application/json"),
        ("nested json", json!({"a": [{ name: value }]}).to_string(), "application/json"),
        ("name and value", json!([{"name": name, "value": value}]).to_string(), "application/json"),
        ("form", format!("a=1&{name}={value}&b=2"), "application/x-www-form-urlencoded"),
        ("url in text", format!("see https://a.example/x?a=1&{name}={value}&b=2 now"), "text/plain"),
        ("message", format!("failed with {name}={value} at 5302"), "text/plain"),
        ("message with colon", format!("{name}: {value}"), "text/plain"),
        ("script", format!("var a={{{name:?}:\"{value}\",x:1}};"), "text/javascript"),
        ("json in text", format!("body {}", json!({ name: value })), "text/plain"),
        ("escaped json", json!({"data": json!({ name: value }).to_string()}).to_string(), "application/json"),
        ("csv", format!("id,{name},note\r\n1,{value},x\r\n2,,y\r\n"), "text/csv"),
        (
            "env",
            format!("A=1\n{}={value}\n", name.to_uppercase().replace(['-', '[', ']', ' '], "_")),
            "text/plain",
        ),
        ("html field", format!("<input type=hidden name=\"{name}\" value=\"{value}\">"), "text/html"),
        ("html state", format!("<script>window.S={};</script>", json!({ name: value })), "text/html"),
        ("entities", format!("<a data-x=\"{{&quot;{name}&quot;:&quot;{value}&quot;}}\">"), "text/html"),
        (
            "plist",
            format!("<plist><dict><key>{name}</key><string>{value}</string></dict></plist>"),
            "application/xml",
        ),
        ("pair in text", format!("key: \"{name}\", value: \"{value}\""), "text/plain"),
        ("event stream", format!("event: x\ndata: {}\n\n", json!({ name: value })), "text/event-stream"),
        ("stomp", format!("CONNECT\nlogin:kim\n{name}:{value}\n\n\0"), "text/plain"),
        (
            "multipart",
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n--b--"),
            "multipart/form-data; boundary=b",
        ),
    ]
}

fn survivors() -> Vec<(String, String, String)> {
    let mut left = Vec::new();
    for (number, name) in NAMES.iter().enumerate() {
        let value = secret(number);
        for (place, text, mime) in places(name, &value) {
            let safe = redact::body_text(&text, mime, "");
            if safe.contains(&value) {
                left.push((place.to_owned(), (*name).to_owned(), safe.to_string()));
            }
            assert_eq!(redact::body_text(&safe, mime, ""), safe, "sanitizing twice changes nothing");
        }
        for layers in [1, 2, 3] {
            let mut text = json!({ *name: value }).to_string();
            for layer in 0..layers {
                text = match (layer + number) % 4 {
                    0 => json!({"x": text}).to_string(),
                    1 => BASE64_STANDARD.encode(&text),
                    2 => text.bytes().map(|byte| format!("%{byte:02x}")).collect(),
                    _ => text.bytes().map(|byte| format!("{byte:02x}")).collect(),
                };
            }
            let safe = redact::body_text(&text, "text/plain", "");
            if safe == text.as_str() {
                left.push((format!("{layers} layers"), (*name).to_owned(), text));
            }
        }
    }
    left
}

/// Texts that must remain unchanged.
const HARMLESS: [(&str, &str); 44] = [
    (r#"{"errors":{"password":["is too short"]}}"#, "application/json"),
    (
        r#"{"errors":{"password":["is too short (minimum is 8 characters)"],"token":"invalid"}}"#,
        "application/json",
    ),
    (
        r#"{"type":"object","properties":{"password":{"type":"string","minLength":8,"description":"The password"}}}"#,
        "application/json",
    ),
    (r#"{"labels":{"password":"Password","token":"Access token"}}"#, "application/json"),
    (r#"{"password":"Password","pin":"Enter your PIN"}"#, "application/json"),
    (r#"{"authorization":{"type":"basic","realm":"x"},"n":1}"#, "application/json"),
    (r#"{"enable-new-token":true,"tokenType":"Bearer","tokenCount":5}"#, "application/json"),
    (r#"{"code":"5302","state":"ACTIVE","errorCode":5302}"#, "application/json"),
    (r#"{"nextPageToken":"abc123def456","continuationToken":"x9y8z7w6"}"#, "application/json"),
    (
        r#"{"trackingId":"ATLAS_2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10_30","sessionTimeout":1800}"#,
        "application/json",
    ),
    (
        r#"{"orgId":"2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10","userId":"Y2lzY29zcGFyazovL3Vz","orderId":"ORD-20261121-77"}"#,
        "application/json",
    ),
    (r#"{"publicKey":"MFkwEwYHKoZIzj0CAQ","keyId":"k-2026-01","primaryKey":"id"}"#, "application/json"),
    (r#"{"passwordPolicy":{"minLength":8},"passwordExpiresAt":"2026-12-01T00:00:00Z"}"#, "application/json"),
    (r#"{"sessionState":"active","session":"closed","auth":"required"}"#, "application/json"),
    (r#"{"signature":"Best regards, Kim","ticket":"INC-1234"}"#, "application/json"),
    (r#"{"_score_cookies":"-1","cookieConsent":"accepted"}"#, "application/json"),
    (
        r#"{"description":"The token is expired, please sign in again","message":"Invalid password"}"#,
        "application/json",
    ),
    (r#"{"secretary":"Kim","spin":"1a2b3c4d","keyboard":"ko-KR","monkey":"x1y2z3a4"}"#, "application/json"),
    ("/error?code=5302", "text/plain"),
    ("https://a.example/numbers?orgId=Y2lz&state=ACTIVE&locationId=abc", "text/plain"),
    ("https://shop.example/find?code=94105&state=TX", "text/plain"),
    ("https://a.example/x?session=new&key=name&sort=asc", "text/plain"),
    ("https://a.example/static/app.7f3c2a91bd.js?v=1.2.3-beta.4", "text/plain"),
    ("var a={password:!0,input:1};token=tokens[0].type===\"x\"", "text/javascript"),
    ("if(!e.token)return;const t=e.token||getToken();password=this.state.password", "text/javascript"),
    ("function setToken(token){this.token=token;headers.Authorization=\"Bearer \"+token}", "text/javascript"),
    ("password.length<8&&(error=\"Password is too short\")", "text/javascript"),
    ("const key=props.key,auth=useAuth();session=sessions.find(s=>s.id===id)", "text/javascript"),
    ("<input type=\"password\" name=\"password\" placeholder=\"Password\" accesskey=\"p\">", "text/html"),
    ("<script nonce=\"r4nd0mN0nce12345\" src=\"/a.js\"></script>", "text/html"),
    ("<label for=\"pin\">PIN</label><button name=\"token\" value=\"\">Get a token</button>", "text/html"),
    ("<a href=\"#\" data-session-timeout=\"1800\" accesskey=\"s\">Sign in</a>", "text/html"),
    (
        "default-src 'self'; script-src 'nonce-r4nd0mN0nce12345' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
        "text/plain",
    ),
    ("W/\"5e15153d-120f1b8a9c\"", "text/plain"),
    ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "text/plain"),
    ("sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC", "text/plain"),
    ("graphql-transport-ws", "text/plain"),
    ("POST failed: HTTP/1.1 409 Conflict (url = https://h.example/users, errorCode = '5302')", "text/plain"),
    ("Basic messaging and bearer authentication are part of the license.", "text/plain"),
    ("id,name,license\r\n1,Kim,Webex Calling - Professional\r\n", "text/csv"),
    ("key: \"theme\", value: \"dark\"", "text/plain"),
    ("the session is over; your password was changed", "text/plain"),
    ("secret santa: the key to success is a good ticket price", "text/plain"),
    ("비밀번호: 8자 이상 입력하세요. token: 만료됨", "text/plain"),
];

#[test]
fn no_planted_secret_survives() {
    let left = survivors();
    for (place, name, text) in &left {
        eprintln!("{place}\t{name}\t{text}");
    }
    assert!(left.is_empty(), "{} of {} survive", left.len(), NAMES.len() * 23);
}

#[test]
fn harmless_values_stay() {
    let mut lost = Vec::new();
    for (text, mime) in HARMLESS {
        let safe = redact::body_text(text, mime, "https://a.example/users");
        if safe != text {
            lost.push(safe.to_string());
        }
    }
    let headers = [
        ("x-csrf-token", "Fetch"),
        ("Sec-WebSocket-Protocol", "graphql-transport-ws"),
        ("TrackingID", "ATLAS_2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10_30"),
        ("ETag", "\"5e15153d-120f\""),
        ("X-Auth-Type", "basic"),
        ("WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"expired\""),
        ("X-Session-Timeout", "1800"),
        ("Content-Security-Policy", "script-src 'nonce-r4nd0mN0nce12345'"),
        ("X-Request-Id", "7f3c2a91bd5e4c1a"),
    ];
    for (name, value) in headers {
        let safe = redact::header(name, value);
        if safe != value {
            lost.push(format!("{name}: {safe}"));
        }
    }
    assert!(lost.is_empty(), "{} lost: {lost:#?}", lost.len());
}
