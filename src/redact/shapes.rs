//! Tokens recognized by their shape. The shapes are data: `assets/secrets/shapes.toml`.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::rules::{Alphabet, Shape, rules};
use super::values;

impl Alphabet {
    fn has(self, byte: u8) -> bool {
        let is_alnum = byte.is_ascii_alphanumeric();
        match self {
            Self::Digits => byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Alnum => is_alnum,
            Self::Word => is_alnum || byte == b'_',
            Self::Base64 => is_alnum || b"+/=_-".contains(&byte),
            Self::Base64url => is_alnum || b"_-".contains(&byte),
            Self::Dotted | Self::Jwt => is_alnum || b"_-.".contains(&byte),
            Self::Path => is_alnum || b"_-/".contains(&byte),
            Self::Uri => is_alnum || b"-._~:/?#[]@!$&()*+,;=%".contains(&byte),
        }
    }
}

/// A search for the prefixes of the shapes, in their order.
static PREFIXES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let prefixes = rules().shapes.iter().map(|shape| &shape.prefix);
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(prefixes).ok()
});

/// The prefixes in lower case, by the number of the shape.
pub(super) fn needles() -> Vec<String> {
    rules().shapes.iter().map(|shape| shape.prefix.to_ascii_lowercase()).collect()
}

/// Whether a token of this shape may begin where its prefix does.
pub(super) fn may_begin(row: usize, bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 8;
    let Some(row) = rules().shapes.get(row) else { return true };
    let body = bytes.strip_prefix(row.prefix.as_bytes()).and_then(|body| body.get(..LOOKED_AT));
    body.is_some_and(|body| body.iter().all(|byte| row.alphabet.has(*byte)))
}

/// The tokens in a text.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let Some(prefixes) = PREFIXES.as_ref() else { return Vec::new() };
    let mut found: Vec<Range<usize>> = Vec::new();
    for prefix in prefixes.find_iter(text) {
        let row = &rules().shapes[prefix.pattern().as_usize()];
        let is_free = found.last().is_none_or(|last| last.end <= prefix.start());
        found.extend(token(row, text.as_bytes(), prefix.range()).filter(|_| is_free));
    }
    found
}

/// The token that has this prefix; `None` where what follows is too short or too long for one.
fn token(row: &Shape, bytes: &[u8], prefix: Range<usize>) -> Option<Range<usize>> {
    let body = bytes[prefix.end..].iter().take_while(|byte| row.alphabet.has(**byte)).count();
    let mut end = prefix.end + body;
    while end > prefix.end && b".-,;:!?)&".contains(&bytes[end - 1]) {
        end -= 1;
    }
    let start = match row.before {
        None => prefix.start,
        Some(before) => {
            let run = bytes[..prefix.start].iter().rev().take_while(|byte| before.has(**byte)).count();
            prefix.start - Some(run).filter(|run| *run >= 6)?
        }
    };
    let body = end - prefix.end;
    let is_token = match row.alphabet {
        Alphabet::Jwt => {
            let dots = bytes[prefix.end..end].iter().filter(|byte| **byte == b'.').count();
            dots >= 1
        }
        Alphabet::Path | Alphabet::Uri => true,
        _ => has_variety(&bytes[prefix.end..end]),
    };
    let fits =
        body >= row.min.min(if row.alphabet == Alphabet::Jwt { 9 } else { row.min }) && body <= row.max;
    let is_uuid = std::str::from_utf8(&bytes[start..end]).is_ok_and(values::is_uuid);
    (fits && is_token && !values::is_joined(bytes, start) && !is_uuid).then_some(start..end)
}

/// Whether a body is no word: it has digits or letters of both cases.
fn has_variety(body: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| body.iter().any(is);
    has(u8::is_ascii_digit) || (has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `len` characters of an alphabet.
    fn body(alphabet: Alphabet, len: usize) -> String {
        let unit = match alphabet {
            Alphabet::Digits => "0123456789",
            Alphabet::Hex => "0a1b2c3d4e5f",
            Alphabet::Upper => "A2B3C4D5E6F7",
            Alphabet::Path => "T0A1B2/B3C4D",
            Alphabet::Jwt => "hbGciOiJ9.e9",
            _ => "aB3dE5gH7jK9",
        };
        unit.chars().cycle().take(len).collect()
    }

    #[test]
    fn each_row_matches_its_sample_and_nothing_shorter() {
        for row in &rules().shapes {
            let before = row.before.map(|alphabet| body(alphabet, 9)).unwrap_or_default();
            let sample = |len| format!("{before}{}{}", row.prefix, body(row.alphabet, len));
            let token = sample(row.min);
            for text in [token.clone(), format!("a {token}, b"), format!("x=\"{token}\"")] {
                let found = find(&text);
                assert!(found.iter().any(|range| text[range.clone()] == token), "{text}: {found:?}");
            }
            let short = sample(4);
            assert!(find(&short).is_empty(), "{short}");
            assert!(
                find(&format!("x{token}")).iter().all(|range| range.start > 0 || row.before.is_some()),
                "{token}"
            );
        }
    }

    #[test]
    fn words_that_begin_like_a_token_are_none() {
        for text in [
            "key-value-store-of-the-application-and-more",
            "npm_config_registry_of_the_package_manager",
            "sk-toggleable__content-wrapper-of-something",
            "hf_abcdefghijklmnopqrstuvwxyzabcdefghij",
            "ATLAS_2c6f4a1e-93b7-4d0c-8f55-1a7be0d94e10_30",
        ] {
            assert!(find(text).is_empty(), "{text}");
        }
    }
}
