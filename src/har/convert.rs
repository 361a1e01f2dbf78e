//! A field of any JSON type becomes what can be made of it. The list and the whole entry both read through here,
//! so that they never disagree.

use serde_json::Value;

use super::anomaly::{AnomalyKind, JsonType, Quirk, Severity};

/// A field as it was read, and its anomaly if it has one.
pub(super) struct Read<T> {
    pub(super) value: T,
    pub(super) quirk: Option<Quirk>,
}

impl<T> Read<T> {
    fn sound(value: T) -> Self {
        Self { value, quirk: None }
    }

    fn odd(value: T, quirk: impl Into<Quirk>) -> Self {
        Self { value, quirk: Some(quirk.into()) }
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

/// The JSON type of a value.
pub(super) fn json_type(value: &Value) -> JsonType {
    match value {
        Value::Null => JsonType::Null,
        Value::Bool(_) => JsonType::Boolean,
        Value::Number(_) => JsonType::Number,
        Value::String(_) => JsonType::Text,
        Value::Array(_) => JsonType::Array,
        Value::Object(_) => JsonType::Object,
    }
}

/// The kind of a value left out because it has the wrong type.
pub(super) fn wrong_type(value: &Value, expected: JsonType) -> AnomalyKind {
    AnomalyKind::WrongType { found: json_type(value), expected }
}

/// Text, out of anything.
pub(super) fn text(value: &Value) -> Read<String> {
    match value {
        Value::String(text) => Read::sound(text.clone()),
        Value::Null => Read::odd(String::new(), AnomalyKind::NullAsEmpty),
        Value::Array(list) => {
            let parts: Vec<String> = list.iter().map(|part| text(part).value).collect();
            Read::odd(parts.join(", "), AnomalyKind::ArrayJoined)
        }
        other => {
            let kind = AnomalyKind::ReadAs { found: json_type(other), read_as: JsonType::Text };
            Read::odd(other.to_string(), Quirk::of(brief(other), kind))
        }
    }
}

/// A number, out of anything.
pub(super) fn number(value: &Value) -> Read<Option<f64>> {
    match value {
        Value::Number(number) => Read::sound(number.as_f64().filter(|number| number.is_finite())),
        Value::String(text) => match text.trim().parse::<f64>().ok().filter(|number| number.is_finite()) {
            Some(number) => {
                let kind = AnomalyKind::ReadAs { found: JsonType::Text, read_as: JsonType::Number };
                Read::odd(Some(number), Quirk::of(brief(value), kind))
            }
            None => Read::odd(None, Quirk::of(brief(value), AnomalyKind::NotANumber)),
        },
        other => Read::odd(None, wrong_type(other, JsonType::Number)),
    }
}

/// A duration in milliseconds; negative ones do not exist.
pub(super) fn duration(value: &Value) -> Read<Option<f64>> {
    match number(value) {
        Read { value: Some(number), quirk: None } if number < 0.0 => {
            Read::odd(None, Quirk::of(number.to_string(), AnomalyKind::Negative))
        }
        Read { value, quirk } => Read { value: value.filter(|number| *number >= 0.0), quirk },
    }
}

/// A whole number such as a status, out of anything.
pub(super) fn whole(value: &Value) -> Read<Option<i64>> {
    if let Some(whole) = value.as_i64() {
        return Read::sound(Some(whole));
    }
    let Read { value: number, quirk } = number(value);
    // Nothing near the limits of f64's whole numbers is a status.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    let whole = number.filter(|number| number.abs() < 1e15).map(|number| number as i64);
    let kind = if whole.is_some() { AnomalyKind::NotWholeRounded } else { AnomalyKind::NotWholeOmitted };
    Read { value: whole, quirk: quirk.or_else(|| Some(Quirk::of(brief(value), kind))) }
}

/// A size in bytes; -1 says "unknown" and is not odd.
pub(super) fn size(value: &Value) -> Read<Option<u64>> {
    let Read { value, quirk } = whole(value);
    Read { value: value.and_then(|size| u64::try_from(size).ok()), quirk }
}

/// What is odd about a `startedDateTime` that is there. It is shown as it is written, in any case.
pub(super) fn date(text: &str) -> Option<(AnomalyKind, Severity)> {
    const NOT_A_DATE: (AnomalyKind, Severity) = (AnomalyKind::NotADate, Severity::Odd);
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
        return Some(NOT_A_DATE);
    };
    let rest = rest.get(..3).filter(|seconds| matches(seconds, ":00")).map_or(rest, |_| &rest[3..]);
    let rest = rest
        .strip_prefix(['.', ','])
        .map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    match rest {
        "Z" | "z" => None,
        "" => Some((AnomalyKind::NoTimeZone, Severity::Odd)),
        zone if matches(zone, "+00:00") => None,
        zone if matches(zone, "+0000") || matches(zone, "+00") => {
            Some((AnomalyKind::TimeZoneWithoutColon, Severity::Note))
        }
        _ => Some(NOT_A_DATE),
    }
}

/// The sum of times in milliseconds; `None` where they add up to nothing.
pub(super) fn sum(times: impl Iterator<Item = f64>) -> Option<f64> {
    let sum = times.filter(|time| *time > 0.0).sum::<f64>();
    (sum > 0.0 && sum.is_finite()).then_some(sum)
}

/// The method in raw request headers, as WebPageTest has them in `_headers.request`.
pub(super) fn raw_method(headers: &Value) -> Option<String> {
    let method = |line: &Value| {
        let line = line.as_str()?;
        let named = line.strip_prefix(":method:").map(str::trim);
        let first = || line.split(' ').next().filter(|_| line.contains(" HTTP/"));
        named.or_else(first).map(str::to_owned)
    };
    headers.get("request")?.as_array()?.iter().find_map(method).filter(|method| !method.is_empty())
}

/// The value of the first header of this name in a list of headers of any shape, as the whole entry has it.
pub(super) fn header(headers: &Value, name: &str) -> Option<String> {
    let is_named = |own: &str| own.eq_ignore_ascii_case(name);
    match headers {
        Value::Array(list) => list.iter().find_map(|item| {
            let (own, value) = match item {
                Value::Object(map) => (map.get("name"), map.get("value")),
                Value::Array(pair) => (pair.first(), pair.get(1)),
                _ => return None,
            };
            let read = |value: Option<&Value>| value.map(|value| text(value).value).unwrap_or_default();
            is_named(&read(own)).then(|| read(value))
        }),
        Value::Object(map) => map.iter().find(|(own, _)| is_named(own)).map(|(_, value)| text(value).value),
        _ => None,
    }
}

/// Whether a status that is not a number says that the request failed, such as `error` or `(failed)`.
pub(super) fn is_failure(status: &Value) -> bool {
    const WORDS: [&str; 7] = ["error", "fail", "abort", "cancel", "timeout", "timed out", "refused"];
    let text = status.as_str().unwrap_or_default().to_ascii_lowercase();
    whole(status).value.is_none() && WORDS.iter().any(|word| text.contains(word))
}

/// Cuts a text after the last whole character within a number of bytes.
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
        for (text, kind, severity) in [
            ("2026-01-02T03:04:05", AnomalyKind::NoTimeZone, Severity::Odd),
            ("2026-01-02T03:04:05.6+0530", AnomalyKind::TimeZoneWithoutColon, Severity::Note),
            ("Feb 16, 2018 4:41:28 PM", AnomalyKind::NotADate, Severity::Odd),
            ("1700000000", AnomalyKind::NotADate, Severity::Odd),
            ("2026-01-02T03:04:05 KST", AnomalyKind::NotADate, Severity::Odd),
            ("2026-01-02T03:0홍", AnomalyKind::NotADate, Severity::Odd),
        ] {
            assert_eq!(date(text), Some((kind, severity)), "{text}");
        }
    }
}
