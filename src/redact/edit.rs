//! Replacements inside a text that leave every other byte of it as it is, also where the text is encoded: with JSON's
//! escapes, or percent-encoded.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::json_string::Escape;

/// A replacement of a range.
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

/// The text with its edits, which may come in any order. A range that is out of bounds, overlaps another one or splits a
/// character is a mistake of the caller: it is widened to whole characters and clamped, so that no text outside of it is
/// lost and nothing inside of it survives.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let mut edited = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        let start = boundary_before(text, edit.range.start).max(from);
        edited.push_str(text.get(from..start).unwrap_or_default());
        edited.push_str(&edit.with);
        from = boundary_after(text, edit.range.end).max(start);
    }
    edited.push_str(text.get(from..).unwrap_or_default());
    edited
}

/// As [`apply`], to bytes and with edits that are in order.
pub(super) fn apply_into(out: &mut Vec<u8>, bytes: &[u8], edits: &[Edit]) {
    let mut from = 0;
    for edit in edits {
        let start = edit.range.start.clamp(from, bytes.len());
        out.extend_from_slice(bytes.get(from..start).unwrap_or_default());
        out.extend_from_slice(edit.with.as_bytes());
        from = edit.range.end.clamp(start, bytes.len());
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
}

fn boundary_before(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn boundary_after(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// One unit of an encoded text: its encoded and its decoded length in bytes. Equal lengths mean plain text.
struct Unit {
    written: usize,
    text: usize,
}

/// The edits of a text as edits of its encoded form.
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

/// The pieces of the inside of a JSON string, plain text and escapes, each with the text that it encodes.
fn pieces(inside: &str) -> impl Iterator<Item = (Unit, Piece<'_>)> {
    let mut rest = inside;
    std::iter::from_fn(move || {
        let plain = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        let (unit, piece) = match plain {
            0 if rest.is_empty() => return None,
            0 => {
                let (escape, written) = Escape::read(rest.as_bytes());
                let c = escape.char();
                (Unit { written, text: c.map_or(0, char::len_utf8) }, Piece::Char(c))
            }
            len => (Unit { written: len, text: len }, Piece::Plain(rest.get(..len)?)),
        };
        rest = rest.get(unit.written..)?;
        Some((unit, piece))
    })
}

enum Piece<'t> {
    Plain(&'t str),
    Char(Option<char>),
}

/// The decoded inside of a JSON string.
pub(super) fn unescaped(inside: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', inside.as_bytes()).is_none() {
        return Cow::Borrowed(inside);
    }
    let mut text = String::with_capacity(inside.len());
    for (_, piece) in pieces(inside) {
        match piece {
            Piece::Plain(plain) => text.push_str(plain),
            Piece::Char(c) => text.extend(c),
        }
    }
    Cow::Owned(text)
}

/// The edits of a JSON string's text as edits of the inside of the string.
pub(super) fn escaped_edits(inside: &str, edits: Vec<Edit>) -> Vec<Edit> {
    written(edits, pieces(inside).map(|(unit, _)| unit), escaped)
}

/// A text as the inside of a JSON string.
pub(super) fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

/// A percent-encoded text, decoded; `None` where nothing in it is encoded, or the result is no UTF-8.
pub(super) fn percent_decoded(text: &str) -> Option<String> {
    let Cow::Owned(decoded) = percent_decode_str(text).into() else { return None };
    String::from_utf8(decoded).ok()
}

/// The edits of a decoded text as edits of its percent-encoded form.
pub(super) fn percent_edits(text: &str, edits: Vec<Edit>) -> Vec<Edit> {
    let units = percent_units(text.as_bytes()).map(|written| Unit { written, text: 1 });
    written(edits, units, |text| utf8_percent_encode(text, RESERVED).to_string())
}

/// All but the characters that are never encoded (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Each decoded byte as the length of its writing.
fn percent_units(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let written = match bytes.get(at..)? {
            [] => return None,
            [b'%', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => 3,
            _ => 1,
        };
        at += written;
        Some(written)
    })
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
        // the truncated escape after it is removed with it
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
        fn any_ranges_keep_what_is_outside_and_remove_what_is_inside(
            text in "[aé한😀]{0,12}",
            ranges in proptest::collection::vec((0_usize..60, 0_usize..12), 0..5),
        ) {
            let edits: Vec<_> = ranges.iter().map(|(start, len)| Edit::new(*start..start + len, "#")).collect();
            let inside = |at: usize, c: char| {
                ranges.iter().any(|(start, len)| *len > 0 && at < start + len && at + c.len_utf8() > *start)
            };
            let outside: String = text.char_indices().filter(|(at, c)| !inside(*at, *c)).map(|(_, c)| c).collect();
            let mut bytes = Vec::new();
            let mut sorted = edits.clone();
            sorted.sort_by_key(|edit| edit.range.start);
            apply_into(&mut bytes, text.as_bytes(), &sorted);
            let edited = apply(&text, edits);
            prop_assert_eq!(edited.matches('#').count(), ranges.len());
            prop_assert_eq!(bytes.iter().filter(|byte| **byte == b'#').count(), ranges.len());
            prop_assert!(edited.replace('#', "").chars().all(|c| outside.contains(c)));
            let is_whole = |(start, len): &(usize, usize)| *len > 0 || text.is_char_boundary(*start) || *start > text.len();
            if ranges.iter().all(is_whole) {
                prop_assert_eq!(edited.replace('#', ""), outside);
            }
        }

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
