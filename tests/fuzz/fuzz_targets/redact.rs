//! Any bytes as one entry, and as a body: what comes out is sound, stays as it is, and a token with it is gone.
#![no_main]

use harlens::redact;
use libfuzzer_sys::fuzz_target;
use serde::de::IgnoredAny;
use serde_json::json;

const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.cGw0bnQzZA.c2lnbmF0dXJl";

fuzz_target!(|bytes: &[u8]| {
    let safe = redact::entry_json(bytes);
    serde_json::from_str::<IgnoredAny>(&safe).expect("sound JSON");
    assert_eq!(redact::entry_json(safe.as_bytes()), safe);

    let text = String::from_utf8_lossy(bytes);
    let mimes = ["", "application/json", "text/html", "multipart/form-data", "text/event-stream"];
    for mime in mimes {
        // A body grows by its marks only, which may be written in base64 or hexadecimal digits.
        let (safe, count) = redact::body_counted(&text, mime, "");
        assert!(safe.len() <= text.len() + count * 64, "longer than its marks");
        let is_sound = |text: &str| serde_json::from_str::<IgnoredAny>(text).is_ok();
        assert!(!is_sound(&text) || is_sound(&safe), "JSON is broken");
        assert_eq!(redact::body_text(&safe, mime, ""), safe);
    }
    let _ = (redact::url(&text), redact::header("set-cookie", &text), redact::header("cookie", &text));
    let entry = json!({"request": {"url": "https://a.example/", "headers": [{"name": &text, "value": format!("Bearer {TOKEN}")}]},
        "response": {"content": {"mimeType": &text, "text": json!({"a": [&text, TOKEN]}).to_string()}}});
    assert!(!redact::entry_json(entry.to_string().as_bytes()).contains("cGw0bnQzZA"), "the token is left");
});
