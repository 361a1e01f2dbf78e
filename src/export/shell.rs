//! A request as a curl command for a POSIX shell.
//!
//! Everything is in single quotes, inside which a shell recognizes nothing but their end. What could not be
//! pasted that way (bytes, control characters) or is too long for an argument goes to curl's standard input
//! through `printf`, a builtin of every shell.

use super::call::Call;
use crate::text::clean::{is_plain, is_plain_or_line_feed};

/// Linux limits an argument to 128 KiB.
const MAX_ARGUMENT: usize = 100_000;

/// The command, without a final line feed, so that pasting it runs nothing.
#[must_use]
pub fn curl(call: &Call) -> String {
    let mut parts = vec![format!("curl {}", quoted(&call.url))];
    match call.method.as_str() {
        "GET" if call.body.is_none() => {}
        "HEAD" => parts.push("--head".to_owned()),
        method => parts.push(format!("-X {}", word(method))),
    }
    if call.has_globs() {
        parts.push("--globoff".to_owned());
    }
    if call.has_dots() {
        parts.push("--path-as-is".to_owned());
    }
    for header in &call.headers {
        // `X:` would remove a header; `X;` sends it empty.
        let line = match header.value.as_str() {
            "" => format!("{};", header.name),
            value => format!("{}: {value}", header.name),
        };
        parts.push(format!("-H {}", argument(&line)));
    }
    if call.compressed {
        parts.push("--compressed".to_owned());
    }
    let Some(body) = &call.body else { return parts.join(" \\\n  ") };
    if !call.headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type")) {
        // curl would say that it is a form.
        parts.push("-H 'Content-Type:'".to_owned());
    }
    match std::str::from_utf8(body).ok().filter(|text| can_be_quoted(text)) {
        // Not `--data`, which reads a file if the text starts with `@`.
        Some(text) => {
            parts.push(format!("--data-raw {}", quoted(text)));
            parts.join(" \\\n  ")
        }
        None => {
            parts.push("--data-binary @-".to_owned());
            format!("printf {} |\n{}", format_of(body), parts.join(" \\\n  "))
        }
    }
}

/// Quotes a method only if necessary.
fn word(method: &str) -> String {
    if method.bytes().all(|byte| byte.is_ascii_alphanumeric()) { method.to_owned() } else { quoted(method) }
}

fn can_be_quoted(text: &str) -> bool {
    text.len() <= MAX_ARGUMENT && text.chars().all(is_plain_or_line_feed)
}

fn argument(line: &str) -> String {
    if line.chars().all(is_plain) {
        quoted(line)
    } else {
        format!("\"$(printf {})\"", format_of(line.as_bytes()))
    }
}

/// Single-quotes a text; a quote inside ends the quotes, is escaped, and reopens them.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Bytes as a single-quoted `printf` format.
fn format_of(bytes: &[u8]) -> String {
    let mut format = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '%' => format.push_str("%%"),
                '\\' => format.push_str(r"\\"),
                '\n' => format.push_str(r"\n"),
                // Old shells expand `!` from their history unless the whole command is in single quotes.
                '!' => push_octal(&mut format, b"!"),
                c if is_plain(c) => format.push(c),
                c => push_octal(&mut format, c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        push_octal(&mut format, chunk.invalid());
    }
    // A format that starts with a hyphen would be an option.
    if format.starts_with('-') {
        format.replace_range(..1, r"\055");
    }
    quoted(&format)
}

fn push_octal(format: &mut String, bytes: &[u8]) {
    // Always three digits, because a digit may follow.
    bytes.iter().for_each(|byte| format.push_str(&format!("\\{byte:03o}")));
}
