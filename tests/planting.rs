//! Plants secrets of each kind at each location in each encoding, and harmless values likewise: no secret may
//! remain, no harmless value may be lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use harlens::redact;
use proptest::prelude::*;
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

/// How a value with a name is written in formats that are no text.
fn binary_places(name: &str, value: &str) -> Vec<(&'static str, Vec<u8>)> {
    let sized = |text: &str| [&[text.len() as u8], text.as_bytes()].concat();
    let short = |text: &str| [&[0xa0 | text.len() as u8], text.as_bytes()].concat();
    let pair = |tag: u8, text: &str| [vec![tag], sized(text)].concat();
    let text = json!({ name: value }).to_string();
    let long = format!("{value}{}", "a1B2".repeat(8));
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.json", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    vec![
        ("msgpack", [vec![0x82], short("id"), short("k7"), short(name), short(value)].concat()),
        ("msgpack str8", [vec![0x81], short(name), vec![0xd9], sized(&long)].concat()),
        ("protobuf", [pair(0x0a, name), pair(0x12, value), vec![0x18, 0x07]].concat()),
        ("protobuf, long", [pair(0x0a, name), pair(0x22, &long), pair(0x2a, "next")].concat()),
        ("utf-16le", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("utf-16be", text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        (
            "multipart of no type",
            [
                format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
                b"--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n\x89PNG\xff\x00\r\n--b--",
            ]
            .concat(),
        ),
        ("zip", zip.finish().unwrap().into_inner()),
    ]
}

/// The texts of a body, unpacked where it is a zip and without the zeros of UTF-16.
fn readable(bytes: &[u8]) -> String {
    let mut content = bytes.to_vec();
    if let Ok(mut zip) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) {
        content.clear();
        std::io::Read::read_to_end(&mut zip.by_index(0).unwrap(), &mut content).unwrap();
    }
    content.retain(|byte| *byte != 0);
    String::from_utf8_lossy(&content).into_owned()
}

/// A text in one of the encodings.
fn encoded(text: &str, encoding: usize) -> String {
    match encoding % 6 {
        0 => json!({"x": text}).to_string(),
        1 => BASE64_STANDARD.encode(text),
        2 => text.bytes().map(|byte| format!("%{byte:02x}")).collect(),
        3 => text.bytes().map(|byte| format!("{byte:02x}")).collect(),
        4 => {
            let lines: Vec<String> = BASE64_STANDARD
                .encode(text)
                .as_bytes()
                .chunks(76)
                .map(|line| String::from_utf8(line.to_vec()).unwrap())
                .collect();
            lines.join("\r\n")
        }
        _ => format!(
            "https://a.example/?next={}",
            text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>()
        ),
    }
}

/// What an encoded text says; encodings are taken off from the outside.
fn decoded(text: &str, encoding: usize) -> String {
    match encoding % 6 {
        0 => serde_json::from_str::<serde_json::Value>(text).unwrap()["x"].as_str().unwrap().to_owned(),
        1 | 4 => {
            let joined: String = text.split_whitespace().collect();
            String::from_utf8(BASE64_STANDARD.decode(joined).unwrap()).unwrap()
        }
        3 => hex(text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap())),
        encoding => {
            let text = if encoding == 5 { text.split_once("next=").unwrap().1 } else { text };
            // A mark is written as it is.
            let mut bytes = Vec::new();
            let mut rest = text;
            while !rest.is_empty() {
                let (byte, len) = match rest.strip_prefix('%') {
                    Some(digits) => (u8::from_str_radix(&digits[..2], 16).unwrap(), 3),
                    None => (rest.as_bytes()[0], 1),
                };
                bytes.push(byte);
                rest = &rest[len..];
            }
            String::from_utf8(bytes).unwrap()
        }
    }
}

fn hex<'t>(pairs: impl Iterator<Item = &'t str>) -> String {
    let bytes: Vec<u8> = pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
    String::from_utf8(bytes).unwrap()
}

/// A token of each row of the table of shapes.
fn tokens() -> Vec<String> {
    let table: toml::Table = toml::from_str(include_str!("../assets/secrets/shapes.toml")).unwrap();
    let rows = table["shape"].as_array().unwrap();
    let body = |alphabet: &str, len: usize| -> String {
        let unit = match alphabet {
            "digits" => "0123456789",
            "hex" => "0a1b2c3d4e5f",
            "upper" => "A2B3C4D5E6F7",
            "path" => "T0A1B2/B3C4D",
            "jwt" => "hbGciOiJ9.e9",
            _ => "aB3dE5gH7jK9",
        };
        unit.chars().cycle().take(len).collect()
    };
    let token = |row: &toml::Value| {
        let text = |key: &str| row.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        let min = row["min"].as_integer().unwrap() as usize;
        let before = row.get("before").map(|_| body(&text("before"), 9)).unwrap_or_default();
        format!("{before}{}{}", text("prefix"), body(&text("alphabet"), min.max(9)))
    };
    rows.iter().map(token).collect()
}

#[test]
fn tokens_of_each_shape_go_from_each_place_in_each_encoding() {
    let mut left = Vec::new();
    for (number, token) in tokens().iter().enumerate() {
        let places = [
            format!("failed with {token} at 5302"),
            json!({"a": [token], "n": 1}).to_string(),
            format!("<p title=\"{token}\">x</p>"),
            format!("id,note\n1,{token}\n"),
            format!("event: x\ndata: {token}\n\n"),
            format!("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n{token}\r\n--b--"),
        ];
        for (place, text) in places.iter().enumerate() {
            let mut encodings = Vec::new();
            for depth in 0..=3 {
                let outer = encodings.iter().fold(text.clone(), |text, encoding| encoded(&text, *encoding));
                let safe = redact::body_text(&outer, "text/plain", "");
                let said =
                    encodings.iter().rev().fold(safe.to_string(), |text, encoding| decoded(&text, *encoding));
                if said.contains(token.as_str()) || !said.contains("REDACTED") {
                    left.push(format!("{encodings:?} {outer}"));
                }
                assert_eq!(redact::body_text(&safe, "text/plain", ""), safe, "{encodings:?} {outer}");
                encodings.push(number + place * 5 + depth * (1 + number % 3));
            }
        }
    }
    assert!(left.is_empty(), "{} left: {:#?}", left.len(), &left[..left.len().min(12)]);
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
        for (place, bytes) in binary_places(name, &value) {
            let (safe, count) = redact::body_bytes(&bytes, "application/octet-stream");
            if readable(&safe).contains(&value) || count == 0 {
                left.push((place.to_owned(), (*name).to_owned(), readable(&safe)));
            }
            let again = redact::body_bytes(&safe, "application/octet-stream");
            assert_eq!((again.0.as_ref(), again.1), (safe.as_ref(), 0), "{place} {name}: sanitizing twice");
            let has_lengths = place.starts_with("msgpack") || place.starts_with("protobuf");
            assert!(!has_lengths || safe.len() == bytes.len(), "{place} {name}");
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
const HARMLESS: &[(&str, &str)] = &[
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
    (
        r#"{"sessionStatus":"ACTIVE","sessionCount":3,"maxSessions":10,"sessionType":"meeting"}"#,
        "application/json",
    ),
    (
        r#"{"licenseId":"MS_e46b3c12-93b7-4d0c-8f55-1a7be0d94e10","volume":500,"usage":412}"#,
        "application/json",
    ),
    (
        r#"{"licenses":["CO_2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10","MC_f1a2b3c4-93b7-4d0c-8f55-1a7be0d94e10"]}"#,
        "application/json",
    ),
    (
        r#"{"offerName":"CO","offerCode":"A-FLEX-NUPL","subscriptionId":"Sub123456","orderId":"WX-20261121-0077"}"#,
        "application/json",
    ),
    (r#"{"siteUrl":"corp.webex.example","isTeamsOnJabberEnabled":false,"features":[]}"#, "application/json"),
    (
        r#"{"errors":[{"code":"400006","message":"Password does not meet the policy","field":"password"}]}"#,
        "application/json",
    ),
    (
        r#"{"status":400,"errorList":[{"errorCode":10991,"error":"[Error 10991] Url already exists: a@b.example"}]}"#,
        "application/json",
    ),
    (
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:cisco:params:scim"],"totalResults":1}"#,
        "application/json",
    ),
    (
        r#"{"meta":{"version":"W/\"1732182000123\"","created":"2026-11-21T10:00:00Z","location":"https://a.example/Users/1"}}"#,
        "application/json",
    ),
    (
        r#"{"grantedScopes":"spark:people_read spark:rooms_read","tokenType":"Bearer","expiresIn":3599}"#,
        "application/json",
    ),
    (
        r#"{"passwordless":true,"mfaEnabled":false,"ssoEnabled":true,"authType":"SSO","authenticationMethod":"saml"}"#,
        "application/json",
    ),
    (
        r#"{"pinLength":6,"pinPolicy":"strong","voicemailPinEnabled":true,"passcodeRequired":"false"}"#,
        "application/json",
    ),
    (
        r#"{"keyword":"calling","keys":["name","email"],"key":"displayName","sortKey":"lastName"}"#,
        "application/json",
    ),
    (
        r#"{"hotkey":"ctrl+k","keycode":"Enter13","keyPath":"users.name","primaryKeyName":"id"}"#,
        "application/json",
    ),
    (r#"{"cookieBanner":"shown","cookiePolicyVersion":"2026-01","cookiesEnabled":true}"#, "application/json"),
    (
        r#"{"authorizationStatus":"entitled","authorized":true,"authorName":"Kim","authority":"corp.example"}"#,
        "application/json",
    ),
    (
        r#"{"signatureRequired":"yes","signatureAlgorithm":"RS256","signingMethod":"hmac-sha256"}"#,
        "application/json",
    ),
    (
        r#"{"ticketUrl":"https://a.example/t/INC0012345","ticketStatus":"open","ticketCount":2}"#,
        "application/json",
    ),
    (r#"{"tokens":128,"max_tokens":4096,"promptTokens":17,"tokenLimit":"8000"}"#, "application/json"),
    (
        r#"{"secretsCount":0,"hasPassword":true,"passwordSet":"2026-11-21","isSecret":"no"}"#,
        "application/json",
    ),
    (r#"{"nonceRequired":"false","state":"CA","zip":"94105","countryCode":"KR"}"#, "application/json"),
    (r#"{"webhookCount":2,"webhookStatus":"active","callbackMode":"push"}"#, "application/json"),
    (
        r#"{"labels":{"token":"API token","secret":"Client secret"},"hints":{"password":"At least 8 characters"}}"#,
        "application/json",
    ),
    (
        r#"{"paths":{"/token":{"post":{"summary":"Create a token"}},"/sessions":{"get":{}}}}"#,
        "application/json",
    ),
    (
        r#"{"properties":{"secret":{"type":"string","format":"password"},"apiKey":{"type":"string"}}}"#,
        "application/json",
    ),
    (
        r#"{"buildId":"7f3c2a91bd","chunk":"vendors~main.4f5e6d7c.js","commit":"9c1185a5c5e9fc54612808977ee8f548b2258d31"}"#,
        "application/json",
    ),
    (
        r#"{"etag":"33a64df551425fcc55e4d42a148795d9f25f89d4","integrity":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}"#,
        "application/json",
    ),
    (
        r#"{"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","spanId":"00f067aa0ba902b7"}"#,
        "application/json",
    ),
    (
        r#"{"deviceId":"f7b2df44-b609-094f-6fe4-dbf9b90ea7e2","mac":"00:1A:2B:3C:4D:5E","serial":"FCH2145V0XY"}"#,
        "application/json",
    ),
    (
        r#"{"locationId":"Y2lzY29zcGFyazovL3VzL0xPQ0FUSU9OLzEyMw","extension":"4321","esn":"8004321"}"#,
        "application/json",
    ),
    (r#"{"phoneNumber":"+12025550143","callerId":"Main line","numberType":"TOLL"}"#, "application/json"),
    (
        r#"{"userStatus":"pending","statusCode":"ACTIVE","inviteStatus":"sent","invitedAt":"2026-11-21"}"#,
        "application/json",
    ),
    (
        r#"{"accountType":"customer","accountId":"2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10","accountNumberLength":10}"#,
        "application/json",
    ),
    ("https://admin.webex.example/users?licenseStatus=active&pageToken=2&keyField=email", "text/plain"),
    ("https://a.example/login?redirect=%2Fusers%2Foverview&lang=ko&sessionExpired=true", "text/plain"),
    ("https://a.example/callback/status?ticketId=77&state=open&code=ok", "text/plain"),
    ("https://a.example/static/js/auth.4f5e6d7c.chunk.js.map", "text/plain"),
    ("/api/v1/tokens/count /api/v1/sessions/active /password/policy", "text/plain"),
    ("GET /idb/oauth2/v1/tokens/me 401 Unauthorized: token has expired", "text/plain"),
    (
        "TypeError: Cannot read properties of undefined (reading 'token') at getSession (app.7f3c2a91bd.js:1:2345)",
        "text/plain",
    ),
    ("max-age=31536000; includeSubDomains; preload", "text/plain"),
    (
        "Bearer realm=\"idbroker\", error=\"invalid_token\", error_description=\"The access token expired\"",
        "text/plain",
    ),
    ("cfRay: 8e5f6a7b8c9d0e1f-ICN; x-amz-cf-id: no; server-timing: cdn-cache;desc=HIT", "text/plain"),
    ("name,role,password policy\r\nKim,admin,strong\r\n", "text/csv"),
    ("user id,license,session limit\r\n77,Calling,5\r\n", "text/csv"),
    ("<input type=\"text\" name=\"otp\" autocomplete=\"one-time-code\" maxlength=\"6\">", "text/html"),
    (
        "<form action=\"/session/new\"><select name=\"auth\"><option value=\"basic\">Basic</option></select></form>",
        "text/html",
    ),
    ("<meta name=\"csrf-param\" content=\"authenticity_token\">", "text/html"),
    ("<a href=\"/password/reset\">Forgot your password?</a> <b>PIN</b>: 4 to 8 digits", "text/html"),
    (".token.keyword{color:#07a}.password-input::placeholder{opacity:.5}", "text/css"),
    (
        "const {token,secret}=props;export const AUTH_KEY='auth';localStorage.removeItem('token')",
        "text/javascript",
    ),
    ("fetch(url,{credentials:'include',headers:{'X-CSRF-Token':csrf()}})", "text/javascript"),
    ("CONNECT\nlogin:guest\nheart-beat:10000,10000\n\n\0", "text/plain"),
    ("CONNECTED\nsession:active\nversion:1.2\n\n\0", "text/plain"),
];

#[test]
fn no_planted_secret_survives() {
    let left = survivors();
    for (place, name, text) in &left {
        eprintln!("{place}\t{name}\t{text}");
    }
    assert!(left.is_empty(), "{} of {} survive", left.len(), NAMES.len() * 23);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever a body holds: it grows by its marks only, JSON stays JSON, and sanitizing it again changes nothing.
    #[test]
    fn any_body_is_sanitized_once_and_keeps_its_form(
        pieces in prop::collection::vec(prop_oneof![
            "(access|refresh|id|x-auth|x_api|session)[_-]?(token|key|code|id)s?[0-9]?",
            "(?i)(set-)?cookie|authorization|password|secret|pin|code|state|jsessionid|sig|nonce|auth",
            "[:=?&#;,%\"'\\\\ \n]{1,3}|%3[dDfF]|%26|&quot;|&amp;|://|@",
            "\": \"|\",\"|\\{\"|\"\\}|\\[|\\]|<input name=|<password>|</password>|value=\"",
            "(?i)bearer |basic |https?://|eyJhbGci[a-z0-9]{4}\\.eyJ[a-z0-9]{4}\\.|REDACTED(-[0-9a-f]{6})?",
            "[A-Za-z0-9._-]{1,30}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|홍길동",
        ], 1..10),
        is_json: bool,
    ) {
        // Twice the length of a mark, and that in base64 or hexadecimal digits.
        const GROWTH: usize = 64;
        let text = pieces.concat();
        let text = if is_json { json!({"a": [text, {"token": pieces[0]}]}).to_string() } else { text };
        for mime in ["", "application/json", "text/html", "application/x-www-form-urlencoded", "text/event-stream", "text/csv"] {
            let (safe, count) = redact::body_counted(&text, mime, "");
            prop_assert!(safe.len() <= text.len() + count * GROWTH, "{} {:?}", mime, safe);
            let is_sound = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
            prop_assert!(!is_sound(&text) || is_sound(&safe), "{} {:?}", mime, safe);
            if is_json {
                let again = redact::body_text(&safe, mime, "");
                prop_assert_eq!(&*again, &*safe, "{} {:?}", mime, text);
            }
        }
    }
}

#[test]
fn harmless_values_stay() {
    let mut lost = Vec::new();
    for (text, mime) in HARMLESS.iter().copied() {
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
