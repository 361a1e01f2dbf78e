//! Encodings that a text may be written in: base64, hexadecimal digits, UTF-16, printable runs among other bytes.

use crate::har::body::{self, BodyContent};

/// Shortest base64 that is looked into.
pub(super) const SHORTEST_BASE64: usize = 16;

/// Shorter base64 is looked into only where it begins as text: there is no room for a secret between other bytes.
const SHORTEST_BYTES: usize = 64;

/// Runs of printable characters in bytes that are no text: shorter ones hold nothing that could be known for a secret.
const SHORTEST_RUN: usize = 16;

/// Shortest run of hexadecimal digits that is looked into.
pub(super) const SHORTEST_HEX: usize = 24;

/// Decodes base64; `None` for other text, including words that merely look like base64.
pub(super) fn decoded_base64(text: &str) -> Option<BodyContent> {
    let is_symbol = |byte: u8| sextet(byte).is_some();
    if text.len() < SHORTEST_BASE64
        || (text.len() < SHORTEST_BYTES && !begins_as_text(text))
        || !text.trim_end_matches('=').bytes().all(is_symbol)
    {
        return None;
    }
    let decoded = body::from_base64(text, "", "")?.content;
    let has_control = |text: &str| text.contains(|c: char| c.is_control() && !c.is_whitespace());
    match &decoded {
        BodyContent::Text(text) if has_control(text) => None,
        _ => Some(decoded),
    }
}

/// The six bits of a symbol of base64, standard or URL-safe.
fn sextet(symbol: u8) -> Option<u8> {
    match symbol {
        b'A'..=b'Z' => Some(symbol - b'A'),
        b'a'..=b'z' => Some(symbol - b'a' + 26),
        b'0'..=b'9' => Some(symbol - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// Whether the first eight symbols of a base64 text stand for the beginning of a text. Most words only look like base64,
/// IDs above all.
fn begins_as_text(text: &str) -> bool {
    let mut symbols = text.bytes().take(8);
    let Some(bits) = symbols.try_fold(0_u64, |bits, symbol| Some(bits << 6 | u64::from(sextet(symbol)?)))
    else {
        return false;
    };
    let [_, _, begin @ ..] = bits.to_be_bytes();
    let is_utf16 = begin.starts_with(b"\xff\xfe") || begin.starts_with(b"\xfe\xff");
    let text = match std::str::from_utf8(&begin) {
        Ok(text) => Some(text.trim_end_matches('\0')),
        // A character may be cut at the end.
        Err(error) if error.valid_up_to() >= 3 => std::str::from_utf8(&begin[..error.valid_up_to()]).ok(),
        Err(_) => None,
    };
    is_utf16 || text.is_some_and(|text| !text.contains(|c: char| c.is_control() && !c.is_whitespace()))
}

/// The text that hexadecimal digits stand for, where it is plain text: a hash is none.
pub(super) fn decoded_hex(text: &str) -> Option<String> {
    if text.len() < SHORTEST_HEX || !text.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks_exact(2);
    let bytes: Option<Vec<u8>> = pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect();
    let said = String::from_utf8(bytes?).ok()?;
    said.chars().all(|c| !c.is_control() || c.is_whitespace()).then_some(said)
}

/// Whether a body begins like a multipart one, whatever type is declared: with a boundary and the header of a part.
pub(super) fn is_multipart(body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    body.starts_with(b"--") && memchr::memmem::find(body, b"ontent-").is_some()
}

/// Bytes as text of which each character is one of them.
pub(super) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The bytes of such a text.
pub(super) fn from_latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect()
}

/// How a unit of UTF-16 is written.
pub(super) type ToBytes = fn(u16) -> [u8; 2];

/// Text in UTF-16 without a byte order mark, and how its units are written: every other byte of mostly ASCII is zero.
pub(super) fn utf16(bytes: &[u8]) -> Option<(String, ToBytes)> {
    let pairs = bytes.as_chunks::<2>().0;
    if bytes.len() < SHORTEST_RUN || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let is_mostly = |zero: usize, other: usize| {
        pairs.iter().filter(|pair| pair[zero] == 0 && pair[other] != 0).count() * 4 >= pairs.len() * 3
    };
    let (from_bytes, to_bytes): (fn([u8; 2]) -> u16, ToBytes) = if is_mostly(1, 0) {
        (u16::from_le_bytes, u16::to_le_bytes)
    } else if is_mostly(0, 1) {
        (u16::from_be_bytes, u16::to_be_bytes)
    } else {
        return None;
    };
    let units: Vec<u16> = pairs.iter().map(|pair| from_bytes(*pair)).collect();
    Some((String::from_utf16(&units).ok()?, to_bytes))
}

/// The runs of printable ASCII characters in bytes that are not text, each with the place where it begins.
pub(super) fn printable(bytes: &[u8]) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    bytes.split(|byte| !(b' '..=b'~').contains(byte)).filter_map(move |run| {
        let at = next;
        next += run.len() + 1;
        let text = std::str::from_utf8(run).ok()?;
        (run.len() >= SHORTEST_RUN).then_some((at, text))
    })
}
