//! Entries in, findings out.

use serde_json::Value;

use super::{
    answer::{self, Answer, Form, Outcome},
    api_error::{ApiError, Field},
    candidate::{self, Candidate},
    endpoint::{self, Endpoint},
    exporter::Exporter,
    facts, failure,
    finding::{Call, Finding, Kind, NameSource, Reason, Severity, User, Verdict},
    foreign, json,
    knowledge::Knowledge,
    licenses, naming,
    page::Foreign,
    redirect,
    request::{self, Person},
    rule::Case,
};
use crate::har::{
    body::{Absence, Body, BodyContent},
    entry::Entry,
    summary::Summary,
};
use crate::redact;

/// Examines entries with the help of the knowledge base.
#[derive(Debug, Clone, Copy)]
pub struct Engine<'k> {
    knowledge: &'k Knowledge,
}

/// How many errors of the whole answer are given to each user without an error of its own.
const MAX_SHARED: usize = 20;

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

    /// The kind of request that an entry may be, from its row alone. Only the whole entry decides: an endpoint may require a
    /// member of the request's body.
    #[must_use]
    pub fn is_candidate(&self, summary: &Summary) -> Option<Kind> {
        self.endpoints(summary).next().map(|endpoint| endpoint.kind)
    }

    fn endpoints<'s>(&self, summary: &'s Summary) -> impl Iterator<Item = &'k Endpoint> + use<'k, 's> {
        let path = endpoint::decoded(endpoint::path(&summary.url));
        self.knowledge.endpoints.iter().filter(move |endpoint| endpoint.matches_path(&summary.method, &path))
    }

    /// A request as a call: to which endpoint it goes, which users it asks for, and what for.
    #[must_use]
    pub fn call(&self, number: usize, summary: &Summary, request: &Body) -> Option<Call> {
        let endpoint = self.endpoints(summary).next()?;
        let end = summary.url.find(['?', '#']).unwrap_or(summary.url.len());
        let url = summary.url[..end].trim_end_matches('/');
        let body = json_of(request);
        let in_path = self.endpoints(summary).find_map(|endpoint| endpoint.user(&summary.url));
        let in_body = || body.as_ref().and_then(facts::organization_in_body);
        Some(Call {
            entry: number,
            took_ms: took_ms(summary),
            is_queued: false,
            endpoint: endpoint.id.clone(),
            target: format!("{} {url}", summary.method.to_ascii_uppercase()),
            started: summary.started.to_string(),
            organization: facts::organization_in_url(&summary.url).or_else(in_body),
            users: request::users(body.as_ref(), in_path.as_deref()),
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
        let asked = json_of(request);
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
                let candidate = Candidate::new(
                    self.knowledge,
                    number,
                    (endpoint, summary),
                    entry,
                    asked.as_ref(),
                    response,
                );
                let verdict = self.judge(&candidate, response);
                return if endpoint.kind.provisions() { verdict } else { failure_only(&candidate, verdict) };
            }
        }
        match unsure {
            Some(endpoint) if endpoint.kind.provisions() => {
                let candidate =
                    Candidate::new(self.knowledge, number, (endpoint, summary), entry, None, response);
                Verdict::Undecided(candidate.undecided(Reason::RequestMissing))
            }
            _ => Verdict::NotCandidate,
        }
    }

    fn judge(&self, candidate: &Candidate<'_>, response: &Body) -> Verdict {
        let is_read = candidate.summary.method.eq_ignore_ascii_case("GET");
        match candidate.http {
            Some(204 | 205) => return Verdict::Succeeded,
            Some(304) if is_read => return Verdict::Succeeded,
            _ => {}
        }
        if let Some(http) = candidate.http.filter(|http| (300..400).contains(http)) {
            let reason = redirect::reason(candidate.entry, &candidate.summary.url);
            let reason = reason.unwrap_or(Reason::BodyMissing(Absence::Redirect(http)));
            return Verdict::Undecided(candidate.undecided(reason));
        }
        let body = candidate::text(response);
        if let Some(foreign) = self.foreign(candidate, body.as_deref()) {
            return self.judge_foreign(candidate, foreign);
        }
        match self.judge_answer(candidate, body.as_deref(), &response.mime) {
            Verdict::Succeeded => {
                let warnings = self.warnings(candidate, body.as_deref(), &response.mime);
                if warnings.is_empty() { Verdict::Succeeded } else { Verdict::Failed(warnings) }
            }
            verdict => verdict,
        }
    }

    /// What an answer of success warns of: its own warnings, and licenses that were asked for and not given.
    fn warnings(&self, candidate: &Candidate<'_>, body: Option<&str>, mime: &str) -> Vec<Finding> {
        // Most answers of success say no more: they are not read again.
        let may_warn = |body: &&str| !candidate.licenses.is_empty() || body.contains("arning");
        let Some(body) = body.filter(may_warn) else { return Vec::new() };
        let mut answer = answer::read(body, mime);
        naming::name_outcomes(&mut answer.outcomes, &candidate.requested);
        let warned = answer.outcomes.into_iter().filter(|outcome| !outcome.warnings.is_empty());
        let warned = warned.map(|mut outcome| {
            outcome.errors = std::mem::take(&mut outcome.warnings);
            Outcome { failed: true, message: None, ..outcome }
        });
        let mut noted = Answer {
            outcomes: warned.collect(),
            errors: answer.warnings,
            tracking_id: answer.tracking_id,
            organization_id: answer.organization_id,
            ..Answer::default()
        };
        noted.errors.extend(licenses::missing(&candidate.licenses, Some(body)));
        match (noted.outcomes.is_empty(), noted.errors.is_empty()) {
            (true, true) => return Vec::new(),
            // Errors of the whole answer would be lost where users have their own.
            (false, false) => noted.outcomes.push(Outcome {
                failed: true,
                errors: std::mem::take(&mut noted.errors),
                ..Outcome::default()
            }),
            _ => {}
        }
        let mut findings = self.findings(candidate, noted);
        for finding in &mut findings {
            finding.severity = finding.severity.max(Severity::Warning);
        }
        findings
    }

    /// What answered in place of the API. For 407, the status says more than the proxy's page.
    fn foreign(&self, candidate: &Candidate<'_>, body: Option<&str>) -> Option<Foreign> {
        let response = candidate.entry.response.as_ref().filter(|_| candidate.http != Some(407))?;
        foreign::recognise(&self.knowledge.gateways, response, body?)
    }

    /// An answer from something other than the API says nothing about the request: it failed if the status says so,
    /// otherwise the outcome is unknown.
    fn judge_foreign(&self, candidate: &Candidate<'_>, foreign: Foreign) -> Verdict {
        if !candidate.refused() {
            return Verdict::Undecided(candidate.undecided(Reason::Foreign(Box::new(foreign))));
        }
        let message = ApiError { message: Some(foreign.text), field: Field::Html, ..ApiError::default() };
        let mut findings = self.findings(candidate, Answer { message: Some(message), ..Answer::default() });
        for finding in &mut findings {
            finding.rule = self.knowledge.page(foreign.page).map(|page| page.rule.id.clone());
            finding.http_rule = None;
            finding.product.clone_from(&foreign.product);
        }
        Verdict::Failed(findings)
    }

    fn judge_answer(&self, candidate: &Candidate<'_>, body: Option<&str>, mime: &str) -> Verdict {
        let answer = body.map(|text| answer::read(text, mime));
        let mut answer = with_header_codes(candidate, answer);
        let open = answer.as_mut().map(|answer| open_users(candidate, answer)).unwrap_or_default();
        let refused = candidate.http.is_none() || candidate.refused();
        match (answer, candidate.http) {
            // no answer came, but its body is there: the body decides
            (Some(answer), None) if matches!(answer.form, Form::Json | Form::CutJson) => {
                self.judge_body(candidate, answer, open)
            }
            (Some(answer), Some(_)) if !refused => self.judge_body(candidate, answer, open),
            (None, Some(_)) if !refused => {
                Verdict::Undecided(candidate.undecided(match (&candidate.error, &candidate.missing) {
                    (Some(error), _) => Reason::Withheld(error.clone()),
                    (None, None | Some(Absence::Empty)) => Reason::EmptyAnswer,
                    (None, Some(absence)) => Reason::BodyMissing(absence.clone()),
                }))
            }
            (answer, None) => match candidate.unanswered() {
                Some(reason) => Verdict::Undecided(candidate.undecided(reason)),
                None => self.failed(candidate, answer.unwrap_or_default(), open),
            },
            (answer, Some(_)) => self.failed(candidate, answer.unwrap_or_default(), open),
        }
    }

    fn judge_body(&self, candidate: &Candidate<'_>, answer: Answer, open: Vec<Person>) -> Verdict {
        let is_onboard = candidate.kind == Kind::Onboard;
        let reason = match answer.form {
            _ if answer.says_failed() => return self.failed(candidate, answer, open),
            Form::CutJson => Reason::CutOff,
            Form::Html | Form::Text => Reason::NotJson,
            Form::Json if !open.is_empty() && (is_onboard || !answer.outcomes.is_empty()) => {
                Reason::UsersNotAnswered(open)
            }
            Form::Json if answer.says_succeeded() => {
                let is_queued = answer.outcomes.iter().any(Outcome::is_queued);
                return if is_queued { Verdict::Queued } else { Verdict::Succeeded };
            }
            Form::Json if !is_onboard && candidate.http.is_some() && answer.names_no_error() => {
                return Verdict::Succeeded;
            }
            Form::Json => Reason::NotTold,
        };
        Verdict::Undecided(candidate.undecided(reason))
    }

    /// The failure of a request, of whose users `open` may have failed as well.
    fn failed(&self, candidate: &Candidate<'_>, answer: Answer, open: Vec<Person>) -> Verdict {
        let findings = self.findings(candidate, answer);
        if open.is_empty() || !candidate.kind.provisions() {
            return Verdict::Failed(findings);
        }
        Verdict::FailedInPart(findings, candidate.undecided(Reason::UsersNotAnswered(open)))
    }

    /// One finding for each failed user; one without a user where the answer names none.
    fn findings(&self, candidate: &Candidate<'_>, mut answer: Answer) -> Vec<Finding> {
        let refused = candidate.refused();
        let cut = answer.form == Form::CutJson;
        let tracking = answer.tracking_id.take().or_else(|| facts::tracking_in_headers(candidate.entry));
        let organization = answer.organization_id.take();
        let finish = |user: Option<User>, errors: Vec<ApiError>| {
            let mut errors: Vec<ApiError> = errors.into_iter().flat_map(one_inner_each).collect();
            if errors.is_empty() {
                errors.push(candidate.exporter_error());
            }
            for error in &mut errors {
                error.tracking_id = error.tracking_id.take().or_else(|| tracking.clone());
            }
            Finding { cut, ..self.finding(candidate, user, errors, organization.as_deref()) }
        };
        let mut findings: Vec<Finding> = Vec::new();
        let names_others = !answer.outcomes.is_empty();
        for mut outcome in answer.outcomes {
            let failed = outcome.failed || (refused && outcome.status.is_none());
            if !failed {
                continue;
            }
            outcome.errors.extend(outcome.message);
            if outcome.errors.is_empty() {
                outcome.errors.extend(answer.errors.iter().take(MAX_SHARED).cloned());
            }
            let user = User {
                email: outcome.email,
                uuid: outcome.uuid,
                name_source: outcome.name_source,
                status: outcome.status,
                ..User::default()
            };
            let is_known = !user.is_unnamed() || user.status.is_some();
            findings.push(finish(is_known.then_some(user), outcome.errors));
        }
        if findings.is_empty() {
            answer.errors.extend(answer.message.filter(|_| answer.errors.is_empty()));
            // the failure of a request for one user is that user's, unless the answer is about others
            let user = match candidate.requested.as_slice() {
                [only] if !names_others => Some(User {
                    email: only.email.clone(),
                    uuid: only.uuid.clone(),
                    name_source: NameSource::Request,
                    ..User::default()
                }),
                _ => None,
            };
            findings.push(finish(user, answer.errors));
        }
        // once in an entry: with thousands of users, all of them in each finding would not fit into memory
        let names_none =
            |finding: &&mut Finding| finding.named().is_none_or(|user| user.name_source.is_request());
        if let Some(first) = findings.iter_mut().find(names_none) {
            first.requested.clone_from(&candidate.requested);
        }
        findings
    }

    fn finding(
        &self,
        candidate: &Candidate<'_>,
        user: Option<User>,
        mut errors: Vec<ApiError>,
        answer_organization: Option<&str>,
    ) -> Finding {
        let (place, rule) = self.explain(candidate, user.as_ref(), &errors);
        let organization_id = facts::organization_in_url(&candidate.summary.url)
            .or_else(|| {
                errors.iter().find_map(|error| facts::organization_in_url(error.upstream_url.as_deref()?))
            })
            .or_else(|| answer_organization.map(str::to_owned))
            .or_else(|| candidate.request_organization.clone());
        let http_rule = match (&rule, candidate.http) {
            (None, Some(http)) if http >= 400 => self
                .knowledge
                .http(http)
                .filter(|status| status.explains)
                .map(|status| status.rule.id.clone()),
            _ => None,
        };
        let response = candidate.entry.response.as_ref();
        Finding {
            entry: candidate.number,
            kind: candidate.kind,
            endpoint: candidate.endpoint.to_owned(),
            severity: rule
                .as_deref()
                .and_then(|id| self.knowledge.rule(id))
                .map(|rule| rule.severity)
                .unwrap_or_default(),
            method: candidate.summary.method.to_string(),
            url: candidate.summary.url.to_string(),
            started: redact::text(&candidate.summary.started).into(),
            http_status: candidate.http,
            organization_id,
            user,
            requested: Vec::new(),
            error: errors.remove(place),
            request_tracking_id: facts::tracking_in_headers(candidate.entry),
            other_errors: errors,
            rule,
            http_rule,
            retry: None,
            nearby: Vec::new(),
            organization_elsewhere: None,
            retry_after: response
                .and_then(|response| facts::header(&response.headers, "retry-after"))
                .map(str::to_owned),
            missing: candidate.missing.clone(),
            cut: false,
            product: None,
            preflight: None,
            exporter: Exporter::default(),
        }
    }

    /// Which of the errors (there is at least one) names the cause, and the rule that knows it.
    fn explain(
        &self,
        candidate: &Candidate<'_>,
        user: Option<&User>,
        errors: &[ApiError],
    ) -> (usize, Option<String>) {
        let mut best: Option<(usize, _, &str)> = None;
        for (place, error) in errors.iter().enumerate() {
            let case = Case {
                kind: candidate.kind,
                endpoint: candidate.endpoint,
                http_status: candidate.http,
                user_status: user.and_then(|user| user.status),
                error,
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
        if let Some(error) = candidate.error.as_deref().filter(|_| candidate.http.is_none())
            && let Some(known) = self.knowledge.network_error(error)
        {
            return (0, Some(known.rule.id.clone()));
        }
        let coded = errors.iter().any(|error| error.code.is_some() || error.inner_code.is_some());
        let silent = errors
            .iter()
            .all(|error| error.message.is_none() || matches!(error.field, Field::Html | Field::None));
        // a status of success explains no failure
        let http = candidate.http.unwrap_or(0);
        let status = self.knowledge.http(http).filter(|_| http == 0 || http >= 400);
        // a user that only the request names says nothing about the answer
        let unnamed = user
            .is_none_or(|user| user.is_unnamed() || (user.name_source.is_request() && user.status.is_none()));
        let by_status = status.filter(|status| unnamed && !coded && (silent || status.explains));
        (0, by_status.map(|status| status.rule.id.clone()))
    }
}

/// The verdict on a request that neither adds users nor assigns licenses: only its failure or success is of interest, not
/// an answer that may mean either, nor a request that the page did not wait for.
fn failure_only(candidate: &Candidate<'_>, verdict: Verdict) -> Verdict {
    let is_abandoned =
        |finding: &Finding| failure::is_abandoned(candidate.summary, candidate.http, finding.rule.as_deref());
    match verdict {
        Verdict::Undecided(_) => Verdict::NotCandidate,
        Verdict::Failed(findings) if findings.iter().all(is_abandoned) => Verdict::NotCandidate,
        verdict => verdict,
    }
}

/// The answer with the codes of the header `cisco-spark-error-codes`: they are there even where its body is not.
fn with_header_codes(candidate: &Candidate<'_>, answer: Option<Answer>) -> Option<Answer> {
    let response = candidate.entry.response.as_ref();
    let codes = response.and_then(|response| facts::header(&response.headers, "cisco-spark-error-codes"));
    let Some(codes) = codes else { return answer };
    let bodyless = answer.is_none();
    let mut answer = answer.unwrap_or_default();
    answer.add_header_codes(codes);
    (!bodyless || !answer.errors.is_empty()).then_some(answer)
}

/// How long a request took; a day at most, so that no sum of times overflows.
#[allow(clippy::cast_possible_truncation, reason = "clamped")]
fn took_ms(summary: &Summary) -> i64 {
    summary.time_ms.filter(|time| time.is_finite()).unwrap_or(0.0).clamp(0.0, 86_400_000.0) as i64
}

fn json_of(request: &Body) -> Option<Value> {
    request.text().and_then(json::parse).map(|parsed| parsed.value)
}

/// Names the users of an answer, and returns the requested users without a success or failure in it.
fn open_users(candidate: &Candidate<'_>, answer: &mut Answer) -> Vec<Person> {
    naming::take_described_errors(answer, &candidate.requested);
    let open = naming::name_outcomes(&mut answer.outcomes, &candidate.requested);
    let is_refused = candidate.http.is_none() || candidate.refused();
    if answer.outcomes.is_empty() && (is_refused || answer.says_failed()) {
        // it failed as a whole
        return Vec::new();
    }
    if candidate.refused() {
        return open;
    }
    let unclear = answer.outcomes.iter().filter(|outcome| !outcome.failed && !outcome.is_success());
    let unclear = unclear.map(|outcome| Person { email: outcome.email.clone(), uuid: outcome.uuid.clone() });
    // An answer may name others than the users asked for, such as the caller.
    let is_user = |person: &Person| {
        !person.is_unnamed()
            && (candidate.requested.is_empty() || naming::is_one_of(person, &candidate.requested))
    };
    let unclear = unclear.filter(|person| candidate.kind == Kind::Onboard && is_user(person));
    open.into_iter().chain(unclear).collect()
}

/// An error for each inner code of its text.
fn one_inner_each(mut error: ApiError) -> Vec<ApiError> {
    let further = std::mem::take(&mut error.further_inner);
    let mut errors = vec![error];
    for inner in further {
        let (inner_code, inner_message) = (Some(inner.code), inner.message);
        errors.push(ApiError { inner_code, inner_message, ..errors[0].clone() });
    }
    errors
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
