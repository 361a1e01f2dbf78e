//! Entries in, findings out.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    answer::{self, Answer, Form},
    endpoint::{self, Endpoint},
    exporter::Exporter,
    facts,
    finding::{ApiError, Call, Field, Finding, Kind, Person, Reason, Undecided, User, Verdict},
    json,
    knowledge::Knowledge,
    rule::Case,
};
use crate::har::{
    anomaly::Anomaly,
    body::{Absence, Body, BodyContent},
    entry::Entry,
    summary::Summary,
};
use crate::redact;

/// Looks at entries with a knowledge.
#[derive(Debug, Clone, Copy)]
pub struct Engine<'k> {
    knowledge: &'k Knowledge,
}

/// Errors of the whole answer that each of its users without an error of their own is given.
const SHARED: usize = 20;

/// What is known of a candidate before its answer is judged.
struct Candidate<'a> {
    number: usize,
    kind: Kind,
    endpoint: &'a str,
    summary: &'a Summary,
    entry: &'a Entry,
    http: Option<i64>,
    requested: Vec<Person>,
    request_organization: Option<String>,
    missing: Option<Absence>,
}

impl Candidate<'_> {
    /// The HTTP status itself says that not all was done: 400 and above, or a license request partly done
    /// (Webex Admin OpenAPI, responses 206).
    fn refused(&self) -> bool {
        self.http.is_some_and(|http| http >= 400 || (http == 206 && self.kind == Kind::License))
    }

    /// An answer came, but its status is no number that could be read.
    fn status_is_no_number(&self) -> bool {
        let odd = |anomaly: &Anomaly| anomaly.field == "response.status" && anomaly.value.is_some();
        let status = self.entry.response.as_ref().and_then(|response| response.status);
        status.is_none() && no_fault(self).message.is_none() && self.entry.anomalies.iter().any(odd)
    }

    /// There is no answer, but the entry is damaged: it may have been lost with the rest. Where the file says 0, or the
    /// exporter says why, no answer came.
    fn is_lost(&self) -> bool {
        let status = self.entry.response.as_ref().and_then(|response| response.status);
        self.entry.damaged && status.is_none() && no_fault(self).message.is_none()
    }
}

impl<'k> Engine<'k> {
    /// An engine that uses this knowledge.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge }
    }

    /// The knowledge it uses.
    #[must_use]
    pub fn knowledge(&self) -> &'k Knowledge {
        self.knowledge
    }

    /// Whether an entry is worth reading: cheap enough for every row. The whole entry may still show that it
    /// is no such request (an endpoint may ask for a member of the request's body).
    #[must_use]
    pub fn is_candidate(&self, summary: &Summary) -> Option<Kind> {
        self.endpoints(summary).next().map(|endpoint| endpoint.kind)
    }

    fn endpoints<'s>(&self, summary: &'s Summary) -> impl Iterator<Item = &'k Endpoint> + use<'k, 's> {
        let path = endpoint::path(&summary.url);
        self.knowledge.endpoints.iter().filter(move |endpoint| endpoint.matches_path(&summary.method, path))
    }

    /// Whom a request asks for, in the order of the request.
    #[must_use]
    pub fn requested(&self, summary: &Summary, request: &Body) -> Vec<Person> {
        let asked = asked(request);
        let in_path = self.endpoints(summary).find_map(|endpoint| endpoint.user(&summary.url));
        requested(asked.as_ref(), in_path)
    }

    /// A request as a call: to which endpoint it goes, and whom it asks for.
    #[must_use]
    pub fn call(&self, number: usize, summary: &Summary, request: &Body) -> Option<Call> {
        let endpoint = self.endpoints(summary).next()?;
        let end = summary.url.find(['?', '#']).unwrap_or(summary.url.len());
        let url = summary.url[..end].trim_end_matches('/');
        Some(Call {
            entry: number,
            endpoint: endpoint.id.clone(),
            target: format!("{} {url}", summary.method.to_ascii_uppercase()),
            people: self.requested(summary, request),
        })
    }

    /// Judges one entry. `request` and `response` are its decoded bodies.
    #[must_use]
    pub fn examine(
        &self,
        number: usize,
        summary: &Summary,
        entry: &Entry,
        request: &Body,
        response: &Body,
    ) -> Verdict {
        let asked = asked(request);
        let mut unsure = None;
        for endpoint in self.endpoints(summary) {
            let fits = match (&endpoint.request_has, &asked) {
                (None, _) => true,
                (Some(member), Some(asked)) => asked.get(member).is_some(),
                (Some(_), None) => {
                    if !matches!(request.content, BodyContent::Missing(Absence::NotSent)) {
                        unsure = unsure.or(Some(endpoint));
                    }
                    false
                }
            };
            if fits {
                let look = look(number, endpoint, summary, entry, asked.as_ref(), response);
                let verdict = self.judge(&look, response);
                return if endpoint.kind.provisions() { verdict } else { only_told(&look, verdict) };
            }
        }
        match unsure {
            Some(endpoint) if endpoint.kind.provisions() => {
                let look = look(number, endpoint, summary, entry, None, response);
                undecided(&look, Reason::RequestMissing)
            }
            _ => Verdict::NotCandidate,
        }
    }

    fn judge(&self, look: &Candidate<'_>, response: &Body) -> Verdict {
        if look.http.is_some_and(|http| http == 204 || http == 205 || (300..400).contains(&http)) {
            return Verdict::Succeeded;
        }
        let answer = text(response).map(|text| answer::read(&text, &response.mime));
        let answer = with_header_codes(look, answer);
        let refused = look.http.is_none() || look.refused();
        match (answer, look.http) {
            // no answer came, but its body is there: the body decides
            (Some(answer), None) if matches!(answer.form, Form::Json | Form::CutJson) => {
                self.judge_body(look, answer)
            }
            (Some(answer), Some(_)) if !refused => self.judge_body(look, answer),
            (None, Some(_)) if !refused => undecided(
                look,
                match &look.missing {
                    None | Some(Absence::Empty) => Reason::EmptyAnswer,
                    Some(absence) => Reason::BodyMissing(absence.clone()),
                },
            ),
            (None, None) if look.status_is_no_number() => undecided(look, Reason::NoStatus),
            (_, None) if look.is_lost() => undecided(look, Reason::CutOff),
            (answer, _) => Verdict::Failed(self.findings(look, answer.unwrap_or_default())),
        }
    }

    fn judge_body(&self, look: &Candidate<'_>, answer: Answer) -> Verdict {
        match answer.form {
            _ if answer.says_failed() => Verdict::Failed(self.findings(look, answer)),
            Form::Json if answer.says_succeeded() => Verdict::Succeeded,
            Form::Json if look.kind != Kind::Onboard && look.http.is_some() && answer.names_no_error() => {
                Verdict::Succeeded
            }
            Form::Json => undecided(look, Reason::NotTold),
            Form::CutJson => undecided(look, Reason::CutOff),
            Form::Html | Form::Text => undecided(look, Reason::NotJson),
        }
    }

    /// One finding for each failed user; one without a user where the answer names none.
    fn findings(&self, look: &Candidate<'_>, mut answer: Answer) -> Vec<Finding> {
        let refused = look.refused();
        let cut = answer.form == Form::CutJson;
        let tracking = answer.tracking_id.take().or_else(|| facts::tracking_in_headers(look.entry));
        let organization = answer.organization_id.take();
        let finish = |user: Option<User>, mut faults: Vec<ApiError>| {
            if faults.is_empty() {
                faults.push(no_fault(look));
            }
            for fault in &mut faults {
                fault.tracking_id = fault.tracking_id.take().or_else(|| tracking.clone());
            }
            Finding { cut, ..self.finding(look, user, faults, organization.as_deref()) }
        };
        let mut findings: Vec<Finding> = Vec::new();
        for mut outcome in answer.outcomes {
            let failed = outcome.failed || (refused && outcome.status.is_none());
            if !failed {
                continue;
            }
            outcome.faults.extend(outcome.message);
            if outcome.faults.is_empty() {
                outcome.faults.extend(answer.faults.iter().take(SHARED).cloned());
            }
            let user = User {
                email: outcome.email,
                uuid: outcome.uuid,
                status: outcome.status,
                account_status: None,
                later_status: None,
            };
            let told = !user.is_nobody() || user.status.is_some();
            findings.push(finish(told.then_some(user), outcome.faults));
        }
        if findings.is_empty() {
            answer.faults.extend(answer.message.filter(|_| answer.faults.is_empty()));
            findings.push(finish(None, answer.faults));
        }
        // whom the request asked for, told once: with thousands of users, each with all of them, the memory would not do
        if let Some(first) = findings.iter_mut().find(|finding| finding.named().is_none()) {
            first.requested.clone_from(&look.requested);
        }
        findings
    }

    fn finding(
        &self,
        look: &Candidate<'_>,
        user: Option<User>,
        mut faults: Vec<ApiError>,
        answer_organization: Option<&str>,
    ) -> Finding {
        let (place, rule) = self.explain(look, user.as_ref(), &faults);
        let organization_id = facts::organization_in_url(&look.summary.url)
            .or_else(|| {
                faults.iter().find_map(|fault| facts::organization_in_url(fault.upstream_url.as_deref()?))
            })
            .or_else(|| answer_organization.map(str::to_owned))
            .or_else(|| look.request_organization.clone());
        let http_rule = match (&rule, look.http) {
            (None, Some(http)) if http >= 400 => self
                .knowledge
                .http(http)
                .filter(|status| status.explains)
                .map(|status| status.rule.id.clone()),
            _ => None,
        };
        let response = look.entry.response.as_ref();
        Finding {
            entry: look.number,
            kind: look.kind,
            endpoint: look.endpoint.to_owned(),
            severity: rule
                .as_deref()
                .and_then(|id| self.knowledge.rule(id))
                .map(|rule| rule.severity)
                .unwrap_or_default(),
            method: look.summary.method.to_string(),
            url: look.summary.url.to_string(),
            started: redact::text(&look.summary.started).into(),
            http_status: look.http,
            organization_id,
            user,
            requested: Vec::new(),
            error: faults.remove(place),
            request_tracking_id: facts::tracking_in_headers(look.entry),
            other_errors: faults,
            rule,
            http_rule,
            retry: None,
            around: Vec::new(),
            organization_elsewhere: None,
            retry_after: response
                .and_then(|response| facts::header(&response.headers, "retry-after"))
                .map(str::to_owned),
            missing: look.missing.clone(),
            cut: false,
            exporter: Exporter::default(),
        }
    }

    /// Which of the errors (there is at least one) names the cause, and the rule that knows it.
    fn explain(
        &self,
        look: &Candidate<'_>,
        user: Option<&User>,
        faults: &[ApiError],
    ) -> (usize, Option<String>) {
        let mut best: Option<(usize, _, &str)> = None;
        for (place, fault) in faults.iter().enumerate() {
            let case = Case {
                kind: look.kind,
                endpoint: look.endpoint,
                http_status: look.http,
                user_status: user.and_then(|user| user.status),
                fault,
            };
            if let Some((rule, rank)) = self.knowledge.match_case(&case)
                && best.is_none_or(|(_, so_far, _)| rank > so_far)
            {
                best = Some((place, rank, &rule.id));
            }
        }
        if let Some((place, _, rule)) = best {
            return (place, Some(rule.to_owned()));
        }
        let coded = faults.iter().any(|fault| fault.code.is_some() || fault.inner_code.is_some());
        let silent = faults
            .iter()
            .all(|fault| fault.message.is_none() || matches!(fault.field, Field::Html | Field::None));
        // a status of success explains no failure
        let http = look.http.unwrap_or(0);
        let status = self.knowledge.http(http).filter(|_| http == 0 || http >= 400);
        let nobody = user.is_none_or(User::is_nobody);
        let by_status = status.filter(|status| nobody && !coded && (silent || status.explains));
        (0, by_status.map(|status| status.rule.id.clone()))
    }
}

/// What is told of a request that neither adds users nor assigns licenses: that it failed, or that it did not. An answer
/// that may mean either, or one that a page asked for and did not wait for, is nothing to anybody.
fn only_told(look: &Candidate<'_>, verdict: Verdict) -> Verdict {
    let asked_again = look.summary.method.eq_ignore_ascii_case("GET") && look.http.is_none();
    match verdict {
        Verdict::Undecided(_) => Verdict::NotCandidate,
        Verdict::Failed(_) if asked_again => Verdict::NotCandidate,
        verdict => verdict,
    }
}

fn look<'a>(
    number: usize,
    endpoint: &'a Endpoint,
    summary: &'a Summary,
    entry: &'a Entry,
    asked: Option<&Value>,
    response: &Body,
) -> Candidate<'a> {
    let http = entry.response.as_ref().and_then(|response| response.status).or(summary.status);
    Candidate {
        number,
        kind: endpoint.kind,
        endpoint: &endpoint.id,
        summary,
        entry,
        http: http.filter(|status| *status > 0),
        requested: requested(asked, endpoint.user(&summary.url)),
        request_organization: asked.and_then(facts::organization_in_body),
        missing: missing(entry, response),
    }
}

/// The answer with the codes of the header `cisco-spark-error-codes`: they are there even where its body is not.
fn with_header_codes(look: &Candidate<'_>, answer: Option<Answer>) -> Option<Answer> {
    let response = look.entry.response.as_ref();
    let codes = response.and_then(|response| facts::header(&response.headers, "cisco-spark-error-codes"));
    let Some(codes) = codes else { return answer };
    let bodyless = answer.is_none();
    let mut answer = answer.unwrap_or_default();
    answer.add_header_codes(codes);
    (!bodyless || !answer.faults.is_empty()).then_some(answer)
}

fn undecided(look: &Candidate<'_>, reason: Reason) -> Verdict {
    Verdict::Undecided(Undecided {
        entry: look.number,
        kind: look.kind,
        url: look.summary.url.to_string(),
        http_status: look.http,
        reason,
    })
}

/// The body's text, where there is any; bytes that are no text are read as far as they are.
fn text(body: &Body) -> Option<Cow<'_, str>> {
    let text = match &body.content {
        BodyContent::Text(text) => Cow::Borrowed(text.as_str()),
        BodyContent::Binary(bytes) => String::from_utf8_lossy(bytes),
        BodyContent::Missing(_) => return None,
    };
    (!text.trim_start_matches('\u{feff}').trim().is_empty()).then_some(text)
}

/// Why there is no body to read. An empty text with a size is one that was not kept.
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

/// What stands for an error where the answer names none: the exporter's words, if it has any.
fn no_fault(look: &Candidate<'_>) -> ApiError {
    let said = match &look.missing {
        Some(Absence::NoResponse(said)) => said.clone(),
        _ => None,
    };
    let recorded = || look.entry.response.as_ref().and_then(|response| response.error.clone());
    let message = if look.http.is_none() { said.or_else(recorded) } else { None };
    ApiError { message: message.map(facts::message), ..ApiError::default() }
}

/// The request's body as JSON.
fn asked(request: &Body) -> Option<Value> {
    request.text().and_then(json::parse).map(|parsed| parsed.value)
}

/// Whom a request asks for: `users[]`, or the one user of the body or the path.
fn requested(asked: Option<&Value>, in_path: Option<&str>) -> Vec<Person> {
    let person = |value: &Value| {
        let text =
            |names: &[&str]| names.iter().find_map(|name| value.get(*name)?.as_str()).map(str::to_owned);
        Person { email: text(&["email"]), uuid: text(&["uuid", "userId", "personId", "id"]) }
    };
    let users = asked.and_then(|asked| asked.get("users"));
    let mut people: Vec<Person> = match users {
        Some(Value::Array(users)) => users.iter().map(person).collect(),
        Some(user) => vec![person(user)],
        None => asked.map(person).into_iter().collect(),
    };
    people.retain(|person| !person.is_nobody());
    match (people.as_mut_slice(), in_path) {
        ([], Some(uuid)) => people.push(Person { email: None, uuid: Some(uuid.to_owned()) }),
        ([only], Some(uuid)) if only.uuid.is_none() => only.uuid = Some(uuid.to_owned()),
        _ => {}
    }
    people
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
