//! What a finding is about, in a line: by the rule that explains it, else in the server's own words.

use super::block::Block;
use crate::diagnose::api_error::ApiError;
use crate::diagnose::causes::Cause;
use crate::diagnose::finding::{Finding, Kind, Severity, User};
use crate::diagnose::knowledge::Knowledge;
use crate::diagnose::network::{Reached, Sign};
use crate::diagnose::words::{self, Words, fill};
use crate::redact;
use crate::text::Lang;

/// A longer message is cut to its first sentence, and that to this many characters.
const MAX_LEN: usize = 140;

/// What a cause is, in a line: see [`Cause::first`].
#[must_use]
pub fn cause_title(knowledge: &Knowledge, cause: &Cause<'_>, lang: Lang) -> String {
    title(knowledge, cause.first, cause.users > 1, lang)
}

/// What a finding is about, in a line; where no rule knows it, in the server's words and with its codes.
pub(super) fn title(knowledge: &Knowledge, first: &Finding, is_shared: bool, lang: Lang) -> String {
    if let Some(rule) = first.rule.as_deref().and_then(|id| knowledge.rule(id)) {
        return rule.meaning(lang).title.clone();
    }
    let unknown = || knowledge.unknown.as_ref().map_or("", |unknown| &unknown.text(lang).title).to_owned();
    let said = server_words(&first.error, first.user.as_ref(), is_shared).unwrap_or_else(unknown);
    let codes = codes(&first.error);
    if codes.is_empty() { said } else { format!("{} · {codes}", said.trim_end_matches('.')) }
}

/// What happened, in a line. Only an error has failed; anything milder says what it is.
pub(super) fn headline(knowledge: &Knowledge, finding: &Finding, detail: String, lang: Lang) -> Block {
    let words = words::of(lang);
    let failed = finding.severity == Severity::Error;
    if finding.was_retried() {
        return Block::Headline { failed: false, text: words.refused_for_now.clone(), detail };
    }
    let text = match (finding.kind, failed) {
        (kind, true) if is_unanswered(knowledge, finding) => unanswered(kind, words),
        (Kind::Onboard, true) => &words.onboard_failed,
        (Kind::License, true) => &words.license_failed,
        (Kind::Job, true) => &words.job_failed,
        (Kind::Calling | Kind::Identity | Kind::Partner, true) => &words.webex_failed,
        (Kind::Other, true) => &words.other_failed,
        (Kind::Onboard, false) => &words.onboard_noted,
        (Kind::License, false) => &words.license_noted,
        (Kind::Job, false) => &words.job_noted,
        (Kind::Calling | Kind::Identity | Kind::Partner, false) => &words.webex_noted,
        (Kind::Other, false) => &words.other_noted,
    };
    let text = match finding.severity {
        Severity::Error => text.clone(),
        Severity::Warning => fill(text, &[("severity", &words.severity_warning)]),
        Severity::Info => fill(text, &[("severity", &words.severity_info)]),
    };
    Block::Headline { failed, text, detail }
}

/// Whether the API gave no answer that says what it did: the request may have taken effect.
fn is_unanswered(knowledge: &Knowledge, finding: &Finding) -> bool {
    let network = finding.rule.as_deref().and_then(|id| knowledge.network_rule(id));
    match network {
        Some(error) if matches!(error.sign, Sign::Page(_)) => true,
        Some(error) => error.reached != Reached::No && finding.preflight.is_none(),
        None => finding.http_status.is_none() && finding.preflight.is_none(),
    }
}

fn unanswered(kind: Kind, words: &Words) -> &String {
    match kind {
        Kind::Onboard => &words.onboard_unanswered,
        Kind::License => &words.license_unanswered,
        Kind::Job => &words.job_unanswered,
        Kind::Calling | Kind::Identity | Kind::Partner => &words.webex_unanswered,
        Kind::Other => &words.other_unanswered,
    }
}

/// `5302 › 10991`.
pub(super) fn codes(error: &ApiError) -> String {
    let mut codes: Vec<&str> =
        [&error.code, &error.inner_code].into_iter().flatten().map(String::as_str).collect();
    codes.dedup();
    codes.join(" › ")
}

/// What the server said, its secrets replaced; `None` where it said nothing that reads as a sentence. Where several
/// users share it, their e-mail is left out.
fn server_words(error: &ApiError, user: Option<&User>, is_shared: bool) -> Option<String> {
    let message = error.inner_message.as_deref().or(error.message.as_deref())?;
    let mut message = redact::text(message).split_whitespace().collect::<Vec<_>>().join(" ");
    if message.is_empty() || message.starts_with('{') {
        return None;
    }
    if let Some(email) = user.and_then(|user| user.email.as_deref()).filter(|_| is_shared) {
        message = message.replace(email, "…");
    }
    Some(shortened(&message))
}

pub(super) fn shortened(text: &str) -> String {
    let is_long = |text: &str| text.chars().count() > MAX_LEN;
    if !is_long(text) {
        return text.to_owned();
    }
    let sentence = text.find(". ").map_or(text, |end| &text[..=end]);
    if !is_long(sentence) {
        return sentence.to_owned();
    }
    let start: String = sentence.chars().take(MAX_LEN).collect();
    let words = start.rsplit_once(' ').map_or(start.as_str(), |(words, _)| words);
    format!("{words} …")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> Option<String> {
        let message = Some(redact::text(message).into_owned());
        server_words(&ApiError { message, ..ApiError::default() }, None, false)
    }

    #[test]
    fn a_title_is_short_and_safe() {
        assert_eq!(said("No  such\nuser.").unwrap(), "No such user.");
        assert_eq!(said("{\"a\":1}"), None);
        assert_eq!(said(" "), None);
        assert_eq!(said("not for Bearer abcdefghijkl").unwrap(), "not for Bearer REDACTED");
        let long = format!("It failed. {}", "word ".repeat(60));
        assert_eq!(said(&long).unwrap(), "It failed.");
        let endless = said(&"word ".repeat(60)).unwrap();
        assert!(endless.ends_with("word …") && endless.chars().count() <= MAX_LEN + 2, "{endless}");
        let user = User { email: Some("a@b.example".into()), ..User::default() };
        let error = ApiError { message: Some("a@b.example exists".into()), ..ApiError::default() };
        assert_eq!(server_words(&error, Some(&user), true).unwrap(), "… exists");
    }
}
