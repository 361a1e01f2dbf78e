//! Bytes to text, where they are text.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{BodyContent, Step};

/// HTML standard: a `meta` charset stands within so many bytes.
const META_WITHIN: usize = 1024;

/// Decodes bytes. `types` are media types that may name a charset, the more telling one first.
pub(super) fn decode(bytes: Vec<u8>, types: [&str; 2], steps: &mut Vec<Step>) -> BodyContent {
    let padding = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    let kept = bytes.get(..bytes.len() - padding).unwrap_or_default();
    // NULs at the end of text are Firefox's filling; at the end of anything else they may mean something. UTF-16
    // has a NUL of its own at the end.
    let encoding = choose(&bytes, types);
    let (text, padding) = match encoding {
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => (read(&bytes, encoding), 0),
        Some(encoding) => (read(kept, encoding), padding),
        None => (None, 0),
    };
    match (text, encoding) {
        (Some(text), Some(encoding)) => {
            if encoding != UTF_8 {
                steps.push(Step::Charset(encoding.name()));
            }
            if padding > 0 {
                steps.push(Step::Padding(padding));
            }
            BodyContent::Text(text)
        }
        _ => BodyContent::Binary(bytes),
    }
}

/// The charset of bytes that may be text.
fn choose(bytes: &[u8], types: [&str; 2]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding);
    }
    let named = types.iter().find_map(|mime| Encoding::for_label(parameter(mime, "charset")?.as_bytes()));
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    match named {
        // Bytes that are UTF-8 beyond ASCII are so by no accident, whatever the label says.
        Some(named) if is_utf8 && !bytes.is_ascii() && named != UTF_16LE && named != UTF_16BE => Some(UTF_8),
        Some(named) => Some(named),
        None if is_utf8 => Some(UTF_8),
        None => meta(bytes).or_else(|| is_text(types).then_some(UTF_8)),
    }
}

/// Whether the declared type is text.
fn is_text(types: [&str; 2]) -> bool {
    types.iter().any(|mime| {
        let mime = mime.to_ascii_lowercase();
        mime.starts_with("text/")
            || ["json", "xml", "javascript", "ecmascript", "urlencoded"]
                .iter()
                .any(|kind| mime.contains(kind))
    })
}

/// The text, unless the bytes are no text in this charset.
fn read(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    let length = text.chars().count();
    let controls = text
        .chars()
        .filter(|char| char.is_control() && !matches!(char, '\t' | '\n' | '\r' | '\x0c' | '\x1b'))
        .count();
    let replaced = if broken { text.chars().filter(|char| *char == '\u{fffd}').count() } else { 0 };
    // One byte in another charset is a slip; many are no text.
    let is_text = !text.contains('\0') && controls * 32 <= length && replaced * 4 <= length;
    is_text.then(|| text.into_owned())
}

/// A parameter of a media type.
fn parameter<'a>(mime: &'a str, name: &str) -> Option<&'a str> {
    mime.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches(['"', '\'']))
    })
}

/// The charset that an HTML or XML page names in its first bytes.
fn meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..META_WITHIN).unwrap_or(bytes);
    let head = WINDOWS_1252.decode_without_bom_handling(head).0.to_ascii_lowercase();
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let end = |text: &'static str| head.find(text).map(|at| at + text.len());
    let from = end("charset=").or_else(|| end("encoding="))?;
    let label = head.get(from..)?.trim_start_matches(['"', '\'', ' ']);
    let label = label.split(|char: char| !(char.is_ascii_alphanumeric() || "-_.:".contains(char))).next()?;
    // HTML standard: a page that could be read so far is not UTF-16.
    Encoding::for_label(label.as_bytes())
        .map(|named| if named == UTF_16LE || named == UTF_16BE { UTF_8 } else { named })
}
