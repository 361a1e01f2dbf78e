//! The cells of a row: what each column shows of an entry.

use std::borrow::Cow;
use std::ops::Range;

use super::columns::Columns;
use crate::har::summary::Summary;
use crate::query::sort::Column;
use crate::redact;
use crate::text::{clean, human, width, words};
use crate::tui::app::App;
use crate::tui::app::findings::Mark;
use crate::tui::theme::Role;
use crate::tui::view::cell;
use crate::tui::widget::text::Span;

/// The row of an entry.
pub(super) fn row(app: &App, number: usize, summary: &Summary, columns: &Columns) -> Vec<Span> {
    let mark = app.mark(number);
    let (sign, accent) = match mark {
        Mark::Failed => ("✗", Some(Role::Failed)),
        Mark::Undecided => ("?", Some(Role::Warning)),
        Mark::OtherFailed => ("!", Some(Role::Warning)),
        Mark::Odd => ("~", None),
        Mark::None => (" ", None),
    };
    // What nobody looks for is quieter: answers from the cache and preflights.
    let is_quiet = summary.status == Some(304) || &*summary.method == "OPTIONS";
    let plain = match mark {
        Mark::Failed => Role::Strong,
        _ if is_quiet => Role::Dim,
        _ => Role::Normal,
    };
    let (before, others) = columns.around_sign();
    let mut spans = vec![Span::new(" ", Role::Dim)];
    if let Some(width) = before {
        spans.push(Span::new(format!("{} ", cell(&number.to_string(), width, true)), Role::Dim));
    }
    spans.push(Span::new(sign, accent.unwrap_or(Role::Dim)));
    let url = Url::of(app, summary);
    for (place, (column, width)) in others.iter().enumerate() {
        if place > 0 || *column != Column::Status {
            spans.push(Span::new(" ", plain));
        }
        match column {
            Column::Host => spans.extend(url.part(url.address().0, *width, Role::Dim)),
            Column::Path => spans.extend(url.part(url.address().1, *width, plain)),
            Column::Url => spans.extend(url.part(0..url.text.len(), *width, plain)),
            column => {
                let role = match column {
                    Column::Status => accent.unwrap_or_else(|| status_role(summary)),
                    Column::Method | Column::Size | Column::Time | Column::Wait => plain,
                    _ => Role::Dim,
                };
                spans.push(Span::new(plain_cell(app, number, summary, *column, *width), role));
            }
        }
    }
    spans
}

/// A cell whose text is all of one look.
fn plain_cell(app: &App, number: usize, summary: &Summary, column: Column, width: usize) -> String {
    let dash = || "–".to_owned();
    let text = match column {
        Column::Number => number.to_string(),
        Column::Status => return format!("{} ", cell(&status(summary), width - 1, true)),
        Column::Method => clean(&summary.method).into_owned(),
        Column::Mime => human::media_type(&summary.mime),
        Column::Type => summary.resource.name().to_owned(),
        Column::Page => clean(&summary.page).into_owned(),
        Column::Size => summary.size.filter(|size| *size > 0).map_or_else(dash, human::bytes),
        Column::Time if summary.is_aborted() => words::words(app.lang).columns.aborted.clone(),
        Column::Time => summary.time_ms.map_or_else(dash, human::duration),
        Column::Wait => summary.wait_ms().map_or_else(dash, |ms| human::duration(ms.into())),
        Column::Started => human::clock(&summary.started).unwrap_or("–").to_owned(),
        Column::Host | Column::Path | Column::Url => String::new(),
    };
    cell(&text, width, is_to_the_right(column))
}

/// Numbers stand below each other by their last digits.
pub(super) fn is_to_the_right(column: Column) -> bool {
    matches!(
        column,
        Column::Number | Column::Status | Column::Size | Column::Time | Column::Wait | Column::Started
    )
}

/// A URL as it may be shown, with the places that the search has found in it.
struct Url<'a> {
    text: Cow<'a, str>,
    matched: Vec<usize>,
}

impl<'a> Url<'a> {
    fn of(app: &App, summary: &'a Summary) -> Self {
        let text = match app.shows_secrets {
            true => Cow::Borrowed(&*summary.url),
            false => redact::summary_url(summary),
        };
        let matched = app.search.pattern().map(|pattern| pattern.places(&text)).unwrap_or_default();
        Self { text, matched }
    }

    fn address(&self) -> (Range<usize>, Range<usize>) {
        address(&self.text)
    }

    fn part(&self, part: Range<usize>, columns: usize, role: Role) -> Vec<Span> {
        url_part(&self.text, part, columns, role, &self.matched)
    }
}

fn status(summary: &Summary) -> String {
    summary.status.map_or_else(|| "–".to_owned(), |status| status.to_string())
}

fn status_role(summary: &Summary) -> Role {
    match summary.status {
        Some(200..300) => Role::Good,
        Some(100..400) => Role::Dim,
        _ => Role::Warning,
    }
}

/// Where the host (with its port), and what follows it, stand in a URL; all of it is the path where it names no host.
fn address(url: &str) -> (Range<usize>, Range<usize>) {
    let Some(start) = url.find("://").map(|at| at + 3) else {
        return (0..0, 0..url.len());
    };
    let rest = &url[start..];
    let end = start + rest.find(['/', '?', '#']).unwrap_or(rest.len());
    (start..end, end..url.len())
}

/// A part of a URL in exactly so many columns: cleaned, its middle left out where it is too long, and the characters
/// at the `matched` places marked.
fn url_part(url: &str, part: Range<usize>, columns: usize, role: Role, matched: &[usize]) -> Vec<Span> {
    let first = if matched.is_empty() { 0 } else { url[..part.start].chars().count() };
    let part = &url[part];
    let (head, tail) = shortened(part, columns);
    let mut spans: Vec<Span> = Vec::new();
    let mut used = 0;
    let mut push = |text: &str, role: Role| {
        used += width(text);
        match spans.last_mut() {
            Some(last) if last.role == role => last.text.push_str(text),
            _ => spans.push(Span::new(text, role)),
        }
    };
    for (place, character) in part.chars().enumerate() {
        if place == head && tail.is_some() {
            push("…", role);
        }
        if place < head || tail.is_some_and(|tail| place >= tail) {
            let is_matched = matched.binary_search(&(first + place)).is_ok();
            let role = if is_matched { Role::Matched } else { role };
            push(&clean(character.encode_utf8(&mut [0; 4])), role);
        }
    }
    spans.push(Span::new(" ".repeat(columns.saturating_sub(used)), role));
    spans
}

/// How many characters of the beginning are shown, and from which one on the end is; `None` where all is shown.
fn shortened(part: &str, columns: usize) -> (usize, Option<usize>) {
    let cleaned = clean(part);
    if width(&cleaned) <= columns {
        return (part.chars().count(), None);
    }
    let room = columns.saturating_sub(1);
    // Spelled-out characters are rare: count them by what they become.
    let fits = |text: &mut dyn Iterator<Item = char>, room: usize| {
        let mut used = 0;
        text.take_while(|c| {
            used += width(&clean(c.encode_utf8(&mut [0; 4])));
            used <= room
        })
        .count()
    };
    let head = fits(&mut part.chars(), room / 3);
    let head_width: usize = part.chars().take(head).map(|c| width(&clean(c.encode_utf8(&mut [0; 4])))).sum();
    let tail = fits(&mut part.chars().rev(), room - head_width);
    (head, Some(part.chars().count() - tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str, columns: usize) -> String {
        let spans = url_part(url, address(url).1, columns, Role::Normal, &[]);
        let text: String = spans.iter().map(|span| span.text.as_str()).collect();
        assert_eq!(width(&text), columns, "{text:?}");
        text
    }

    #[test]
    fn a_path_keeps_its_end() {
        let url = "https://h.example/admin/api/v1/organizations/2c6f/users/onboard";
        assert_eq!(shown(url, 24), "/admin/…6f/users/onboard");
        assert_eq!(shown("https://h.example", 4), "    ");
        assert_eq!(shown("data:image/png;base64,AAAA", 10), "dat…4,AAAA");
        assert_eq!(shown("https://h.example/홍길동/홍길동/홍길동", 9), "/…/홍길동");
        assert_eq!(shown("https://h.example/\u{202e}\u{1b}", 14), "/<U+202E>␛    ");
    }

    #[test]
    fn matched_characters_are_marked_in_the_shortened_path_too() {
        let url = "https://h.example/admin/api/v1/organizations/2c6f/users/onboard";
        let pattern = crate::query::fuzzy::Pattern::new("onboard");
        let spans = url_part(url, address(url).1, 24, Role::Normal, &pattern.places(url));
        let marked: String =
            spans.iter().filter(|span| span.role == Role::Matched).map(|span| span.text.as_str()).collect();
        assert_eq!(marked, "onboard");
    }

    #[test]
    fn hosts_keep_their_port() {
        let parts = |url: &'static str| {
            let (host, path) = address(url);
            (&url[host], &url[path])
        };
        assert_eq!(parts("https://h.example:8443/a?b"), ("h.example:8443", "/a?b"));
        assert_eq!(parts("wss://h.example?x"), ("h.example", "?x"));
        assert_eq!(parts("/relative"), ("", "/relative"));
    }
}
