//! Converts MessagePack to JSON. Where JSON has no equivalent, bytes become base64, map keys that are not strings
//! their JSON text, and extension types an object of the type's number and its bytes.

use base64::prelude::{BASE64_STANDARD, Engine as _};

use crate::har::media_type::essence;

/// Maximum nesting depth, so that no input can overflow the stack.
const MAX_DEPTH: usize = 100;

/// Whether a media type is MessagePack.
#[must_use]
pub fn is_type(mime: &str) -> bool {
    let essence = essence(mime);
    matches!(essence.as_str(), "application/msgpack" | "application/x-msgpack" | "application/vnd.msgpack")
        || essence.ends_with("+msgpack")
}

/// Converts a value to JSON text; several values in sequence become an array. `None` if the bytes are damaged or
/// empty.
#[must_use]
pub fn to_json(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader { rest: bytes, json: String::with_capacity(bytes.len()) };
    reader.value(0)?;
    if reader.rest.is_empty() {
        return Some(reader.json);
    }
    while !reader.rest.is_empty() {
        reader.json.push(',');
        reader.value(0)?;
    }
    Some(format!("[{}]", reader.json))
}

struct Reader<'b> {
    rest: &'b [u8],
    json: String,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let [tag] = self.array()?;
        match tag {
            0x00..=0x7f => self.push(&tag),
            0x80..=0x8f => self.map(usize::from(tag & 0x0f), depth),
            0x90..=0x9f => self.list(usize::from(tag & 0x0f), depth),
            0xa0..=0xbf => self.text(usize::from(tag & 0x1f)),
            0xc0 => self.push(&()),
            0xc2 | 0xc3 => self.push(&(tag == 0xc3)),
            0xc4..=0xc6 => self.length(tag - 0xc4).and_then(|len| self.bytes(len)),
            0xc7..=0xc9 => self.length(tag - 0xc7).and_then(|len| self.extension(len)),
            0xca => self.array().and_then(|bytes| {
                self.float(f32::from_be_bytes(bytes).is_finite(), &f32::from_be_bytes(bytes))
            }),
            0xcb => self.array().and_then(|bytes| {
                self.float(f64::from_be_bytes(bytes).is_finite(), &f64::from_be_bytes(bytes))
            }),
            0xcc => self.array().and_then(|bytes| self.push(&u8::from_be_bytes(bytes))),
            0xcd => self.array().and_then(|bytes| self.push(&u16::from_be_bytes(bytes))),
            0xce => self.array().and_then(|bytes| self.push(&u32::from_be_bytes(bytes))),
            0xcf => self.array().and_then(|bytes| self.push(&u64::from_be_bytes(bytes))),
            0xd0 => self.array().and_then(|bytes| self.push(&i8::from_be_bytes(bytes))),
            0xd1 => self.array().and_then(|bytes| self.push(&i16::from_be_bytes(bytes))),
            0xd2 => self.array().and_then(|bytes| self.push(&i32::from_be_bytes(bytes))),
            0xd3 => self.array().and_then(|bytes| self.push(&i64::from_be_bytes(bytes))),
            0xd4..=0xd8 => self.extension(1 << (tag - 0xd4)),
            0xd9..=0xdb => self.length(tag - 0xd9).and_then(|len| self.text(len)),
            0xdc | 0xdd => self.length(tag - 0xdb).and_then(|len| self.list(len, depth)),
            0xde | 0xdf => self.length(tag - 0xdd).and_then(|len| self.map(len, depth)),
            0xe0..=0xff => self.push(&i8::from_be_bytes([tag])),
            // 0xc1 is never used.
            _ => None,
        }
    }

    fn take(&mut self, len: usize) -> Option<&[u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    /// Reads a length of `1 << power` bytes.
    fn length(&mut self, power: u8) -> Option<usize> {
        match power {
            0 => self.array().map(|bytes| usize::from(u8::from_be_bytes(bytes))),
            1 => self.array().map(|bytes| usize::from(u16::from_be_bytes(bytes))),
            _ => usize::try_from(u32::from_be_bytes(self.array()?)).ok(),
        }
    }

    fn push(&mut self, value: &impl serde::Serialize) -> Option<()> {
        self.json.push_str(&serde_json::to_string(value).ok()?);
        Some(())
    }

    /// JSON has no infinities or NaN: they become strings.
    fn float(&mut self, is_finite: bool, value: &(impl serde::Serialize + ToString)) -> Option<()> {
        if is_finite { self.push(value) } else { self.push(&value.to_string()) }
    }

    fn text(&mut self, len: usize) -> Option<()> {
        let text = String::from_utf8_lossy(self.take(len)?).into_owned();
        self.push(&text)
    }

    fn bytes(&mut self, len: usize) -> Option<()> {
        let bytes = BASE64_STANDARD.encode(self.take(len)?);
        self.push(&bytes)
    }

    fn extension(&mut self, len: usize) -> Option<()> {
        let kind = i8::from_be_bytes(self.array()?);
        self.json.push_str(&format!("{{\"type\":{kind},\"data\":"));
        self.bytes(len)?;
        self.json.push('}');
        Some(())
    }

    fn list(&mut self, len: usize, depth: usize) -> Option<()> {
        self.json.push('[');
        for index in 0..len {
            if index > 0 {
                self.json.push(',');
            }
            self.value(depth + 1)?;
        }
        self.json.push(']');
        Some(())
    }

    fn map(&mut self, len: usize, depth: usize) -> Option<()> {
        self.json.push('{');
        for index in 0..len {
            if index > 0 {
                self.json.push(',');
            }
            let start = self.json.len();
            self.value(depth + 1)?;
            if !self.json[start..].starts_with('"') {
                let key = self.json.split_off(start);
                self.push(&key)?;
            }
            self.json.push(':');
            self.value(depth + 1)?;
        }
        self.json.push('}');
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_kind_of_value() {
        let cases: &[(&[u8], &str)] = &[
            (b"\x82\xa4name\xa3\xed\x99\x8d\xa2ok\xc3", r#"{"name":"홍","ok":true}"#),
            (b"\x93\x01\xff\xc0", "[1,-1,null]"),
            (b"\xcd\x01\x00", "256"),
            (b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615"),
            (b"\xd3\x80\x00\x00\x00\x00\x00\x00\x00", "-9223372036854775808"),
            (b"\xca\x3f\xc0\x00\x00", "1.5"),
            (b"\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00", r#""inf""#),
            (b"\xc4\x03\x00\x01\x02", r#""AAEC""#),
            (b"\xd4\x05\xff", r#"{"type":5,"data":"/w=="}"#),
            (b"\xdc\x00\x01\xd9\x01x", r#"["x"]"#),
            (b"\xde\x00\x01\x07\x08", r#"{"7":8}"#),
            (b"\x01\x02", "[1,2]"),
        ];
        for (bytes, json) in cases {
            assert_eq!(to_json(bytes).as_deref(), Some(*json));
        }
    }

    #[test]
    fn damaged_bytes_are_not_messagepack() {
        let nested = [0x91; 100_000];
        for bytes in [&b""[..], b"\xc1", b"\xdd\xff\xff\xff\xff", b"\xa5abc", b"\x81\x01", &nested] {
            assert_eq!(to_json(bytes), None);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_json(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(json) = to_json(&bytes) {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{}", json);
            }
        }
    }
}
