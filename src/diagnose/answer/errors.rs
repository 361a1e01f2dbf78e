//! The errors that an object of an answer holds.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::status::{self, STATUSES};
use crate::diagnose::api_error::{ApiError, Field};
use crate::diagnose::error_text::{self, is_status};
use crate::diagnose::json::{self, first_text, member, tracking};

/// Members that hold errors.
pub(super) const ERRORS: [(&str, Field); 3] =
    [("errorList", Field::ErrorList), ("errors", Field::Errors), ("error", Field::Error)];
const CODES: [&str; 4] = ["errorCode", "code", "error_code", "scimType"];
/// Members that hold warnings of an answer of success.
pub(super) const WARNINGS: [&str; 2] = ["warnings", "warning"];
const TEXTS: [&str; 10] = [
    "description",
    "message",
    "errorMessage",
    "detail",
    "error_description",
    "errorDescription",
    "error",
    "reason",
    "msg",
    "text",
];
/// What belongs to an object itself: a bare `code` there is a status, or part of a message that may well be a good one.
const OWN_CODES: [&str; 2] = ["errorCode", "error_code"];

/// Services write success as an error code too: 0, or an HTTP status of success.
pub(super) fn is_error_code(code: &str) -> bool {
    !code.is_empty() && !code.parse().is_ok_and(|code: i64| code == 0 || (200..300).contains(&code))
}

/// The first of these members that is an error code.
fn error_code(members: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| first_text(members, &[name]).filter(|code| is_error_code(code.trim())))
}

/// The errors an object holds, without those that only say the same again.
pub(super) fn of_object(members: &Map<String, Value>) -> Vec<ApiError> {
    let mut found: Vec<ApiError> = Vec::new();
    let own = messages_of(members);
    let own_text = own.first().and_then(|error| error.message.clone()).map(String::from);
    for (name, field) in ERRORS {
        match member(members, name) {
            // next to a message, `error` as text is only the reason phrase
            Some(Value::String(_)) if own_text.is_some() => {}
            Some(value) => found.extend(list(value, field, None)),
            None => {}
        }
    }
    match error_code(members, &OWN_CODES) {
        Some(code) if found.is_empty() && own.iter().any(|error| error.code.is_some()) => {
            found = own;
            found.iter_mut().for_each(|error| wrap(error, Some(&code)));
        }
        Some(code) if found.is_empty() => {
            found.push(error_text::parse(Some(code), own_text, Field::Message));
        }
        Some(code) if found.iter().all(|error| error.code.as_ref() != Some(&code)) => {
            let is_covered = |error: &ApiError| error.code.as_deref().is_none_or(is_status);
            if found.iter().any(is_covered) {
                found.iter_mut().for_each(|error| wrap(error, Some(&code)));
            } else {
                found.push(error_text::parse(Some(code), own_text, Field::Message));
            }
        }
        None if found.is_empty() && first_text(members, &["errorMessage"]).is_some() => found = own,
        _ => {}
    }
    let tracking = tracking(members);
    for error in &mut found {
        error.tracking_id = error.tracking_id.take().or_else(|| tracking.clone());
    }
    dedupe(&mut found);
    found
}

/// Gives an error the code of what is around it, where it has none, or only a status.
fn wrap(error: &mut ApiError, code: Option<&str>) {
    let Some(code) = code.filter(|code| error.code.is_none() || !is_status(code)) else { return };
    if error.code.as_deref().is_none_or(is_status) {
        error.code = Some(code.to_owned());
    }
}

/// The texts of a list `detail` that carry an `[Error N]`, as the validate calls of Webex Calling have them for a number.
pub(super) fn in_details(members: &Map<String, Value>) -> Vec<ApiError> {
    let details = ["detail", "details"].iter().find_map(|name| member(members, name)?.as_array());
    let texts = details.into_iter().flatten().filter_map(Value::as_str);
    let errors = texts.map(|text| error_text::parse(None, Some(text.to_owned()), Field::Message));
    errors.filter(|error| error.inner_code.is_some()).collect()
}

/// Errors out of a list, an object or a text; `key` is the code of what holds them.
fn list(value: &Value, field: Field, key: Option<&str>) -> Vec<ApiError> {
    match value {
        Value::Array(items) => items.iter().flat_map(|item| list(item, field, key)).collect(),
        Value::String(text) if !text.trim().is_empty() => {
            of_text(key.map(str::to_owned), Some(text.clone()), field)
        }
        Value::Number(code) => {
            let code = Some(code.to_string()).filter(|code| is_error_code(code));
            code.map(|code| error_text::parse(Some(code), None, field)).into_iter().collect()
        }
        Value::Object(members) => {
            let own_key = first_text(members, &["key"]).filter(|key| key.bytes().all(|b| b.is_ascii_digit()));
            let own = first_text(members, &CODES).or(own_key);
            let succeeded = own.as_deref().is_some_and(|code| !is_error_code(code.trim()));
            let code = if succeeded { None } else { own.or(key.map(str::to_owned)) };
            let nested: Vec<ApiError> = ["message", "error", "errors"]
                .iter()
                .filter_map(|name| member(members, name))
                .filter(|value| value.is_array() || value.is_object())
                .flat_map(|value| list(value, field, code.as_deref()))
                .map(|mut error| {
                    wrap(&mut error, code.as_deref());
                    error
                })
                .collect();
            let text = first_text(members, &TEXTS).or_else(|| whole_text(members, code.is_none()));
            let mut found = if nested.is_empty() && succeeded {
                Vec::new()
            } else if nested.is_empty() {
                of_text(code, text, field)
            } else {
                nested
            };
            let tracking = tracking(members);
            found.retain(|error| !error.is_empty());
            for error in &mut found {
                error.tracking_id = error.tracking_id.take().or_else(|| tracking.clone());
            }
            found
        }
        _ => Vec::new(),
    }
}

/// The errors of a text: those of the JSON that it holds, where a service put another one's answer into its message.
fn of_text(code: Option<String>, text: Option<String>, field: Field) -> Vec<ApiError> {
    let parsed =
        text.as_deref().filter(|text| text.trim_start().starts_with(['{', '['])).and_then(json::parse);
    let mut inner = parsed.map(|parsed| inner_errors(&parsed.value, field)).unwrap_or_default();
    if inner.is_empty() {
        return vec![error_text::parse(code, text, field)];
    }
    inner.iter_mut().for_each(|error| wrap(error, code.as_deref()));
    inner
}

/// The errors of JSON within a text; empty where it names no code and no message in a known member.
fn inner_errors(value: &Value, field: Field) -> Vec<ApiError> {
    let is_known = |members: &Map<String, Value>| {
        CODES.iter().chain(&TEXTS).any(|name| member(members, name).is_some())
            || ERRORS.iter().any(|(name, _)| member(members, name).is_some())
    };
    match value {
        Value::Array(items) => items.iter().flat_map(|item| inner_errors(item, field)).collect(),
        Value::Object(members) if is_known(members) => {
            let own = of_object(members);
            if own.is_empty() { list(value, field, None) } else { own }
        }
        _ => Vec::new(),
    }
}

/// The warnings of an object.
pub(super) fn warnings_of(members: &Map<String, Value>) -> Vec<ApiError> {
    let listed = WARNINGS.iter().filter_map(|name| member(members, name));
    let mut found: Vec<ApiError> = listed
        .flat_map(|value| list(value, Field::Warnings, None))
        .filter(|error| !error.is_empty())
        .collect();
    dedupe(&mut found);
    found
}

/// An error of an unknown shape is its own message; one whose members are all empty does not count.
fn whole_text(members: &Map<String, Value>, wanted: bool) -> Option<String> {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    };
    let is_message = wanted && members.values().any(says);
    is_message.then(|| serde_json::to_string(members).ok()).flatten()
}

/// What an object says of itself: its message, or its list of them. It is an error only where its status says so.
pub(super) fn messages_of(members: &Map<String, Value>) -> Vec<ApiError> {
    let text =
        first_text(members, &["errorMessage", "message", "description", "detail", "error_description"]);
    // a number that can be no status belongs to the message, whatever it says
    let code = error_code(members, &["code", "scimType"])
        .filter(|_| status::number(members, "code").is_none_or(|code| !STATUSES.contains(&code)));
    let mut found = match (&text, member(members, "message").or_else(|| member(members, "messages"))) {
        (None, Some(listed @ (Value::Array(_) | Value::Object(_)))) => {
            list(listed, Field::Message, code.as_deref())
        }
        _ if text.is_none() && code.is_none() => Vec::new(),
        _ => of_text(code, text, Field::Message),
    };
    for error in &mut found {
        error.tracking_id = error.tracking_id.take().or_else(|| tracking(members));
    }
    found
}

/// An error that is named twice is one error: what has only a code or only a text adds nothing to an error that has
/// the same and more.
pub(super) fn dedupe(errors: &mut Vec<ApiError>) {
    if errors.len() < 2 {
        return;
    }
    let (mut coded, mut texts, mut seen) = (HashSet::new(), HashSet::new(), HashSet::new());
    for error in errors.iter() {
        if let (Some(code), Some(message)) = (&error.code, &error.message) {
            coded.insert(code.clone());
            texts.insert(message.clone());
        }
    }
    let more = errors.iter().any(|error| error.code.is_some() || error.message.is_some());
    errors.retain(|error| {
        let covered = match (&error.code, &error.message) {
            (Some(_), Some(_)) => false,
            (Some(code), None) => coded.contains(code),
            (None, Some(message)) => texts.contains(message),
            (None, None) => more,
        };
        !covered && seen.insert((error.code.clone(), error.message.clone()))
    });
}
