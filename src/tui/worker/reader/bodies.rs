//! A body in every view that suits its type; the first view is the most readable one.

use std::sync::Arc;

use super::line_builder::LineBuilder;
use super::tokens;
use crate::har::body::{Absence, Body, BodyContent, Step};
use crate::har::format::{form, jwt, multipart};
use crate::har::media_type::essence;
use crate::text::{Lang, clean, human, pretty, words};
use crate::tui::page::{Bytes, Content, Page, View, ViewKind};
use crate::tui::widget::document::code::Language;
use crate::tui::widget::document::{Document, Syntax};
use crate::worker::CancelToken;

/// Larger code is not highlighted: the scanner has to run over all of it for the state at each line's start.
const MAX_CODE: usize = 32 << 20;

/// How much of each part of a multipart body is shown.
const MAX_PART: usize = 16 << 10;

/// The page of a body; `None` if cancelled.
pub(super) fn page(body: Body, marks: &[String], lang: Lang, cancel: &CancelToken) -> Option<Page> {
    if cancel.is_cancelled() {
        return None;
    }
    let info = |what: String, size: usize, remark: Option<&String>| {
        let mut info = vec![what, human::bytes(size as u64)];
        info.extend(remark.cloned());
        info.extend(steps(&body.steps, lang));
        info.join(" · ")
    };
    let mime = body.mime.as_str();
    match body.content {
        BodyContent::Missing(reason) => Some(Page::remark(&absence(&reason, lang))),
        BodyContent::Text(text) => {
            let text = Arc::new(text);
            let laid_out = pretty::layout(&text, cancel);
            if cancel.is_cancelled() {
                return None;
            }
            let is_json = laid_out.is_some();
            let is_broken = !is_json && human::media_type(mime) == "json";
            let is_cut = laid_out.as_ref().is_some_and(|laid_out| laid_out.tree.is_cut());
            let words = &words::words(lang).body;
            let remark = if is_cut { Some(&words.cut_json) } else { is_broken.then_some(&words.not_pretty) };
            let info = info(kind(mime, is_json), text.len(), remark);
            let tree = laid_out.map(|laid_out| View::of(ViewKind::Tree, Document::json(laid_out, marks)));
            let marks = if is_json { &[] } else { marks };
            let plain = View::text(Document::shared(&text, syntax(mime, &text), marks));
            let bytes =
                View { kind: ViewKind::Bytes, content: Content::Bytes(Bytes::Text(Arc::clone(&text))) };
            let special = special(&text, mime, lang);
            Some(page_of(info, special.into_iter().chain(tree).chain([plain, bytes])))
        }
        BodyContent::Binary(bytes) => {
            let info = info(human::media_type(mime), bytes.len(), None);
            let parts = parts(&bytes, mime, lang);
            let picture = picture(&bytes, lang);
            let bytes = View { kind: ViewKind::Bytes, content: Content::Bytes(Bytes::Raw(Arc::new(bytes))) };
            Some(page_of(info, parts.into_iter().chain(picture).chain([bytes])))
        }
    }
}

/// The highlighting for a media type; some servers declare markup as plain text.
fn syntax(mime: &str, text: &str) -> Syntax {
    let mime = essence(mime);
    let is = |names: &[&str]| names.iter().any(|name| mime.contains(name));
    if text.len() > MAX_CODE {
        Syntax::Plain
    } else if is(&["javascript", "ecmascript", "typescript"]) {
        Syntax::Code(Language::Script)
    } else if is(&["css"]) {
        Syntax::Code(Language::Style)
    } else if is(&["html", "xml"])
        || ["<?xml", "<!doctype", "<!DOCTYPE", "<html"].iter().any(|start| text.starts_with(start))
    {
        Syntax::Code(Language::Markup)
    } else {
        Syntax::Plain
    }
}

fn page_of(info: String, mut views: impl Iterator<Item = View>) -> Page {
    match views.next() {
        Some(first) => views.fold(Page::new(info, first), Page::with_view),
        None => Page::remark(""),
    }
}

/// A view for texts with a structure of their own, such as forms and tokens.
fn special(text: &str, mime: &str, lang: Lang) -> Option<View> {
    match essence(mime).as_str() {
        "application/x-www-form-urlencoded" => fields(text, lang),
        mime_type if mime_type.starts_with("multipart/") => parts(text.as_bytes(), mime, lang),
        _ if text.starts_with("eyJ") => {
            let token = jwt::parse(text)?;
            let mut sheet = LineBuilder::new(lang);
            sheet.heading(&words::words(lang).sheet.tokens);
            tokens::one(&mut sheet, &token);
            Some(View::lines(ViewKind::Token, sheet.lines()))
        }
        _ => graphql(text, lang),
    }
}

fn fields(text: &str, lang: Lang) -> Option<View> {
    let fields = form::fields(text);
    let mut sheet = LineBuilder::new(lang);
    sheet.fields(&fields);
    (!fields.is_empty()).then(|| View::lines(ViewKind::Form, sheet.lines()))
}

/// The parts of a multipart body, each with its headers and the beginning of its content.
fn parts(body: &[u8], mime: &str, lang: Lang) -> Option<View> {
    if !essence(mime).starts_with("multipart/") {
        return None;
    }
    let parts = multipart::parts(body, mime);
    let words = &words::words(lang).sheet;
    let mut sheet = LineBuilder::new(lang);
    for (i, part) in parts.iter().enumerate() {
        let size = human::bytes(part.content.len() as u64);
        sheet.heading(&format!("{} · {size}", words::fill(&words.part, &[("n", &(i + 1).to_string())])));
        for (name, value) in &part.headers {
            sheet.field(name, value);
        }
        sheet.blank();
        match std::str::from_utf8(part.content) {
            Ok(text) => sheet.text(text, MAX_PART),
            Err(_) => sheet.note(&words::fill(&words.bytes, &[("size", &size)])),
        }
        sheet.blank();
    }
    (!parts.is_empty()).then(|| View::lines(ViewKind::Parts, sheet.lines()))
}

/// The query of a GraphQL request, its variables and its operation name.
fn graphql(text: &str, lang: Lang) -> Option<View> {
    const LARGEST: usize = 1 << 20;
    if text.len() > LARGEST || !text.contains("\"query\"") {
        return None;
    }
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let operations = value.as_array().map_or_else(|| vec![&value], |list| list.iter().collect());
    let words = &words::words(lang).sheet;
    let mut sheet = LineBuilder::new(lang);
    for operation in operations {
        let query = operation.get("query")?.as_str()?;
        let is_graphql = ["query", "mutation", "subscription", "fragment", "{"]
            .iter()
            .any(|word| query.trim_start().starts_with(word));
        if !is_graphql {
            return None;
        }
        if let Some(name) = operation.get("operationName").and_then(|name| name.as_str()) {
            sheet.fact(&words.operation, name);
        }
        sheet.text(&graphql_lines(query), MAX_PART);
        if let Some(variables) = operation.get("variables").filter(|variables| !variables.is_null()) {
            sheet.blank();
            sheet.heading(&words.variables);
            sheet.json(variables);
        }
        sheet.blank();
    }
    Some(View::lines(ViewKind::Graphql, sheet.lines()))
}

/// Breaks a one-line query at its braces; others keep their lines.
fn graphql_lines(query: &str) -> String {
    if query.trim().contains('\n') {
        return query.trim().to_owned();
    }
    let (mut lines, mut depth, mut in_string) = (String::new(), 0_usize, false);
    for c in query.trim().chars() {
        match c {
            '"' => in_string = !in_string,
            '{' if !in_string => {
                depth += 1;
                lines.push_str("{\n");
                lines.push_str(&"  ".repeat(depth.min(20)));
                continue;
            }
            '}' if !in_string => {
                depth = depth.saturating_sub(1);
                lines.truncate(lines.trim_end().len());
                lines.push('\n');
                lines.push_str(&"  ".repeat(depth.min(20)));
            }
            ' ' if lines.ends_with([' ', '\n']) => continue,
            _ => {}
        }
        lines.push(c);
    }
    lines
}

/// Format and dimensions of an image.
fn picture(bytes: &[u8], lang: Lang) -> Option<View> {
    let format = imagesize::image_type(bytes).ok()?;
    let words = &words::words(lang).sheet;
    let mut sheet = LineBuilder::new(lang);
    sheet.fact(&words.format, &format!("{format:?}").to_uppercase());
    if let Ok(size) = imagesize::blob_size(bytes) {
        let values = [("w", size.width.to_string()), ("h", size.height.to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        sheet.fact(&words.dimensions, &words::fill(&words.pixels, &values));
    }
    sheet.fact(&words.size, &human::bytes(bytes.len() as u64));
    Some(View::lines(ViewKind::Picture, sheet.lines()))
}

/// Why a body is missing, as a sentence.
pub(super) fn absence(absence: &Absence, lang: Lang) -> String {
    let words = &words::words(lang).absence;
    match absence {
        Absence::NoResponse(None) => words.no_response.clone(),
        Absence::NoResponse(Some(reason)) => words::fill(&words.no_response_reason, &[("reason", reason)]),
        Absence::NotSent => words.not_sent.clone(),
        Absence::Empty => words.empty.clone(),
        Absence::NoContent(status) => words::fill(&words.no_content, &[("status", &status.to_string())]),
        Absence::Redirect(status) => words::fill(&words.redirect, &[("status", &status.to_string())]),
        Absence::NotModified => words.not_modified.clone(),
        Absence::Head => words.head.clone(),
        Absence::Preflight => words.preflight.clone(),
        Absence::Comment(comment) => words::fill(&words.comment, &[("comment", comment)]),
        Absence::FromCache => words.from_cache.clone(),
        Absence::Sanitized(said) => words::fill(&words.sanitized, &[("said", said)]),
        Absence::FileMissing(name) => words::fill(&words.file_missing, &[("name", name)]),
        Absence::NotRecorded(None) => words.not_recorded.clone(),
        Absence::NotRecorded(Some(size)) => {
            words::fill(&words.not_recorded_size, &[("size", &human::bytes(*size))])
        }
    }
}

/// The declared media type, unless the body turned out to be JSON.
fn kind(mime: &str, is_json: bool) -> String {
    if is_json { "json".to_owned() } else { human::media_type(mime) }
}

/// The decoding steps of a body, in words.
pub(super) fn steps(steps: &[Step], lang: Lang) -> Vec<String> {
    let words = &words::words(lang).body;
    let mut plain = Vec::new();
    let mut said = Vec::new();
    for step in steps {
        match step {
            Step::Base64 => plain.push("base64".to_owned()),
            Step::Decompressed(coding) => plain.push((*coding).to_owned()),
            Step::Charset(charset) => plain.push((*charset).to_owned()),
            Step::MessagePack => plain.push("MessagePack".to_owned()),
            Step::InvalidBase64 => said.push(words.broken_base64.clone()),
            Step::DamagedCoding(coding) => {
                said.push(words::fill(&words.broken_packing, &[("coding", coding)]))
            }
            Step::Attached(name) => said.push(words::fill(&words.attached, &[("name", &clean(name))])),
            Step::Cut { kept, size } => {
                let sizes = [("kept", human::bytes(*kept)), ("size", human::bytes(*size))];
                let sizes = sizes.each_ref().map(|(name, size)| (*name, size.as_str()));
                said.push(words::fill(&words.cut, &sizes));
            }
            Step::Padding(_) => said.push(words.padding.clone()),
            Step::FromParams => said.push(words.params.clone()),
        }
    }
    if !plain.is_empty() {
        said.insert(0, words::fill(&words.decoded, &[("steps", &plain.join(", "))]));
    }
    said
}
