//! A text to search for, with a test on an entry's raw bytes that avoids decoding.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder, bytes};

use super::table::Fit;

/// A text to search for; ignores case, except in regular expressions without the `i` flag.
#[derive(Debug, Clone)]
pub(super) struct Text {
    regex: Regex,
    /// A part of the text that JSON in UTF-8 can only write literally or as `\u` escapes: without either, there
    /// is no match.
    required: Option<bytes::Regex>,
    /// The text, if it is not a pattern.
    literal: Option<String>,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Unquoted; `*` matches anything.
    Plain,
    /// In quotes: matched literally.
    Quoted,
    /// Between slashes: a regular expression.
    Regex { ignores_case: bool },
}

/// Shorter parts occur nearly everywhere.
const MIN_REQUIRED: usize = 3;

impl Text {
    /// Creates the text from a filter value.
    ///
    /// # Errors
    /// Describes the error in a regular expression.
    pub(super) fn new(value: &str, style: Style, fit: Fit) -> Result<Self, String> {
        if let Style::Regex { ignores_case } = style {
            let regex = RegexBuilder::new(value).case_insensitive(ignores_case).size_limit(1 << 20).build();
            return regex
                .map(|regex| Self { regex, required: None, literal: None })
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
        let required = pieces.iter().flat_map(|piece| piece.split(|c| !is_stable(c)));
        let required = required.max_by_key(|part| part.len()).filter(|part| part.len() >= MIN_REQUIRED);
        let required = required.and_then(|required| {
            bytes::RegexBuilder::new(&regex::escape(required)).case_insensitive(true).build().ok()
        });
        let literal = (!whole && pieces.len() == 1).then(|| value.to_owned());
        built.map(|regex| Self { regex, required, literal }).map_err(|error| reason(&error))
    }

    /// The text; `None` for a pattern.
    pub(super) fn literal(&self) -> Option<&str> {
        self.literal.as_deref()
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// Whether a body contains it, either literally or after resolving JSON escapes.
    pub(super) fn is_in_body(&self, text: &str) -> bool {
        self.is_in(text) || matches!(unescaped(text), Cow::Owned(plain) if self.is_in(&plain))
    }

    /// Whether the raw bytes prove that the entry does not contain it; `bodies` includes decoded bodies. `false`
    /// in case of doubt.
    pub(super) fn cannot_be_in(&self, raw: &[u8], bodies: bool) -> bool {
        let Some(required) = &self.required else { return false };
        let hides = if bodies { &MAY_HIDE_BODIES } else { &MAY_HIDE };
        !required.is_match(raw) && hides.as_ref().is_some_and(|hides| !hides.is_match(raw))
    }
}

/// Letters and digits can be written as escapes (`\u0041`), and so can the two non-ASCII characters (`K`, `ſ`)
/// that are case variants of ASCII letters.
const ESCAPES: &str = r"\\u(?:00[2-7]|212[Aa]|017[Ff])";
static MAY_HIDE: LazyLock<Option<bytes::Regex>> = LazyLock::new(|| bytes::Regex::new(ESCAPES).ok());
/// A body can also be base64, in a separate file, or built from form fields.
static MAY_HIDE_BODIES: LazyLock<Option<bytes::Regex>> = LazyLock::new(|| {
    bytes::Regex::new(&format!(r#"{ESCAPES}|(?-u:[Bb][Aa][Ss][Ee]64)|"_file"|"params""#)).ok()
});

/// Whether JSON, even nested in JSON, writes a character in only one way apart from `\u` escapes.
fn is_stable(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.:@-".contains(c)
}

fn reason(error: &regex::Error) -> String {
    // The message shows the expression with a marker below; its last line is the reason.
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// A text with its JSON escapes resolved.
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

/// The character of an escape and the length of the escape; a backslash that starts none is kept.
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
        assert!(user.cannot_be_in(br#"{"text": "nobody"}"#, true));
        for raw in [
            r"KIM@CORP",
            r"kim\u0040corp",
            r"\u212aim@corp",
            r#""encoding": "Base64""#,
            r#""_file": "x""#,
            r#""params": []"#,
        ] {
            assert!(!user.cannot_be_in(raw.as_bytes(), true), "{raw}");
        }
        // U+212A (Kelvin sign) also lowercases to `k`.
        assert!(!user.cannot_be_in("\u{212a}im@corp".as_bytes(), true));
        assert!(!text("홍", Fit::Within).cannot_be_in(b"", true));
    }

    proptest! {
        #[test]
        fn a_text_in_a_body_is_never_ruled_out(body in "[a-zA-Z\\\\\"/ 홍\n]{0,40}", from in 0usize..30, len in 1usize..10) {
            let needle: String = body.chars().skip(from).take(len).collect();
            prop_assume!(!needle.trim().is_empty() && !needle.contains('*'));
            let found = Text::new(&needle, Style::Quoted, Fit::Within).unwrap();
            let raw = serde_json::json!({"response": {"content": {"text": body}}}).to_string();
            prop_assert!(!(found.is_in_body(&body) && found.cannot_be_in(raw.as_bytes(), true)));
        }
    }
}
