//! `application/x-www-form-urlencoded`, which includes URL queries.

/// A decoded name and value; the value is `None` where there is no `=`.
pub type Field = (String, Option<String>);

/// The fields of a form body or a query.
#[must_use]
pub fn fields(text: &str) -> Vec<Field> {
    let field = |part: &str| match part.split_once('=') {
        Some((name, value)) => (decode(name), Some(decode(value))),
        None => (decode(part), None),
    };
    text.trim().split('&').filter(|part| !part.is_empty()).map(field).collect()
}

/// Serializes a name or value as WHATWG `application/x-www-form-urlencoded`.
#[must_use]
pub(in crate::har) fn encode(text: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            // Writing to a string cannot fail.
            _ => _ = write!(encoded, "%{byte:02X}"),
        }
    }
    encoded
}

/// Decodes `%41+b` to `A b`; invalid escapes are kept.
#[must_use]
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten().and_then(|digits| {
            digits.iter().try_fold(0, |sum, digit| Some(sum * 16 + char::from(*digit).to_digit(16)?))
        });
        match escaped.and_then(|code| u8::try_from(code).ok()) {
            Some(code) => {
                out.push(code);
                at += 2;
            }
            None => out.push(if *byte == b'+' { b' ' } else { *byte }),
        }
        at += 1;
    }
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_in_order() {
        let field = |name: &str, value: Option<&str>| (name.to_owned(), value.map(str::to_owned));
        assert_eq!(
            fields("a=%ED%95%9C+b&c&d=&e=1=2&%zz=%4&&"),
            [
                field("a", Some("한 b")),
                field("c", None),
                field("d", Some("")),
                field("e", Some("1=2")),
                field("%zz", Some("%4"))
            ]
        );
        assert_eq!(decode("%ff"), "\u{fffd}");
    }
}
