//! A JSON parser for damaged input: truncated, with NaN, lone surrogates, raw control characters or invalid
//! UTF-8.

mod string;

use serde_json::{Map, Number, Value};

use super::{
    anomaly::{Anomalies, Anomaly, AnomalyKind, Quirk},
    convert,
};

/// Maximum number of characters of one key and (approximately) of a whole path in [`Anomaly::field`].
const MAX_KEY: usize = 64;
const MAX_PATH: usize = 256;

/// Maximum nesting depth; deeper containers are skipped.
pub const MAX_DEPTH: usize = 512;

/// Parses JSON that may be damaged, in time proportional to its length; unreadable parts are left out.
///
/// The anomalies list what was repaired, with offsets from the start of `bytes`; valid JSON has none.
///
/// ```
/// let (value, anomalies) = harlens::har::lenient::parse(br#"{"users": [{"status": 400, "why": "exis"#);
/// assert_eq!(value["users"][0]["why"], "exis");
/// assert_eq!(anomalies.len(), 1);
/// ```
#[must_use]
pub fn parse(bytes: &[u8]) -> (Value, Vec<Anomaly>) {
    let first = Reader::read(bytes, false);
    // Several anomalies may be the consequence of one unescaped quote, so a second pass treats implausible
    // closing quotes as text. The pass with fewer anomalies is closer to the original.
    let (value, notes) = if first.1.count > 1 {
        let second = Reader::read(bytes, true);
        if second.1.count < first.1.count { second } else { first }
    } else {
        first
    };
    (value, notes.list)
}

/// One element of the path from the root to the current value.
enum PathStep {
    Key(String),
    Index(usize),
}

struct Reader<'a> {
    bytes: &'a [u8],
    pos: usize,
    path: Vec<PathStep>,
    open_arrays: usize,
    open_objects: usize,
    cut_noted: bool,
    /// Treat quotes that cannot end their string as part of it.
    repair: bool,
    notes: Anomalies,
}

impl<'a> Reader<'a> {
    fn read(bytes: &'a [u8], repair: bool) -> (Value, Anomalies) {
        let mut reader = Self {
            bytes,
            pos: 0,
            path: Vec::new(),
            open_arrays: 0,
            open_objects: 0,
            cut_noted: false,
            repair,
            notes: Anomalies::default(),
        };
        if bytes.starts_with(b"\xef\xbb\xbf") {
            reader.pos = 3;
        }
        let value = reader.value();
        if reader.peek().is_some() {
            reader.note(AnomalyKind::TrailingBytes);
        }
        (value, reader.notes)
    }

    fn note(&mut self, quirk: impl Into<Quirk>) {
        if self.notes.is_full() {
            self.notes.count += 1;
            return;
        }
        let mut field = String::new();
        for step in &self.path {
            // A path is for display: it need not repeat a huge key or grow without limit.
            if field.len() > MAX_PATH {
                field.push('…');
                break;
            }
            let dot = if field.is_empty() { "" } else { "." };
            match step {
                PathStep::Key(key) => {
                    field.push_str(dot);
                    field.extend(key.chars().take(MAX_KEY));
                }
                PathStep::Index(index) => field.extend(["[", &index.to_string(), "]"]),
            }
        }
        self.notes.add(field, quirk, Some(self.pos as u64));
    }

    fn note_cut(&mut self) {
        if !std::mem::replace(&mut self.cut_noted, true) {
            self.note(AnomalyKind::JsonCut);
        }
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.bytes.get(self.pos..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
        self.pos += blank;
        self.bytes.get(self.pos).copied()
    }

    fn value(&mut self) -> Value {
        match self.peek() {
            None => {
                self.note_cut();
                Value::Null
            }
            Some(b'"') => Value::String(self.string()),
            Some(b'{' | b'[') if self.path.len() >= MAX_DEPTH => self.skip_container(),
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b',' | b'}' | b']' | b':') => {
                self.note(AnomalyKind::MissingValue);
                Value::Null
            }
            Some(_) => self.scalar(),
        }
    }

    fn object(&mut self) -> Value {
        self.pos += 1;
        self.open_objects += 1;
        let mut map = Map::new();
        let mut comma = true;
        while let Some(byte) = self.peek() {
            match byte {
                b'}' => break,
                b']' if self.open_arrays > 0 => break,
                b',' => {
                    self.comma(&mut comma);
                    continue;
                }
                b'"' | b'_' | b'$' => {}
                byte if byte.is_ascii_alphanumeric() => {}
                _ => {
                    self.skip_junk();
                    continue;
                }
            }
            if !std::mem::take(&mut comma) {
                self.note(AnomalyKind::MissingComma);
            }
            self.member(&mut map);
        }
        self.close(b'}', comma && !map.is_empty());
        self.open_objects -= 1;
        Value::Object(map)
    }

    fn member(&mut self, map: &mut Map<String, Value>) {
        let key = if self.peek() == Some(b'"') {
            self.string()
        } else {
            self.note(AnomalyKind::UnquotedKey);
            self.word()
        };
        match self.peek() {
            Some(b':') => self.pos += 1,
            // Truncated after or inside the key: there is no value to keep.
            None => return self.note_cut(),
            Some(_) => self.note(AnomalyKind::MissingColon),
        }
        self.path.push(PathStep::Key(key));
        let value = self.value();
        if let Some(PathStep::Key(key)) = self.path.pop() {
            map.insert(key, value);
        }
    }

    fn array(&mut self) -> Value {
        self.pos += 1;
        self.open_arrays += 1;
        let mut list = Vec::new();
        let mut comma = true;
        while let Some(byte) = self.peek() {
            match byte {
                b']' => break,
                b'}' if self.open_objects > 0 => break,
                b',' => {
                    self.comma(&mut comma);
                    continue;
                }
                b'}' | b':' => {
                    self.skip_junk();
                    continue;
                }
                _ => {}
            }
            if !std::mem::take(&mut comma) {
                self.note(AnomalyKind::MissingComma);
            }
            self.path.push(PathStep::Index(list.len()));
            list.push(self.value());
            self.path.pop();
        }
        self.close(b']', comma && !list.is_empty());
        self.open_arrays -= 1;
        Value::Array(list)
    }

    fn comma(&mut self, seen: &mut bool) {
        if std::mem::replace(seen, true) {
            self.note(AnomalyKind::ExtraComma);
        }
        self.pos += 1;
    }

    fn close(&mut self, bracket: u8, comma: bool) {
        match self.peek() {
            None => self.note_cut(),
            Some(byte) if byte == bracket => {
                if comma {
                    self.note(AnomalyKind::ExtraComma);
                }
                self.pos += 1;
            }
            Some(_) => self.note(AnomalyKind::MissingBracket),
        }
    }

    /// Skips meaningless bytes, at least one.
    fn skip_junk(&mut self) {
        self.note(AnomalyKind::NotJsonBytes);
        let rest = self.bytes.get(self.pos + 1..).unwrap_or_default();
        let stop = |byte: &u8| b"\"{}[],".contains(byte) || byte.is_ascii_alphanumeric() || *byte == b'_';
        self.pos += 1 + rest.iter().position(stop).unwrap_or(rest.len());
    }

    /// Skips a container without recursion.
    fn skip_container(&mut self) -> Value {
        self.note(AnomalyKind::TooDeep);
        let mut depth = 0_usize;
        while let Some(byte) = self.bytes.get(self.pos).copied() {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.pos += 1;
            if depth == 0 {
                return Value::Null;
            }
        }
        self.note_cut();
        Value::Null
    }

    fn word(&mut self) -> String {
        let rest = self.bytes.get(self.pos..).unwrap_or_default();
        let inside = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._$".contains(byte) || *byte >= 0x80;
        let len = rest.iter().position(|byte| !inside(byte)).unwrap_or(rest.len());
        self.pos += len;
        String::from_utf8_lossy(rest.get(..len).unwrap_or_default()).into_owned()
    }

    /// Parses a number or word; consumes at least one byte.
    fn scalar(&mut self) -> Value {
        let start = self.pos;
        let word = self.word();
        let cut = self.pos == self.bytes.len();
        if let Ok(number) = serde_json::from_str::<Number>(&word) {
            return Value::Number(number);
        }
        if is_out_of_range(&word) {
            let end = std::mem::replace(&mut self.pos, start);
            self.note(Quirk::of(word.chars().take(40).collect::<String>(), AnomalyKind::OutOfRange));
            self.pos = end;
            return Value::Null;
        }
        let value = match word.as_str() {
            "" => {
                self.skip_junk();
                return Value::Null;
            }
            "true" => return Value::Bool(true),
            "false" => return Value::Bool(false),
            "null" => return Value::Null,
            "NaN" | "Infinity" | "-Infinity" | "-NaN" | "undefined" | "None" => None,
            "True" => Some(Value::Bool(true)),
            "False" => Some(Value::Bool(false)),
            word => match nonstandard_number(word) {
                Some(number) => Some(Value::Number(number)),
                None if cut && ["true", "false", "null"].iter().any(|whole| whole.starts_with(word)) => None,
                None if word.starts_with(|first: char| first.is_ascii_digit() || first == '-') => None,
                None => Some(Value::String(word.to_owned())),
            },
        };
        let end = std::mem::replace(&mut self.pos, start);
        let read_as = convert::json_type(value.as_ref().unwrap_or(&Value::Null));
        let word = word.chars().take(40).collect::<String>();
        self.note(Quirk::of(word, AnomalyKind::NotJson { read_as }));
        self.pos = end;
        value.unwrap_or(Value::Null)
    }
}

/// Whether a word is a valid JSON number that overflows `f64`, such as `1e400`.
fn is_out_of_range(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    digits.starts_with(|c: char| c.is_ascii_digit()) && word.parse::<f64>().is_ok_and(f64::is_infinite)
}

/// Parses a number that JSON does not allow, such as `+5`, `01` or `.5`.
fn nonstandard_number(word: &str) -> Option<Number> {
    let starts = word.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    let whole = word.parse::<i64>().ok().map(Number::from);
    whole.or_else(|| word.parse::<f64>().ok().filter(|_| starts).and_then(Number::from_f64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::har::anomaly::JsonType;

    fn read(text: &str) -> (Value, Vec<Anomaly>) {
        parse(text.as_bytes())
    }

    fn not_json(field: &str, at: u64, word: &str) -> Anomaly {
        Quirk::of(word, AnomalyKind::NotJson { read_as: JsonType::Null }).located(field, Some(at))
    }

    #[test]
    fn not_a_number_becomes_null_and_is_named() {
        assert_eq!(read("[1e400, -1e400]").1[0].kind, AnomalyKind::OutOfRange);
        let (value, notes) = read(r#"{"a": {"time": NaN, "x": [-Infinity, 1]}}"#);
        assert_eq!(value, json!({"a": {"time": null, "x": [null, 1]}}));
        assert_eq!(notes, [not_json("a.time", 15, "NaN"), not_json("a.x[0]", 26, "-Infinity")]);
    }

    #[test]
    fn a_cut_closes_what_is_open_and_is_noted_once() {
        for (text, expected) in [
            (r#"{"a": [1, {"b": "te"#, json!({"a": [1, {"b": "te"}]})),
            (r#"{"a": tr"#, json!({"a": null})),
            (r#"{"a": 1, "b"#, json!({"a": 1})),
            (r#"{"a": 1,"#, json!({"a": 1})),
            (r#"{"a": "x\"#, json!({"a": "x"})),
            (r#"{"a": "x\u12"#, json!({"a": "x"})),
            ("", Value::Null),
        ] {
            let (value, notes) = read(text);
            assert_eq!(value, expected, "{text}");
            assert_eq!(
                notes.iter().filter(|note| note.kind == AnomalyKind::JsonCut).count(),
                1,
                "{text}: {notes:?}"
            );
        }
    }

    #[test]
    fn slips_of_hand_written_json_are_read() {
        assert_eq!(
            read(r#"{a: 1, "b": [1,2,], "c" 3 "d": True,}"#).0,
            json!({"a": 1, "b": [1, 2], "c": 3, "d": true})
        );
        assert_eq!(read(r#"[{"a":1} {"b":2}]"#).0, json!([{"a": 1}, {"b": 2}]));
        assert_eq!(
            read(r#"{"a": 01, "b": 1e999, "c": +5, "d": 1.2.3}"#).0,
            json!({"a": 1, "b": null, "c": 5, "d": null})
        );
        assert_eq!(read(r#"{"a": [1, 2, "b": 3}"#).0["a"][0], json!(1));
        assert_eq!(read("{} tail").1, [Quirk::from(AnomalyKind::TrailingBytes).located("", Some(3))]);
    }

    #[test]
    fn deep_nesting_is_skipped_not_followed() {
        let deep = format!("[{}{}, 7]", "[".repeat(100_000), "]".repeat(100_000));
        let (value, notes) = read(&deep);
        assert_eq!(value.as_array().map(Vec::len), Some(2));
        assert_eq!(notes[0].kind, AnomalyKind::TooDeep);
        let _ = read(&"{\"a\":".repeat(100_000));
        let _ = read(&"[{".repeat(100_000));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes: Vec<u8>, text in r#"[\[\]{},:"\\a-c0-9 u\n-]{0,80}"#) {
            let _ = parse(&bytes);
            let _ = parse(text.as_bytes());
        }

        #[test]
        fn valid_json_is_read_as_by_serde(text in r#"(\{"[a-z"]{0,3}":|\[|"[^"\\]{0,5}"|-?[0-9]{1,3}(\.[0-9])?|[,\]}]|true|null| ){1,12}"#) {
            if let Ok(expected) = serde_json::from_str::<Value>(&text) {
                let (value, notes) = parse(text.as_bytes());
                prop_assert_eq!(value, expected);
                prop_assert_eq!(notes, vec![]);
            }
        }
    }
}
