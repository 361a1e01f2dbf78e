//! The values of a JSON text with their byte ranges, so that one can be replaced while all others stay as they are, byte
//! for byte. Damaged JSON is read as far as its meaning is clear. "Tape" is simdjson's word for such a list of tokens.

use std::borrow::Cow;
use std::ops::Range;

use super::prefilter::Suspects;
use crate::har::scan::masks::{Masks, WIDTH, escaped};
use crate::worker::CancelToken;

/// Bytes processed between two checks for cancellation.
pub(super) const BYTES_PER_CHECK: usize = 1 << 20;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    String,
    /// A string that the text ends in.
    CutString,
    /// A number, `true`, `false`, `null`, or a word that is none of these.
    Scalar,
}

#[derive(Debug)]
struct Token {
    kind: Kind,
    start: u32,
    end: u32,
    /// The token after this value and all that is inside of it.
    next: u32,
    /// The range of its key, with the quotes; empty where it has none.
    key: (u32, u32),
}

/// The values of a text, each container before what is inside of it.
#[derive(Debug)]
pub(crate) struct Tape<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    /// The text is one JSON value, by the grammar of RFC 8259, and nothing else.
    pub(crate) is_sound: bool,
    /// Reading was cancelled: only a part was read.
    pub(super) is_cancelled: bool,
    /// Where a rule may replace something; `None` where that is not known.
    suspects: Option<Suspects>,
    /// Containers inside each other, at most.
    deepest: usize,
}

/// A value of a text.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    tape: &'a Tape<'a>,
    at: usize,
}

/// A text with more breaches of the grammar is no JSON at all.
const MAX_SLIPS: usize = 1000;

/// Bytes of text for each value, a low estimate: memory for the values is mostly asked for once.
const BYTES_PER_TOKEN: usize = 128;

/// Longest text read, in bytes.
pub(crate) const MAX_LEN: usize = u32::MAX as usize;

impl<'t> Tape<'t> {
    /// Reads a text. Of one that is longer than [`MAX_LEN`], or no JSON, only a part is read.
    pub(crate) fn read(text: &'t str) -> Self {
        Self::read_cancellable(text, &CancelToken::never())
    }

    /// The same, up to where it is cancelled; [`Tape::is_cancelled`] says whether it was.
    pub(super) fn read_cancellable(text: &'t str, cancel: &CancelToken) -> Self {
        let mut reader = Reader::new(text.get(..text.len().min(MAX_LEN)).unwrap_or_default());
        let is_cancelled = !reader.read(cancel);
        let is_sound = reader.slips == 0 && text.len() <= MAX_LEN && !is_cancelled;
        Self { text, tokens: reader.tokens, is_sound, is_cancelled, suspects: None, deepest: reader.deepest }
    }

    /// From now on, the nodes know the places where a rule may replace something.
    pub(super) fn mark(&mut self, suspects: Suspects) {
        self.suspects = Some(suspects);
    }

    /// How many values there are, those inside of others too.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The value of a number; containers come before what is inside of them.
    pub(crate) fn node(&self, at: usize) -> Option<Node<'_>> {
        (at < self.tokens.len()).then_some(Node { tape: self, at })
    }

    /// The outermost values: one, unless the text is damaged or a list of texts.
    pub(crate) fn roots(&self) -> impl Iterator<Item = Node<'_>> {
        self.nodes(0, self.tokens.len())
    }

    fn is_suspect(&self, range: &Range<usize>) -> bool {
        self.suspects.as_ref().is_none_or(|suspects| suspects.any_in(range))
    }

    fn nodes(&self, from: usize, to: usize) -> impl Iterator<Item = Node<'_>> {
        let mut at = from;
        std::iter::from_fn(move || {
            let node = (at < to).then_some(Node { tape: self, at })?;
            at = (self.tokens.get(at)?.next as usize).max(at + 1);
            Some(node)
        })
    }
}

impl<'a> Node<'a> {
    fn token(&self) -> &'a Token {
        &self.tape.tokens[self.at]
    }

    /// Its place among all values.
    pub(crate) fn place(&self) -> usize {
        self.at
    }

    pub(crate) fn kind(&self) -> Kind {
        self.token().kind
    }

    pub(crate) fn is_string(&self) -> bool {
        matches!(self.kind(), Kind::String | Kind::CutString)
    }

    /// The range of the whole value, a string with its quotes.
    pub(crate) fn range(&self) -> Range<usize> {
        self.token().start as usize..self.token().end as usize
    }

    /// Whether a rule may replace something in the value, as far as that depends on the value alone.
    pub(super) fn is_suspect(&self) -> bool {
        self.tape.is_suspect(&self.range())
    }

    /// The same of its key.
    pub(super) fn has_suspect_key(&self) -> bool {
        self.key_range().is_some_and(|range| self.tape.is_suspect(&range))
    }

    /// Containers inside each other in the whole text, at most.
    pub(super) fn deepest(&self) -> usize {
        self.tape.deepest
    }

    /// The value as written.
    pub(crate) fn written(&self) -> &'a str {
        self.tape.text.get(self.range()).unwrap_or_default()
    }

    /// The range of the inside of a string.
    pub(crate) fn inside(&self) -> Range<usize> {
        let range = self.range();
        range.start + 1..if self.kind() == Kind::CutString { range.end } else { range.end - 1 }
    }

    /// A string with its escapes decoded; `None` where the value is none.
    pub(crate) fn text(&self) -> Option<Cow<'a, str>> {
        let inside = self.is_string().then(|| self.tape.text.get(self.inside()))?;
        inside.map(super::edit::unescaped)
    }

    /// The range of its key, without the quotes; `None` where it has none.
    pub(crate) fn key_range(&self) -> Option<Range<usize>> {
        let (start, end) = self.token().key;
        (end > start + 1).then(|| start as usize + 1..end as usize - 1)
    }

    /// Its key as written, without the quotes.
    pub(crate) fn key_written(&self) -> &'a str {
        self.key_range().and_then(|range| self.tape.text.get(range)).unwrap_or_default()
    }

    /// Its key with the escapes decoded; `None` where it has none.
    pub(crate) fn key(&self) -> Option<Cow<'a, str>> {
        self.key_range().map(|_| super::edit::unescaped(self.key_written()))
    }

    /// The values right inside of it.
    pub(crate) fn children(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.tape.nodes(self.at + 1, self.token().next as usize)
    }

    /// The last value of a key, as readers take it of several.
    pub(crate) fn get(&self, key: &str) -> Option<Node<'a>> {
        if self.kind() != Kind::Object {
            return None;
        }
        self.children().filter(|child| child.key().as_deref() == Some(key)).last()
    }
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    /// The containers that are open.
    open: Vec<u32>,
    key: (u32, u32),
    expected: Expected,
    slips: usize,
    deepest: usize,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let expected = Expected::Value;
        let (tokens, open) = (Vec::with_capacity(text.len() / BYTES_PER_TOKEN), Vec::new());
        Self { text, at: 0, tokens, open, key: (0, 0), expected, slips: 0, deepest: 0 }
    }

    /// Reads to the end; false where it is cancelled.
    fn read(&mut self, cancel: &CancelToken) -> bool {
        let mut next = BYTES_PER_CHECK;
        while let Some(byte) = self.peek() {
            if self.at >= next {
                next = self.at + BYTES_PER_CHECK;
                if cancel.is_cancelled() {
                    return false;
                }
            }
            match byte {
                b'{' => self.begin(Kind::Object),
                b'[' => self.begin(Kind::Array),
                b'}' => self.end(Kind::Object),
                b']' => self.end(Kind::Array),
                b',' => self.comma(),
                b':' => self.colon(),
                b'"' => self.string(),
                _ => self.word(),
            }
            if self.slips > MAX_SLIPS {
                break;
            }
        }
        if self.expected != Expected::Nothing {
            self.slips += 1;
        }
        while let Some(open) = self.open.pop() {
            self.close(open);
        }
        true
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn is_in_object(&self) -> bool {
        self.open.last().is_some_and(|open| self.tokens[*open as usize].kind == Kind::Object)
    }

    /// A value that was just read, or a container that begins.
    fn push(&mut self, kind: Kind, start: usize) {
        let expected = matches!(self.expected, Expected::Value | Expected::ValueOrEnd);
        self.slips += usize::from(!expected);
        let next = self.tokens.len() as u32 + 1;
        let key = std::mem::take(&mut self.key);
        self.tokens.push(Token { kind, start: start as u32, end: self.at as u32, next, key });
        self.expected = self.after();
    }

    fn after(&self) -> Expected {
        if self.open.is_empty() { Expected::Nothing } else { Expected::CommaOrEnd }
    }

    fn begin(&mut self, kind: Kind) {
        let start = self.at;
        self.at += 1;
        self.push(kind, start);
        self.open.push(self.tokens.len() as u32 - 1);
        self.deepest = self.deepest.max(self.open.len());
        self.expected = if kind == Kind::Object { Expected::KeyOrEnd } else { Expected::ValueOrEnd };
    }

    fn end(&mut self, kind: Kind) {
        self.at += 1;
        let fits = |open: &u32| self.tokens[*open as usize].kind == kind;
        let expected =
            matches!(self.expected, Expected::CommaOrEnd | Expected::KeyOrEnd | Expected::ValueOrEnd)
                && self.open.last().is_some_and(fits);
        self.slips += usize::from(!expected);
        // A bracket that closes nothing is skipped; one that closes something further out closes all within.
        let Some(depth) = self.open.iter().rposition(fits) else { return };
        for open in self.open.split_off(depth).into_iter().rev() {
            self.close(open);
        }
        self.key = (0, 0);
        self.expected = self.after();
    }

    fn close(&mut self, open: u32) {
        let next = self.tokens.len() as u32;
        let token = &mut self.tokens[open as usize];
        (token.end, token.next) = (self.at as u32, next);
    }

    fn comma(&mut self) {
        self.at += 1;
        self.slips += usize::from(self.expected != Expected::CommaOrEnd);
        self.key = (0, 0);
        self.expected = if self.is_in_object() { Expected::Key } else { Expected::Value };
    }

    fn colon(&mut self) {
        self.at += 1;
        self.slips += usize::from(self.expected != Expected::Colon);
        self.expected = Expected::Value;
    }

    fn string(&mut self) {
        let start = self.at;
        self.at += 1;
        let closed = self.rest_of_string();
        let is_key = closed && self.is_in_object() && self.peek_behind() == Some(b':');
        if is_key && self.key.1 == 0 {
            self.slips += usize::from(!matches!(self.expected, Expected::Key | Expected::KeyOrEnd));
            self.key = (start as u32, self.at as u32);
            self.expected = Expected::Colon;
        } else {
            self.push(if closed { Kind::String } else { Kind::CutString }, start);
        }
        self.slips += usize::from(!closed);
    }

    fn peek_behind(&self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        rest.iter().copied().find(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'))
    }

    /// Reads the rest of a string; whether it has an end.
    fn rest_of_string(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let mut carry = false;
        loop {
            let rest = bytes.get(self.at..).unwrap_or_default();
            if rest.is_empty() {
                self.slips += usize::from(carry);
                return false;
            }
            let (masks, len) = Masks::of_first(rest, Masks::in_strict_string);
            let valid = u64::MAX >> (WIDTH - len);
            let escaped = escaped(masks.backslash, &mut carry, len);
            let quote = masks.quote & !escaped;
            let inside = valid & (quote & quote.wrapping_neg()).wrapping_sub(1);
            self.slips += (masks.control & inside).count_ones() as usize;
            let mut letters = escaped & inside & !masks.quote & !masks.backslash;
            while letters != 0 {
                let letter = rest.get(letters.trailing_zeros() as usize..).unwrap_or_default();
                self.slips += usize::from(!is_escape(letter));
                letters &= letters - 1;
            }
            if quote != 0 {
                self.at += quote.trailing_zeros() as usize + 1;
                return true;
            }
            self.at += len;
        }
    }

    fn word(&mut self) {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let inside = |byte: &&u8| !b"{}[]:,\" \n\r\t".contains(byte);
        self.at += rest.iter().take_while(inside).count();
        let word = self.text.get(start..self.at).unwrap_or_default();
        self.slips += usize::from(!is_scalar(word));
        self.push(Kind::Scalar, start);
    }
}

/// Whether the letter after a backslash begins an escape of JSON, other than a quote or a backslash.
fn is_escape(letter: &[u8]) -> bool {
    match letter {
        [b'u', digits @ ..] => digits.len() >= 4 && digits.iter().take(4).all(u8::is_ascii_hexdigit),
        [letter, ..] => b"/bfnrt".contains(letter),
        [] => false,
    }
}

/// Whether a word is a value by JSON's grammar.
fn is_scalar(word: &str) -> bool {
    if matches!(word, "true" | "false" | "null") {
        return true;
    }
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = word.strip_prefix('-').unwrap_or(word);
    let whole = digits(number);
    if whole == 0 || (whole > 1 && number.starts_with('0')) {
        return false;
    }
    let mut rest = &number[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = digits(fraction);
        rest = &fraction[count..];
        if count == 0 {
            return false;
        }
    }
    match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
        None => rest.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn members(text: &str) -> Vec<(Option<String>, String)> {
        let tape = Tape::read(text);
        let root = tape.roots().next().unwrap();
        root.children().map(|node| (node.key().map(Cow::into_owned), node.written().to_owned())).collect()
    }

    #[test]
    fn values_stand_where_they_are_written() {
        let text = r#"{"a": 1e400, "b": [0.10, {"c": "x\"y"}], "a": null, "\u0064": ""}"#;
        assert!(Tape::read(text).is_sound);
        let key = |key: &str| Some(key.to_owned());
        assert_eq!(
            members(text),
            [
                (key("a"), "1e400".to_owned()),
                (key("b"), r#"[0.10, {"c": "x\"y"}]"#.to_owned()),
                (key("a"), "null".to_owned()),
                (key("d"), "\"\"".to_owned()),
            ]
        );
        let tape = Tape::read(text);
        let root = tape.roots().next().unwrap();
        assert_eq!(root.get("a").unwrap().written(), "null");
        assert_eq!(
            root.get("b").unwrap().children().nth(1).unwrap().get("c").unwrap().text().unwrap(),
            "x\"y"
        );
    }

    #[test]
    fn what_is_cut_or_slips_is_read_and_not_sound() {
        let key = |key: &str| Some(key.to_owned());
        for (text, last) in [
            (r#"{"a": {"b": 1}, "c": "te"#, (key("c"), "\"te".to_owned())),
            (r#"{"a": 1, "b""#, (None, "\"b\"".to_owned())),
            (r#"{"a" 1, "b": 2 "c": 3}"#, (key("c"), "3".to_owned())),
            (r#"{"a": [1, 2}"#, (key("a"), "[1, 2}".to_owned())),
            (r#"{"a": NaN}"#, (key("a"), "NaN".to_owned())),
            ("{\"a\": \"x\ny\"}", (key("a"), "\"x\ny\"".to_owned())),
        ] {
            assert!(!Tape::read(text).is_sound, "{text}");
            assert_eq!(members(text).last(), Some(&last), "{text}");
        }
        for text in ["", "{} {}", "{}x", "01", "1.", "[1,]", "{,}", "{\"a\":1,}", "]", "\"\\x\"", "\"\\u12\""]
        {
            assert!(!Tape::read(text).is_sound, "{text}");
        }
        assert_eq!(Tape::read("{\"a\":1}\n{\"b\":2}").roots().count(), 2);
    }

    proptest! {
        #[test]
        fn what_is_sound_is_decided_as_serde_does(text in r#"(\{"[a-z\\"]{0,3}":|\[|"[^"]{0,5}"|-?[0-9]{1,3}(\.[0-9])?|[,\]}:]|true|null|[e+.\-]| ){1,12}"#) {
            let sound = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            prop_assert_eq!(Tape::read(&text).is_sound, sound);
        }

        #[test]
        fn nodes_stand_inside_of_the_text(text in r#"[\[\]{},:"\\a-c0-9 é\n-]{0,80}"#) {
            let tape = Tape::read(&text);
            let mut open: Vec<Node<'_>> = tape.roots().collect();
            while let Some(node) = open.pop() {
                let _ = (node.written().len(), node.text(), node.key());
                prop_assert!(text.get(node.range()).is_some());
                open.extend(node.children());
            }
        }
    }
}
