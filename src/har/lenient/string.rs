//! Strings: escapes, surrogates, invalid UTF-8, unescaped quotes.

use super::Reader;
use crate::har::anomaly::AnomalyKind;

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
        let Some(letter) = self.bytes.get(self.pos + 1).copied() else {
            self.pos += 1;
            return;
        };
        let plain = match letter {
            b'"' | b'\\' | b'/' => letter,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => return self.unicode(text),
            _ => {
                self.note(AnomalyKind::UnknownEscape);
                // The letter is then read as plain text, which handles multi-byte UTF-8 sequences.
                text.push(b'\\');
                self.pos += 1;
                return;
            }
        };
        text.push(plain);
        self.pos += 2;
    }

    fn unicode(&mut self, text: &mut Vec<u8>) {
        let Some(first) = self.unit(self.pos) else {
            let rest = self.bytes.len() - self.pos;
            if rest < 6 {
                // Truncated inside the escape.
                self.pos = self.bytes.len();
                return;
            }
            self.note(AnomalyKind::UnknownEscape);
            text.extend_from_slice(b"\\u");
            self.pos += 2;
            return;
        };
        let second = self.unit(self.pos + 6).filter(|_| (0xd800..0xdc00).contains(&first));
        let units = [first, second.unwrap_or_default()];
        let mut pair = char::decode_utf16(units.into_iter().take(if second.is_some() { 2 } else { 1 }));
        let read = pair.next().and_then(Result::ok);
        if read.is_none() {
            self.note(AnomalyKind::LoneSurrogate);
        }
        let read = read.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(read.encode_utf8(&mut [0; 4]).as_bytes());
        self.pos += if read.len_utf16() == 2 { 12 } else { 6 };
    }

    /// The UTF-16 code unit of the `\uXXXX` at an index.
    fn unit(&self, at: usize) -> Option<u16> {
        let digits = self.bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
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
