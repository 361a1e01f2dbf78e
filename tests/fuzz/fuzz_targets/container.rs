//! Arbitrary bytes in containers: the first byte chooses a signature, so that each decompressor is reached.
#![no_main]

use harlens::har::{source::Source, store::Store};
use libfuzzer_sys::fuzz_target;

const BEGINNINGS: [&[u8]; 8] = [
    b"",
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    b"\x78\x9c",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let beginning = BEGINNINGS[usize::from(*choice) % BEGINNINGS.len()];
    let Ok(source) = Source::from_bytes("fuzz", [beginning, rest].concat()) else { return };
    let mut buffer = [0; 4096];
    let read = source.read_exact_at(0, &mut buffer).expect("bytes in memory can be read");
    assert_eq!(read as u64, source.len().min(4096));
    let _ = source.attachment("a.txt");
    let _ = source.attachment("../a.txt");
    let _ = Store::scan(source);
});
