//! Licenses that a request asks for and that the answer does not list.

use serde_json::Value;

use super::api_error::{ApiError, Field};
use super::{error_text, json};

/// The licenses that a request's body asks for: `licenses[]` of ids (People API), or of objects with an `id`, without
/// those that are to be removed (license API).
pub(super) fn asked(request: &Value) -> Vec<String> {
    let removes = |license: &Value| license.get("operation").is_some_and(|own| own.as_str() != Some("add"));
    let id = |license: &Value| match license {
        Value::String(id) => Some(id.clone()),
        Value::Object(_) if removes(license) => None,
        _ => license.get("id")?.as_str().map(str::to_owned),
    };
    let licenses = request.get("licenses").and_then(Value::as_array);
    licenses.into_iter().flatten().filter_map(id).collect()
}

/// Those that the answer does not list, as an error; `None` where it lists all of them, or none at all.
pub(super) fn missing(asked: &[String], answer: Option<&str>) -> Option<ApiError> {
    if asked.is_empty() {
        return None;
    }
    let answer = json::parse(answer?).filter(|parsed| !parsed.cut)?.value;
    let id = |license: &Value| license.as_str().or_else(|| license.get("id")?.as_str()).map(normal);
    let given: Vec<String> = answer.get("licenses")?.as_array()?.iter().filter_map(id).collect();
    let missing: Vec<&str> =
        asked.iter().filter(|asked| !given.contains(&normal(asked))).map(String::as_str).collect();
    let message = error_text::message(missing.join("\n"));
    (!missing.is_empty()).then(|| ApiError {
        message: Some(message),
        field: Field::Licenses,
        ..ApiError::default()
    })
}

/// Ids are base64, with or without padding.
fn normal(id: &str) -> String {
    id.trim_end_matches('=').to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn absent(request: &Value, answer: &Value) -> Option<String> {
        missing(&asked(request), Some(&answer.to_string()))?.message.map(|message| message.to_string())
    }

    #[test]
    fn what_was_asked_for_and_not_given() {
        let request = json!({"emails": ["a"], "licenses": ["bGljLTE=", "bGljLTI"]});
        assert_eq!(absent(&request, &json!({"licenses": ["bGljLTE"]})).as_deref(), Some("bGljLTI"));
        assert_eq!(absent(&request, &json!({"licenses": []})).as_deref(), Some("bGljLTE=\nbGljLTI"));
        assert_eq!(absent(&request, &json!({"licenses": ["bGljLTI", "bGljLTE", "other"]})), None);
        assert_eq!(
            absent(&request, &json!({"id": "u"})),
            None,
            "an answer without licenses says nothing of them"
        );
        let request =
            json!({"licenses": [{"id": "a", "operation": "add"}, {"id": "b", "operation": "remove"}]});
        assert_eq!(absent(&request, &json!({"licenses": ["c"]})).as_deref(), Some("a"));
        assert_eq!(absent(&json!({"licenses": []}), &json!({"licenses": []})), None);
    }
}
