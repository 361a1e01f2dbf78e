//! A field of any JSON type becomes what can be made of it. The list and the whole entry both read through here,
//! so that they never disagree.

use serde_json::Value;

use super::anomaly::{Odd, Severity};

/// What became of a field, and what was odd about it.
pub(super) struct Read<T> {
    pub(super) value: T,
    pub(super) odd: Option<Odd>,
}

impl<T> Read<T> {
    fn sound(value: T) -> Self {
        Self { value, odd: None }
    }

    fn odd(value: T, odd: impl Into<Odd>) -> Self {
        Self { value, odd: Some(odd.into()) }
    }
}

/// A value in few characters, for messages.
pub(super) fn brief(value: &Value) -> String {
    let text = value.to_string();
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The JSON type of a value, with its article.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Text, out of anything.
pub(super) fn text(value: &Value) -> Read<String> {
    match value {
        Value::String(text) => Read::sound(text.clone()),
        Value::Null => Read::odd(String::new(), "null, read as empty"),
        Value::Array(list) => {
            let parts: Vec<String> = list.iter().map(|part| text(part).value).collect();
            Read::odd(parts.join(", "), "an array, its values put together")
        }
        other => {
            Read::odd(other.to_string(), Odd::of(brief(other), format!("is {}, read as text", kind(other))))
        }
    }
}

/// A number, out of anything.
pub(super) fn number(value: &Value) -> Read<Option<f64>> {
    match value {
        Value::Number(number) => Read::sound(number.as_f64().filter(|number| number.is_finite())),
        Value::String(text) => match text.trim().parse::<f64>().ok().filter(|number| number.is_finite()) {
            Some(number) => Read::odd(Some(number), Odd::of(brief(value), "is text, read as a number")),
            None => Read::odd(None, Odd::of(brief(value), "is no number, left out")),
        },
        other => Read::odd(None, format!("{} instead of a number, left out", kind(other))),
    }
}

/// A duration in milliseconds; negative ones do not exist.
pub(super) fn duration(value: &Value) -> Read<Option<f64>> {
    match number(value) {
        Read { value: Some(number), odd: None } if number < 0.0 => {
            Read::odd(None, Odd::of(number.to_string(), "is negative, left out"))
        }
        Read { value, odd } => Read { value: value.filter(|number| *number >= 0.0), odd },
    }
}

/// A whole number such as a status, out of anything.
pub(super) fn whole(value: &Value) -> Read<Option<i64>> {
    if let Some(whole) = value.as_i64() {
        return Read::sound(Some(whole));
    }
    let Read { value: number, odd } = number(value);
    // Nothing near the limits of f64's whole numbers is a status.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    let whole = number.filter(|number| number.abs() < 1e15).map(|number| number as i64);
    let odd = odd.or_else(|| {
        let done = if whole.is_some() { "read as one" } else { "left out" };
        Some(Odd::of(brief(value), format!("is no whole number, {done}")))
    });
    Read { value: whole, odd }
}

/// A size in bytes; -1 says "unknown" and is not odd.
pub(super) fn size(value: &Value) -> Read<Option<u64>> {
    let Read { value, odd } = whole(value);
    Read { value: value.and_then(|size| u64::try_from(size).ok()), odd }
}

/// What is odd about a `startedDateTime` that is there. It is shown as it is written, in any case.
pub(super) fn date(text: &str) -> Option<(&'static str, Severity)> {
    const NO_DATE: (&str, Severity) = ("is no ISO 8601 date and time, kept as it is", Severity::Odd);
    let matches = |text: &str, pattern: &str| {
        text.len() == pattern.len()
            && text.bytes().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                b'+' => matches!(byte, b'+' | b'-'),
                b'T' => matches!(byte, b'T' | b't' | b' '),
                wanted => byte == wanted,
            })
    };
    let Some((_, rest)) = text.split_at_checked(16).filter(|(begin, _)| matches(begin, "0000-00-00T00:00"))
    else {
        return Some(NO_DATE);
    };
    let rest = rest.get(..3).filter(|seconds| matches(seconds, ":00")).map_or(rest, |_| &rest[3..]);
    let rest = rest
        .strip_prefix(['.', ','])
        .map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    match rest {
        "Z" | "z" => None,
        "" => Some(("has no time zone, kept as it is", Severity::Odd)),
        zone if matches(zone, "+00:00") => None,
        zone if matches(zone, "+0000") || matches(zone, "+00") => {
            Some(("has a time zone without a colon", Severity::Note))
        }
        _ => Some(NO_DATE),
    }
}

/// Whether a URL begins with a scheme, as a request's has to.
pub(super) fn is_absolute(url: &str) -> bool {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Cuts a text behind the last whole character within so many bytes.
pub(super) fn shorten(text: &mut String, longest: usize) {
    if text.len() > longest {
        let end = (0..=longest).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_specification() {
        for sound in [
            "2026-01-02T03:04:05.678Z",
            "2026-01-02T03:04:05+09:00",
            "2026-01-02T03:04Z",
            "2026-01-02T03:04:05.123456789-05:00",
        ] {
            assert_eq!(date(sound), None, "{sound}");
        }
        for (text, what, weight) in [
            ("2026-01-02T03:04:05", "no time zone", Severity::Odd),
            ("2026-01-02T03:04:05.6+0530", "without a colon", Severity::Note),
            ("Feb 16, 2018 4:41:28 PM", "no ISO 8601", Severity::Odd),
            ("1700000000", "no ISO 8601", Severity::Odd),
            ("2026-01-02T03:04:05 KST", "no ISO 8601", Severity::Odd),
            ("2026-01-02T03:0홍", "no ISO 8601", Severity::Odd),
        ] {
            let (found, how) = date(text).unwrap();
            assert!(found.contains(what) && how == weight, "{text}: {found}");
        }
    }

    #[test]
    fn urls_have_a_scheme() {
        for url in ["https://h.example/", "data:,x", "chrome-extension://x", "h.example:443"] {
            assert!(is_absolute(url), "{url}");
        }
        for url in ["", "/a:b", "a/b", "?q=:", "://h"] {
            assert!(!is_absolute(url), "{url}");
        }
    }
}
