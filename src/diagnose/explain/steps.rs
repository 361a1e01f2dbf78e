//! What to do: the steps of a rule, a new capture, or what a TAC case needs.

use super::block::{Block, Explanation};
use super::evidence::{every, organization, quoted};
use crate::diagnose::exporter::Exporter;
use crate::diagnose::finding::{Finding, Kind, User};
use crate::diagnose::knowledge::{Knowledge, TacFact};
use crate::diagnose::network::{NetworkError, Reached};
use crate::diagnose::rule::Rule;
use crate::diagnose::words::{self, Words, fill};
use crate::redact;
use crate::text::Lang;

/// The answer's body is lost.
fn is_lost(finding: &Finding) -> bool {
    finding.missing.is_some() && finding.http_status.is_some()
}

/// Nothing can be done before the body is there: it is lost, and the status alone neither says that one has to sign in
/// or wait, nor that the server is at error.
pub(super) fn needs_body(knowledge: &Knowledge, rule: &Rule, finding: &Finding) -> bool {
    let of_status = knowledge.http.iter().any(|status| status.rule.id == rule.id);
    let says_enough = finding.http_status.is_some_and(|http| matches!(http, 401 | 429) || http >= 500);
    is_lost(finding) && of_status && !says_enough
}

/// How to get a file that holds the bodies.
pub(super) fn capture(exporter: Exporter, words: &Words) -> String {
    let how = match exporter {
        Exporter::Browser | Exporter::Chromium | Exporter::Safari => &words.how_browser,
        Exporter::Harlens => &words.how_harlens,
        Exporter::Fiddler | Exporter::Charles | Exporter::Proxyman => &words.how_proxy,
        Exporter::Firefox => &words.how_firefox,
        Exporter::Playwright => &words.how_playwright,
        Exporter::ChromeHar => &words.how_chrome_har,
        Exporter::Mitmproxy => &words.how_mitmproxy,
    };
    fill(&words.capture_bodies, &[("how", how)])
}

/// What to do where a rule is known: with the seconds to wait, and a new capture where the body is lost.
pub(super) fn steps(knowledge: &Knowledge, rule: &Rule, finding: &Finding, lang: Lang) -> Vec<String> {
    let words = words::of(lang);
    let steps = match knowledge.network_rule(&rule.id) {
        Some(error) => of_network(error, finding.kind, finding.preflight.is_some(), lang),
        None => rule.actions(lang, &words.derived),
    };
    let mut steps = with_wait(steps, finding.retry_after.as_deref(), finding.http_status, words);
    if is_lost(finding) {
        // the support case comes last: its list follows it
        let place =
            if rule.meaning(lang).asks_for_case() { steps.len().saturating_sub(1) } else { steps.len() };
        steps.insert(place, capture(finding.exporter, words));
    }
    steps
}

/// What to do after a network error: to look whether the request took effect, where it may have, and what Webex needs of
/// the network.
pub(super) fn of_network(error: &NetworkError, kind: Kind, is_unsent: bool, lang: Lang) -> Vec<String> {
    let words = words::of(lang);
    let mut steps = error.rule.meaning(lang).actions.clone();
    if error.reached != Reached::No && !is_unsent && kind.provisions() {
        steps.insert(0, words.check_user.clone());
    }
    if error.concerns_network_team && kind != Kind::Other {
        steps.push(words.ask_webex.clone());
    }
    steps
}

/// The steps with the seconds that the server asks to wait.
pub(super) fn with_wait(
    mut steps: Vec<String>,
    retry_after: Option<&str>,
    http: Option<i64>,
    words: &Words,
) -> Vec<String> {
    let seconds = retry_after.filter(|text| text.parse::<u32>().is_ok());
    if let (Some(seconds), Some(first)) = (seconds, steps.first_mut())
        && (first.contains("Retry-After") || http.is_some_and(|http| http == 429 || http >= 500))
    {
        let wait = fill(&words.wait, &[("n", seconds)]);
        if first.contains("Retry-After") { *first = wait } else { steps.insert(0, wait) }
    }
    steps
}

/// What a TAC case needs, filled in with what the file holds.
pub(super) fn tac(
    out: &mut Explanation,
    knowledge: &Knowledge,
    group: &[&Finding],
    before: &[String],
    lang: Lang,
) {
    let words = words::of(lang);
    let Some(unknown) = knowledge.unknown.as_ref().map(|unknown| unknown.text(lang)) else { return };
    out.heading(&words.what_to_do);
    out.steps(before);
    out.push(Block::Step { number: before.len() + 1, text: unknown.action.clone() });
    case_facts(out, knowledge, group, lang);
}

/// What a TAC case needs, filled in as far as the file goes; below the step that asks for the case.
pub(super) fn case_facts(out: &mut Explanation, knowledge: &Knowledge, group: &[&Finding], lang: Lang) {
    let Some(unknown) = knowledge.unknown.as_ref().map(|unknown| unknown.text(lang)) else { return };
    for item in &unknown.tac {
        let value = tac_value(item.what, group, words::of(lang)).unwrap_or_else(|| item.otherwise.clone());
        let method = group.first().map(|finding| finding.method.as_str()).filter(|method| !method.is_empty());
        let label = fill(&item.label, &[("method", method.unwrap_or("POST"))]);
        out.push(Block::Item(format!("{label}: {value}")));
    }
}

fn tac_value(what: TacFact, group: &[&Finding], words: &Words) -> Option<String> {
    let finding = group.first()?;
    match what {
        TacFact::Organization => organization(finding, words),
        TacFact::Email => {
            let is_named = |user: &&User| !user.name_source.is_request();
            let named = every(group, |finding| finding.user.as_ref().filter(is_named)?.email.clone());
            let requested = finding.requested.iter().filter_map(|person| person.email.as_deref());
            let requested = requested.collect::<Vec<_>>().join(", ");
            match (named.is_empty(), requested.is_empty()) {
                (false, _) => Some(named),
                (true, false) => Some(fill(&words.from_request, &[("value", &requested)])),
                (true, true) => None,
            }
        }
        TacFact::Response if finding.missing.is_none() && finding.http_status.is_some() => {
            let in_entry = || fill(&words.response_in_entry, &[("n", &finding.entry.to_string())]);
            Some(finding.error.message.as_deref().map_or_else(in_entry, quoted))
        }
        TacFact::Description => {
            let url = String::from(redact::shortened_url(&finding.url));
            let request =
                format!("{} {url} → {}", finding.method, words::http_status(finding.http_status, words));
            // A capture may lack the method.
            let parts = [request.trim_start(), &finding.started].into_iter().filter(|part| !part.is_empty());
            Some(fill(&words.tac_description, &[("request", &parts.collect::<Vec<_>>().join(", "))]))
        }
        TacFact::Har | TacFact::Response => None,
    }
}
