//! JSON of an answer, also when it was damaged or cut in the middle.

use serde_json::Value;

use crate::har::lenient;

/// Parsed JSON, and whether it was cut off.
pub struct Parsed {
    /// What could be read.
    pub value: Value,
    /// The text ends before the JSON does.
    pub cut: bool,
}

/// Reads `text` as JSON; a byte order mark and space around it are skipped. `None` where it is no JSON object
/// or list: plain text that only starts like one (`[Error 10991] …`) holds no object.
pub fn parse(text: &str) -> Option<Parsed> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    if let Ok(value) = serde_json::from_str(text) {
        return Some(Parsed { value, cut: false });
    }
    let (value, anomalies) = lenient::parse(text.as_bytes());
    let end = text.len() as u64;
    let cut = anomalies.iter().any(|anomaly| anomaly.at.is_some_and(|at| at >= end));
    holds_object(&value).then_some(Parsed { value, cut })
}

fn holds_object(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => items.iter().any(holds_object),
        _ => false,
    }
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
}
