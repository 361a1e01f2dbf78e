//! The overview of an entry: request and result, the headers that a support case needs, transfer and connection, and
//! anomalies.

use serde_json::{Map, Value};

use super::line_builder::LineBuilder;
use super::{bodies, tokens};
use crate::diagnose::{explain, words as diagnose_words};
use crate::har::body::{Body, BodyContent};
use crate::har::entry::{Entry, Response};
use crate::text::{Lang, human, words};
use crate::tui::page::{Page, View, ViewKind};
use crate::tui::theme::Role;

/// Response headers that say who answered, why it failed, or how to look it up.
const DIAGNOSTIC: [&str; 32] = [
    "trackingid",
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "correlation-id",
    "x-trace-id",
    "traceparent",
    "x-b3-traceid",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-amz-cf-id",
    "x-ms-request-id",
    "cf-ray",
    "x-error",
    "x-error-code",
    "warning",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "www-authenticate",
    "proxy-authenticate",
    "allow",
    "server",
    "via",
    "x-cache",
    "age",
    "x-served-by",
    "content-type",
    "content-encoding",
    "content-range",
    "deprecation",
];

pub(super) fn page(entry: &Entry, body: &Body, lang: Lang) -> Page {
    let mut sheet = LineBuilder::new(lang);
    first(&mut sheet, entry, lang);
    odd(&mut sheet, entry, lang);
    diagnostic(&mut sheet, entry, lang);
    sheet.blank();
    sizes(&mut sheet, entry, body, lang);
    connection(&mut sheet, entry, lang);
    context(&mut sheet, entry, lang);
    let names =
        entry.request.headers.iter().chain(entry.response.iter().flat_map(|response| &response.headers));
    tokens::all(&mut sheet, names.map(|header| (header.name.as_str(), header.value.as_str())), lang);
    Page::new("", View::lines(ViewKind::Summary, sheet.lines()))
}

/// The request and its result.
fn first(sheet: &mut LineBuilder, entry: &Entry, lang: Lang) {
    let words = &words::words(lang).sheet;
    let request = format!("{} {}", entry.request.method, entry.request.url);
    sheet.line(request.trim_start(), Role::Strong);
    let response = entry.response.as_ref();
    let (status, role) =
        response.map_or_else(|| (words.no_answer.clone(), Role::Warning), |response| status(response, lang));
    let mut facts = vec![status];
    if let Some(content) = response.map(|response| &response.content) {
        facts.extend(Some(human::media_type(&content.mime)).filter(|name| name != "–"));
        facts.extend(content.size.filter(|size| *size > 0).map(human::bytes));
    }
    facts.extend(entry.time_ms.map(human::duration));
    sheet.line(&facts.join(" · "), role);
    if let Some(response) = response {
        if let Some(error) = &response.error {
            sheet.fact_of(&words.exporter_says, error, Role::Warning);
        }
        if let Some(to) = response.redirect_url.as_deref().or_else(|| response.header("location")) {
            sheet.fact(&words.redirect, &format!("→ {to}"));
        }
    }
}

/// The status with its reason phrase, and its role.
pub(super) fn status(response: &Response, lang: Lang) -> (String, Role) {
    let role = match response.status {
        Some(200..300) => Role::Good,
        Some(100..400) => Role::Normal,
        _ => Role::Warning,
    };
    match response.status {
        Some(status) if status > 0 => {
            (format!("{status} {}", response.status_text).trim_end().to_owned(), role)
        }
        _ => (words::words(lang).sheet.no_answer.clone(), role),
    }
}

fn odd(sheet: &mut LineBuilder, entry: &Entry, lang: Lang) {
    let odd = explain::anomalies(&entry.anomalies, lang);
    if odd.is_empty() {
        return;
    }
    sheet.heading(&diagnose_words::of(lang).odd_in_entry);
    for line in odd {
        sheet.line(&line, Role::Warning);
    }
}

fn diagnostic(sheet: &mut LineBuilder, entry: &Entry, lang: Lang) {
    let words = &words::words(lang).sheet;
    let mut found = Vec::new();
    let sent = entry.request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("trackingid"));
    let answered = entry.response.iter().flat_map(|response| &response.headers);
    for name in DIAGNOSTIC {
        let answered = answered.clone().filter(|header| header.name.eq_ignore_ascii_case(name));
        found.extend(answered.map(|header| (header.name.as_str(), header.value.as_str(), false)));
        if name == "trackingid" {
            let known: Vec<&str> = found.iter().map(|(_, value, _)| *value).collect();
            let sent = sent.clone().filter(|header| !known.contains(&header.value.as_str()));
            found.extend(sent.map(|header| (header.name.as_str(), header.value.as_str(), true)));
        }
    }
    if found.is_empty() {
        return;
    }
    sheet.heading(&words.diagnostic);
    for (name, value, is_sent) in found {
        let whose = if is_sent { format!("{value} ({})", words.sent_way) } else { value.to_owned() };
        sheet.fact(name, &whose);
    }
}

fn sizes(sheet: &mut LineBuilder, entry: &Entry, body: &Body, lang: Lang) {
    let words = &words::words(lang).sheet;
    let mut facts = Vec::new();
    if let Some(response) = &entry.response {
        let transferred = number(&response.extra, "_transferSize").or_else(|| sum(&response.extra));
        facts.extend(
            transferred.filter(|size| *size > 0).map(|size| (&words.transferred, human::bytes(size))),
        );
        let decoded = match &body.content {
            BodyContent::Text(text) => Some(text.len() as u64),
            BodyContent::Binary(bytes) => Some(bytes.len() as u64),
            BodyContent::Missing(_) => response.content.size.filter(|size| *size > 0),
        };
        facts.extend(decoded.map(|size| {
            let missing = matches!(body.content, BodyContent::Missing(_));
            let remark = if missing { format!(" ({})", words.not_recorded) } else { String::new() };
            (&words.decoded, format!("{}{remark}", human::bytes(size)))
        }));
        let how = bodies::steps(&body.steps, lang);
        facts.extend((!how.is_empty()).then(|| (&words.how, how.join(" · "))));
    }
    facts.extend(sum(&entry.request.extra).map(|size| (&words.sent, human::bytes(size))));
    section(sheet, &facts);
}

/// Size of headers and body on the wire, of those that are recorded.
fn sum(extra: &Map<String, Value>) -> Option<u64> {
    let sizes = [number(extra, "headersSize"), number(extra, "bodySize")];
    sizes.iter().flatten().copied().reduce(u64::saturating_add).filter(|sum| *sum > 0)
}

/// A recorded number; exporters write -1 for an unknown one.
fn number(extra: &Map<String, Value>, field: &str) -> Option<u64> {
    extra.get(field)?.as_f64().filter(|number| *number >= 0.0).map(|number| number as u64)
}

fn connection(sheet: &mut LineBuilder, entry: &Entry, lang: Lang) {
    let words = &words::words(lang).sheet;
    let response = entry.response.as_ref();
    let protocol = response.map(|response| &response.http_version).filter(|version| !version.is_empty());
    let protocol = protocol.unwrap_or(&entry.request.http_version);
    let mut facts = Vec::new();
    facts.extend((!protocol.is_empty()).then(|| (&words.protocol, protocol.clone())));
    facts.extend(entry.server_address.clone().map(|address| (&words.address, address)));
    facts.extend(entry.connection.clone().filter(|id| !id.is_empty()).map(|id| (&words.connection_id, id)));
    let is_set = |field: &str| {
        let fields = [Some(&entry.extra), response.map(|response| &response.extra)];
        fields.iter().flatten().any(|extra| match extra.get(field) {
            Some(Value::Bool(set)) => *set,
            Some(Value::String(text)) => !text.is_empty(),
            _ => false,
        })
    };
    let cached =
        entry.extra.get("cache").and_then(|cache| cache.get("beforeRequest")).is_some_and(Value::is_object);
    if is_set("_fromCache") || is_set("_fromDiskCache") || cached {
        facts.push((&words.cache, words.cached.clone()));
    }
    if is_set("_fetchedViaServiceWorker") {
        facts.push((&words.cache, words.service_worker.clone()));
    }
    section(sheet, &facts);
}

fn context(sheet: &mut LineBuilder, entry: &Entry, lang: Lang) {
    let words = &words::words(lang).sheet;
    let text = |field: &str| match entry.extra.get(field) {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let mut facts = Vec::new();
    facts.extend(Some((&words.started, entry.started.clone())).filter(|(_, started)| !started.is_empty()));
    facts.extend(text("_resourceType").map(|kind| (&words.kind, kind)));
    facts.extend(text("_priority").map(|priority| (&words.priority, priority)));
    facts.extend(initiator(&entry.extra, lang).map(|initiator| (&words.initiator, initiator)));
    facts.extend(entry.page.clone().map(|page| (&words.page, page)));
    facts.extend(
        entry.comment.clone().filter(|text| !text.is_empty()).map(|comment| (&words.comment, comment)),
    );
    section(sheet, &facts);
}

/// The initiator: `script · https://h.example/app.js · line 12`.
fn initiator(extra: &Map<String, Value>, lang: Lang) -> Option<String> {
    let initiator = match extra.get("_initiator")? {
        Value::String(text) => return Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Object(map) => map,
        _ => return None,
    };
    let frame = initiator.get("stack").and_then(|stack| stack.get("callFrames")?.get(0));
    let field = |name: &str| initiator.get(name).or_else(|| frame?.get(name));
    let text =
        |name: &str| field(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let line = field("lineNumber").and_then(Value::as_u64).map(|line| (line + 1).to_string());
    let line = line.map(|line| words::fill(&words::words(lang).sheet.line, &[("n", &line)]));
    let parts: Vec<String> =
        [text("type"), text("functionName"), text("url"), line].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// A section of facts without a heading, as their labels are self-explanatory.
fn section(sheet: &mut LineBuilder, facts: &[(&String, String)]) {
    for (label, value) in facts {
        sheet.fact(label, value);
    }
}
