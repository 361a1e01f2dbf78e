//! JSON output that is safe in a terminal: control and deceptive characters are written as `\uXXXX`, which
//! preserves the value.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::clean::is_plain;

/// Writes a value as indented JSON with a line feed at the end.
///
/// # Errors
/// If writing fails.
pub fn write_pretty<T: Serialize>(out: &mut dyn io::Write, value: &T) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Safe(PrettyFormatter::new())))?;
    out.write_all(b"\n")
}

/// Writes a value as JSON on one line, with a line feed at the end.
///
/// # Errors
/// If writing fails.
pub fn write_line<T: Serialize>(out: &mut dyn io::Write, value: &T) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Safe(CompactFormatter)))?;
    out.write_all(b"\n")
}

/// Wraps a formatter and escapes the characters that [`is_plain`] rejects.
struct Safe<F>(F);

macro_rules! forward {
    ($($name:ident $(($arg:ident: $kind:ty))?),* $(,)?) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, w: &mut W $(, $arg: $kind)?) -> io::Result<()> {
            self.0.$name(w $(, $arg)?)
        })*
    };
}

impl<F: Formatter> Formatter for Safe<F> {
    forward!(
        begin_array,
        end_array,
        begin_array_value(first: bool),
        end_array_value,
        begin_object,
        end_object,
        begin_object_key(first: bool),
        end_object_key,
        begin_object_value,
        end_object_value,
    );

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, w: &mut W, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some(at) = rest.find(|c| !is_plain(c)) {
            w.write_all(&rest.as_bytes()[..at])?;
            let Some(c) = rest[at..].chars().next() else { break };
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(w, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        w.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_stays_and_the_bytes_are_safe() {
        let value = serde_json::json!({"a": "x\u{202e}\u{1b}\n\u{e0001}홍\"", "b": [1, null, {}]});
        for write in [write_pretty::<serde_json::Value>, write_line] {
            let mut out = Vec::new();
            write(&mut out, &value).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(text.chars().all(|c| c == '\n' || is_plain(c)), "{text}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        }
    }
}
