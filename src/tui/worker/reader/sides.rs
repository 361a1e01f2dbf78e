//! The Request and Response tabs of an entry.

use super::line_builder::LineBuilder;
use super::{bodies, overview, tokens};
use crate::har::body::{Body, BodyContent};
use crate::har::entry::{Entry, Header};
use crate::har::format::form;
use crate::har::url::Url;
use crate::text::{Lang, human, words};
use crate::tui::message::detail::ReadRequest;
use crate::tui::page::{Content, Page, View, ViewKind};
use crate::tui::theme::Role;
use crate::tui::widget::text::Lines as _;
use crate::worker::CancelToken;

/// Lines of the body shown below query and headers; the other views show all of it.
const BODY_LINES: usize = 40;

/// The request page: request line, query and body, which are short, before the headers; and the body's own views.
pub(super) fn request(entry: &Entry, body: Body, read: &ReadRequest, cancel: &CancelToken) -> Option<Page> {
    let lang = read.lang;
    let words = &words::words(lang).sheet;
    let has_body = !matches!(body.content, BodyContent::Missing(_));
    let bodies = bodies::page(body, &[], lang, cancel)?;
    let request = &entry.request;
    let mut sheet = LineBuilder::new(lang);
    let first = format!("{} {} {}", request.method, request.url, request.http_version);
    sheet.line(first.trim(), Role::Strong);
    let query = query(entry);
    if !query.is_empty() {
        sheet.heading(&words.query);
        sheet.fields(&query);
    }
    sheet.heading(&words.body);
    match &bodies.view(0).content {
        Content::Text(document) => {
            sheet.document(document, BODY_LINES);
            if let Some(more) = document.count().checked_sub(BODY_LINES).filter(|more| *more > 0) {
                sheet.note(&read.keymap.fill(&words.rest_of_body, &[("n", &human::count(more))]));
            }
        }
        Content::Lines(lines) => lines.iter().for_each(|line| sheet.push(line.clone())),
        Content::Bytes(_) => sheet.note(&bodies.info),
    }
    headers(&mut sheet, &request.headers, lang);
    let parameters = query.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_deref()?)));
    let named = request.headers.iter().map(|header| (header.name.as_str(), header.value.as_str()));
    tokens::all(&mut sheet, named.chain(parameters), lang);
    let page = Page::new(bodies.info.clone(), View::lines(ViewKind::Summary, sheet.lines()));
    Some(if has_body { bodies.into_views().fold(page, Page::with_view) } else { page })
}

/// The decoded query of the URL, or the recorded one if the URL has none.
fn query(entry: &Entry) -> Vec<form::Field> {
    let fields = form::fields(Url::parse(&entry.request.url).query);
    if !fields.is_empty() {
        return fields;
    }
    let recorded = entry.request.query.iter();
    recorded.map(|field| (form::decode(&field.name), Some(form::decode(&field.value)))).collect()
}

/// The response page: status, headers, and facts about the body.
pub(super) fn response(entry: &Entry, body: &Body, lang: Lang) -> Page {
    let words = &words::words(lang).sheet;
    let mut sheet = LineBuilder::new(lang);
    let Some(response) = &entry.response else {
        return match &body.content {
            BodyContent::Missing(reason) => Page::remark(&bodies::absence(reason, lang)),
            _ => Page::remark(&words.no_answer),
        };
    };
    let (status, role) = overview::status(response, lang);
    let role = if role == Role::Warning { role } else { Role::Strong };
    sheet.line(format!("{} {status}", response.http_version).trim_start(), role);
    if let Some(error) = &response.error {
        sheet.fact_of(&words.exporter_says, error, Role::Warning);
    }
    if let Some(to) = &response.redirect_url {
        sheet.fact(&words.redirect, &format!("→ {to}"));
    }
    sheet.heading(&words.body);
    if !response.content.mime.is_empty() {
        sheet.fact(&words.media_type, &response.content.mime);
    }
    match &body.content {
        BodyContent::Missing(reason) => sheet.note(&bodies::absence(reason, lang)),
        BodyContent::Text(text) => sheet.fact(&words.decoded, &human::bytes(text.len() as u64)),
        BodyContent::Binary(bytes) => sheet.fact(&words.decoded, &human::bytes(bytes.len() as u64)),
    }
    let how = bodies::steps(&body.steps, lang);
    if !how.is_empty() {
        sheet.fact(&words.how, &how.join(" · "));
    }
    headers(&mut sheet, &response.headers, lang);
    let named = response.headers.iter().map(|header| (header.name.as_str(), header.value.as_str()));
    tokens::all(&mut sheet, named, lang);
    Page::new("", View::lines(ViewKind::Summary, sheet.lines()))
}

fn headers(sheet: &mut LineBuilder, headers: &[Header], lang: Lang) {
    let words = words::words(lang);
    sheet.heading(&words.sheet.headers);
    for header in headers {
        sheet.field(&header.name, &header.value);
    }
    if headers.is_empty() {
        sheet.note(&words.body.no_headers);
    }
}
