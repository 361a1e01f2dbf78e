//! Converts fields of any JSON type to the expected type. The list's summaries and whole entries both use these
//! functions, so that they never disagree.

use serde_json::Value;

use super::anomaly::{AnomalyKind, JsonType, Quirk, Severity};

/// A converted value, with the anomaly met on the way, if any.
pub(super) struct Converted<T> {
    pub(super) value: T,
    pub(super) quirk: Option<Quirk>,
}

impl<T> Converted<T> {
    fn clean(value: T) -> Self {
        Self { value, quirk: None }
    }

    fn with_quirk(value: T, quirk: impl Into<Quirk>) -> Self {
        Self { value, quirk: Some(quirk.into()) }
    }
}

/// A value, shortened for messages.
pub(super) fn brief(value: &Value) -> String {
    let text = value.to_string();
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

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

/// The anomaly of a value left out because of its type.
pub(super) fn wrong_type(value: &Value, expected: JsonType) -> AnomalyKind {
    AnomalyKind::WrongType { found: json_type(value), expected }
}

pub(super) fn text(value: &Value) -> Converted<String> {
    match value {
        Value::String(text) => Converted::clean(text.clone()),
        Value::Null => Converted::with_quirk(String::new(), AnomalyKind::NullAsEmpty),
        Value::Array(list) => {
            let parts: Vec<String> = list.iter().map(|part| text(part).value).collect();
            Converted::with_quirk(parts.join(", "), AnomalyKind::ArrayJoined)
        }
        other => {
            let kind = AnomalyKind::ReadAs { found: json_type(other), read_as: JsonType::Text };
            Converted::with_quirk(other.to_string(), Quirk::of(brief(other), kind))
        }
    }
}

pub(super) fn number(value: &Value) -> Converted<Option<f64>> {
    match value {
        Value::Number(number) => Converted::clean(number.as_f64().filter(|number| number.is_finite())),
        Value::String(text) => match text.trim().parse::<f64>().ok().filter(|number| number.is_finite()) {
            Some(number) => {
                let kind = AnomalyKind::ReadAs { found: JsonType::Text, read_as: JsonType::Number };
                Converted::with_quirk(Some(number), Quirk::of(brief(value), kind))
            }
            None => Converted::with_quirk(None, Quirk::of(brief(value), AnomalyKind::NotANumber)),
        },
        other => Converted::with_quirk(None, wrong_type(other, JsonType::Number)),
    }
}

/// A duration in milliseconds; negative values are left out.
pub(super) fn duration(value: &Value) -> Converted<Option<f64>> {
    match number(value) {
        Converted { value: Some(number), quirk: None } if number < 0.0 => {
            Converted::with_quirk(None, Quirk::of(number.to_string(), AnomalyKind::Negative))
        }
        Converted { value, quirk } => Converted { value: value.filter(|number| *number >= 0.0), quirk },
    }
}

/// An integer, such as a status.
pub(super) fn whole(value: &Value) -> Converted<Option<i64>> {
    if let Some(whole) = value.as_i64() {
        return Converted::clean(Some(whole));
    }
    let Converted { value: number, quirk } = number(value);
    // No status is near the limits of exact integers in `f64`.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    let whole = number.filter(|number| number.abs() < 1e15).map(|number| number as i64);
    let kind = if whole.is_some() { AnomalyKind::NotWholeRounded } else { AnomalyKind::NotWholeOmitted };
    Converted { value: whole, quirk: quirk.or_else(|| Some(Quirk::of(brief(value), kind))) }
}

/// A size in bytes; -1 means "unknown" and is not an anomaly.
pub(super) fn size(value: &Value) -> Converted<Option<u64>> {
    let Converted { value, quirk } = whole(value);
    Converted { value: value.and_then(|size| u64::try_from(size).ok()), quirk }
}

/// Checks a non-empty `startedDateTime`, which is displayed as written in any case.
pub(super) fn date(text: &str) -> Option<(AnomalyKind, Severity)> {
    const NOT_A_DATE: (AnomalyKind, Severity) = (AnomalyKind::NotADate, Severity::Odd);
    let matches = |text: &str, pattern: &str| {
        text.len() == pattern.len()
            && text.bytes().zip(pattern.bytes()).all(|(byte, expected)| match expected {
                b'0' => byte.is_ascii_digit(),
                b'+' => matches!(byte, b'+' | b'-'),
                b'T' => matches!(byte, b'T' | b't' | b' '),
                expected => byte == expected,
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

/// The sum of times in milliseconds; `None` if it is 0.
pub(super) fn sum(times: impl Iterator<Item = f64>) -> Option<f64> {
    let sum = times.filter(|time| *time > 0.0).sum::<f64>();
    (sum > 0.0 && sum.is_finite()).then_some(sum)
}

/// The method from raw request headers, which WebPageTest writes to `_headers.request`.
pub(super) fn raw_method(headers: &Value) -> Option<String> {
    let method = |line: &Value| {
        let line = line.as_str()?;
        let named = line.strip_prefix(":method:").map(str::trim);
        let first = || line.split(' ').next().filter(|_| line.contains(" HTTP/"));
        named.or_else(first).map(str::to_owned)
    };
    headers.get("request")?.as_array()?.iter().find_map(method).filter(|method| !method.is_empty())
}

/// The value of the first header with this name, for any of the shapes in which headers are written.
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

/// Whether a status that is not a number indicates a failed request, such as `error` or `(failed)`.
pub(super) fn is_failure(status: &Value) -> bool {
    const WORDS: [&str; 7] = ["error", "fail", "abort", "cancel", "timeout", "timed out", "refused"];
    let text = status.as_str().unwrap_or_default().to_ascii_lowercase();
    whole(status).value.is_none() && WORDS.iter().any(|word| text.contains(word))
}

/// Truncates a text to a number of bytes, at a character boundary.
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
        for valid in [
            "2026-01-02T03:04:05.678Z",
            "2026-01-02T03:04:05+09:00",
            "2026-01-02T03:04Z",
            "2026-01-02T03:04:05.123456789-05:00",
        ] {
            assert_eq!(date(valid), None, "{valid}");
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
