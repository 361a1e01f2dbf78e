//! Arbitrary bytes as a NetLog: the result is a HAR.

#![no_main]

use std::io::Cursor;

use harlens::netlog::{convert, is_netlog};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = is_netlog(bytes);
    let mut har = Vec::new();
    if convert(&mut &bytes[..], &mut Cursor::new(Vec::new()), &mut har).is_ok() {
        serde_json::from_slice::<serde_json::Value>(&har).unwrap();
    }
});
