//! Packed bodies: zip archives, office documents among them, and gzip files.

use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::edit::apply;
use super::marks::REDACTED;
use super::prefilter::{self, is_archive};
use super::redactor::Redactor;
use super::report::Kind;

/// Most bytes of an archive that are unpacked; a larger one is replaced as a whole.
const MAX_UNPACKED: u64 = 64 << 20;

/// Archives inside of archives that are looked into.
const MAX_DEPTH: usize = 3;

impl Redactor<'_> {
    /// A packed body without its secrets, packed again, or replaced where it cannot be read. `None` where the bytes are
    /// no archive, `Some(None)` where it holds no secret.
    pub(super) fn archive(&mut self, bytes: &[u8]) -> Option<Option<Vec<u8>>> {
        if !is_archive(bytes) {
            return None;
        }
        self.has_layers = true;
        self.archives += 1;
        let packed = match self.archives {
            depth if depth > MAX_DEPTH => None,
            _ if bytes.starts_with(prefilter::ZIP) => self.zip(bytes),
            _ => self.gzip(bytes),
        };
        self.archives -= 1;
        Some(packed.unwrap_or_else(|| self.count(Kind::Unreadable, "", REDACTED).then(|| REDACTED.into())))
    }

    /// `None` where it cannot be read, `Some(None)` where it holds no secret.
    fn zip(&mut self, bytes: &[u8]) -> Option<Option<Vec<u8>>> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let mut left = MAX_UNPACKED;
        let mut is_changed = false;
        for number in 0..archive.len() {
            let mut content = Vec::new();
            let member = archive.by_index(number).ok()?;
            let name = member.name().ok()?.into_owned();
            let is_file = member.is_file();
            member.take(left + 1).read_to_end(&mut content).ok()?;
            left = left.checked_sub(content.len() as u64)?;
            let safe = self.at_key(&name, |redactor| redactor.member(&content));
            match safe.filter(|_| is_file) {
                Some(safe) => {
                    is_changed = true;
                    out.start_file(name, SimpleFileOptions::default()).ok()?;
                    out.write_all(&safe).ok()?;
                }
                None => out.raw_copy_file(archive.by_index_raw(number).ok()?).ok()?,
            }
        }
        let packed = out.finish().ok()?.into_inner();
        Some(is_changed.then_some(packed))
    }

    fn gzip(&mut self, bytes: &[u8]) -> Option<Option<Vec<u8>>> {
        let mut content = Vec::new();
        MultiGzDecoder::new(bytes).take(MAX_UNPACKED + 1).read_to_end(&mut content).ok()?;
        if content.len() as u64 > MAX_UNPACKED {
            return None;
        }
        let Some(safe) = self.member(&content) else { return Some(None) };
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&safe).ok()?;
        Some(Some(packed.finish().ok()?))
    }

    /// A file of an archive without its secrets; `None` where it has none.
    fn member(&mut self, content: &[u8]) -> Option<Vec<u8>> {
        match std::str::from_utf8(content) {
            Ok(text) => {
                let edits = self.text_body(text, "");
                (!edits.is_empty()).then(|| apply(text, edits).into_bytes())
            }
            Err(_) => self.bytes(content, ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            out.start_file(*name, SimpleFileOptions::default()).unwrap();
            out.write_all(content).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(content).unwrap();
        out.finish().unwrap()
    }

    fn safe(bytes: &[u8]) -> Option<Vec<u8>> {
        Redactor::default().archive(bytes).expect("it is an archive")
    }

    #[test]
    fn secrets_in_members_go_and_the_others_stay() {
        let archive = zip(&[("a.env", b"DB_PASSWORD=hunter2x\n"), ("b.txt", b"order 77")]);
        let copy = safe(&archive).unwrap();
        let mut read = ZipArchive::new(Cursor::new(&copy)).unwrap();
        let mut content = |name: &str| std::io::read_to_string(read.by_name(name).unwrap()).unwrap();
        assert_eq!(
            (content("a.env"), content("b.txt")),
            ("DB_PASSWORD=REDACTED\n".into(), "order 77".into())
        );
        assert_eq!(safe(&copy), None);
        assert_eq!(safe(&zip(&[("b.txt", b"order 77")])), None);
        let inner = zip(&[("x.gz", &gzip(br#"{"password":"hunter2x"}"#))]);
        assert!(safe(&inner).is_some());
        assert_eq!(safe(&gzip(b"order 77")), None);
    }

    #[test]
    fn what_cannot_be_read_goes_as_a_whole() {
        let archive = zip(&[("a", b"b")]);
        assert_eq!(safe(&archive[..archive.len() - 8]), Some(b"REDACTED".to_vec()));
        assert_eq!(safe(b"\x1f\x8b\x08broken"), Some(b"REDACTED".to_vec()));
    }
}
