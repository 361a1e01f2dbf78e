//! A request as PowerShell commands for Windows that run `curl.exe`.
//!
//! Windows PowerShell 5.1 drops double quotes from arguments of native programs, PowerShell 7.3 keeps them, and
//! working around one breaks the other; `--%` stops PowerShell's parsing, but not the expansion of `%NAME%`, and
//! cannot span lines. Therefore nothing of the request is an argument: it is in a literal here-string, in which
//! PowerShell recognizes nothing but the end, and which curl reads as a configuration. The end is a quote at the
//! start of a line, and every line here starts with the name of an option.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::call::Call;
use crate::text::clean::is_plain;

/// The commands, without a final line feed, so that pasting them runs all but the last.
#[must_use]
pub fn curl(call: &Call) -> String {
    let bytes = call.body.as_deref().filter(|body| text(body).is_none());
    let mut script = format!(
        "# curl.exe, for Windows PowerShell 5.1 and PowerShell 7\n\
         $request = [IO.Path]::GetTempFileName()\n\
         [IO.File]::WriteAllText($request, @'\n{}\n'@)\n",
        configuration(call)
    );
    let Some(bytes) = bytes else {
        script.push_str("curl.exe --config $request\nRemove-Item $request");
        return script;
    };
    script.push_str(&format!(
        "$body = [IO.Path]::GetTempFileName()\n\
         [IO.File]::WriteAllBytes($body, [Convert]::FromBase64String('{}'))\n\
         curl.exe --config $request --data-binary \"@$body\"\n\
         Remove-Item $request, $body",
        STANDARD.encode(bytes)
    ));
    script
}

/// The request as a curl configuration, without a binary body.
#[must_use]
pub fn configuration(call: &Call) -> String {
    let mut lines = vec![option("url", &call.url)];
    match call.method.as_str() {
        "GET" if call.body.is_none() => {}
        "HEAD" => lines.push("head".to_owned()),
        method => lines.push(option("request", method)),
    }
    let switches =
        [("globoff", call.has_globs()), ("path-as-is", call.has_dots()), ("compressed", call.compressed)];
    lines.extend(switches.into_iter().filter(|(_, is_on)| *is_on).map(|(name, _)| name.to_owned()));
    for header in &call.headers {
        let line = match safe_line(&header.value).as_str() {
            "" => format!("{};", header.name),
            value => format!("{}: {value}", header.name),
        };
        lines.push(option("header", &line));
    }
    let has_type = call.headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
    if call.body.is_some() && !has_type {
        // Otherwise curl would send a form's content type.
        lines.push(option("header", "Content-Type:"));
    }
    if let Some(text) = call.body.as_deref().and_then(text) {
        lines.push(option("data-raw", text));
    }
    lines.join("\n")
}

/// curl limits a line of a configuration to 100 KiB; escapes may double the length.
const MAX_TEXT: usize = 40_000;

/// A body as configuration text; `None` if it is binary or has control characters without an escape.
fn text(body: &[u8]) -> Option<&str> {
    let can_be_said = |text: &&str| text.chars().all(|c| is_plain(c) || "\t\n\r".contains(c));
    std::str::from_utf8(body).ok().filter(|text| text.len() <= MAX_TEXT).filter(can_be_said)
}

/// Removes control characters other than tab from a header value.
fn safe_line(value: &str) -> String {
    value.chars().map(|c| if is_plain(c) || c == '\t' { c } else { ' ' }).collect()
}

fn option(name: &str, value: &str) -> String {
    let mut line = format!("{name} = \"");
    for c in value.chars() {
        match c {
            '"' | '\\' => line.extend(['\\', c]),
            '\n' => line.push_str(r"\n"),
            '\r' => line.push_str(r"\r"),
            '\t' => line.push_str(r"\t"),
            c => line.push(c),
        }
    }
    line.push('"');
    line
}
