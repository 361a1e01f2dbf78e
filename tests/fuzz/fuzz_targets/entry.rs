//! Arbitrary bytes as one entry.
#![no_main]

use harlens::har::entry::Entry;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let entry = Entry::parse(bytes, 1000);
    for oddity in &entry.oddities {
        assert!(!oddity.what.is_empty());
        if let Some(at) = oddity.at {
            assert!((1000..=1000 + bytes.len() as u64).contains(&at), "{at} is not in the entry");
        }
    }
    if let Ok(value) = serde_json::from_slice(bytes) {
        assert_eq!(entry, Entry::from_value(value));
    }
});
