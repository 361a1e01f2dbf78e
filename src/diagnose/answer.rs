//! An answer's body, in whatever envelope it comes, as outcomes of single users.
//!
//! The envelopes: a list of users (Cisco 222122); an object that holds such a list under any key; one
//! object with `message`, `errors`, `errorCode`; SCIM `Errors`; jobs' `items[].error`; a lone message; plain
//! text; HTML; and codes in the header `cisco-spark-error-codes`.

use std::{collections::HashSet, ops::Range};

use serde_json::{Map, Value};

use super::{
    facts,
    finding::{ApiError, Field},
    json,
};

/// What an answer says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// What the body is.
    pub form: Form,
    /// Users the answer names, in its order.
    pub outcomes: Vec<Outcome>,
    /// Errors that belong to no named user.
    pub faults: Vec<ApiError>,
    /// A message that is an error only when the status says so.
    pub message: Option<ApiError>,
    /// Something in the answer says that it failed, be it without a word of what.
    pub failed: bool,
    /// An empty list or object.
    pub empty: bool,
    /// The answer's own tracking ID.
    pub tracking_id: Option<String>,
    /// The organization's UUID, where the body names it.
    pub organization_id: Option<String>,
}

/// What a body is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// Whole JSON.
    Json,
    /// JSON that ends too early.
    CutJson,
    /// An HTML page.
    Html,
    /// Other text.
    #[default]
    Text,
}

/// What became of one user.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// E-mail as written.
    pub email: Option<String>,
    /// UUID as written.
    pub uuid: Option<String>,
    /// The user's own status.
    pub status: Option<i64>,
    /// The user's status is 400 or above, or there is an error.
    pub failed: bool,
    /// The user's errors.
    pub faults: Vec<ApiError>,
    /// A message that is an error only when the status says so.
    pub message: Option<ApiError>,
}

const EMAIL: [&str; 4] = ["email", "userEmail", "emailAddress", "userName"];
const UUID: [&str; 3] = ["uuid", "userId", "personId"];
const ERRORS: [(&str, Field); 4] = [
    ("errorList", Field::ErrorList),
    ("errors", Field::Errors),
    ("Errors", Field::Errors),
    ("error", Field::Error),
];
const CODES: [&str; 3] = ["errorCode", "code", "error_code"];
const TEXTS: [&str; 6] =
    ["description", "message", "errorMessage", "detail", "error_description", "errorDescription"];
/// What belongs to an object itself: a bare `code` there is a status, or part of a message that may well be a good one.
const OWN_CODES: [&str; 2] = ["errorCode", "error_code"];
/// HTTP statuses that stand as words.
const NAMED: [(&str, i64); 15] = [
    ("OK", 200),
    ("CREATED", 201),
    ("ACCEPTED", 202),
    ("NO_CONTENT", 204),
    ("BAD_REQUEST", 400),
    ("UNAUTHORIZED", 401),
    ("FORBIDDEN", 403),
    ("NOT_FOUND", 404),
    ("CONFLICT", 409),
    ("UNPROCESSABLE_ENTITY", 422),
    ("TOO_MANY_REQUESTS", 429),
    ("INTERNAL_SERVER_ERROR", 500),
    ("BAD_GATEWAY", 502),
    ("SERVICE_UNAVAILABLE", 503),
    ("GATEWAY_TIMEOUT", 504),
];
/// What a bare `code` can be a status of.
const STATUSES: Range<i64> = 100..600;

/// Reads a body. `mime` only helps to tell HTML from other text: JSON often comes as something else.
#[must_use]
pub fn read(text: &str, mime: &str) -> Answer {
    if let Some(parsed) = json::parse(text) {
        let mut answer =
            Answer { form: if parsed.cut { Form::CutJson } else { Form::Json }, ..Answer::default() };
        answer.collect(&parsed.value);
        answer.empty = match &parsed.value {
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            _ => false,
        };
        dedupe(&mut answer.faults);
        answer.tracking_id = parsed.value.as_object().and_then(tracking);
        answer.organization_id = facts::organization_in_body(&parsed.value);
        if answer.names_nothing() && text.len() > "[{}]".len() {
            // an envelope nobody knows: the whole text stands for the message
            let text = text.trim_start_matches('\u{feff}').trim().to_owned();
            answer.message = Some(facts::fault(None, Some(text), Field::None));
        }
        return answer;
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    if mime.to_ascii_lowercase().contains("html") || text.starts_with('<') {
        let title = title(text).map(|title| ApiError {
            message: Some(facts::message(title.to_owned())),
            field: Field::Html,
            ..ApiError::default()
        });
        return Answer { form: Form::Html, message: title, ..Answer::default() };
    }
    let message = (!text.is_empty()).then(|| facts::fault(None, Some(text.to_owned()), Field::Message));
    Answer { form: Form::Text, message, ..Answer::default() }
}

impl Answer {
    /// A user failed, or the answer names an error.
    #[must_use]
    pub fn says_failed(&self) -> bool {
        self.failed || !self.faults.is_empty() || self.outcomes.iter().any(|outcome| outcome.failed)
    }

    /// Success stands in the answer: for each user it names, or there is nothing to tell of.
    #[must_use]
    pub fn says_succeeded(&self) -> bool {
        let good = |outcome: &Outcome| outcome.status.is_some_and(|status| (200..300).contains(&status));
        let told = !self.outcomes.is_empty() && self.outcomes.iter().all(good);
        !self.says_failed() && (self.empty || told)
    }

    /// Neither an error nor a message that may be one.
    #[must_use]
    pub fn names_no_error(&self) -> bool {
        let said =
            |message: &Option<ApiError>| message.as_ref().is_some_and(|said| said.field != Field::None);
        !self.says_failed()
            && !said(&self.message)
            && !self.outcomes.iter().any(|outcome| said(&outcome.message) && outcome.status.is_none())
    }

    fn names_nothing(&self) -> bool {
        self.outcomes.is_empty() && self.faults.is_empty() && self.message.is_none()
    }

    /// Adds the codes of the header `cisco-spark-error-codes`: to the one error that has none, else as errors of their own.
    pub fn add_header_codes(&mut self, header: &str) {
        let told = self.outcomes.iter().flat_map(|outcome| &outcome.faults).chain(&self.faults);
        let told = told.flat_map(|fault| [&fault.code, &fault.inner_code]).flatten();
        let mut told: HashSet<String> = told.cloned().collect();
        for code in header.split(',').map(str::trim).filter(|code| is_error_code(code)) {
            if !told.insert(code.to_owned()) {
                continue;
            }
            if self.faults.is_empty() {
                self.faults.extend(self.message.take());
            }
            match self.faults.as_mut_slice() {
                [only] if only.code.is_none() && only.inner_code.is_none() => {
                    only.code = Some(code.to_owned());
                    only.field = Field::Header;
                }
                _ => self.faults.push(ApiError {
                    code: Some(code.to_owned()),
                    field: Field::Header,
                    ..ApiError::default()
                }),
            }
        }
    }

    /// How deep it may go is the parsers' business: they refuse what is nested beyond reason.
    fn collect(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            Value::Object(members) if names_user(members) && !holds_users(members) => {
                self.outcomes.push(outcome(members));
            }
            Value::Object(members) => self.collect_object(members),
            _ => {}
        }
    }

    fn collect_object(&mut self, members: &Map<String, Value>) {
        let failed = status(members).is_some_and(|status| status >= 400) || says_failed(members);
        self.failed |= failed;
        let of_users = |value: &Value| {
            value.as_array().is_some_and(|items| items.iter().filter_map(Value::as_object).any(names_user))
        };
        let errors = ERRORS.iter().any(|(name, _)| members.get(*name).is_some_and(of_users));
        if !errors {
            let found = faults(members);
            if !found.is_empty() {
                self.faults.extend(found);
            } else if let Some(message) = own_message(members) {
                if failed {
                    self.faults.push(message)
                } else {
                    self.message = self.message.take().or(Some(message))
                }
            }
        }
        for (name, value) in members {
            let is_error = ERRORS.iter().any(|(error, _)| error == name);
            if !is_error || errors {
                self.collect(value);
            }
        }
    }
}

fn names_user(members: &Map<String, Value>) -> bool {
    EMAIL.iter().chain(&UUID).any(|name| members.contains_key(*name))
}

/// What became of somebody is told.
fn tells(members: &Map<String, Value>) -> bool {
    status(members).is_some()
        || says_failed(members)
        || ERRORS.iter().any(|(name, _)| members.contains_key(*name))
}

/// Whether an object that names somebody (who asked, or the job) holds users of its own: a list `users`, or a list of
/// users of whom it is told what became of them. A user's own errors may name the user again.
fn holds_users(members: &Map<String, Value>) -> bool {
    members.iter().any(|(name, value)| match value {
        Value::Array(items) => items
            .iter()
            .filter_map(Value::as_object)
            .any(|item| names_user(item) && (name == "users" || tells(item))),
        Value::Object(inner) => !names_user(inner) && holds_users(inner),
        _ => false,
    })
}

fn outcome(members: &Map<String, Value>) -> Outcome {
    let (status, mut faults, said) = result(members);
    let failed = status.is_some_and(|status| status >= 400) || said || !faults.is_empty();
    let mut message = own_message(members).filter(|_| faults.is_empty());
    if failed {
        faults.extend(message.take());
    }
    let mut uuid = first_text(members, &UUID);
    if uuid.is_none() && EMAIL.iter().any(|name| members.contains_key(*name)) {
        uuid = first_text(members, &["id"]);
    }
    Outcome { email: first_text(members, &EMAIL), uuid, status, failed, faults, message }
}

/// Status, errors, and whether it says that it failed: of the object itself, else of the one inside that tells.
fn result(members: &Map<String, Value>) -> (Option<i64>, Vec<ApiError>, bool) {
    let own = (status(members), faults(members), says_failed(members));
    if own.0.is_some() || !own.1.is_empty() || own.2 {
        return own;
    }
    let tells = |inner: &&Map<String, Value>| !names_user(inner) && tells(inner);
    match members.values().filter_map(Value::as_object).find(tells) {
        Some(inner) => {
            let mut found = faults(inner);
            if found.is_empty() && status(inner).is_none_or(|status| status >= 400) {
                found.extend(own_message(inner));
            }
            (status(inner), found, says_failed(inner))
        }
        None => own,
    }
}

/// The status as a number, also where it is written as text; a bare `code` is one where it can be.
fn status(members: &Map<String, Value>) -> Option<i64> {
    ["status", "httpStatus", "statusCode"]
        .into_iter()
        .find_map(|name| number(members, name).or_else(|| inner_status(members, name)))
        .or_else(|| number(members, "code").filter(|code| STATUSES.contains(code)))
}

/// `{"status": {"code": 400}}`.
fn inner_status(members: &Map<String, Value>, name: &str) -> Option<i64> {
    let inner = members.get(name)?.as_object()?;
    ["code", "value", "statusCode", "httpStatus"]
        .iter()
        .find_map(|name| number(inner, name))
        .filter(|status| STATUSES.contains(status))
}

fn number(members: &Map<String, Value>, name: &str) -> Option<i64> {
    match members.get(name)? {
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok().or_else(|| named_status(text.trim())),
        _ => None,
    }
}

/// `400 BAD_REQUEST`, or the name alone, as services in Java write it.
fn named_status(text: &str) -> Option<i64> {
    if let Some((digits, _)) = text.split_once(|c: char| c.is_whitespace() || c == ':')
        && digits.len() == 3
        && let Ok(status) = digits.parse()
    {
        return Some(status).filter(|status| STATUSES.contains(status));
    }
    NAMED.iter().find(|(name, _)| *name == text).map(|(_, status)| *status)
}

/// Services write success as an error code too: 0, or an HTTP status of success.
fn is_error_code(code: &str) -> bool {
    !code.is_empty() && !code.parse().is_ok_and(|code: i64| code == 0 || (200..300).contains(&code))
}

/// The first of these members that is an error code.
fn error_code(members: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| first_text(members, &[name]).filter(|code| is_error_code(code.trim())))
}

#[allow(clippy::cast_possible_truncation, reason = "only whole numbers of the size of a status")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 1e6).then_some(number as i64)
}

/// Provisioning APIs write the outcome as a word (Webex for BroadWorks: HTTP 200 with `status` `error`).
fn says_failed(members: &Map<String, Value>) -> bool {
    let word = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default().trim();
    let failed = ["error", "failed", "failure"];
    failed.iter().any(|failed| word("status").eq_ignore_ascii_case(failed))
        || members.get("error") == Some(&Value::Bool(true))
        || members.get("success") == Some(&Value::Bool(false))
        || word("success").eq_ignore_ascii_case("false")
}

/// The errors an object holds, without those that only say the same again.
fn faults(members: &Map<String, Value>) -> Vec<ApiError> {
    let mut found: Vec<ApiError> = Vec::new();
    let own_text = own_message(members).and_then(|fault| fault.message);
    for (name, field) in ERRORS {
        match members.get(name) {
            // beside a message, `error` as text is only the reason phrase
            Some(Value::String(_)) if own_text.is_some() => {}
            Some(value) => found.extend(list(value, field, None)),
            None => {}
        }
    }
    let code = error_code(members, &OWN_CODES);
    match code {
        Some(code) if found.is_empty() => found.push(facts::fault(Some(code), own_text, Field::Message)),
        Some(code) if found.iter().all(|fault| fault.code.as_ref() != Some(&code)) => {
            let mut nameless = found.iter_mut().filter(|fault| fault.code.is_none()).peekable();
            if nameless.peek().is_some() {
                nameless.for_each(|fault| fault.code = Some(code.clone()));
            } else {
                found.push(facts::fault(Some(code), own_text, Field::Message));
            }
        }
        None if found.is_empty() && first_text(members, &["errorMessage"]).is_some() => {
            found.extend(own_message(members));
        }
        _ => {}
    }
    let tracking = tracking(members);
    for fault in &mut found {
        fault.tracking_id = fault.tracking_id.take().or_else(|| tracking.clone());
    }
    dedupe(&mut found);
    found
}

/// Errors out of a list, an object or a text; `key` is the code of what holds them.
fn list(value: &Value, field: Field, key: Option<&str>) -> Vec<ApiError> {
    match value {
        Value::Array(items) => items.iter().flat_map(|item| list(item, field, key)).collect(),
        Value::String(text) if !text.trim().is_empty() => {
            vec![facts::fault(key.map(str::to_owned), Some(text.clone()), field)]
        }
        Value::Number(code) => {
            let code = Some(code.to_string()).filter(|code| is_error_code(code));
            code.map(|code| facts::fault(Some(code), None, field)).into_iter().collect()
        }
        Value::Object(members) => {
            let own_key = first_text(members, &["key"]).filter(|key| key.bytes().all(|b| b.is_ascii_digit()));
            let own = first_text(members, &CODES).or(own_key);
            let succeeded = own.as_deref().is_some_and(|code| !is_error_code(code.trim()));
            let code = if succeeded { None } else { own.or(key.map(str::to_owned)) };
            let nested: Vec<ApiError> = ["message", "error", "errors"]
                .iter()
                .filter_map(|name| members.get(*name))
                .filter(|value| value.is_array() || value.is_object())
                .flat_map(|value| list(value, field, code.as_deref()))
                .collect();
            let text = first_text(members, &TEXTS).or_else(|| whole_text(members, code.is_none()));
            let mut found = if nested.is_empty() && succeeded {
                Vec::new()
            } else if nested.is_empty() {
                vec![facts::fault(code, text, field)]
            } else {
                nested
            };
            let tracking = tracking(members);
            found.retain(|fault| !fault.is_empty());
            for fault in &mut found {
                fault.tracking_id = fault.tracking_id.take().or_else(|| tracking.clone());
            }
            found
        }
        _ => Vec::new(),
    }
}

/// An error of a shape nobody knows stands for its own message; one whose members are all empty is none.
fn whole_text(members: &Map<String, Value>, wanted: bool) -> Option<String> {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    };
    let told = wanted && members.values().any(says);
    told.then(|| serde_json::to_string(members).ok()).flatten()
}

fn own_message(members: &Map<String, Value>) -> Option<ApiError> {
    let text =
        first_text(members, &["errorMessage", "message", "description", "detail", "error_description"]);
    // a number that can be no status belongs to the message, whatever it says
    let code = error_code(members, &["code"])
        .filter(|_| number(members, "code").is_none_or(|code| !STATUSES.contains(&code)));
    if text.is_none() && code.is_none() {
        return None;
    }
    let mut fault = facts::fault(code, text, Field::Message);
    fault.tracking_id = fault.tracking_id.or_else(|| tracking(members));
    Some(fault)
}

fn tracking(members: &Map<String, Value>) -> Option<String> {
    first_text(members, &["trackingId", "trackingID", "trackingid", "TrackingID"])
}

/// The first of these members that is a number or a text that is not empty.
fn first_text(members: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match members.get(*name)? {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    })
}

/// The same error told twice is one error: what has only a code or only a text says nothing beside an error that has
/// the same and more.
fn dedupe(faults: &mut Vec<ApiError>) {
    if faults.len() < 2 {
        return;
    }
    let (mut coded, mut told, mut seen) = (HashSet::new(), HashSet::new(), HashSet::new());
    for fault in faults.iter() {
        if let (Some(code), Some(message)) = (&fault.code, &fault.message) {
            coded.insert(code.clone());
            told.insert(message.clone());
        }
    }
    let more = faults.iter().any(|fault| fault.code.is_some() || fault.message.is_some());
    faults.retain(|fault| {
        let covered = match (&fault.code, &fault.message) {
            (Some(_), Some(_)) => false,
            (Some(code), None) => coded.contains(code),
            (None, Some(message)) => told.contains(message),
            (None, None) => more,
        };
        !covered && seen.insert((fault.code.clone(), fault.message.clone()))
    });
}

/// The title of an HTML page: something to show, never a source of codes.
fn title(html: &str) -> Option<&str> {
    let lower = html.to_ascii_lowercase();
    let (name, close) = if lower.contains("<title") { ("<title", "</title") } else { ("<h1", "</h1") };
    let tag = lower.find(name)?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find(close)?;
    let title = html[start..end].trim();
    (!title.is_empty() && !title.contains('<')).then_some(title)
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
