//! Where in a text a rule may replace something, by its bytes as they are written: nothing else is parsed.
//!
//! A text without such a place is certain to hold nothing: the rules replace nothing in it, whatever it is. A place only
//! means that they have to look.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr_iter, memchr3_iter, memmem};

use super::edit::unescaped;
use super::known::KnownValues;
use super::needles::Needles;
use super::rules::rules;
use super::{layers, names, paths, shapes};
use crate::har::body::BodyContent;

/// Padding at the end of base64, which a run does not include.
const MAX_PADDING: usize = 2;

/// Shortest text that can hold a name, a sign and a value.
const SHORTEST: usize = 5;

/// Shortest value that is looked for in a layer.
const SHORTEST_VALUE: usize = 16;

/// The places of a text at which a rule may replace something.
#[derive(Debug, Default)]
pub(super) struct Suspects {
    /// In order.
    places: Vec<u32>,
    /// A value that is known from elsewhere may be written in other letters than its own: percent-encoded, escaped, in
    /// base64 or hexadecimal digits.
    pub(super) has_layers: bool,
}

impl Suspects {
    /// Whether one of the places is in a range.
    pub(super) fn any_in(&self, range: &Range<usize>) -> bool {
        let first = self.places.partition_point(|place| (*place as usize) < range.start);
        self.places.get(first).is_some_and(|place| (*place as usize) < range.end)
    }

    fn add(&mut self, place: usize) {
        self.places.push(u32::try_from(place).unwrap_or(u32::MAX));
    }
}

/// Whether a text may hold a secret. It is given as written in JSON, with or without its quotes, or as plain text.
/// `known` are values that are secret elsewhere in the file.
pub(super) fn may_hold(written: &str, known: Option<&KnownValues>) -> bool {
    !suspects(written, known).places.is_empty()
}

/// The places of a text, which is JSON as written, or plain.
pub(super) fn suspects(written: &str, known: Option<&KnownValues>) -> Suspects {
    let bytes = written.as_bytes();
    let mut found = Suspects::default();
    if bytes.len() < SHORTEST {
        return found;
    }
    find_hidden_letters(bytes, &mut found);
    find_user_info(bytes, &mut found);
    find_webex_tokens(bytes, &mut found);
    find_needles(bytes, &mut found);
    find_base64_and_hex(written, known, &mut found);
    find_own(written, &mut found);
    known.into_iter().flat_map(|known| known.find(bytes)).for_each(|range| found.add(range.start));
    found.places.sort_unstable();
    found
}

/// The pairs of bytes that are looked for everywhere.
struct Pairs {
    escaped_slash: memmem::Finder<'static>,
    unicode: memmem::Finder<'static>,
    slashes: memmem::Finder<'static>,
    webex: memmem::Finder<'static>,
}

static PAIRS: LazyLock<Pairs> = LazyLock::new(|| Pairs {
    escaped_slash: memmem::Finder::new(b"\\/"),
    unicode: memmem::Finder::new(b"\\u00"),
    slashes: memmem::Finder::new(b"//"),
    webex: memmem::Finder::new(b"_P"),
});

/// Letters that are written as something else: `%61`, `\u0061`; or a slash in base64 as `\/`.
fn find_hidden_letters(bytes: &[u8], found: &mut Suspects) {
    for at in memchr_iter(b'%', bytes) {
        if let Some(code) = hex_code(&bytes[at + 1..]) {
            found.add(at);
            found.has_layers |= code.is_ascii_alphanumeric() || code == b'%';
        }
    }
    for at in PAIRS.unicode.find_iter(bytes) {
        let code = hex_code(&bytes[at + 4..]);
        if code.is_none_or(|code| code.is_ascii_graphic() && !b"<>&'\"".contains(&code)) {
            found.add(at);
            found.has_layers |= code.is_some_and(|code| code.is_ascii_alphanumeric());
        }
    }
    PAIRS.escaped_slash.find_iter(bytes).for_each(|at| found.add(at));
}

/// The byte that two hexadecimal digits stand for.
fn hex_code(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? << 4 | digit(1)?).ok()
}

/// URLs with an `@` before their path, as in `https://user:password@host`; a password may hold a slash.
fn find_user_info(bytes: &[u8], found: &mut Suspects) {
    for at in PAIRS.slashes.find_iter(bytes) {
        let rest = &bytes[at + 2..];
        let is_end = |end: &usize| rest[*end] != b'"' || *end == 0 || rest[*end - 1] != b'\\';
        let end = memchr3_iter(b'/', b'"', b'@', rest).find(is_end).unwrap_or(rest.len());
        let is_user = rest.get(end) == Some(&b'@') || {
            let port = rest[..end].splitn(2, |byte| *byte == b':').nth(1);
            port.is_some_and(|port| !port.iter().all(u8::is_ascii_digit))
                && rest.iter().take_while(|byte| !byte.is_ascii_whitespace()).any(|byte| *byte == b'@')
        };
        if is_user {
            found.add(at);
        }
    }
}

/// What is like the opaque token of Webex: `…_PF84_…`, or a long run that ends in the organization's UUID.
fn find_webex_tokens(bytes: &[u8], found: &mut Suspects) {
    // The first part, two letters and a UUID, with a `_` between them.
    const SHORTEST: usize = 40 + 1 + 2 + 1 + 36;
    let is_mark =
        |mark: &[u8]| matches!(mark, [.., b'_'] if mark.iter().all(|byte| !byte.is_ascii_lowercase()));
    for at in PAIRS.webex.find_iter(bytes) {
        if bytes.get(at..at + 6).is_some_and(is_mark) {
            found.add(at);
        }
    }
    for run in runs(bytes, |byte| OF_WEBEX_TOKEN.has(byte), SHORTEST) {
        if bytes[run.clone()].contains(&b'_') {
            found.add(run.start);
        }
    }
}

/// A set of bytes.
struct Class([bool; 256]);

impl Class {
    fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }
}

/// Letters, digits and these.
const fn class(others: &[u8]) -> Class {
    let mut class = [false; 256];
    let mut byte = 0;
    while byte < class.len() {
        class[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let mut at = 0;
    while at < others.len() {
        class[others[at] as usize] = true;
        at += 1;
    }
    Class(class)
}

static OF_WEBEX_TOKEN: Class = class(b"._-");
static OF_BASE64: Class = class(b"+/-_");

/// The runs of at least `min` bytes of a class. Most of a text is passed over: where the last byte that a run needs is
/// of another class, the run cannot begin before it.
pub(super) fn runs(
    bytes: &[u8],
    is_inside: impl Fn(u8) -> bool,
    min: usize,
) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let window = bytes.get(at..at + min)?;
            if let Some(outside) = window.iter().rposition(|byte| !is_inside(*byte)) {
                at += outside + 1;
                continue;
            }
            let len = min + bytes[at + min..].iter().take_while(|byte| is_inside(**byte)).count();
            let run = at..at + len;
            at = run.end + 1;
            return Some(run);
        }
    })
}

/// When a word counts.
#[derive(Clone, Copy)]
enum Counts {
    Anywhere,
    /// At the end of a name.
    AsName,
    /// As the name of a parameter.
    AsParameter,
    /// Before a blank: a scheme of credentials.
    AsScheme,
    /// As a segment of a path.
    AsSegment,
    /// As the prefix of the token of this row.
    AsPrefix(usize),
}

/// Words of which one is in every text that a rule replaces something in, unless there are other signs; with their
/// lengths.
struct Words {
    search: Needles,
    words: Vec<(Counts, usize)>,
}

static WORDS: LazyLock<Option<Words>> = LazyLock::new(|| {
    // The members of a body that say that it is not the text itself.
    let anywhere = ["-----begin", "putty-user-key-file-", "\"encoding\"", "\"_file\""];
    let groups = [
        (Counts::Anywhere, anywhere.map(str::to_owned).to_vec()),
        (Counts::AsName, names::needles()),
        (Counts::AsName, names::needles_of_exchange()),
        (Counts::AsParameter, names::needles_of_parameters()),
        (Counts::AsScheme, ["bearer", "basic"].map(str::to_owned).to_vec()),
        (Counts::AsSegment, names::needles_of_paths()),
    ];
    let words =
        groups.into_iter().flat_map(|(counts, words)| words.into_iter().map(move |word| (counts, word)));
    let prefixes = shapes::needles().into_iter().enumerate();
    let prefixes = prefixes.map(|(row, prefix)| (Counts::AsPrefix(row), prefix));
    let (counts, needles): (Vec<Counts>, Vec<String>) = words.chain(prefixes).unzip();
    let words = counts.into_iter().zip(needles.iter().map(String::len)).collect();
    Some(Words { search: Needles::new(&needles)?, words })
});

fn find_needles(bytes: &[u8], found: &mut Suspects) {
    let Some(Words { search, words }) = WORDS.as_ref() else { return found.add(0) };
    search.find(bytes, |numbers, end| {
        let ending = numbers.iter().filter_map(|number| words.get(*number));
        let mut ending = ending.map(|(counts, len)| (*counts, end - len..end));
        if let Some((_, word)) = ending.find(|(counts, word)| does_count(*counts, bytes, word)) {
            found.add(word.start);
        }
    });
}

fn does_count(counts: Counts, bytes: &[u8], word: &Range<usize>) -> bool {
    let (before, after) = (&bytes[..word.start], &bytes[word.end..]);
    match counts {
        Counts::Anywhere => true,
        Counts::AsName => ends_name(after) && !names_list(bytes, word),
        Counts::AsParameter => matches!(after.first(), Some(b'=' | b'[' | b']')) || is_value_of_name(before),
        Counts::AsScheme => after.first().is_some_and(|next| b" \t\r\n\\+".contains(next)),
        Counts::AsSegment => is_segment(before.iter().rev()) && is_segment(after.iter()),
        Counts::AsPrefix(row) => shapes::may_begin(row, &bytes[word.start..]),
    }
}

/// Whether a word ends before these bytes, or after a plural or a number: `tokens`, `password2`, `tokenValue`.
fn ends_name(after: &[u8]) -> bool {
    let is_end = |after: &[u8]| after.first().is_none_or(|next| !next.is_ascii_lowercase());
    is_end(after) || after.strip_prefix(b"s").is_some_and(is_end)
}

/// Whether a word is a part of a JSON key whose value is a list, and which is too ambiguous to say anything of what is in
/// the list.
fn names_list(bytes: &[u8], word: &Range<usize>) -> bool {
    let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let (before, after) = (&bytes[..word.start], &bytes[word.end..]);
    let end = after.iter().take_while(is_of_name).count();
    let value = after[end..].strip_prefix(b"\\").unwrap_or(&after[end..]);
    let value = value.strip_prefix(b"\"").and_then(|rest| rest.trim_ascii_start().strip_prefix(b":"));
    if value.is_none_or(|value| !value.trim_ascii_start().starts_with(b"[")) {
        return false;
    }
    let start = word.start - before.iter().rev().take_while(is_of_name).count();
    let name = std::str::from_utf8(&bytes[start..word.end + end]).unwrap_or_default();
    bytes[..start].ends_with(b"\"") && names::claim(name, false).is_some_and(|claim| claim.needs_proof)
}

/// Whether the segment of a path ends here, apart from digits and signs.
fn is_segment<'b>(mut outside: impl Iterator<Item = &'b u8>) -> bool {
    outside.find(|byte| byte.is_ascii_alphabetic() || **byte == b'/') == Some(&b'/')
}

/// Whether a word follows `name=`, as in a form of a page or a part of a multipart body.
fn is_value_of_name(before: &[u8]) -> bool {
    let last = before.iter().rev().find(|byte| !matches!(byte, b'"' | b'\'' | b'\\' | b' '));
    last == Some(&b'=')
}

/// How a zip archive begins.
pub(super) const ZIP: &[u8] = b"PK\x03\x04";

const GZIP: &[u8] = b"\x1f\x8b\x08";

/// Whether bytes begin like an archive, in which nothing can be found before it is unpacked.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(GZIP)
}

/// Where rules of the user may apply.
fn find_own(written: &str, found: &mut Suspects) {
    paths::keys_in(written.as_bytes()).for_each(|at| found.add(at));
    for own in &rules().expressions {
        own.regex.find_iter(written).for_each(|match_| found.add(match_.start()));
        // A match may contain an escape.
        if own.regex.is_match(&unescaped(written)) {
            memchr_iter(b'\\', written.as_bytes()).for_each(|at| found.add(at));
        }
    }
}

/// Base64 and hexadecimal digits with a secret inside.
fn find_base64_and_hex(written: &str, known: Option<&KnownValues>, found: &mut Suspects) {
    let bytes = written.as_bytes();
    for run in runs(bytes, |byte| OF_BASE64.has(byte), SHORTEST_RUN) {
        if run.len() >= layers::SHORTEST_HEX {
            find_hex(written, run.clone(), known, found);
        }
        let Some(run) = base64_run(written, run) else { continue };
        // Folded base64 is read as a whole.
        let is_folded = continues(&bytes[run.end..]);
        found.has_layers |= is_folded;
        if is_folded || holds_in_base64(&written[run.clone()], known, &mut found.has_layers) {
            found.add(run.start);
        }
    }
}

/// Shortest run of symbols of base64 without its padding.
const SHORTEST_RUN: usize = layers::SHORTEST_BASE64 - MAX_PADDING;

fn find_hex(written: &str, run: Range<usize>, known: Option<&KnownValues>, found: &mut Suspects) {
    let is_hex = |byte: u8| byte.is_ascii_hexdigit();
    for digits in runs(&written.as_bytes()[run.clone()], is_hex, layers::SHORTEST_HEX) {
        let digits = run.start + digits.start..run.start + digits.end;
        if let Some(text) = layers::decoded_hex(&written[digits.clone()]) {
            found.has_layers |= text.len() >= SHORTEST_VALUE;
            if may_hold(&text, known) {
                found.add(digits.start);
            }
        }
    }
}

fn holds_in_base64(run: &str, known: Option<&KnownValues>, has_layers: &mut bool) -> bool {
    match layers::decoded_base64(run) {
        Some(BodyContent::Text(text)) => {
            *has_layers |= text.len() >= SHORTEST_VALUE;
            may_hold(&text, known)
        }
        Some(BodyContent::Binary(bytes)) => {
            let mut needles = Suspects::default();
            find_needles(&bytes, &mut needles);
            let mut texts = layers::printable(&bytes).map(|(_, text)| text).peekable();
            *has_layers |= texts.peek().is_some() || is_archive(&bytes);
            !needles.places.is_empty()
                || bytes.iter().take(2).any(|byte| *byte == 0)
                || is_archive(&bytes)
                || texts.any(|text| may_hold(text, known))
        }
        Some(BodyContent::Missing(_)) | None => false,
    }
}

/// Whether base64 continues on the next line, after a line break as it is written in JSON.
fn continues(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b"\\r").unwrap_or(rest);
    let is_symbol = |byte: &u8| OF_BASE64.has(*byte);
    rest.strip_prefix(b"\\n").is_some_and(|next| next.iter().take(4).all(is_symbol))
}

/// What may be base64 of a run of its symbols. It is tried as a whole: a run that is part of a longer word, such as a
/// path after a host, is not taken for base64.
fn base64_run(written: &str, run: Range<usize>) -> Option<Range<usize>> {
    let bytes = written.as_bytes();
    let before = run.start.checked_sub(1).map(|at| bytes[at]);
    // After a backslash is the letter of an escape, as in `\n`.
    let start = run.start + usize::from(before == Some(b'\\'));
    let is_part = |byte: Option<&u8>| matches!(byte, Some(b'.' | b'@'));
    if is_part(before.as_ref()) || is_part(bytes.get(run.end)) {
        return None;
    }
    let padding = bytes[run.end..].iter().take_while(|byte| **byte == b'=').count();
    Some(start..run.end + padding)
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
    use proptest::prelude::*;

    use super::super::edit::escaped;
    use super::super::redactor::Redactor;
    use super::*;

    /// Whether a rule replaces anything in a text, whatever it is taken for.
    fn holds(text: &str) -> bool {
        let types = [
            "",
            "application/json",
            "text/html",
            "multipart/form-data; boundary=b",
            "application/x-www-form-urlencoded",
            "text/event-stream",
        ];
        types.iter().any(|mime| !Redactor::default().text_body(text, mime).is_empty())
            || !Redactor::default().free(text).is_empty()
            || (!text.contains([' ', '"', '\n']) && !Redactor::default().url(text).is_empty())
    }

    fn wrapped(text: &str, layer: u8) -> String {
        match layer {
            0 => format!("{{\"a\": [\"{}\"]}}", escaped(text)),
            1 => BASE64_STANDARD.encode(text),
            2 => format!("x=1&data={}", BASE64_URL_SAFE_NO_PAD.encode(text)),
            3 => text.bytes().map(|byte| format!("%{byte:02x}")).collect(),
            4 => format!("<input name=\"x\" value=\"{text}\">"),
            5 => format!(
                "{{\"a\": \"{}\"}}",
                BASE64_STANDARD.encode([b"\x00\xff \x01", text.as_bytes()].concat())
            ),
            6 => format!("--b\r\nContent-Disposition: form-data; name=x\r\n\r\n{text}\r\n--b--"),
            7 => format!("data: {text}\n\ndata: y\n"),
            _ => format!("https://a.example/{text}?q={text}"),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_string_that_a_rule_replaces_in_is_passed_over(
            pieces in prop::collection::vec(prop_oneof![
                "(access|refresh|id|x-auth|x_api|session)[_-]?(token|key|code|id|hint)s?[0-9]?",
                "(?i)(set-)?cookie|authorization|password|pass(wd|code|phrase)|saml_?(request|response)|secret|pin|code|state|jsessionid",
                "grant_type|redirect_uri|sig|nonce|auth|Access Token|voicemailPin|user\\[password\\]",
                "[:=?&#;,%\"'\\\\ \n]{1,3}|%3[dDfF]|%26|&quot;|\\u0026|://|@|_P|_|-----BEGIN RSA PRIVATE KEY-----",
                "\": \"|\",\"|\\{\"|\"\\}|\\[|\\]|<input name=|<password>|</password>|name=\"",
                "(?i)bearer |basic |negotiate |https?://|eyJ|data:;base64,|u:p@h",
                "[A-Za-z0-9._-]{1,50}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|홍길동",
            ], 1..8),
            layers in prop::collection::vec(0_u8..9, 0..3),
        ) {
            let text = layers.iter().fold(pieces.concat(), |text, layer| wrapped(&text, *layer));
            prop_assert!(!holds(&text) || may_hold(&escaped(&text), None), "{:?} in {:?}", text, pieces);
        }
    }

    #[test]
    fn what_most_answers_say_is_passed_over() {
        for text in [
            "application/json; charset=utf-8",
            "https://cpapi-r.wbx2.example/api/v1/customers/2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10/users?x=1&y=2",
            r#"[{\"email\":\"kim.minjun@corp.example\",\"status\":400,\"errorList\":[{\"errorCode\":5302}],\"code\":7}]"#,
            "shipping and mapping: the keyboard, a monkey; const tokenizer = 5",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)",
        ] {
            assert!(!may_hold(text, None), "{text}");
        }
    }
}
