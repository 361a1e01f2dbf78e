//! The users of failed requests as a table, to try them again in bulk.

use serde_json::Value;

use super::table::field;
use crate::diagnose::finding::Finding;

/// The first column has the name that Control Hub's own CSV of users gives it.
const HEADING: &str = "User ID/Email (Required),User UUID,Error code,Inner code,Entry,Time,Later call";

/// CSV (RFC 4180) of the users of some findings, each once; findings that name none are left out.
#[must_use]
pub fn csv<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> String {
    let mut seen = std::collections::HashSet::new();
    let mut out = format!("{HEADING}\r\n");
    for finding in findings {
        let Some(user) = finding.named().filter(|_| seen.insert(finding.name())) else { continue };
        let later = match finding.retry.and_then(|retry| retry.succeeded) {
            Some(true) => "succeeded",
            Some(false) => "failed",
            None => "",
        };
        let text = |text: Option<&str>| Value::from(text.unwrap_or_default());
        let values = [
            text(user.email.as_deref()),
            text(user.uuid.as_deref()),
            text(finding.error.code.as_deref()),
            text(finding.error.inner_code.as_deref()),
            finding.entry.into(),
            text(Some(&finding.started)),
            text(Some(later)),
        ];
        out.push_str(&values.each_ref().map(field).join(","));
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::api_error::ApiError;
    use crate::diagnose::finding::User;

    #[test]
    fn each_user_has_a_row_and_no_cell_computes() {
        let finding = |entry, email: &str| Finding {
            entry,
            started: "2026-11-21T10:00:00Z".into(),
            user: Some(User { email: Some(email.into()), ..User::default() }),
            error: ApiError { code: Some("5302".into()), ..ApiError::default() },
            ..Finding::default()
        };
        let findings = [finding(3, "a@b.example"), finding(4, "a@b.example"), finding(5, "=1+1")];
        let rows = ["a@b.example,,5302,,3,2026-11-21T10:00:00Z,", "'=1+1,,5302,,5,2026-11-21T10:00:00Z,", ""];
        assert_eq!(csv(&findings), format!("{HEADING}\r\n{}", rows.join("\r\n")));
    }
}
