//! What a report has explained already: a cause is explained once in it, and only named afterwards.

use std::collections::HashMap;

use crate::diagnose::finding::Finding;

/// The causes that a report has explained so far.
#[derive(Debug, Default)]
pub struct ExplainedCauses(HashMap<Cause, First>);

/// What findings share that need the same explanation.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Cause {
    rule: Option<String>,
    codes: [Option<String>; 2],
    message: Option<String>,
    http_status: Option<i64>,
    // there are other things to do
    is_resolved: bool,
    is_lost: bool,
}

#[derive(Debug)]
struct First {
    entry: usize,
    message: Option<String>,
}

/// A cause that was explained before.
pub(super) struct Earlier {
    /// Where.
    pub(super) entry: usize,
    /// The message is the same but for what names this user and this call.
    pub(super) same_message: bool,
}

impl ExplainedCauses {
    /// Where the cause of a finding was explained; from now on it is.
    pub(super) fn earlier(&mut self, finding: &Finding) -> Option<Earlier> {
        let message = common(finding);
        let cause = Cause::of(finding, message.as_deref());
        if let Some(first) = self.0.get(&cause) {
            return Some(Earlier { entry: first.entry, same_message: first.message == message });
        }
        self.0.insert(cause, First { entry: finding.entry, message });
        None
    }
}

impl Cause {
    fn of(finding: &Finding, message: Option<&str>) -> Self {
        let error = &finding.error;
        let is_known = finding.rule.is_some();
        let has_code = error.code.is_some() || error.inner_code.is_some();
        Self {
            rule: finding.rule.clone(),
            codes: if is_known { [None, None] } else { [error.code.clone(), error.inner_code.clone()] },
            message: message.filter(|_| !is_known && !has_code).map(str::to_owned),
            http_status: finding.http_status.filter(|_| !is_known && !has_code),
            is_resolved: finding.is_resolved(),
            is_lost: finding.missing.is_some(),
        }
    }
}

/// The message without what names the user and the call.
fn common(finding: &Finding) -> Option<String> {
    let user = finding.user.as_ref();
    let own = [
        user.and_then(|user| user.email.as_deref()),
        user.and_then(|user| user.uuid.as_deref()),
        finding.error.tracking_id.as_deref(),
        finding.organization_id.as_deref(),
    ];
    let message = String::from(finding.error.message.clone()?);
    let own = own.into_iter().flatten().filter(|value| !value.is_empty());
    Some(own.fold(message, |message, value| message.replace(value, "")))
}
