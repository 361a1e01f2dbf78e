//! Bodies that are too long to be kept in memory: decoded block by block.

use std::io::{self, Write};

use super::base64;
use crate::har::scan;
use crate::har::source::Source;
use crate::har::store::{MAX_STRING, Store, read_blocks};
use crate::har::summary::Span;
use crate::json_string::Escape;

/// Longest escape in a JSON string, in bytes: a surrogate pair.
const MAX_ESCAPE: usize = 12;

/// A body longer than [`MAX_STRING`].
#[derive(Debug, Clone, Copy)]
pub struct LongBody {
    /// The inside of its string in the file.
    text: Span,
    is_base64: bool,
}

impl LongBody {
    /// The body of an entry, that of the request or of the response; `None` unless it is that long.
    #[must_use]
    pub fn find(store: &Store, number: usize, is_request: bool) -> Option<Self> {
        let entry = store.index.get(number).map(|summary| summary.span)?;
        if entry.len <= MAX_STRING {
            return None;
        }
        let (text, is_base64) = scan::find_body(&store.source, entry, is_request)?;
        (text.len > MAX_STRING).then_some(Self { text, is_base64 })
    }

    /// Its length as written in the file, in bytes.
    #[must_use]
    pub fn written_len(&self) -> u64 {
        self.text.len
    }

    /// Writes it with the escapes of JSON and base64 decoded, not unpacked.
    ///
    /// # Errors
    /// What reading or writing says.
    pub fn write(&self, source: &Source, out: &mut dyn Write) -> io::Result<()> {
        if !self.is_base64 {
            return self.unescape(source, out);
        }
        let mut decoder = Decoder { out, symbols: Vec::new() };
        self.unescape(source, &mut decoder)?;
        decoder.flush()
    }

    fn unescape(&self, source: &Source, out: &mut dyn Write) -> io::Result<()> {
        read_blocks(source, self.text, &mut |bytes, is_last| {
            // An escape that the end of the block may cut is read again with the next block.
            let limit = if is_last { bytes.len() } else { bytes.len().saturating_sub(MAX_ESCAPE).max(1) };
            unescape(bytes, limit, out)
        })
    }
}

/// Writes the decoded bytes before `limit`, and returns how many bytes it has used.
fn unescape(bytes: &[u8], limit: usize, out: &mut dyn Write) -> io::Result<usize> {
    let mut done = 0;
    while done < limit {
        let rest = bytes.get(done..).unwrap_or_default();
        match memchr::memchr(b'\\', rest.get(..limit - done).unwrap_or_default()) {
            Some(0) => {
                let (escape, len) = Escape::read(rest);
                if let Some(c) = escape.char() {
                    out.write_all(c.encode_utf8(&mut [0; 4]).as_bytes())?;
                }
                done += len;
            }
            plain => {
                let len = plain.unwrap_or(limit - done);
                out.write_all(rest.get(..len).unwrap_or_default())?;
                done += len;
            }
        }
    }
    Ok(done)
}

/// Decodes base64 as exporters write it: with line breaks, URL-safe or not.
struct Decoder<'o> {
    out: &'o mut dyn Write,
    /// What is not decoded yet.
    symbols: Vec<u8>,
}

impl Decoder<'_> {
    fn decode(&mut self, len: usize) -> io::Result<()> {
        let bytes = base64::decode_symbols(self.symbols.get(..len).unwrap_or_default());
        self.symbols.drain(..len);
        self.out.write_all(&bytes.ok_or(io::ErrorKind::InvalidData)?)
    }
}

impl Write for Decoder<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.symbols.extend(base64::symbols(bytes));
        // Four symbols are three bytes; the last ones may be followed by padding.
        self.decode((self.symbols.len() / 4 * 4).saturating_sub(4))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.decode(self.symbols.len())?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, is_base64: bool) -> String {
        let source = Source::from_bytes("x", format!("\"{text}\"").into_bytes()).unwrap();
        let body = LongBody { text: Span { start: 1, len: text.len() as u64 }, is_base64 };
        let mut out = Vec::new();
        body.write(&source, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn blocks_cut_no_escape() {
        let (text, long) = (r#"a\ud83d\ude00\"\\é\u0041b"#, r"\u0041\ud83d\ude00");
        assert_eq!(written(text, false), "a😀\"\\éAb");
        // 18 bytes each: the blocks end anywhere in them.
        assert_eq!(written(&long.repeat(50_000), false), "A😀".repeat(50_000));
    }

    #[test]
    fn base64_is_decoded() {
        assert_eq!(written(r"aGVs\r\nbG8-Pz8_", true), "hello>???");
        assert_eq!(written(&"QUJD".repeat(200_000), true), "ABC".repeat(200_000));
    }
}
