//! What is known of a request that the knowledge is about, before its answer is judged.

use std::borrow::Cow;

use serde_json::Value;

use super::api_error::ApiError;
use super::endpoint::Endpoint;
use super::finding::{Kind, Reason, Undecided};
use super::knowledge::Knowledge;
use super::request::{self, Person};
use super::{error_text, facts, licenses, network};
use crate::har::anomaly::Anomaly;
use crate::har::body::{Absence, Body, BodyContent};
use crate::har::entry::Entry;
use crate::har::summary::Summary;

pub(super) struct Candidate<'a> {
    pub(super) number: usize,
    pub(super) kind: Kind,
    pub(super) endpoint: &'a str,
    pub(super) summary: &'a Summary,
    pub(super) entry: &'a Entry,
    pub(super) http: Option<i64>,
    pub(super) requested: Vec<Person>,
    /// The licenses that it asks for.
    pub(super) licenses: Vec<String>,
    pub(super) request_organization: Option<String>,
    pub(super) missing: Option<Absence>,
    /// The exporter's name for what went wrong.
    pub(super) error: Option<String>,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(
        knowledge: &Knowledge,
        number: usize,
        (endpoint, summary): (&'a Endpoint, &'a Summary),
        entry: &'a Entry,
        asked: Option<&Value>,
        response: &Body,
    ) -> Self {
        let http = entry.response.as_ref().and_then(|response| response.status).or(summary.status);
        let http = http.filter(|status| *status > 0);
        Self {
            number,
            kind: endpoint.kind,
            endpoint: &endpoint.id,
            summary,
            entry,
            http,
            requested: request::users(asked, endpoint.user(&summary.url).as_deref())
                .into_iter()
                .map(|user| user.person)
                .collect(),
            licenses: asked.map(licenses::asked).unwrap_or_default(),
            request_organization: asked.and_then(facts::organization_in_body),
            missing: missing(entry, response),
            error: network::said(&knowledge.network, entry, http.is_some()),
        }
    }

    /// The HTTP status itself says that not all was done: 400 and above, or a license request partly done
    /// (Webex Admin OpenAPI, responses 206).
    pub(super) fn refused(&self) -> bool {
        self.http.is_some_and(|http| http >= 400 || (http == 206 && self.kind == Kind::License))
    }

    pub(super) fn undecided(&self, reason: Reason) -> Undecided {
        Undecided {
            entry: self.number,
            kind: self.kind,
            url: self.summary.url.to_string(),
            http_status: self.http,
            reason,
        }
    }

    /// Why nothing can be said of a request without a status; `None` where no answer came, as the file or the exporter
    /// says.
    pub(super) fn unanswered(&self) -> Option<Reason> {
        let is_odd = |anomaly: &Anomaly| anomaly.field == "response.status" && anomaly.value.is_some();
        let status = self.entry.response.as_ref().and_then(|response| response.status);
        match status {
            _ if self.error.is_some() => None,
            None if self.entry.anomalies.iter().any(is_odd) => Some(Reason::NoStatus),
            // what is missing of a damaged entry may have been lost
            None if self.entry.damaged => Some(Reason::CutOff),
            _ if facts::holds_answer(self.entry) => Some(Reason::NoStatusButAnswer),
            None => Some(Reason::NoResponse),
            Some(_) => None,
        }
    }

    /// The error of an answer that names none: the exporter's words, if there are any.
    pub(super) fn exporter_error(&self) -> ApiError {
        let message = self.error.clone().filter(|_| self.http.is_none());
        ApiError { message: message.map(error_text::message), ..ApiError::default() }
    }
}

/// The body's text, if it is not blank; bytes are read as far as they are text.
pub(super) fn text(body: &Body) -> Option<Cow<'_, str>> {
    let text = match &body.content {
        BodyContent::Text(text) => Cow::Borrowed(text.as_str()),
        BodyContent::Binary(bytes) => String::from_utf8_lossy(bytes),
        BodyContent::Missing(_) => return None,
    };
    (!text.trim_start_matches('\u{feff}').trim().is_empty()).then_some(text)
}

/// Why there is no body to read. An empty text with a size was not kept by the exporter.
fn missing(entry: &Entry, response: &Body) -> Option<Absence> {
    match &response.content {
        BodyContent::Missing(absence) => Some(absence.clone()),
        _ if text(response).is_some() => None,
        _ => match entry.response.as_ref().and_then(|response| response.content.size) {
            Some(size) if size > 0 => Some(Absence::NotRecorded(Some(size))),
            _ => Some(Absence::Empty),
        },
    }
}
