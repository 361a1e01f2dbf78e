//! Secrets in plain text, found by their shape, by the name before them, or as credentials.

use std::ops::Range;

use super::rules::rules;
use super::{Kind, assignments, marks, shapes, values};

/// The ranges of secrets in a text, in order and without overlap.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Kind)> {
    const SHORTEST: usize = 5;
    if text.len() < SHORTEST || text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let mut found = private_keys(text);
    found.extend(shapes::find(text).into_iter().map(|range| (range, Kind::Token)));
    found.extend(user_info(text));
    found.extend(own(text));
    found.extend(webex_tokens(text));
    found.extend(credentials(text));
    found.extend(assignments::find(text));
    found.extend(assignments::find_pairs(text));
    let mut found = merged(found);
    found.retain(|(range, _)| !marks::is_mark(&text[range.clone()]));
    found
}

/// What the patterns of the user match: their first group, or all where they have none.
fn own(text: &str) -> impl Iterator<Item = (Range<usize>, Kind)> + '_ {
    rules().expressions.iter().flat_map(move |expression| {
        let ranges =
            expression.regex.captures_iter(text).filter_map(|groups| groups.get(1).or(groups.get(0)));
        ranges.map(|found| (found.range(), expression.kind))
    })
}

/// Sorts ranges; those that overlap become one, of the kind of the first.
fn merged(mut found: Vec<(Range<usize>, Kind)>) -> Vec<(Range<usize>, Kind)> {
    found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut all: Vec<(Range<usize>, Kind)> = Vec::with_capacity(found.len());
    for (range, kind) in found {
        match all.last_mut() {
            Some((last, _)) if range.start < last.end => last.end = last.end.max(range.end),
            _ => all.push((range, kind)),
        }
    }
    all
}

/// Whole private keys: PEM and PGP between their header lines, PuTTY up to its checksum.
fn private_keys(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = Vec::new();
    for (at, begin) in text.match_indices("-----BEGIN ") {
        let label = text[at + begin.len()..].split("-----").next().unwrap_or_default();
        if label.len() > 40 || !label.contains("PRIVATE KEY") {
            continue;
        }
        let from = at + begin.len() + label.len() + "-----".len();
        let to = text.get(from..).and_then(|rest| rest.find("-----END")).map_or(text.len(), |end| from + end);
        if !text.get(from..to).unwrap_or_default().trim().is_empty() {
            found.push((from..to, Kind::Password));
        }
    }
    for (at, begin) in text.match_indices("PuTTY-User-Key-File-") {
        let from = at + begin.len();
        let mac = text[from..].find("Private-MAC:").map(|mac| from + mac);
        let to = mac.map_or(text.len(), |mac| text[mac..].find('\n').map_or(text.len(), |end| mac + end));
        found.push((from..to, Kind::Password));
    }
    found
}

/// The password in `https://user:password@host`.
fn user_info(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = Vec::new();
    for (at, sign) in text.match_indices("://") {
        let from = at + sign.len();
        let rest = &text[from..];
        let is_end = |c: char| c.is_whitespace() || "?#'\"<>`\\".contains(c);
        let rest = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        let Some(info) = values::user_info_len(rest).checked_sub(1).map(|end| &rest[..end]) else { continue };
        let Some((user, password)) = info.split_once(':') else { continue };
        if !password.is_empty() {
            let start = from + user.len() + 1;
            found.push((start..from + info.len(), Kind::Password));
        }
    }
    found
}

/// The opaque tokens of Webex.
fn webex_tokens(text: &str) -> Vec<(Range<usize>, Kind)> {
    if memchr::memchr(b'_', text.as_bytes()).is_none() {
        return Vec::new();
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let mut found = Vec::new();
    let mut at = 0;
    for run in text.split(|c: char| !is_part(c)) {
        // One character, of any length, separates two runs.
        let start = at;
        at += run.len() + text[at + run.len()..].chars().next().map_or(0, char::len_utf8);
        if is_webex_token(run) {
            found.push((start..start + run.len(), Kind::Token));
        }
    }
    found
}

/// A long part, two to eight letters or digits, and the UUID of the organization, with `_` between them; or a long part,
/// `_P` and three letters or digits, and more. A tracking ID looks like the first, but is short.
fn is_webex_token(run: &str) -> bool {
    const OPAQUE: usize = 40;
    const PARTNER: usize = 20;
    const REST: usize = 8;
    if let [last, mark, first] = run.rsplitn(3, '_').collect::<Vec<_>>().as_slice() {
        let is_mark = (2..=8).contains(&mark.len()) && mark.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if first.len() >= OPAQUE && is_mark && last.len() == 36 && values::is_uuid(last) {
            return true;
        }
    }
    run.match_indices("_P").any(|(at, _)| {
        let mark = run.as_bytes().get(at + 2..at + 6);
        let is_mark = mark.is_some_and(|mark| {
            matches!(mark, [letters @ .., b'_'] if letters.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()))
        });
        at >= PARTNER && is_mark && run.len() >= at + 6 + REST
    })
}

/// `Bearer …`, `Basic …`.
fn credentials(text: &str) -> Vec<(Range<usize>, Kind)> {
    const SHORTEST: usize = 8;
    let bytes = text.as_bytes();
    let is_symbol = |byte: &u8| byte.is_ascii_alphanumeric() || b"._~+/=-".contains(byte);
    let mut found = Vec::new();
    for at in memchr::memchr2_iter(b'b', b'B', bytes) {
        let scheme = ["bearer", "basic"].into_iter().find(|scheme| {
            bytes.get(at..at + scheme.len()).is_some_and(|word| word.eq_ignore_ascii_case(scheme.as_bytes()))
        });
        let Some(scheme) = scheme else { continue };
        if at > 0 && bytes[at - 1].is_ascii_alphanumeric() && !(at > 1 && bytes[at - 2] == b'%') {
            continue;
        }
        let after = at + scheme.len();
        let rest = &text[after..];
        let gap = if rest.starts_with("%20") {
            3
        } else {
            rest.len() - rest.trim_start_matches([' ', '\t', '+']).len()
        };
        let from = after + gap;
        let len = bytes[from..].iter().take_while(|byte| is_symbol(byte)).count();
        let word = &text[from..from + len];
        // `Bearer error_description="…"` is a challenge of a server.
        let is_parameter = word.ends_with('=') && text[from + len..].starts_with('"');
        // "Basic messaging" names a license.
        let letters = word.trim_end_matches('.');
        let is_word = letters.bytes().skip(1).all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let is_said = is_word && (scheme == "basic" || letters.starts_with("authenti"));
        if gap > 0 && len >= SHORTEST && !is_parameter && !is_said {
            let end = from + len - (word.len() - word.trim_end_matches('.').len());
            found.push((from..end, Kind::Authorization));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::edit::{Edit, apply};
    use super::super::marks::REDACTED;
    use super::*;

    fn safe(text: &str) -> String {
        apply(text, find(text).into_iter().map(|(range, _)| Edit::new(range, REDACTED)).collect())
    }

    #[test]
    fn whole_values_go() {
        for (text, kept) in [
            ("password=Ab3,LEAK8x9876543", "password=REDACTED"),
            ("DB_PASSWORD=Ab3$(x),LEAK7x\nA=1", "DB_PASSWORD=REDACTED\nA=1"),
            (r"password: 'Ab3\'LEAK9x'", "password: 'REDACTED'"),
            (r#"var password = "Ab3\"LEAKax";"#, r#"var password = "REDACTED";"#),
            (
                "<a b='{&quot;password&quot;:&quot;Ab3&amp;LEAKbx&quot;}'>",
                "<a b='{&quot;password&quot;:&quot;REDACTED&quot;}'>",
            ),
            (r#"{\"password\":\"Ab3\\\"LEAKcx\"}"#, r#"{\"password\":\"REDACTED\"}"#),
            ("Cookie: a=1, b=LEAKdx", "Cookie: REDACTED"),
            ("Authorization: Digest username=\"a\", response=\"LEAKex\"", "Authorization: Digest REDACTED"),
            ("Set-Cookie: a=\"x y LEAKfx\"; Path=/", "Set-Cookie: REDACTED"),
            ("https://u:p@ss:LEAKgx@a.example/", "https://u:REDACTED@a.example/"),
            ("https://u:p/ssLEAKhx@a.example/", "https://u:REDACTED@a.example/"),
            ("Authorization: Negotiate YII LEAKkx", "Authorization: Negotiate REDACTED"),
            ("password=\"Ab3 LEAKlx\"", "password=\"REDACTED\""),
            ("password = Ab3;LEAKmx", "password = REDACTED"),
            (
                "?to%3Dx%26token%3Dabcdefgh12345678%26orderId%3D77",
                "?to%3Dx%26token%3DREDACTED%26orderId%3D77",
            ),
            ("token=ſCHLÜSSEL1", "token=REDACTED"),
            ("your password is hunter2x.", "your password is REDACTED."),
        ] {
            assert_eq!(safe(text), kept);
            assert_eq!(safe(kept), kept);
        }
    }

    #[test]
    fn keys_in_blocks_go_as_a_whole() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB\n\nLEAKjx\n-----END RSA PRIVATE KEY-----";
        assert_eq!(safe(key), "-----BEGIN RSA PRIVATE KEY-----REDACTED-----END RSA PRIVATE KEY-----");
        assert_eq!(
            safe("-----BEGIN PRIVATE KEY-----\nMII-LEAK\n-----END PRIVATE KEY-----"),
            "-----BEGIN PRIVATE KEY-----REDACTED-----END PRIVATE KEY-----"
        );
    }

    #[test]
    fn code_flags_and_words_stay() {
        for text in [
            "var a={password:!0,input:1};token=tokens[0].type===\"x\"",
            "enable-new-token: true",
            "Invalid password: too short",
            "token: 'expired'",
            "token=null",
            "x-csrf-token: Fetch",
            "/error?code=5302 ?state=ACTIVE ?code=94105&state=TX",
            "Basic messaging.",
            "the session is over; see the code 5302",
            "if(password===confirm){token=getToken()}",
            "https://a.example:8080/users/a@b.example",
            "script-src 'nonce-r4nd0mr4nd0m'",
        ] {
            assert_eq!(safe(text), text);
        }
    }
}
