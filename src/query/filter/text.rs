//! A text to be found, and what an entry's raw bytes tell of it before they are decoded.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder, bytes};

use super::table::Fit;

/// A text to be found; upper and lower case are the same, unless it is a regular expression that does not say so.
#[derive(Debug, Clone)]
pub(super) struct Text {
    regex: Regex,
    /// A part of it that JSON in UTF-8 writes in one way only, unless by escapes: without it there is no match.
    sign: Option<bytes::Regex>,
    /// The text itself, where it is no pattern.
    literal: Option<String>,
}

/// What a value is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is; `*` matches anything.
    Plain,
    /// In quotes: letter by letter.
    Quoted,
    /// Between slashes; whether upper and lower case are the same.
    Regex { ignores_case: bool },
}

/// A shorter sign occurs nearly everywhere.
const SHORTEST_SIGN: usize = 3;

impl Text {
    /// Makes one of a value.
    ///
    /// # Errors
    /// What is wrong with a regular expression.
    pub(super) fn new(value: &str, style: Style, fit: Fit) -> Result<Self, String> {
        if let Style::Regex { ignores_case } = style {
            let regex = RegexBuilder::new(value).case_insensitive(ignores_case).size_limit(1 << 20).build();
            return regex
                .map(|regex| Self { regex, sign: None, literal: None })
                .map_err(|error| reason(&error));
        }
        let pieces: Vec<&str> = if style == Style::Plain { value.split('*').collect() } else { vec![value] };
        let whole = fit == Fit::Whole || (fit == Fit::Part && pieces.len() > 1);
        let escaped: Vec<String> = pieces.iter().map(|piece| regex::escape(piece)).collect();
        let middle = escaped.join(".*?");
        let source = if whole { format!(r"\A(?:{middle})\z") } else { middle };
        let built = RegexBuilder::new(&source)
            .case_insensitive(true)
            .dot_matches_new_line(true)
            .size_limit(1 << 20)
            .build();
        let sign = pieces.iter().flat_map(|piece| piece.split(|c| !is_stable(c)));
        let sign = sign.max_by_key(|part| part.len()).filter(|part| part.len() >= SHORTEST_SIGN);
        let sign = sign.and_then(|sign| {
            bytes::RegexBuilder::new(&regex::escape(sign)).case_insensitive(true).build().ok()
        });
        let literal = (!whole && pieces.len() == 1).then(|| value.to_owned());
        built.map(|regex| Self { regex, sign, literal }).map_err(|error| reason(&error))
    }

    /// The text itself; `None` of a pattern.
    pub(super) fn literal(&self) -> Option<&str> {
        self.literal.as_deref()
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// Whether a body contains it, as it was sent or with its JSON escapes read.
    pub(super) fn is_in_body(&self, text: &str) -> bool {
        self.is_in(text) || matches!(unescaped(text), Cow::Owned(plain) if self.is_in(&plain))
    }

    /// Whether the bytes of an entry show that the entry does not contain it; `bodies` says that decoded bodies are
    /// searched too. `false` where there is any doubt.
    pub(super) fn is_surely_not_in(&self, raw: &[u8], bodies: bool) -> bool {
        let Some(sign) = &self.sign else { return false };
        let hides = if bodies { &HIDES_BODIES } else { &HIDES };
        !sign.is_match(raw) && hides.as_ref().is_some_and(|hides| !hides.is_match(raw))
    }
}

/// Letters and digits may stand as escapes (`\u0041`), whoever writes that; so may the two characters beyond ASCII
/// (`K`, `ſ`) that are letters of it in another case.
const ESCAPES: &str = r"\\u(?:00[2-7]|212[Aa]|017[Ff])";
static HIDES: LazyLock<Option<bytes::Regex>> = LazyLock::new(|| bytes::Regex::new(ESCAPES).ok());
/// A body may also be encoded, stand in a file of its own, or be put together from form fields.
static HIDES_BODIES: LazyLock<Option<bytes::Regex>> = LazyLock::new(|| {
    bytes::Regex::new(&format!(r#"{ESCAPES}|(?-u:[Bb][Aa][Ss][Ee]64)|"_file"|"params""#)).ok()
});

/// Whether JSON, within JSON too, writes a character in one way only, but for `\u` escapes.
fn is_stable(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.:@-".contains(c)
}

fn reason(error: &regex::Error) -> String {
    // The library shows the expression with a mark below; the last line says what is wrong.
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// A text with its JSON escapes as the characters they mean.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut plain = String::with_capacity(text.len());
    plain.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, len) = escape(rest);
        plain.extend(c);
        rest = &rest[len..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The character that an escape means and the escape's length; a backslash that begins none stays.
fn escape(text: &str) -> (Option<char>, usize) {
    match text.as_bytes().get(1) {
        Some(b'u') => {}
        Some(b'n') => return (Some('\n'), 2),
        Some(b't') => return (Some('\t'), 2),
        Some(b'"') => return (Some('"'), 2),
        Some(b'/') => return (Some('/'), 2),
        Some(b'\\') => return (Some('\\'), 2),
        _ => return (Some('\\'), 1),
    }
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let Some(first) = unit(text) else { return (Some('\\'), 1) };
    if let Some(c) = char::from_u32(u32::from(first)) {
        return (Some(c), 6);
    }
    let second = text.get(6..).and_then(unit);
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    pair.map_or((Some('\u{fffd}'), 6), |c| (Some(c), 12))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(value: &str, fit: Fit) -> Text {
        Text::new(value, Style::Plain, fit).unwrap()
    }

    #[test]
    fn stars_and_fits() {
        assert!(text("GET", Fit::Whole).is_in("get") && !text("GE", Fit::Whole).is_in("GET"));
        assert!(text("GE*", Fit::Whole).is_in("GET"));
        assert!(text("wbx2", Fit::Part).is_in("a.wbx2.example"));
        assert!(
            text("*.example", Fit::Part).is_in("a.example")
                && !text("*.example", Fit::Part).is_in("a.example.org")
        );
        assert!(text("a*c", Fit::Within).is_in("xx a\nb c xx"));
        assert!(!Text::new("a*c", Style::Quoted, Fit::Within).unwrap().is_in("abc"));
        assert!(Text::new("(", Style::Regex { ignores_case: true }, Fit::Within).is_err());
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(unescaped(r#"\ud55c\u0040\/\"\\u\q\ud83d\ude00\ud800"#), "한@/\"\\u\\q😀\u{fffd}");
        assert!(text("한글", Fit::Within).is_in_body(r#"{"a":"\ud55c\uae00"}"#));
        assert!(text("https://a", Fit::Within).is_in_body(r#"{"a":"https:\/\/a"}"#));
    }

    #[test]
    fn bytes_that_may_hide_it_are_never_sure() {
        let user = text("kim@corp", Fit::Within);
        assert!(user.is_surely_not_in(br#"{"text": "nobody"}"#, true));
        for raw in [
            r"KIM@CORP",
            r"kim\u0040corp",
            r"\u212aim@corp",
            r#""encoding": "Base64""#,
            r#""_file": "x""#,
            r#""params": []"#,
        ] {
            assert!(!user.is_surely_not_in(raw.as_bytes(), true), "{raw}");
        }
        // Unicode knows other small letters for K.
        assert!(!user.is_surely_not_in("\u{212a}im@corp".as_bytes(), true));
        assert!(!text("홍", Fit::Within).is_surely_not_in(b"", true));
    }

    proptest! {
        #[test]
        fn what_is_in_a_body_is_never_surely_not_in_its_entry(body in "[a-zA-Z\\\\\"/ 홍\n]{0,40}", from in 0usize..30, len in 1usize..10) {
            let needle: String = body.chars().skip(from).take(len).collect();
            prop_assume!(!needle.trim().is_empty() && !needle.contains('*'));
            let found = Text::new(&needle, Style::Quoted, Fit::Within).unwrap();
            let raw = serde_json::json!({"response": {"content": {"text": body}}}).to_string();
            prop_assert!(!(found.is_in_body(&body) && found.is_surely_not_in(raw.as_bytes(), true)));
        }
    }
}
