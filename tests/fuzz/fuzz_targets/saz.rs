//! Any bytes as the members of a Fiddler archive: what is read is always a HAR with an entry a session.

#![no_main]

use std::io::{Cursor, Write as _};

use harlens::saz::convert;
use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

fuzz_target!(|members: [&[u8]; 3]| {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in ["raw/1_c.txt", "raw/1_s.txt", "raw/1_m.xml"].iter().zip(members) {
        zip.start_file(*name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let mut archive = ZipArchive::new(zip.finish().unwrap()).unwrap();
    let mut har = Vec::new();
    assert_eq!(convert(&mut archive, 1 << 20, &mut har).unwrap().entries, 1);
    serde_json::from_slice::<serde_json::Value>(&har).unwrap();
});
