//! Whether a string may hold a secret, by its bytes as they are written: no string is taken apart for nothing.
//!
//! "No" is certain: the rules replace nothing in such a string, whatever it is. "Yes" only means that they have to look.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use memchr::{memchr_iter, memmem};

use super::known::KnownValues;
use super::{body, formats, names, shapes};
use crate::har::body::BodyContent;

/// Signs of padding at the end of base64, which a run does not include.
const MAX_PADDING: usize = 2;

/// Shortest string that can hold a name, a sign and a value.
const SHORTEST: usize = 5;

/// Whether a string may hold a secret. It is given as written in JSON, with or without its quotes, or as
/// plain text. `known` are values that are secret elsewhere in the file.
pub(super) fn may_hold(written: &str, known: Option<&KnownValues>) -> bool {
    let bytes = written.as_bytes();
    bytes.len() >= SHORTEST
        && (has_hidden_letters(bytes)
            || has_user_info(bytes)
            || has_webex_token(bytes)
            || has_needle(bytes)
            || has_shape(bytes)
            || known.is_some_and(|known| !known.find(bytes).is_empty())
            || has_base64(written, known)
            || has_hex(bytes, known))
}

/// Whether a letter may be written as something else: `%61`, `\u0061`; or a slash in base64 as `\/`.
fn has_hidden_letters(bytes: &[u8]) -> bool {
    let is_hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    memchr_iter(b'%', bytes).any(|at| is_hex(at + 1) && is_hex(at + 2))
        || memmem::find(bytes, b"\\/").is_some()
        || memmem::find_iter(bytes, b"\\u00").any(|at| hides_letter(&bytes[at + 4..]))
}

/// Whether a value that is known from elsewhere may stand in an entry in other letters than its own: percent-encoded,
/// escaped, or in base64.
pub(super) fn may_have_layers(entry: &[u8]) -> bool {
    const SHORTEST: usize = 16;
    let hidden = |mark: &[u8]| {
        memmem::find_iter(entry, mark).any(|at| {
            let code = entry.get(at + mark.len()..at + mark.len() + 2);
            let code = code.and_then(|digits| std::str::from_utf8(digits).ok());
            code.and_then(|code| u8::from_str_radix(code, 16).ok())
                .is_some_and(|code| code.is_ascii_alphanumeric())
        })
    };
    let holds_text = |decoded: BodyContent| match decoded {
        BodyContent::Text(text) => text.len() >= SHORTEST,
        BodyContent::Binary(bytes) => body::printable(&bytes).next().is_some(),
        BodyContent::Missing(_) => false,
    };
    let Ok(text) = std::str::from_utf8(entry) else { return true };
    hidden(b"%")
        || hidden(b"\\u00")
        || base64_runs(text).filter_map(|run| body::decoded_base64(&text[run])).any(holds_text)
}

/// Whether these two hexadecimal digits stand for a character that is part of a name or a value.
fn hides_letter(digits: &[u8]) -> bool {
    let code = digits.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
    match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
        Some(code) => code.is_ascii_graphic() && !b"<>&'\"".contains(&code),
        None => true,
    }
}

/// Whether an `@` follows two slashes, as in `https://user:password@host`.
fn has_user_info(bytes: &[u8]) -> bool {
    const LONGEST: usize = 1024;
    memchr_iter(b'@', bytes).any(|at| {
        let before = &bytes[at.saturating_sub(LONGEST)..at];
        before.len() == LONGEST || memmem::rfind(before, b"//").is_some()
    })
}

/// Whether something is like the opaque token of Webex: `…_PF84_…`, or a long run that ends in the organization's UUID.
fn has_webex_token(bytes: &[u8]) -> bool {
    // The first part, two letters and a UUID, with a `_` between them.
    const SHORTEST: usize = 40 + 1 + 2 + 1 + 36;
    let is_mark =
        |mark: &[u8]| matches!(mark, [.., b'_'] if mark.iter().all(|byte| !byte.is_ascii_lowercase()));
    memmem::find_iter(bytes, b"_P").any(|at| bytes.get(at..at + 6).is_some_and(is_mark))
        || runs(bytes, is_of_webex_token, SHORTEST).any(|run| bytes[run].contains(&b'_'))
}

fn is_of_webex_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

fn is_of_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// The runs of at least `min` bytes of a class. Most of a text is passed over: where the last byte that a run needs is
/// of another class, the run cannot begin before it.
pub(super) fn runs(
    bytes: &[u8],
    is_inside: fn(u8) -> bool,
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
            let len = bytes[at..].iter().take_while(|byte| is_inside(**byte)).count();
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
}

/// Words of which one stands in every string that a rule replaces something in, unless other signs do.
static NEEDLES: LazyLock<Option<(AhoCorasick, Vec<Counts>)>> = LazyLock::new(|| {
    let groups = [
        (Counts::Anywhere, ["-----begin", "putty-user-key-file-"].map(str::to_owned).to_vec()),
        (Counts::AsName, names::needles()),
        (Counts::AsName, names::needles_of_exchange()),
        (Counts::AsParameter, names::needles_of_parameters()),
        (Counts::AsScheme, ["bearer", "basic"].map(str::to_owned).to_vec()),
    ];
    let counts = groups.iter().flat_map(|(counts, words)| vec![*counts; words.len()]).collect();
    let words = groups.into_iter().flat_map(|(_, words)| words);
    let search = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::LeftmostLongest)
        .prefilter(false)
        .ascii_case_insensitive(true)
        .build(words);
    Some((search.ok()?, counts))
});

/// The prefixes of token shapes, by the row of the table.
static SHAPES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let mut search = AhoCorasick::builder();
    search.kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true);
    search.build(shapes::needles()).ok()
});

fn has_shape(bytes: &[u8]) -> bool {
    let Some(search) = SHAPES.as_ref() else { return true };
    let mut found = search.find_overlapping_iter(bytes);
    found.any(|found| shapes::may_begin(found.pattern().as_usize(), &bytes[found.start()..]))
}

fn has_needle(bytes: &[u8]) -> bool {
    let Some((search, counts)) = NEEDLES.as_ref() else { return true };
    let mut at = 0;
    // A word may begin inside of another that does not count.
    while let Some(found) = search.find(Input::new(bytes).span(at..bytes.len())) {
        let (before, behind) = (&bytes[..found.start()], &bytes[found.end()..]);
        let does_count = match counts[found.pattern().as_usize()] {
            Counts::Anywhere => true,
            Counts::AsName => ends_name(behind),
            Counts::AsParameter => {
                matches!(behind.first(), Some(b'=' | b'[' | b']')) || is_value_of_name(before)
            }
            Counts::AsScheme => behind.first().is_some_and(|next| b" \t\r\n\\+".contains(next)),
        };
        if does_count {
            return true;
        }
        at = found.start() + 1;
    }
    false
}

/// Whether a word ends before these bytes, or after a plural or a number: `tokens`, `password2`, `tokenValue`.
fn ends_name(behind: &[u8]) -> bool {
    let is_end = |behind: &[u8]| behind.first().is_none_or(|next| !next.is_ascii_lowercase());
    is_end(behind) || behind.strip_prefix(b"s").is_some_and(is_end)
}

/// Whether a word follows `name=`, as in a form of a page or a part of a multipart body.
fn is_value_of_name(before: &[u8]) -> bool {
    let last = before.iter().rev().find(|byte| !matches!(byte, b'"' | b'\'' | b'\\' | b' '));
    last == Some(&b'=')
}

/// Whether something may be text in hexadecimal digits with a secret inside.
fn has_hex(bytes: &[u8], known: Option<&KnownValues>) -> bool {
    runs(bytes, |byte| byte.is_ascii_hexdigit(), formats::SHORTEST_HEX)
        .filter_map(|run| formats::decoded_hex(std::str::from_utf8(&bytes[run]).ok()?))
        .any(|said| may_hold(&said, known))
}

/// Whether something may be base64 with a secret inside.
fn has_base64(written: &str, known: Option<&KnownValues>) -> bool {
    let holds = |run: &str| match body::decoded_base64(run) {
        Some(BodyContent::Text(text)) => may_hold(&text, known),
        Some(BodyContent::Binary(bytes)) => {
            has_needle(&bytes)
                || has_shape(&bytes)
                || bytes.get(1) == Some(&0)
                || body::printable(&bytes).any(|(_, text)| may_hold(text, known))
        }
        Some(BodyContent::Missing(_)) | None => false,
    };
    base64_runs(written).any(|run| continues(&written.as_bytes()[run.end..]) || holds(&written[run]))
}

/// Whether base64 continues on the next line, after a line break as it is written in JSON.
fn continues(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b"\\r").unwrap_or(rest);
    rest.strip_prefix(b"\\n").is_some_and(|next| next.iter().take(4).all(|byte| is_of_base64(*byte)))
}

/// The runs that may be base64. It is tried as a whole: a run that is part of a longer word, such as a path after a host,
/// is not taken for base64.
fn base64_runs(written: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = written.as_bytes();
    runs(bytes, is_of_base64, body::SHORTEST_BASE64 - MAX_PADDING).filter_map(move |run| {
        let before = run.start.checked_sub(1).map(|at| bytes[at]);
        // Behind a backslash stands the letter of an escape, as in `\n`.
        let start = run.start + usize::from(before == Some(b'\\'));
        let is_part = |byte: Option<&u8>| matches!(byte, Some(b'.' | b'@'));
        if is_part(before.as_ref()) || is_part(bytes.get(run.end)) {
            return None;
        }
        let padding = bytes[run.end..].iter().take_while(|byte| **byte == b'=').count();
        // The bytes around the run and in it are ASCII, so that the range lies between characters.
        let run = start..run.end + padding;
        written.is_char_boundary(run.start).then_some(run)
    })
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
