//! The list of entries: columns that line up, only the rows in view.

mod waterfall;

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use self::waterfall::Scale;
use super::{cell, put, put_styled};
use crate::har::summary::Summary;
use crate::query::sort::Column;
use crate::redact;
use crate::text::{clean, human, width, words};
use crate::tui::app::App;
use crate::tui::app::findings::Mark;
use crate::tui::app::panes::Focus;
use crate::tui::layout::Layout;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::text::{Line, Span, wrap};

/// The widths of the columns; 0 for one that has no room.
struct Columns {
    number: usize,
    method: usize,
    host: usize,
    path: usize,
    mime: usize,
    size: usize,
    time: usize,
    started: usize,
    waterfall: usize,
}

const STATUS: usize = 4;

/// The sign of the entry that others are compared with.
pub const MARKED: &str = "•";

impl Columns {
    /// The waterfall takes the room of what else could tell entries apart: there, time is what is looked at.
    fn with_waterfall(columns: usize, entries: usize) -> Self {
        let plain = Self::of(columns, entries);
        let waterfall = (columns / 4).clamp(8, 80);
        let given_up = [plain.host, plain.mime, plain.size, plain.started];
        let given_up: usize = given_up.iter().filter(|width| **width > 0).map(|width| width + 1).sum();
        let path = (plain.path + given_up).saturating_sub(waterfall + 1);
        Self { host: 0, mime: 0, size: 0, started: 0, waterfall, path, ..plain }
    }

    fn of(columns: usize, entries: usize) -> Self {
        let number = entries.saturating_sub(1).to_string().len().max(3);
        let with = |least: usize, width: usize| if columns >= least { width } else { 0 };
        let mut widths = Self {
            number,
            method: 7,
            host: if columns >= 110 { 26 } else { with(92, 20) },
            path: 0,
            mime: with(64, 6),
            size: with(54, 7),
            time: with(46, 7),
            started: with(124, 8),
            waterfall: 0,
        };
        // The margin, the sign and the status stand before the rest; each column has a gap before it.
        let others = [widths.host, widths.mime, widths.size, widths.time, widths.started];
        let taken: usize = others.iter().filter(|width| **width > 0).map(|width| width + 1).sum();
        widths.path = columns.saturating_sub(1 + number + 2 + STATUS + 2 + widths.method + 1 + taken + 1);
        widths
    }
}

/// What a column is called.
#[must_use]
pub fn title(column: Column, words: &words::Columns) -> &str {
    match column {
        Column::Number => &words.number,
        Column::Status => &words.status,
        Column::Method => &words.method,
        Column::Host => &words.host,
        Column::Path | Column::Url => &words.path,
        Column::Mime | Column::Type => &words.mime,
        Column::Size => &words.size,
        Column::Time => &words.time,
        Column::Started => &words.started,
    }
}

/// Draws the titles and the rows in view.
pub fn draw(buffer: &mut Buffer, layout: &Layout, app: &App) {
    let room = usize::from(layout.list.width);
    let columns = match app.list.waterfall {
        true => Columns::with_waterfall(room, app.index.len()),
        false => Columns::of(room, app.index.len()),
    };
    titles(buffer, layout, &columns, app);
    if app.list.is_empty() {
        return nothing(buffer, layout.list, app);
    }
    let in_view = (app.list.offset()..).map_while(|position| app.list.number_at(position));
    let in_view = in_view.take(usize::from(layout.list.height)).filter_map(|number| app.index.get(number));
    let scale = if columns.waterfall > 0 { Scale::of(in_view) } else { None };
    for (row, y) in (layout.list.top()..layout.list.bottom()).enumerate() {
        let position = app.list.offset() + row;
        let Some(number) = app.list.number_at(position) else { break };
        let Some(summary) = app.index.get(number) else { break };
        let is_selected = position == app.list.cursor();
        let mut spans = row_spans(app, number, summary, &columns);
        if let Some(scale) = &scale {
            let role = if app.mark(number) == Mark::Failed { Role::Failed } else { Role::Key };
            spans.push(Span::new(format!(" {}", scale.bar(summary, columns.waterfall)), role));
        }
        let style = |role| row_style(&app.theme, role, is_selected);
        if is_selected {
            buffer.set_style(Rect { y, height: 1, ..layout.list }, style(Role::Normal));
        }
        put_styled(buffer, layout.list.x, y, layout.list.width, &spans, style);
        if is_selected {
            // A sign beside the colour, which not every terminal shows.
            buffer.set_string(layout.list.x, y, "▌", style(Role::Focus));
        }
    }
}

/// The selected row keeps the accents; where it is reversed, colours would become backgrounds and are left out.
pub(super) fn row_style(theme: &Theme, role: Role, is_selected: bool) -> Style {
    let style = theme.style(role);
    if !is_selected {
        return style;
    }
    let selected = theme.style(Role::Selected);
    if selected.add_modifier.contains(Modifier::REVERSED) {
        return selected.add_modifier(style.add_modifier - Modifier::DIM);
    }
    match role {
        Role::Dim | Role::Normal => selected,
        _ => selected.patch(style),
    }
}

fn titles(buffer: &mut Buffer, layout: &Layout, columns: &Columns, app: &App) {
    let words = &words::words(app.lang).columns;
    let named = |column: Column| match app.search.sort {
        Some(sort) if sort.column == column => {
            format!("{}{}", title(column, words), if sort.descending { "▾" } else { "▴" })
        }
        _ => title(column, words).to_owned(),
    };
    let mut text = format!(" {}  ", cell(&named(Column::Number), columns.number, true));
    text.push_str(&cell(&named(Column::Status), STATUS, true));
    let others = [
        (named(Column::Method), columns.method, false),
        (named(Column::Host), columns.host, false),
        (named(Column::Path), columns.path, false),
        (named(Column::Mime), columns.mime, false),
        (named(Column::Size), columns.size, true),
        (named(Column::Time), columns.time, true),
        (named(Column::Started), columns.started, true),
        (words.waterfall.clone(), columns.waterfall, false),
    ];
    text.push(' ');
    for (title, width, to_the_right) in others {
        if width > 0 {
            text.push(' ');
            text.push_str(&cell(&title, width, to_the_right));
        }
    }
    let role = if app.panes.focus(layout) == Focus::List { Role::Heading } else { Role::Dim };
    put(
        buffer,
        layout.columns.x,
        layout.columns.y,
        layout.columns.width,
        &[Span::new(text, role)],
        &app.theme,
    );
}

fn nothing(buffer: &mut Buffer, area: Rect, app: &App) {
    let words = words::words(app.lang);
    if app.file.failure.is_some() {
        return;
    }
    let text = match (app.search.is_active(), app.search.running, app.file.is_loaded) {
        (true, true, _) => &words.search.running,
        (true, false, _) => &words.search.none,
        (false, _, true) => &words.header.no_entries,
        (false, _, false) => return,
    };
    let rows = wrap(Line::of(text.clone(), Role::Dim), usize::from(area.width.saturating_sub(4)));
    let area = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
    super::put_rows(buffer, area, &rows, &app.theme);
}

fn row_spans(app: &App, number: usize, summary: &Summary, columns: &Columns) -> Vec<Span> {
    let mark = app.mark(number);
    let accent = match mark {
        Mark::Failed => Some(Role::Failed),
        Mark::Undecided | Mark::OtherFailed => Some(Role::Warning),
        Mark::Odd | Mark::None => None,
    };
    // What nobody looks for is quieter: answers from the cache and preflights.
    let is_quiet = summary.status == Some(304) || &*summary.method == "OPTIONS";
    let plain = match mark {
        Mark::Failed => Role::Strong,
        _ if is_quiet => Role::Dim,
        _ => Role::Normal,
    };
    let words = &words::words(app.lang).columns;
    let mut spans = vec![
        Span::new(format!(" {}", cell(&number.to_string(), columns.number, true)), Role::Dim),
        // A space is quiet in any case, and belongs to what is before it.
        if app.is_marked(number) { Span::new(MARKED, Role::Focus) } else { Span::new(" ", Role::Dim) },
        Span::new(mark.sign(), accent.unwrap_or(Role::Dim)),
        Span::new(cell(&status(summary), STATUS, true), accent.unwrap_or_else(|| status_role(summary))),
        Span::new(format!("  {} ", cell(&clean(&summary.method), columns.method, false)), plain),
    ];
    let url = match app.shows_secrets {
        true => Cow::Borrowed(&*summary.url),
        false => redact::summary_url(summary),
    };
    let matched = app.search.pattern().map(|pattern| pattern.places(&url)).unwrap_or_default();
    let (host, path) = address(&url);
    if columns.host > 0 {
        spans.extend(url_part(&url, host, columns.host, Role::Dim, &matched));
        spans.push(Span::new(" ", plain));
    }
    spans.extend(url_part(&url, path, columns.path, plain, &matched));
    if columns.mime > 0 {
        spans.push(Span::new(
            format!(" {}", cell(&human::media_type(&summary.mime), columns.mime, false)),
            Role::Dim,
        ));
    }
    if columns.size > 0 {
        let size = summary.size.filter(|size| *size > 0).map_or_else(|| "–".to_owned(), human::bytes);
        spans.push(Span::new(format!(" {}", cell(&size, columns.size, true)), plain));
    }
    if columns.time > 0 {
        let time = match summary.time_ms {
            _ if summary.is_aborted() => words.aborted.clone(),
            Some(ms) => human::duration(ms),
            None => "–".to_owned(),
        };
        spans.push(Span::new(format!(" {}", cell(&time, columns.time, true)), plain));
    }
    if columns.started > 0 {
        let started = human::clock(&summary.started).unwrap_or("–");
        spans.push(Span::new(format!(" {}", cell(started, columns.started, true)), Role::Dim));
    }
    spans
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
    fn every_width_is_used_up() {
        for columns in 40..220 {
            let widths = Columns::of(columns, 100_000);
            assert!(widths.path >= 8, "{columns}");
            let widths = Columns::with_waterfall(columns, 100_000);
            assert!(widths.path >= 1, "{columns}");
        }
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
