//! Cookies of request and response, with their attributes.

use serde_json::Value;

use super::line_builder::LineBuilder;
use super::tokens;
use crate::har::entry::{Cookie, Entry, Header};
use crate::har::format::cookie::{self, ParsedCookie};
use crate::text::{Lang, words};
use crate::tui::page::{Page, View, ViewKind};

pub(super) fn page(entry: &Entry, lang: Lang) -> Page {
    let words = &words::words(lang).sheet;
    let recorded = |cookies: &[Cookie]| cookies.iter().map(of_list).collect::<Vec<_>>();
    let response = entry.response.as_ref();
    let sent = or(recorded(&entry.request.cookies), || {
        of_headers(&entry.request.headers, "cookie", cookie::parse_cookie)
    });
    let set = or(recorded(response.map_or(&[], |response| &response.cookies)), || {
        of_headers(response.map_or(&[], |response| &response.headers), "set-cookie", cookie::parse_set_cookie)
    });
    if sent.is_empty() && set.is_empty() {
        return Page::remark(&words.no_cookies);
    }
    let mut sheet = LineBuilder::new(lang);
    for (title, cookies) in [(&words.cookies_set, &set), (&words.cookies_sent, &sent)] {
        sheet.heading(&format!("{title} · {}", cookies.len()));
        for cookie in cookies {
            sheet.fields(&[(cookie.name.clone(), Some(cookie.value.clone()))]);
            if !cookie.attributes.is_empty() {
                let attribute = |(name, value): &(String, Option<String>)| match value {
                    Some(value) => format!("{name}={value}"),
                    None => name.clone(),
                };
                let attributes: Vec<String> = cookie.attributes.iter().map(attribute).collect();
                sheet.note(&format!("  {}", attributes.join(" · ")));
            }
        }
        if cookies.is_empty() {
            sheet.note(&words.none);
        }
    }
    let named = set.iter().chain(&sent).map(|cookie| (cookie.name.as_str(), cookie.value.as_str()));
    tokens::all(&mut sheet, named, lang);
    Page::new("", View::lines(ViewKind::Summary, sheet.lines()))
}

fn or(list: Vec<ParsedCookie>, otherwise: impl FnOnce() -> Vec<ParsedCookie>) -> Vec<ParsedCookie> {
    if list.is_empty() { otherwise() } else { list }
}

fn of_headers(
    headers: &[Header],
    name: &str,
    parse: impl Fn(&str) -> Vec<ParsedCookie>,
) -> Vec<ParsedCookie> {
    headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case(name))
        .flat_map(|header| parse(&header.value))
        .collect()
}

fn of_list(cookie: &Cookie) -> ParsedCookie {
    let attribute = |(name, value): (&String, &Value)| match value {
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) => Some((name.clone(), None)),
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some((name.clone(), Some(text.clone()))),
        other => Some((name.clone(), Some(other.to_string()))),
    };
    let attributes = cookie.extra.iter().filter_map(attribute).collect();
    ParsedCookie { name: cookie.name.clone(), value: cookie.value.clone(), attributes }
}
