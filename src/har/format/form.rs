//! `application/x-www-form-urlencoded`, which includes URL queries.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

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

/// All but what WHATWG `application/x-www-form-urlencoded` leaves as it is, and the blank.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_').remove(b' ');

/// Serializes a name or value as WHATWG `application/x-www-form-urlencoded`.
#[must_use]
pub(in crate::har) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string().replace(' ', "+")
}

/// Decodes `%41+b` to `A b`; invalid escapes are kept.
#[must_use]
pub fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
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
