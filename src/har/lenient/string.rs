//! Strings: escapes, surrogates, invalid UTF-8, unescaped quotes.

use super::Reader;
use crate::har::anomaly::AnomalyKind;
use crate::json_string::Escape;

impl Reader<'_> {
    /// Parses a string; its opening quote is the next byte.
    pub(super) fn string(&mut self) -> String {
        self.pos += 1;
        let mut text = Vec::new();
        loop {
            let rest = self.bytes.get(self.pos..).unwrap_or_default();
            let stop = memchr::memchr2(b'"', b'\\', rest);
            let (plain, tail) = rest.split_at(stop.unwrap_or(rest.len()));
            self.plain(plain, &mut text);
            match tail.first() {
                None => {
                    self.note_cut();
                    break;
                }
                Some(b'\\') => self.escape(&mut text),
                Some(_) => {
                    self.pos += 1;
                    if self.closes() {
                        break;
                    }
                    self.note(AnomalyKind::UnescapedQuote);
                    text.push(b'"');
                }
            }
        }
        String::from_utf8(text).unwrap_or_else(|broken| {
            self.note(AnomalyKind::InvalidUtf8);
            String::from_utf8_lossy(broken.as_bytes()).into_owned()
        })
    }

    fn plain(&mut self, plain: &[u8], text: &mut Vec<u8>) {
        if plain.iter().any(|byte| *byte < b' ') {
            self.note(AnomalyKind::ControlCharacters);
        }
        text.extend_from_slice(plain);
        self.pos += plain.len();
    }

    /// Whether the quote just read ends its string: what follows can only come after a key or value.
    fn closes(&self) -> bool {
        if !self.repair {
            return true;
        }
        let rest = self.bytes.get(self.pos..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
        match rest.get(blank) {
            None | Some(b',' | b':' | b'}' | b']') => true,
            // A missing comma or colon.
            Some(b'"' | b'{' | b'[' | b'0'..=b'9') => blank > 0,
            Some(_) => false,
        }
    }

    /// Parses an escape; its backslash is the next byte.
    fn escape(&mut self, text: &mut Vec<u8>) {
        let (escape, len) = Escape::read(self.bytes.get(self.pos..).unwrap_or_default());
        match escape {
            Escape::Unknown => self.note(AnomalyKind::UnknownEscape),
            Escape::LoneSurrogate => self.note(AnomalyKind::LoneSurrogate),
            Escape::Char(_) | Escape::Cut => {}
        }
        if let Some(c) = escape.char() {
            text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        self.pos += len;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::AnomalyKind;
    use crate::har::lenient::parse;

    fn read(bytes: &[u8]) -> (Value, Vec<AnomalyKind>) {
        let (value, notes) = parse(bytes);
        (value, notes.into_iter().map(|note| note.kind).collect())
    }

    #[test]
    fn surrogates_are_joined_or_replaced() {
        assert_eq!(read(br#""\ud83d\ude00""#), (json!("😀"), vec![]));
        let (value, notes) = read(br#"["\ud800x", "\ude00", "\ud800\n", "\ud83d\ud83d\ude00"]"#);
        assert_eq!(value, json!(["\u{fffd}x", "\u{fffd}", "\u{fffd}\n", "\u{fffd}😀"]));
        assert_eq!(notes.len(), 4);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        assert_eq!(read(b"\"a\xe9b\"").0, json!("a\u{fffd}b"));
        assert_eq!(read(b"\"a\nb\x01\""), (json!("a\nb\u{1}"), vec![AnomalyKind::ControlCharacters]));
        assert_eq!(read("\"\\é\\x\"".as_bytes()).0, json!("\\é\\x"));
    }

    #[test]
    fn a_quote_that_was_not_escaped_stays_in_its_string() {
        let (value, notes) = read(br#"{"text": "say "hello" to it", "next": 1}"#);
        assert_eq!(value, json!({"text": "say \"hello\" to it", "next": 1}));
        assert_eq!(notes.len(), 2);
    }
}
