//! YAML output in block style. Strings are quoted unless they are unambiguous.

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::clean::is_plain;

/// Writes a value as a YAML document.
///
/// # Errors
/// If writing fails.
pub fn write<T: Serialize>(out: &mut dyn io::Write, value: &T) -> io::Result<()> {
    let value = serde_json::to_value(value)?;
    let mut text = String::new();
    block(&value, 0, &mut text);
    out.write_all(text.trim_start_matches('\n').as_bytes())?;
    out.write_all(b"\n")
}

/// Writes a value after its key or dash: a scalar on the same line, a collection on lines of its own.
fn block(value: &Value, depth: usize, out: &mut String) {
    let indent = |out: &mut String| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                indent(out);
                scalar(key, out);
                out.push(':');
                block(value, depth + 1, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                indent(out);
                out.push('-');
                block(item, depth + 1, out);
            }
        }
        _ => {
            if depth > 0 {
                out.push(' ');
            }
            match value {
                Value::String(text) => scalar(text, out),
                other => out.push_str(&other.to_string()),
            }
        }
    }
}

fn scalar(text: &str, out: &mut String) {
    if is_unambiguous(text) {
        return out.push_str(text);
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_plain(c) => out.push(c),
            c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    out.push('"');
}

/// Whether an unquoted text is read as this string by every parser, including YAML 1.1, in which `no` is false.
fn is_unambiguous(text: &str) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./ ".contains(c))
        && !text.ends_with(' ')
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_block_style() {
        let value = serde_json::json!({"format": 1, "files": [{"file": "a.har", "ok": null, "list": []}, "no"],
            "a: b": ["x\u{1b}\"\n홍", {}, [1, [2.5]]]});
        let mut out = Vec::new();
        write(&mut out, &value).unwrap();
        let expected = "format: 1\nfiles:\n  -\n    file: a.har\n    ok: null\n    list: []\n  - \"no\"\n\"a: b\":\n  - \
            \"x\\U0000001b\\\"\\n홍\"\n  - {}\n  -\n    - 1\n    -\n      - 2.5\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
