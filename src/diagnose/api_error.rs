//! One error of an answer, taken apart.

use serde::Deserialize;

use crate::redact::Redacted;

/// One error of an answer. Its texts went through redaction: nothing else can make them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiError {
    /// The service's code, such as `5302`.
    pub code: Option<String>,
    /// The number in `[Error N]`, such as `10991`: the layer that names the cause.
    pub inner_code: Option<String>,
    /// The raw text: the description or message as written.
    pub message: Option<Redacted<'static>>,
    /// The text after `[Error N]`.
    pub inner_message: Option<Redacted<'static>>,
    /// Method of the failed upstream call.
    pub upstream_method: Option<String>,
    /// HTTP status of the failed upstream call.
    pub upstream_status: Option<i64>,
    /// Reason phrase of the failed upstream call.
    pub upstream_reason: Option<Redacted<'static>>,
    /// URL of the failed upstream call; it may be cut where the answer was cut.
    pub upstream_url: Option<String>,
    /// Tracking ID of this error; where the error names none, that of the answer.
    pub tracking_id: Option<String>,
    /// Which part of the answer held it.
    pub field: Field,
    /// Further `[Error N]` of the same text.
    pub further_inner: Vec<InnerError>,
}

/// One `[Error N] text`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InnerError {
    /// The number.
    pub code: String,
    /// The text after the bracket.
    pub message: Option<Redacted<'static>>,
}

impl ApiError {
    /// The message reports a failed upstream call.
    #[must_use]
    pub fn wrapped(&self) -> bool {
        self.upstream_status.is_some() || self.upstream_url.is_some()
    }

    /// Neither a code nor a text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.code.is_none() && self.inner_code.is_none() && self.message.is_none()
    }
}

/// The part of an answer that held an error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// `errorList[]`.
    ErrorList,
    /// `errors[]` or `Errors[]`.
    Errors,
    /// `error`, an object or a list.
    Error,
    /// `message`, `errorMessage`, `detail` and the like, a bare `errorCode`, or a whole answer of plain text.
    Message,
    /// The response header `cisco-spark-error-codes`.
    Header,
    /// An HTML page: its title, or its text. No code is ever read from such a page.
    Html,
    /// `warnings[]` of an answer of success.
    Warnings,
    /// `licenses[]`: the message names those that were asked for and that the answer does not list.
    Licenses,
    /// Unknown: there was no answer, or its envelope is unknown and the message is the whole of it.
    #[default]
    None,
}
