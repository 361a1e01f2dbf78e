//! Replacements inside a text that leave every other byte of it as it is, also through the writing it is kept in:
//! JSON's escapes, percent-encoding.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in the place of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) with: String,
}

impl Edit {
    pub(super) fn new(range: Range<usize>, with: impl Into<String>) -> Self {
        Self { range, with: with.into() }
    }

    fn by(mut self, offset: usize) -> Self {
        self.range = self.range.start + offset..self.range.end + offset;
        self
    }
}

/// The edits of a part of a text as edits of the text.
pub(super) fn moved(edits: Vec<Edit>, offset: usize) -> impl Iterator<Item = Edit> {
    edits.into_iter().map(move |edit| edit.by(offset))
}

/// The text with its edits, in any order and apart.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let mut edited = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        edited.push_str(text.get(from..edit.range.start).unwrap_or_default());
        edited.push_str(&edit.with);
        from = edit.range.end.max(from);
    }
    edited.push_str(text.get(from..).unwrap_or_default());
    edited
}

/// As [`apply`], to bytes and with edits that are in order.
pub(super) fn apply_into(out: &mut Vec<u8>, bytes: &[u8], edits: &[Edit]) {
    let mut from = 0;
    for edit in edits {
        out.extend_from_slice(bytes.get(from..edit.range.start).unwrap_or_default());
        out.extend_from_slice(edit.with.as_bytes());
        from = edit.range.end.max(from);
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
}

/// One unit of a written text: so many bytes of the writing stand for so many bytes of the text. Where both are the
/// same, each byte stands for itself.
struct Unit {
    written: usize,
    text: usize,
}

/// The edits of a text as edits of its writing.
fn written(mut edits: Vec<Edit>, units: impl Iterator<Item = Unit>, write: fn(&str) -> String) -> Vec<Edit> {
    edits.sort_by_key(|edit| edit.range.start);
    let mut units = units.peekable();
    let (mut at, mut text_at) = (0, 0);
    let mut place = |wanted: usize| {
        while let Some(unit) = units.peek() {
            if text_at + unit.text > wanted {
                // inside of a plain run; edits begin and end between characters
                return at + (wanted - text_at);
            }
            (at, text_at) = (at + unit.written, text_at + unit.text);
            units.next();
        }
        at
    };
    edits
        .into_iter()
        .map(|edit| {
            let range = place(edit.range.start)..place(edit.range.end);
            Edit { range, with: write(&edit.with) }
        })
        .collect()
}

/// A piece of the inside of a JSON string: plain text, or a character behind an escape.
enum Piece<'t> {
    Plain(&'t str),
    Escape(usize, Option<char>),
}

impl Piece<'_> {
    fn unit(&self) -> Unit {
        match self {
            Self::Plain(text) => Unit { written: text.len(), text: text.len() },
            Self::Escape(written, c) => Unit { written: *written, text: c.map_or(0, char::len_utf8) },
        }
    }
}

fn pieces(inside: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = inside;
    std::iter::from_fn(move || {
        let piece = match rest.find('\\') {
            None if rest.is_empty() => return None,
            Some(0) => escape(rest),
            plain => Piece::Plain(rest.get(..plain.unwrap_or(rest.len()))?),
        };
        rest = rest.get(piece.unit().written..)?;
        Some(piece)
    })
}

/// The escape at the beginning. One that is none stands for itself, one that is cut off for nothing.
fn escape(text: &str) -> Piece<'_> {
    let plain = match text.as_bytes().get(1) {
        None => return Piece::Escape(1, None),
        Some(b'u') => return unicode(text),
        Some(letter @ (b'"' | b'\\' | b'/')) => char::from(*letter),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(_) => return Piece::Plain("\\"),
    };
    Piece::Escape(2, Some(plain))
}

fn unicode(text: &str) -> Piece<'_> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    let Some(first) = unit(0) else {
        return if text.len() < 6 { Piece::Escape(text.len(), None) } else { Piece::Plain("\\") };
    };
    if let Some(second) = unit(6).filter(|_| (0xd800..0xdc00).contains(&first))
        && let Some(Ok(c)) = char::decode_utf16([first, second]).next()
    {
        return Piece::Escape(12, Some(c));
    }
    // half a surrogate pair
    Piece::Escape(6, Some(char::from_u32(u32::from(first)).unwrap_or('\u{fffd}')))
}

/// The text that the inside of a JSON string stands for.
pub(super) fn unescaped(inside: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', inside.as_bytes()).is_none() {
        return Cow::Borrowed(inside);
    }
    let mut text = String::with_capacity(inside.len());
    for piece in pieces(inside) {
        match piece {
            Piece::Plain(plain) => text.push_str(plain),
            Piece::Escape(_, c) => text.extend(c),
        }
    }
    Cow::Owned(text)
}

/// Edits of what a JSON string says, as edits of the inside of the string.
pub(super) fn escaped_edits(inside: &str, edits: Vec<Edit>) -> Vec<Edit> {
    written(edits, pieces(inside).map(|piece| piece.unit()), escaped)
}

/// A text as the inside of a JSON string.
pub(super) fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

/// What a percent-encoded text says; `None` where nothing in it is encoded, or it is no UTF-8.
pub(super) fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    for unit in percent_units(bytes) {
        decoded.push(unit.0);
    }
    String::from_utf8(decoded).ok().filter(|decoded| decoded.len() < text.len())
}

/// Edits of what a percent-encoded text says, as edits of the text.
pub(super) fn percent_edits(text: &str, edits: Vec<Edit>) -> Vec<Edit> {
    let units = percent_units(text.as_bytes()).map(|(_, written)| Unit { written, text: 1 });
    written(edits, units, percent_encoded)
}

/// Each byte with the length of its writing.
fn percent_units(bytes: &[u8]) -> impl Iterator<Item = (u8, usize)> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (byte, written) = match rest {
            [] => return None,
            [b'%', high, low, ..] => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, 3),
                _ => (b'%', 1),
            },
            [byte, ..] => (*byte, 1),
        };
        rest = &rest[written..];
        Some((byte, written))
    })
}

fn percent_encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // writing into a string cannot fail
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_edit_leaves_every_other_escape_as_it_is() {
        let inside = r#"\u0041\/é\ud83d\ude00 \"secret\" \ud800\n\"b\u"#;
        let text = unescaped(inside);
        assert_eq!(text, "A/é😀 \"secret\" \u{fffd}\n\"b");
        let at = text.find("secret").unwrap();
        let edits = escaped_edits(inside, vec![Edit::new(at..at + 6, "\"x\"")]);
        assert_eq!(apply(inside, edits), r#"\u0041\/é\ud83d\ude00 \"\"x\"\" \ud800\n\"b\u"#);
        let end = escaped_edits(inside, vec![Edit::new(text.len() - 1..text.len(), "c")]);
        // what is cut off behind it goes with it
        assert_eq!(apply(inside, end), r#"\u0041\/é\ud83d\ude00 \"secret\" \ud800\n\"c"#);
    }

    #[test]
    fn percent_encoding_stays_around_an_edit() {
        let text = "%ED%95%9C+%6b=s%20e%zz";
        let said = percent_decoded(text).unwrap();
        assert_eq!(said, "한+k=s e%zz");
        let at = said.find("s e").unwrap();
        assert_eq!(
            apply(text, percent_edits(text, vec![Edit::new(at..at + 3, "a@b")])),
            "%ED%95%9C+%6b=a%40b%zz"
        );
        assert_eq!(percent_decoded("%b0%a1"), None);
        assert_eq!(percent_decoded("plain"), None);
    }

    proptest! {
        #[test]
        fn any_string_is_read_as_serde_reads_it(text: String, from in 0_usize..20, len in 0_usize..9) {
            let inside = escaped(&text);
            prop_assert_eq!(unescaped(&inside), text.clone());
            let places: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (from, to) = (from.min(places.len() - 1), (from + len).min(places.len() - 1));
            let edit = Edit::new(places[from]..places[to], "\"");
            let edited = apply(&inside, escaped_edits(&inside, vec![edit.clone()]));
            prop_assert_eq!(unescaped(&edited), apply(&text, vec![edit]));
        }

        #[test]
        fn any_inside_is_read_without_panic(inside in r#"[\\u0-9d8a"bé]{0,40}"#) {
            let text = unescaped(&inside);
            for (at, c) in text.char_indices() {
                let edits = escaped_edits(&inside, vec![Edit::new(at..at + c.len_utf8(), "x")]);
                let _ = apply(&inside, edits);
            }
        }
    }
}
