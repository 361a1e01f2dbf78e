//! JSON of an answer, also when it was damaged or cut in the middle.

use serde_json::{Map, Value};

use crate::har::lenient;

/// Parsed JSON, and whether it was cut off.
pub struct Parsed {
    /// What could be read.
    pub value: Value,
    /// The text ends before the JSON does.
    pub cut: bool,
}

/// Reads `text` as JSON; several values one after another (JSON lines, JSON text sequences, the data of an event stream)
/// become a list. A byte order mark, space around it and a prefix against cross-site inclusion are skipped. `None` for
/// anything but a JSON object or list: plain text that only starts like one (`[Error 10991] …`) holds no object.
pub fn parse(text: &str) -> Option<Parsed> {
    let text = without_prefix(text.trim_start_matches('\u{feff}').trim());
    let text = without_callback(text);
    let data = event_data(text);
    let text = data.as_deref().unwrap_or(text);
    if !text.starts_with(['{', '[']) {
        return None;
    }
    if let Ok(value) = serde_json::from_str(text) {
        return Some(Parsed { value, cut: false });
    }
    let mut values = Vec::new();
    let mut rest = text;
    let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    while let Some(Ok(value)) = stream.next() {
        let read = stream.byte_offset();
        values.push(value);
        // RFC 7464 puts a record separator before each value
        rest = rest[read..].trim_start_matches(['\u{1e}', '\u{feff}', ',']).trim_start();
        rest = rest.trim_start_matches(['\u{1e}', ',']).trim_start();
        if !rest.starts_with(['{', '[']) {
            break;
        }
        stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    }
    let mut cut = false;
    if values.is_empty() || rest.starts_with(['{', '[']) {
        let (value, anomalies) = lenient::parse(rest.as_bytes());
        let end = rest.len() as u64;
        cut = anomalies.iter().any(|anomaly| anomaly.offset.is_some_and(|at| at >= end));
        values.push(value);
    }
    let value = if values.len() == 1 { values.pop()? } else { Value::Array(values) };
    holds_object(&value).then_some(Parsed { value, cut })
}

/// The text without `)]}'`, `while(1);` or `for(;;);`, which keep other sites from reading it as a script.
fn without_prefix(text: &str) -> &str {
    let rest = [")]}',", ")]}'", "while(1);", "for(;;);", "\u{1e}"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix));
    rest.map_or(text, str::trim_start)
}

/// The argument of the one call that JSONP is: `/**/ callback({…});`.
fn without_callback(text: &str) -> &str {
    let call = text.strip_prefix("/**/").unwrap_or(text).trim_start();
    let is_name = |name: &str| {
        let is_part = |c: char| c.is_alphanumeric() || "_$.".contains(c);
        !name.is_empty() && name.chars().all(is_part)
    };
    let argument =
        call.split_once('(').filter(|(name, _)| is_name(name.trim_end())).map(|(_, rest)| rest.trim());
    let argument = argument.filter(|rest| rest.starts_with(['{', '[']));
    argument.map_or(text, |rest| rest.trim_end_matches(';').trim_end().strip_suffix(')').unwrap_or(rest))
}

/// The data of an event stream (`data: {…}`), a line each; `None` for any other text.
fn event_data(text: &str) -> Option<String> {
    if !["data:", "event:", "id:", "retry:", ":"].iter().any(|field| text.starts_with(field)) {
        return None;
    }
    let lines = text.lines().filter_map(|line| line.strip_prefix("data:"));
    let data: Vec<&str> = lines.map(str::trim).filter(|line| line.starts_with(['{', '['])).collect();
    (!data.is_empty()).then(|| data.join("\n"))
}

fn holds_object(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => items.iter().any(holds_object),
        _ => false,
    }
}

/// A member by name, in any case where none is written so.
pub fn member<'m>(members: &'m Map<String, Value>, name: &str) -> Option<&'m Value> {
    members
        .get(name)
        .or_else(|| members.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// The tracking ID that an object names.
pub fn tracking(members: &Map<String, Value>) -> Option<String> {
    first_text(members, &["trackingId"])
}

/// The first of these members that is a number or a text that is not empty.
pub fn first_text(members: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match member(members, name)? {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    })
}

/// Whether a text is an e-mail address and nothing else.
pub fn is_email(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "@,;<>()[]/\\".contains(c))
    };
    text.split_once('@').is_some_and(|(local, domain)| is_part(local) && is_part(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_and_cut() {
        let whole = r#"[{"email":"a@b","uuid":null,"status":400,"errorList":[{"errorCode":5302,"description":"x \" y"}]}]"#;
        assert!(parse(whole).is_some_and(|parsed| !parsed.cut));
        for end in 12..whole.len() {
            let parsed = parse(&whole[..end]);
            assert!(parsed.as_ref().is_some_and(|parsed| parsed.cut), "cut at {end}: {}", &whole[..end]);
            let email = parsed.map(|parsed| parsed.value[0]["email"].clone());
            assert!(end < 16 || email == Some("a@b".into()), "cut at {end}");
        }
        let odd = parse(r#"{"a": "half a pair \udce9", "b": 1}"#);
        assert!(odd.is_some_and(|odd| !odd.cut && odd.value["b"] == 1));
    }

    #[test]
    fn what_is_no_json() {
        for text in ["<html>", "Unable to find location.", "", "[Error 10991] Url already exists: a@b", "{"] {
            assert!(parse(text).is_none(), "{text}");
        }
        assert!(parse("\u{feff} []").is_some());
    }

    #[test]
    fn several_values_are_a_list() {
        for text in [
            "{\"a\":1}\n{\"a\":2}\n",
            "{\"a\":1}\r\n\r\n{\"a\":2}",
            "{\"a\":1}{\"a\":2}",
            "{\"a\":1},\n{\"a\":2},\n",
            "\u{1e}{\"a\":1}\n\u{1e}{\"a\":2}\n",
            "data: {\"a\":1}\n\ndata: {\"a\":2}\n\n",
            "event: user\ndata: {\"a\":1}\n\n: ping\n\nevent: user\ndata: {\"a\":2}",
            "{\n \"a\": 1\n}\n{\n \"a\": 2\n}",
            ")]}',\n{\"a\":1}\n{\"a\":2}",
        ] {
            let parsed = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(parsed.value, serde_json::json!([{"a": 1}, {"a": 2}]), "{text}");
            assert!(!parsed.cut, "{text}");
        }
        let cut = parse("{\"a\":1}\n{\"a\":2,\"b").unwrap();
        assert!(cut.cut && cut.value[1]["a"] == 2, "{}", cut.value);
        assert_eq!(parse("{\"a\":1}\nnot JSON").unwrap().value["a"], 1);
    }
}
