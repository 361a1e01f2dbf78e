//! A field of any JSON type becomes what can be made of it. The list and the whole entry both read through here,
//! so that they never disagree.

use serde_json::Value;

/// What became of a field, and what was odd about it.
pub(super) struct Read<T> {
    pub(super) value: T,
    pub(super) odd: Option<String>,
}

impl<T> Read<T> {
    fn sound(value: T) -> Self {
        Self { value, odd: None }
    }

    fn odd(value: T, odd: impl Into<String>) -> Self {
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
        other => Read::odd(other.to_string(), format!("{} is {}, read as text", brief(other), kind(other))),
    }
}

/// A number, out of anything.
pub(super) fn number(value: &Value) -> Read<Option<f64>> {
    match value {
        Value::Number(number) => Read::sound(number.as_f64().filter(|number| number.is_finite())),
        Value::String(text) => match text.trim().parse::<f64>().ok().filter(|number| number.is_finite()) {
            Some(number) => Read::odd(Some(number), format!("{} is text, read as a number", brief(value))),
            None => Read::odd(None, format!("{} is no number, left out", brief(value))),
        },
        other => Read::odd(None, format!("{} instead of a number, left out", kind(other))),
    }
}

/// A duration in milliseconds; negative ones do not exist.
pub(super) fn duration(value: &Value) -> Read<Option<f64>> {
    match number(value) {
        Read { value: Some(number), odd: None } if number < 0.0 => {
            Read::odd(None, format!("{number} is negative, left out"))
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
        let read_as = whole.map_or_else(|| "left out".to_owned(), |whole| format!("read as {whole}"));
        Some(format!("{} is no whole number, {read_as}", brief(value)))
    });
    Read { value: whole, odd }
}

/// A size in bytes; -1 says "unknown" and is not odd.
pub(super) fn size(value: &Value) -> Read<Option<u64>> {
    let Read { value, odd } = whole(value);
    Read { value: value.and_then(|size| u64::try_from(size).ok()), odd }
}

/// Cuts a text behind the last whole character within so many bytes.
pub(super) fn shorten(text: &mut String, longest: usize) {
    if text.len() > longest {
        let end = (0..=longest).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
    }
}
