//! Values with a name before them in plain text: `password=…`, `"token": "…"`, `Cookie: …`, also escaped for JSON, HTML
//! and URLs.

use std::ops::Range;

use super::Kind;
use super::names::{self, Claim};
use super::values;

/// The way a value is quoted or encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// Between quotes, with the number of backslashes before each: `\"` has one.
    Quoted(char, usize),
    /// Between quotes written as HTML entities or percent-encoded.
    Between(&'static str),
    /// A URL parameter, percent-encoded as many times as the sign before it.
    Parameter(usize),
    Plain,
}

/// A name in a text, with the position of its value.
struct Named<'t> {
    text: &'t str,
    name: Range<usize>,
    is_quoted: bool,
    in_parameter: bool,
    /// The sign after the name, `:` or `=`; a blank for `is`.
    sign: char,
    written: Written,
    /// The offset of the value.
    from: usize,
}

/// The ranges of secret values, in order and without overlap.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in names::find_words(text.as_bytes()) {
        if word.start < at {
            continue;
        }
        let Some(named) = named(text, word) else { continue };
        if named.name.start < at {
            continue;
        }
        at = named.name.end;
        if let Some((range, kind)) = secret(&named) {
            at = range.end;
            found.push((range, kind));
        }
    }
    found
}

/// The ranges of secret values in pairs such as `key: "password", value: "…"`.
pub(super) fn find_pairs(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), "value") {
        let Some(name) = name_before(&text[..at]) else { continue };
        let Some(Claim { kind, needs_proof }) = names::claim(name, false) else { continue };
        let Some(named) = named(text, at..at + "value".len()) else { continue };
        let range = named.from..end(&named);
        let value = text.get(range.clone()).unwrap_or_default();
        if !values::is_harmless(value) && (!needs_proof || values::is_opaque(value)) {
            found.push((range, kind));
        }
    }
    found
}

/// The value of a member `key` or `name` at the end of a text, before a comma.
fn name_before(text: &str) -> Option<&str> {
    const LONGEST: usize = 120;
    let quotes = ['"', '\'', '\\', ' ', '\n', '\t'];
    let from = (text.len().saturating_sub(LONGEST)..=text.len()).find(|at| text.is_char_boundary(*at))?;
    let text = &text[from..];
    let text = text.trim_end_matches(quotes).strip_suffix(',')?.trim_end_matches(quotes);
    let name = &text[text.rfind(['"', '\'', '=', ':', ' '])? + 1..];
    let before = text[..text.len() - name.len()].trim_end_matches(quotes).strip_suffix([':', '='])?;
    let before = before.trim_end_matches(quotes);
    ["key", "name", "Key", "Name"].iter().any(|member| before.ends_with(member)).then_some(name)
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.$".contains(&byte)
}

/// The name that contains a word, with the sign and the offset of the value after it.
fn named(text: &str, word: Range<usize>) -> Option<Named<'_>> {
    const LONGEST: usize = 80;
    let bytes = text.as_bytes();
    let before = bytes[..word.start].iter().rev().take(LONGEST).take_while(|byte| is_of_name(**byte)).count();
    let after = bytes[word.end..].iter().take(LONGEST).take_while(|byte| is_of_name(**byte)).count();
    let mut name = word.start - before..word.end + after;
    // `user[password]`
    if bytes.get(name.end) == Some(&b']') && name.start > 0 && bytes[name.start - 1] == b'[' {
        name.end += 1;
    }
    let name_text = &text[name.clone()];
    // An escape before the name: `\n`, `%26`, `\u0026`.
    for escape in ["u0026", "3Fn", "26", "3F", "3f", "23", "2526", "253F", "n", "t", "r"] {
        let sign = if escape.starts_with(|c: char| c.is_ascii_digit()) { b'%' } else { b'\\' };
        if name.start > 0
            && bytes[name.start - 1] == sign
            && name_text.len() > escape.len()
            && name_text.starts_with(escape)
        {
            name.start += escape.len();
            break;
        }
    }
    let in_parameter = text[..name.start].ends_with(['?', '&', '#'])
        || ["%26", "%3F", "%3f", "%23", "%2526", "%253F", "%253f", "\\u0026", "&amp;"]
            .iter()
            .any(|sign| text[..name.start].ends_with(sign));
    let mut at = name.end;
    let quote = ["&quot;", "&#34;", "%22"].into_iter().find(|quote| text[at..].starts_with(quote));
    let mut is_quoted = quote.is_some();
    at += quote.map_or(0, str::len);
    if quote.is_none() {
        let slashes = bytes[at..].iter().take_while(|byte| **byte == b'\\').count();
        if matches!(bytes.get(at + slashes), Some(b'"' | b'\'' | b'`')) {
            at += slashes + 1;
            is_quoted = true;
        }
    }
    let (sign, level, after) = sign(&text[at..])?;
    let from = at + after;
    let (written, from) = opening(text, from, level, in_parameter);
    Some(Named { text, name, is_quoted, in_parameter, sign, written, from })
}

/// The sign between a name and its value: its meaning, how many times it is percent-encoded, its length with blanks.
fn sign(text: &str) -> Option<(char, usize, usize)> {
    let blanks = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
    let before = blanks(text);
    let rest = &text[before..];
    for word in ["is ", "was "] {
        if before > 0 && rest.starts_with(word) {
            let gap = if rest[word.len()..].starts_with(": ") { 2 } else { 0 };
            return Some((' ', 0, before + word.len() + gap));
        }
    }
    let signs = [
        ("=>", '=', 0),
        (":=", '=', 0),
        ("\\u003d", '=', 0),
        ("&#61;", '=', 0),
        ("%253D", '=', 2),
        ("%253d", '=', 2),
        ("%3D", '=', 1),
        ("%3d", '=', 1),
        ("%3A", ':', 1),
        ("=", '=', 0),
        (":", ':', 0),
    ];
    let (written, sign, level) = signs.into_iter().find(|(written, ..)| rest.starts_with(written))?;
    let after = &rest[written.len()..];
    let is_comparison = written == "=" && after.starts_with(['=', '~']);
    let is_path = sign == ':' && (after.starts_with(':') || after.starts_with("//"));
    let gap = if level == 0 { blanks(after) } else { 0 };
    (!is_comparison && !is_path).then_some((sign, level, before + written.len() + gap))
}

/// The quoting of the value at an offset, and the offset inside of its quotes.
fn opening(text: &str, from: usize, level: usize, in_parameter: bool) -> (Written, usize) {
    let rest = &text[from..];
    for quote in ["&quot;", "&#34;", "&#39;", "%22"] {
        if rest.starts_with(quote) {
            return (Written::Between(quote), from + quote.len());
        }
    }
    let slashes = rest.bytes().take_while(|byte| *byte == b'\\').count();
    match rest[slashes..].chars().next() {
        Some(quote @ ('"' | '\'' | '`')) => (Written::Quoted(quote, slashes), from + slashes + 1),
        _ if level > 0 || in_parameter => (Written::Parameter(level), from),
        _ => (Written::Plain, from),
    }
}

/// The range of a value, if it is a secret.
fn secret(named: &Named<'_>) -> Option<(Range<usize>, Kind)> {
    let text = named.text;
    let name = &text[named.name.clone()];
    let claim = names::claim(name, named.in_parameter)?;
    // The nonce of a content security policy is public.
    if name.eq_ignore_ascii_case("nonce") && !named.is_quoted && matches!(named.written, Written::Quoted(..))
    {
        return None;
    }
    if named.sign != ' '
        && names::is_header(name)
        && !matches!(named.written, Written::Quoted(..) | Written::Between(_))
        && !named.in_parameter
    {
        let is_code = |range: &Range<usize>| named.is_quoted && values::is_code(&text[range.clone()]);
        return header_value(named).filter(|range| !is_code(range)).map(|range| (range, claim.kind));
    }
    let end = end(named);
    let value = text.get(named.from..end)?;
    let scheme = scheme_len(value);
    let range = named.from + scheme..end;
    let value = &text[range.clone()];
    (!value.is_empty() && is_secret(named, claim, value)).then_some((range, claim.kind))
}

/// The length of an authentication scheme before credentials, which is not secret.
fn scheme_len(value: &str) -> usize {
    const SCHEMES: [&str; 5] = ["bearer", "basic", "digest", "negotiate", "ntlm"];
    let len = value.bytes().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (scheme, rest) = value.split_at(len);
    let gap = [" ", "%20", "+"].into_iter().find(|gap| rest.starts_with(gap));
    let is_scheme = SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
    gap.filter(|_| is_scheme).map_or(0, |gap| len + gap.len())
}

fn is_secret(named: &Named<'_>, claim: Claim, value: &str) -> bool {
    let is_word = value.bytes().all(|byte| byte.is_ascii_lowercase() || b" .!-".contains(&byte));
    let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
    let has_letter = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    let name = &named.text[named.name.clone()];
    let is_of_sign_in =
        || named.in_parameter && names::claim(name, false).is_none() && values::is_of_sign_in(value);
    let is_proven = !claim.needs_proof || values::is_opaque(value) || is_of_sign_in();
    if values::is_harmless(value) || !is_proven {
        return false;
    }
    match named.written {
        // A script may contain captions: `{password: "forgotten"}`.
        Written::Quoted(..) | Written::Between(_) => named.is_quoted || !is_word,
        Written::Parameter(_) => true,
        Written::Plain if named.sign == ' ' => has_digit && has_letter && value.len() >= 6,
        Written::Plain if is_variable(named) => true,
        Written::Plain => {
            let has_sign = value.bytes().any(|byte| b"!@#$%^&*+/~".contains(&byte));
            let cases = value.bytes().any(|byte| byte.is_ascii_uppercase())
                && !value.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
            !values::is_code(value) && !is_word && (has_digit || has_sign || cases)
        }
    }
}

/// Whether a name begins a line such as `DB_PASSWORD=…`: then the rest of the line is the value.
fn is_variable(named: &Named<'_>) -> bool {
    let (text, name) = (named.text, &named.text[named.name.clone()]);
    let is_name = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let before = text[..named.name.start].trim_end_matches("export ");
    is_name && named.sign == '=' && !named.is_quoted && (before.is_empty() || before.ends_with('\n'))
}

/// The end of a value.
fn end(named: &Named<'_>) -> usize {
    let Named { text, from, written, .. } = *named;
    let rest = &text[from..];
    let len = match written {
        Written::Quoted(quote, slashes) => closing_quote(rest, quote, slashes),
        Written::Between(quote) => rest.find(quote).unwrap_or(rest.len()),
        Written::Parameter(level) => parameter_len(rest, level),
        Written::Plain if is_variable(named) => {
            rest.find('\n').map_or(rest.len(), |end| rest[..end].trim_end().len())
        }
        Written::Plain => plain_len(rest),
    };
    from + len
}

/// The offset of the closing quote: one with as many backslashes before it as the opening one.
fn closing_quote(text: &str, quote: char, slashes: usize) -> usize {
    let mut run = 0;
    for (at, c) in text.char_indices() {
        if c == '\\' {
            run += 1;
            continue;
        }
        let is_end = if slashes == 0 { run % 2 == 0 } else { run <= slashes };
        if c == quote && is_end {
            return at - run.min(slashes);
        }
        // Without a closing quote on its line, the text was cut off.
        if c == '\n' && slashes == 0 && quote != '`' {
            return at;
        }
        run = 0;
    }
    text.len()
}

/// A parameter ends before the next separator with the same number of encodings.
fn parameter_len(text: &str, level: usize) -> usize {
    let signs: &[&str] = match level {
        0 => &["&", "#", "\\u0026", "\\\"", "\\n"],
        1 => &["&", "%26", "%23", "%22", "\\"],
        _ => &["&", "%26", "%2526", "%2523", "%2522", "\\"],
    };
    let is_end = |c: char| c.is_whitespace() || "\"'<>`".contains(c);
    let end = text.find(is_end).unwrap_or(text.len());
    let end = signs.iter().filter_map(|sign| text[..end].find(sign)).min().unwrap_or(end);
    without_closing(text, end)
}

/// A value ends before a blank or a quote; before a comma or semicolon only if another named value follows.
fn plain_len(text: &str) -> usize {
    let is_end = |c: char| c.is_whitespace() || "\"'<>`\\&".contains(c);
    let end = text.find(is_end).unwrap_or(text.len());
    let is_next = |at: &usize| {
        let next = &text[at + 1..end];
        let name = next.bytes().take_while(|byte| is_of_name(*byte)).count();
        name > 0 && next[name..].starts_with(['=', ':'])
    };
    let next = text[..end].match_indices([',', ';']).map(|(at, _)| at).find(is_next);
    without_closing(text, next.unwrap_or(end))
}

/// Punctuation and closing brackets at the end do not belong to a value.
fn without_closing(text: &str, end: usize) -> usize {
    text[..end].trim_end_matches([',', ';', '.', ')', ']', '}', '!', '?', ':']).len()
}

/// The range of a header value in a text: credentials with their parameters, cookies with their attributes.
fn header_value(named: &Named<'_>) -> Option<Range<usize>> {
    let line = &named.text[named.from..];
    let line = &line[..line.find(['\n', '\r']).unwrap_or(line.len())];
    let scheme = scheme_len(line);
    let value = &line[scheme..];
    let mut end = 0;
    loop {
        let rest = &value[end..];
        let gap = rest.len() - rest.trim_start_matches([' ', ';', ',']).len();
        // Further values follow a separator; that of `Negotiate` may contain blanks.
        let is_listed = end == 0 || rest[..gap].contains([';', ',']);
        let part = &rest[gap..];
        let len = pair_len(part);
        let word = &part[..len];
        let is_more = is_listed || (scheme > 0 && values::is_opaque_part(word));
        if len == 0 || !is_more {
            break;
        }
        end += gap + len;
    }
    let value = &value[..end];
    if values::is_flag(value) {
        return None;
    }
    let start = named.from + scheme;
    Some(start..start + end)
}

/// The length of `name=value`, where the value may be quoted.
fn pair_len(text: &str) -> usize {
    let is_end = |c: char| c.is_whitespace() || ";,'\"\\<>".contains(c);
    let end = text.find(is_end).unwrap_or(text.len());
    match text[end..].strip_prefix('"') {
        Some(quoted) if text[..end].ends_with('=') => {
            end + 1 + quoted.find('"').map_or(quoted.len(), |end| end + 1)
        }
        _ => end,
    }
}
