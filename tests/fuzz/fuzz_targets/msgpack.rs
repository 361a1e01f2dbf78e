//! Arbitrary bytes as MessagePack: the result is valid JSON.
#![no_main]

use harlens::har::format::msgpack;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(json) = msgpack::to_json(bytes) {
        assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
    }
});
