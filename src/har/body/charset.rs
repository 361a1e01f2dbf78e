//! Decides whether bytes are text, and in which charset.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{BodyContent, Step};
use crate::har::media_type::{is_text, parameter};

/// HTML standard: a `meta` charset is within the first 1024 bytes.
const META_WITHIN: usize = 1024;

/// Decodes bytes. `types` are media types that may name a charset, the more reliable one first.
pub(super) fn decode(bytes: Vec<u8>, types: [&str; 2], steps: &mut Vec<Step>) -> BodyContent {
    let padding = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    let kept = bytes.get(..bytes.len() - padding).unwrap_or_default();
    // Trailing NULs of a text are Firefox's padding; in anything else they may be data. A UTF-16 text may itself
    // end in a NUL byte.
    let encoding = choose(&bytes, types);
    let declares_text = types.iter().all(|mime| mime.is_empty() || is_text(mime));
    let (text, padding) = match encoding {
        // The NULs may be part of a binary format even if the rest reads as text.
        _ if padding > 0 && !declares_text => (None, 0),
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

/// Chooses the charset of bytes that may be text.
fn choose(bytes: &[u8], types: [&str; 2]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding);
    }
    let named = types.iter().find_map(|mime| Encoding::for_label(parameter(mime, "charset")?.as_bytes()));
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    match named {
        // Non-ASCII bytes are not valid UTF-8 by accident, whatever the label says.
        Some(named) if is_utf8 && !bytes.is_ascii() && named != UTF_16LE && named != UTF_16BE => Some(UTF_8),
        Some(named) => Some(named),
        None if is_utf8 => Some(UTF_8),
        None => meta(bytes).or_else(|| types.iter().any(|mime| is_text(mime)).then_some(UTF_8)),
    }
}

/// Decodes the bytes; `None` if the result does not look like text.
fn read(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    let replaced = if broken { text.chars().filter(|char| *char == '\u{fffd}').count() } else { 0 };
    // A few undecodable bytes are a slip; many mean that this is not text.
    (is_plausible(&text) && replaced * 4 <= text.chars().count()).then(|| text.into_owned())
}

/// Whether this looks like text: no NUL, few control characters.
fn is_plausible(text: &str) -> bool {
    let is_odd = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1b');
    let controls = text.chars().filter(is_odd).count();
    !text.contains('\0') && controls * 32 <= text.chars().count()
}

/// The bytes of a body that the exporter stored as one character per byte, as Firefox and WebKit do with binary
/// bodies; `None` if the text is really text.
pub(super) fn binary_string(text: &str, types: [&str; 2]) -> Option<Vec<u8>> {
    if memchr::memchr3(0, 0x1f, 1, text.as_bytes()).is_none() && is_plausible(text) {
        return None;
    }
    let kept = text.trim_end_matches('\0');
    let is_padded_text = kept.len() < text.len() && types.iter().any(|mime| is_text(mime));
    let is_gzip = text.starts_with("\u{1f}\u{8b}");
    if !is_gzip && is_plausible(if is_padded_text { kept } else { text }) {
        return None;
    }
    text.chars().map(|c| u8::try_from(c).ok()).collect()
}

/// The charset declared in the first bytes of an HTML or XML document.
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
    // HTML standard: a document whose `meta` could be read as ASCII is not UTF-16.
    Encoding::for_label(label.as_bytes())
        .map(|named| if named == UTF_16LE || named == UTF_16BE { UTF_8 } else { named })
}
