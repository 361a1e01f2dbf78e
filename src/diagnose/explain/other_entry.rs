//! An entry without a finding: what it is, and what its status means; quiet and short.

use super::block::{Block, Explanation};
use super::failure;
use super::format_report::unreadable;
use crate::diagnose::finding::{Failure, Kind};
use crate::diagnose::knowledge::Knowledge;
use crate::diagnose::words::{self, fill};
use crate::diagnose::{account_status, endpoint, webex};
use crate::har::summary::Summary;
use crate::redact;
use crate::text::Lang;

/// Explains an entry without a finding; `succeeded` says what it was meant to do, where it was a request that the knowledge
/// is about, and `failure` that it failed.
#[must_use]
pub fn entry(
    knowledge: &Knowledge,
    summary: &Summary,
    succeeded: Option<Kind>,
    failure: Option<&Failure>,
    lang: Lang,
) -> Explanation {
    let words = words::of(lang);
    if let Some(reason) = summary.unreadable {
        let mut explanation = Explanation::default();
        let (text, detail) = (words.is_unreadable.to_owned(), String::new());
        explanation.push(Block::Headline { failed: false, text, detail });
        explanation.paragraph(&unreadable(reason, summary.span, lang));
        return explanation;
    }
    let http = summary.status.filter(|status| *status > 0);
    let text = match succeeded {
        _ if http.is_some_and(|http| (300..400).contains(&http) && http != 304) => words.is_redirect.clone(),
        Some(Kind::Onboard) => words.is_onboard_ok.clone(),
        Some(Kind::License) => words.is_license_ok.clone(),
        Some(Kind::Job) => words.is_job_ok.clone(),
        Some(Kind::Calling | Kind::Identity | Kind::Partner) => words.is_webex_ok.clone(),
        Some(Kind::Other) => words.is_other_ok.clone(),
        None => what(summary, lang),
    };
    let mut explanation = Explanation::default();
    let detail = words::http_status(http, words);
    explanation.push(Block::Headline { failed: false, text, detail });
    let request = format!("{} {}", summary.method, redact::summary_url(summary));
    let facts = [
        (words.request.as_str(), request.trim_start()),
        (&words.media_type, &summary.mime),
        (&words.when, &summary.started),
    ];
    match failure {
        Some(failure) => {
            failure::write(&mut explanation, knowledge, failure, &facts, lang);
            return explanation;
        }
        // no answer came, as far as the status says, but a part of one is in the file
        None if http.is_none() && summary.status.is_some() => explanation.paragraph(&words.status_but_answer),
        None if http.is_none() => explanation.paragraph(&words.no_response_recorded),
        None => http_meaning(&mut explanation, knowledge, summary, lang),
    }
    for (label, value) in facts {
        explanation.fact(label, value);
    }
    explanation
}

/// What an HTTP status means, in one paragraph.
fn http_meaning(out: &mut Explanation, knowledge: &Knowledge, summary: &Summary, lang: Lang) {
    let code = summary.status.unwrap_or(0);
    match knowledge.http_for(code, webex::is_webex_host(summary)) {
        Some(status) => {
            let meaning = status.rule.meaning(lang);
            let reason = knowledge.http(code).map_or("", |status| status.reason.as_str());
            out.paragraph(&format!("{code} {reason}: {}", meaning.cause));
        }
        None => {
            let text = fill(&words::of(lang).status_not_known, &[("http", &code.to_string())]);
            out.paragraph(&text);
        }
    }
}

/// What an entry is, by its method, URL and media type.
fn what(summary: &Summary, lang: Lang) -> String {
    let words = words::of(lang);
    let mime = summary.mime.to_ascii_lowercase();
    let path = endpoint::path(&summary.url).to_ascii_lowercase();
    let is = |types: &[&str]| types.iter().any(|part| mime.contains(part));
    let ends = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
    if summary.method.eq_ignore_ascii_case("OPTIONS") {
        &words.is_preflight
    } else if summary.status == Some(101) || summary.url.starts_with("ws") {
        &words.is_websocket
    } else if is(&["javascript", "ecmascript"]) || ends(&[".js", ".mjs"]) {
        &words.is_script
    } else if is(&["text/css"]) || ends(&[".css"]) {
        &words.is_style
    } else if is(&["image/"]) {
        &words.is_image
    } else if is(&["font"]) || ends(&[".woff", ".woff2", ".ttf"]) {
        &words.is_font
    } else if is(&["audio/", "video/"]) {
        &words.is_media
    } else if is(&["html"]) {
        &words.is_page
    } else if is(&["json"]) && account_status::may_show_status(summary) {
        &words.is_users
    } else if is(&["json"]) {
        &words.is_json
    } else {
        return fill(&words.is_other, &[("host", &redact::text(endpoint::host(&summary.url)))]);
    }
    .to_owned()
}
