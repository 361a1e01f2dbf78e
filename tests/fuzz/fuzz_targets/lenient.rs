//! Arbitrary bytes as damaged JSON: valid JSON is read as serde_json reads it, without anomalies.
#![no_main]

use harlens::har::lenient;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let (value, oddities) = lenient::parse(bytes);
    for oddity in &oddities {
        assert!(oddity.at.is_none_or(|at| at <= bytes.len() as u64), "{oddity:?} is behind the end");
    }
    match serde_json::from_slice::<Value>(bytes) {
        Ok(expected) => {
            assert_eq!(value, expected);
            assert_eq!(oddities, []);
        }
        Err(error) if is_only_too_deep(&error) => {}
        Err(error) => assert!(!oddities.is_empty(), "no JSON ({error}), but nothing is odd"),
    }
});

/// serde_json stops at 128 levels, the lenient parser later.
fn is_only_too_deep(error: &serde_json::Error) -> bool {
    error.to_string().contains("recursion limit")
}
