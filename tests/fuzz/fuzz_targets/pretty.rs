//! Pretty-printing arbitrary text: valid JSON keeps its value, and pretty-printing is idempotent.
#![no_main]

use harlens::text::pretty;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let laid_out = pretty::json(text);
    let Ok(value @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str::<Value>(text) else { return };
    let laid_out = laid_out.expect("sound JSON is laid out");
    assert_eq!(serde_json::from_str::<Value>(&laid_out).expect("it stays sound"), value);
    assert_eq!(pretty::json(&laid_out).as_ref(), Some(&laid_out));
});
