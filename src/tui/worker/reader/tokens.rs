//! The content of tokens in headers, cookies and parameters. They are decoded, never verified.

use serde_json::Value;

use super::line_builder::LineBuilder;
use crate::har::format::jwt::{self, Jwt};
use crate::text::{Lang, words};
use crate::tui::theme::Role;

/// The tokens among some named values, without duplicates.
pub(super) fn all<'a>(sheet: &mut LineBuilder, values: impl Iterator<Item = (&'a str, &'a str)>, lang: Lang) {
    let words = &words::words(lang).sheet;
    let mut shown: Vec<Jwt> = Vec::new();
    for (name, value) in values {
        for token in jwt::find(value) {
            if shown.contains(&token) {
                continue;
            }
            if shown.is_empty() {
                sheet.heading(&words.tokens);
            }
            sheet.line(&words::fill(&words.place, &[("place", name)]), Role::Strong);
            one(sheet, &token);
            shown.push(token);
        }
    }
}

/// The content of one token: its times first, which are the most frequent problem.
pub(super) fn one(sheet: &mut LineBuilder, token: &Jwt) {
    for name in ["iat", "nbf", "exp"] {
        let seconds = token.payload.as_ref().and_then(|payload| payload.get(name)).and_then(Value::as_i64);
        if let Some(time) = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()) {
            sheet.fact(name, &time.to_string());
        }
    }
    sheet.json(&token.header);
    match &token.payload {
        Some(payload) => sheet.json(payload),
        None => sheet.encrypted(),
    }
}
