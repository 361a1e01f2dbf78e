//! An answer's body, in whatever envelope it comes, as outcomes of single users.
//!
//! The envelopes: a list of users (Cisco 222122); an object that holds such a list under any key; one
//! object with `message`, `errors`, `errorCode`; SCIM `Errors`; jobs' `items[].error`; a lone message; plain
//! text; HTML; and codes in the header `cisco-spark-error-codes`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{
    api_error::{ApiError, Field},
    error_text, facts,
    finding::NameSource,
    foreign, json,
};
use crate::text::page_text;

mod errors;
mod status;

/// What an answer says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// What the body is.
    pub form: Form,
    /// Users the answer names, in its order.
    pub outcomes: Vec<Outcome>,
    /// Errors that belong to no named user.
    pub errors: Vec<ApiError>,
    /// Warnings that belong to no named user.
    pub warnings: Vec<ApiError>,
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
    /// Where the e-mail, else the UUID, comes from.
    pub name_source: NameSource,
    /// The user's own status.
    pub status: Option<i64>,
    /// The user's status is 400 or above, or there is an error.
    pub failed: bool,
    /// The user's errors.
    pub errors: Vec<ApiError>,
    /// The user's warnings.
    pub warnings: Vec<ApiError>,
    /// A message that is an error only when the status says so.
    pub message: Option<ApiError>,
}

impl Outcome {
    /// Its own status is one of success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        !self.failed && self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// The service has only accepted the request, and carries it out later.
    #[must_use]
    pub fn is_queued(&self) -> bool {
        self.status == Some(202)
    }
}

const EMAIL: [&str; 4] = ["email", "userEmail", "emailAddress", "userName"];
const UUID: [&str; 3] = ["uuid", "userId", "personId"];

/// Reads a body. `mime` only distinguishes HTML from other text: JSON is often declared as another type.
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
        errors::dedupe(&mut answer.errors);
        answer.tracking_id = parsed.value.as_object().and_then(json::tracking);
        answer.organization_id = facts::organization_in_body(&parsed.value);
        if answer.names_nothing() && text.len() > "[{}]".len() {
            // an unknown envelope: the whole text is the message
            let text = text.trim_start_matches('\u{feff}').trim().to_owned();
            answer.message = Some(error_text::parse(None, Some(text), Field::None));
        }
        return answer;
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    // what is declared as HTML is often plain text
    let is_page = mime.to_ascii_lowercase().contains("html") && text.contains('<');
    if is_page || foreign::is_web_page(text) {
        let title = page_text::title(text).map(|title| ApiError {
            message: Some(error_text::message(title.to_owned())),
            field: Field::Html,
            ..ApiError::default()
        });
        return Answer { form: Form::Html, message: title, ..Answer::default() };
    }
    let message = (!text.is_empty()).then(|| error_text::parse(None, Some(text.to_owned()), Field::Message));
    Answer { form: Form::Text, message, ..Answer::default() }
}

impl Answer {
    /// A user failed, or the answer names an error.
    #[must_use]
    pub fn says_failed(&self) -> bool {
        self.failed || !self.errors.is_empty() || self.outcomes.iter().any(|outcome| outcome.failed)
    }

    /// The answer names users and says of each that it succeeded.
    #[must_use]
    pub fn says_succeeded(&self) -> bool {
        !self.says_failed() && !self.outcomes.is_empty() && self.outcomes.iter().all(Outcome::is_success)
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
        self.outcomes.is_empty() && self.errors.is_empty() && self.message.is_none()
    }

    /// Adds the codes of the header `cisco-spark-error-codes`: to the one error that has none, else as errors of their own.
    pub fn add_header_codes(&mut self, header: &str) {
        let errors = self.outcomes.iter().flat_map(|outcome| &outcome.errors).chain(&self.errors);
        let codes = errors.flat_map(|error| [&error.code, &error.inner_code]).flatten();
        let mut known: HashSet<String> = codes.cloned().collect();
        for code in header.split(',').map(str::trim).filter(|code| errors::is_error_code(code)) {
            if !known.insert(code.to_owned()) {
                continue;
            }
            if self.errors.is_empty() {
                self.errors.extend(self.message.take());
            }
            match self.errors.as_mut_slice() {
                [only] if only.code.is_none() && only.inner_code.is_none() => {
                    only.code = Some(code.to_owned());
                    only.field = Field::Header;
                }
                _ => self.errors.push(ApiError {
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
            Value::Array(items) if is_result_list(items) => {
                self.outcomes.extend(items.iter().filter_map(Value::as_object).map(outcome));
            }
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            Value::Object(members) if names_user(members) && !holds_users(members) => {
                self.outcomes.push(outcome(members));
            }
            Value::Object(members) => self.collect_object(members),
            _ => {}
        }
    }

    fn collect_object(&mut self, members: &Map<String, Value>) {
        let failed = status::of(members).is_some_and(|status| status >= 400) || status::says_failed(members);
        self.failed |= failed;
        let of_users = |value: &Value| {
            value.as_array().is_some_and(|items| items.iter().filter_map(Value::as_object).any(names_user))
        };
        let holds_users =
            errors::ERRORS.iter().any(|(name, _)| json::member(members, name).is_some_and(of_users));
        if !holds_users {
            let mut found = errors::of_object(members);
            found.extend(errors::in_details(members));
            if !found.is_empty() {
                self.errors.extend(found);
            } else if failed {
                self.errors.extend(errors::messages_of(members));
            } else {
                self.message =
                    self.message.take().or_else(|| errors::messages_of(members).into_iter().next());
            }
        }
        self.warnings.extend(errors::warnings_of(members));
        for (name, value) in members {
            let is = |own: &str| own.eq_ignore_ascii_case(name);
            let is_error = errors::ERRORS.iter().any(|(error, _)| is(error));
            let is_warning = errors::WARNINGS.iter().any(|warning| is(warning));
            if json::is_email(name) || (facts::is_uuid(name) && value.as_object().is_some_and(has_outcome)) {
                self.outcomes.extend(keyed_outcome(name, value));
            } else if !is_warning && (!is_error || holds_users) {
                self.collect(value);
            }
        }
    }
}

/// Whether each item is the result of one user, named or not: it has a status, and holds no further users.
fn is_result_list(items: &[Value]) -> bool {
    let is_result = |item: &Value| {
        item.as_object().is_some_and(|members| status::is_written(members) && !holds_users(members))
    };
    !items.is_empty() && items.iter().all(is_result)
}

fn names_user(members: &Map<String, Value>) -> bool {
    EMAIL.iter().chain(&UUID).any(|name| json::member(members, name).is_some())
        || inner_user(members).is_some()
}

/// The object `user` of an object that says of it what became of it: `{"user": {"email": …}, "status": 400}`.
fn inner_user(members: &Map<String, Value>) -> Option<&Map<String, Value>> {
    let inner = ["user", "person"].iter().find_map(|name| json::member(members, name)?.as_object())?;
    let names = EMAIL.iter().chain(&UUID).any(|name| json::member(inner, name).is_some());
    (names && !has_outcome(inner) && has_outcome(members)).then_some(inner)
}

/// Whether an object says what became of something.
fn has_outcome(members: &Map<String, Value>) -> bool {
    status::of(members).is_some()
        || status::says_failed(members)
        || errors::ERRORS.iter().any(|(name, _)| json::member(members, name).is_some())
}

/// Whether an object that names a user (the caller, or a job) holds the results of other users: a list `users`, a list
/// of users with results, or results by e-mail. A user's own errors may name the user again.
fn holds_users(members: &Map<String, Value>) -> bool {
    members.iter().any(|(name, value)| match value {
        Value::Array(items) => items
            .iter()
            .filter_map(Value::as_object)
            .any(|item| names_user(item) && (name == "users" || has_outcome(item))),
        Value::Object(_) if json::is_email(name) => true,
        Value::Object(inner) => !names_user(inner) && holds_users(inner),
        _ => false,
    })
}

fn outcome(members: &Map<String, Value>) -> Outcome {
    let (status, mut errors, says_failed) = result(members);
    errors.extend(part_errors(members, status.is_some_and(|status| status < 400)));
    let failed = status.is_some_and(|status| status >= 400) || says_failed || !errors.is_empty();
    let mut messages = if errors.is_empty() { errors::messages_of(members) } else { Vec::new() };
    if failed {
        errors.append(&mut messages);
    }
    let named = inner_user(members).unwrap_or(members);
    let (email, mut uuid) = (json::first_text(named, &EMAIL), json::first_text(named, &UUID));
    if uuid.is_none() && EMAIL.iter().any(|name| json::member(named, name).is_some()) {
        uuid = json::first_text(named, &["id"]);
    }
    let message = messages.into_iter().next();
    let warnings = errors::warnings_of(members);
    Outcome { email, uuid, status, failed, errors, warnings, message, ..Outcome::default() }
}

/// The errors of the parts of a user's result: `{"status": 200, "licenses": [{"id": "L", "status": 400, "errorList": […]}]}`.
/// Objects count where the user's own status is one of success; else [`result`] has looked into them.
fn part_errors(members: &Map<String, Value>, with_objects: bool) -> Vec<ApiError> {
    let is_own = |name: &str| {
        let known = errors::ERRORS.iter().map(|(name, _)| name).chain(&errors::WARNINGS);
        known.chain(&["message", "messages"]).any(|own| own.eq_ignore_ascii_case(name))
    };
    let parts = members.iter().filter(|(name, _)| !is_own(name)).flat_map(|(_, value)| match value {
        Value::Array(items) => items.as_slice(),
        Value::Object(_) if with_objects => std::slice::from_ref(value),
        _ => &[],
    });
    let parts = parts.filter_map(Value::as_object).filter(|part| !names_user(part));
    parts
        .flat_map(|part| {
            let found = errors::of_object(part);
            let failed = status::of(part).is_some_and(|status| status >= 400) || status::says_failed(part);
            if found.is_empty() && failed { errors::messages_of(part) } else { found }
        })
        .collect()
}

/// The result of a user whose e-mail or UUID is the key that it is listed under.
fn keyed_outcome(key: &str, value: &Value) -> Option<Outcome> {
    let mut found = match value {
        Value::Object(members) => outcome(members),
        Value::Null => return None,
        // `{"a@b.example": 400}` or `{"a@b.example": [{"errorCode": 5302}]}`
        value => {
            let name = if value.is_array() {
                "errors"
            } else if value.is_number() {
                "status"
            } else {
                "message"
            };
            outcome(&Map::from_iter([(name.to_owned(), value.clone())]))
        }
    };
    if found.email.is_none() && json::is_email(key) {
        (found.email, found.name_source) = (Some(key.to_owned()), NameSource::AnswerKey);
    } else if found.email.is_none() && found.uuid.is_none() {
        (found.uuid, found.name_source) = (Some(key.to_owned()), NameSource::AnswerKey);
    }
    Some(found)
}

/// Status, errors, and whether it says that it failed: of the object itself, and of the one inside that says more.
fn result(members: &Map<String, Value>) -> (Option<i64>, Vec<ApiError>, bool) {
    let (own_status, mut errors, own_failed) =
        (status::of(members), errors::of_object(members), status::says_failed(members));
    let is_success = own_status.is_some_and(|status| status < 400);
    let has_result = |inner: &&Map<String, Value>| !names_user(inner) && has_outcome(inner);
    let inner = members.values().filter_map(Value::as_object).find(has_result);
    let Some(inner) = inner.filter(|_| errors.is_empty() && !own_failed && !is_success) else {
        return (own_status, errors, own_failed);
    };
    let inner_status = status::of(inner);
    errors = errors::of_object(inner);
    if errors.is_empty() && inner_status.is_none_or(|status| status >= 400) {
        errors.extend(errors::messages_of(inner));
    }
    (own_status.or(inner_status), errors, status::says_failed(inner))
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
