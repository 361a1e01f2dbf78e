//! Cells of a list row: what each column shows of an entry.

use std::ops::Range;

use crate::har::summary::Summary;
use crate::har::url;
use crate::query::sort::Column;
use crate::redact::{self, Outgoing};
use crate::text::{clean, human, width, words};
use crate::tui::layout::columns::Columns;
use crate::tui::state::App;
use crate::tui::state::findings::{MARKED, Mark};
use crate::tui::theme::Role;
use crate::tui::widget::text::{Span, cell};

pub(super) fn row(
    app: &App,
    number: usize,
    summary: &Summary,
    columns: &Columns,
    is_similar: bool,
) -> Vec<Span> {
    let mark = app.mark(number);
    let (sign, accent) = match mark {
        Mark::Failed => ("✗", Some(Role::Failed)),
        Mark::Undecided => ("?", Some(Role::Warning)),
        Mark::OtherFailed => ("!", Some(Role::Warning)),
        Mark::Odd => ("~", None),
        // Only the letters of the searched words are in its URL.
        Mark::None if is_similar => ("≈", None),
        Mark::None => (" ", None),
    };
    // Dim what is rarely of interest: cached responses and preflights.
    let is_quiet = summary.status == Some(304) || &*summary.method == "OPTIONS";
    let plain = match mark {
        Mark::Failed => Role::Strong,
        _ if is_quiet || is_similar => Role::Dim,
        _ => Role::Normal,
    };
    let (before, others) = columns.around_sign();
    let mut spans = vec![Span::new(" ", Role::Dim)];
    if let Some(width) = before {
        spans.push(Span::new(format!("{} ", cell(&number.to_string(), width, true)), Role::Dim));
    }
    if app.is_marked(number)
        && let Some(gap) = spans.pop()
    {
        // Replaces the blank before the sign.
        let text = gap.text.strip_suffix(' ').unwrap_or_default().to_owned();
        spans.extend([Span::new(text, gap.role), Span::new(MARKED, Role::Focus)]);
    }
    spans.push(Span::new(sign, accent.unwrap_or(Role::Dim)));
    let url = Url::of(app, summary);
    let has_host = others.iter().any(|(column, _)| matches!(column, Column::Host | Column::Url));
    for (place, (column, width)) in others.iter().enumerate() {
        if place > 0 || *column != Column::Status {
            spans.push(Span::new(" ", plain));
        }
        match column {
            Column::Host => spans.extend(url.part(url.address().0, *width, Role::Dim)),
            Column::Path => spans.extend(url.part(url.path(has_host), *width, plain)),
            Column::Url => spans.extend(url.part(0..url.text.len(), *width, plain)),
            column => {
                let role = match column {
                    Column::Status => accent.unwrap_or_else(|| status_role(summary)),
                    Column::Method | Column::Size | Column::Time | Column::Wait | Column::Download => plain,
                    _ => Role::Dim,
                };
                spans.push(Span::new(plain_cell(app, number, summary, *column, *width), role));
            }
        }
    }
    spans
}

/// The text of a cell that has a single style.
fn plain_cell(app: &App, number: usize, summary: &Summary, column: Column, width: usize) -> String {
    let dash = || "–".to_owned();
    let duration = |ms: Option<f32>| ms.map_or_else(dash, |ms| human::duration(ms.into()));
    let text = match column {
        Column::Number => number.to_string(),
        Column::Status => return format!("{} ", cell(&status(summary), width - 1, true)),
        Column::Method => clean(&summary.method).into_owned(),
        Column::Mime => human::media_type(&summary.mime),
        Column::Type => summary.resource.name().to_owned(),
        Column::Page => app.safe(&summary.page),
        Column::Size => summary.size.filter(|size| *size > 0).map_or_else(dash, human::bytes),
        Column::Time if summary.is_aborted() => words::words(app.lang).columns.aborted.clone(),
        Column::Time => summary.time_ms.map_or_else(dash, human::duration),
        Column::Wait => duration(summary.wait_ms()),
        Column::Download => duration(summary.download_ms()),
        Column::Started => human::clock(&summary.started).unwrap_or("–").to_owned(),
        Column::Host | Column::Path | Column::Url => String::new(),
    };
    cell(&text, width, is_to_the_right(column))
}

/// Numbers are right-aligned.
pub(super) fn is_to_the_right(column: Column) -> bool {
    matches!(
        column,
        Column::Number
            | Column::Status
            | Column::Size
            | Column::Time
            | Column::Wait
            | Column::Download
            | Column::Started
    )
}

/// A displayable URL with the characters that matched the search.
struct Url<'a> {
    text: Outgoing<'a>,
    matched: Vec<usize>,
}

impl<'a> Url<'a> {
    fn of(app: &App, summary: &'a Summary) -> Self {
        let text = match app.shows_secrets {
            true => Outgoing::disclosed_on_request(&*summary.url),
            false => redact::summary_url(summary).into(),
        };
        let matched = app.search.pattern().map(|pattern| pattern.places(&text)).unwrap_or_default();
        Self { text, matched }
    }

    fn address(&self) -> (Range<usize>, Range<usize>) {
        address(&self.text)
    }

    /// The path; together with the host if the path is just `/` and no column shows the host.
    fn path(&self, has_host: bool) -> Range<usize> {
        let (host, path) = self.address();
        if path.len() > 1 || has_host { path } else { host.start..path.end }
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

/// The ranges of host (with port) and of everything after it; without a host, the whole URL is the path.
fn address(url: &str) -> (Range<usize>, Range<usize>) {
    let parsed = url::Url::parse(url);
    let end = url.len() - parsed.rest.len();
    (end - parsed.authority.len()..end, end..url.len())
}

/// A part of a URL in exactly `columns` columns: cleaned, shortened in the middle, with the characters at the
/// `matched` indices highlighted.
fn url_part(url: &str, part: Range<usize>, columns: usize, role: Role, matched: &[usize]) -> Vec<Span> {
    let first = if matched.is_empty() { 0 } else { url[..part.start].chars().count() };
    let part = &url[part];
    let shown = shown_parts(part, columns);
    let mut spans: Vec<Span> = Vec::new();
    let mut used = 0;
    let mut push = |text: &str, role: Role| {
        used += width(text);
        match spans.last_mut() {
            Some(last) if last.role == role => last.text.push_str(text),
            _ => spans.push(Span::new(text, role)),
        }
    };
    let mut is_shown = true;
    for (place, character) in part.chars().enumerate() {
        let was_shown = std::mem::replace(&mut is_shown, shown.iter().any(|range| range.contains(&place)));
        if is_shown {
            let is_matched = matched.binary_search(&(first + place)).is_ok();
            let role = if is_matched { Role::Matched } else { role };
            push(&clean(character.encode_utf8(&mut [0; 4])), role);
        } else if was_shown {
            push("…", role);
        }
    }
    spans.push(Span::new(" ".repeat(columns.saturating_sub(used)), role));
    spans
}

/// The ranges of characters to show. The path says more than the query, and its end more than its middle: the query
/// gets at most a third of the room, and of both parts a third of the room goes to the beginning.
fn shown_parts(part: &str, columns: usize) -> Vec<Range<usize>> {
    let count = part.chars().count();
    if width(&clean(part)) <= columns {
        return std::iter::once(0..count).collect();
    }
    let at = part.find(['?', '#']).filter(|at| *at > 0).unwrap_or(part.len());
    let (path, query) = part.split_at(at);
    let room = (columns - (columns / 3).min(width(&clean(query)))).min(width(&clean(path)));
    let path_len = path.chars().count();
    let mut shown = ends(path, path_len, room);
    if !query.is_empty() {
        let own = ends(query, count - path_len, columns - room);
        shown.extend(own.into_iter().map(|range| path_len + range.start..path_len + range.end));
    }
    shown
}

/// The beginning and the end of a text of `count` characters, with room for `…` between them.
fn ends(text: &str, count: usize, columns: usize) -> Vec<Range<usize>> {
    if width(&clean(text)) <= columns {
        return std::iter::once(0..count).collect();
    }
    let room = columns.saturating_sub(1);
    let head = fitting(text.chars(), room / 3);
    let taken: usize = text.chars().take(head).map(wide).sum();
    vec![0..head, count - fitting(text.chars().rev(), room - taken)..count]
}

/// The number of leading characters that fit.
fn fitting(text: impl Iterator<Item = char>, room: usize) -> usize {
    let mut used = 0;
    text.take_while(|character| {
        used += wide(*character);
        used <= room
    })
    .count()
}

/// The displayed width of a character; an escaped one is as wide as its replacement.
fn wide(character: char) -> usize {
    width(&clean(character.encode_utf8(&mut [0; 4])))
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
        // A long query must not hide the path.
        let query = format!("{url}?startIndex=1&count=100&filter=status");
        assert_eq!(shown(&query, 36), "/admin/…6f/users/onboard?st…r=status");
        assert_eq!(shown("https://h.example/a?startIndex=1&count=100", 12), "/a?st…nt=100");
        assert_eq!(shown(&format!("{url}?x=1"), 36), "/admin/api…ns/2c6f/users/onboard?x=1");
        assert_eq!(shown("https://h.example?startIndex=1", 8), "?s…dex=1");
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
