//! A request as a curl command for a POSIX shell.
//!
//! Everything is in single quotes, in which a shell reads nothing but their end. What could not be pasted that way
//! (bytes, control characters) goes through `printf`, a part of every shell, into curl's standard input; so does what
//! is too long for an argument.

use super::call::Call;
use crate::text::clean::{is_plain, is_plain_or_line_feed};

/// Linux takes no argument longer than 128 KiB.
const MAX_ARGUMENT: usize = 100_000;

/// The command. It ends without a line feed, so that pasting it runs nothing.
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
        // `X:` would take a header away; `X;` sends it empty.
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
        // Not `--data`, which reads a file where the text begins with @.
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

/// A method needs no quotes, unless it is an odd one.
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

/// In single quotes; one inside of them ends them, is escaped by itself, and begins them again.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Bytes as a format of `printf`, in single quotes.
fn format_of(bytes: &[u8]) -> String {
    let mut format = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '%' => format.push_str("%%"),
                '\\' => format.push_str(r"\\"),
                '\n' => format.push_str(r"\n"),
                // Old shells look into their history for what follows it, unless nothing but single quotes is around.
                '!' => push_octal(&mut format, b"!"),
                c if is_plain(c) => format.push(c),
                c => push_octal(&mut format, c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        push_octal(&mut format, chunk.invalid());
    }
    // A format that begins with a hyphen would be an option.
    if format.starts_with('-') {
        format.replace_range(..1, r"\055");
    }
    quoted(&format)
}

fn push_octal(format: &mut String, bytes: &[u8]) {
    // Always three digits: what follows may be one too.
    bytes.iter().for_each(|byte| format.push_str(&format!("\\{byte:03o}")));
}
