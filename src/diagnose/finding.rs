//! What was found, with its evidence.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::api_error::ApiError;
use super::exporter::Exporter;
use super::page::Foreign;
use super::preflight::Preflight;
use super::request::{Person, RequestedUser};
use crate::har::body::Absence;
use crate::redact::Redacted;

/// What a request was meant to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Add users, or edit them through the same call.
    #[default]
    Onboard,
    /// Assign or change licenses.
    License,
    /// Ask how a job of an administrator went (moving users, managing numbers).
    Job,
    /// Set up Webex Calling: numbers, extensions, locations, devices, trunks; also to validate them.
    Calling,
    /// Change users, groups or domains: SCIM, the People API without licenses, domain verification and claims.
    Identity,
    /// A partner's request for a customer: Webex for BroadWorks, Wholesale.
    Partner,
    /// Any other API: only endpoints of the user's own knowledge are of this kind.
    Other,
}

impl Basis {
    /// The stable name: `documented` or `derived`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Derived => "derived",
        }
    }
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Onboard, Self::License, Self::Job, Self::Calling, Self::Identity, Self::Partner, Self::Other];

    /// The stable name, as JSON output and the knowledge write it: `onboard`, `license` …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Onboard => "onboard",
            Self::License => "license",
            Self::Job => "job",
            Self::Calling => "calling",
            Self::Identity => "identity",
            Self::Partner => "partner",
            Self::Other => "other",
        }
    }

    /// The kind of this stable name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether such a request adds users or assigns licenses: what the numbers of a file count. Of the others only
    /// failures are reported.
    #[must_use]
    pub fn provisions(self) -> bool {
        matches!(self, Self::Onboard | Self::License)
    }
}

/// How far a source carries what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The source says it.
    Documented,
    /// It follows from what the source says.
    Derived,
}

/// How severe a finding is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// What was asked for did not happen.
    #[default]
    Error,
    /// It happened in part, or was made good, or needs attention.
    Warning,
    /// For information only.
    Info,
}

impl Severity {
    /// The stable name: `error`, `warning` or `info`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Where the name of a failed user comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum NameSource {
    /// A member of the user's result in the answer.
    #[default]
    Answer,
    /// The key that the user's result is listed under in the answer.
    AnswerKey,
    /// The text of the error.
    Description,
    /// The request, which asks for one user: the answer names none.
    Request,
    /// The request: of its users this is the only one that no other result belongs to.
    Remaining,
}

impl NameSource {
    /// The stable name: `answer`, `answer_key`, `description` or `request`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::AnswerKey => "answer_key",
            Self::Description => "description",
            Self::Request | Self::Remaining => "request",
        }
    }

    /// Whether the answer itself does not name the user.
    #[must_use]
    pub fn is_request(self) -> bool {
        matches!(self, Self::Request | Self::Remaining)
    }
}

/// A failed user.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct User {
    /// E-mail as written.
    pub email: Option<String>,
    /// User UUID as written.
    pub uuid: Option<String>,
    /// Where the e-mail, else the UUID, comes from.
    pub name_source: NameSource,
    /// The status of this user inside the answer (`400`), not the HTTP status.
    pub status: Option<i64>,
    /// The account's status, where another entry of the file shows it.
    pub account_status: Option<AccountStatus>,
    /// The newest that the file shows after the failure, where that is another place than [`Self::account_status`].
    pub later_status: Option<AccountStatus>,
}

impl User {
    /// Neither e-mail nor UUID is known.
    #[must_use]
    pub fn is_unnamed(&self) -> bool {
        self.email.is_none() && self.uuid.is_none()
    }
}

/// The status of a user's account, as another entry of the same file shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AccountStatus {
    /// The value as written; several are joined by `, `.
    pub value: String,
    /// The JSON field that held it, such as `accountStatus`.
    pub field: String,
    /// The user status it means (an id of `statuses.toml`); `None` where that is unknown.
    pub status: Option<String>,
    /// The entry it was read from.
    pub entry: usize,
    /// That entry is later than the failure.
    pub is_later: bool,
    /// Whether a source says that the value means this status, or it was concluded.
    pub basis: Basis,
}

/// One failed user of one request, or the failure of a request whose answer names no user.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Finding {
    /// The entry's number.
    pub entry: usize,
    /// What the request was meant to do.
    pub kind: Kind,
    /// The id of the endpoint it went to.
    pub endpoint: String,
    /// How severe it is.
    pub severity: Severity,
    /// The request's method as written.
    pub method: String,
    /// The request's URL as written (not redacted).
    pub url: String,
    /// `startedDateTime` as written.
    pub started: String,
    /// The HTTP status; `None` where there was no answer (0 and negative numbers too).
    pub http_status: Option<i64>,
    /// The organization's UUID.
    pub organization_id: Option<String>,
    /// The failed user.
    pub user: Option<User>,
    /// The users the request asked for, where the answer names none; of several such findings the first has them.
    pub requested: Vec<Person>,
    /// The error that names the cause.
    pub error: ApiError,
    /// The tracking ID of the call itself, from its headers.
    pub request_tracking_id: Option<String>,
    /// Further errors of the same user, in the order of the answer.
    pub other_errors: Vec<ApiError>,
    /// The rule that explains [`Self::error`]; `None` where no rule knows it.
    pub rule: Option<String>,
    /// The rule of the HTTP status, where the error itself is unknown but the status says something of its own.
    pub http_rule: Option<String>,
    /// The later call that followed this one: the same one again, or the next for the same user.
    pub retry: Option<Retry>,
    /// What went on nearby it that may explain it.
    pub nearby: Vec<NearbyFailures>,
    /// The organization that most requests of the file are about, where this one does not name its own.
    pub organization_elsewhere: Option<String>,
    /// `Retry-After` of the answer, as written.
    pub retry_after: Option<String>,
    /// Why the answer's body is missing, where it is.
    pub missing: Option<Absence>,
    /// The product whose marks the answer carries, where something else than the API answered.
    pub product: Option<String>,
    /// The CORS preflight because of which the browser did not send it.
    pub preflight: Option<Preflight>,
    /// What made the file.
    pub exporter: Exporter,
    /// The answer's body is cut off in the file: it may have said more.
    pub cut: bool,
}

impl Finding {
    /// It was only refused for the moment, and the same call was made again.
    #[must_use]
    pub fn was_retried(&self) -> bool {
        self.severity != Severity::Error && self.retry.is_some_and(|retry| retry.is_same_call)
    }

    /// The same call was made again and succeeded: there is nothing left to do.
    #[must_use]
    pub fn is_resolved(&self) -> bool {
        self.was_retried() && self.retry.is_some_and(|retry| retry.succeeded == Some(true))
    }

    /// The e-mail, else the UUID, of the user that the answer names.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let user = self.named()?;
        user.email.as_deref().or(user.uuid.as_deref())
    }

    /// The user, where the answer names one.
    #[must_use]
    pub fn named(&self) -> Option<&User> {
        self.user.as_ref().filter(|user| !user.is_unnamed())
    }
}

/// Requests that failed shortly before a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearbyFailures {
    /// How they failed.
    pub trouble: NearbyKind,
    /// How many there are.
    pub count: usize,
    /// Within how many seconds before the failure.
    pub seconds: i64,
}

/// Kinds of failures of nearby requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NearbyKind {
    /// Answered 429.
    Throttled,
    /// Answered 500 or above.
    ServerFailed,
    /// Answered 401.
    SignedOut,
}

impl NearbyKind {
    /// The HTTP statuses: `429`, `5xx` or `401`.
    #[must_use]
    pub fn statuses(self) -> &'static str {
        match self {
            Self::Throttled => "429",
            Self::ServerFailed => "5xx",
            Self::SignedOut => "401",
        }
    }
}

/// A call to one of the knowledge's endpoints, whatever became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The entry's number.
    pub entry: usize,
    /// How long it took, in whole milliseconds; 0 where that is unknown.
    pub took_ms: i64,
    /// It was accepted, to be carried out later.
    pub is_queued: bool,
    /// The id of the endpoint.
    pub endpoint: String,
    /// Method and URL up to the query.
    pub target: String,
    /// `startedDateTime` as written.
    pub started: String,
    /// The organization's UUID, where the request names it.
    pub organization: Option<String>,
    /// The users it asks for, and what for.
    pub users: Vec<RequestedUser>,
}

/// A call made later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// The entry's number.
    pub entry: usize,
    /// Whether it succeeded, for this user; `None` where the file does not show it.
    pub succeeded: Option<bool>,
    /// It is the same call made again; otherwise another one for the same user.
    pub is_same_call: bool,
}

/// A request of which the file does not show whether it failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Undecided {
    /// The entry's number.
    pub entry: usize,
    /// What the request was meant to do.
    pub kind: Kind,
    /// The request's URL as written (not redacted).
    pub url: String,
    /// The HTTP status.
    pub http_status: Option<i64>,
    /// Why it cannot be said.
    pub reason: Reason,
}

impl Undecided {
    /// The users that it is about; empty for all of the request.
    #[must_use]
    pub fn users(&self) -> &[Person] {
        match &self.reason {
            Reason::UsersNotAnswered(users) => users,
            _ => &[],
        }
    }
}

/// Why it cannot be said whether a request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The exporter did not keep the answer's body.
    BodyMissing(Absence),
    /// The server's answer was empty.
    EmptyAnswer,
    /// The answer is cut off, and what is left names no failed user.
    CutOff,
    /// The answer is not JSON.
    NotJson,
    /// The answer names neither a success nor an error.
    NotTold,
    /// The answer does not say what became of these users of the request.
    UsersNotAnswered(Vec<Person>),
    /// The status in the file is not a number.
    NoStatus,
    /// Whether the request was about licenses is unknown: its body was not kept.
    RequestMissing,
    /// The file holds no response.
    NoResponse,
    /// The file holds a part of an answer, but no status.
    NoStatusButAnswer,
    /// The answer was a redirect to this address, and no such request follows.
    Redirected(String),
    /// As [`Reason::Redirected`], and this entry went there, as another kind of request.
    RedirectFollowed {
        /// The address.
        target: String,
        /// The entry that went there.
        entry: usize,
    },
    /// As [`Reason::Redirected`], to a page that asks for a sign-in.
    RedirectedToSignIn(String),
    /// The browser reported this error and did not keep the answer's body.
    Withheld(String),
    /// Something else than the API answered.
    Foreign(Box<Foreign>),
    /// The entry could not be read again.
    Unreadable(String),
}

/// A failed request without a finding: to another API, or to one of Webex that the knowledge has no endpoint for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failure {
    /// The entry's number.
    pub entry: usize,
    /// The HTTP status; `None` where no answer came.
    pub http_status: Option<i64>,
    /// It went to Webex.
    pub is_webex: bool,
    /// A script asked for data; otherwise it was a part of a page, or a request that the page cancelled.
    pub is_call: bool,
    /// The rule that explains it; `None` for a status outside the common list.
    pub rule: Option<String>,
    /// The exporter's name for the error.
    pub error: Option<Redacted<'static>>,
    /// What the server, or whatever answered in its place, said.
    pub message: Option<Redacted<'static>>,
    /// The product whose marks the answer carries.
    pub product: Option<String>,
    /// `Retry-After` of the answer, as written.
    pub retry_after: Option<String>,
    /// The CORS preflight because of which the browser did not send it.
    pub preflight: Option<Preflight>,
    /// Of a failed preflight, the request that the browser therefore did not send.
    pub stopped: Option<usize>,
    /// A later request to the same address that succeeded.
    pub succeeded_later: Option<usize>,
    /// Reports name it: see [`Diagnosis::other_failures`].
    pub is_reported: bool,
    /// Redirects that lead in a circle: their entries. Empty for any other failure.
    pub circle: Vec<usize>,
}

/// The result of examining one entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// No request that the knowledge is about, or one of which only failures are reported.
    NotCandidate,
    /// Nothing failed.
    Succeeded,
    /// Nothing failed so far: the service carries the request out later.
    Queued,
    /// At least one user failed.
    Failed(Vec<Finding>),
    /// At least one user failed, and of others the file does not say what became of them.
    FailedInPart(Vec<Finding>, Undecided),
    /// The file does not show whether it failed.
    Undecided(Undecided),
}

/// All that was found in one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diagnosis {
    /// Failed users, by entry and then in the order of the answer.
    pub findings: Vec<Finding>,
    /// Requests of which the file does not show whether they failed.
    pub undecided: Vec<Undecided>,
    /// Requests of the knowledge's endpoints that did not fail, and what they were meant to do.
    pub succeeded: Vec<(usize, Kind)>,
    /// All of these requests: what links a failure to what came after it.
    pub calls: Vec<Call>,
    /// Failed requests without a finding.
    pub failures: Vec<Failure>,
    /// The entries that failed by their HTTP status, or got no answer, whatever else is known of them.
    pub failed_by_status: BTreeSet<usize>,
    /// Something in the file went to Webex.
    pub is_webex: bool,
}

impl Diagnosis {
    /// The failures that a report of the file names: in a file about Webex its failed calls that did not succeed later,
    /// in any other file all of them.
    pub fn other_failures(&self) -> impl Iterator<Item = &Failure> {
        self.failures.iter().filter(|failure| failure.is_reported)
    }

    /// Notes what made the file.
    pub fn note_exporter(&mut self, exporter: Exporter) {
        self.findings.iter_mut().for_each(|finding| finding.exporter = exporter);
    }

    /// Adds what was found further on in the same file.
    pub fn extend(&mut self, further: Self) {
        self.findings.extend(further.findings);
        self.undecided.extend(further.undecided);
        self.succeeded.extend(further.succeeded);
        self.calls.extend(further.calls);
        self.failures.extend(further.failures);
        self.failed_by_status.extend(further.failed_by_status);
        self.is_webex |= further.is_webex;
    }
}
